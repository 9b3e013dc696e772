"""Good practices, capacities, one search over all that is known, and proposals with their reasons."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
from hypothesis import given
from hypothesis import strategies as st

from evaluation_api.knowledge.proposals import NEEDED, Likeness
from tests.conftest import pointers
from tests.evaluation.conftest import YEAR, AsRole

Register = Callable[..., dict[str, Any]]
codes = st.lists(st.sampled_from(["sdg-goal:17", "sdg-target:17.9", "crs-purpose:15110", "tag:x"]), unique=True)


@given(title=st.floats(0, 1), shared=codes, partners=st.lists(st.uuids().map(str), max_size=3))
def test_more_in_common_is_never_less_alike(title: float, shared: list[str], partners: list[str]) -> None:
    whole = Likeness(title, shared, partners, ["MX"])
    for less in (
        Likeness(title / 2, shared, partners, ["MX"]), Likeness(title, shared[1:], partners, ["MX"]),
        Likeness(title, shared, [], ["MX"]), Likeness(title, shared, partners, []),
    ):  # fmt: skip
        assert less.score <= whole.score
    assert Likeness().score == 0


def practice(**fields: Any) -> dict[str, Any]:
    return {
        "title": {"es": f"Mesa técnica {uuid4().hex[:8]}"}, "done": {"es": "Una reunión fija al mes."},
        "results": {"es": "Menos acuerdos pendientes."}, "conditions": {"es": "Una persona encargada."},
    } | fields  # fmt: skip


def test_a_practice_is_proposed_returned_and_validated_by_another(
    as_role: AsRole, machine: httpx.Client, public: httpx.Client, new_project: Register
) -> None:
    analyst, project = as_role("analyst"), new_project(visibility="internal")
    body = practice(projects=[project["code"]], codes=["sdg-goal:17"], countries=["MX"])
    made = machine.post("/api/v1/practices", json=body)
    assert made.status_code == 201, made.text
    address = made.headers["location"]
    assert (made.json()["status"], made.json()["codes"][0]["label"]["es"] != "") == ("proposed", True)
    assert public.get(address).status_code == 404
    tag = {"If-Match": made.headers["etag"]}
    assert machine.post(f"{address}/validation", json={"decision": "validated"}, headers=tag).status_code == 403
    silent = analyst.post(f"{address}/validation", json={"decision": "returned"}, headers=tag)
    assert pointers(silent) == {"/comment": "comment-required"}
    returned = analyst.post(
        f"{address}/validation", json={"decision": "returned", "comment": "¿Y los resultados?"}, headers=tag
    )
    assert returned.json()["comment"] == "¿Y los resultados?"
    better = machine.put(
        address, json=body | {"results": {"es": "De 20 a 9."}}, headers={"If-Match": returned.headers["etag"]}
    )
    assert better.json()["status"] == "proposed"
    tag = {"If-Match": better.headers["etag"]}
    valid = analyst.post(f"{address}/validation", json={"decision": "validated"}, headers=tag)
    assert valid.json()["decided_by"] == "Analista SCI (demo)"
    again = analyst.post(
        f"{address}/validation", json={"decision": "validated"}, headers={"If-Match": valid.headers["etag"]}
    )
    assert again.status_code == 409
    seen = public.get(address).json()
    assert (seen["status"], seen["projects"]) == ("validated", []), "the project itself is not published"


def test_nobody_validates_an_own_practice(as_role: AsRole, new_project: Register) -> None:
    analyst = as_role("analyst")
    made = analyst.post("/api/v1/practices", json=practice(projects=[new_project()["code"]]))
    tag = {"If-Match": made.headers["etag"]}
    own = analyst.post(f"{made.headers['location']}/validation", json={"decision": "validated"}, headers=tag)
    assert own.json()["type"] == "urn:milpa:problem:practice-own"


def test_a_partner_offers_in_its_own_name_only(as_role: AsRole, public: httpx.Client, organisation: Any) -> None:
    partner = as_role("partner")
    own = partner.get("/api/v1/session").json()["organisation"]["id"]
    body = {"kind": "offer", "organisation_id": own, "title": {"es": f"Formación {uuid4().hex[:8]}"}}
    made = partner.post("/api/v1/capacities", json=body)
    assert made.status_code == 201, made.text
    assert partner.post("/api/v1/capacities", json=body | {"organisation_id": organisation()}).status_code == 403
    assert public.get(made.headers["location"]).json()["kind"] == "offer"
    closed = partner.put(
        made.headers["location"], json=body | {"status": "closed"}, headers={"If-Match": made.headers["etag"]}
    )
    assert closed.json()["status"] == "closed"
    assert public.get(made.headers["location"]).status_code == 404
    other = as_role("registrar").delete(made.headers["location"], headers={"If-Match": closed.headers["etag"]})
    assert other.status_code == 403


def test_one_search_finds_all_kinds_by_words_and_links(
    as_role: AsRole, machine: httpx.Client, public: httpx.Client, new_project: Register, organisation: Any
) -> None:
    mark = uuid4().hex
    goal = [{"vocabulary": "sdg-goal", "code": "6"}]
    project = new_project(visibility="public", classifications=goal, places=[{"kind": "country", "code": "CO"}])
    lesson = {"project_id": project["id"], "title": {"es": f"Lección {mark}"}, "lesson": {"es": "Medir antes."}}
    assert machine.post("/api/v1/lessons", json=lesson).status_code == 201
    assert machine.post("/api/v1/practices", json=practice(title={"es": mark}, projects=[project["code"]])).is_success
    offer = {"kind": "demand", "organisation_id": organisation(), "title": {"es": mark}, "codes": ["sdg-goal:6"]}
    assert machine.post("/api/v1/capacities", json=offer).status_code == 201

    def kinds(client: httpx.Client = machine, **query: Any) -> set[str]:
        answer = client.get("/api/v1/knowledge", params={"q": mark.upper()} | query)
        assert answer.status_code == 200, answer.text
        return {item["kind"] for item in answer.json()["items"]}

    assert kinds() == {"lesson", "practice", "capacity"}
    assert kinds(public) == {"lesson", "capacity"}, "a practice that is only proposed is not published"
    assert kinds(code="sdg-goal:6") == {"lesson", "practice", "capacity"}, "of the project too"
    assert kinds(code="sdg-goal:1") == set()
    assert kinds(country="CO") == {"lesson", "practice"}
    assert kinds(project=project["code"]) == {"lesson", "practice"}
    assert kinds(kind="practice") == {"practice"}


def test_links_that_do_not_exist_are_named(machine: httpx.Client, new_project: Register) -> None:
    body = practice(projects=[new_project()["code"]], codes=["sdg-goal:99"], countries=["XX"], event_id=str(uuid4()))
    assert pointers(machine.post("/api/v1/practices", json=body)) == {
        "/codes/0": "goal-unknown", "/countries/0": "goal-unknown", "/event_id": "event-unknown",
    }  # fmt: skip


def test_a_lesson_comes_from_an_event(machine: httpx.Client, new_project: Register) -> None:
    event = {"type": "study-visit", "title": {"es": "Visita a México"}, "starts": "2025-05"}
    project = new_project(events=[event])
    body = {
        "project_id": project["id"], "title": {"es": "Lección"}, "lesson": {"es": "Se vio."},
        "event_id": project["events"][0]["id"],
    }  # fmt: skip
    told = machine.post("/api/v1/lessons", json=body).json()
    assert told["event"]["title"] == {"es": "Visita a México"}


def test_similar_projects_propose_lessons_and_indicators_with_the_reason(
    machine: httpx.Client, public: httpx.Client, new_project: Register, approved: Any
) -> None:
    word = f"hidroponía{uuid4().hex[:10]}"
    taught = new_project(
        title={"es": f"Cultivo de {word} en altura"}, visibility="internal",
        classifications=[{"vocabulary": "sdg-goal", "code": "2"}],
    )  # fmt: skip
    lesson = {"project_id": taught["id"], "title": {"es": "Regar de noche"}, "lesson": {"es": "De día se evapora."}}
    assert machine.post("/api/v1/lessons", json=lesson).is_success
    measured = {"title": {"es": "Huertos en uso"}, "measure": "number", "targets": [YEAR | {"value": "9"}]}
    approved(taught["code"], measured)
    query = {"title": f"Cultivo de {word}", "code": ["sdg-goal:2"]}
    found = machine.get("/api/v1/knowledge/proposals", params=query).json()["items"]
    mine = [item for item in found if item["project"] and item["project"]["code"] == taught["code"]]
    assert [item["kind"] for item in mine] == ["lesson", "indicator"]
    reasons = {reason["kind"]: reason for reason in mine[0]["reasons"]}
    assert int(reasons["title"]["value"]) >= 30
    assert reasons["code"]["label"]["es"]
    assert mine[1]["indicator"]["measure"] == "number"
    unlike = machine.get("/api/v1/knowledge/proposals", params={"title": "Aduanas"}).json()["items"]
    assert taught["code"] not in [item["project"] and item["project"]["code"] for item in unlike]
    own = machine.get("/api/v1/knowledge/proposals", params=query | {"project": taught["id"]}).json()["items"]
    assert taught["code"] not in [item["project"] and item["project"]["code"] for item in own]
    hidden = public.get("/api/v1/knowledge/proposals", params=query).json()["items"]
    assert taught["code"] not in [item["project"] and item["project"]["code"] for item in hidden]
    assert Likeness(title=0.29).score < NEEDED
