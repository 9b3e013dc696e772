"""A framework as a spreadsheet: one row a result, indicator or target, in the order of the outline.

A row that says a level and a result begins a result, one that says an indicator begins an indicator of it; the
periods and targets of a row, and of those after it that say nothing else, are the indicator's.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineError, load_workbook

from service_kit.texts import fold, pick

MAX_ROWS: Final = 5_000
MAX_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes that a workbook may come to when it is unpacked."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@")

HEADINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "level": {"es": "Nivel", "en": "Level", "de": "Ebene"},
    "title": {"es": "Resultado", "en": "Result", "de": "Ergebnis"},
    "assumptions": {"es": "Supuestos", "en": "Assumptions", "de": "Annahmen"},
    "indicator": {"es": "Indicador", "en": "Indicator", "de": "Indikator"},
    "measure": {"es": "Medida", "en": "Measure", "de": "Maß"},
    "unit": {"es": "Unidad", "en": "Unit", "de": "Einheit"},
    "direction": {"es": "Sentido", "en": "Direction", "de": "Richtung"},
    "baseline": {"es": "Línea de base", "en": "Baseline", "de": "Ausgangswert"},
    "baseline_year": {"es": "Año base", "en": "Baseline year", "de": "Ausgangsjahr"},
    "verification": {"es": "Medio de verificación", "en": "Means of verification", "de": "Nachweis"},
    "responsible": {"es": "Responsable", "en": "Responsible", "de": "Zuständig"},
    "goal": {"es": "Meta nacional u ODS", "en": "National goal or SDG", "de": "Nationales Ziel oder SDG"},
    "reference": {"es": "Referencia", "en": "Reference", "de": "Referenz"},
    "formula": {"es": "Fórmula", "en": "Formula", "de": "Formel"},
    "period_start": {"es": "Desde", "en": "From", "de": "Von"},
    "period_end": {"es": "Hasta", "en": "To", "de": "Bis"},
    "target": {"es": "Meta", "en": "Target", "de": "Zielwert"},
}
_CHOICES: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "level": {
        "impact": {"es": "Impacto", "en": "Impact", "de": "Wirkung"},
        "outcome": {"es": "Efecto", "en": "Outcome", "de": "Outcome"},
        "output": {"es": "Producto", "en": "Output", "de": "Output"},
        "activity": {"es": "Actividad", "en": "Activity", "de": "Aktivität"},
    },
    "measure": {
        "number": {"es": "Número", "en": "Number", "de": "Zahl"},
        "percentage": {"es": "Porcentaje", "en": "Percentage", "de": "Prozentsatz"},
        "ratio": {"es": "Razón", "en": "Ratio", "de": "Verhältnis"},
        "yes-no": {"es": "Sí o no", "en": "Yes or no", "de": "Ja oder nein"},
        "qualitative": {"es": "Cualitativa", "en": "Qualitative", "de": "Qualitativ"},
    },
    "direction": {
        "ascending": {"es": "Aumentar", "en": "Ascending", "de": "Steigend"},
        "descending": {"es": "Disminuir", "en": "Descending", "de": "Sinkend"},
    },
}
_WIDTHS: Final = {"title": 40, "indicator": 40, "assumptions": 30, "verification": 30}
_COLUMNS: Final = tuple(HEADINGS)
_OF_TARGET: Final = ("period_start", "period_end", "target")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a cell: where, the code of the message, the facts for it."""

    cell: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class UnreadableError(ValueError):
    """A file that is no spreadsheet: the code of the message."""


# --- writing --------------------------------------------------------------------------------------------------


