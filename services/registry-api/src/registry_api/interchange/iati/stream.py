"""Activities of a file one by one, in flat memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from lxml import etree

from registry_api.interchange.iati.intake import Fault, Intake, feed, malformed
from registry_api.interchange.iati.standard import ROOTS

_SAFE: Final = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
}


def safe_parser() -> etree.XMLParser:
    """Return a parser that expands no entity and opens no other resource."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass(frozen=True, slots=True)
class Record:
    """An ``iati-activity`` or ``iati-organisation``: the how-manieth (from 0) and the element.

    The element is emptied when the next one is asked for.
    """

    ordinal: int
    element: etree._Element


@dataclass(slots=True)
class Outside:
    """The root's other children: name, line, and how many records came before each."""

    children: list[tuple[str, int, int]]


def records(intake: Intake, outside: Outside | None = None) -> Iterator[Record]:
    """Yield the records of an IATI file.

    Raises:
        Fault: 0.1.1 where the XML stops being well-formed.
    """
    wanted = ROOTS[intake.root]
    context = etree.iterparse(str(intake.path), events=("start", "end"), **_SAFE)  # type: ignore[call-overload]
    depth = ordinal = 0
    try:
        for event, element in context:
            if event == "start":
                depth += 1
                continue
            depth -= 1
            if depth != 1:
                continue
            if element.tag == wanted:
                yield Record(ordinal, element)
                ordinal += 1
            elif outside is not None and len(outside.children) < 100:
                outside.children.append((str(element.tag), element.sourceline or 0, ordinal))
            _release(element)
    except etree.XMLSyntaxError as exc:
        raise _fault(intake, exc) from exc


def _release(element: etree._Element) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _fault(intake: Intake, error: etree.XMLSyntaxError) -> Fault:
    """Say what libxml2 stopped at; expat, asked again, tells the kinds of fault apart better."""
    line, column = error.position
    if "UTF-8" in (error.msg or "") or "encod" in (error.msg or "").lower():
        return Fault("0.1.1", "encoding-wrong", line, column, encoding=intake.encoding)
    parser = expat.ParserCreate("utf-8", namespace_separator="}")
    try:
        with intake.path.open("rb") as file:
            feed(parser, file.read)
    except expat.ExpatError as found:
        return malformed(found)
    return Fault("0.1.1", "malformed", line, column, reason=(error.msg or "")[:200])
