"""Indicators and measurements of a workbook as IATI results, from which a project's framework is taken over."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.shape import child_order, insert_in_order
from registry_api.interchange.iati.standard import XML_LANG

_TYPES: Final = {"output": "1", "outcome": "2", "impact": "3"}
_QUALITATIVE: Final = "5"

Row = Mapping[str, Any]


def put_framework(activity: etree._Element, indicators: Sequence[Row], measurements: Sequence[Row]) -> None:
    """Add a ``result`` for each result that indicators name; a row that repeats an indicator's key adds a target."""
    results: dict[tuple[str, str], etree._Element] = {}
    elements: dict[str, etree._Element] = {}
    for row in indicators:
        element = elements.get(row["indicator_ref"])
        if element is None:
            place = (row["level"] or "output", row["result"])
            if place not in results:
                results[place] = _result(activity, *place)
            element = elements[row["indicator_ref"]] = _indicator(results[place], row)
        if row["target"] is not None:
            _value(etree.SubElement(_period(element, row), "target"), element, row["target"])
    for row in measurements:
        element = elements[row["indicator_ref"]]
        actual = etree.SubElement(_period(element, row), "actual")
        _value(actual, element, row["value"])
        if row["comment"] and actual.find("comment") is None:
            _narrative(etree.SubElement(actual, "comment"), row["comment"])


def _result(activity: etree._Element, level: str, title: str) -> etree._Element:
    result = etree.Element("result", {"type": _TYPES[level]})
    insert_in_order(activity, result, child_order())
    _narrative(etree.SubElement(result, "title"), title)
    return result


def _indicator(result: etree._Element, row: Row) -> etree._Element:
    element = etree.SubElement(result, "indicator", {"measure": row["measure"] or "1"})
    _narrative(etree.SubElement(element, "title"), row["indicator"])
    year = row["baseline_year"]
    if year is not None and row["baseline"] is not None:
        baseline = etree.SubElement(element, "baseline", {"year": year})
        _value(baseline, element, row["baseline"])
    return element


def _period(indicator: etree._Element, row: Row) -> etree._Element:
    """Return the indicator's period of these days; targets come before what was measured, as the schema wants."""
    start, end = row["period_start"].isoformat(), row["period_end"].isoformat()
    for period in indicator.findall("period"):
        if (_day(period, "period-start"), _day(period, "period-end")) == (start, end):
            return period
    period = etree.SubElement(indicator, "period")
    etree.SubElement(period, "period-start", {"iso-date": start})
    etree.SubElement(period, "period-end", {"iso-date": end})
    return period


def _day(period: etree._Element, name: str) -> str:
    element = period.find(name)
    return "" if element is None else element.get("iso-date", "")


def _value(element: etree._Element, indicator: etree._Element, value: str) -> None:
    if indicator.get("measure") == _QUALITATIVE:
        _narrative(etree.SubElement(element, "comment"), value)
    else:
        element.set("value", value)


def _narrative(parent: etree._Element, words: str) -> None:
    narrative = etree.SubElement(parent, "narrative", {XML_LANG: "es"})
    narrative.text = words