def write(results: Sequence[Mapping[str, Any]], language: str) -> bytes:
    """Return a workbook with the outline, ready to be filled in: headings, drop-downs, and what is written already."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet({"es": "Marco", "en": "Framework", "de": "Rahmen"}[language])
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, name in enumerate(_COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, 15))
        sheet.write_string(0, column, HEADINGS[name][language], head)
        if name in _CHOICES:
            listed = [labels[language] for labels in _CHOICES[name].values()]
            sheet.data_validation(1, column, MAX_ROWS, column, {"validate": "list", "source": listed})
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(_rows(results, language), start=1):
        for column, name in enumerate(_COLUMNS):
            if row.get(name):
                sheet.write_string(number, column, str(row[name])[:32_767], wrapped)
    book.close()
    return buffer.getvalue()


def _rows(results: Sequence[Mapping[str, Any]], language: str) -> Iterator[dict[str, Any]]:
    for result in results:
        of_result = {
            "level": _CHOICES["level"][result["level"]][language],
            "title": pick(result["title"], language),
            "assumptions": pick(result["assumptions"], language),
        }
        if not result["indicators"]:
            yield of_result
        for indicator in result["indicators"]:
            row = of_result | {
                "indicator": pick(indicator["title"], language),
                "measure": _CHOICES["measure"].get(indicator["measure"], {}).get(language, indicator["measure"]),
                "unit": pick(indicator["unit"], language),
                "direction": _CHOICES["direction"][indicator["direction"]][language],
                "verification": pick(indicator["verification"], language),
            }
            row |= {
                name: indicator[name]
                for name in ("baseline", "baseline_year", "responsible", "goal", "reference", "formula")
            }
            of_result = {}
            for target in indicator["targets"] or [{}]:
                aim = {name: target.get(name) for name in ("period_start", "period_end")}
                yield row | aim | {"target": target.get("value")}
                row = {}


# --- reading --------------------------------------------------------------------------------------------------


def read(content: bytes, language: str) -> tuple[list[dict[str, Any]], list[CellProblem]]:
    """Return the outline (as ``FrameworkIn`` takes its results) in a workbook or CSV, and what is wrong by cell.

    Raises:
        UnreadableError: it is neither, has no headings that are known, or is too large.
    """
    rows = _table(content)
    header = next(((number, row) for number, row in enumerate(rows) if any(row)), None)
    if header is None:
        raise UnreadableError("sheet-empty")
    names = [_named(cell) for cell in header[1]]
    if "title" not in names and "indicator" not in names:
        raise UnreadableError("sheet-headings")
    reader = _Reader(language)
    for number, row in enumerate(rows[header[0] + 1 :], start=header[0] + 2):
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name is not None and cell != ""}
        places = {name: f"{_letters(column)}{number}" for column, name in enumerate(names) if name is not None}
        if cells:
            reader.row(cells, places)
    return reader.results, reader.problems


def _table(content: bytes) -> list[list[Any]]:
    if content[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                    raise UnreadableError("sheet-large")
            rows: list[list[Any]] = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        except (CalamineError, zipfile.BadZipFile, OSError, IndexError) as exc:
            raise UnreadableError("sheet-unreadable") from exc
    else:
        rows = _csv(content)
    if len(rows) > MAX_ROWS:
        raise UnreadableError("sheet-large")
    return rows


def _csv(content: bytes) -> list[list[Any]]:
    if b"\x00" in content:
        raise UnreadableError("sheet-unreadable")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as exc:
        raise UnreadableError("sheet-unreadable") from exc


def _named(heading: Any) -> str | None:
    words = fold(str(heading)).strip(" *:")
    for name, labels in HEADINGS.items():
        if words == name or words in {fold(label) for label in labels.values()}:
            return name
    return None


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Reader:
    """Puts rows together to an outline; texts are in the language that the file was sent in."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.results: list[dict[str, Any]] = []
        self.problems: list[CellProblem] = []

    def row(self, cells: Mapping[str, Any], places: Mapping[str, str]) -> None:
        """Take in a row."""
        if "level" in cells or "title" in cells:
            self.results.append(
                {
                    "level": self.choice("level", cells, places, "output"),
                    "title": self.texts(cells, places, "title", required=True),
                    "description": {},
                    "assumptions": self.texts(cells, places, "assumptions"),
                    "indicators": [],
                }
            )
        if "indicator" in cells:
            self.indicator(cells, places)
        if set(_OF_TARGET) & cells.keys():
            self.target(cells, places)

    def indicator(self, cells: Mapping[str, Any], places: Mapping[str, str]) -> None:
        """Take in the indicator that a row begins."""
        if not self.results:
            self.problems.append(CellProblem(places["indicator"], "sheet-no-result"))
            return
        year = self.text(cells, "baseline_year")
        if year is not None and not (year.isdigit() and 1950 <= int(year) <= 2100):
            self.problems.append(CellProblem(places["baseline_year"], "sheet-year", {"value": year[:40]}))
            year = None
        measure = self.choice("measure", cells, places, "number")
        baseline = self.text(cells, "baseline")
        self.results[-1]["indicators"].append(
            {
                "title": self.texts(cells, places, "indicator", required=True),
                "definition": {},
                "measure": measure,
                "unit": self.texts(cells, places, "unit"),
                "direction": self.choice("direction", cells, places, "ascending"),
                "baseline": _yes_no(baseline) if measure == "yes-no" else baseline,
                "baseline_year": None if year is None else int(year),
                "verification": self.texts(cells, places, "verification"),
                **{name: self.text(cells, name) for name in ("responsible", "goal", "reference", "formula")},
                "targets": [],
            }
        )

    def target(self, cells: Mapping[str, Any], places: Mapping[str, str]) -> None:
        """Take in the period and target of a row."""
        if not self.results or not self.results[-1]["indicators"]:
            self.problems.append(CellProblem(next(places[n] for n in _OF_TARGET if n in cells), "sheet-no-indicator"))
            return
        missing = [name for name in _OF_TARGET if name not in cells]
        for name in missing:
            self.problems.append(CellProblem(places.get(name, "–"), "sheet-target"))
        days = {name: self.day(cells, places, name) for name in ("period_start", "period_end") if name in cells}
        if missing or None in days.values():
            return
        indicator = self.results[-1]["indicators"][-1]
        value = self.text(cells, "target")
        value = _yes_no(value) if indicator["measure"] == "yes-no" else value
        indicator["targets"].append(days | {"value": value})

    def text(self, cells: Mapping[str, Any], name: str) -> str | None:
        """Return a cell as text: numbers without a tail, days as ISO dates."""
        value = cells.get(name)
        if value is None:
            return None
        if isinstance(value, float):
            return f"{Decimal(repr(value)).normalize():f}"
        if isinstance(value, datetime | date):
            return value.isoformat()[:10]
        # A leading apostrophe keeps spreadsheet programs from taking a text for a formula.
        words = str(value).strip()
        return words[1:] if words.startswith("'") and words[1:2] in _FORMULA_STARTS else words

    def texts(
        self, cells: Mapping[str, Any], places: Mapping[str, str], name: str, *, required: bool = False
    ) -> dict[str, str]:
        """Return a cell as a text in the file's language."""
        words = self.text(cells, name)
        if required and not words:
            self.problems.append(CellProblem(places.get(name, "–"), "field-required"))
        return {self.language: words} if words else {}

    def choice(self, name: str, cells: Mapping[str, Any], places: Mapping[str, str], otherwise: str) -> str:
        """Return the code of a cell that names one of a list in any language; ``otherwise`` when it is empty."""
        words = self.text(cells, name)
        if not words:
            return otherwise
        for code, labels in _CHOICES[name].items():
            if fold(words) in {code, *(fold(label) for label in labels.values())}:
                return code
        known = ", ".join(labels[self.language] for labels in _CHOICES[name].values())
        self.problems.append(CellProblem(places[name], "sheet-choice", {"value": words[:40], "known": known}))
        return otherwise

    def day(self, cells: Mapping[str, Any], places: Mapping[str, str], name: str) -> str | None:
        """Return a cell as an ISO date; day/month/year and a year alone are understood."""
        words = self.text(cells, name) or ""
        for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(words, pattern).date().isoformat()
            except ValueError:
                continue
        if words.isdigit() and 1950 <= int(words) <= 2100:
            return f"{words}-01-01" if name == "period_start" else f"{words}-12-31"
        self.problems.append(CellProblem(places[name], "sheet-date", {"value": words[:40]}))
        return None


def _yes_no(value: str | None) -> str | None:
    words = fold(value or "")
    return {"si": "yes", "yes": "yes", "ja": "yes", "1": "yes", "no": "no", "nein": "no", "0": "no"}.get(words, value)
