"""Reports that are filed: their rows, and what is missing for them."""

import csv
import io
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Register = Callable[..., dict[str, Any]]


def rows(client: httpx.Client, report: str, **query: Any) -> list[dict[str, str]]:
    answer = client.get(f"/api/v1/reports/{report}/file", params={"format": "csv", "language": "es", **query})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def triangular(machine: httpx.Client, new_project: Register) -> dict[str, Any]:
    def organisation(country: str) -> str:
        body = {"name": {"es": f"Agencia de {country} {uuid.uuid4().hex[:6]}"}, "country": country}
        return str(machine.post("/api/v1/organisations", json=body).json()["id"])

    roles = {"beneficiary": "GT", "pivotal": "MX", "facilitating": "DE"}
    ids = {role: organisation(country) for role, country in roles.items()}
    project = new_project(
        title={"es": f"Triangular {uuid.uuid4().hex[:8]}"},
        modality="triangular",
        start_planned="2026-02-01",
        participations=[{"organisation_id": ids[role], "role": role} for role in roles],
        classifications=[
            {"vocabulary": "sdg-goal", "code": "6", "weight": "30"},
            {"vocabulary": "sdg-goal", "code": "17", "weight": "70"},
        ],
    )
    for role, amount in (("pivotal", "100"), ("facilitating", "250.50")):
        body = {
            "organisation_id": ids[role], "kind": "cash", "basis": "planned", "year": 2026, "amount": amount,
            "currency": "USD",
        }  # fmt: skip
        machine.post(f"/api/v1/projects/{project['code']}/contributions", json=body)
    return project


def test_the_south_south_workbook_tells_who_gives_what(machine: httpx.Client, triangular: dict[str, Any]) -> None:
    [row] = rows(machine, "segib", q=triangular["title"]["es"])
    assert row["Código"] == triangular["code"]
    assert row["Receptor: país"] == "Guatemala"
    assert row["Primer oferente: país"] == "México"
    assert row["Segundo oferente: país"] == "Alemania"
    assert row["ODS principal"].startswith("17 ")
    assert row["ODS secundarios"].startswith("6 ")
    assert row["Costo presupuestado (USD)"] == "350.5"
    assert row["Presupuestado por primer oferente (USD)"] == "100"
    assert row["Presupuestado por segundo oferente (USD)"] == "250.5"


def test_it_is_about_south_south_and_triangular_only(machine: httpx.Client, new_project: Register) -> None:
    other = new_project(title={"es": f"Multilateral {uuid.uuid4().hex[:8]}"}, modality="multilateral")
    wanted = {"q": other["title"]["es"]}
    assert rows(machine, "segib", **wanted) == []
    assert rows(machine, "segib", modality="multilateral", **wanted) == []
    assert len(rows(machine, "tossd", **wanted)) == len(rows(machine, "rencid", **wanted)) == 1


def test_what_is_missing_is_told_project_by_project(machine: httpx.Client, triangular: dict[str, Any]) -> None:
    query = {"q": triangular["title"]["es"]}
    found = machine.get("/api/v1/reports/segib/completeness", params=query).json()
    [row] = found["items"]
    missing = {variable["key"] for variable in row["missing"]}
    assert missing == {"objective", "approved_on", "end", "iberoamerican_sector"}
    assert found["missing"] == dict.fromkeys(sorted(missing), 1) | found["missing"]
    assert (found["projects"], found["complete"], found["score"]) == (1, 0, row["score"])
    own = machine.get(f"/api/v1/projects/{triangular['code']}/completeness").json()["items"]
    assert {item["report"] for item in own} == {"segib", "tossd", "rencid", "iati"}
    assert next(item for item in own if item["report"] == "segib")["score"] == row["score"]
    machine.patch(
        f"/api/v1/projects/{triangular['code']}",
        json={
            "objective": {"es": "O"}, "approved_on": "2026-01-10", "end_planned": "2027-01-01",
            "classifications": [
                {"vocabulary": "sdg-goal", "code": "6"}, {"vocabulary": "iberoamerican-sector", "code": "agua"},
            ],
        },
        headers={"If-Match": "*"},
    )  # fmt: skip
    after = machine.get("/api/v1/reports/segib/completeness", params=query).json()
    assert (after["complete"], after["score"], after["items"]) == (1, 100, [])


