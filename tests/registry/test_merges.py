"""Organisations: the tree, contacts, duplicates, merges and their undoing."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import pointers

Register = Callable[..., dict[str, Any]]
New = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def organisation(machine: httpx.Client) -> New:
    def register(**fields: Any) -> dict[str, Any]:
        answer = machine.post("/api/v1/organisations", json={"name": {"es": f"O {uuid.uuid4().hex}"}} | fields)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()) | {"etag": answer.headers["etag"]}

    return register


def merge(client: httpx.Client, merged: dict[str, Any], into: dict[str, Any]) -> httpx.Response:
    return client.post(f"/api/v1/organisations/{merged['id']}/merge", json={"into_id": into["id"]})


def test_an_organisation_has_a_parent_identifiers_and_contacts(
    machine: httpx.Client, public: httpx.Client, organisation: New
) -> None:
    parent, number = organisation(), uuid.uuid4().hex
    child = organisation(
        parent_id=parent["id"],
        website="https://example.org",
        identifiers=[{"scheme": "GT-SAT", "identifier": number}],
        contacts=[{"name": "Mesa de entrada", "email": "info@example.org"}],
    )
    assert child["parent"]["id"] == parent["id"]
    address = f"/api/v1/organisations/{child['id']}"
    assert machine.get(f"/api/v1/organisations/{parent['id']}").json()["children"][0]["id"] == child["id"]
    assert machine.get(address).json()["contacts"][0]["email"] == "info@example.org"
    assert public.get(address).json()["contacts"] == []
    answer = machine.post(
        "/api/v1/organisations",
        json={"name": {"es": "x"}, "identifiers": [{"scheme": "GT-SAT", "identifier": number}]},
    )
    assert pointers(answer) == {"/identifiers/0/identifier": "identifier-taken"}
    circle = machine.patch(
        f"/api/v1/organisations/{parent['id']}", json={"parent_id": child["id"]}, headers={"If-Match": '"1"'}
    )
    assert pointers(circle) == {"/parent_id": "organisation-tree"}
    kept = machine.patch(address, json={"acronym": "AC"}, headers={"If-Match": child["etag"]})
    assert kept.json()["contacts"][0]["name"] == "Mesa de entrada"


def test_duplicates_are_shown_while_the_name_is_typed(machine: httpx.Client, organisation: New) -> None:
    made = organisation(name={"es": "Instituto Zapoteca de Hidrología"}, acronym="IZHX", country="MX")
    for typed in ("instituto zapoteca", "Hidrologia Zapoteca", "izhx"):
        found = machine.get("/api/v1/organisations/similar", params={"name": typed}).json()["items"]
        assert found[0]["id"] == made["id"], typed
        assert found[0]["score"] > 0.5
    assert machine.get("/api/v1/organisations/similar", params={"name": "qqqq wwww"}).json()["items"] == []


def test_similar_projects_are_shown_to_those_who_see_them(
    machine: httpx.Client, public: httpx.Client, new_project: Register
) -> None:
    made = new_project(title={"es": "Reforestación comunitaria del lago Izabal"})
    typed = {"title": "Reforestacion comunitaria lago de Izabal"}
    found = machine.get("/api/v1/projects/similar", params=typed).json()["items"]
    assert found[0]["code"] == made["code"]
    assert made["code"] not in {p["code"] for p in public.get("/api/v1/projects/similar", params=typed).json()["items"]}


def test_a_merged_organisation_points_to_the_other_everywhere(
    machine: httpx.Client, as_role: Callable[[str], httpx.Client], organisation: New, new_project: Register
) -> None:
    old, new = organisation(iati_identifier=f"XM-{uuid.uuid4().hex}"), organisation()
    project = new_project(
        responsible_id=old["id"],
        participations=[{"organisation_id": old["id"], "role": "pivotal"}],
        budgets=[{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "1", "currency": "USD",
                  "organisation_id": old["id"]}],
        transactions=[{"type": "3", "date": "2026-01-01", "amount": "1", "currency": "USD", "provider_id": old["id"]}],
    )  # fmt: skip
    done = merge(as_role("analyst"), old, new)
    assert done.status_code == 200, done.text
    assert done.json()["moved"]["participation.organisation_id"] == 1
    record = machine.get(f"/api/v1/projects/{project['code']}").json()
    assert record["responsible"]["id"] == new["id"]
    assert record["participations"][0]["organisation"]["id"] == new["id"]
    assert record["budgets"][0]["organisation"]["id"] == new["id"]
    transactions = machine.get(f"/api/v1/projects/{project['code']}/transactions").json()["items"]
    assert transactions[0]["provider"]["id"] == new["id"]
    moved = machine.get(f"/api/v1/organisations/{old['id']}")
    assert (moved.status_code, moved.headers["location"]) == (308, f"/api/v1/organisations/{new['id']}")
    listed = machine.get("/api/v1/organisations", params={"q": next(iter(old["name"].values()))}).json()
    assert listed["total"] == 0
    again = {"title": {"es": "x"}, "modality": "multilateral", "responsible_id": old["id"]}
    assert pointers(machine.post("/api/v1/projects", json=again)) == {"/responsible_id": "organisation-unknown"}
    assert merge(as_role("analyst"), old, new).status_code == 409
    undone = as_role("analyst").post(f"/api/v1/organisations/merges/{done.json()['id']}/undo")
    assert undone.status_code == 200, undone.text
    record = machine.get(f"/api/v1/projects/{project['code']}").json()
    assert record["responsible"]["id"] == record["participations"][0]["organisation"]["id"] == old["id"]
    assert machine.get(f"/api/v1/organisations/{old['id']}").status_code == 200
    assert as_role("analyst").post(f"/api/v1/organisations/merges/{done.json()['id']}/undo").status_code == 409


def test_an_import_finds_the_organisation_that_took_the_others_place(
    machine: httpx.Client,
    as_role: Callable[[str], httpx.Client],
    organisation: New,
    run_import: Callable[..., dict[str, Any]],
) -> None:
    ref = f"XM-EXAMPLE-{uuid.uuid4().hex}"
    old, new = organisation(iati_identifier=ref), organisation()
    assert merge(as_role("analyst"), old, new).status_code == 200
    file = f"""<iati-activities version="2.03"><iati-activity>
        <iati-identifier>{ref}-1</iati-identifier>
        <reporting-org ref="XM-EXAMPLE" type="10"><narrative>Example</narrative></reporting-org>
        <title><narrative>T</narrative></title>
        <participating-org ref="{ref}" role="1"><narrative>Old</narrative></participating-org>
        </iati-activity></iati-activities>"""
    run_import(file.encode(), apply=True)
    [found] = machine.get("/api/v1/projects", params={"iati_identifier": f"{ref}-1"}).json()["items"]
    project = machine.get(f"/api/v1/projects/{found['code']}").json()
    assert project["participations"][0]["organisation"]["id"] == new["id"]


def test_merging_is_the_analysts(
    as_role: Callable[[str], httpx.Client], machine: httpx.Client, organisation: New
) -> None:
    old, new = organisation(), organisation()
    assert merge(as_role("registrar"), old, new).status_code == 403
    assert merge(machine, old, new).status_code == 403
    assert pointers(merge(as_role("analyst"), old, old)) == {"/into_id": "organisation-unknown"}


ROLES = ["beneficiary", "pivotal", "facilitating"]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pairs=st.lists(
        st.tuples(st.sampled_from(["old", "new", "third"]), st.sampled_from(ROLES)), unique=True, max_size=6
    ),
    both=st.booleans(),
)
def test_undoing_a_merge_gives_back_exactly_what_was(
    machine: httpx.Client,
    as_role: Callable[[str], httpx.Client],
    organisation: New,
    pairs: list[tuple[str, str]],
    both: bool,
) -> None:
    analyst = as_role("analyst")
    made = {name: organisation() for name in ("old", "new", "third")}
    body = {
        "title": {"es": "Fusión"},
        "modality": "multilateral",
        "participations": [{"organisation_id": made[name]["id"], "role": role} for name, role in pairs],
    }
    code = machine.post("/api/v1/projects", json=body).json()["code"]
    parties = [{"organisation_id": made[name]["id"]} for name in (("old", "new") if both else ("old",))]
    agreement = machine.post(
        "/api/v1/agreements", json={"type": "memorandum", "title": {"es": "M"}, "parties": parties}
    ).json()

    def standing() -> tuple[Any, Any]:
        project = machine.get(f"/api/v1/projects/{code}").json()
        found = machine.get(f"/api/v1/agreements/{agreement['id']}").json()
        return (
            sorted((row["organisation"]["id"], row["role"]) for row in project["participations"]),
            sorted(row["organisation"]["id"] for row in found["parties"]),
        )

    before = standing()
    done = merge(analyst, made["old"], made["new"]).json()
    merged_participations, merged_parties = standing()
    assert made["old"]["id"] not in {row for row, _ in merged_participations}
    assert len(set(merged_participations)) == len(merged_participations)
    assert merged_parties == [made["new"]["id"]]
    assert analyst.post(f"/api/v1/organisations/merges/{done['id']}/undo").status_code == 200
    assert standing() == before
