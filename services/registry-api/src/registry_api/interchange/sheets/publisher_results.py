"""IATI Publisher's workbooks of results, indicators and periods, said in activities that are registered.

Mapper sheets number what belongs to the record above, and both make an identifier: ``A1_2`` is the second result of
the activity ``A1``, ``A1_2_1_t-1`` the first target of a period of it. An element keeps its identifier
(``milpa:ref``), by which the next workbook finds it; one that came without is found by its place among its siblings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.shape import child_order, insert_in_order
from registry_api.interchange.iati.standard import MILPA
from registry_api.interchange.sheets.elements import add, by_child, fill, shape_at, taken
from registry_api.interchange.sheets.flat import heading
from registry_api.interchange.sheets.publisher import PublisherBook, Tables
from registry_api.interchange.sheets.publisher_cells import titled_rows
from registry_api.interchange.sheets.publisher_layout import LEVELS, MAPPERS, PARTS, Part
from registry_api.interchange.sheets.reading import Cell

_REF: Final = f"{{{MILPA}}}ref"
_CLOSED: Final = frozenset({"target", "actual"})
"""Elements whose attributes the schema does not leave open: their identifier is a child."""
_MAIN: Final = frozenset({"resultmapper", "indicatormapper", "periodmapper"})


@dataclass(frozen=True, slots=True)
class Step:
    """A record on the way down from the activity: its level, identifier, and number among its siblings."""

    level: str
    identifier: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of the record at the end of ``steps``; ``cell`` is where it says so."""

    part: Part
    steps: tuple[Step, ...]
    values: Mapping[str, str]
    cell: Cell


def is_results(tables: Tables) -> bool:
    """Say whether a workbook is one of IATI Publisher's three of results."""
    return not _MAIN.isdisjoint(heading(title) for title, _table in tables)


def read_results(tables: Tables, book: PublisherBook) -> dict[str, list[Said]]:
    """Return what rows say by the identifier of their activity, from the top down; ``book`` learns what is wrong."""
    numbering = _Numbering(tables)
    found: dict[str, list[Said]] = {}
    for title, table in tables:
        part = PARTS.get(heading(title))
        if part is None:
            continue
        for identifier, cell, cells in _identified(title, table, part.identifier):
            key, steps = numbering.steps(part.level, identifier)
            if not steps:
                book.wrong(identifier, cell, "sheet-identifier")
                continue
            within = (*_path(part.level), *([part.child] if part.child else []))
            values = dict(book.values(key, within, part.columns, cells))
            found.setdefault(key, []).append(Said(part, steps, values, cell))
    for rows in found.values():
        rows.sort(key=lambda said: len(said.steps))
    return found


def put_results(book: PublisherBook, key: str, activity: etree._Element, rows: Sequence[Said]) -> None:
    """Say ``rows`` in ``activity``; what they describe is as they say, what they don't mention stays."""
    _bring_back(activity)
    writer = _Writer(book, key, activity)
    for said in rows:
        writer.put(said)
    writer.require()


def _bring_back(activity: etree._Element) -> None:
    """Make results of results that an export sets aside: the schema wants an indicator in each, which comes later."""
    for result in activity.findall(f"{{{MILPA}}}result"):
        for node in result.iter(f"{{{MILPA}}}*"):
            if node.tag != _REF:
                node.tag = etree.QName(node).localname
        insert_in_order(activity, result, child_order())


def _identified(title: str, table: Sequence[Sequence[Any]], column: str) -> Iterator[tuple[str, Cell, dict[str, Cell]]]:
    """Yield the rows of a sheet with their identifier: without one a row goes on with that above."""
    identifier = ""
    for said, cells in titled_rows(title, table, column):
        identifier = said.text if said else identifier
        first = said or next(iter(cells.values()), None)
        if identifier and first is not None:
            yield identifier, first, cells


def _path(level: str) -> tuple[str, ...]:
    """Return the elements from the activity down to those of a level."""
    path: tuple[str, ...] = ()
    while level:
        path = (level, *path)
        level = LEVELS[level][0]
    return path


