"""Sums over partners and currencies: what counts, what it is worth, and what can't be said. Decimals, never floats."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final
from uuid import UUID

CURRENCIES: Final = ("GTQ", "USD", "EUR")
"""What totals are shown in beside the currency each amount was written in."""
MAX_RATE_AGE: Final = 366
"""Days after which an exchange rate says nothing about a later date: yearly averages reach from one to the next."""
_CENT: Final = Decimal("0.01")
_CASH: Final = "cash"
# Of a partner's cash in a year, only the first of these that there is counts: they tell of the same money.
_RANK: Final = {"contribution": 0, "budget": 1, "disbursement": 1, "expenditure": 2}


@dataclass(frozen=True, slots=True)
class Rate:
    """What a US dollar cost on a day."""

    day: date
    per_dollar: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class PersonDayRate:
    """What a person-day is valued at from a day on."""

    id: UUID
    valid_from: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Line:
    """An amount that a partner plans or has spent; ``origin`` is where it is registered. Amounts may be unknown."""

    organisation_id: UUID | None
    basis: str
    kind: str
    origin: str
    day: date
    amount: Decimal | None
    currency: str | None


@dataclass(slots=True)
class Total:
    """A sum: exact in each original currency, to the cent in ``CURRENCIES`` (None when a rate is missing)."""

    original: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    converted: dict[str, Decimal | None] = field(default_factory=lambda: dict.fromkeys(CURRENCIES, Decimal(0)))
    unvalued: int = 0

    def add(self, line: Line, book: "RateBook") -> None:
        """Add a line; an amount without a rate leaves the converted sum unknown rather than too small."""
        if line.amount is None or line.currency is None:
            self.unvalued += 1
            return
        self.original[line.currency] += line.amount
        for currency in CURRENCIES:
            worth, sum_so_far = book.convert(line.amount, line.currency, currency, line.day), self.converted[currency]
            self.converted[currency] = None if worth is None or sum_so_far is None else sum_so_far + worth


class RateBook:
    """Exchange rates by currency and day; remembers what it used and what it lacked."""

    def __init__(self, rates: Mapping[str, Iterable[Rate]]) -> None:
        self._rates = {currency: sorted(given, key=lambda rate: rate.day) for currency, given in rates.items()}
        self._days = {currency: [rate.day for rate in rates] for currency, rates in self._rates.items()}
        self.used: dict[tuple[str, date], Rate] = {}
        self.gaps: set[tuple[str, date]] = set()

    def per_dollar(self, currency: str, day: date) -> Decimal | None:
        """Return the newest rate of ``currency`` not after ``day`` and not older than ``MAX_RATE_AGE`` days."""
        if currency == "USD":
            return Decimal(1)
        place = bisect_right(self._days.get(currency, []), day)
        rate = self._rates[currency][place - 1] if place else None
        if rate is None or (day - rate.day).days > MAX_RATE_AGE:
            self.gaps.add((currency, day))
            return None
        self.used[currency, rate.day] = rate
        return rate.per_dollar

    def convert(self, amount: Decimal, currency: str, into: str, day: date) -> Decimal | None:
        """Return what ``amount`` was worth in another currency on a day, to the cent; None without a rate."""
        if currency == into:
            return amount
        theirs, ours = self.per_dollar(currency, day), self.per_dollar(into, day)
        if theirs is None or ours is None:
            return None
        return (amount * ours / theirs).quantize(_CENT, ROUND_HALF_EVEN)


def counted(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that count, so that no money counts twice.

    A partner's cash of a year may be registered as a contribution, as a budget, and as transactions. Contributions
    count before budgets, and before disbursements, which count before expenditures. In kind, everything counts.
    """
    lines = list(lines)
    best: dict[tuple[UUID | None, str, int], int] = {}
    for line in lines:
        if line.kind == _CASH:
            place = (line.organisation_id, line.basis, line.day.year)
            best[place] = min(best.get(place, len(_RANK)), _RANK[line.origin])
    return [
        line
        for line in lines
        if line.kind != _CASH or _RANK[line.origin] == best[line.organisation_id, line.basis, line.day.year]
    ]


def valued(quantity: Decimal, rates: Sequence[PersonDayRate], day: date) -> tuple[Decimal, PersonDayRate] | None:
    """Return what ``quantity`` person-days are valued at by the rate in force on ``day``, and that rate."""
    in_force = [rate for rate in rates if rate.valid_from <= day]
    if not in_force:
        return None
    rate = max(in_force, key=lambda found: found.valid_from)
    return (quantity * rate.amount).quantize(_CENT, ROUND_HALF_EVEN), rate


def day_of(year: int) -> date:
    """Return the day that stands for a year when a rate is looked up: its middle."""
    return date(year, 7, 1)
