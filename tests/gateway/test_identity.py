"""Signing in: people by session cookie, machines by access token."""

import base64
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.identity import rules
from gateway.identity.demo import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, PASSWORD
from tests.conftest import Platform

GRANT = {"grant_type": "client_credentials"}


class TestMachines:
    @pytest.mark.parametrize("how", ["basic", "body"])
    def test_a_token_opens_the_api(self, public: httpx.Client, how: str) -> None:
        if how == "basic":
            answer = public.post("/oauth/token", data=GRANT, auth=(CLIENT_ID, CLIENT_SECRET))
        else:
            answer = public.post("/oauth/token", data=GRANT | {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        body = answer.json()
        assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
        session = public.get("/api/v1/session", headers={"Authorization": f"Bearer {body['access_token']}"}).json()
        assert session["role"] == "integration"

    def test_a_narrower_scope_allows_less(self, public: httpx.Client) -> None:
        answer = public.post("/oauth/token", data=GRANT | {"scope": "projects:read"}, auth=(CLIENT_ID, CLIENT_SECRET))
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        assert public.get("/api/v1/projects", headers=headers).status_code == 200
        body = {"title": {"es": "x"}, "modality": "triangular"}
        assert public.post("/api/v1/projects", json=body, headers=headers).status_code == 403

    @pytest.mark.parametrize(
        ("data", "auth", "status", "error"),
        [
            (GRANT, (CLIENT_ID, "wrong"), 401, "invalid_client"),
            (GRANT, ("nobody", "x"), 401, "invalid_client"),
            (GRANT, None, 401, "invalid_client"),
            ({"grant_type": "password"}, (CLIENT_ID, CLIENT_SECRET), 400, "unsupported_grant_type"),
            (GRANT | {"scope": "root"}, (CLIENT_ID, CLIENT_SECRET), 400, "invalid_scope"),
        ],
    )
    def test_refusals_follow_the_standard(
        self, public: httpx.Client, data: dict[str, str], auth: tuple[str, str] | None, status: int, error: str
    ) -> None:
        answer = public.post("/oauth/token", data=data, auth=auth)
        assert (answer.status_code, answer.json()["error"]) == (status, error)

    @pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic abc", "Bearer " + "x" * 5000])
    def test_a_token_that_is_not_one_is_refused(self, public: httpx.Client, header: str) -> None:
        answer = public.get("/api/v1/projects", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


class TestPeople:
    @pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.role.value)
    def test_every_demo_account_signs_in_and_out(self, platform: Platform, account: object) -> None:
        with httpx.Client(base_url=platform.url) as browser:
            email = account.email.upper()  # type: ignore[attr-defined]
            opened = browser.post("/api/v1/session", json={"email": email, "password": PASSWORD})
            assert opened.status_code == 201
            cookie = opened.headers["set-cookie"].lower()
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            session = browser.get("/api/v1/session").json()
            assert session["role"] == account.role.value  # type: ignore[attr-defined]
            headers = {"X-CSRF-Token": session["csrf_token"]}
            assert browser.delete("/api/v1/session").status_code == 403
            token = browser.cookies["milpa_session"]
            assert browser.delete("/api/v1/session", headers=headers).status_code == 204
            old = browser.get("/api/v1/session", headers={"Cookie": f"milpa_session={token}"})
            assert old.json()["subject"] is None

    def test_a_change_from_a_browser_needs_its_csrf_token(self, platform: Platform) -> None:
        with httpx.Client(base_url=platform.url) as browser:
            browser.post("/api/v1/session", json={"email": ACCOUNTS[0].email, "password": PASSWORD})
            body = {"title": {"es": "x"}, "modality": "triangular"}
            refused = browser.post("/api/v1/projects", json=body)
            assert (refused.status_code, refused.json()["type"]) == (403, "urn:milpa:problem:csrf-token")

    def test_another_site_cannot_sign_a_browser_in(self, public: httpx.Client) -> None:
        answer = public.post(
            "/api/v1/session",
            json={"email": ACCOUNTS[0].email, "password": PASSWORD},
            headers={"Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == 403

    def test_wrong_passwords_lock_an_account_for_a_while(
        self, platform: Platform, as_role: Callable[[str], httpx.Client]
    ) -> None:
        as_role("evaluator")  # the other tests' session is opened before the account is locked
        email = "evaluacion@demo.example"
        with httpx.Client(base_url=platform.url) as browser:
            answers = [browser.post("/api/v1/session", json={"email": email, "password": "no"}) for _ in range(6)]
            assert [answer.status_code for answer in answers] == [401] * 5 + [429]
            assert int(answers[-1].headers["retry-after"]) > 0
            right = browser.post("/api/v1/session", json={"email": email, "password": PASSWORD})
            assert right.status_code == 429

    def test_an_unknown_address_is_answered_like_a_wrong_password(self, public: httpx.Client) -> None:
        def refusal(email: str) -> dict[str, str]:
            answer = public.post("/api/v1/session", json={"email": email, "password": "no"})
            return {key: value for key, value in answer.json().items() if key != "request_id"}

        assert refusal("nobody@demo.example") == refusal("registro@demo.example")

    @given(st.integers(0, 200))
    def test_locks_grow_up_to_a_quarter_of_an_hour(self, failures: int) -> None:
        lock = rules.lock_after(failures)
        assert (lock is None) == (failures < 5)
        if lock is not None:
            later = rules.lock_after(failures + 1)
            assert later is not None
            assert 15 <= lock.total_seconds() <= later.total_seconds() <= 900


class TestTheOnlyDoor:
    def test_a_forged_principal_is_ignored(self, public: httpx.Client) -> None:
        forged = base64.urlsafe_b64encode(b'{"role":"administrator"}').decode()
        body = {"title": {"es": "x"}, "modality": "triangular"}
        answer = public.post("/api/v1/projects", json=body, headers={"X-Milpa-Principal": f"e30.{forged}.x"})
        assert answer.status_code == 401

    def test_a_service_refuses_what_the_gateway_did_not_sign(self, platform: Platform) -> None:
        registry = next(
            part for part in _arguments(platform, "registry_api.main:app") if part.isdigit() and int(part) > 1024
        )
        answer = httpx.get(f"http://127.0.0.1:{registry}/api/v1/projects")
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:milpa:problem:gateway-only")


def _arguments(platform: Platform, module: str) -> list[str]:
    [pid] = platform.pids(module)
    with open(f"/proc/{pid}/cmdline") as file:
        return file.read().split("\0")
