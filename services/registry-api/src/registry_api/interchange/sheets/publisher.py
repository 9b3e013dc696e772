"""IATI Publisher's activity workbook as an IATI file: a sheet an element, a row an element or more of the one above.

A row without an identifier goes on with the activity above. What it says is added to the element above where there
is room; where that says the same thing already, a further element begins, the innermost that may be repeated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.sheets.elements import add, by_child, fill, shape_at, taken
from registry_api.interchange.sheets.flat import heading
from registry_api.interchange.sheets.publisher_cells import read_value, titled_rows
from registry_api.interchange.sheets.publisher_layout import IDENTIFIER, SETTINGS, SHEETS, SINGLE
from registry_api.interchange.sheets.reading import Cell, wrong_cell

Tables = Sequence[tuple[str, Sequence[Sequence[Any]]]]


def is_publisher(tables: Tables) -> bool:
    """Say whether a workbook is IATI Publisher's: its sheets of settings and of single fields are there."""
    return {SETTINGS, SINGLE} <= {heading(title) for title, _table in tables}


@dataclass(slots=True)
class Written:
    """An activity being written; ``title`` names it to people."""

    key: str
    element: etree._Element
    first: Cell

    @property
    def title(self) -> str:
        """Return its title, or its key."""
        return self.element.findtext("title/narrative") or self.key


@dataclass(slots=True)
class PublisherBook:
    """The activities of a workbook by their identifier, what is wrong by cell, and with which of them."""

    activities: dict[str, Written] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)

    def wrong(self, key: str, cell: Cell, message: str, **params: str) -> None:
        """Remember that a cell is wrong, and that its activity is left out."""
        self.findings.append(wrong_cell(key, cell, message, **params))
        self.faulty.add(key)

    def values(
        self, key: str, within: tuple[str, ...], columns: Mapping[str, str], cells: Mapping[str, Cell]
    ) -> Iterator[tuple[str, str]]:
        """Yield path and value of a row's cells, below the activity's ``within``; a cell that is wrong is told."""
        for name, cell in cells.items():
            path = columns.get(name)
            if path is None:
                continue
            value, message, params = read_value(within, path, cell.text)
            if message:
                self.wrong(key, cell, message, **params)
            else:
                yield path, value


def read_publisher(tables: Tables) -> PublisherBook:
    """Return what a workbook of IATI Publisher says."""
    book = PublisherBook()
    for title, table in tables:
        known = SHEETS.get(heading(title)) or SHEETS.get(heading(title) + "s")
        if known is not None:
            _Sheet(book, *known).read(title, table)
    for key, written in book.activities.items():
        if written.element.find("title/narrative") is None:
            book.wrong(key, written.first, "sheet-required", column="Title: narrative")
    return book


class _Sheet:
    """Reads the rows of one sheet into their activities."""

    def __init__(self, book: PublisherBook, element: str, columns: Mapping[str, str]) -> None:
        self.book = book
        self.path = (element,) if element else ()
        self.columns = columns

    def read(self, title: str, table: Sequence[Sequence[Any]]) -> None:
        key = ""
        current: etree._Element | None = None
        for said, cells in titled_rows(title, table, IDENTIFIER):
            if said is not None and said.text != key:
                key, current = said.text, None
            first = said or next(iter(cells.values()), None)
            if not key or first is None:
                continue
            written = self.book.activities.setdefault(key, Written(key, etree.Element("iati-activity"), first))
            values = dict(self.book.values(key, self.path, self.columns, cells))
            if values:
                current = self._put(written.element, current, values)

    def _put(
        self, activity: etree._Element, current: etree._Element | None, values: Mapping[str, str]
    ) -> etree._Element:
        if not self.path:
            current = activity
        elif current is None or taken(current, shape_at(self.path), values):
            current = add(activity, self.path[0], ())
        for within, parts in by_child(values).items():
            fill(current, self.path, within, parts)
        return current
