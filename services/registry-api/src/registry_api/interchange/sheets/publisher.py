"""IATI Publisher's activity workbook as an IATI file: a sheet an element, a row an element or more of the one above.

A row without an identifier goes on with the activity above. What it says is added to the element above where there
is room; where that says the same thing already, a further element begins, the innermost that may be repeated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.codelist_check import RuleNode, rule_tree
from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.iati.shape import Shape, activity_shape, child_order, insert_in_order
from registry_api.interchange.iati.standard import XML_LANG, codelists
from registry_api.interchange.sheets.flat import heading
from registry_api.interchange.sheets.publisher_layout import IDENTIFIER, SETTINGS, SHEETS, SINGLE
from registry_api.interchange.sheets.reading import Cell, as_text, wrong_cell
from registry_api.interchange.sheets.values import read_day, read_number

_TRUE: Final = frozenset({"1", "true", "yes"})
_FALSE: Final = frozenset({"0", "false", "no"})

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
        self.element = element
        self.columns = columns

    def read(self, title: str, table: Sequence[Sequence[Any]]) -> None:
        header = next((n for n, row in enumerate(table) if IDENTIFIER in {heading(cell) for cell in row}), None)
        if header is None:
            return
        names = [heading(cell) for cell in table[header]]
        key = ""
        current: etree._Element | None = None
        for cells in _rows(title, names, table[header + 1 :], header + 2):
            said = cells.pop(IDENTIFIER, None)
            if said is not None and said.text != key:
                key, current = said.text, None
            first = said or next(iter(cells.values()), None)
            if not key or first is None:
                continue
            written = self.book.activities.setdefault(key, Written(key, etree.Element("iati-activity"), first))
            values = dict(self._values(key, cells))
            if values:
                current = self._put(written.element, current, values)

    def _put(
        self, activity: etree._Element, current: etree._Element | None, values: Mapping[str, str]
    ) -> etree._Element:
        path: tuple[str, ...] = (self.element,) if self.element else ()
        if not path:
            current = activity
        elif current is None or _taken(current, _shape(path), values):
            current = _add(activity, self.element, ())
        for within, parts in _by_child(values).items():
            _fill(current, path, within, parts)
        return current

    def _values(self, key: str, cells: Mapping[str, Cell]) -> Iterator[tuple[str, str]]:
        """Yield path and text of a row's cells; a cell that is wrong is told."""
        for name, cell in cells.items():
            path = self.columns.get(name)
            if path is None:
                continue
            value, message, params = _read(self.element, path, cell.text)
            if message:
                self.book.wrong(key, cell, message, **params)
            else:
                yield path, value


def _rows(title: str, names: Sequence[str], rows: Iterable[Sequence[Any]], first: int) -> Iterator[dict[str, Cell]]:
    for number, row in enumerate(rows, start=first):
        cells = {
            name: Cell(title, number, column, text)
            for column, (name, value) in enumerate(zip(names, row, strict=False), start=1)
            if name and (text := as_text(value))
        }
        if cells:
            yield cells


# --- elements -----------------------------------------------------------------------------------------------


