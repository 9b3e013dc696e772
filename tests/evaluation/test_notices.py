"""People are told of the reports and recommendations that wait for them, and of what became of their own."""

from collections.abc import Callable
from typing import Any

import httpx
import psycopg

from service_kit.roles import role_name
from tests.conftest import Platform
from tests.evaluation.conftest import YEAR, AsRole, indicators
from tests.evaluation.test_evaluations import Course, complete

Register = Callable[..., dict[str, Any]]


def told(client: httpx.Client, address: str) -> list[dict[str, Any]]:
    """What someone is told of the record at ``address``, the newest first."""
    record = address.rsplit("/", 1)[1]
    items = client.get("/api/v1/notifications", params={"limit": 100}).json()["items"]
    return [item for item in items if item["record_id"] == record]


def test_a_report_tells_who_verifies_it_and_what_became_of_it(
    as_role: AsRole, new_project: Register, approved: Callable[..., dict[str, Any]]
) -> None:
    partner, analyst = as_role("partner"), as_role("analyst")
    own = partner.get("/api/v1/session").json()["organisation"]["id"]
    code = new_project(visibility="internal", participations=[{"organisation_id": own, "role": "pivotal"}])["code"]
    planned = {"title": {"es": "Talleres"}, "measure": "number", "targets": [YEAR | {"value": "10"}]}
    [indicator] = indicators(approved(code, planned))
    measured = {"indicator_id": indicator["id"], "value": "4", "evidence": ["https://example.org/acta.pdf"]}
    made = partner.post("/api/v1/monitoring/reports", json={"project": code, **YEAR, "measurements": [measured]})
    assert made.status_code == 201, made.text
    address = made.headers["location"]
    assert told(analyst, address) == []

    def submit(etag: str) -> str:
        answer = partner.post(f"{address}/submission", headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])

    def decide(etag: str, **body: str) -> str:
        answer = analyst.post(f"{address}/verification", json=body, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])

    etag = submit(made.headers["etag"])
    [waiting] = told(analyst, address)
    assert (waiting["kind"], waiting["project"]["code"], waiting["detail"]) == (
        "report-submitted", code, "2025-01-01/2025-12-31",
    )  # fmt: skip
    assert waiting["actor_name"] == "Socio AMEXCID (demo)"
    assert told(partner, address) == []
    etag = decide(etag, decision="returned", comment="Falta el acta firmada")
    [returned] = told(partner, address)
    assert (returned["kind"], returned["detail"]) == ("report-returned", "Falta el acta firmada")
    decide(submit(etag), decision="verified")
    assert [item["kind"] for item in told(partner, address)] == ["report-verified", "report-returned"]
    assert {item["kind"] for item in told(analyst, address)} == {"report-submitted"}


def test_a_recommendation_tells_its_addressee_and_a_response_tells_who_evaluates(
    as_role: AsRole, new_project: Register
) -> None:
    partner, analyst = as_role("partner"), as_role("analyst")
    own = partner.get("/api/v1/session").json()["organisation"]["id"]
    project = new_project(visibility="internal", participations=[{"organisation_id": own, "role": "pivotal"}])
    course = Course(analyst, project["code"])
    complete(course, own)
    [asked] = told(partner, course.address)
    assert (asked["kind"], asked["detail"]) == ("recommendation", course.told["title"]["es"])
    assert told(as_role("registrar"), course.address) == [], "another institution is not told"
    [recommendation] = course.told["recommendations"]
    address = f"/api/v1/recommendations/{recommendation['id']}"
    tag = {"If-Match": partner.get(address).headers["etag"]}
    answered = partner.put(f"{address}/response", json={"decision": "rejected", "reason": "No hay fondos"}, headers=tag)
    assert answered.status_code == 200, answered.text
    [response] = told(analyst, course.address)
    assert (response["kind"], response["actor_name"]) == ("response", "Socio AMEXCID (demo)")


def test_evaluation_tells_people_but_writes_nothing_else_of_the_registry(platform: Platform) -> None:
    role = role_name(platform.database_url, "evaluation")
    with psycopg.connect(platform.database_url) as connection:
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            asked = "SELECT has_table_privilege(%s, 'registry.notification', %s)"
            assert connection.execute(asked, [role, right]).fetchone() == (False,), right
        executes = "SELECT has_function_privilege(%s, oid, 'EXECUTE') FROM pg_proc WHERE proname = 'notify'"
        assert connection.execute(executes, [role]).fetchall() == [(True,)]
        assert connection.execute(executes, [role_name(platform.database_url, "identity")]).fetchall() == [(False,)]
