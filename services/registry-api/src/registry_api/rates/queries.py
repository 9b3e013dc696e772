"""Reads of rates."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.finance.rules import PersonDayRate, Rate, RateBook
from registry_api.rates.models import ValuationRate
from service_kit.database import Database
from service_kit.pagination import Order, read_page

EXCHANGE: Final = """
    json_build_object('id', r.id, 'currency', r.currency, 'date', r.date,
        'per_dollar', trim_scale(r.per_dollar)::text, 'source', r.source, 'example', r.example)::text
"""
VALUATION: Final = """
    json_build_object('id', r.id, 'country', r.country, 'grade', r.grade, 'valid_from', r.valid_from,
        'amount', trim_scale(r.amount)::text, 'currency', r.currency, 'source', r.source, 'example', r.example)::text
"""


async def exchange_rates(
    database: Database, currency: str | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of exchange rates, the newest first, as JSON text, the total, and the next cursor."""
    where, params = ("r.currency = :currency", {"currency": currency}) if currency else ("true", {})
    return await read_page(
        database, record=EXCHANGE, source="registry.exchange_rate r", where=where, params=params,
        order=Order("r.date", date, "r.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


async def valuation_rates(
    database: Database, country: str | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of rates for person-days, the newest first, as JSON text, the total, and the next cursor."""
    where, params = ("r.country = :country", {"country": country}) if country else ("true", {})
    return await read_page(
        database, record=VALUATION, source="registry.valuation_rate r", where=where, params=params,
        order=Order("r.valid_from", date, "r.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


async def record(session: AsyncSession, table: str, select_record: str, rate_id: UUID) -> str:
    """Return a rate as JSON text, in the caller's transaction."""
    return str(
        await session.scalar(text(f"SELECT {select_record} FROM registry.{table} r WHERE id = :id"), {"id": rate_id})
    )


async def person_day_rates(session: AsyncSession, country: str, grade: str) -> list[PersonDayRate]:
    """Return the rates of a country and grade."""
    rows = await session.execute(
        select(ValuationRate.id, ValuationRate.valid_from, ValuationRate.amount, ValuationRate.currency).where(
            ValuationRate.country == country, ValuationRate.grade == grade
        )
    )
    return [PersonDayRate(*row) for row in rows]


async def rate_book(database: Database, currencies: set[str]) -> RateBook:
    """Return the exchange rates of some currencies."""
    rows = await database.rows(
        text("SELECT currency, date, per_dollar, source FROM registry.exchange_rate WHERE currency = ANY(:currencies)"),
        {"currencies": sorted(currencies)},
    )
    rates: dict[str, list[Rate]] = {}
    for row in rows:
        rates.setdefault(row.currency, []).append(Rate(row.date, row.per_dollar, row.source))
    return RateBook(rates)
