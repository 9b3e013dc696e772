"""Reads of transactions."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.sql import organisation_of
from service_kit.database import Database
from service_kit.pagination import Order, read_page

_RECORD: Final = f"""
    json_build_object('id', t.id, 'version', t.version, 'type', t.type, 'date', t.date,
        'amount', trim_scale(t.amount)::text, 'currency', t.currency, 'value_date', t.value_date,
        'description', t.description, 'reference', t.reference,
        'provider', {organisation_of("t.provider_id")}, 'receiver', {organisation_of("t.receiver_id")})::text
"""


async def record(session: AsyncSession, transaction_id: UUID) -> str:
    """Return a transaction as JSON text, in the caller's transaction."""
    statement = text(f"SELECT {_RECORD} FROM registry.transaction t WHERE t.id = :id")
    return str(await session.scalar(statement, {"id": transaction_id}))


async def page(
    database: Database, project_id: UUID, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of a project's transactions by date as JSON text, the total, and the next cursor."""
    return await read_page(
        database, record=_RECORD, source="registry.transaction t", where="t.project_id = :project",
        params={"project": project_id}, order=Order("t.date", date, "t.id"), limit=limit, after=after,
    )  # fmt: skip
