"""A workbook as an IATI file that the import takes on from there; what is wrong is told by its cell.

A project with something wrong is left out whole, with all its rows: half of what someone wrote is never registered.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

from lxml import etree

from registry_api.interchange.iati.compose import Publisher, compose
from registry_api.interchange.iati.conform import conform
from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.iati.intake import Fault
from registry_api.interchange.iati.sections import Row as Registered
from registry_api.interchange.iati.shape import activity_shape, child_order, insert_in_order
from registry_api.interchange.iati.standard import MILPA, VERSION, schema
from registry_api.interchange.sheets.flat import flat_rows, is_flat
from registry_api.interchange.sheets.layout import SHEETS, Column
from registry_api.interchange.sheets.lists import Lists
from registry_api.interchange.sheets.publisher import PublisherBook, Tables, is_publisher, read_publisher
from registry_api.interchange.sheets.publisher_results import is_results, put_results, read_results
from registry_api.interchange.sheets.reading import Cell, Row, known_rows, wrong_cell
from registry_api.interchange.sheets.registered import sheet_owner
from registry_api.interchange.sheets.results import put_framework
from registry_api.interchange.sheets.values import read_day, read_number

_YEAR: Final = re.compile(r"(19|20|21)\d\d")
_PERIODS: Final = (("start_planned", "end_planned"), ("start_actual", "end_actual"))
_PLACE_LISTS: Final = frozenset({"country", "region", "department", "municipality"})


@dataclass(slots=True)
class Converted:
    """The projects written, those left out, and what is wrong by cell."""

    written: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Key and title of each."""
    findings: list[Finding] = field(default_factory=list)


def convert(
    tables: Tables, target: Path, lists: Lists, publisher: Publisher, registered: Mapping[str, Registered]
) -> Converted:
    """Write the projects of a workbook or CSV to ``target`` as IATI 2.03.

    ``registered`` are the projects that ``named`` names.

    Raises:
        Fault: milpa-5 when it has none of the sheets.
    """
    if is_results(tables):
        return _convert_results(tables, target, publisher, registered)
    if is_publisher(tables):
        return _convert_publisher(tables, target, publisher)
    rows = [row for title, table in tables for row in _rows(title, table)]
    if not any(row.sheet.name == "projects" for row in rows):
        raise Fault("milpa-5", "sheet-none", sheets=", ".join(sheet.title["es"] for sheet in SHEETS))
    reader = _Reader(lists)
    projects = reader.projects(rows)
    outcome = Converted(findings=reader.findings)
    xsd = schema("iati-activities")
    with _activities(target) as sink:
        for key, project in projects.items():
            if key in reader.faulty:
                outcome.left_out.append((key, next(iter(project["title"].values()), key)))
                continue
            activity = compose(project, None, publisher, xsd)
            _put_key(activity, project, key, publisher)
            put_framework(activity, project["indicators"], project["measurements"])
            sink.write(etree.tostring(activity, encoding="UTF-8", xml_declaration=False))
            outcome.written += 1
    return outcome


def named(tables: Tables) -> set[str]:
    """Return the registered activities that a workbook adds to: those of IATI Publisher's results."""
    return set(read_results(tables, PublisherBook())) if is_results(tables) else set()


@contextmanager
def _activities(target: Path) -> Iterator[BinaryIO]:
    """Yield the file to write activities into, between its root's tags."""
    with target.open("wb") as sink:
        sink.write(f'<iati-activities version="{VERSION}" xmlns:milpa="{MILPA}">'.encode())
        yield sink
        sink.write(b"</iati-activities>")


def _convert_publisher(tables: Tables, target: Path, publisher: Publisher) -> Converted:
    book = read_publisher(tables)
    outcome = Converted(findings=book.findings)
    shape = activity_shape()
    with _activities(target) as sink:
        for key, written in book.activities.items():
            if key in book.faulty:
                outcome.left_out.append((key, written.title))
                continue
            activity = written.element
            insert_in_order(activity, etree.Element("iati-identifier"), child_order())
            _put_key(activity, {"iati_identifier": None}, key, publisher)
            _put_reporting(activity, publisher)
            conform(activity, shape)
            sink.write(etree.tostring(activity, encoding="UTF-8", xml_declaration=False))
            outcome.written += 1
    return outcome


