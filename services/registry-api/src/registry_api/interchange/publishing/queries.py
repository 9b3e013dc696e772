"""What this registry publishes under its own name, and as of when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from service_kit.database import Database
from service_kit.principal import Principal


@dataclass(frozen=True, slots=True)
class Published:
    """Public projects that the publisher itself reports: no invented example, nothing another one reports.

    A selection of projects for exports, whoever asks.
    """

    publisher_ref: str

    def where(self, principal: Principal) -> tuple[str, dict[str, Any]]:
        """Return the WHERE condition over ``p`` and its parameters."""
        return _PUBLISHED, {"publisher": self.publisher_ref}


_PUBLISHED: Final = """p.visibility = 'public' AND NOT p.example AND (p.reporting_id IS NULL OR EXISTS (
    SELECT 1 FROM registry.organisation r WHERE r.id = p.reporting_id AND r.iati_identifier = :publisher))"""


@dataclass(frozen=True, slots=True)
class State:
    """A publication: how many records, when the last changed, and a tag that changes with any of them."""

    count: int
    modified: datetime
    tag: str


async def activities(database: Database, publisher_ref: str) -> State:
    """Return the state of the activity file."""
    return await _state(
        database,
        f"""
        SELECT count(*) AS count, greatest(max(p.updated_at), max(f.results_at),
                   (SELECT max(updated_at) FROM registry.organisation)) AS modified,
            md5(coalesce(string_agg(
                p.id::text || p.version || coalesce(f.results_at::text, ''), ',' ORDER BY p.id), '')) AS digest
        FROM registry.project p LEFT JOIN evaluation.directory_result f ON f.project_id = p.id WHERE {_PUBLISHED}
        """,
        publisher_ref,
    )


async def organisations(database: Database, publisher_ref: str) -> State:
    """Return the state of the organisation file: one record, the publisher's."""
    return await _state(
        database,
        """
        SELECT 1 AS count, max(o.updated_at) AS modified, md5(coalesce(string_agg(s.digest || o.version, ','), ''))
                   AS digest
        FROM registry.organisation o
        LEFT JOIN registry.iati_organisation_source s ON s.organisation_id = o.id
        WHERE o.iati_identifier = :publisher OR NOT EXISTS (
            SELECT 1 FROM registry.organisation WHERE iati_identifier = :publisher)
        """,
        publisher_ref,
    )


async def _state(database: Database, statement: str, publisher_ref: str) -> State:
    [row] = await database.rows(text(statement), {"publisher": publisher_ref})
    modified = (row.modified or _BEGINNING).replace(microsecond=0)
    return State(int(row.count), modified, f'"{row.digest}-{int(modified.timestamp())}"')


_BEGINNING: Final = datetime.fromisoformat("2016-01-01T00:00:00+00:00")
