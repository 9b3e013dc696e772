"""Reads of the cycle: what the conditions look at, and the moves made."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from registry_api.cycle.rules import Facts, Partner

_FACTS: Final = text("""
    SELECT p.objective <> '{}'::jsonb AS objective, p.modality, p.responsible_id IS NOT NULL AS responsible,
        coalesce(p.start_actual, p.start_planned) AS start, coalesce(p.end_actual, p.end_planned) AS end,
        array(SELECT DISTINCT vocabulary FROM registry.assignment WHERE project_id = p.id) AS vocabularies,
        (SELECT count(*) FROM registry.place WHERE project_id = p.id) AS places,
        (SELECT count(*) FROM registry.budget WHERE project_id = p.id)
            + (SELECT count(*) FROM registry.contribution WHERE project_id = p.id AND basis = 'planned') AS planned,
        (SELECT count(*) FROM registry.transaction WHERE project_id = p.id AND type IN ('3', '4'))
            + (SELECT count(*) FROM registry.contribution WHERE project_id = p.id AND basis = 'executed') AS executed
    FROM registry.project p WHERE p.id = :id
""")
_PARTNERS: Final = text("""
    SELECT a.organisation_id, a.role, o.country, o.type FROM registry.participation a
    JOIN registry.organisation o ON o.id = a.organisation_id WHERE a.project_id = :id
""")
_CHANGES: Final = text("""
    SELECT id, from_stage, to_stage, effective_on, note, verdict, document_id, at, by_name
    FROM registry.stage_change WHERE project_id = :id ORDER BY at DESC, id DESC LIMIT 500
""")
_BEFORE: Final = text("""
    SELECT from_stage FROM registry.stage_change
    WHERE project_id = :id AND to_stage = 'suspended' ORDER BY at DESC LIMIT 1
""")


async def facts(connection: AsyncSession | AsyncConnection, project_id: UUID) -> Facts:
    """Return what the conditions look at in a project."""
    row = (await connection.execute(_FACTS, {"id": project_id})).one()
    partners = [Partner(*partner) for partner in await connection.execute(_PARTNERS, {"id": project_id})]
    return Facts(
        row.objective, row.modality, row.responsible, row.start, row.end, partners, frozenset(row.vocabularies),
        row.places, row.planned, row.executed,
    )  # fmt: skip


async def before_suspension(connection: AsyncSession | AsyncConnection, project_id: UUID) -> str | None:
    """Return the stage in which a project was suspended last."""
    found = await connection.execute(_BEFORE, {"id": project_id})
    return found.scalar()


async def changes(connection: AsyncConnection, project_id: UUID) -> list[dict[str, Any]]:
    """Return the moves made, the newest first."""
    return [dict(row._mapping) for row in await connection.execute(_CHANGES, {"id": project_id})]
