"""Results of an IATI 2.03 activity as a framework's outline, with what was measured.

What the model does not hold (references, locations, document links, further baselines …) is not read: each result is
kept as its publisher wrote it, and written back from there (see ``writing``).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from evaluation_api.frameworks.rules import NUMERIC, part_errors, read_value
from evaluation_api.iati.elements import day, language_of, narratives, own

LEVELS: Final = {"1": "output", "2": "outcome", "3": "impact", "9": "output"}
"""IATI ResultType to the levels of a framework; other is taken for an output."""
MEASURES: Final = {"1": "number", "2": "percentage", "3": "number", "4": "ordinal", "5": "qualitative"}
"""IATI IndicatorMeasure to measures. A nominal one is counted; an ordinal one's steps are those it names."""
_MARKS: Final = re.compile(r"[\s,% ]")
_OWN: Final = ("reference", "formula", "responsible")


@dataclass(slots=True)
class Measured:
    """What an indicator showed in a period: ``parts`` as ``[{categories, value}]``."""

    start: date
    end: date
    value: str
    comment: str | None = None
    parts: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ReadIndicator:
    """An indicator's fields (as ``IndicatorIn``), its place, where each target stands, and its measurements."""

    fields: dict[str, Any]
    position: int
    target_positions: list[int]
    measured: list[Measured]


@dataclass(slots=True)
class ReadResult:
    """A result's fields (as ``ResultIn``), its indicators, and itself as it was written."""

    fields: dict[str, Any]
    indicators: list[ReadIndicator]
    source: str


def read_results(activity: etree._Element) -> list[ReadResult]:
    """Return the results of an activity in the order in which they are written."""
    language = language_of(activity)
    return [
        ReadResult(result_fields(element), _indicators(element), wrap(element, language))
        for element in activity.findall("result")
    ]


def wrap(element: etree._Element, language: str) -> str:
    """Return an element as text, in a root that says the language it is in when it says none itself."""
    xml = etree.tostring(element, encoding="unicode", with_tail=False)
    return f'<results xml:lang="{language}">{xml}</results>'


def result_fields(element: etree._Element) -> dict[str, Any]:
    """Return what a ``result`` element says of the fields of ``ResultIn``."""
    return {
        "level": element.get(own("level")) or LEVELS.get(element.get("type") or "", "output"),
        "title": narratives(element.find("title")) or {language_of(element): "–"},
        "description": narratives(element.find("description")),
        "assumptions": narratives(element.find(own("assumptions"))),
    }


def _indicators(result: etree._Element) -> list[ReadIndicator]:
    return [read_indicator(element, position) for position, element in enumerate(result.findall("indicator"))]


def read_indicator(element: etree._Element, position: int = 0) -> ReadIndicator:
    """Return what an ``indicator`` element says."""
    periods = element.findall("period")
    baseline = main(element.findall("baseline"))
    start = said(baseline)
    aims = [(place, target) for place, period in enumerate(periods) if (target := _target(period)) is not None]
    measured = [found for period in periods if (found := _measured(period)) is not None]
    scale = [step for step in (element.get(own("scale")) or "").split("|") if step]
    values = [
        value for value in (start, *(target["value"] for _, target in aims), *(m.value for m in measured)) if value
    ]
    measure = _measure(element, values, scale)
    if measure == "ordinal" and not scale:
        scale = list(dict.fromkeys(values))
    _settle(measure, measured)
    fields = {
        "title": narratives(element.find("title")) or {language_of(element): "–"},
        "definition": narratives(element.find("description")),
        "measure": measure,
        "unit": narratives(element.find(own("unit"))),
        "verification": narratives(element.find(own("verification"))),
        "direction": "descending" if (element.get("ascending") or "1").strip() in {"0", "false"} else "ascending",
        "cumulative": element.get(own("cumulative")) == "1",
        "goal": element.get(own("goal")),
        "baseline": value_of(measure, start) if start else None,
        "baseline_year": _year(baseline),
        "scale": scale,
        "dimensions": _dimensions(measured),
        "targets": [target | {"value": value_of(measure, target["value"])} for _, target in aims],
    } | {name: element.get(own(name)) for name in _OWN}
    return ReadIndicator(fields, position, [place for place, _ in aims], measured)


