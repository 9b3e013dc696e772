"""Evaluations from plan to follow-up, through the gateway; their rules with made-up data."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation_api.evaluations.queries import QUALITY
from evaluation_api.evaluations.rules import CRITERIA, STEPS, Action, Facts, missing, quality_score, standing
from tests.conftest import pointers
from tests.evaluation.conftest import AsRole

Register = Callable[..., dict[str, Any]]
TODAY = date(2026, 11, 24)
days = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))
actions = st.lists(
    st.builds(Action, st.sampled_from(["planned", "in-progress", "done", "cancelled"]), days), max_size=5
)

# --- rules ----------------------------------------------------------------------------------------------------


@given(decision=st.none() | st.sampled_from(["accepted", "partly", "rejected"]), due=st.none() | days, given_=actions)
def test_a_recommendation_stands_somewhere(decision: str | None, due: date | None, given_: list[Action]) -> None:
    stands = standing(decision, due, given_, TODAY)
    late = any(a.status in {"planned", "in-progress"} and a.due_on < TODAY for a in given_)
    if decision is None:
        assert stands == ("response-late" if due and due < TODAY else "awaiting-response")
    elif decision == "rejected":
        assert stands == "rejected"
    else:
        assert (stands == "overdue") == late
        assert (stands == "implemented") == all(a.status in {"done", "cancelled"} for a in given_)


@given(answers=st.lists(st.sampled_from(["met", "partly", "not-met", "not-applicable"]), max_size=20))
def test_quality_is_a_share_of_what_applies(answers: list[str]) -> None:
    score = quality_score(answers)
    applies = [answer for answer in answers if answer != "not-applicable"]
    assert (score is None) == (not applies)
    if score is not None:
        assert 0 <= score <= 100
        assert (score == 100) == (set(applies) == {"met"})
    assert quality_score([*answers, "not-applicable"]) == score


@given(
    asked=st.sets(st.sampled_from(CRITERIA)), rated=st.sets(st.sampled_from(CRITERIA)),
    findings=st.sets(st.integers(1, 5)), conclusions=st.dictionaries(st.integers(1, 3), st.lists(st.integers(1, 6))),
)  # fmt: skip
def test_an_evaluation_is_complete_when_every_statement_has_its_ground(
    asked: set[str], rated: set[str], findings: set[int], conclusions: dict[int, list[int]]
) -> None:
    lacking = missing("completed", Facts(asked=asked, rated=rated, findings=findings, conclusions=conclusions))
    assert ("evaluation-needs-ratings" in lacking) == bool(asked - rated)
    sound = all(grounds and set(grounds) <= findings for grounds in conclusions.values())
    assert ("evaluation-needs-evidence" in lacking) == (not sound)


def test_steps_back_and_cancelling_need_nothing_but_a_reason() -> None:
    for status, steps in STEPS.items():
        for to in steps:
            if to in {"cancelled", "planned"}:
                assert missing(to, Facts()) == [], (status, to)


# --- through the gateway --------------------------------------------------------------------------------------

QUESTIONS = [
    {"criterion": "relevance", "question": {"es": "¿Respondió a una necesidad?"}},
    {"criterion": "effectiveness", "question": {"es": "¿Alcanzó sus resultados?"}},
]
RATINGS = [
    {"criterion": name, "rating": "2", "justification": {"es": "Así lo muestran las entrevistas."}}
    for name in ("relevance", "effectiveness")
]


class Course:
    """An evaluation as an analyst takes it along."""

    def __init__(self, client: httpx.Client, *codes: str, **fields: Any) -> None:
        body = {"projects": list(codes), "title": {"es": f"Evaluación {uuid4().hex[:8]}"}, "timing": "final"} | fields
        answer = client.post("/api/v1/evaluations", json=body)
        assert answer.status_code == 201, answer.text
        self.client, self.address = client, answer.headers["location"]

    @property
    def told(self) -> dict[str, Any]:
        return dict(self.client.get(self.address).json())

    def tag(self) -> dict[str, str]:
        return {"If-Match": self.client.get(self.address).headers["etag"]}

    def change(self, **fields: Any) -> httpx.Response:
        return self.client.patch(self.address, json=fields, headers=self.tag())

    def step(self, to: str, **fields: Any) -> httpx.Response:
        return self.client.post(f"{self.address}/steps", json={"to": to} | fields, headers=self.tag())

    def lacking(self, to: str) -> set[str]:
        refused = self.step(to)
        assert refused.status_code == 409, refused.text
        return {error["code"] for error in refused.json()["errors"]}


def complete(course: Course, organisation: str) -> None:
    """Take an evaluation all the way to its end."""
    team = [{"name": "Ana Pérez", "role": "lead", "independent": True, "declaration": "Ningún interés."}]
    changed = course.change(
        terms={"es": "Valorar el proyecto."}, commissioner_id=organisation, questions=QUESTIONS, team=team
    )
    assert changed.status_code == 200, changed.text
    assert course.step("commissioned").status_code == 200
    assert course.step("in-progress").status_code == 200
    changed = course.change(
        ratings=RATINGS,
        findings=[{"text": {"es": "Los socios informaron distinto."}, "evidence": "12 entrevistas"}],
        conclusions=[{"text": {"es": "Faltaron indicadores comunes."}, "findings": [1]}],
        recommendations=[
            {
                "text": {"es": "Acordar indicadores."},
                "conclusions": [1],
                "addressee_id": organisation,
                "priority": "high",
            }
        ],
        summary={"es": "El proyecto fue pertinente y eficaz."},
        quality=[{"item": item["code"], "answer": "met"} for item in QUALITY],
    )
    assert changed.status_code == 200, changed.text
    done = course.step("completed")
    assert done.status_code == 200, done.text


def test_every_step_says_what_it_needs(
    as_role: AsRole, new_project: Register, organisation: Callable[..., str]
) -> None:
    course = Course(as_role("analyst"), new_project()["code"])
    assert course.lacking("commissioned") == {
        "evaluation-needs-terms", "evaluation-needs-questions", "evaluation-needs-commissioner",
    }  # fmt: skip
    assert course.step("completed").json()["type"] == "urn:milpa:problem:evaluation-step"
    course.change(terms={"es": "Valorar."}, commissioner_id=organisation(), questions=QUESTIONS)
    assert course.step("commissioned").status_code == 200
    course.change(team=[{"name": "Ana", "role": "lead", "independent": False}, {"name": "Luis"}])
    assert course.lacking("in-progress") == {
        "evaluation-needs-declarations", "evaluation-needs-independent-lead",
    }  # fmt: skip
    course.change(team=[{"name": "Ana", "role": "lead", "independent": True}])
    assert course.step("in-progress").status_code == 200
    course.change(
        conclusions=[{"number": 1, "text": {"es": "Sin base"}, "findings": [7]}],
        recommendations=[{"text": {"es": "Hacer algo"}}],
    )
    assert course.lacking("completed") == {
        "evaluation-needs-ratings", "evaluation-needs-findings", "evaluation-needs-evidence",
        "evaluation-needs-conclusions", "evaluation-needs-addressees", "evaluation-needs-report",
        "evaluation-needs-quality",
    }  # fmt: skip
    assert {step["to"]: set(step["missing"]) for step in course.told["next"]}["completed"] >= {
        "evaluation-needs-ratings"
    }
    assert pointers(course.step("cancelled")) == {"/reason": "evaluation-reason"}
    assert (
        course.step("cancelled", reason="Se acabó el presupuesto").json()["status_reason"] == "Se acabó el presupuesto"
    )
    assert course.change(summary={"es": "tarde"}).status_code == 409


def test_from_recommendation_to_follow_up(
    as_role: AsRole, public: httpx.Client, new_project: Register, organisation: Callable[..., str]
) -> None:
    partner, analyst = as_role("partner"), as_role("analyst")
    own = partner.get("/api/v1/session").json()["organisation"]["id"]
    project = new_project(visibility="internal", participations=[{"organisation_id": own, "role": "pivotal"}])
    course = Course(analyst, project["code"])
    complete(course, own)
    assert course.told["quality_score"] == 100
    [recommendation] = course.told["recommendations"]
    assert (recommendation["standing"], recommendation["number"]) == ("awaiting-response", 1)
    address = f"/api/v1/recommendations/{recommendation['id']}"
    found = partner.get(address)
    tag = {"If-Match": found.headers["etag"]}
    silent = partner.put(f"{address}/response", json={"decision": "partly"}, headers=tag)
    assert pointers(silent) == {"/reason": "response-reason", "/actions": "response-actions"}
    loud = {
        "decision": "rejected",
        "reason": "No hay fondos",
        "actions": [{"text": {"es": "x"}, "due_on": "2027-01-01"}],
    }
    assert pointers(partner.put(f"{address}/response", json=loud, headers=tag)) == {"/actions": "response-no-actions"}
    body = {
        "decision": "accepted",
        "actions": [
            {"text": {"es": "Acordar los indicadores"}, "organisation_id": own, "due_on": "2026-01-31"},
            {"text": {"es": "Publicarlos"}, "due_on": "2099-01-31"},
        ],
    }
    answered = partner.put(f"{address}/response", json=body, headers=tag)
    assert (answered.status_code, answered.json()["standing"]) == (200, "overdue"), answered.text
    assert answered.json()["responded_by"] == "Socio AMEXCID (demo)"
    assert partner.put(f"{address}/response", json=body, headers=tag).status_code == 412
    late, open_ = answered.json()["actions"]
    assert (late["overdue"], open_["overdue"]) == (True, False)
    board = partner.get("/api/v1/recommendations", params={"project": project["code"], "standing": "overdue"}).json()
    assert [item["id"] for item in board["items"]] == [recommendation["id"]]

    def progress(action: dict[str, Any], client: httpx.Client = partner, **fields: Any) -> httpx.Response:
        tag = {"If-Match": f'"{action["version"]}"'}
        return client.patch(f"/api/v1/management-actions/{action['id']}", json=fields, headers=tag)

    assert progress(late, as_role("registrar"), status="done").status_code == 404
    assert pointers(progress(late, status="done", done_on="2099-01-01")) == {"/done_on": "date-future"}
    done = progress(late, status="done", note="Acta firmada")
    assert done.json()["standing"] == "in-follow-up"
    assert done.json()["actions"][0]["done_on"] == date.today().isoformat()
    assert progress(late, status="planned").status_code == 412
    assert progress(open_, status="cancelled").json()["standing"] == "implemented"
    assert public.get(course.address).status_code == 404
    assert public.get(address).status_code == 404


def test_a_completed_evaluation_of_a_public_project_is_public(
    as_role: AsRole, public: httpx.Client, new_project: Register, organisation: Callable[..., str]
) -> None:
    seen, hidden = new_project(visibility="public"), new_project()
    course = Course(as_role("analyst"), seen["code"], hidden["code"])
    assert public.get(course.address).status_code == 404
    complete(course, organisation())
    told = public.get(course.address).json()
    assert [project["code"] for project in told["projects"]] == [seen["code"]]
    listed = public.get("/api/v1/evaluations", params={"project": seen["code"]}).json()
    assert [item["recommendations"] for item in listed["items"]] == [1]
    assert public.get("/api/v1/evaluations", params={"project": hidden["code"]}).json()["total"] == 0


def test_ratings_are_counted_by_criterion_for_who_may_see_them(
    as_role: AsRole, public: httpx.Client, new_project: Register, organisation: Callable[..., str]
) -> None:
    def counted(client: httpx.Client) -> tuple[int, int]:
        told = client.get("/api/v1/rollup/ratings").json()
        rated = {(row["criterion"], row["rating"]): row["evaluations"] for row in told["items"]}
        return rated.get(("relevance", "2"), 0), told["evaluations"]

    analyst = as_role("analyst")
    before, outside = counted(analyst), counted(public)
    complete(Course(analyst, new_project(visibility="internal")["code"]), organisation())
    Course(analyst, new_project(visibility="internal")["code"])
    assert counted(analyst) == (before[0] + 1, before[1] + 1), "one that is planned rates nothing"
    assert counted(public) == outside


def test_a_joint_evaluation_hears_every_partner(
    as_role: AsRole, new_project: Register, organisation: Callable[..., str]
) -> None:
    analyst, partner = as_role("analyst"), as_role("partner")
    own = partner.get("/api/v1/session").json()["organisation"]["id"]
    beneficiary, facilitating, other = organisation("GT"), organisation("DE"), organisation("MX")
    roles = {"beneficiary": beneficiary, "pivotal": own, "facilitating": facilitating, "extending": other}
    project = new_project(
        visibility="internal",
        participations=[{"organisation_id": key, "role": role} for role, key in roles.items()],
    )
    course = Course(analyst, project["code"], joint=True)
    assert {row["id"] for row in course.told["views_missing"]} == {beneficiary, own, facilitating}
    view = {
        "agreement": "partly", "statement": {"es": "Faltó tiempo."},
        "ratings": [{"criterion": "relevance", "rating": "4", "justification": {"es": "Llegó tarde."}}],
    }  # fmt: skip
    early = partner.put(f"{course.address}/views/{own}", json=view)
    assert early.json()["type"] == "urn:milpa:problem:evaluation-not-under-way"
    team = [{"name": "Ana", "role": "lead", "independent": True}]
    course.change(terms={"es": "Valorar."}, commissioner_id=own, questions=QUESTIONS, team=team)
    course.step("commissioned")
    course.step("in-progress")
    assert partner.put(f"{course.address}/views/{beneficiary}", json=view).status_code == 403
    assert analyst.put(f"{course.address}/views/{other}", json=view).status_code == 404
    wrong = view | {"ratings": [view["ratings"][0] | {"rating": "9"}]}  # type: ignore[index,dict-item]
    assert pointers(partner.put(f"{course.address}/views/{own}", json=wrong)) == {"/ratings/0/rating": "rating-unknown"}
    told = partner.put(f"{course.address}/views/{own}", json=view)
    assert told.status_code == 200, told.text
    assert told.json()["views"][0]["ratings"][0]["rating"] == "4"
    assert told.json()["ratings"] == [], "the evaluation's own rating is another one"
    assert "evaluation-needs-views" in course.lacking("completed")
    for key in (beneficiary, facilitating):
        assert analyst.put(f"{course.address}/views/{key}", json=view | {"ratings": []}).status_code == 200
    assert course.told["views_missing"] == []
    again = partner.put(f"{course.address}/views/{own}", json=view | {"agreement": "agrees", "ratings": []})
    assert [
        (row["agreement"], row["ratings"]) for row in again.json()["views"] if row["organisation"]["id"] == own
    ] == [("agrees", [])]


def test_who_may_do_what(as_role: AsRole, new_project: Register, organisation: Callable[..., str]) -> None:
    project = new_project(visibility="public")
    body = {"projects": [project["code"]], "title": {"es": "x"}, "timing": "final"}
    for role in ("partner", "registrar", "evaluator"):
        assert as_role(role).post("/api/v1/evaluations", json=body).status_code == 403, role
    course = Course(as_role("analyst"), project["code"])
    evaluator = as_role("evaluator")
    own = evaluator.get("/api/v1/session").json()["organisation"]["id"]
    change = {"methodology": {"es": "Entrevistas y revisión de documentos."}}
    assert evaluator.patch(course.address, json=change, headers=course.tag()).status_code == 403
    course.change(team=[{"name": "Equipo", "role": "lead", "organisation_id": own, "independent": True}])
    assert evaluator.patch(course.address, json=change, headers=course.tag()).status_code == 200
    assert evaluator.post(f"{course.address}/steps", json={"to": "cancelled"}, headers=course.tag()).status_code == 403


def test_what_is_wrong_is_named_where_it_is(as_role: AsRole, new_project: Register) -> None:
    analyst, code = as_role("analyst"), new_project()["code"]
    body = {
        "projects": [code, "GT-1900-9999"], "title": {"es": "x"}, "timing": "final",
        "planned_start": "2026-02-01", "planned_end": "2026-01-01", "budget_amount": "10", "scale": "rating-none",
        "commissioner_id": str(uuid4()), "team": [{"name": "Ana", "organisation_id": str(uuid4())}],
        "findings": [{"number": 1, "text": {"es": "a"}}, {"number": 1, "text": {"es": "b"}}],
        "quality": [{"item": "magic", "answer": "met"}],
    }  # fmt: skip
    assert pointers(analyst.post("/api/v1/evaluations", json=body)) == {
        "/planned_end": "date-order", "/budget_currency": "money-incomplete", "/scale": "scale-unknown",
        "/commissioner_id": "organisation-unknown", "/team/0/organisation_id": "organisation-unknown",
        "/findings/1/number": "repeated", "/quality/0/item": "quality-unknown",
    }  # fmt: skip
    body = {"projects": [code, "GT-1900-9999"], "title": {"es": "x"}, "timing": "final"}
    assert pointers(analyst.post("/api/v1/evaluations", json=body)) == {"/projects/1": "project-unknown"}


def test_opened_again_it_keeps_what_was_answered(
    as_role: AsRole, new_project: Register, organisation: Callable[..., str]
) -> None:
    analyst, addressee = as_role("analyst"), organisation()
    course = Course(analyst, new_project()["code"])
    complete(course, addressee)
    [recommendation] = course.told["recommendations"]
    address = f"/api/v1/recommendations/{recommendation['id']}"
    body = {"decision": "rejected", "reason": "Ya se hizo."}
    tag = {"If-Match": analyst.get(address).headers["etag"]}
    assert analyst.put(f"{address}/response", json=body, headers=tag).json()["standing"] == "rejected"
    assert pointers(course.step("in-progress")) == {"/reason": "evaluation-reason"}
    assert course.step("in-progress", reason="Faltó un hallazgo").status_code == 200
    assert analyst.put(f"{address}/response", json=body, headers=tag).status_code == 409
    assert course.change(recommendations=[]).json()["type"] == "urn:milpa:problem:recommendation-answered"
    kept = [{"number": 1, "text": {"es": "Acordar indicadores ya."}, "conclusions": [1], "addressee_id": addressee}]
    assert course.change(recommendations=kept).json()["recommendations"][0]["decision"] == "rejected"


def test_a_stale_change_loses_nothing(as_role: AsRole, new_project: Register) -> None:
    course = Course(as_role("analyst"), new_project()["code"])
    tag = course.tag()
    course.change(purpose={"es": "Aprender"})
    stale = course.client.patch(course.address, json={"purpose": {"es": "Rendir cuentas"}}, headers=tag)
    assert (stale.status_code, stale.json()["current"]["purpose"]) == (412, {"es": "Aprender"})
    assert course.client.patch(course.address, json={"purpose": {"es": "x"}}).status_code == 428


@pytest.mark.parametrize(("status", "gone"), [("planned", 204), ("commissioned", 409)])
def test_only_a_plan_is_deleted(
    as_role: AsRole, new_project: Register, organisation: Callable[..., str], status: str, gone: int
) -> None:
    course = Course(as_role("analyst"), new_project()["code"])
    if status == "commissioned":
        course.change(terms={"es": "Valorar."}, commissioner_id=organisation(), questions=QUESTIONS)
        course.step("commissioned")
    assert course.client.delete(course.address, headers=course.tag()).status_code == gone
