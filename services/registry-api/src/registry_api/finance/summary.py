"""What a project's partners plan and have spent, per partner and in all, in the original and in common currencies."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from registry_api.finance.rules import CURRENCIES, Line, RateBook, Total, counted, day_of
from registry_api.rates.queries import rate_book
from registry_api.sql import organisation_ref
from service_kit.database import Database

_LINES: Final = text("""
    SELECT project_id, organisation_id, 'planned' AS basis, 'cash' AS kind, 'budget' AS origin, value_date AS day,
        CAST(NULL AS integer) AS year, amount, currency FROM registry.budget WHERE project_id = ANY(:ids)
    UNION ALL
    SELECT project_id, provider_id, 'executed', 'cash', CASE type WHEN '3' THEN 'disbursement' ELSE 'expenditure' END,
        value_date, NULL::integer, amount, currency
    FROM registry.transaction WHERE project_id = ANY(:ids) AND type IN ('3', '4')
    UNION ALL
    SELECT project_id, organisation_id, basis, kind, 'contribution', NULL::date, year, amount, currency
    FROM registry.contribution WHERE project_id = ANY(:ids)
""")
_ORGANISATIONS: Final = text(
    f"SELECT o.id, {organisation_ref('o')} AS organisation FROM registry.organisation o WHERE o.id = ANY(:ids)"
)


@dataclass(slots=True)
class Summary:
    """Totals by partner (None: not said whose) and basis, by kind and basis, and the rates behind them."""

    partners: dict[UUID | None, dict[str, Total]]
    kinds: dict[str, dict[str, Total]]
    totals: dict[str, Total]
    book: RateBook
    counts_once: bool


async def lines(connection: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, list[Line]]:
    """Return every amount of some projects, planned or executed, by project."""
    found: dict[UUID, list[Line]] = defaultdict(list)
    for r in await connection.execute(_LINES, {"ids": list(ids)}):
        day = r.day or day_of(r.year)
        found[r.project_id].append(Line(r.organisation_id, r.basis, r.kind, r.origin, day, r.amount, r.currency))
    return found


async def summary(database: Database, project_id: UUID) -> Summary:
    """Return a project's sums."""
    async with database.reader.connect() as connection:
        found = (await lines(connection, [project_id])).get(project_id, [])
    kept = counted(found)
    book = await rate_book(database, {line.currency for line in kept if line.currency} | set(CURRENCIES))
    made = Summary(_grouped(), _grouped(), defaultdict(Total), book, counts_once=len(kept) < len(found))
    for line in kept:
        for total in (
            made.partners[line.organisation_id][line.basis],
            made.kinds[line.kind][line.basis],
            made.totals[line.basis],
        ):
            total.add(line, book)
    return made


def _grouped() -> dict[Any, dict[str, Total]]:
    return defaultdict(lambda: defaultdict(Total))


async def summary_body(database: Database, project_id: UUID) -> dict[str, Any]:
    """Return a project's sums as they go over the wire (``ProjectFinance``)."""
    made = await summary(database, project_id)
    ids = [partner for partner in made.partners if partner is not None]
    named = {row.id: row.organisation for row in await database.rows(_ORGANISATIONS, {"ids": ids})}
    return {
        "partners": [
            {"organisation": named.get(partner), **_bases(by_basis)} for partner, by_basis in made.partners.items()
        ],
        "kinds": [{"kind": kind, **_bases(by_basis)} for kind, by_basis in sorted(made.kinds.items())],
        **_bases(made.totals),
        "rates": [
            {"currency": currency, "date": day, "per_dollar": plain(rate.per_dollar), "source": rate.source}
            for (currency, day), rate in sorted(made.book.used.items())
        ],
        "gaps": [{"currency": currency, "date": day} for currency, day in sorted(made.book.gaps)],
        "counts_once": made.counts_once,
    }


def _bases(by_basis: dict[str, Total]) -> dict[str, Any]:
    return {basis: _total(by_basis.get(basis, Total())) for basis in ("planned", "executed")}


def _total(total: Total) -> dict[str, Any]:
    original = [{"currency": currency, "amount": plain(amount)} for currency, amount in sorted(total.original.items())]
    converted = {currency: None if worth is None else plain(worth) for currency, worth in total.converted.items()}
    return {"original": original, "converted": converted, "unvalued": total.unvalued}


def plain(amount: Decimal) -> str:
    """Return an amount as digits, without an exponent."""
    return f"{amount.normalize():f}"
