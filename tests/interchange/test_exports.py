"""What is shown, as a file."""

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from registry_api.interchange.exports.spreadsheet import harmless
from registry_api.interchange.iati.standard import schema

Register = Callable[..., dict[str, Any]]
HOSTILE = '=HYPERLINK("http://example.org","x")'


@pytest.fixture
def mark(new_project: Register) -> str:
    mark = uuid.uuid4().hex
    new_project(
        title={"es": f"+Peligro {mark}"},
        description={"es": HOSTILE},
        modality="triangular",
        budgets=[{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "1234.5", "currency": "USD"}],
    )
    new_project(title={"es": f"Otro {mark}", "en": f"Other {mark}"}, modality="multilateral")
    return mark


def test_iati_is_valid_and_complete(machine: httpx.Client, mark: str) -> None:
    answer = machine.get("/api/v1/exports/iati", params={"q": mark})
    assert "attachment" in answer.headers["content-disposition"]
    tree = etree.fromstring(answer.content)
    schema("iati-activities").assertValid(tree)
    assert len(tree) == 2
    report = machine.post("/api/v1/iati/validate", content=answer.content).json()
    assert report["valid"]


def test_a_complete_project_breaks_no_rule_as_iati(machine: httpx.Client, new_project: Register) -> None:
    project = new_project(
        title={"es": "Completo"},
        start_planned="2026-01-01",
        classifications=[{"vocabulary": "crs-purpose", "code": "14010", "weight": "100"}],
        # The country is said because the department lies in it.
        places=[{"kind": "department", "code": "GT-12"}],
        budgets=[{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "5", "currency": "USD"}],
    )
    answer = machine.get("/api/v1/exports/iati", params={"q": project["code"]})
    errors = machine.post("/api/v1/iati/validate", content=answer.content).json()["errors"]
    # The demonstration's publisher has an invented identifier.
    assert [error["id"] for error in errors] == ["1.14.8"]


def test_an_export_invents_nothing(machine: httpx.Client, new_project: Register) -> None:
    project = new_project(title={"es": "Apenas un título"})
    answer = machine.get("/api/v1/exports/iati", params={"q": project["code"]})
    errors = machine.post("/api/v1/iati/validate", content=answer.content).json()["errors"]
    missing = {error["id"] for error in errors if error["severity"] == "error"}
    assert missing >= {"6.2.2", "3.7.1"}


def test_csv_is_read_by_spreadsheet_programs_and_harms_none(machine: httpx.Client, mark: str) -> None:
    answer = machine.get("/api/v1/exports/csv", params={"q": mark, "language": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert {row["Title"] for row in rows} == {f"'+Peligro {mark}", f"Other {mark}"}
    assert {row["Budget"] for row in rows} == {"1234.5 USD", ""}
    assert {row["Modality"] for row in rows} == {"Triangular", "Multilateral"}


@given(st.text(max_size=30))
def test_no_cell_starts_a_formula(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe.removeprefix("'") == text.removeprefix("'") or safe == text


@pytest.mark.parametrize(("language", "heading"), [("es", "Título"), ("en", "Title"), ("de", "Titel")])
def test_xlsx_opens_in_the_language_asked_for(machine: httpx.Client, mark: str, language: str, heading: str) -> None:
    answer = machine.get("/api/v1/exports/xlsx", params={"q": mark, "language": language})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1] == heading
    assert len(rows) == 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_json_is_the_records_themselves(machine: httpx.Client, mark: str) -> None:
    records = machine.get("/api/v1/exports/json", params={"q": mark}).json()
    assert records == [machine.get(f"/api/v1/projects/{record['code']}").json() for record in records]


@pytest.mark.parametrize("kind", ["iati", "csv", "xlsx", "json"])
def test_nothing_selected_is_a_file_with_nothing(machine: httpx.Client, kind: str) -> None:
    answer = machine.get(f"/api/v1/exports/{kind}", params={"q": uuid.uuid4().hex})
    assert answer.status_code == 200
    if kind == "iati":
        assert len(etree.fromstring(answer.content)) == 0
