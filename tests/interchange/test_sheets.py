"""Projects registered in bulk by spreadsheet: template, import, problems by cell, the file handed back."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from registry_api.interchange.iati.compose import Publisher
from registry_api.interchange.iati.intake import Fault
from registry_api.interchange.iati.standard import schema
from registry_api.interchange.sheets.convert import convert
from registry_api.interchange.sheets.layout import SHEETS
from registry_api.interchange.sheets.lists import Lists
from registry_api.interchange.sheets.publisher import PublisherBook
from registry_api.interchange.sheets.publisher_layout import MAPPERS, PARTS
from registry_api.interchange.sheets.publisher_results import put_results, read_results
from registry_api.interchange.sheets.reading import read_tables
from registry_api.interchange.sheets.values import read_day, read_number
from tests.conftest import wait_for_import

Sheets = dict[str, list[list[Any]]]


def workbook(sheets: Sheets, language: str = "es") -> bytes:
    """A workbook with the given rows under the headings of its sheets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.title[language])
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.heading[language] + (" *" if column.required else ""))
        names = [column.name for column in sheet.columns]
        for number, row in enumerate(sheets.get(sheet.name, []), start=1):
            for name, value in row.items() if isinstance(row, dict) else zip(names, row, strict=False):
                if value is not None:
                    page.write(number, names.index(name), value)
    book.close()
    return buffer.getvalue()


def project(key: str, **fields: Any) -> Any:
    return {
        "ref": key,
        "title": f"Proyecto {key}",
        "modality": "Sur-Sur bilateral",
        "start_actual": "2025-03-01",
    } | fields


