"""Reads of transactions."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.database import Database
from service_kit.pagination import decode_cursor, encode_cursor

_PARTY: Final = """(SELECT json_build_object('id', o.id, 'name', o.name, 'acronym', o.acronym, 'country', o.country)
    FROM registry.organisation o WHERE o.id = t.{0}_id)"""
_RECORD: Final = f"""
    json_build_object('id', t.id, 'version', t.version, 'type', t.type, 'date', t.date,
        'amount', trim_scale(t.amount)::text, 'currency', t.currency, 'value_date', t.value_date,
        'description', t.description, 'reference', t.reference,
        'provider', {_PARTY.format("provider")}, 'receiver', {_PARTY.format("receiver")})::text
"""


async def record(session: AsyncSession, transaction_id: UUID) -> str:
    """Return a transaction as JSON text, in the caller's transaction."""
    statement = text(f"SELECT {_RECORD} FROM registry.transaction t WHERE t.id = :id")
    return str(await session.scalar(statement, {"id": transaction_id}))


async def page(
    database: Database, project_id: UUID, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of a project's transactions by date as JSON text, the total, and the next cursor."""
    params: dict[str, object] = {"project": project_id}
    total = await database.scalar(
        text("SELECT count(*) FROM registry.transaction t WHERE t.project_id = :project"), params
    )
    condition = "t.project_id = :project"
    if after is not None:
        params["after_day"], params["after_id"] = decode_cursor(after, (date, UUID))
        condition += " AND (t.date, t.id) > (:after_day, :after_id)"
    statement = text(
        f"SELECT {_RECORD} AS item, t.date, t.id FROM registry.transaction t "
        f"WHERE {condition} ORDER BY t.date, t.id LIMIT :rows"
    )
    rows = await database.rows(statement, params | {"rows": limit + 1})
    following = encode_cursor(rows[limit - 1].date, rows[limit - 1].id) if len(rows) > limit else None
    return [row.item for row in rows[:limit]], int(total), following
