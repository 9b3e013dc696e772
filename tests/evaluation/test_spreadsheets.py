"""Frameworks from a spreadsheet and to one: what is filled in comes back, what is wrong is told by its cell."""

import io
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation_api.frameworks.spreadsheet import UnreadableError, read, write
from tests.conftest import pointers
from tests.evaluation.conftest import AsRole

CSV = """Nivel;Resultado;Supuestos;Indicador;Medida;Unidad;Línea de base;Desde;Hasta;Meta
Efecto;Se usan datos comunes;Hay voluntad;Instituciones que informan;Número;instituciones;0;2026;2026;12
;;;;;;;01/01/2027;31/12/2027;20
;;;Acuerdo firmado;Sí o no;;no;2026-01-01;2026-12-31;Sí
Producto;Un registro en línea;;;;;;;;
"""


def test_rows_become_an_outline() -> None:
    results, problems = read(CSV.encode("cp1252"), "es")
    assert problems == []
    outcome, output = results
    assert (outcome["level"], output["level"]) == ("outcome", "output")
    first, second = outcome["indicators"]
    assert [target["value"] for target in first["targets"]] == ["12", "20"]
    assert first["targets"][1]["period_end"] == "2027-12-31"
    assert (second["measure"], second["baseline"], second["targets"][0]["value"]) == ("yes-no", "no", "yes")


words = st.text("abcdefg ñÉ=+-@'", min_size=1, max_size=25).map(str.strip).filter(bool).filter(lambda w: w[0] != "'")
texts = words.map(lambda text: {"es": text})
targets = st.builds(
    lambda year, value: {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "value": str(value)},
    st.integers(2000, 2050), st.integers(0, 10**9),
)  # fmt: skip
indicators = st.fixed_dictionaries(
    {
        "title": texts, "definition": st.just({}), "measure": st.sampled_from(["number", "percentage", "ratio"]),
        "unit": st.just({}) | texts, "direction": st.sampled_from(["ascending", "descending"]),
        "baseline": st.none() | st.integers(0, 999).map(str), "baseline_year": st.none() | st.integers(1990, 2030),
        "verification": st.just({}) | texts, "responsible": st.none() | words, "goal": st.none(),
        "reference": st.none(), "formula": st.none(), "targets": st.lists(targets, max_size=3),
    }
)  # fmt: skip
results = st.lists(
    st.fixed_dictionaries(
        {
            "level": st.sampled_from(["impact", "outcome", "output", "activity"]), "title": texts,
            "description": st.just({}), "assumptions": st.just({}) | texts,
            "indicators": st.lists(indicators, max_size=3),
        }
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(outline=results, language=st.sampled_from(["es", "en", "de"]))
def test_what_is_written_is_read_back(outline: list[dict[str, Any]], language: str) -> None:
    told, problems = read(write(outline, language), "es")
    assert problems == []
    assert told == outline


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    with suppress(UnreadableError):
        read(content, "es")


def test_texts_that_look_like_formulas_stay_texts() -> None:
    outline = [{"level": "output", "title": {"es": "=1+1"}, "description": {}, "assumptions": {}, "indicators": []}]
    sheet = openpyxl.load_workbook(io.BytesIO(write(outline, "es"))).active
    assert sheet is not None
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        ("Meta;;;X;;;;;;", "A2", "sheet-choice"),
        (";;;Indicador suelto;;;;;;", "D2", "sheet-no-result"),
        ("Efecto;R;;;;;;2026;2026;5", "H2", "sheet-no-indicator"),
        ("Efecto;R;;I;;;;pronto;2026;5", "H2", "sheet-date"),
        ("Efecto;R;;I;;;;2026;2026;", "J2", "sheet-target"),
        ("Efecto;;;I;;;;;;", "B2", "field-required"),
    ],
)
def test_every_problem_has_its_cell(as_role: AsRole, row: str, cell: str, code: str) -> None:
    content = CSV.splitlines()[0] + "\n" + row + "\n"
    answer = as_role("analyst").post("/api/v1/framework-spreadsheets", content=content.encode())
    assert answer.status_code == 200, answer.text
    [problem] = [p for p in answer.json()["problems"] if p["code"] == code]
    assert problem["cell"] == cell
    assert problem["detail"]


def test_a_workbook_goes_from_one_project_to_another(
    machine: httpx.Client, public: httpx.Client, new_project: Callable[..., dict[str, Any]]
) -> None:
    one, other = new_project()["code"], new_project()["code"]
    outline = read(CSV.encode(), "es")[0]
    assert machine.put(f"/api/v1/frameworks/{one}", json={"results": outline}).status_code == 200
    book = machine.get(f"/api/v1/frameworks/{one}/spreadsheet", params={"language": "de"})
    assert book.headers["content-type"].endswith("spreadsheetml.sheet")
    told = machine.post("/api/v1/framework-spreadsheets", content=book.content, params={"language": "es"}).json()
    assert told["problems"] == []
    assert machine.put(f"/api/v1/frameworks/{other}", json={"results": told["results"]}).status_code == 200
    assert public.post("/api/v1/framework-spreadsheets", content=b"x").status_code == 401
    empty = machine.get(f"/api/v1/frameworks/{new_project()['code']}/spreadsheet")
    assert openpyxl.load_workbook(io.BytesIO(empty.content)).active["A1"].value == "Nivel"  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "sheet-empty"), (b"a;b\n1;2\n", "sheet-headings"), (b"PK\x03\x04broken", "sheet-unreadable"),
     (b"\x00\x01\x02", "sheet-unreadable"), (b"Resultado\n" + b"x\n" * 6000, "sheet-large")],
)  # fmt: skip
def test_a_file_that_is_no_framework_is_refused(machine: httpx.Client, content: bytes, code: str) -> None:
    assert pointers(machine.post("/api/v1/framework-spreadsheets", content=content)) == {"/": code}
