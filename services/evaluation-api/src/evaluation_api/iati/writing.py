"""A framework's results as IATI 2.03: what came from IATI is changed only where it says something else now.

A result, indicator, baseline, period, target or actual that still says what its publisher wrote stays as it is
written, with its references, locations, document links and what else the model does not hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lxml import etree

from evaluation_api.iati.elements import (
    MILPA,
    add,
    narratives,
    own,
    parse,
    set_attribute,
    set_narratives,
    write_narratives,
)
from evaluation_api.iati.reading import ReadIndicator, main, read_indicator, result_fields, said

TYPES: Final = {"output": "1", "outcome": "2", "impact": "3", "activity": "9"}
MEASURES: Final = {"number": "1", "percentage": "2", "ratio": "1", "yes-no": "3", "ordinal": "4", "qualitative": "5"}
_OWN: Final = ("reference", "formula", "responsible", "goal")
_EVIDENCE: Final = {"es": "Medio de verificación", "en": "Evidence"}

Row = Mapping[str, Any]


def write_results(results: Sequence[Row], language: str) -> str:
    """Return ``<results>`` with a ``result`` for each.

    A row is as ``FrameworkOut`` tells a result, with ``source`` and, of its indicators and their targets,
    ``source_position``; measurements that are not verified are left out, and results without indicators.
    """
    root = etree.Element("results", nsmap={"milpa": MILPA})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    for result in results:
        # The schema wants an indicator of every result.
        if result["indicators"]:
            root.append(_result(result))
    return etree.tostring(root, encoding="unicode")


def _result(row: Row) -> etree._Element:
    element = parse(row["source"].encode())[0] if row["source"] else etree.Element("result", nsmap={"milpa": MILPA})
    known = result_fields(element) if row["source"] else {}
    if known.get("level") != row["level"]:
        element.set("type", TYPES[row["level"]])
        set_attribute(element, own("level"), "activity" if row["level"] == "activity" else None, "")
    if known.get("title") != row["title"]:
        set_narratives(element, "title", row["title"])
    set_narratives(element, "description", row["description"])
    _set_own_texts(element, "assumptions", row["assumptions"])
    _indicators(element, row["indicators"])
    element.tail = None
    return element


def _indicators(result: etree._Element, rows: Sequence[Row]) -> None:
    written = result.findall("indicator")
    kept = {row["source_position"] for row in rows if row["source_position"] is not None}
    for position, element in enumerate(written):
        if position not in kept:
            result.remove(element)
    for row in rows:
        position = row["source_position"]
        if position is not None and position < len(written):
            _indicator(written[position], row, read_indicator(written[position], position))
        else:
            _indicator(add(result, "indicator"), row, None)


def _indicator(element: etree._Element, row: Row, known: ReadIndicator | None) -> None:
    fields: Row = known.fields if known else {}
    if fields.get("measure") != row["measure"]:
        element.set("measure", MEASURES[row["measure"]])
        marked = row["measure"] if row["measure"] in {"ratio", "yes-no"} else None
        set_attribute(element, own("measure"), marked, "")
    if fields.get("direction", "ascending" if known else None) != row["direction"]:
        element.set("ascending", "1" if row["direction"] == "ascending" else "0")
    if known is None:
        element.set("aggregation-status", "1" if row["common_id"] else "0")
    if fields.get("title") != row["title"]:
        set_narratives(element, "title", row["title"])
    set_narratives(element, "description", row["definition"])
    for name in _OWN:
        set_attribute(element, own(name), row[name], fields.get(name))
    set_attribute(
        element, own("cumulative"), "1" if row["cumulative"] else None, "1" if fields.get("cumulative") else None
    )
    if row["measure"] == "ordinal" and fields.get("scale") != row["scale"]:
        element.set(own("scale"), "|".join(row["scale"]))
    _set_own_texts(element, "unit", row["unit"])
    _set_own_texts(element, "verification", row["verification"])
    _baseline(element, row, fields)
    _periods(element, row, known)


def _set_own_texts(element: etree._Element, name: str, texts: Mapping[str, str]) -> None:
    child = element.find(own(name))
    if narratives(child) == dict(texts):
        return
    if child is not None:
        element.remove(child)
    if texts:
        write_narratives(etree.SubElement(element, own(name)), texts)


def _baseline(indicator: etree._Element, row: Row, known: Row) -> None:
    value, year = row["baseline"], row["baseline_year"]
    if (known.get("baseline"), known.get("baseline_year")) == (value, year):
        return
    element = main(indicator.findall("baseline"))
    if value is None and year is None:
        if element is not None:
            indicator.remove(element)
        return
    if element is None:
        element = add(indicator, "baseline")
    # The schema wants a year; where none is known that of the first period stands for it, and is marked so.
    element.attrib.pop(own("filled"), None)
    if year is None:
        first = min((target["period_start"].year for target in row["targets"]), default=None)
        if first is None:
            indicator.remove(element)
            return
        element.set(own("filled"), "year")
        year = first
    element.set("year", str(year))
    _set_value(element, row["measure"], value)


def _set_value(element: etree._Element, measure: str, value: str | None) -> None:
    """Say a value: in words for a qualitative indicator, which has no ``value``."""
    if measure == "qualitative":
        element.attrib.pop("value", None)
        set_narratives(element, "comment", {} if value is None else {"es": value})
    elif value is None:
        element.attrib.pop("value", None)
    else:
        element.set("value", value)


def _periods(indicator: etree._Element, row: Row, known: ReadIndicator | None) -> None:
    written = indicator.findall("period")
    targets = {target["source_position"]: target for target in row["targets"] if target["source_position"] is not None}
    measured = {(m["period_start"], m["period_end"]): m for m in row["measurements"] if m["status"] == "verified"}
    for place, target in zip(known.target_positions, known.fields["targets"], strict=True) if known else ():
        if place in targets:
            _change_target(written[place], row["measure"], targets[place], target)
        else:
            indicator.remove(written[place])
    for target in row["targets"]:
        if target["source_position"] is None:
            period = _add_period(indicator, target["period_start"], target["period_end"])
            _set_value(add(period, "target"), row["measure"], target["value"])
    by_days = {_days(period): period for period in indicator.findall("period")}
    before = {(m.start, m.end): m for m in known.measured} if known else {}
    for days, measurement in measured.items():
        found = by_days.get((days[0].isoformat(), days[1].isoformat()))
        period = _add_period(indicator, *days) if found is None else found
        told = before.get(days)
        parts = [dict(part) for part in measurement["parts"]]
        if told is None or (told.value, told.parts) != (measurement["value"], parts):
            _write_actual(period, row, measurement, keep_parts=told is not None and told.parts == parts)


def _days(period: etree._Element) -> tuple[str, ...]:
    found = (period.find(name) for name in ("period-start", "period-end"))
    return tuple("" if element is None else (element.get("iso-date") or "")[:10] for element in found)


def _add_period(indicator: etree._Element, start: Any, end: Any) -> etree._Element:
    period = add(indicator, "period")
    add(period, "period-start").set("iso-date", start.isoformat())
    add(period, "period-end").set("iso-date", end.isoformat())
    return period


def _change_target(period: etree._Element, measure: str, target: Row, known: Row) -> None:
    for name in ("period-start", "period-end"):
        column = name.replace("-", "_")
        element = period.find(name)
        if element is not None and target[column].isoformat() != known[column]:
            element.set("iso-date", target[column].isoformat())
    if target["value"] != known["value"]:
        element = main(period.findall("target"))
        _set_value(add(period, "target") if element is None else element, measure, target["value"])


def _write_actual(period: etree._Element, row: Row, measurement: Row, *, keep_parts: bool) -> None:
    """Say what was measured in a period, its parts as actuals with dimensions."""
    measure = row["measure"]
    whole = main(period.findall("actual"))
    if whole is None or said(whole) != measurement["value"]:
        whole = add(period, "actual") if whole is None else whole
        _set_value(whole, measure, measurement["value"])
    if measurement["comment"] and measure != "qualitative":
        set_narratives(whole, "comment", {"es": measurement["comment"]})
    linked = {link.get("url") for link in whole.findall("document-link")}
    for address in measurement["evidence"]:
        if address.startswith("http") and address not in linked:
            _link(whole, address)
    if keep_parts:
        return
    for element in period.findall("actual"):
        if element is not whole and element.find("dimension") is not None and element.find("location") is None:
            period.remove(element)
    for part in measurement["parts"]:
        element = add(period, "actual")
        element.set("value", part["value"])
        for known in row["dimensions"]:
            dimension = add(element, "dimension")
            dimension.set("name", known["name"])
            dimension.set("value", part["categories"][known["name"]])


def _link(actual: etree._Element, address: str) -> None:
    """Add evidence as a document link with what the schema wants of one."""
    link = add(actual, "document-link")
    link.set("format", "text/html")
    link.set("url", address)
    title = etree.SubElement(link, "title")
    write_narratives(title, _EVIDENCE)
    # DocumentCategory A08: results, outcomes and outputs.
    etree.SubElement(link, "category").set("code", "A08")
