"""A registered project as an IATI 2.03 activity that is valid against the XSD.

With a source (what its publisher wrote), only what was changed here is changed there. Without one, the
activity is written from the model. What the XSD requires and nobody knows is said to be unknown, never
made up: see ``complete``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.conform import conform
from registry_api.interchange.iati.locate import element_at, path_of_error
from registry_api.interchange.iati.sections import FILLED, ROWS, SCALARS, Row, Rows, comparable
from registry_api.interchange.iati.shape import Child, activity_shape, child_order, insert_in_order
from registry_api.interchange.iati.standard import MILPA, XML_LANG
from registry_api.interchange.iati.stream import safe_parser

NSMAP: Final = {"milpa": MILPA}
_WITHIN: Final = re.compile(r"([A-Z]{2})-")
_OWN_ATTRIBUTE: Final = re.compile(r"Element 'iati-activity', attribute '([^']+)'")
_DATE_NOTE: Final = {
    "es": "Fecha de registro; no se conoce la fecha de inicio",
    "en": "Date of registration; the start date is not known",
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who reports projects that name no reporting organisation: org-id, name, organisation type."""

    ref: str
    name: str
    type: str


def compose(project: Row, source: str | None, publisher: Publisher, xsd: etree.XMLSchema) -> etree._Element:
    """Return ``project`` (see ``sections.read_activity`` for its shape) as an ``iati-activity``."""
    activity = _from_source(project, source) if source else _from_model(project)
    _put_results(activity, project["results_xml"])
    if xsd.validate(activity):
        return activity
    conform(activity, activity_shape())
    complete(activity, project, publisher)
    if not xsd.validate(activity):
        _drop_invalid(activity, xsd, project, publisher)
    if xsd.validate(activity):
        return activity
    # Nothing of the source that breaks the schema is worth an export that nobody can read.
    activity = _from_model(project)
    _put_results(activity, project["results_xml"])
    complete(activity, project, publisher)
    return activity


def _from_source(project: Row, source: str) -> etree._Element:
    activity = etree.fromstring(source.encode(), safe_parser())
    for scalar in SCALARS:
        value = project[scalar.name]
        if comparable(scalar.read(activity)) != comparable(value):
            scalar.write(activity, value)
    for rows in ROWS:
        _merge_rows(activity, rows, project[rows.name])
    return activity


def _put_results(activity: etree._Element, results_xml: str | None) -> None:
    """Let an activity say the results of the project's framework, when it has one that is approved."""
    if results_xml is None:
        return
    for element in activity.findall("result"):
        activity.remove(element)
    for element in list(etree.fromstring(results_xml.encode(), safe_parser())):
        insert_in_order(activity, element, child_order())


def _merge_rows(activity: etree._Element, rows: Rows, registered: list[Row]) -> None:
    elements = list(rows.elements(activity))
    claimed = {row["source_position"]: row for row in registered if row.get("source_position") is not None}
    for known in rows.read_all(activity):
        position = known["source_position"]
        row = claimed.pop(position, None)
        if row is None:
            activity.remove(elements[position])
        elif comparable(row) != comparable(known):
            if rows.tag(row) == elements[position].tag:
                rows.write(elements[position], row, activity)
            else:
                activity.remove(elements[position])
                _add_row(activity, rows, row)
    for row in registered:
        if row.get("source_position") is None:
            _add_row(activity, rows, row)


def _add_row(activity: etree._Element, rows: Rows, row: Row) -> None:
    element = etree.Element(rows.tag(row))
    insert_in_order(activity, element, child_order())
    rows.write(element, row, activity)


def _from_model(project: Row) -> etree._Element:
    activity = etree.Element("iati-activity", nsmap=NSMAP)
    languages = list(project["title"])
    activity.set(XML_LANG, "es" if "es" in languages or not languages else languages[0])
    for scalar in SCALARS:
        value = project[scalar.name]
        if value not in (None, {}, False) and comparable(scalar.read(activity)) != comparable(value):
            scalar.write(activity, value)
    if project["stage"]:
        next(s for s in SCALARS if s.name == "stage").write(activity, project["stage"])
    for rows in ROWS:
        for row in project[rows.name]:
            _add_row(activity, rows, row)
    _name_country(activity, project)
    return activity


def _name_country(activity: etree._Element, project: Row) -> None:
    """Say the country of a project that names only places within one (ISO 3166-2 codes begin with it)."""
    if activity.find("recipient-country") is not None or activity.find("recipient-region") is not None:
        return
    countries = {match[1] for place in project["places"] if (match := _WITHIN.match(place["code"] or ""))}
    if len(countries) == 1:
        element = etree.Element("recipient-country", {"code": countries.pop(), FILLED: "1"})
        insert_in_order(activity, element, child_order())


