"""Line and column of elements, found in one more pass over the file (lxml keeps no columns)."""

from collections.abc import Mapping
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


def position_of(element: etree._Element, top: etree._Element) -> tuple[int, ...]:
    """Return the way from ``top`` down to ``element``: child positions, counting elements only."""
    positions: list[int] = []
    node = element
    while node is not top:
        parent = node.getparent()
        if parent is None:
            break
        positions.append(sum(1 for _ in node.itersiblings(etree.Element, preceding=True)))
        node = parent
    return tuple(reversed(positions))
