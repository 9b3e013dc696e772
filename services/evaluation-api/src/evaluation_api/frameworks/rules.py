"""Rules of results-based management: the outline, values by measure, progress and the traffic light.

Source of the measures and of direction ("ascending"): IATI 2.03, indicator/@measure and @ascending; of the light's
words: the vocabulary ``traffic-light``. The thresholds are Milpa's, told in docs/methods.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any, Final

from service_kit.problems import FieldError

LEVELS: Final = ("impact", "outcome", "output", "activity")
NUMERIC: Final = frozenset({"number", "percentage", "ratio"})
ON_TRACK: Final = Decimal("0.85")
AT_RISK: Final = Decimal("0.60")
_NUMBER: Final = re.compile(r"-?\d{1,18}(\.\d{1,6})?")
_YES_NO: Final = {"yes": Decimal(1), "no": Decimal(0)}


def parents(levels: Sequence[str]) -> list[int | None]:
    """Return for each result of an outline the place of the one it belongs to: the last before it of a higher level."""
    found: list[int | None] = []
    for index, level in enumerate(levels):
        above = [place for place in range(index) if LEVELS.index(levels[place]) < LEVELS.index(level)]
        found.append(above[-1] if above else None)
    return found


def read_value(measure: str, value: str, scale: Sequence[str]) -> Decimal | None:
    """Return a value as a number to compare by: its step for an ordinal measure, None for a qualitative one.

    Raises:
        ValueError: the code of the message when it is not a value of the measure.
    """
    if measure == "qualitative":
        return None
    if measure == "yes-no":
        if value not in _YES_NO:
            raise ValueError("value-yes-no")
        return _YES_NO[value]
    if measure == "ordinal":
        if value not in scale:
            raise ValueError("value-scale")
        return Decimal(scale.index(value))
    if not _NUMBER.fullmatch(value):
        raise ValueError("value-number")
    try:
        return Decimal(value)
    except InvalidOperation as exc:
        raise ValueError("value-number") from exc


def value_error(pointer: str, code: str, value: str, scale: Sequence[str]) -> FieldError:
    """Return the error that says what value is expected."""
    return FieldError(pointer, code, {"value": value[:60], "expected": ", ".join(scale)})


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured in a period."""

    number: Decimal


def actual(points: Sequence[Point], *, cumulative: bool) -> Decimal | None:
    """Return what has been reached by the last point: its value, or the sum of all when each counts anew.

    ``cumulative`` means that a value already contains those before it.
    """
    if not points:
        return None
    return points[-1].number if cumulative else sum((point.number for point in points), Decimal(0))


def achievement(baseline: Decimal | None, target: Decimal, reached: Decimal, *, descending: bool) -> Decimal:
    """Return which part of the way from the baseline to the target is done: 0 nothing, 1 all; it may exceed both.

    Without a baseline the way starts at 0. A target equal to its baseline is reached by keeping it.
    """
    start = baseline if baseline is not None else Decimal(0)
    way = target - start
    if way == 0:
        kept = reached <= target if descending else reached >= target
        return Decimal(1) if kept else Decimal(0)
    if descending and baseline is None:
        # From nowhere down to a target: at or below it everything is reached, twice as much is half.
        return Decimal(1) if reached <= target else (target / reached if reached else Decimal(0))
    return (reached - start) / way


def light(done: Decimal | None) -> str:
    """Return the traffic light of an achievement: achieved from 1, on-track from 0.85, at-risk from 0.6."""
    if done is None:
        return "no-data"
    if done >= 1:
        return "achieved"
    if done >= ON_TRACK:
        return "on-track"
    return "at-risk" if done >= AT_RISK else "off-track"


def part_errors(
    pointer: str, total: Decimal | None, parts: Sequence[Mapping[str, Any]], dimensions: Sequence[Mapping[str, Any]]
) -> Iterator[FieldError]:
    """Yield what is wrong with a disaggregation: unknown or repeated categories, parts that do not sum to the total.

    A part names one category of each dimension: ``{categories: {dimension: category}, value}``.
    """
    known = {dimension["name"]: set(dimension["categories"]) for dimension in dimensions}
    seen: set[tuple[str, ...]] = set()
    for index, part in enumerate(parts):
        categories = part["categories"]
        if categories.keys() != known.keys() or any(categories[name] not in known[name] for name in known):
            yield FieldError(f"{pointer}/{index}/categories", "part-categories", {"expected": ", ".join(known)})
            continue
        key = tuple(categories[name] for name in known)
        if key in seen:
            yield FieldError(f"{pointer}/{index}/categories", "repeated")
        seen.add(key)
    if parts and total is not None:
        told = sum((Decimal(part["value"]) for part in parts), Decimal(0))
        if told != total:
            yield FieldError(pointer, "parts-sum", {"sum": f"{told:f}", "total": f"{total:f}"})


def combinations(dimensions: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return every combination of one category of each dimension."""
    names = [dimension["name"] for dimension in dimensions]
    return (
        [dict(zip(names, chosen, strict=True)) for chosen in product(*(d["categories"] for d in dimensions))]
        if names
        else []
    )
