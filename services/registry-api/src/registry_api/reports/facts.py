"""A project as a report reads it: its record, its money, and labels in the report's language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registry_api.finance.rules import Line, RateBook, Total, counted
from registry_api.finance.summary import plain
from service_kit.texts import pick

Label = Callable[[str, str | None], str]
"""The label of a vocabulary's code."""


@dataclass(frozen=True, slots=True)
class ReportProject:
    """What the variables of a report are computed from; ``record`` is the project as it goes over the wire."""

    record: Mapping[str, Any]
    lines: Sequence[Line]
    agreements: Sequence[Mapping[str, str]]
    book: RateBook
    label: Label
    language: str

    def text(self, name: str) -> str:
        """Return a text of the record in the report's language."""
        return pick(self.record[name], self.language)

    def partners(self, *roles: str) -> list[Mapping[str, Any]]:
        """Return the organisations in any of the roles, in their order."""
        return [row["organisation"] for row in self.record["participations"] if row["role"] in roles]

    def names(self, *roles: str) -> str:
        """Return the names of the organisations in any of the roles."""
        return "; ".join(unique(pick(partner["name"], self.language) for partner in self.partners(*roles)))

    def countries(self, *roles: str) -> str:
        """Return the countries of the organisations in any of the roles."""
        codes = unique(partner["country"] for partner in self.partners(*roles) if partner["country"])
        return "; ".join(self.label("country", code) for code in codes)

    def codes(self, vocabulary: str) -> list[Mapping[str, Any]]:
        """Return the project's codes of a vocabulary, the heaviest first."""
        rows = [row for row in self.record["classifications"] if row["vocabulary"] == vocabulary]
        return sorted(rows, key=lambda row: -Decimal(row["weight"] or 0))

    def labels(self, vocabulary: str, *, first: int | None = None, rest: bool = False) -> str:
        """Return the project's codes of a vocabulary with their labels; the ``first`` ones or the ``rest``."""
        rows = self.codes(vocabulary)
        rows = rows[1:] if rest else rows[:first]
        return "; ".join(f"{row['code']} {pick(row['label'], self.language)}".strip() for row in rows)

    def date(self, *names: str) -> str:
        """Return the first of the dates that is known."""
        return next((self.record[name] for name in names if self.record[name]), "")

    def amount(self, basis: str, currency: str, partners: Iterable[str] | None = None) -> str:
        """Return what counts of a basis (of the partners with these ids only) in a currency; "" if not known."""
        wanted = None if partners is None else set(partners)
        kept = [
            line
            for line in counted(self.lines)
            if line.basis == basis and (wanted is None or str(line.organisation_id) in wanted)
        ]
        total = Total()
        for line in kept:
            total.add(line, self.book)
        worth = total.converted[currency]
        return plain(worth) if kept and worth is not None and total.unvalued < len(kept) else ""

    def ids(self, *roles: str) -> list[str]:
        """Return the ids of the organisations in any of the roles."""
        return [partner["id"] for partner in self.partners(*roles)]


def unique(values: Iterable[str]) -> list[str]:
    """Return the values without repeats, in their order."""
    return list(dict.fromkeys(values))
