"""Machine clients: made by administrators, scoped, bound to an organisation, rotated without a stop."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from gateway.identity.demo import PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET
from tests.conftest import Platform, pointers

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def admin(as_role: Callable[[str], httpx.Client]) -> httpx.Client:
    return as_role("administrator")


@pytest.fixture
def organisation(admin: httpx.Client) -> str:
    return str(admin.get("/api/v1/session").json()["organisation"]["id"])


@pytest.fixture
def client(admin: httpx.Client, organisation: str) -> dict[str, Any]:
    body = {
        "id": f"prueba-{uuid4().hex[:8]}", "name": "De prueba", "role": "integration",
        "organisation_id": organisation, "scopes": ["projects:read", "projects:write"],
    }  # fmt: skip
    answer = admin.post("/api/v1/clients", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


def token(public: httpx.Client, client_id: str, secret: str) -> httpx.Response:
    return public.post("/oauth/token", data=GRANT, auth=(client_id, secret))


def role_of(public: httpx.Client, bearer: str) -> httpx.Response:
    return public.get("/api/v1/session", headers={"Authorization": f"Bearer {bearer}"})


def test_a_client_works_within_its_scopes(public: httpx.Client, client: dict[str, Any]) -> None:
    bearer = token(public, client["id"], client["secret"]).json()["access_token"]
    session = role_of(public, bearer).json()
    assert (session["role"], sorted(session["actions"])) == ("integration", ["projects:read", "projects:write"])


def test_what_is_wrong_is_said_field_by_field(admin: httpx.Client, client: dict[str, Any]) -> None:
    body = {"id": client["id"], "name": "x", "role": "partner", "organisation_id": str(uuid4()), "scopes": ["root"]}
    assert pointers(admin.post("/api/v1/clients", json=body)) == {
        "/scopes/0": "scope-unknown", "/organisation_id": "organisation-unknown", "/id": "client-taken",
    }  # fmt: skip


def test_a_secret_is_rotated_without_a_stop(public: httpx.Client, admin: httpx.Client, client: dict[str, Any]) -> None:
    rotated = admin.post(f"/api/v1/clients/{client['id']}/secret", json={"overlap_hours": 1}).json()
    assert rotated["previous_until"]
    for secret in (client["secret"], rotated["secret"]):
        assert token(public, client["id"], secret).status_code == 200
    at_once = admin.post(f"/api/v1/clients/{client['id']}/secret", json={"overlap_hours": 0}).json()
    assert [token(public, client["id"], s).status_code for s in (rotated["secret"], at_once["secret"])] == [401, 200]


def test_a_disabled_client_is_refused_at_once(
    public: httpx.Client, admin: httpx.Client, client: dict[str, Any]
) -> None:
    bearer = token(public, client["id"], client["secret"]).json()["access_token"]
    assert role_of(public, bearer).status_code == 200
    address = f"/api/v1/clients/{client['id']}"
    assert admin.patch(address, json={"disabled": True}).status_code == 428
    tag = admin.get(address).headers["etag"]
    assert admin.patch(address, json={"disabled": True}, headers={"If-Match": tag}).json()["disabled"] is True
    assert role_of(public, bearer).status_code == 401
    assert token(public, client["id"], client["secret"]).status_code == 401


class TestKeys:
    def test_a_key_opens_what_its_scopes_say_until_it_is_revoked(
        self, public: httpx.Client, admin: httpx.Client, client: dict[str, Any]
    ) -> None:
        address = f"/api/v1/clients/{client['id']}"
        made = admin.post(f"{address}/keys", json={"name": "Servidor", "scopes": ["projects:read"]}).json()
        assert made["key"].startswith("milpa_")
        assert made["key"].endswith(made["hint"])
        assert list(role_of(public, made["key"]).json()["actions"]) == ["projects:read"]
        listed = admin.get(address).json()
        assert listed["last_used_at"]
        [key] = listed["keys"]
        assert key["last_used_at"]
        assert "key" not in key
        admin.patch(address, json={"scopes": ["projects:write"]}, headers={"If-Match": "*"}).raise_for_status()
        assert role_of(public, made["key"]).json()["actions"] == {}
        assert admin.delete(f"{address}/keys/{key['id']}").status_code == 204
        assert role_of(public, made["key"]).status_code == 401
        assert admin.delete(f"{address}/keys/{key['id']}").status_code == 404

    def test_it_has_no_more_scopes_than_its_client_and_expires(
        self, public: httpx.Client, admin: httpx.Client, client: dict[str, Any]
    ) -> None:
        address = f"/api/v1/clients/{client['id']}/keys"
        assert pointers(admin.post(address, json={"name": "x", "scopes": ["audit:read"]})) == {
            "/scopes/0": "scope-unknown"
        }
        past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        made = admin.post(address, json={"name": "x", "expires_at": past}).json()
        assert role_of(public, made["key"]).status_code == 401


class TestBoundToAnOrganisation:
    @pytest.fixture
    def partner(self, platform: Platform, public: httpx.Client) -> Iterator[httpx.Client]:
        bearer = token(public, PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET).json()["access_token"]
        with httpx.Client(base_url=platform.url, headers={"Authorization": f"Bearer {bearer}"}) as opened:
            yield opened

    def test_a_partners_client_sees_what_its_people_see(
        self, partner: httpx.Client, machine: httpx.Client, new_project: Callable[..., dict[str, Any]]
    ) -> None:
        me = partner.get("/api/v1/session").json()["organisation"]["id"]
        hidden = new_project(visibility="internal")
        shared = new_project(visibility="internal", participations=[{"organisation_id": me, "role": "provider"}])
        assert partner.get(f"/api/v1/projects/{hidden['code']}").status_code == 404
        assert partner.get(f"/api/v1/projects/{shared['code']}").status_code == 200
        change = partner.patch(
            f"/api/v1/projects/{shared['code']}", json={"humanitarian": True}, headers={"If-Match": "*"}
        )
        assert change.status_code == 403
        told = {i["record"]["id"] for i in partner.get("/api/v1/changes", params={"limit": 1000}).json()["items"]}
        assert shared["id"] in told
        assert hidden["id"] not in told

    def test_it_writes_the_records_of_its_own_registry_only(
        self, partner: httpx.Client, admin: httpx.Client, organisation: str
    ) -> None:
        key = f"otro-{uuid4().hex[:6]}"
        body = {"key": key, "name": {"es": "Otro registro"}, "organisation_id": organisation}
        assert admin.post("/api/v1/partner-systems", json=body).status_code == 201
        record = {"revision": 1, "title": {"es": "Intercambio"}}
        assert partner.put(f"/api/v1/partner-records/{key}/1", json=record).status_code == 404
        assert partner.put("/api/v1/partner-records/amexcid-sandbox/t1", json=record).status_code == 201
        assert key not in {system["key"] for system in partner.get("/api/v1/partner-systems").json()["items"]}