@pytest.mark.parametrize("report", ["segib", "tossd", "rencid"])
@pytest.mark.parametrize("language", ["es", "en", "de"])
def test_a_workbook_opens_in_every_language(public: httpx.Client, report: str, language: str) -> None:
    answer = public.get(f"/api/v1/reports/{report}/file", params={"language": language})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml") + archive.read("xl/workbook.xml")
    assert report.upper().encode() in text
    assert b"<f>" not in text


def test_the_public_reads_no_internal_agreements_in_it(
    machine: httpx.Client, public: httpx.Client, new_project: Register
) -> None:
    project = new_project(title={"es": f"Abierto {uuid.uuid4().hex}"}, visibility="public", modality="triangular")
    for visibility in ("internal", "public"):
        body = {
            "type": "memorandum",
            "title": {"es": visibility},
            "visibility": visibility,
            "projects": [project["id"]],
        }
        machine.post("/api/v1/agreements", json=body)
    query = {"q": project["title"]["es"]}
    assert rows(public, "segib", **query)[0]["Convenio"] == "public"
    assert set(rows(machine, "segib", **query)[0]["Convenio"].split("; ")) == {"internal", "public"}


# --- while it is being written ------------------------------------------------------------------------------


def assess(client: httpx.Client, body: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/projects/completeness", json=body, params=query, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def score(assessed: dict[str, Any], standard: str) -> int:
    return next(int(item["score"]) for item in assessed["items"] if item["report"] == standard)


def lacks(assessed: dict[str, Any], standard: str) -> set[str]:
    return {v["key"] for item in assessed["items"] if item["report"] == standard for v in item["missing"]}


def test_an_empty_form_is_told_all_it_lacks(machine: httpx.Client) -> None:
    assessed = assess(machine, {})
    assert {item["report"] for item in assessed["items"]} == {"tossd", "rencid", "iati"}
    assert {"title", "start", "purpose", "places"} <= lacks(assessed, "iati")
    assert {item["code"] for item in assessed["approval"]} >= {"cycle-objective", "cycle-partners", "cycle-sdg"}
    assert all(item["detail"] for item in assessed["approval"])


def test_a_form_becomes_as_complete_as_the_project_it_registers(
    machine: httpx.Client, triangular: dict[str, Any], new_project: Register
) -> None:
    body = {
        "title": {"es": f"Borrador {uuid.uuid4().hex[:8]}"},
        "objective": {"es": "Que el agua alcance"},
        "modality": "triangular",
        "cooperation_type": "technical",
        "start_planned": "2026-02-01",
        "end_planned": "2027-02-01",
        "participations": [
            {"organisation_id": row["organisation"]["id"], "role": row["role"]} for row in triangular["participations"]
        ],
        "classifications": [
            {"vocabulary": "sdg-goal", "code": "6"},
            {"vocabulary": "crs-purpose", "code": "14020"},
            {"vocabulary": "katun-axis", "code": "1"},
        ],
        "places": [{"kind": "department", "code": "GT-01"}],
        "budgets": [
            {"period_start": "2026-02-01", "period_end": "2026-12-31", "amount": "100", "currency": "USD"},
        ],
    }  # fmt: skip
    assessed = assess(machine, body)
    assert lacks(assessed, "iati") == set()
    assert score(assessed, "iati") == 100
    before = machine.get("/api/v1/projects", params={"q": body["title"]["es"]}).json()["total"]
    assert before == 0
    project = new_project(**body)
    registered = machine.get(f"/api/v1/projects/{project['code']}/completeness").json()
    assert registered["items"] == assessed["items"]
    cycle = machine.get(f"/api/v1/projects/{project['code']}/cycle", headers={"Accept-Language": "en"}).json()
    opinion = {item["code"] for move in cycle["moves"] for item in move["missing"]}
    assert opinion <= {item["code"] for item in assessed["approval"]} | {"cycle-responsible"}


def test_what_a_form_leaves_out_is_as_it_is_registered(machine: httpx.Client, triangular: dict[str, Any]) -> None:
    kept = assess(machine, {}, project=triangular["code"])
    assert kept["items"] == machine.get(f"/api/v1/projects/{triangular['code']}/completeness").json()["items"]
    emptied = assess(machine, {"participations": []}, project=triangular["code"])
    assert "recipients" in lacks(emptied, "segib") - lacks(kept, "segib")
    assert machine.post("/api/v1/projects/completeness", json={}, params={"project": "GT-1900-1"}).status_code == 404


def test_a_form_is_assessed_for_those_who_register(public: httpx.Client) -> None:
    assert public.post("/api/v1/projects/completeness", json={}).status_code in {401, 403}