class _Numbering:
    """What the mapper sheets number, and what identifiers say by themselves."""

    def __init__(self, tables: Tables) -> None:
        self._above: dict[tuple[str, str], tuple[str, str]] = {}
        for title, table in tables:
            mapper = MAPPERS.get(heading(title))
            if mapper is None:
                continue
            joint = LEVELS[mapper.level][1]
            for above, _cell, cells in _identified(title, table, mapper.above):
                number = cells[mapper.number].text if mapper.number in cells else ""
                names = {f"{above}{joint}{number}", *(cells[c].text for c in (mapper.joined,) if c in cells)}
                self._above |= {(mapper.level, name): (above, number) for name in names}

    def steps(self, level: str, identifier: str) -> tuple[str, tuple[Step, ...]]:
        """Return the activity's identifier and the way down from it; no way when the identifier tells none."""
        steps: tuple[Step, ...] = ()
        while level:
            above, joint = LEVELS[level]
            parent, number = self._above.get((level, identifier), ("", ""))
            if not parent:
                parent, _, number = identifier.rpartition(joint)
            if not parent or not number:
                return identifier, ()
            steps = (Step(level, identifier, int(number) if number.isdecimal() else None), *steps)
            level, identifier = above, parent
        return identifier, steps


class _Writer:
    """Writes what rows say into the results of one activity."""

    def __init__(self, book: PublisherBook, key: str, activity: etree._Element) -> None:
        self._book, self._key, self._activity = book, key, activity
        self._begun: set[tuple[Step, str]] = set()
        self._described: dict[Step, tuple[etree._Element, Cell]] = {}

    def put(self, said: Said) -> None:
        element = self._element(said)
        if element is None:
            return
        level, child = said.part.level, said.part.child
        path = _path(level)
        if (said.steps[-1], child) not in self._begun:
            self._begun.add((said.steps[-1], child))
            _empty(element, said.part)
        if not child:
            self._described.setdefault(said.steps[-1], (element, said.cell))
        else:
            there = element.findall(child)
            within = (*path, child)
            room = there and not taken(there[-1], shape_at(within), said.values)
            element, path = (there[-1] if room else add(element, child, path)), within
        for name, parts in by_child(said.values).items():
            fill(element, path, name, parts)

    def require(self) -> None:
        """Tell what the standard requires of a described element and no row said."""
        for step, (element, cell) in self._described.items():
            shape = shape_at(_path(step.level))
            lacking = [
                name for name, (_, required) in shape.attributes.items() if required and name not in element.attrib
            ]
            lacking += [name for name, child in shape.children.items() if child.least and element.find(name) is None]
            for name in lacking:
                if name not in LEVELS:
                    self._book.wrong(self._key, cell, "sheet-required", column=name)

    def _element(self, said: Said) -> etree._Element | None:
        parent = self._activity
        path: tuple[str, ...] = ()
        for step in said.steps:
            element = _standing(parent, step)
            if element is None:
                if step is not said.steps[-1]:
                    self._book.wrong(self._key, said.cell, "sheet-above", above=step.identifier)
                    return None
                element = add(parent, step.level, path)
            _name(element, step.identifier)
            parent, path = element, (*path, step.level)
        return parent


def _standing(parent: etree._Element, step: Step) -> etree._Element | None:
    """Return the element of a step: that with its identifier, else the one at its place that has none."""
    siblings = parent.findall(step.level)
    for element in siblings:
        if _name_of(element) == step.identifier:
            return element
    if step.number is None or not 0 < step.number <= len(siblings):
        return None
    element = siblings[step.number - 1]
    return element if _name_of(element) is None else None


def _name_of(element: etree._Element) -> str | None:
    return element.findtext(_REF) if element.tag in _CLOSED else element.get(_REF)


def _name(element: etree._Element, identifier: str) -> None:
    if element.tag not in _CLOSED:
        element.set(_REF, identifier)
        return
    kept = element.find(_REF)
    if kept is None:
        kept = etree.SubElement(element, _REF)
    kept.text = identifier


def _empty(element: etree._Element, part: Part) -> None:
    """Take away what a sheet's rows say anew: the child that they are, or what is not a level below."""
    if part.child:
        for child in element.findall(part.child):
            element.remove(child)
        return
    for name in [name for name in element.attrib if not name.startswith("{")]:
        del element.attrib[name]
    kept = {level for level, (above, _) in LEVELS.items() if above == part.level} | {"document-link"}
    for child in list(element):
        if isinstance(child.tag, str) and not child.tag.startswith("{") and child.tag not in kept:
            element.remove(child)
