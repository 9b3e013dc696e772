"""Figures over many projects: who works with whom, on what, with how much."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.conftest import pointers

Register = Callable[..., dict[str, Any]]
COUNTRIES = {"beneficiary": "GT", "pivotal": "MX", "facilitating": "DE"}


@pytest.fixture
def mark(machine: httpx.Client, new_project: Register) -> str:
    """A word in the titles of two projects, one of them triangular, that no other project has."""
    word = uuid.uuid4().hex
    ids = {
        role: machine.post("/api/v1/organisations", json={"name": {"es": f"{role} {word}"}, "country": country}).json()[
            "id"
        ]
        for role, country in COUNTRIES.items()
    }
    parts = [{"organisation_id": ids[role], "role": role} for role in COUNTRIES]
    new_project(
        title={"es": f"Triangular {word}"}, modality="triangular", visibility="public", participations=parts,
        classifications=[{"vocabulary": "katun-axis", "code": "2"}, {"vocabulary": "sdg-goal", "code": "3"}],
        budgets=[{"period_start": "2025-01-01", "period_end": "2025-12-31", "amount": "1000", "currency": "USD"}],
    )  # fmt: skip
    second = new_project(
        title={"es": f"Sur-Sur {word}"}, visibility="internal", participations=parts[:2],
        classifications=[{"vocabulary": "sdg-goal", "code": "3"}],
    )  # fmt: skip
    for kind, amount in (("cash", "300"), ("training", "200")):
        answer = machine.post(
            f"/api/v1/projects/{second['code']}/contributions",
            json={"organisation_id": ids["pivotal"], "kind": kind, "basis": "executed", "year": 2025,
                  "amount": amount, "currency": "USD"},
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
    return word


def test_flows_go_from_facilitating_to_pivotal_to_beneficiary(machine: httpx.Client, mark: str) -> None:
    body = machine.get("/api/v1/analytics/flows", params={"q": mark}).json()
    assert (body["projects"], body["triangular"]) == (2, 1)
    assert [
        (flow["source"]["role"], flow["source"]["country"], flow["target"]["country"], flow["projects"])
        for flow in body["items"]
    ] == [("pivotal", "MX", "GT", 2), ("facilitating", "DE", "MX", 1)]


def test_a_figure_counts_only_what_the_asker_sees(public: httpx.Client, mark: str) -> None:
    assert public.get("/api/v1/analytics/flows", params={"q": mark}).json()["projects"] == 1
    assert public.get("/api/v1/analytics/money", params={"q": mark}).json()["years"] == [
        {"year": 2025, "planned": {"cash": "1000", "in_kind": "0"}, "executed": {"cash": "0", "in_kind": "0"}}
    ]


def test_the_filter_of_a_flow_selects_its_projects(machine: httpx.Client, mark: str) -> None:
    def found(*roles: str) -> int:
        query = {"q": mark, "partner_role": list(roles)}
        return int(machine.get("/api/v1/projects", params=query).json()["total"])

    assert found("pivotal:MX", "beneficiary:GT") == 2
    assert found("facilitating:DE", "pivotal:MX") == 1
    assert found("facilitating:MX") == 0


def test_points_are_counted_once_each_and_open_their_projects(
    machine: httpx.Client, public: httpx.Client, new_project: Register
) -> None:
    word = uuid.uuid4().hex
    there = {"kind": "point", "name": {"es": "Puente"}, "longitude": "-90.50", "latitude": "14.6"}
    again = there | {"name": {"es": "El puente"}, "longitude": "-90.5"}
    seen = new_project(title={"es": f"Uno {word}"}, visibility="public", places=[there, again])
    new_project(title={"es": f"Dos {word}"}, visibility="internal", places=[there])
    alone = there | {"longitude": "-91"}
    new_project(title={"es": f"Tres {word}"}, visibility="internal", places=[alone])
    told = machine.get("/api/v1/analytics/points", params={"q": word}).json()
    assert [(spot["projects"], spot["project"] is None) for spot in told["items"]] == [(2, True), (1, False)]
    assert told["total"] == 2
    for spot in told["items"]:
        query = {"q": word, "point": f"{spot['longitude']},{spot['latitude']}"}
        assert machine.get("/api/v1/projects", params=query).json()["total"] == spot["projects"]
    [only] = public.get("/api/v1/analytics/points", params={"q": word}).json()["items"]
    assert (only["project"]["code"], only["name"]) == (seen["code"], {"es": "Puente"})
    assert pointers(machine.get("/api/v1/projects", params={"point": "aquí"})) == {"#query:point": "field-format"}


def test_alignment_counts_projects_in_every_pair_of_codes(machine: httpx.Client, mark: str) -> None:
    body = machine.get("/api/v1/analytics/alignment", params={"q": mark}).json()
    assert body["cells"] == [{"row": "2", "column": "3", "projects": 1}]
    assert (body["projects"], body["unaligned"]) == (2, 1)
    assert [code["projects"] for code in body["columns"] if code["code"] == "3"] == [2]
    assert len(body["rows"]) == 5
    query = {"q": mark, "classification": ["katun-axis:2", "sdg-goal:3"]}
    assert machine.get("/api/v1/projects", params=query).json()["total"] == 1


def test_a_list_is_not_set_against_itself(machine: httpx.Client) -> None:
    answer = machine.get("/api/v1/analytics/alignment", params={"rows": "sdg-goal", "columns": "sdg-goal"})
    assert answer.status_code == 422
    assert pointers(answer) == {"#query:columns": "same-vocabulary"}


def test_money_is_told_by_year_cash_beside_in_kind(machine: httpx.Client, mark: str) -> None:
    body = machine.get("/api/v1/analytics/money", params={"q": mark}).json()
    assert body["years"] == [
        {"year": 2025, "planned": {"cash": "1000", "in_kind": "0"}, "executed": {"cash": "300", "in_kind": "200"}}
    ]
    assert body["unvalued"] == 0


def test_development_assistance_names_its_source(public: httpx.Client) -> None:
    body = public.get("/api/v1/analytics/oda").json()
    assert "OECD" in body["source"]
    for year in body["years"]:
        amounts = [donor["amount"] for donor in year["donors"]]
        assert amounts == sorted(amounts, reverse=True)
        assert year["total"] == sum(amounts)
