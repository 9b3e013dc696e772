"""When reports are due, who may do what with one, and how a risk develops."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DUE_DAYS: Final = 30
"""Days after the end of a period by which its report is due."""
EDITABLE: Final = frozenset({"draft", "returned"})


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a framework's targets ask a report for."""

    start: date
    end: date

    @property
    def due(self) -> date:
        """Return the day by which its report is due."""
        return self.end + timedelta(days=DUE_DAYS)


def standing(period: Period, status: str | None, today: date) -> str:
    """Return where the report of a period stands: its status, or upcoming, due, late while there is none submitted."""
    if status in {"submitted", "verified"}:
        return str(status)
    if today > period.due:
        return "late"
    if status == "returned":
        return "returned"
    if today > period.end:
        return "due"
    return status or "upcoming"


def calendar(targets: Iterable[tuple[date, date]]) -> list[Period]:
    """Return the periods of a framework's targets, each once, in the order in which they end."""
    return sorted({Period(start, end) for start, end in targets}, key=lambda period: (period.end, period.start))


def trend(before: int | None, now: int) -> str:
    """Return how a risk develops: rising, falling, steady, or new before it was assessed again."""
    if before is None:
        return "new"
    if now == before:
        return "steady"
    return "rising" if now > before else "falling"
