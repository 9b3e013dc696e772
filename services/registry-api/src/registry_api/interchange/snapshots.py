"""A project as it stood, row by row, so that an import can be undone."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_TABLES: Final = ("participation", "assignment", "place", "budget", "transaction", "iati_source")
_ROWS: Final = ", ".join(
    f"'{table}', coalesce((SELECT json_agg(to_jsonb(r)) FROM registry.{table} r WHERE r.project_id = p.id), '[]'::json)"
    for table in _TABLES
)
_SNAPSHOT: Final = text(
    f"SELECT p.id, json_build_object('project', to_jsonb(p), {_ROWS}) AS snapshot "
    "FROM registry.project p WHERE p.id = ANY(:ids)"
)
# What an import may change of the project itself; the rest (code, id, when and by whom created) never moves.
_RESTORED: Final = (
    "title", "objective", "description", "instrument", "cooperation_type", "modality", "stage", "reporting_id",
    "iati_identifier", "start_planned", "start_actual", "end_planned", "end_actual", "default_currency",
    "humanitarian",
)  # fmt: skip


async def snapshots(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return ``{id: {"project": row, "<table>": [row, …]}}``, rows as Postgres writes them in JSON."""
    if not ids:
        return {}
    rows = await session.execute(_SNAPSHOT, {"ids": list(ids)})
    return {row.id: row.snapshot for row in rows}


async def restore(session: AsyncSession, project_id: UUID, snapshot: dict[str, Any], subject: str) -> None:
    """Make a project's data again what ``snapshot`` holds; its version goes on counting."""
    columns = ", ".join(_RESTORED)
    await session.execute(
        text(
            f"UPDATE registry.project p SET ({columns}) = (SELECT {columns} FROM "
            "jsonb_populate_record(NULL::registry.project, CAST(:row AS jsonb))), "
            "version = p.version + 1, updated_by = :subject, updated_at = now() WHERE p.id = :id"
        ),
        {"row": orjson.dumps(snapshot["project"]).decode(), "subject": subject, "id": project_id},
    )
    for table in _TABLES:
        await session.execute(
            text(f"DELETE FROM registry.{table} WHERE project_id = :id"),
            {"id": project_id},
        )
        await session.execute(
            text(
                f"INSERT INTO registry.{table} OVERRIDING SYSTEM VALUE SELECT * FROM "
                f"jsonb_populate_recordset(NULL::registry.{table}, CAST(:rows AS jsonb))"
            ),
            {"rows": orjson.dumps(snapshot[table]).decode()},
        )
