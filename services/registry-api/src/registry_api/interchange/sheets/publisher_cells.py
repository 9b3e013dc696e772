"""The cells of IATI Publisher's workbooks, read as IATI writes their values."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from registry_api.interchange.iati.codelist_check import RuleNode, rule_tree
from registry_api.interchange.iati.standard import codelists
from registry_api.interchange.sheets.elements import attribute, shape_at
from registry_api.interchange.sheets.flat import heading
from registry_api.interchange.sheets.reading import Cell, as_text
from registry_api.interchange.sheets.values import read_day, read_number

_TRUE: Final = frozenset({"1", "true", "yes"})
_FALSE: Final = frozenset({"0", "false", "no"})


def titled_rows(
    title: str, table: Sequence[Sequence[Any]], identifier: str
) -> Iterator[tuple[Cell | None, dict[str, Cell]]]:
    """Yield the rows below the headings, of which ``identifier`` is one: its cell, and the others by heading."""
    header = next((n for n, row in enumerate(table) if identifier in {heading(cell) for cell in row}), None)
    if header is None:
        return
    names = [heading(cell) for cell in table[header]]
    for number, row in enumerate(table[header + 1 :], start=header + 2):
        cells = {
            name: Cell(title, number, column, text)
            for column, (name, value) in enumerate(zip(names, row, strict=False), start=1)
            if name and (text := as_text(value))
        }
        if cells:
            yield cells.pop(identifier, None), cells


def read_value(within: tuple[str, ...], path: str, words: str) -> tuple[str, str, dict[str, str]]:
    """Return a cell's value as IATI writes it at ``path`` below the activity's ``within``.

    What is wrong is told by a message and what it needs; the value is nothing then.
    """
    if path.endswith(("latitude", "longitude")):
        return _number(words)
    *steps, last = (*within, *path.split("/"))
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
    shape = shape_at(steps)
    if last == "text()":
        return shape.text or ""
    return shape.attributes.get(attribute(last), ("", False))[0]


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
