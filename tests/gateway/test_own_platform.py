"""What needs a platform of its own settings: an OpenID Connect provider, limits, trusted proxies."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway.identity.demo import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, PASSWORD
from launcher.processes import free_port
from tests.conftest import Platform, launch

LIMIT, SIGN_INS = 120, 25
USERS = (
    {"sub": "analista", "email": "Analista@demo.example", "email_verified": True, "name": "Analista"},
    {"sub": "sin-confirmar", "email": "registro@demo.example", "email_verified": False},
    {"sub": "desconocida", "email": "nadie@otra.example", "email_verified": True},
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An OpenID Connect provider, in a process of its own."""
    port = free_port()
    users = [argument for user in USERS for argument in ("--user-claims", json.dumps(user))]
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "oidc-provider-mock"), "--port", str(port), *users],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx.get(url + "/.well-known/openid-configuration").status_code == 200:
                break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def own(provider: str) -> Iterator[Platform]:
    home = Path(tempfile.mkdtemp(prefix="milpa-test-"))
    home.chmod(0o755)
    started = launch(
        home, MILPA_OIDC_ISSUER=provider, MILPA_OIDC_NAME="Identidad nacional", MILPA_OIDC_CLIENT_ID="milpa",
        MILPA_OIDC_CLIENT_SECRET="x" * 20, MILPA_REQUESTS_A_MINUTE=str(LIMIT),
        MILPA_PUBLIC_REQUESTS_A_MINUTE=str(LIMIT), MILPA_SIGN_INS_A_MINUTE=str(SIGN_INS),
        MILPA_TRUSTED_PROXIES="127.0.0.1",
    )  # fmt: skip
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def browser(own: Platform) -> Iterator[httpx.Client]:
    """A browser of its own address, so that its limits are its own."""
    number = next(_NUMBERS)
    with httpx.Client(
        base_url=own.url, headers={"X-Forwarded-For": f"192.0.2.{number}", "Accept-Language": "en"}
    ) as client:
        yield client


_NUMBERS = iter(range(1, 250))


def go_to_provider(browser: httpx.Client, subject: str) -> str:
    """Go to the provider and sign in there; return the address it sends the browser back to."""
    there = browser.get("/oauth/login")
    assert there.status_code == 302, there.text
    address = httpx.URL(there.headers["location"])
    assert address.params["code_challenge_method"] == "S256"
    assert address.params["nonce"]
    back = httpx.post(address, data={"sub": subject})
    assert back.status_code == 302, back.text
    return str(back.headers["location"])


class TestOpenIdConnect:
    def test_the_page_is_told_of_the_provider(self, browser: httpx.Client) -> None:
        assert browser.get("/api/v1/session").json()["external_sign_in"] == "Identidad nacional"

    def test_a_person_signs_in_and_is_known_again_without_the_address(
        self, browser: httpx.Client, own: Platform
    ) -> None:
        page = browser.get(go_to_provider(browser, "analista"))
        assert page.status_code == 200
        assert "url=/" in page.text
        cookie = next(value for value in page.headers.get_list("set-cookie") if "milpa_session" in value).lower()
        assert "samesite=strict" in cookie
        session = browser.get("/api/v1/session").json()
        assert (session["role"], session["name"]) == ("analyst", "Analista SCI (demo)")
        with psycopg.connect(own.database_url) as connection:
            connection.execute("UPDATE identity.account SET email = 'otra@demo.example' WHERE subject = 'analista'")
        with httpx.Client(base_url=own.url) as other:
            assert other.get(go_to_provider(other, "analista")).status_code == 200
            assert other.get("/api/v1/account").json()["external"] is True

    @pytest.mark.parametrize("subject", ["sin-confirmar", "desconocida"])
    def test_who_has_no_account_or_no_confirmed_address_stays_out(self, browser: httpx.Client, subject: str) -> None:
        back = browser.get(go_to_provider(browser, subject))
        assert (back.status_code, back.headers["location"]) == (302, "/sign-in?error=account")
        assert browser.get("/api/v1/session").json()["subject"] is None

    def test_an_answer_that_was_not_asked_for_is_refused(self, browser: httpx.Client, own: Platform) -> None:
        address = go_to_provider(browser, "analista")
        with httpx.Client(base_url=own.url) as stranger:
            answer = stranger.get(address)
            assert (answer.status_code, answer.headers["location"]) == (302, "/sign-in?error=provider")
        forged = re.sub(r"code=[^&]+", "code=forged", address)
        assert browser.get(forged).headers["location"] == "/sign-in?error=provider"


class TestLimits:
    def test_what_is_left_is_told_and_too_much_is_refused(self, browser: httpx.Client) -> None:
        first = browser.get("/api/v1/session")
        assert first.headers["ratelimit-policy"] == f'"address";q={LIMIT};w=60'
        assert first.headers["ratelimit"].startswith(f'"address";r={LIMIT - 1};t=')
        answers = [browser.get("/api/v1/session") for _ in range(LIMIT + 5)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert all(answer.status_code in {200, 429} for answer in answers)
        assert refused[0].json()["type"] == "urn:milpa:problem:rate-limited"
        assert 1 <= int(refused[0].headers["retry-after"]) <= 60
        assert ";r=0;" in refused[0].headers["ratelimit"]
        assert "default-src 'none'" in refused[0].headers["content-security-policy"]

    def test_a_client_has_one_limit_whatever_its_address(self, own: Platform, browser: httpx.Client) -> None:
        bearer = browser.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT_ID, CLIENT_SECRET)
        ).json()["access_token"]
        statuses = []
        for n in range(LIMIT + 30):
            headers = {"Authorization": f"Bearer {bearer}", "X-Forwarded-For": f"198.51.100.{n % 200}"}
            statuses.append(browser.get("/api/v1/session", headers=headers).status_code)
        assert statuses[0] == 200
        assert 429 in statuses

    def test_trying_passwords_and_tokens_out_is_slowed_down(self, browser: httpx.Client) -> None:
        body = {"email": "nadie@demo.example", "password": "x"}
        statuses = [browser.post("/api/v1/session", json=body).status_code for _ in range(SIGN_INS + 3)]
        assert statuses.count(401) >= SIGN_INS
        assert statuses[-1] == 429
        guess = browser.get("/api/v1/projects", headers={"Authorization": "Bearer guess"})
        assert guess.status_code == 429

    def test_an_address_that_a_caller_made_up_does_not_count(self, own: Platform) -> None:
        with httpx.Client(base_url=own.url) as client:
            left = []
            for n in range(3):
                headers = {"X-Forwarded-For": f"203.0.113.{n}, 192.0.2.254"}
                left.append(
                    int(
                        client.get("/api/v1/session", headers=headers).headers["ratelimit"].split("r=")[1].split(";")[0]
                    )
                )
        assert left == sorted(left, reverse=True)
        assert len(set(left)) == 3


def test_everyone_can_still_sign_in_with_a_password(browser: httpx.Client) -> None:
    answer = browser.post("/api/v1/session", json={"email": ACCOUNTS[0].email, "password": PASSWORD})
    assert answer.status_code == 201
