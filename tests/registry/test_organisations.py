"""Organisations."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx

from tests.conftest import pointers


def test_registered_found_changed_deleted(machine: httpx.Client) -> None:
    name = f"Organización {uuid.uuid4().hex}"
    ref = f"XM-EXAMPLE-{uuid.uuid4().hex[:8]}"
    made = machine.post("/api/v1/organisations", json={"name": {"es": name}, "country": "MX", "iati_identifier": ref})
    assert made.status_code == 201, made.text
    found = machine.get("/api/v1/organisations", params={"q": name.upper()}).json()["items"]
    assert [item["id"] for item in found] == [made.json()["id"]]
    twin = machine.post("/api/v1/organisations", json={"name": {"es": "Otra"}, "iati_identifier": ref})
    assert pointers(twin) == {"/iati_identifier": "identifier-taken"}
    address = f"/api/v1/organisations/{made.json()['id']}"
    changed = machine.patch(address, json={"acronym": "ORG"}, headers={"If-Match": made.headers["etag"]})
    assert changed.json()["acronym"] == "ORG"
    assert machine.delete(address, headers={"If-Match": made.headers["etag"]}).status_code == 412
    assert machine.delete(address, headers={"If-Match": changed.headers["etag"]}).status_code == 204


def test_a_renamed_organisation_finds_its_projects_under_the_new_name(
    machine: httpx.Client, new_project: Callable[..., dict[str, Any]]
) -> None:
    made = machine.post("/api/v1/organisations", json={"name": {"es": "Antes"}}).json()
    project = new_project(participations=[{"organisation_id": made["id"], "role": "provider"}])
    name = uuid.uuid4().hex
    address = f"/api/v1/organisations/{made['id']}"
    renamed = machine.patch(address, json={"name": {"es": name}}, headers={"If-Match": '"1"'})
    assert renamed.json()["projects"] == 1
    assert machine.get("/api/v1/projects", params={"q": name}).json()["items"][0]["code"] == project["code"]
    refused = machine.delete(address, headers={"If-Match": renamed.headers["etag"]})
    assert refused.status_code == 409
