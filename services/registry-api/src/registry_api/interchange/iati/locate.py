"""Line and column of elements, found in one more pass over the file (lxml keeps no columns)."""

import re
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat

from lxml import etree

from registry_api.interchange.iati.findings import Finding, Place
from registry_api.interchange.iati.intake import Intake, feed
from registry_api.interchange.iati.standard import ROOTS


def locate(intake: Intake, findings: list[Finding]) -> None:
    """Give every place of the findings that has an ordinal its line and column, in place."""
    wanted: dict[tuple[int, ...], list[Finding | Place]] = {}
    for finding in findings:
        places: list[Finding | Place] = [finding, *finding.also]
        for place in places:
            if place.ordinal is not None:
                wanted.setdefault((place.ordinal, *place.path), []).append(place)
    if wanted:
        _walk(intake, wanted)


def _walk(intake: Intake, wanted: Mapping[tuple[int, ...], list[Finding | Place]]) -> None:
    record = ROOTS[intake.root]
    parser = expat.ParserCreate("utf-8")
    last = max(key[0] for key in wanted)
    path: list[int] = []
    counters = [0]
    ordinal = -1
    inside = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal ordinal, inside
        depth = len(counters)
        if depth == 2 and name == record:
            ordinal, inside = ordinal + 1, True
            path[:] = []
        elif inside:
            path.append(counters[-1])
            counters[-1] += 1
        counters.append(0)
        if inside and ordinal <= last:
            for place in wanted.get((ordinal, *path), ()):
                place.line, place.column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

    def end(_name: str) -> None:
        nonlocal inside
        counters.pop()
        if inside and len(counters) == 2:
            inside = False
        elif inside:
            path.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with intake.path.open("rb") as file:
        feed(parser, file.read)


_BEFORE: Final = etree.XPath("count(preceding-sibling::*)")


def position_of(element: etree._Element, top: etree._Element) -> tuple[int, ...]:
    """Return the way from ``top`` down to ``element``: child positions, counting elements only."""
    positions: list[int] = []
    node = element
    while node is not top:
        parent = node.getparent()
        if parent is None:
            break
        positions.append(int(_BEFORE(node)))
        node = parent
    return tuple(reversed(positions))


_STEP: Final = re.compile(r"([^/\[\]]+)(?:\[(\d+)\])?")


def path_of_error(element: etree._Element, path: str) -> tuple[int, ...]:
    """Return the way from ``element`` down that libxml2 writes as ``path`` in an error: child positions."""
    positions: list[int] = []
    node = element
    for step in path.strip("/").split("/")[1:]:
        match = _STEP.fullmatch(step)
        if match is None:
            break
        name, wanted = match[1], int(match[2] or 1)
        seen = 0
        for index, child in enumerate(child for child in node if isinstance(child.tag, str)):
            if name in ("*", child.tag) or name.rpartition(":")[2] == etree.QName(child).localname:
                seen += 1
                if seen == wanted:
                    positions.append(index)
                    node = child
                    break
        else:
            break
    return tuple(positions)


def element_at(element: etree._Element, positions: tuple[int, ...]) -> etree._Element:
    """Return the descendant of ``element`` that ``positions`` lead to."""
    for position in positions:
        element = [child for child in element if isinstance(child.tag, str)][position]
    return element