def _by_child(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return a row's values by the child that they belong to ("" for the element itself)."""
    found: dict[str, dict[str, str]] = {}
    for path, value in values.items():
        child, _, rest = path.partition("/")
        if not rest:
            child, rest = "", path
        found.setdefault(child, {})[rest] = value
    return found


def _fill(element: etree._Element, path: tuple[str, ...], child: str, values: Mapping[str, str]) -> None:
    """Say ``values`` (by path below ``child``) in ``element``."""
    if not child:
        for name, value in values.items():
            _set(element, name, value)
        return
    shape = _shape((*path, child))
    there = element.findall(child)
    target = there[-1] if there and not _taken(there[-1], shape, values) else None
    if target is None:
        if there and _most(path, child) == 1:
            # The schema has no room for another: the first stays.
            return
        target = _add(element, child, path)
    if child == "pos":
        _set_position(target, values)
        return
    for within, parts in _by_child(values).items():
        _fill(target, (*path, child), within, parts)


def _taken(element: etree._Element, shape: Shape, values: Mapping[str, str]) -> bool:
    """Say whether ``element`` says one of ``values`` already, at a place that can't be repeated."""
    for path in values:
        child, _, rest = path.partition("/")
        if not rest:
            if _said(element, child):
                return True
        elif child in shape.children and shape.children[child].most == 1:
            there = element.find(child)
            if there is not None and _taken(there, shape.children[child].shape, {rest: ""}):
                return True
    return False


def _said(element: etree._Element, name: str) -> bool:
    return bool(element.text) if name == "text()" else _attribute(name) in element.attrib


def _attribute(name: str) -> str:
    return XML_LANG if name == "@xml:lang" else name.removeprefix("@")


def _set(element: etree._Element, name: str, value: str) -> None:
    if name == "text()":
        element.text = value
    else:
        element.set(_attribute(name), value)


def _set_position(pos: etree._Element, values: Mapping[str, str]) -> None:
    if {"latitude", "longitude"} <= values.keys():
        pos.text = f"{values['latitude']} {values['longitude']}"


def _add(parent: etree._Element, name: str, path: tuple[str, ...]) -> etree._Element:
    element = etree.Element(name)
    insert_in_order(parent, element, child_order(*path))
    return element


def _shape(path: tuple[str, ...]) -> Shape:
    shape = activity_shape()
    for name in path:
        shape = shape.children[name].shape
    return shape


def _most(path: tuple[str, ...], child: str) -> int | None:
    return _shape(path).children[child].most


# --- cells --------------------------------------------------------------------------------------------------


def _read(element: str, path: str, words: str) -> tuple[str, str, dict[str, str]]:
    """Return a cell's value as IATI writes it, or the message that says what is wrong and what it needs."""
    if path.endswith(("latitude", "longitude")):
        return _number(words)
    *steps, last = ([element] if element else []) + path.split("/")
    kind = _kind(tuple(steps), last)
    if kind == "xsd:date":
        day = read_day(words, first=True)
        return (day.isoformat(), "", {}) if day else ("", "sheet-date", {})
    if kind in {"xsd:decimal", "xsd:positiveInteger", "xsd:nonNegativeInteger", "xsd:int"}:
        return _number(words)
    if kind == "xsd:boolean":
        folded = words.casefold()
        return ("1" if folded in _TRUE else "0" if folded in _FALSE else words), "", {}
    lists = _lists(tuple(steps), last)
    return _code(words, lists) if lists else (words, "", {})


def _number(words: str) -> tuple[str, str, dict[str, str]]:
    number = read_number(words)
    return ("", "sheet-number", {}) if number is None else (f"{number:f}", "", {})


def _kind(steps: tuple[str, ...], last: str) -> str:
    shape = _shape(steps)
    if last == "text()":
        return shape.text or ""
    return shape.attributes.get(_attribute(last), ("", False))[0]


def _lists(steps: tuple[str, ...], last: str) -> list[str]:
    """Return the code lists that a cell's value may be of: several where a vocabulary beside it decides."""
    if last == "@xml:lang":
        return ["Language"]
    node: RuleNode | None = rule_tree()
    for step in steps:
        node = node.children.get(step) if node else None
    rules = [] if node is None else node.attributes.get(last.removeprefix("@"), [])
    return list(dict.fromkeys(rule.codelist for rule in rules))


def _code(words: str, lists: Sequence[str]) -> tuple[str, str, dict[str, str]]:
    """Return the code of a cell that holds it alone, as ``code - name``, or by its name."""
    code = words.split(" - ", 1)[0].strip()
    for name in lists:
        known = _codes(name).get(code.casefold()) or _codes(name).get(words.casefold())
        if known is not None:
            return known, "", {}
    if len(lists) > 1 or not codelists()[lists[0]]["complete"]:
        # Another vocabulary's code, or of a list that others add to.
        return code, "", {}
    return "", "sheet-code", {"list": codelists()[lists[0]]["name"]["en"]}


@cache
def _codes(name: str) -> Mapping[str, str]:
    """Return a list's codes by themselves and by their names, in small letters."""
    rows = codelists()[name]["codes"]
    return {row[1].casefold(): row[0] for row in rows if row[1]} | {row[0].casefold(): row[0] for row in rows}