def _convert_results(
    tables: Tables, target: Path, publisher: Publisher, registered: Mapping[str, Registered]
) -> Converted:
    book = PublisherBook()
    outcome = Converted(findings=book.findings)
    xsd = schema("iati-activities")
    with _activities(target) as sink:
        for key, rows in read_results(tables, book).items():
            project = registered.get(key)
            if project is None:
                book.wrong(key, rows[0].cell, "sheet-activity-unknown", activity=key)
                outcome.left_out.append((key, key))
                continue
            activity = compose(project, project["source_xml"], publisher, xsd)
            put_results(book, key, activity, rows)
            if key in book.faulty:
                outcome.left_out.append((key, next(iter(project["title"].values()), key)))
                continue
            sink.write(etree.tostring(activity, encoding="UTF-8", xml_declaration=False))
            outcome.written += 1
    return outcome


def _put_reporting(activity: etree._Element, publisher: Publisher) -> None:
    """Name who reports: whose installation it is, for the workbook does not say."""
    reporting = activity.find("reporting-org")
    if reporting is None:
        reporting = etree.Element("reporting-org")
        insert_in_order(activity, reporting, child_order())
    reporting.set("ref", publisher.ref)
    reporting.set("type", publisher.type)
    etree.SubElement(reporting, "narrative").text = publisher.name


def _rows(title: str, table: Sequence[Sequence[Any]]) -> Iterator[Row]:
    """Yield a table's rows: of our own layout, or of AidStream's and IATI Publisher's."""
    header = next((number for number, row in enumerate(table) if any(str(cell).strip() for cell in row)), None)
    if header is not None and is_flat(table[header]):
        yield from flat_rows(title, table, header)
    else:
        yield from known_rows(title, table)


def _put_key(activity: etree._Element, project: dict[str, Any], key: str, publisher: Publisher) -> None:
    """Say the row's own key as another identifier, by which the same row is found again at the next import."""
    if project["iati_identifier"]:
        return
    identifier = activity.find("iati-identifier")
    if identifier is not None:
        # The registry gives one when the project is registered.
        identifier.text = ""
    other = etree.Element("other-identifier", {"ref": key[:100], "type": "A1"})
    insert_in_order(activity, other, child_order())
    etree.SubElement(other, "owner-org", {"ref": sheet_owner(publisher)})


