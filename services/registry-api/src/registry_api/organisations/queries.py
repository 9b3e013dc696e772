"""Reads of organisations."""

from typing import Final
from uuid import UUID

from sqlalchemy import text

from registry_api.projects.visibility import visible
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Principal
from service_kit.texts import fold, like

_RECORD: Final = """
    json_build_object('id', o.id, 'version', o.version, 'name', o.name, 'acronym', o.acronym, 'type', o.type,
        'country', o.country, 'iati_identifier', o.iati_identifier,
        'projects', (SELECT count(DISTINCT p.id) FROM registry.participation pa
                     JOIN registry.project p ON p.id = pa.project_id
                     WHERE pa.organisation_id = o.id AND {visible}))::text
"""


async def record(database: Database, principal: Principal, organisation_id: UUID) -> tuple[str, int] | None:
    """Return an organisation as JSON text and its version, or None."""
    condition, params = visible(principal)
    statement = text(
        f"SELECT {_RECORD.format(visible=condition)}, o.version FROM registry.organisation o WHERE o.id = :id"
    )
    rows = await database.rows(statement, params | {"id": organisation_id})
    return (rows[0][0], rows[0][1]) if rows else None


async def page(
    database: Database, principal: Principal, q: str, country: str | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of organisations by name as JSON text, the total, and the next cursor."""
    condition, params = visible(principal)
    where = ["true"]
    for index, word in enumerate(fold(q).split()[:10]):
        where.append(f"o.search_text LIKE :word{index}")
        params[f"word{index}"] = f"%{like(word)}%"
    if country is not None:
        where.append("o.country = :country")
        params["country"] = country
    filters = " AND ".join(where)
    return await read_page(
        database, record=_RECORD.format(visible=condition), source="registry.organisation o", where=filters,
        params=params, order=Order("o.search_text", str, "o.id"), limit=limit, after=after,
    )  # fmt: skip
