"""Saved views, comments with mentions, notifications, and the same change to many projects."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx

from tests.conftest import FIXTURES, pointers, wait_for_import

Register = Callable[..., dict[str, Any]]
AsRole = Callable[[str], httpx.Client]


# --- saved views --------------------------------------------------------------------------------------------


def test_a_view_is_its_owners_and_kept_once_by_name(as_role: AsRole) -> None:
    analyst, evaluator = as_role("analyst"), as_role("evaluator")
    name = f"Vista {uuid.uuid4().hex[:8]}"
    for stage in ("approved", "implementation"):
        body = {"place": "projects", "name": name, "search": {"stage": [stage], "view": "timeline"}}
        assert analyst.put("/api/v1/views", json=body).status_code == 200
    [view] = [v for v in analyst.get("/api/v1/views?place=projects").json()["items"] if v["name"] == name]
    assert view["search"] == {"stage": ["implementation"], "view": "timeline"}
    assert name not in {v["name"] for v in evaluator.get("/api/v1/views").json()["items"]}
    assert evaluator.delete(f"/api/v1/views/{view['id']}").status_code == 404
    assert analyst.delete(f"/api/v1/views/{view['id']}").status_code == 204


def test_the_public_and_machines_save_no_views(public: httpx.Client, machine: httpx.Client) -> None:
    assert public.get("/api/v1/views").status_code == 401
    assert machine.get("/api/v1/views").status_code == 403


# --- comments and what they tell ----------------------------------------------------------------------------


def person(client: httpx.Client, project: str, name: str) -> str:
    [found] = client.get(f"/api/v1/projects/{project}/people", params={"q": name}).json()["items"]
    return str(found["subject"])


def told(client: httpx.Client, project: str) -> list[dict[str, Any]]:
    items = client.get("/api/v1/notifications", params={"limit": 100}).json()["items"]
    return [item for item in items if item["project"] and item["project"]["code"] == project]


def test_a_mention_tells_the_person_and_an_answer_tells_those_before(as_role: AsRole, new_project: Register) -> None:
    code = new_project(visibility="internal")["code"]
    analyst, evaluator = as_role("analyst"), as_role("evaluator")
    address = f"/api/v1/projects/{code}/comments"
    subject = person(analyst, code, "evaluaci")
    made = analyst.post(address, json={"body": "¿Quién firma?", "mentions": [subject]})
    assert made.status_code == 201, made.text
    assert [mention["subject"] for mention in made.json()["mentions"]] == [subject]
    [mention] = told(evaluator, code)
    assert (mention["kind"], mention["detail"], mention["read"]) == ("mention", "¿Quién firma?", False)
    evaluator.post(address, json={"body": "La contraparte."})
    [answer] = told(analyst, code)
    assert answer["kind"] == "comment"
    assert len(told(evaluator, code)) == 1, "nobody is told of their own comment"
    unread = evaluator.get("/api/v1/notifications").json()["unread"]
    assert evaluator.post("/api/v1/notifications/read", json={"ids": [mention["id"]]}).status_code == 204
    assert evaluator.get("/api/v1/notifications").json()["unread"] == unread - 1
    bodies = [comment["body"] for comment in analyst.get(address).json()["items"]]
    assert bodies == ["La contraparte.", "¿Quién firma?"]


def test_nobody_is_mentioned_who_may_not_read_the_project(as_role: AsRole, new_project: Register) -> None:
    code = new_project(visibility="draft")["code"]
    analyst, partner = as_role("analyst"), as_role("partner")
    assert analyst.get(f"/api/v1/projects/{code}/people", params={"q": "socio"}).json()["items"] == []
    subject = partner.get("/api/v1/session").json()["subject"]
    made = analyst.post(f"/api/v1/projects/{code}/comments", json={"body": "Hola", "mentions": [subject]})
    assert made.json()["mentions"] == []
    assert told(partner, code) == []


def test_a_comment_is_changed_and_taken_back_by_its_author_alone(as_role: AsRole, new_project: Register) -> None:
    code = new_project(visibility="internal")["code"]
    analyst, evaluator = as_role("analyst"), as_role("evaluator")
    made = analyst.post(f"/api/v1/projects/{code}/comments", json={"body": "Uno"})
    address, tag = made.headers["location"], made.headers["etag"]
    assert evaluator.put(address, json={"body": "Otro"}, headers={"If-Match": tag}).status_code == 404
    assert analyst.put(address, json={"body": "Dos"}).status_code == 428
    changed = analyst.put(address, json={"body": "Dos"}, headers={"If-Match": tag})
    assert (changed.json()["body"], changed.json()["edited_at"] is not None) == ("Dos", True)
    stale = analyst.put(address, json={"body": "Tres"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["body"]) == (412, "Dos")
    assert analyst.delete(address).status_code == 204


def test_comments_are_not_for_the_public(public: httpx.Client) -> None:
    assert public.get("/api/v1/projects/GT-2025-0001/comments").status_code == 401


def test_an_import_tells_who_sent_it_that_it_is_applied(as_role: AsRole) -> None:
    analyst = as_role("analyst")
    content = (FIXTURES / "activities-2.03.xml").read_bytes()
    sent = analyst.post("/api/v1/imports?kind=iati&apply=true", content=content)
    done = wait_for_import(analyst, sent.headers["location"], until="applied|failed")
    assert done["status"] == "applied", done
    items = analyst.get("/api/v1/notifications").json()["items"]
    assert [item["kind"] for item in items if item["import_id"] == done["id"]] == ["import"]


# --- many projects at once ----------------------------------------------------------------------------------


def test_many_projects_are_changed_at_once_and_back(as_role: AsRole, new_project: Register) -> None:
    analyst = as_role("analyst")
    projects = [new_project(visibility="draft") for _ in range(3)]
    items = [{"id": p["id"], "version": p["version"], "set": {"visibility": "internal"}} for p in projects]
    items[2]["version"] = 99
    done = analyst.post("/api/v1/projects/bulk", json={"items": items}).json()["items"]
    assert [item["status"] for item in done] == ["changed", "changed", "refused"]
    assert done[0]["before"] == {"visibility": "draft"}
    assert "alguien" in done[2]["reason"].lower() or done[2]["reason"]
    undo = [
        {"id": item["id"], "version": item["version"], "set": item["before"]}
        for item in done
        if item["status"] == "changed"
    ]
    back = analyst.post("/api/v1/projects/bulk", json={"items": undo}).json()["items"]
    assert [item["status"] for item in back] == ["changed", "changed"]
    assert analyst.get(f"/api/v1/projects/{projects[0]['code']}").json()["visibility"] == "draft"


def test_a_project_that_may_not_be_changed_does_not_stop_the_others(as_role: AsRole, new_project: Register) -> None:
    registrar = as_role("registrar")
    own = registrar.post("/api/v1/projects", json={"title": {"es": "Propio"}, "modality": "triangular"}).json()
    other = new_project(visibility="public")
    body = {"items": [{"id": p["id"], "set": {"cooperation_type": "technical"}} for p in (other, own)]}
    answer = registrar.post("/api/v1/projects/bulk", json=body)
    assert answer.status_code == 200, answer.text
    refused, changed = answer.json()["items"]
    assert (refused["status"], bool(refused["reason"]), changed["status"]) == ("refused", True, "changed")


def test_many_projects_are_classified_at_once_and_back(as_role: AsRole, new_project: Register) -> None:
    analyst = as_role("analyst")
    split = [
        {"vocabulary": "sdg-goal", "code": "3", "weight": "60"},
        {"vocabulary": "sdg-goal", "code": "6", "weight": "40"},
    ]
    plain, weighted, had = (
        new_project(classifications=given)
        for given in (
            [],
            [*split, {"vocabulary": "katun-axis", "code": "2"}],
            [{"vocabulary": "katun-axis", "code": "1"}],
        )
    )
    one = {"vocabulary": "katun-axis", "code": "1"}

    def send(*items: dict[str, Any]) -> list[dict[str, Any]]:
        answer = analyst.post("/api/v1/projects/bulk", json={"items": items})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def codes(project: dict[str, Any]) -> list[tuple[str, str, str | None]]:
        told = analyst.get(f"/api/v1/projects/{project['code']}").json()["classifications"]
        return sorted((row["vocabulary"], row["code"], row["weight"]) for row in told)

    before = [codes(project) for project in (plain, weighted, had)]
    done = send(*({"id": project["id"], "classify": [one]} for project in (plain, weighted, had)))
    assert [item["status"] for item in done] == ["changed", "changed", "unchanged"]
    assert ("katun-axis", "1", None) in codes(plain)
    assert codes(weighted) == sorted([*before[1], ("katun-axis", "1", None)])
    back = send(*({"id": item["id"], "version": item["version"], "set": item["before"]} for item in done[:2]))
    assert [item["status"] for item in back] == ["changed", "changed"]
    assert [codes(project) for project in (plain, weighted, had)] == before
    [taken] = send({"id": weighted["id"], "declassify": [{"vocabulary": "katun-axis", "code": "2"}]})
    assert taken["status"] == "changed"
    assert codes(weighted) == [row for row in before[1] if row[0] == "sdg-goal"]
    [halved] = send({"id": weighted["id"], "declassify": [{"vocabulary": "sdg-goal", "code": "6"}]})
    assert (halved["status"], "100" in halved["reason"]) == ("refused", True)
    send({"id": weighted["id"], "version": taken["version"], "set": taken["before"]})
    assert codes(weighted) == before[1]


def test_a_wrong_value_is_told_for_each_project(as_role: AsRole, new_project: Register) -> None:
    project = new_project()
    body = {"items": [{"id": project["id"], "set": {"modality": "no-such"}}]}
    [item] = as_role("analyst").post("/api/v1/projects/bulk", json=body).json()["items"]
    assert item["status"] == "refused"
    assert "no-such" in item["reason"]
    empty = as_role("analyst").post("/api/v1/projects/bulk", json={"items": []})
    assert pointers(empty).keys() == {"/items"}
