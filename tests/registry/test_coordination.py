"""Agreements, working tables, events, commitments and reminders."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import pointers

Register = Callable[..., dict[str, Any]]
AsRole = Callable[[str], httpx.Client]
TODAY = datetime.now(UTC).date()


def day(offset: int) -> str:
    return str(TODAY + timedelta(days=offset))


@pytest.fixture
def party(machine: httpx.Client) -> str:
    body = {"name": {"es": f"Parte {uuid.uuid4().hex[:8]}"}, "country": "MX"}
    return str(machine.post("/api/v1/organisations", json=body).json()["id"])


def add(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == 201, answer.text
    return answer


class TestAgreements:
    @pytest.mark.parametrize(
        ("dates", "status"),
        [
            ({}, "draft"),
            ({"signed_on": day(-10), "in_force_on": day(10)}, "signed"),
            ({"signed_on": day(-10)}, "in-force"),
            ({"signed_on": day(-10), "expires_on": day(30)}, "expiring"),
            ({"signed_on": day(-10), "expires_on": day(30), "alert_days": 10}, "in-force"),
            ({"signed_on": day(-10), "expires_on": day(30), "renews": True}, "in-force"),
            ({"signed_on": day(-10), "expires_on": day(-1)}, "expired"),
            ({"signed_on": day(-10), "terminated_on": day(-1)}, "terminated"),
        ],
    )
    def test_its_status_follows_its_dates(self, machine: httpx.Client, dates: dict[str, Any], status: str) -> None:
        made = add(machine, "agreements", type="memorandum", title={"es": "Memorando"}, **dates).json()
        assert made["status"] == status
        listed = machine.get("/api/v1/agreements", params={"status": status, "limit": 200}).json()["items"]
        assert made["id"] in {item["id"] for item in listed}

    def test_parties_and_projects_are_kept_and_changed(
        self, machine: httpx.Client, new_project: Register, party: str
    ) -> None:
        project, word = new_project(), uuid.uuid4().hex[:8]
        made = add(
            machine, "agreements", type="framework", title={"es": f"Convenio básico {word}"},
            parties=[{"organisation_id": party, "signatory": "La embajadora"}], projects=[project["id"]],
        )  # fmt: skip
        assert made.json()["parties"][0]["signatory"] == "La embajadora"
        assert made.json()["projects"][0]["code"] == project["code"]
        for filters in ({"organisation": party}, {"project": project["id"]}, {"q": f"BASICO {word}"}):
            assert [i["id"] for i in machine.get("/api/v1/agreements", params=filters).json()["items"]] == [
                made.json()["id"]
            ]
        address = made.headers["location"]
        refused = machine.delete(address, headers={"If-Match": made.headers["etag"]})
        assert refused.status_code == 409
        body = {"type": "framework", "title": {"es": "Sin proyectos"}, "parties": [{"organisation_id": party}]}
        changed = machine.put(address, json=body, headers={"If-Match": made.headers["etag"]})
        assert changed.json()["projects"] == []
        assert changed.json()["parties"][0]["signatory"] is None
        assert machine.put(address, json=body, headers={"If-Match": made.headers["etag"]}).status_code == 412
        assert machine.delete(address, headers={"If-Match": changed.headers["etag"]}).status_code == 204

    def test_the_public_sees_public_ones_and_their_public_projects(
        self, public: httpx.Client, as_role: AsRole, machine: httpx.Client, new_project: Register
    ) -> None:
        hidden, shown = new_project(), new_project(visibility="public")
        ids = [hidden["id"], shown["id"]]
        kept = add(machine, "agreements", type="memorandum", title={"es": "Interno"}).json()
        open_ = add(
            machine, "agreements", type="memorandum", title={"es": "Público"}, visibility="public", projects=ids
        ).json()
        assert public.get(f"/api/v1/agreements/{kept['id']}").status_code == 404
        found = public.get(f"/api/v1/agreements/{open_['id']}").json()
        assert [project["code"] for project in found["projects"]] == [shown["code"]]
        assert as_role("partner").get(f"/api/v1/agreements/{kept['id']}").status_code == 200
        # Who may not is told so, not what is wrong with what was sent.
        assert as_role("partner").post("/api/v1/agreements", json={}).status_code == 403
        body = {"type": "memorandum", "title": {"es": "x"}}
        assert as_role("partner").post("/api/v1/agreements", json=body).status_code == 403

    def test_what_is_wrong_is_named(self, machine: httpx.Client) -> None:
        answer = machine.post(
            "/api/v1/agreements",
            json={
                "type": "no-such", "title": {"es": "x"}, "signed_on": "2026-02-01", "expires_on": "2026-01-01",
                "parent_id": str(uuid.uuid4()), "projects": [str(uuid.uuid4())],
            },
        )  # fmt: skip
        assert pointers(answer) == {
            "/type": "code-unknown",
            "/expires_on": "date-order",
            "/parent_id": "agreement-parent",
            "/projects/0": "project-unknown",
        }


class TestTablesAndEvents:
    def test_a_table_has_members_meets_and_leaves_commitments(self, machine: httpx.Client, party: str) -> None:
        table = add(
            machine, "working-tables", name={"es": "Mesa de agua"}, sector="agua",
            members=[{"organisation_id": party, "role": "chair", "person": "La directora"}],
        )  # fmt: skip
        event = add(
            machine, "events", type="coordination-meeting", title={"es": "Primera reunión"}, starts="2026-03-02",
            table_id=table.json()["id"], participants=[{"organisation_id": party, "people": 3}, {"person": "Invitada"}],
            outcome={"es": "Se acordó un plan"},
        ).json()  # fmt: skip
        add(
            machine, "commitments", what={"es": "Enviar el plan"}, organisation_id=party, due_on=day(5),
            event_id=event["id"], table_id=table.json()["id"],
        )  # fmt: skip
        found = machine.get(table.headers["location"]).json()
        assert (found["events"], found["open_commitments"]) == (1, 1)
        assert found["members"][0]["person"] == "La directora"
        assert event["participants"][0]["people"] == 3
        assert event["participants"][1] == {"organisation": None, "person": "Invitada", "people": 1}
        refused = machine.delete(table.headers["location"], headers={"If-Match": table.headers["etag"]})
        assert refused.status_code == 409

    def test_a_projects_event_is_seen_by_who_sees_the_project(
        self, public: httpx.Client, machine: httpx.Client, new_project: Register
    ) -> None:
        for visibility, status in (("internal", 404), ("public", 200)):
            project = new_project(visibility=visibility)
            event = add(
                machine, "events", type="study-visit", title={"es": "Visita"}, starts="2017", project_id=project["id"]
            ).json()
            assert public.get(f"/api/v1/events/{event['id']}").status_code == status
            listed = public.get("/api/v1/events", params={"project": project["id"]}).json()["total"]
            assert listed == (status == 200)
            assert machine.get(f"/api/v1/projects/{project['code']}").json()["events"][0]["id"] == event["id"]

    def test_an_event_changed_in_its_project_is_stale_elsewhere(
        self, machine: httpx.Client, new_project: Register
    ) -> None:
        project = new_project(events=[{"type": "study-visit", "title": {"es": "Visita"}, "starts": "2017"}])
        event = machine.get(f"/api/v1/projects/{project['code']}").json()["events"][0]
        tag = machine.get(f"/api/v1/events/{event['id']}").headers["etag"]
        row = {"id": event["id"], "type": "workshop", "title": {"es": "Taller"}, "starts": "2017"}
        machine.patch(
            f"/api/v1/projects/{project['code']}", json={"events": [row]}, headers={"If-Match": project["etag"]}
        )
        body = {"type": "study-visit", "title": {"es": "Otra"}, "starts": "2017"}
        stale = machine.put(f"/api/v1/events/{event['id']}", json=body, headers={"If-Match": tag})
        assert stale.status_code == 412
        assert stale.json()["current"]["title"] == {"es": "Taller"}

    def test_tables_are_not_for_the_public(self, public: httpx.Client) -> None:
        assert public.get("/api/v1/working-tables").status_code == 401
        assert public.get("/api/v1/commitments").status_code == 401


class TestCommitments:
    @pytest.mark.parametrize(
        ("offset", "status", "due"),
        [(-1, "open", "overdue"), (10, "open", "soon"), (60, "in-progress", "later"), (-1, "fulfilled", "done")],
    )
    def test_how_urgent_it_is(self, machine: httpx.Client, party: str, offset: int, status: str, due: str) -> None:
        made = add(
            machine, "commitments", what={"es": "Algo"}, organisation_id=party, due_on=day(offset), status=status
        ).json()
        assert made["due"] == due
        assert (made["closed_on"] is not None) == (due == "done")
        listed = machine.get("/api/v1/commitments", params={"organisation": party, "due": due}).json()["items"]
        assert [item["id"] for item in listed] == [made["id"]]
        reminders = machine.get("/api/v1/commitments/reminders").json()["items"]
        assert (made["id"] in {item["id"] for item in reminders}) == (due in {"overdue", "soon"})

    def test_who_made_it_says_how_far_it_is(self, machine: httpx.Client, as_role: AsRole, party: str) -> None:
        partner = as_role("partner")
        own = partner.get("/api/v1/session").json()["organisation"]["id"]
        mine = add(machine, "commitments", what={"es": "Lo mío"}, organisation_id=own, due_on=day(3))
        theirs = add(machine, "commitments", what={"es": "Lo ajeno"}, organisation_id=party, due_on=day(3))
        body = {"status": "fulfilled", "progress": "Enviado"}
        tag = {"If-Match": '"1"'}
        done = partner.post(f"{mine.headers['location']}/progress", json=body, headers=tag)
        assert (done.status_code, done.json()["progress"], done.json()["closed_on"]) == (200, "Enviado", str(TODAY))
        assert partner.post(f"{theirs.headers['location']}/progress", json=body, headers=tag).status_code == 403
        stale = partner.post(f"{mine.headers['location']}/progress", json={"status": "open"}, headers=tag)
        assert stale.status_code == 412
        assert partner.put(mine.headers["location"], json={}, headers=tag).status_code == 403

    def test_expiring_agreements_remind_too(self, machine: httpx.Client) -> None:
        made = add(
            machine, "agreements", type="memorandum", title={"es": "Por vencer"}, signed_on=day(-9), expires_on=day(9)
        ).json()
        reminders = machine.get("/api/v1/commitments/reminders").json()["items"]
        found = next(item for item in reminders if item["id"] == made["id"])
        assert (found["kind"], found["day"]) == ("agreement-expiring", day(9))
        days = [item["day"] for item in reminders]
        assert days == sorted(days)
