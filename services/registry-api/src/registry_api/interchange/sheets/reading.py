"""A workbook or CSV as tables of cells, each cell knowing where it is."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, load_workbook

from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.iati.intake import Fault
from registry_api.interchange.sheets.layout import MAX_ROWS, MAX_UNPACKED, SHEETS, Sheet
from service_kit.texts import fold

_ZIP: Final = b"PK\x03\x04"
_FORMULA_STARTS: Final = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and where it is: the sheet's title in the file, row and column from 1."""

    sheet: str
    row: int
    column: int
    text: str

    @property
    def place(self) -> str:
        """Return the cell as spreadsheet programs name it."""
        return f"{letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a known sheet: its cells by column name; those that are empty are there with no text."""

    sheet: Sheet
    number: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """Return a cell's text, or nothing."""
        cell = self.cells.get(name)
        return "" if cell is None else cell.text


def wrong_cell(key: str, cell: Cell, message: str, **params: str) -> Finding:
    """Return the finding that a cell of the record ``key`` is wrong."""
    facts = {"sheet": cell.sheet, "cell": cell.place, "value": cell.text[:60], **params}
    return Finding("milpa-4", "critical", "sheet", message, facts, line=cell.row, column=cell.column, identifier=key)


def letters(column: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_tables(file: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield the tables of a workbook, or of a CSV its one, by title.

    Raises:
        Fault: milpa-5 when it is neither, or too large.
    """
    with file.open("rb") as opened:
        head = opened.read(4)
    if head != _ZIP:
        yield "", _csv(file.read_bytes())
        return
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Fault("milpa-5", "sheet-large", rows=str(MAX_ROWS))
        book = load_workbook(str(file))
        for title in book.sheet_names:
            yield title, _bounded(book.get_sheet_by_name(title).to_python())
    except (CalamineError, zipfile.BadZipFile, OSError) as exc:
        raise Fault("milpa-5", "sheet-unreadable") from exc


def _csv(content: bytes) -> list[list[Any]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t|", key=first.count)
    try:
        return _bounded([list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)])
    except csv.Error as exc:
        raise Fault("milpa-5", "sheet-unreadable") from exc


def _decoded(content: bytes) -> str:
    """Return CSV as text: UTF-8 or UTF-16 as marked, else UTF-8, else as Western spreadsheet programs write it."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise Fault("milpa-5", "sheet-unreadable")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _bounded(rows: list[list[Any]]) -> list[list[Any]]:
    if len(rows) > MAX_ROWS + 1:
        raise Fault("milpa-5", "sheet-large", rows=str(MAX_ROWS))
    return rows


def known_rows(title: str, table: Sequence[Sequence[Any]]) -> Iterator[Row]:
    """Yield the rows of a table whose headings, in any language, are those of a sheet; nothing for others."""
    header = next((number for number, row in enumerate(table) if any(str(cell).strip() for cell in row)), None)
    if header is None:
        return
    found = _sheet_of(title, table[header])
    if found is None:
        return
    sheet, names = found
    for number, row in enumerate(table[header + 1 :], start=header + 2):
        cells = {
            name: Cell(title or sheet.title["es"], number, column, as_text(value))
            for column, (name, value) in enumerate(zip(names, row, strict=False), start=1)
            if name is not None
        }
        if any(cell.text for cell in cells.values()):
            yield Row(sheet, number, cells)


def _sheet_of(title: str, headings: Sequence[Any]) -> tuple[Sheet, list[str | None]] | None:
    """Return the sheet with this title, or with these headings, and the name of each column."""
    wanted = fold(title)
    titled = [s for s in SHEETS if wanted in {s.name, *(fold(words) for words in s.title.values())}]
    for sheet in titled or SHEETS:
        names = [_name(sheet, heading) for heading in headings]
        required = {column.name for column in sheet.columns if column.required}
        if (titled and any(names)) or required <= set(names):
            return sheet, names
    return None


def _name(sheet: Sheet, heading: Any) -> str | None:
    words = fold(str(heading).split("*")[0])
    for column in sheet.columns:
        if words in {column.name, *(fold(told) for told in column.heading.values())}:
            return column.name
    return None


def as_text(value: Any) -> str:
    """Return a cell as text: numbers without a tail, days as ISO dates, no apostrophe before a formula's sign."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    words = str(value).strip()
    return words[1:] if words.startswith("'") and words[1:2] in _FORMULA_STARTS else words
