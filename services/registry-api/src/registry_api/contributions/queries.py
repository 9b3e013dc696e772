"""Reads of contributions."""

from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.sql import organisation_of
from service_kit.database import Database
from service_kit.pagination import Order, read_page

_RECORD: Final = f"""
    json_build_object('id', c.id, 'version', c.version, 'organisation', {organisation_of("c.organisation_id")},
        'kind', c.kind, 'basis', c.basis, 'year', c.year, 'quantity', trim_scale(c.quantity)::text,
        'grade', c.grade, 'country', c.country, 'valuation', c.valuation,
        'rate', (SELECT json_build_object('amount', trim_scale(r.amount)::text, 'currency', r.currency,
                                          'valid_from', r.valid_from, 'source', r.source)
                 FROM registry.valuation_rate r WHERE r.id = c.rate_id),
        'amount', trim_scale(c.amount)::text, 'currency', c.currency, 'note', c.note)::text
"""


async def record(session: AsyncSession, contribution_id: UUID) -> str:
    """Return a contribution as JSON text, in the caller's transaction."""
    statement = text(f"SELECT {_RECORD} FROM registry.contribution c WHERE c.id = :id")
    return str(await session.scalar(statement, {"id": contribution_id}))


async def page(
    database: Database, project_id: UUID, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of a project's contributions by year as JSON text, the total, and the next cursor."""
    return await read_page(
        database, record=_RECORD, source="registry.contribution c", where="c.project_id = :project",
        params={"project": project_id}, order=Order("c.year", int, "c.id"), limit=limit, after=after,
    )  # fmt: skip