@pytest.fixture
def send(machine: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Sends a spreadsheet and waits until it is checked or applied."""

    def run(content: bytes, **query: Any) -> dict[str, Any]:
        params = {"kind": "spreadsheet", "filename": "proyectos.xlsx"} | query
        answer = machine.post("/api/v1/imports", params=params, content=content)
        assert answer.status_code == 202, answer.text
        return wait_for_import(machine, answer.headers["location"])

    return run


def test_a_workbook_registers_everything_it_says(machine: httpx.Client, send: Callable[..., dict[str, Any]]) -> None:
    key = f"P-{uuid4().hex[:8]}"
    content = workbook({
        "projects": [project(key, title_en="Project", objective="Aprender", end_planned=date(2026, 12, 31),
                             stage="En ejecución", default_currency="USD – Dólar estadounidense")],
        "partners": [[key, f"Agencia {key}", None, "pivotal"], [key, "Receptora", f"XX-{key}", "beneficiary"]],
        "classification": [[key, "ODS", "17", "60"], [key, "ODS", 6, 40], [key, "Eje del K'atun", "4", None]],
        "places": [
            [key, "País", "Guatemala"], [key, "Departamento", "GT-01"], [key, "Punto", None, "Pozo", 14.6, -90.5],
        ],
        "budgets": [[key, "2025", "2025", "1,250,000.50", "USD"]],
        "transactions": [[key, "3", "2025-06-30", 1000, "USD", f"Agencia {key}", "Receptora", "Primer pago"]],
        "indicators": [
            [key, "I1", "Efecto", "Se usan datos", "Instituciones", "Número", "0", "2024", "2025", "2025", "10"],
            [key, "I1", None, "Se usan datos", "Instituciones", None, None, None, "2026", "2026", "20"],
        ],
        "measurements": [[key, "I1", "2025-01-01", "2025-12-31", 7, "Según actas"]],
    })  # fmt: skip
    done = send(content, apply="true")
    problems = machine.get(f"/api/v1/imports/{done['id']}/problems").json()["items"]
    assert (done["status"], done["counts"]["created"]) == ("applied", 1), problems
    found = machine.get("/api/v1/projects", params={"imported_by": done["id"]}).json()["items"]
    told = machine.get(f"/api/v1/projects/{found[0]['code']}").json()
    assert told["title"] == {"es": f"Proyecto {key}", "en": "Project"}
    assert (told["stage"], told["modality"], told["end_planned"]) == (
        "implementation", "south-south-bilateral", "2026-12-31",
    )  # fmt: skip
    assert {(row["organisation"]["name"]["es"], row["role"]) for row in told["participations"]} == {
        (f"Agencia {key}", "pivotal"), ("Receptora", "beneficiary"),
    }  # fmt: skip
    assert {(row["code"], row["weight"]) for row in told["classifications"]} == {("17", "60"), ("6", "40"), ("4", None)}
    assert [place["kind"] for place in told["places"]] == ["country", "department", "point"]
    assert [(row["amount"], row["period_end"]) for row in told["budgets"]] == [("1250000.5", "2025-12-31")]
    assert {total["type"]: total["amount"] for total in told["totals"]} == {"budget": "1250000.5", "3": "1000"}
    offered = machine.get(f"/api/v1/frameworks/{told['code']}/iati").json()
    assert offered == {"results": 1, "indicators": 1, "measurements": 1}
    taken = machine.post(f"/api/v1/frameworks/{told['code']}/iati").json()
    [indicator] = taken["results"][0]["indicators"]
    assert [target["value"] for target in indicator["targets"]] == ["10", "20"]
    again = send(content)
    assert (again["counts"]["unchanged"], again["counts"]["created"]) == (1, 0), "its own key finds it again"
    changed = send(workbook({"projects": [project(key, title="Otro título")]}), apply="true")
    assert changed["counts"]["updated"] == 1


def test_every_problem_has_its_cell_and_the_rest_waits_for_a_decision(
    machine: httpx.Client, send: Callable[..., dict[str, Any]]
) -> None:
    good, bad = f"G-{uuid4().hex[:8]}", f"B-{uuid4().hex[:8]}"
    content = workbook({
        "projects": [
            project(good), project(bad, modality="Lunar", start_planned="pronto", end_actual="2020-01-01"),
            {"title": "Sin clave", "modality": "triangular"},
        ],
        "partners": [["NADIE", "X", None, "pivotal"], [bad, "Y", None, "jefe"]],
        "budgets": [[bad, "2025-02-01", "2025-01-01", "mucho", "USD"]],
        "classification": [[bad, "ODS", "99", None], [bad, "ODS", "1", "40"]],
    })  # fmt: skip
    checked = send(content, apply="true")
    assert (checked["status"], checked["counts"]["created"], checked["counts"]["rejected"]) == ("ready", 1, 2)
    address = f"/api/v1/imports/{checked['id']}"
    problems = machine.get(f"{address}/problems", params={"limit": 200}).json()["items"]
    cells = {problem["message"].split(":")[0] for problem in problems}
    assert {
        "Sheet “Proyectos”, cell F3", "Sheet “Proyectos”, cell J3", "Sheet “Proyectos”, cell M3",
        "Sheet “Proyectos”, cell A4", "Sheet “Socios”, cell A2", "Sheet “Socios”, cell D3",
        "Sheet “Presupuestos”, cell D2", "Sheet “Clasificación”, cell C2",
    } <= cells  # fmt: skip
    assert any("come to 40" in problem["message"] for problem in problems)
    refused = machine.post(f"{address}/apply")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:milpa:problem:import-partial")
    sheet = openpyxl.load_workbook(io.BytesIO(machine.get(f"{address}/commented").content))
    comment = sheet["Proyectos"]["F3"].comment
    assert comment is not None
    assert "Lunar" in comment.text
    assert sheet["Proyectos"]["F3"].value == "Lunar"
    assert sheet["Proyectos"]["B2"].value == f"Proyecto {good}"
    assert machine.post(f"{address}/apply", params={"partial": "true"}).status_code == 202
    done = wait_for_import(machine, address, "applied")
    assert (done["counts"]["created"], done["counts"]["rejected"]) == (1, 2)
    rejected = machine.get(f"{address}/rows", params={"action": "rejected"}).json()["items"]
    assert {row["reason"] for row in rejected} == {"sheet-problems"}
    assert machine.post(f"{address}/undo").status_code == 202
    assert wait_for_import(machine, address, "undone")["status"] == "undone"
    assert machine.get("/api/v1/projects", params={"q": good}).json()["total"] == 0


def test_a_registered_project_is_updated_by_its_code_and_keeps_what_the_sheet_leaves_empty(
    machine: httpx.Client, new_project: Callable[..., dict[str, Any]], send: Callable[..., dict[str, Any]]
) -> None:
    known = new_project(stage="approved", instrument="programme", objective={"es": "Se queda"}, visibility="internal")
    content = workbook({"projects": [project(known["code"], title="Título nuevo", start_actual=None)]})
    done = send(content, apply="true")
    assert done["counts"]["updated"] == 1, done
    told = machine.get(f"/api/v1/projects/{known['code']}").json()
    assert (told["title"]["es"], told["stage"], told["instrument"], told["objective"]) == (
        "Título nuevo", "approved", "programme", {"es": "Se queda"},
    )  # fmt: skip


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t")])
def test_csv_in_any_common_form(send: Callable[..., dict[str, Any]], encoding: str, delimiter: str) -> None:
    rows = [
        ["Clave del proyecto", "Título", "Modalidad", "Inicio real"],
        [f"C-{uuid4().hex[:8]}", "Café", "Triangular", "01/02/2025"],
    ]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    done = send(text.encode(encoding), filename="proyectos.csv")
    assert (done["status"], done["counts"]["created"], done["report"]["valid"]) == ("ready", 1, True), done


@pytest.mark.parametrize("language", ["es", "en", "de"])
def test_the_template_has_every_sheet_with_its_lists(machine: httpx.Client, send: Any, language: str) -> None:
    answer = machine.get("/api/v1/imports/template", params={"language": language})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[: len(SHEETS)] == [sheet.title[language] for sheet in SHEETS]
    projects = book[SHEETS[0].title[language]]
    assert len(projects.data_validations.dataValidation) >= 4
    hidden = book[book.sheetnames[-1]]
    assert hidden.sheet_state == "hidden"
    assert any("triangular" in str(cell.value) for column in hidden.iter_cols() for cell in column)
    projects["A2"], projects["B2"], projects["F2"] = f"T-{uuid4().hex[:8]}", "Desde la plantilla", "triangular"
    buffer = io.BytesIO()
    book.save(buffer)
    assert send(buffer.getvalue())["counts"]["created"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04rest", "sheet-unreadable"), (b"\x00\x01", "sheet-unreadable"), (b"a,b\n1,2\n", "sheet-none"),
     (b"Clave del proyecto,T\xc3\xadtulo,Modalidad\n" + b"a,b,c\n" * 20_002, "sheet-large")],
)  # fmt: skip
def test_a_file_that_is_no_spreadsheet_is_refused(
    send: Callable[..., dict[str, Any]], content: bytes, code: str
) -> None:
    failed = send(content)
    assert (failed["status"], failed["failure"]["id"]) == ("failed", "milpa-5"), failed
    assert failed["failure"]["advice"]


def test_what_is_no_spreadsheet_has_no_comments(machine: httpx.Client, run_import: Any) -> None:
    done = run_import(b'<iati-activities version="2.03"></iati-activities>')
    assert machine.get(f"/api/v1/imports/{done['id']}/commented").status_code == 409


# --- rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "number"),
    [("1,250,000.50", "1250000.50"), ("1.250.000,50", "1250000.50"), ("12,5", "12.5"), ("1,250", "1250"),
     ("1 250", "1250"), ("60 %", "60"), ("-3", "-3"), ("mucho", None), ("NaN", None), ("1e999", None), ("", None)],
)  # fmt: skip
def test_numbers_as_people_write_them(words: str, number: str | None) -> None:
    assert read_number(words) == (None if number is None else Decimal(number))


@given(day=st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_days_as_people_write_them(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        assert read_day(day.strftime(pattern), first=True) == day
    assert read_day(str(day.year), first=False) == date(day.year, 12, 31)


@settings(max_examples=80, deadline=None)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, suppress(Fault):
        file = Path(folder) / "sent"
        file.write_bytes(content)
        convert(list(read_tables(file)), Path(folder) / "iati.xml", Lists(), Publisher("XX", "X", "10"), {})


# --- the layouts of other tools -------------------------------------------------------------------------------

FLAT = (
    "Activity Identifier, Activity Default Currency, Activity Default Language, Activity Title,"
    " Activity Description (General), Activity Status, Actual_Start_Date, Planned End Date,"
    " Participating Organisation Role, Participating Organisation Name, Participating Organisation Identifier,"
    " Recipient Country Code, Recipient Country Percentage, Sector Vocabulary, Sector Code, Sector Percentage,"
    " Transaction Type, Transaction Date, Transaction Value, Budget Period Start, Budget Period End, Budget Value\n"
)


def test_a_csv_of_aidstream_is_recognised(machine: httpx.Client, send: Callable[..., dict[str, Any]]) -> None:
    key = f"AID-{uuid4().hex[:8]}"
    rows = (
        f"{key},USD,en,Water for all,Wells,3,2024-01-01,2026-12-31,1,Funder {key},XM-{key},GT,100,1,14030,60,"
        "3,2024-05-01,1000,2024-01-01,2024-12-31,5000\n"
        f",,,,,,,,4,Doer {key},,,,1,15110,40,4,2024-06-01,250,,,\n"
    )
    done = send((FLAT + rows).encode(), filename="aidstream.csv", apply="true")
    problems = machine.get(f"/api/v1/imports/{done['id']}/problems").json()["items"]
    assert (done["status"], done["counts"]["created"]) == ("applied", 1), problems
    found = machine.get("/api/v1/projects", params={"imported_by": done["id"]}).json()["items"]
    told = machine.get(f"/api/v1/projects/{found[0]['code']}").json()
    assert (told["title"], told["stage"]) == ({"en": "Water for all"}, "finalisation")
    assert {(row["organisation"]["name"]["es"], row["role"]) for row in told["participations"]} == {
        (f"Funder {key}", "funding"), (f"Doer {key}", "implementing"),
    }  # fmt: skip
    assert {(row["code"], row["weight"]) for row in told["classifications"]} == {("14030", "60"), ("15110", "40")}
    assert [(row["amount"], row["currency"]) for row in told["budgets"]] == [("5000", "USD")]
    assert {total["type"]: total["amount"] for total in told["totals"]} == {"budget": "5000", "3": "1000", "4": "250"}


def test_what_is_wrong_in_another_tool_s_csv_is_told_by_its_own_cell(
    machine: httpx.Client, send: Callable[..., dict[str, Any]]
) -> None:
    done = send((FLAT + "X1,USD,en,Title,,9,soon,,8,Org,,XX,,1,1,,,,,,,\n").encode(), filename="aidstream.csv")
    problems = machine.get(f"/api/v1/imports/{done['id']}/problems", params={"limit": 200}).json()["items"]
    cells = {problem["message"].split(":")[0].removeprefix("Sheet “Proyectos”, cell ") for problem in problems}
    assert {"F2", "G2", "I2", "L2", "O2"} <= cells
    assert done["counts"]["rejected"] == 1


# --- IATI Publisher's workbook ------------------------------------------------------------------------------


ACTIVITY = ("Settings", "Element with single field")


def publisher_book(sheets: dict[str, list[list[Any]]], *more: str) -> bytes:
    """A workbook as IATI Publisher's import takes it: a sheet an element, headings in the first row."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for title in ("Instructions", *more, *sheets):
        if book.get_worksheet_by_name(title) is None:
            page = book.add_worksheet(title)
            for number, row in enumerate(sheets.get(title, [])):
                for place, value in enumerate(row):
                    if value is not None:
                        page.write(number, place, value)
    book.close()
    return buffer.getvalue()


def test_a_workbook_of_iati_publisher_is_recognised(machine: httpx.Client, send: Callable[..., dict[str, Any]]) -> None:
    key = f"PUB-{uuid4().hex[:8]}"
    other = f"{key}-2"
    content = publisher_book({
        "Settings": [
            ["activity_identifier", "default_currency", "default_language", "hierarchy", "humanitarian"],
            [key, "USD - United States Dollar", "en - English", 1, "False"],
            [other, "EUR", "es"],
        ],
        "Element with single field": [
            ["activity_identifier", "activity_status", "activity_scope", "capital_spend"],
            [key, "2 - Implementation", "4 - National", 10],
            [other, "Closed"],
        ],
        "Title": [
            ["activity_identifier", "narrative", "language"],
            [key, "Wells for all", "en - English"], [None, "Pozos para todos", "es - Spanish"],
            [other, "Segundo", "es"],
        ],
        "Activity Date": [
            ["activity_identifier", "type", "iso_date"],
            [key, "2 - Actual start", date(2025, 3, 1)], [None, "3 - Planned End", "2026-12-31"],
        ],
        "Sector": [
            ["activity_identifier", "vocabulary", "code", "vocabulary_uri", "percentage"],
            [key, "1 - OECD DAC CRS Purpose Codes (5 digit)", "14030 - Basic drinking water supply", None, 60],
            [None, None, 14010, None, 40],
        ],
        "Budget": [
            ["activity_identifier", "status", "type", "period_start_iso_date", "period_end_iso_date", "value",
             "value_currency", "value_value_date"],
            [key, "1 - Indicative", "1 - Original", "2025-01-01", "2025-12-31", 1250.5, "USD", "2025-01-01"],
        ],
        "Country Budget Items": [
            ["activity_identifier", "vocabulary", "budget_item_code", "budget_item_percentage",
             "budget_item_description_narrative", "budget_item_description_language"],
            [key, "2", "1.1.1", 50, "One", "en"], [None, None, "1.2.1", 50, "Two", "en"],
            [None, None, None, None, "Dos", "es"],
        ],
        "Location": [
            ["activity_identifier", "reference", "name_narrative", "point_srs_name", "point_pos_latitude",
             "point_pos_longitude"],
            [key, "L1", "Pozo", "http://www.opengis.net/def/crs/EPSG/0/4326", 14.6, -90.5],
        ],
        "Transaction": [
            ["activity_identifier", "reference", "transaction_type_code", "transaction_date_date", "value_value",
             "value_value_date", "value_currency", "provider_organisation_reference",
             "provider_organisation_narrative"],
            [key, "T1", "3 - Disbursement", "2025-06-30", 100, "2025-06-30", "USD", f"XX-{key}", "Agencia"],
            [None, "T2", "3 - Disbursement", "2025-07-30", 200, "2025-07-30", "USD"],
        ],
        "Participating Org": [
            ["activity_identifier", "role", "reference", "type", "activity_id", "crs_channel_code", "narrative"],
            [key, "1 - Funding", f"XX-{key}", "10 - Government", None, None, "Agencia"],
        ],
    }, *ACTIVITY)  # fmt: skip
    done = send(content, apply="true", visibility="public")
    assert (done["status"], done["counts"]["created"]) == ("applied", 2), done
    [row] = [
        r for r in machine.get(f"/api/v1/imports/{done['id']}/rows").json()["items"] if r["title"] == "Wells for all"
    ]
    exported = machine.get("/api/v1/exports/iati", params={"q": "Pozos para todos"}).content
    [activity] = [a for a in etree.fromstring(exported) if a.xpath(f"other-identifier[@ref='{key}']")]
    assert row["identifier"].endswith(key)
    assert activity.xpath("activity-status/@code | sector/@code | sector/@percentage | activity-date/@iso-date") == [
        "2", "2025-03-01", "2026-12-31", "14030", "60", "14010", "40",
    ]  # fmt: skip
    assert activity.xpath("country-budget-items/budget-item/@code") == ["1.1.1", "1.2.1"]
    assert activity.xpath("country-budget-items/budget-item[2]/description/narrative/text()") == ["Two", "Dos"]
    assert activity.xpath("location/point/pos/text()") == ["14.6 -90.5"]
    assert activity.xpath("transaction/@ref") == ["T1", "T2"]
    assert activity.xpath("transaction[1]/provider-org/narrative/text()") == ["Agencia"]
    assert activity.xpath("budget/value/text()") == ["1250.5"]
    assert send(content)["counts"]["unchanged"] == 2


def test_what_is_wrong_in_a_workbook_of_iati_publisher_is_told_by_its_cell(
    machine: httpx.Client, send: Callable[..., dict[str, Any]]
) -> None:
    key = f"PUB-{uuid4().hex[:8]}"
    content = publisher_book(
        {
            "Settings": [["activity_identifier", "default_currency"], [key, "Shells"]],
            "Activity Date": [["activity_identifier", "type", "iso_date"], [key, "2 - Actual start", "soon"]],
            "Budget": [["activity_identifier", "value"], [key, "much"]],
        },
        *ACTIVITY,
    )
    done = send(content)
    problems = machine.get(f"/api/v1/imports/{done['id']}/problems", headers={"Accept-Language": "en"}).json()["items"]
    told = {problem["message"].split(": ")[0] for problem in problems}
    assert told == {
        "Sheet “Settings”, cell B2", "Sheet “Activity Date”, cell C2", "Sheet “Budget”, cell B2",
        "Sheet “Settings”, cell A2",
    }, problems  # fmt: skip
    assert done["counts"] == {"created": 0, "updated": 0, "unchanged": 0, "rejected": 1}
    book = openpyxl.load_workbook(io.BytesIO(machine.get(f"/api/v1/imports/{done['id']}/commented").content))
    assert "soon" in book["Activity Date"]["C2"].comment.text


def results_books(key: str) -> tuple[bytes, bytes, bytes]:
    """IATI Publisher's workbooks of an activity's results, indicators and periods."""
    link = ["url", "format", "title_narrative", "title_language", "description_narrative", "description_language",
            "category_code", "language_code", "document_date_date"]  # fmt: skip
    measured = ["value", "comment_narrative", "comment_language", "dimension_name", "dimension_value",
                "location_reference"]  # fmt: skip
    results = publisher_book({
        "Result Mapper": [["activity_identifier", "result_number", "result_identifier"],
                          [key, 1, f"{key}_1"], [None, 2]],
        "Result": [
            ["result_identifier", "type", "aggregation_status", "title_narrative", "title_language",
             "description_narrative", "description_language", "reference_vocabulary", "reference_code"],
            [f"{key}_1", "2 - Outcome", "True", "Water is safe", "en", None, None, "99", "R-1"],
            [None, None, None, "El agua es segura", "es"],
            [f"{key}_2", "1 - Output", None, "Wells", "en"],
        ],
        "Result Document Link": [
            ["result_identifier", *link],
            [f"{key}_1", "https://example.org/a.pdf", "application/pdf", "Report", "en", None, None, "A08"],
        ],
    })  # fmt: skip
    indicators = publisher_book({
        "Indicator Mapper": [["result_identifier", "indicator_number"], [f"{key}_1", 1], [f"{key}_2", 1]],
        "Indicator Baseline Mapper": [["indicator_identifier", "baseline_number"], [f"{key}_1_1", 1]],
        "Indicator": [
            ["indicator_identifier", "measure", "ascending", "aggregation_status", "title_narrative",
             "title_language"],
            [f"{key}_1_1", "2 - Percentage", "1", "0", "Households", "en"],
            [f"{key}_2_1", "1 - Unit", None, None, "Wells dug", "en"],
        ],
        "Indicator Baseline": [
            ["indicator_baseline_identifier", "year", "date", *measured],
            [f"{key}_1_1_b-1", 2020, "2020-01-01", "40", "Census", "en", "sex", "female"],
            [None, None, None, None, None, None, "sex", "male"],
        ],
    })  # fmt: skip
    periods = publisher_book({
        "Period Mapper": [["indicator_identifier", "period_number"], [f"{key}_1_1", 1]],
        "Target Mapper": [["period_identifier", "target_number"], [f"{key}_1_1_1", 1], [None, 2]],
        "Actual Mapper": [["period_identifier", "actual_number"], [f"{key}_1_1_1", 1]],
        "Period": [["period_identifier", "period_start_iso_date", "period_end_iso_date"],
                   [f"{key}_1_1_1", "2025-01-01", date(2025, 12, 31)]],
        "Target": [["target_identifier", *measured], [f"{key}_1_1_1_t-1", "80"], [f"{key}_1_1_1_t-2", "90", "Late"]],
        "Actual": [["actual_identifier", *measured], [f"{key}_1_1_1_a-1", "75"]],
        "Actual Document Link": [["actual_identifier", *link],
                                 [f"{key}_1_1_1_a-1", "https://example.org/b.pdf", "application/pdf", "List", "en",
                                  None, None, "A08"]],
    })  # fmt: skip
    return results, indicators, periods


def test_results_workbooks_of_iati_publisher_are_said_in_a_registered_activity(
    machine: httpx.Client, send: Callable[..., dict[str, Any]], new_project: Callable[..., dict[str, Any]]
) -> None:
    project = new_project(title={"es": f"Con resultados {uuid4().hex[:8]}"}, visibility="public")
    books = results_books(project["code"])
    early = send(books[1])
    problems = machine.get(f"/api/v1/imports/{early['id']}/problems", headers={"Accept-Language": "en"}).json()["items"]
    assert "to which it belongs, is not in the activity" in problems[0]["message"]
    assert early["counts"]["rejected"] == 1
    for book in books:
        done = send(book, apply="true")
        told = machine.get(f"/api/v1/imports/{done['id']}/problems", headers={"Accept-Language": "en"}).json()["items"]
        assert (done["status"], done["counts"]["updated"], told) == ("applied", 1, []), done
    exported = machine.get("/api/v1/exports/iati", params={"q": project["title"]["es"]}).content
    [activity] = etree.fromstring(exported)
    assert schema("iati-activities").validate(etree.ElementTree(etree.fromstring(exported)))
    first, second = activity.findall("result")
    assert first.xpath("title/narrative/text()") == ["Water is safe", "El agua es segura"]
    assert first.xpath("@type | @aggregation-status | reference/@code | document-link/category/@code") == [
        "2", "1", "A08", "R-1",
    ]  # fmt: skip
    assert second.xpath("title/narrative/text()") == ["Wells"]
    [indicator] = first.findall("indicator")
    assert indicator.xpath("@measure | baseline/@value | baseline/dimension/@value") == ["2", "40", "female", "male"]
    [period] = indicator.findall("period")
    assert period.xpath("target/@value | actual/@value | target/comment/narrative/text()") == ["80", "90", "Late", "75"]
    assert period.xpath("actual/document-link/@url") == ["https://example.org/b.pdf"]
    for book in books:
        assert send(book)["counts"]["unchanged"] == 1


def test_results_of_an_activity_that_is_not_registered_are_told_by_cell(
    machine: httpx.Client, send: Callable[..., dict[str, Any]]
) -> None:
    done = send(results_books(f"NO-{uuid4().hex[:8]}")[0])
    [problem] = machine.get(f"/api/v1/imports/{done['id']}/problems", headers={"Accept-Language": "en"}).json()["items"]
    assert problem["message"].startswith("Sheet “Result”, cell A2: the activity “NO-")
    assert done["counts"] == {"created": 0, "updated": 0, "unchanged": 0, "rejected": 1}


def test_a_spreadsheet_finds_its_project_after_an_iati_file_changed_it(
    machine: httpx.Client, send: Callable[..., dict[str, Any]], run_import: Callable[..., dict[str, Any]]
) -> None:
    key = f"K-{uuid4().hex[:8]}"
    content = workbook({"projects": [project(key)]})
    assert send(content, apply="true", visibility="public")["counts"]["created"] == 1
    exported = machine.get("/api/v1/exports/iati", params={"q": f"Proyecto {key}"}).content
    changed = exported.replace(b"2025-03-01", b"2025-04-01")
    assert run_import(changed, apply="true")["counts"]["updated"] == 1
    assert send(content)["counts"]["created"] == 0
    done = send(results_books(key)[0], apply="true")
    assert done["counts"]["updated"] == 1, done


_columns = sorted({column for part in PARTS.values() for column in (part.identifier, *part.columns)})
_cells = st.sampled_from(
    ["", "A_1", "A_1_2", "A_1_2_1_t-1", "A_0", "A__x", "1 - Unit", "2025-01-01", "soon"]
) | st.text(max_size=9)
_sheets = st.lists(
    st.tuples(
        st.sampled_from([*PARTS, *MAPPERS]),
        st.lists(st.sampled_from(_columns), min_size=1, max_size=6, unique=True),
        st.lists(st.lists(_cells, min_size=6, max_size=6), max_size=5),
    ),
    max_size=6,
)


@given(sheets=_sheets)
@settings(deadline=None)
def test_whatever_a_results_workbook_says_is_written_or_told(
    sheets: list[tuple[str, list[str], list[list[str]]]],
) -> None:
    tables = [(title, [headings, *rows]) for title, headings, rows in sheets]
    book = PublisherBook()
    for key, rows in read_results(tables, book).items():
        activity = etree.Element("iati-activity")
        put_results(book, key, activity, rows)
        if key not in book.faulty:
            assert activity.xpath("count(//result) = count(//result/title)")
            first = etree.tostring(activity)
            put_results(book, key, activity, rows)
            assert etree.tostring(activity) == first, "said again, nothing changes"