class _Reader:
    """Reads rows into projects and remembers what is wrong, and with which."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.findings: list[Finding] = []
        self.faulty: set[str] = set()

    def wrong(self, key: str, cell: Cell, message: str, **params: str) -> None:
        """Remember that a cell is wrong, and that its project is left out."""
        self.findings.append(wrong_cell(key, cell, message, **params))
        self.faulty.add(key)

    def projects(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        """Return the projects by their key, in the order of their sheet."""
        found: dict[str, dict[str, Any]] = {}
        for row in rows:
            if row.sheet.name == "projects":
                self._project(row, found)
        for row in rows:
            if row.sheet.name != "projects":
                self._part(row, found)
        for key, project in found.items():
            self._weights(key, project)
        return found

    def _project(self, row: Row, found: dict[str, dict[str, Any]]) -> None:
        key = row.text("ref") or f"#{row.number}"
        values = self._values(key, row)
        if key in found:
            self.wrong(key, row.cells["ref"], "sheet-key-twice")
            return
        for start, end in _PERIODS:
            if values[start] and values[end] and values[end] < values[start]:
                self.wrong(key, row.cells[end], "sheet-date-order")
        registered = self.lists.registered.get(key)
        language = _language(values.get("language"))
        titles = {
            language: values["title"],
            "en": values["title_en"] or (values["title"] if language == "en" else None),
        }
        found[key] = {
            "code": key,
            "created_at": datetime.now(UTC).date(),
            "iati_identifier": registered and registered.identifier,
            "reporting": None,
            "title": {language: words for language, words in titles.items() if words},
            "objective": _texts(values["objective"], language),
            "description": _texts(values["description"], language),
            "humanitarian": False,
            "modality": values["modality"],
            "cooperation_type": values["cooperation_type"],
            "instrument": values["instrument"] or (registered.instrument if registered else "project"),
            "stage": values["stage"] or (registered.stage if registered else "requested"),
            "default_currency": values["default_currency"],
            "results_xml": None,
            **{name: values[name] for pair in _PERIODS for name in pair},
            **{name: [] for name in ("participations", "assignments", "places", "budgets", "transactions")},
            "indicators": [],
            "measurements": [],
        }

    def _part(self, row: Row, found: dict[str, dict[str, Any]]) -> None:
        key = row.text("ref")
        values = self._values(key, row)
        project = found.get(key)
        if project is None:
            if key:
                self.wrong(key, row.cells["ref"], "sheet-key-unknown")
            return
        _PARTS[row.sheet.name](self, key, row, values, project)

    def _values(self, key: str, row: Row) -> dict[str, Any]:
        """Return a row's values by column; a cell that is wrong is told and has none."""
        values: dict[str, Any] = {}
        for column in row.sheet.columns:
            cell = row.cells.get(column.name) or Cell(_title(row), row.number, 1, "")
            values[column.name] = None
            if cell.text:
                values[column.name] = self._value(key, column, cell)
            elif column.required:
                self.wrong(key, cell, "sheet-required", column=column.heading["es"])
        return values

    def _value(self, key: str, column: Column, cell: Cell) -> Any:
        match column.kind:
            case "date":
                day = read_day(cell.text, first=not column.name.endswith(("_end", "end_planned", "end_actual")))
                if day is None:
                    self.wrong(key, cell, "sheet-date")
                return day
            case "decimal":
                number = read_number(cell.text)
                if number is None:
                    self.wrong(key, cell, "sheet-number")
                return number
            case "code":
                code = self._code(column, cell.text)
                if code is None:
                    self.wrong(key, cell, "sheet-code", list=column.heading["es"])
                return code
            case _:
                return cell.text

    def _code(self, column: Column, cell: str) -> str | None:
        if column.words is None:
            return self.lists.find(column.vocabulary or "", cell)
        folded = cell.casefold()
        return next(
            (code for code, words in column.words.items() if folded in {code, *(w.casefold() for w in words.values())}),
            None,
        )

    # --- rows of a project --------------------------------------------------------------------------------------

    def partner(self, _key: str, _row: Row, values: dict[str, Any], project: dict[str, Any]) -> None:
        """Add an organisation's role."""
        organisation = _organisation(values["organisation"], values["organisation_ref"])
        if organisation is not None and values["role"]:
            project["participations"].append(
                {"organisation": organisation, "role": values["role"], "activity_id": None}
            )

    def code(self, key: str, row: Row, values: dict[str, Any], project: dict[str, Any]) -> None:
        """Add a code of a list."""
        vocabulary, said = values["vocabulary"], values["code"]
        if vocabulary is None or said is None:
            return
        code = self.lists.find(vocabulary, said)
        if code is None:
            self.wrong(key, row.cells["code"], "sheet-code", list=row.text("vocabulary"))
        elif any((a["vocabulary"], a["code"]) == (vocabulary, code) for a in project["assignments"]):
            self.wrong(key, row.cells["code"], "sheet-code-twice")
        else:
            project["assignments"].append({"vocabulary": vocabulary, "code": code, "weight": values["weight"]})

    def place(self, key: str, row: Row, values: dict[str, Any], project: dict[str, Any]) -> None:
        """Add a place."""
        kind, code = values["kind"], values["code"]
        if kind in _PLACE_LISTS:
            found = self.lists.find(kind, code) if code else None
            if found is None:
                cell = row.cells.get("code") or row.cells["kind"]
                self.wrong(key, cell, "sheet-code", list=row.text("kind"))
                return
            code = found
        if (values["latitude"] is None) != (values["longitude"] is None):
            self.wrong(key, row.cells["latitude"], "sheet-point")
            return
        project["places"].append(
            {"kind": kind, "code": code, "name": _texts(values["name"]), "longitude": values["longitude"],
             "latitude": values["latitude"], "share": values["share"]}
        )  # fmt: skip

    def budget(self, key: str, row: Row, values: dict[str, Any], project: dict[str, Any]) -> None:
        """Add a budget of a period."""
        start, end = values["period_start"], values["period_end"]
        if start is None or end is None or values["amount"] is None or values["currency"] is None:
            return
        if end < start:
            self.wrong(key, row.cells["period_end"], "sheet-date-order")
            return
        project["budgets"].append(
            {"type": "1", "status": "1", "period_start": start, "period_end": end, "amount": values["amount"],
             "currency": values["currency"], "value_date": start, "organisation": None}
        )  # fmt: skip

    def transaction(self, _key: str, _row: Row, values: dict[str, Any], project: dict[str, Any]) -> None:
        """Add a transaction."""
        if values["type"] is None or values["date"] is None or values["amount"] is None or values["currency"] is None:
            return
        project["transactions"].append(
            {"type": values["type"], "date": values["date"], "amount": values["amount"],
             "currency": values["currency"], "value_date": values["date"], "reference": None,
             "description": _texts(values["description"]),
             "provider": _organisation(values["provider"], None), "receiver": _organisation(values["receiver"], None)}
        )  # fmt: skip

    def indicator(self, key: str, row: Row, values: dict[str, Any], project: dict[str, Any]) -> None:
        """Add an indicator, or one more target of it."""
        given = [values[name] is not None for name in ("period_start", "period_end", "target")]
        if any(given) and not all(given):
            self.wrong(key, row.cells.get("target") or row.cells["indicator_ref"], "sheet-target")
        elif values["baseline_year"] is not None and not _YEAR.fullmatch(values["baseline_year"]):
            self.wrong(key, row.cells["baseline_year"], "sheet-number")
        elif values["indicator_ref"] and values["indicator"] and values["result"]:
            project["indicators"].append(values)

    def measurement(self, key: str, row: Row, values: dict[str, Any], project: dict[str, Any]) -> None:
        """Add what an indicator showed."""
        known = {indicator["indicator_ref"] for indicator in project["indicators"]}
        if values["indicator_ref"] and values["indicator_ref"] not in known:
            self.wrong(key, row.cells["indicator_ref"], "sheet-indicator-unknown")
        elif values["value"] is not None and values["period_start"] and values["period_end"]:
            project["measurements"].append(values)

    def _weights(self, key: str, project: dict[str, Any]) -> None:
        """Tell lists of which the percentages do not come to 100."""
        by_list: defaultdict[str, list[Decimal | None]] = defaultdict(list)
        for row in project["assignments"]:
            by_list[row["vocabulary"]].append(row["weight"])
        for vocabulary, weights in by_list.items():
            given = [weight for weight in weights if weight is not None]
            total = sum(given, Decimal(0))
            if given and (len(given) < len(weights) or total != 100):
                facts = {"sheet": "", "cell": "", "value": f"{total:f}", "list": vocabulary}
                self.findings.append(Finding("milpa-4", "critical", "sheet", "sheet-weights", facts, identifier=key))
                self.faulty.add(key)


_PARTS: Final = {
    "partners": _Reader.partner,
    "classification": _Reader.code,
    "places": _Reader.place,
    "budgets": _Reader.budget,
    "transactions": _Reader.transaction,
    "indicators": _Reader.indicator,
    "measurements": _Reader.measurement,
}


def _title(row: Row) -> str:
    return next((cell.sheet for cell in row.cells.values()), row.sheet.title["es"])


def _texts(words: str | None, language: str = "es") -> dict[str, str]:
    return {language: words} if words else {}


def _language(code: str | None) -> str:
    """Return the language of an activity's texts: Spanish in our own layout, else as said there."""
    said = (code or "es").lower()[:2]
    return said if re.fullmatch(r"[a-z]{2}", said) else "en"


def _organisation(name: str | None, ref: str | None) -> dict[str, Any] | None:
    if not name and not ref:
        return None
    return {"ref": ref, "name": _texts(name), "type": None}
