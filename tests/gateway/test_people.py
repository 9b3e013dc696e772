"""Accounts of people: invitation, password, second factor, recovery, sessions; administration and audit."""

import email
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pyotp
import pytest

from gateway.identity.demo import PASSWORD
from tests.conftest import Platform, pointers

NEW_PASSWORD = "una frase bastante larga"


def letters(platform: Platform, to: str, at_least: int = 1) -> list[Any]:
    """The letters written to an address, the oldest first."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        files = sorted((platform.home / "mail").glob("*.eml"))
        found = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
        mine = [letter for letter in found if letter["To"] == to]
        if len(mine) >= at_least:
            return mine
        time.sleep(0.1)
    raise AssertionError(f"no {at_least} letters to {to}")


def link_token(letter: Any) -> str:
    found = re.search(r"/password\?token=(\S+)", letter.get_content())
    assert found, letter.get_content()
    return found[1]


@pytest.fixture
def admin(as_role: Callable[[str], httpx.Client]) -> httpx.Client:
    return as_role("administrator")


@pytest.fixture
def browser(platform: Platform) -> Iterator[Callable[[], httpx.Client]]:
    opened: list[httpx.Client] = []

    def open_one() -> httpx.Client:
        opened.append(httpx.Client(base_url=platform.url, timeout=60, headers={"Accept-Language": "en"}))
        return opened[-1]

    yield open_one
    for client in opened:
        client.close()


def sign_in(client: httpx.Client, address: str, password: str, code: str | None = None) -> httpx.Response:
    answer = client.post("/api/v1/session", json={"email": address, "password": password, "code": code})
    if answer.status_code == 201:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


@pytest.fixture
def person(
    platform: Platform, admin: httpx.Client, browser: Callable[[], httpx.Client]
) -> tuple[dict[str, Any], httpx.Client]:
    """An invited person who has chosen a password and signed in."""
    address = f"persona-{uuid4().hex[:8]}@demo.example"
    body = {"email": address, "name": "Persona de Prueba", "role": "analyst"}
    answer = admin.post("/api/v1/accounts", json=body)
    assert answer.status_code == 201, answer.text
    client = browser()
    token = link_token(letters(platform, address)[0])
    assert client.put(f"/api/v1/password-resets/{token}", json={"password": NEW_PASSWORD}).status_code == 204
    assert sign_in(client, address, NEW_PASSWORD).status_code == 201
    return answer.json(), client


class TestInvitation:
    def test_a_person_chooses_their_password_by_the_link_once(
        self, platform: Platform, admin: httpx.Client, browser: Callable[[], httpx.Client]
    ) -> None:
        address = f"Nueva-{uuid4().hex[:8]}@Demo.example"
        made = admin.post(
            "/api/v1/accounts", json={"email": address, "name": "Nueva", "role": "evaluator", "language": "de"}
        )
        assert made.json()["invited"] is True
        assert made.json()["email"] == address.lower()
        [letter] = letters(platform, address.lower())
        assert "Milpa-Konto" in letter["Subject"]
        token, client = link_token(letter), browser()
        weak = client.put(f"/api/v1/password-resets/{token}", json={"password": "corta"})
        assert pointers(weak) == {"/password": "password-short"}
        assert pointers(client.put(f"/api/v1/password-resets/{token}", json={"password": "aaaaaaaaaaaaaa"})) == {
            "/password": "password-simple"
        }
        assert client.put(f"/api/v1/password-resets/{token}", json={"password": NEW_PASSWORD}).status_code == 204
        assert client.put(f"/api/v1/password-resets/{token}", json={"password": NEW_PASSWORD}).status_code == 410
        assert sign_in(client, address, NEW_PASSWORD).json()["role"] == "evaluator"
        assert admin.get(made.headers["location"]).json()["invited"] is False

    def test_what_is_wrong_is_said_field_by_field(self, admin: httpx.Client) -> None:
        taken = admin.post("/api/v1/accounts", json={"email": "admin@demo.example", "name": "X", "role": "partner"})
        assert pointers(taken) == {"/email": "email-taken", "/organisation_id": "organisation-needed"}
        body = {"email": "x@demo.example", "name": "X", "role": "partner", "organisation_id": str(uuid4())}
        assert pointers(admin.post("/api/v1/accounts", json=body)) == {"/organisation_id": "organisation-unknown"}

    @pytest.mark.parametrize("role", ["analyst", "registrar", "partner", "evaluator"])
    def test_only_administrators_manage_accounts(self, as_role: Callable[[str], httpx.Client], role: str) -> None:
        client = as_role(role)
        assert client.get("/api/v1/accounts").status_code == 403
        assert (
            client.post("/api/v1/accounts", json={"email": "y@z.example", "name": "Y", "role": "analyst"}).status_code
            == 403
        )
        assert client.get("/api/v1/clients").status_code == 403
        assert client.get("/api/v1/audit").status_code == 403


class TestPasswords:
    def test_a_forgotten_password_is_reset_by_mail_and_ends_every_session(
        self, platform: Platform, person: tuple[dict[str, Any], httpx.Client], browser: Callable[[], httpx.Client]
    ) -> None:
        account, signed_in = person
        client = browser()
        assert client.post("/api/v1/password-resets", json={"email": account["email"].upper()}).status_code == 202
        letter = letters(platform, account["email"], 3)[-1]  # invitation, changed, reset
        token = link_token(letter)
        assert (
            client.put(f"/api/v1/password-resets/{token}", json={"password": "otra frase bien larga"}).status_code
            == 204
        )
        assert signed_in.get("/api/v1/session").json()["subject"] is None
        assert sign_in(client, account["email"], NEW_PASSWORD).status_code == 401
        assert sign_in(client, account["email"], "otra frase bien larga").status_code == 201
        assert "contraseña cambió" in letters(platform, account["email"], 4)[-1]["Subject"]

    def test_an_unknown_address_is_answered_alike_and_links_are_few(
        self, platform: Platform, person: tuple[dict[str, Any], httpx.Client], public: httpx.Client
    ) -> None:
        with ThreadPoolExecutor(6) as pool:
            ask = partial(public.post, "/api/v1/password-resets", json={"email": person[0]["email"]})
            known = [asked.result() for asked in [pool.submit(ask) for _ in range(6)]]
        unknown = public.post("/api/v1/password-resets", json={"email": "nadie@demo.example"})
        assert {answer.status_code for answer in [*known, unknown]} == {202}
        assert {answer.content for answer in [*known, unknown]} == {b""}
        letters(platform, person[0]["email"], 1 + 1 + 3)  # invitation, changed, and three links
        time.sleep(1)
        resets = [one for one in letters(platform, person[0]["email"]) if "token=" in one.get_content()]
        assert len(resets) == 1 + 3

    def test_changing_it_keeps_this_browser_only(
        self, person: tuple[dict[str, Any], httpx.Client], browser: Callable[[], httpx.Client]
    ) -> None:
        account, here = person
        there = browser()
        sign_in(there, account["email"], NEW_PASSWORD)
        wrong = here.put("/api/v1/account/password", json={"current": "no", "new": "otra frase bien larga"})
        assert pointers(wrong) == {"/current": "password-wrong"}
        body = {"current": NEW_PASSWORD, "new": "otra frase bien larga"}
        assert here.put("/api/v1/account/password", json=body).status_code == 204
        assert here.get("/api/v1/account").json()["email"] == account["email"]
        assert there.get("/api/v1/session").json()["subject"] is None


class TestSecondFactor:
    @pytest.fixture
    def secret(self, person: tuple[dict[str, Any], httpx.Client]) -> str:
        _, client = person
        assert pointers(client.post("/api/v1/account/second-factor", json={"password": "no"})) == {
            "/password": "password-wrong"
        }
        started = client.post("/api/v1/account/second-factor", json={"password": NEW_PASSWORD}).json()
        assert started["address"].startswith("otpauth://totp/Milpa:")
        assert started["picture"].startswith("<svg")
        return str(started["secret"])

    def test_it_is_asked_for_once_confirmed_and_each_code_serves_once(
        self, person: tuple[dict[str, Any], httpx.Client], secret: str, browser: Callable[[], httpx.Client]
    ) -> None:
        account, client = person
        totp, other = pyotp.TOTP(secret), browser()
        assert sign_in(other, account["email"], NEW_PASSWORD).status_code == 201  # not confirmed yet
        assert pointers(client.put("/api/v1/account/second-factor", json={"code": "000000"})) == {"/code": "code-wrong"}
        first = totp.now()
        confirmed = client.put("/api/v1/account/second-factor", json={"code": first})
        assert len(confirmed.json()["recovery_codes"]) == 10
        assert client.get("/api/v1/account").json()["second_factor"] is True
        needed = sign_in(other, account["email"], NEW_PASSWORD)
        assert (needed.status_code, needed.json()["type"]) == (401, "urn:milpa:problem:second-factor-required")
        again = sign_in(other, account["email"], NEW_PASSWORD, first)
        assert (again.status_code, again.json()["type"]) == (401, "urn:milpa:problem:second-factor-wrong")
        following = totp.at(int(time.time()) + 30)
        assert sign_in(other, account["email"], NEW_PASSWORD, f"{following[:3]} {following[3:]}").status_code == 201
        assert other.get("/api/v1/account/sessions").json()["items"][0]["method"] == "password+code"

    def test_recovery_codes_stand_in_once_each_and_can_be_renewed(
        self, person: tuple[dict[str, Any], httpx.Client], secret: str, browser: Callable[[], httpx.Client]
    ) -> None:
        account, client = person
        codes = client.put("/api/v1/account/second-factor", json={"code": pyotp.TOTP(secret).now()}).json()[
            "recovery_codes"
        ]
        assert sign_in(browser(), account["email"], NEW_PASSWORD, codes[0].upper().replace("-", " ")).status_code == 201
        assert sign_in(browser(), account["email"], NEW_PASSWORD, codes[0]).status_code == 401
        renewed = client.post("/api/v1/account/recovery-codes", json={"password": NEW_PASSWORD}).json()[
            "recovery_codes"
        ]
        assert sign_in(browser(), account["email"], NEW_PASSWORD, codes[1]).status_code == 401
        assert sign_in(browser(), account["email"], NEW_PASSWORD, renewed[1]).status_code == 201
        assert client.post("/api/v1/account/second-factor/removal", json={"password": NEW_PASSWORD}).status_code == 204
        assert sign_in(browser(), account["email"], NEW_PASSWORD).status_code == 201

    def test_wrong_codes_lock_the_account_and_an_administrator_helps_who_lost_it(
        self,
        person: tuple[dict[str, Any], httpx.Client],
        secret: str,
        browser: Callable[[], httpx.Client],
        admin: httpx.Client,
    ) -> None:
        account, client = person
        client.put("/api/v1/account/second-factor", json={"code": pyotp.TOTP(secret).now()}).raise_for_status()
        other = browser()
        statuses = [sign_in(other, account["email"], NEW_PASSWORD, "123456").status_code for _ in range(6)]
        assert statuses == [401] * 5 + [429]
        assert admin.get(f"/api/v1/accounts/{account['id']}").json()["locked_until"]
        assert admin.delete(f"/api/v1/accounts/{account['id']}/second-factor").status_code == 204
        assert client.get("/api/v1/session").json()["subject"] is None


class TestSessions:
    def test_they_are_listed_and_ended_one_by_one(
        self, person: tuple[dict[str, Any], httpx.Client], browser: Callable[[], httpx.Client]
    ) -> None:
        account, here = person
        there = browser()
        there.headers["User-Agent"] = "Otro navegador"
        sign_in(there, account["email"], NEW_PASSWORD)
        items = here.get("/api/v1/account/sessions").json()["items"]
        assert {item["current"] for item in items} == {True, False}
        [other] = [item for item in items if not item["current"]]
        assert (other["agent"], other["method"]) == ("Otro navegador", "password")
        assert here.delete(f"/api/v1/account/sessions/{other['id']}").status_code == 204
        assert there.get("/api/v1/session").json()["subject"] is None
        assert here.delete(f"/api/v1/account/sessions/{other['id']}").status_code == 404
        assert here.get("/api/v1/account").status_code == 200

    def test_nobody_ends_the_session_of_another(
        self, person: tuple[dict[str, Any], httpx.Client], as_role: Callable[[str], httpx.Client]
    ) -> None:
        theirs = person[1].get("/api/v1/account/sessions").json()["items"][0]["id"]
        assert as_role("analyst").delete(f"/api/v1/account/sessions/{theirs}").status_code == 404

    def test_a_machine_has_no_own_account(self, machine: httpx.Client, public: httpx.Client) -> None:
        assert machine.get("/api/v1/account").status_code == 403
        assert public.get("/api/v1/account").status_code == 401


class TestAdministration:
    def test_a_disabled_account_is_out_at_once_and_can_come_back(
        self, person: tuple[dict[str, Any], httpx.Client], admin: httpx.Client, browser: Callable[[], httpx.Client]
    ) -> None:
        account, client = person
        address = f"/api/v1/accounts/{account['id']}"
        assert admin.patch(address, json={"disabled": True}).status_code == 428
        tag = admin.get(address).headers["etag"]
        changed = admin.patch(address, json={"disabled": True}, headers={"If-Match": tag})
        assert changed.json()["disabled"] is True
        assert client.get("/api/v1/session").json()["subject"] is None
        assert sign_in(client, account["email"], NEW_PASSWORD).status_code == 401
        stale = admin.patch(address, json={"disabled": False}, headers={"If-Match": tag})
        assert stale.status_code == 412
        assert stale.json()["current"]["disabled"] is True
        admin.patch(address, json={"disabled": False}, headers={"If-Match": changed.headers["etag"]}).raise_for_status()
        assert sign_in(browser(), account["email"], NEW_PASSWORD).status_code == 201

    def test_administrators_do_not_lock_themselves_out(self, admin: httpx.Client) -> None:
        me = admin.get("/api/v1/account").json()
        for change in ({"disabled": True}, {"role": "analyst"}):
            answer = admin.patch(f"/api/v1/accounts/{me['id']}", json=change, headers={"If-Match": "*"})
            assert (answer.status_code, answer.json()["type"]) == (409, "urn:milpa:problem:own-account")

    def test_a_role_changed_holds_from_the_next_request(
        self, person: tuple[dict[str, Any], httpx.Client], admin: httpx.Client
    ) -> None:
        account, client = person
        assert client.get("/api/v1/session").json()["role"] == "analyst"
        admin.patch(f"/api/v1/accounts/{account['id']}", json={"role": "evaluator"}, headers={"If-Match": "*"})
        assert client.get("/api/v1/session").json()["role"] == "evaluator"

    def test_lists_are_found_by_name_and_role(self, admin: httpx.Client) -> None:
        page = admin.get("/api/v1/accounts", params={"q": "ANALISTA", "role": "analyst"}).json()
        assert [item["email"] for item in page["items"]] == ["analista@demo.example"]
        assert page["items"][0]["organisation"]["acronym"] == "SEGEPLAN"

    def test_the_audit_names_who_changed_what_in_every_part(
        self,
        person: tuple[dict[str, Any], httpx.Client],
        admin: httpx.Client,
        new_project: Callable[..., dict[str, Any]],
    ) -> None:
        account, _ = person
        admin.patch(f"/api/v1/accounts/{account['id']}", json={"name": "Otro Nombre"}, headers={"If-Match": "*"})
        chain = f"account:{account['id']}"
        entries = admin.get("/api/v1/audit", params={"chain": chain}).json()["items"]
        assert entries[0]["rows"][0]["after"]["name"] == "Otro Nombre"
        assert entries[0]["actor_name"] == "Administración (demo)"
        assert "password" not in str(entries)
        project = new_project()
        [entry] = admin.get("/api/v1/audit", params={"chain": f"project:{project['id']}", "part": "registry"}).json()[
            "items"
        ]
        assert (entry["actor"], entry["origin"], entry["action"]) == ("client:demo-integration", "client", "insert")
        first = admin.get("/api/v1/audit", params={"limit": 2}).json()
        second = admin.get("/api/v1/audit", params={"limit": 2, "after": first["next"]}).json()
        keys = [(item["chain"], item["number"]) for item in first["items"] + second["items"]]
        assert len(set(keys)) == 4

    def test_what_changes_no_record_is_audited_too(
        self, person: tuple[dict[str, Any], httpx.Client], admin: httpx.Client
    ) -> None:
        account, client = person
        address = f"/api/v1/accounts/{account['id']}"
        assert admin.post(f"{address}/password-reset").status_code == 202
        assert admin.delete(f"{address}/sessions").status_code == 204
        assert client.get("/api/v1/session").json()["subject"] is None
        entries = admin.get("/api/v1/audit", params={"table": "administrative_act", "limit": 200}).json()["items"]
        about = [e for e in entries if e["rows"][0]["after"]["target"] == f"account:{account['id']}"]
        assert [e["rows"][0]["after"]["act"] for e in about] == ["sessions-ended", "password-link-sent"]
        assert {e["actor_name"] for e in about} == {"Administración (demo)"}

    def test_attempts_to_sign_in_are_listed(self, admin: httpx.Client, public: httpx.Client) -> None:
        address = f"nadie-{uuid4().hex[:6]}@demo.example"
        sign_in(public, address, PASSWORD)
        [attempt] = admin.get("/api/v1/audit/sign-ins", params={"email": address}).json()["items"]
        assert (attempt["outcome"], attempt["account_id"]) == ("refused", None)


def test_secrets_are_not_in_the_database(platform: Platform, person: tuple[dict[str, Any], httpx.Client]) -> None:
    dump = Path(platform.home / "dump.sql")
    import psycopg

    with psycopg.connect(platform.database_url) as connection, dump.open("wb") as file:
        for table in ("account", "session", "client", "api_key", "history", "sign_in_attempt", "password_reset"):
            with connection.cursor().copy(f"COPY identity.{table} TO STDOUT") as copied:
                for block in copied:
                    file.write(block)
    content = dump.read_bytes()
    assert NEW_PASSWORD.encode() not in content
    assert person[1].cookies["milpa_session"].encode() not in content