def main(elements: Sequence[etree._Element]) -> etree._Element | None:
    """Return the baseline, target or actual that is of the whole, not of a dimension or place, and says something."""
    whole = [e for e in elements if e.find("dimension") is None and e.find("location") is None]
    telling = [e for e in whole if said(e)]
    return next(iter(telling or whole), None)


def said(element: etree._Element | None) -> str | None:
    """Return the value of a baseline, target or actual; a qualitative one has it in its comment."""
    if element is None:
        return None
    value = (element.get("value") or "").strip()
    return value or next(iter(narratives(element.find("comment")).values()), None)


def plain_number(value: str) -> str:
    """Return a number without thousands separators, spaces and per cent signs."""
    return _MARKS.sub("", value)


def value_of(measure: str, value: str) -> str:
    """Return a value as its measure is written."""
    if measure not in NUMERIC:
        return value[:2000]
    number = Decimal(plain_number(value)).quantize(Decimal("0.000001")).normalize()
    return f"{number:f}"


def _measure(element: etree._Element, values: Iterable[str], scale: Sequence[str]) -> str:
    """Return the measure: as given, unless a value is none of it; then what is written is kept as text."""
    measure = element.get(own("measure")) or MEASURES.get(element.get("measure") or "", "number")
    if measure == "ordinal" and not scale:
        scale = list(dict.fromkeys(values))
    try:
        for value in values:
            read_value(measure, plain_number(value) if measure in NUMERIC else value, scale)
    except ValueError:
        return "qualitative"
    return "qualitative" if measure == "ordinal" and len(scale) < 2 else measure


def _year(baseline: etree._Element | None) -> int | None:
    text = (baseline.get("year") or "")[:4] if baseline is not None else ""
    return int(text) if text.isdigit() and 1950 <= int(text) <= 2100 else None


def _period(element: etree._Element) -> tuple[date, date] | None:
    start, end = day(element.find("period-start")), day(element.find("period-end"))
    return (start, end) if start is not None and end is not None and start <= end else None


def _target(period: etree._Element) -> dict[str, Any] | None:
    days, value = _period(period), said(main(period.findall("target")))
    if days is None or not value:
        return None
    return {"period_start": days[0].isoformat(), "period_end": days[1].isoformat(), "value": value}


def _measured(period: etree._Element) -> Measured | None:
    days, whole = _period(period), main(period.findall("actual"))
    value = said(whole)
    if days is None or whole is None or not value:
        return None
    comment = next(iter(narratives(whole.find("comment")).values()), None)
    links = [link.get("url") or "" for link in whole.findall("document-link")]
    return Measured(
        *days, value, comment if comment != value else None,
        [part for element in period.findall("actual") if (part := _part(element)) is not None],
        [link for link in links if re.fullmatch(r"https?://\S{1,1990}", link)][:20],
    )  # fmt: skip


def _part(actual: etree._Element) -> dict[str, Any] | None:
    dimensions = {d.get("name") or "": d.get("value") or "" for d in actual.findall("dimension")}
    value = plain_number(actual.get("value") or "")
    usable = dimensions and all(dimensions) and all(dimensions.values()) and actual.find("location") is None
    return {"categories": dimensions, "value": value} if usable and re.fullmatch(r"-?\d+(\.\d+)?", value) else None


def _dimensions(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    names: dict[str, dict[str, None]] = {}
    for row in measured:
        for part in row.parts:
            for name, category in part["categories"].items():
                names.setdefault(name[:100], {})[category[:100]] = None
    return [{"name": name, "categories": list(categories)} for name, categories in list(names.items())[:5]]


def _settle(measure: str, measured: Sequence[Measured]) -> None:
    """Write values as the measure is, and keep the parts that the model can hold: the others stay in the source.

    A part names one category of each dimension, and the parts of a count come to their total.
    """
    for row in measured:
        row.value = value_of(measure, row.value)
        if measure not in NUMERIC:
            row.parts = []
    dimensions = _dimensions(measured)
    for row in measured:
        total = Decimal(row.value) if measure == "number" else None
        if any(True for _ in part_errors("", total, row.parts, dimensions)):
            row.parts = []
