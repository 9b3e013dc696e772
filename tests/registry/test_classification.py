"""Vocabularies that administrators change, and codes that codes suggest."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_api.classification.rules import broader, proposals, usable
from tests.conftest import pointers

Register = Callable[..., dict[str, Any]]
AsRole = Callable[[str], httpx.Client]
TAGS = "/api/v1/vocabularies/tag/codes"


@pytest.fixture
def tag(as_role: AsRole) -> Callable[..., str]:
    def add(**fields: Any) -> str:
        code = f"t-{uuid.uuid4().hex[:10]}"
        answer = as_role("administrator").post(TAGS, json={"code": code, "label": {"es": "Etiqueta"}} | fields)
        assert answer.status_code == 201, answer.text
        return code

    return add


def version(client: httpx.Client, key: str = "tag") -> str:
    listed = client.get("/api/v1/vocabularies").json()["items"]
    return f'"{next(v["version"] for v in listed if v["key"] == key)}"'


def label(client: httpx.Client, code: str) -> dict[str, Any]:
    return next(row for row in client.get(TAGS).json()["items"] if row["code"] == code)


def test_a_translation_is_added_without_a_deployment(as_role: AsRole, public: httpx.Client, tag: Any) -> None:
    code, admin = tag(), as_role("administrator")
    stale = version(admin)
    done = admin.patch(f"{TAGS}/{code}", json={"label": {"de": "Schlagwort"}}, headers={"If-Match": stale})
    assert done.status_code == 200, done.text
    assert label(public, code)["label"] == {"es": "Etiqueta", "de": "Schlagwort"}
    again = admin.patch(f"{TAGS}/{code}", json={"label": {"de": "Anders"}}, headers={"If-Match": stale})
    assert again.status_code == 412


def test_only_administrators_change_vocabularies(as_role: AsRole, machine: httpx.Client) -> None:
    for client in (as_role("analyst"), as_role("registrar")):
        assert client.post(TAGS, json={"code": "x", "label": {"es": "x"}}).status_code == 403


@pytest.mark.parametrize(
    "change",
    [{"withdrawn": True}, {"valid_to": str(date.today() - timedelta(days=1))}, {"valid_from": "2199-01-01"}],
)
def test_a_code_out_of_use_stays_where_it_is_and_is_not_given_anew(
    as_role: AsRole, machine: httpx.Client, new_project: Register, tag: Any, change: dict[str, Any]
) -> None:
    code, admin = tag(), as_role("administrator")
    row = {"vocabulary": "tag", "code": code}
    project = new_project(classifications=[row])
    admin.patch(f"{TAGS}/{code}", json=change, headers={"If-Match": version(admin)})
    address = f"/api/v1/projects/{project['code']}"
    kept = machine.patch(address, json={"classifications": [row]}, headers={"If-Match": project["etag"]})
    assert kept.status_code == 200
    assert kept.json()["classifications"][0]["label"] == {"es": "Etiqueta"}
    body = {"title": {"es": "x"}, "modality": "multilateral", "classifications": [row]}
    assert pointers(machine.post("/api/v1/projects", json=body)) == {"/classifications/0/code": "code-withdrawn"}


def test_a_merged_code_is_replaced_and_weights_still_sum_to_100(
    as_role: AsRole, machine: httpx.Client, new_project: Register, tag: Any
) -> None:
    old, new, third = tag(), tag(), tag()
    both = new_project(
        classifications=[
            {"vocabulary": "tag", "code": code, "weight": weight}
            for code, weight in ((old, "30"), (new, "20"), (third, "50"))
        ]
    )
    one = new_project(classifications=[{"vocabulary": "tag", "code": old}])
    done = as_role("administrator").post(f"{TAGS}/{old}/merge", json={"into": new})
    assert (done.json()["withdrawn"], done.json()["merged_into"]) == (True, new)
    found = machine.get(f"/api/v1/projects/{both['code']}").json()
    assert {row["code"]: row["weight"] for row in found["classifications"]} == {new: "50", third: "50"}
    assert found["version"] == 2
    assert machine.get(f"/api/v1/projects/{one['code']}").json()["classifications"][0]["code"] == new
    body = {"title": {"es": "x"}, "modality": "multilateral", "classifications": [{"vocabulary": "tag", "code": old}]}
    refused = machine.post("/api/v1/projects", json=body)
    assert pointers(refused) == {"/classifications/0/code": "code-merged"}
    assert new in refused.json()["errors"][0]["detail"]
    assert as_role("administrator").post(f"{TAGS}/{new}/merge", json={"into": old}).status_code == 422


def test_codes_suggest_codes_of_other_vocabularies(public: httpx.Client, as_role: AsRole, tag: Any) -> None:
    def ask(*pairs: tuple[str, str]) -> set[tuple[str, str]]:
        codes = [{"vocabulary": vocabulary, "code": code} for vocabulary, code in pairs]
        answer = public.post("/api/v1/vocabularies/proposals", json={"codes": codes})
        return {(row["vocabulary"], row["code"]) for row in answer.json()["items"]}

    assert ask(("crs-purpose", "14030")) == {("iberoamerican-sector", "agua")}
    assert ask(("crs-purpose", "15111")) == {("iberoamerican-sector", "finanzas-publicas")}
    assert ask(("sdg-target", "6.4")) == {("national-priority", "PND3")}
    assert ask(("sdg-target", "4.1")) == {("national-priority", "PND8")}
    assert ask(("sdg-target", "4.1"), ("national-priority", "PND8")) == set()
    code = tag()
    mapping = {"from_code": code, "to_vocabulary": "sdg-goal", "to_code": "13", "source": "Prueba"}
    assert as_role("administrator").post("/api/v1/vocabularies/tag/mappings", json=mapping).status_code == 201
    assert as_role("administrator").post("/api/v1/vocabularies/tag/mappings", json=mapping).status_code == 409
    assert ask(("tag", code)) == {("sdg-goal", "13")}


# --- rules --------------------------------------------------------------------------------------------------

pairs = st.tuples(st.sampled_from(["crs-purpose", "sdg-target", "tag"]), st.sampled_from(["1", "1.2", "11110"]))
targets = st.tuples(st.sampled_from(["iberoamerican-sector", "national-priority"]), st.sampled_from("ab"))
given_codes = st.lists(st.tuples(pairs, st.sampled_from([None, "111"])), max_size=5)
mappings = st.lists(
    st.tuples(st.one_of(pairs, st.just(("crs-category", "111")), st.just(("sdg-goal", "1"))), targets, st.just("s")),
    max_size=8,
)


@given(given_codes, mappings)
def test_every_proposal_has_a_mapping_that_explains_it(codes: list[Any], table: list[Any]) -> None:
    known = {pair for pair, _ in codes}
    found = proposals(codes, table)
    assert len({(p.vocabulary, p.code) for p in found}) == len(found)
    for proposal in found:
        target = (proposal.vocabulary, proposal.code)
        assert target not in known
        levels = [set(broader(pair, parent)) for pair, parent in codes if pair == proposal.because]
        assert any((level, target, "s") in table for options in levels for level in options)


@given(st.booleans(), st.one_of(st.none(), st.dates()), st.one_of(st.none(), st.dates()), st.dates())
def test_a_code_is_usable_exactly_within_its_dates(
    withdrawn: bool, start: date | None, end: date | None, day: date
) -> None:
    inside = (start or date.min) <= day <= (end or date.max)
    assert usable(withdrawn=withdrawn, valid_from=start, valid_to=end, day=day) is (inside and not withdrawn)
