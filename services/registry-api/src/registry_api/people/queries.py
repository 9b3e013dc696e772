"""The people with an account, as identity publishes them, and which of them may read a project."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.projects.visibility import visible
from service_kit.principal import Principal, Role
from service_kit.texts import like

_PEOPLE: Final = """
    SELECT a.subject, a.name, a.role, a.organisation_id,
        (SELECT o.name FROM registry.organisation o WHERE o.id = a.organisation_id) AS organisation
    FROM identity.directory_client a WHERE a.subject LIKE 'account:%' AND NOT a.disabled
"""
MAX_PEOPLE: Final = 10


async def named(session: AsyncSession, project_id: UUID, q: str) -> list[dict[str, Any]]:
    """Return people whose name has ``q`` in it and who may read a project, by name."""
    statement = text(f"{_PEOPLE} AND lower(a.name) LIKE :q ORDER BY a.name, a.subject LIMIT 50")
    rows = await session.execute(statement, {"q": f"%{like(q.strip().lower())}%"})
    found = [row for row in rows if await _may_read(session, row, project_id)]
    return [{"subject": row.subject, "name": row.name, "organisation": row.organisation} for row in found[:MAX_PEOPLE]]


async def mentioned(session: AsyncSession, project_id: UUID, subjects: Sequence[str]) -> list[dict[str, str]]:
    """Return those of ``subjects`` who have an account and may read a project, as ``{subject, name}``."""
    rows = await session.execute(text(f"{_PEOPLE} AND a.subject = ANY(:subjects)"), {"subjects": list(subjects)})
    return [
        {"subject": row.subject, "name": row.name} for row in rows.all() if await _may_read(session, row, project_id)
    ]


async def _may_read(session: AsyncSession, person: Any, project_id: UUID) -> bool:
    principal = Principal(person.subject, person.name, Role(person.role), person.organisation_id)
    condition, params = visible(principal)
    statement = text(f"SELECT 1 FROM registry.project p WHERE p.id = :project AND {condition}")
    return await session.scalar(statement, params | {"project": project_id}) is not None
