"""Reads of lessons: of the projects the asker sees, no others."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Principal
from service_kit.texts import fold, like
from service_kit.visibility import visible_projects

_FROM: Final = "evaluation.lesson l JOIN registry.directory_project p ON p.id = l.project_id"
_RECORD: Final = """
    json_build_object('id', l.id, 'version', l.version,
        'project', json_build_object('id', p.id, 'code', p.code, 'title', p.title),
        'title', l.title, 'context', l.context, 'lesson', l.lesson, 'recommendation', l.recommendation,
        'source', l.source, 'example', l.example, 'created_at', l.created_at, 'updated_at', l.updated_at)::text
"""


def _visible(principal: Principal) -> tuple[str, dict[str, Any]]:
    return visible_projects(principal, "registry.directory_participation")


async def record(session: AsyncSession, principal: Principal, lesson_id: UUID) -> tuple[str, int] | None:
    """Return a lesson as JSON text and its version, or None when the principal sees none."""
    condition, params = _visible(principal)
    statement = text(f"SELECT {_RECORD}, l.version FROM {_FROM} WHERE l.id = :id AND {condition}")
    row = (await session.execute(statement, params | {"id": lesson_id})).first()
    return (row[0], row[1]) if row else None


async def page(
    database: Database, principal: Principal, q: str, project: UUID | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of lessons, the newest first, as JSON text, the total, and the next cursor."""
    condition, params = _visible(principal)
    for index, word in enumerate(fold(q).split()[:10]):
        condition += f" AND l.search_text LIKE :word{index}"
        params[f"word{index}"] = f"%{like(word)}%"
    if project is not None:
        condition += " AND l.project_id = :project"
        params["project"] = project
    return await read_page(
        database, record=_RECORD, source=_FROM, where=condition, params=params,
        order=Order("l.created_at", datetime, "l.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


async def owners(session: AsyncSession, principal: Principal, project_id: UUID) -> frozenset[UUID] | None:
    """Return the organisations responsible for or taking part in a project; None when the principal sees none."""
    condition, params = _visible(principal)
    statement = text(f"""
        SELECT p.responsible_id, array(SELECT organisation_id FROM registry.directory_participation
                                       WHERE project_id = p.id) AS partners
        FROM registry.directory_project p WHERE p.id = :project AND {condition}
    """)
    row = (await session.execute(statement, params | {"project": project_id})).first()
    if row is None:
        return None
    return frozenset(row.partners) | ({row.responsible_id} if row.responsible_id else frozenset())
