"""Lessons: evaluation-api through the gateway, tied to the registry's projects."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx

from tests.conftest import pointers


def body(project: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"project_id": project["id"], "title": {"es": "Lección"}, "lesson": {"es": "Se aprendió."}} | fields


def test_written_found_changed_deleted(machine: httpx.Client, new_project: Callable[..., dict[str, Any]]) -> None:
    project, mark = new_project(), uuid.uuid4().hex
    made = machine.post("/api/v1/lessons", json=body(project, lesson={"es": f"Aprendizaje {mark}"}))
    assert made.status_code == 201, made.text
    assert made.json()["project"]["code"] == project["code"]
    found = machine.get("/api/v1/lessons", params={"q": mark.upper()}).json()
    assert (found["total"], found["items"][0]["id"]) == (1, made.json()["id"])
    address = made.headers["location"]
    patch = {"recommendation": {"es": "Hacerlo antes."}}
    assert machine.patch(address, json=patch).status_code == 428
    changed = machine.patch(address, json=patch, headers={"If-Match": made.headers["etag"]})
    assert changed.json()["recommendation"] == {"es": "Hacerlo antes."}
    kept = machine.delete(f"/api/v1/projects/{project['code']}", headers={"If-Match": project["etag"]})
    assert kept.status_code == 409
    assert machine.delete(address, headers={"If-Match": changed.headers["etag"]}).status_code == 204
    gone = machine.delete(f"/api/v1/projects/{project['code']}", headers={"If-Match": project["etag"]})
    assert gone.status_code == 204


def test_lessons_of_hidden_projects_are_hidden(
    machine: httpx.Client, public: httpx.Client, new_project: Callable[..., dict[str, Any]]
) -> None:
    mark = uuid.uuid4().hex
    for visibility, total in (("internal", 0), ("public", 1)):
        project = new_project(visibility=visibility)
        made = machine.post("/api/v1/lessons", json=body(project, title={"es": f"{mark} {visibility}"}))
        assert public.get(made.headers["location"]).status_code == (200 if total else 404)
        assert public.get("/api/v1/lessons", params={"q": f"{mark} {visibility}"}).json()["total"] == total


def test_a_project_that_is_not_there_is_named(machine: httpx.Client) -> None:
    answer = machine.post("/api/v1/lessons", json=body({"id": str(uuid.uuid4())}))
    assert pointers(answer) == {"/project_id": "project-unknown"}


def test_a_partner_writes_lessons_of_own_projects_only(
    as_role: Callable[[str], httpx.Client], new_project: Callable[..., dict[str, Any]]
) -> None:
    partner = as_role("partner")
    seed = partner.get("/api/v1/projects/GT-2016-0001").json()
    assert partner.post("/api/v1/lessons", json=body(seed)).status_code == 201
    assert partner.post("/api/v1/lessons", json=body(new_project(visibility="public"))).status_code == 403