def complete(activity: etree._Element, project: Mapping[str, Any], publisher: Publisher) -> None:
    """Add what the XSD requires of an activity and the project lacks.

    The identifier is the publisher's with the project's code; the reporting organisation the publisher; a
    missing description repeats the objective or the title; a project without partners names the publisher
    as accountable; one without any date carries its date of registration, marked and said to be that.
    """
    shape = activity_shape()
    needs = {name for name, child in shape.children.items() if child.least}
    needs -= {str(child.tag) for child in activity.iterchildren(*needs)}
    if not (activity.findtext("iati-identifier") or "").strip():
        _element(activity, "iati-identifier").text = f"{publisher.ref}-{project['code']}"
    if "reporting-org" in needs:
        _organisation(_filled(activity, "reporting-org"), publisher)
    reporting = activity.find("reporting-org")
    if reporting is not None:
        for name in ("ref", "type"):
            if reporting.get(name) is None:
                reporting.set(name, "")
    if "title" in needs or activity.find("title/narrative") is None:
        _narratives(_filled(activity, "title"), project["title"] or {"en": project["code"]})
    if "description" in needs:
        _narratives(_filled(activity, "description"), project["objective"] or project["title"])
    if "participating-org" in needs:
        participant = _filled(activity, "participating-org")
        _organisation(participant, publisher)
        participant.set("role", "2")
    if "activity-status" in needs:
        _element(activity, "activity-status").set("code", "2")
    if "activity-date" in needs:
        _registration_date(activity, project["created_at"])


def _registration_date(activity: etree._Element, day: date) -> None:
    element = _filled(activity, "activity-date")
    element.set("type", "1")
    element.set("iso-date", day.isoformat())
    _narratives(element, _DATE_NOTE)


def _element(activity: etree._Element, name: str) -> etree._Element:
    element = activity.find(name)
    if element is None:
        element = etree.Element(name)
        insert_in_order(activity, element, child_order())
    return element


def _filled(activity: etree._Element, name: str) -> etree._Element:
    """Return the element, marked so that reading it back does not take it for a fact."""
    element = _element(activity, name)
    element.set(FILLED, "true")
    return element


def _organisation(element: etree._Element, publisher: Publisher) -> None:
    element.set("ref", publisher.ref)
    element.set("type", publisher.type)
    _narratives(element, {"es": publisher.name})


def _narratives(element: etree._Element, texts: Mapping[str, str]) -> None:
    for language, words in texts.items():
        narrative = etree.SubElement(element, "narrative")
        narrative.set(XML_LANG, language)
        narrative.text = words


def _drop_invalid(
    activity: etree._Element, xsd: etree.XMLSchema, project: Mapping[str, Any], publisher: Publisher
) -> None:
    """Keep in Milpa's namespace what still breaks the schema: the smallest optional element around it.

    What the activity can't do without goes too; ``complete`` fills its place at once, because libxml2 blames a
    missing element on the next one, which may be sound.
    """
    # Every round sets at least one element aside.
    for _round in range(sum(1 for _ in activity.iter(etree.Element))):
        if xsd.validate(activity):
            return
        own = {match[1] for error in xsd.error_log if (match := _OWN_ATTRIBUTE.match(error.message))}
        for name in own & set(activity.attrib):
            # The activity itself can't be set aside for the sake of an attribute.
            activity.set(f"{{{MILPA}}}{name}", str(activity.attrib.pop(name)))
        paths = {path_of_error(activity, error.path or "") for error in xsd.error_log} - {()}
        if not paths and not own:
            return
        for node in [element_at(activity, path) for path in sorted(paths)]:
            # One that was set aside in this round took what is in it along.
            if not str(node.tag).startswith("{"):
                _set_aside(activity, node)
        complete(activity, project, publisher)


def _set_aside(activity: etree._Element, node: etree._Element) -> None:
    while (parent := node.getparent()) is not None and parent is not activity and _required(parent, node):
        node = parent
    for inner in node.iter(etree.Element):
        name = str(inner.tag)
        if not name.startswith("{"):
            inner.tag = f"{{{MILPA}}}{name}"
    activity.append(node)


def _required(parent: etree._Element, node: etree._Element) -> bool:
    """Say whether ``parent`` would break the schema without ``node``."""
    names = [str(part.tag) for part in reversed([parent, *parent.iterancestors()])][1:]
    shape = activity_shape()
    for name in names:
        child: Child | None = shape.children.get(name)
        if child is None:
            return False
        shape = child.shape
    child = shape.children.get(str(node.tag))
    return child is not None and child.least > 0 and len(parent.findall(str(node.tag))) <= child.least
