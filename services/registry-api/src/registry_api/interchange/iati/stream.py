"""Activities of a file, a batch at a time, in flat memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from lxml import etree

from registry_api.interchange.iati.intake import Fault, Intake, feed, malformed
from registry_api.interchange.iati.standard import ROOTS, VERSION

_BLOCK: Final = 1 << 16
MAX_RECORDS: Final = 100
"""Records of a batch."""
MAX_BYTES: Final = 1 << 20
"""Of the file, after which a batch ends: a tree is some ten times as large as its text."""
MAX_OUTSIDE: Final = 100


def safe_parser() -> etree.XMLParser:
    """Return a parser that expands no entity and opens no other resource."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass(frozen=True, slots=True)
class Record:
    """An ``iati-activity`` or ``iati-organisation``: the how-manieth (from 0) and the element."""

    ordinal: int
    element: etree._Element


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that follow each other, under a root of their own, so that one look finds something in all of them."""

    root: etree._Element
    records: list[Record]


@dataclass(slots=True)
class Outside:
    """What the root holds besides records: names and lines, the first ``MAX_OUTSIDE``."""

    children: list[tuple[str, int]] = field(default_factory=list)

    def note(self, element: etree._Element) -> None:
        """Put an element down while there is room."""
        if isinstance(element.tag, str) and len(self.children) < MAX_OUTSIDE:
            self.children.append((element.tag, element.sourceline or 0))


def record_batches(intake: Intake, outside: Outside) -> Iterator[Batch]:
    """Yield the records of an IATI file; what is yielded is the caller's to change and to keep.

    Raises:
        Fault: 0.1.1 where the XML stops being well-formed.
    """
    ordinal = size = 0
    batch = _empty(intake)
    for length, record in _records(intake, outside):
        size += length
        if record is not None:
            batch.root.append(record)
            batch.records.append(Record(ordinal, record))
            ordinal += 1
        if batch.records and (len(batch.records) == MAX_RECORDS or size >= MAX_BYTES):
            yield batch
            batch, size = _empty(intake), 0
    if batch.records:
        yield batch


def _empty(intake: Intake) -> Batch:
    return Batch(etree.Element(intake.root, version=VERSION), [])


def _records(intake: Intake, outside: Outside) -> Iterator[tuple[int, etree._Element | None]]:
    """Yield ``(0, record)`` for every record, and ``(bytes, None)`` for every block of the file that was read."""
    parser = etree.XMLPullParser(
        ("start", "end"),
        tag=(intake.root, ROOTS[intake.root]),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
    )
    top: etree._Element | None = None
    with intake.path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                parser.feed(block)
                for event, element in parser.read_events():
                    if top is None:
                        top = element
                    elif event == "end" and element.getparent() is top:
                        yield 0, element
                if top is not None:
                    # Where the last child ends is not known yet.
                    _set_free(top[:-1], outside)
                yield len(block), None
            _set_free(parser.close(), outside)
        except etree.XMLSyntaxError as exc:
            raise _fault(intake, exc) from exc


def _set_free(passed: Iterable[etree._Element], outside: Outside) -> None:
    """Let go of what is no record, so that it takes no memory either."""
    for element in list(passed):
        outside.note(element)
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


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
