"""Reads of comments."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Principal

_RECORD: Final = """json_build_object('id', c.id, 'version', c.version, 'author', c.author,
    'author_name', c.author_name, 'own', c.author = :asker, 'body', c.body, 'mentions', c.mentions,
    'edited_at', c.edited_at, 'created_at', c.created_at)::text"""


async def page(
    database: Database, asker: Principal, project_id: UUID, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of a project's comments as JSON text, the total, and the next cursor."""
    return await read_page(
        database, record=_RECORD, source="registry.comment c", where="c.project_id = :project",
        params={"project": project_id, "asker": asker.subject},
        order=Order("c.created_at", datetime, "c.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


async def record(session: AsyncSession, asker: Principal, comment_id: UUID) -> str:
    """Return a comment as JSON text, in the caller's transaction."""
    statement = text(f"SELECT {_RECORD} FROM registry.comment c WHERE c.id = :id")
    return str(await session.scalar(statement, {"id": comment_id, "asker": asker.subject}))
