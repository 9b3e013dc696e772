"""Webhooks: signed, retried, given up, sent again; only to those who may know, and never into private networks."""

import base64
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from gateway.identity.demo import CLIENT_ID, CLIENT_SECRET, PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET
from registry_api.webhooks import rules
from tests.conftest import Platform, launch, pointers

TRIES = 3


class Receiver:
    """A partner's server: keeps what arrives and answers as told."""

    def __init__(self) -> None:
        self.messages: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                receiver.messages.append(({key.lower(): value for key, value in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/avisos"

    def wait(self, count: int, seconds: float = 20) -> list[tuple[dict[str, str], str]]:
        deadline = time.monotonic() + seconds
        while len(self.messages) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(self.messages) >= count, self.messages
        return self.messages

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.messages]


@pytest.fixture(scope="module")
def own() -> Iterator[Platform]:
    """A platform that tries again at once, thrice."""
    home = Path(tempfile.mkdtemp(prefix="milpa-test-"))
    home.chmod(0o755)
    started = launch(home, MILPA_WEBHOOK_BACKOFF="0.1," * (TRIES - 1))
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.stop()
        shutil.rmtree(home, ignore_errors=True)


def client_of(platform: Platform, client_id: str, secret: str) -> httpx.Client:
    grant = {"grant_type": "client_credentials"}
    token = httpx.post(platform.url + "/oauth/token", data=grant, auth=(client_id, secret)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return httpx.Client(base_url=platform.url, headers=headers, timeout=60)


@pytest.fixture(scope="module")
def machine(own: Platform) -> Iterator[httpx.Client]:
    with client_of(own, CLIENT_ID, CLIENT_SECRET) as client:
        yield client


@pytest.fixture(scope="module")
def partner(own: Platform) -> Iterator[httpx.Client]:
    with client_of(own, PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET) as client:
        yield client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    started = Receiver()
    yield started
    started.server.shutdown()


@pytest.fixture
def hook(machine: httpx.Client, receiver: Receiver) -> Iterator[dict[str, Any]]:
    answer = machine.post("/api/v1/webhooks", json={"url": receiver.url, "kinds": ["project", "organisation"]})
    assert answer.status_code == 201, answer.text
    yield answer.json()
    machine.delete(f"/api/v1/webhooks/{answer.json()['id']}")


def register(machine: httpx.Client, **fields: Any) -> dict[str, Any]:
    body = {"title": {"es": "Avisado"}, "modality": "south-south-bilateral", "visibility": "public"} | fields
    answer = machine.post("/api/v1/projects", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def deliveries(client: httpx.Client, hook: dict[str, Any], until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The newest delivery, once it is as wanted."""
    deadline = time.monotonic() + 20
    items: list[dict[str, Any]] = []
    while time.monotonic() < deadline:
        items = client.get(f"/api/v1/webhooks/{hook['id']}/deliveries").json()["items"]
        if items and until(items[0]):
            return items[0]
        time.sleep(0.05)
    raise AssertionError(items)


def test_a_change_is_told_signed_so_that_the_standards_library_believes_it(
    machine: httpx.Client, hook: dict[str, Any], receiver: Receiver
) -> None:
    project = register(machine)
    headers, body = receiver.wait(1)[0]
    told = Webhook(hook["secret"]).verify(body, headers)
    assert told["type"] == "project.changed"
    assert told["data"]["record"]["code"] == project["code"]
    with pytest.raises(WebhookVerificationError):
        Webhook(hook["secret"]).verify(body.replace("project", "projekt"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"x" * 24).decode()).verify(body, headers)
    delivery = deliveries(machine, hook, lambda one: one["status"] == "delivered")
    assert delivery["id"] == headers["webhook-id"]
    assert [attempt["status"] for attempt in delivery["attempts"]] == [204]


def test_a_failure_is_tried_again_with_the_same_id(
    machine: httpx.Client, hook: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answers = [500, 301]
    register(machine)
    messages = receiver.wait(3)
    assert len({headers["webhook-id"] for headers, _ in messages}) == 1
    delivery = deliveries(machine, hook, lambda one: one["status"] == "delivered")
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 301, 204]


def test_what_is_given_up_is_kept_and_sent_again_when_asked(
    machine: httpx.Client, hook: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answers = [500] * TRIES
    register(machine)
    dead = deliveries(machine, hook, lambda one: one["status"] == "dead")
    assert len(dead["attempts"]) == TRIES
    assert machine.get(f"/api/v1/webhooks/{hook['id']}").json()["dead"] == 1
    listed = machine.get(f"/api/v1/webhooks/{hook['id']}/deliveries", params={"status": "dead"}).json()["items"]
    assert [one["id"] for one in listed] == [dead["id"]]
    asked = machine.post(f"/api/v1/webhooks/{hook['id']}/deliveries/{dead['id']}/redelivery")
    assert asked.status_code == 202
    again = deliveries(machine, hook, lambda one: one["status"] == "delivered")
    assert again["id"] == dead["id"]


def test_a_webhook_that_only_fails_is_stopped_and_goes_on_from_there(
    machine: httpx.Client, hook: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answers = [503] * TRIES * rules.DEAD_IN_A_ROW
    for _ in range(rules.DEAD_IN_A_ROW):
        register(machine)
    deadline = time.monotonic() + 30
    while machine.get(f"/api/v1/webhooks/{hook['id']}").json()["active"] and time.monotonic() < deadline:
        time.sleep(0.1)
    stopped = machine.get(f"/api/v1/webhooks/{hook['id']}")
    assert (stopped.json()["active"], stopped.json()["stopped"]) == (False, "failing")
    missed = register(machine)
    before = len(receiver.messages)
    tag = {"If-Match": stopped.headers["etag"]}
    machine.patch(f"/api/v1/webhooks/{hook['id']}", json={"active": True}, headers=tag).raise_for_status()
    receiver.wait(before + 1)
    assert receiver.told()[-1]["data"]["record"]["id"] == missed["id"]


def test_both_secrets_sign_after_a_rotation(machine: httpx.Client, hook: dict[str, Any], receiver: Receiver) -> None:
    fresh = machine.post(f"/api/v1/webhooks/{hook['id']}/secret").json()["secret"]
    machine.post(f"/api/v1/webhooks/{hook['id']}/test").raise_for_status()
    headers, body = receiver.wait(1)[0]
    for secret in (hook["secret"], fresh):
        assert Webhook(secret).verify(body, headers)["type"] == "webhook.test"


def test_each_owner_is_told_only_what_they_may_know(
    own: Platform, machine: httpx.Client, partner: httpx.Client, receiver: Receiver
) -> None:
    hook = partner.post("/api/v1/webhooks", json={"url": receiver.url}).json()
    me = partner.get("/api/v1/session").json()["organisation"]["id"]
    hidden = register(machine, visibility="internal")
    shared = register(machine, visibility="internal", participations=[{"organisation_id": me, "role": "provider"}])
    receiver.wait(1)
    time.sleep(1.5)
    told = {message["data"]["record"]["id"] for message in receiver.told()}
    assert shared["id"] in told
    assert hidden["id"] not in told
    # Nobody but the owner and administrators sees the webhook; a client that is disabled is told nothing more.
    assert machine.get(f"/api/v1/webhooks/{hook['id']}").status_code == 404
    with psycopg.connect(own.database_url) as connection:
        connection.execute("UPDATE identity.client SET disabled = true WHERE id = %s", [PARTNER_CLIENT_ID])
    before = len(receiver.messages)
    register(machine)
    time.sleep(2.5)
    assert len(receiver.messages) == before
    with psycopg.connect(own.database_url) as connection:
        connection.execute("UPDATE identity.client SET disabled = false WHERE id = %s", [PARTNER_CLIENT_ID])
    receiver.wait(before + 1)
    partner.delete(f"/api/v1/webhooks/{hook['id']}").raise_for_status()


def test_a_worker_that_is_killed_leaves_nothing_untold(
    own: Platform, machine: httpx.Client, hook: dict[str, Any], receiver: Receiver
) -> None:
    made = set()
    for _ in range(3):
        made.add(register(machine)["id"])
        for pid in own.pids("registry_api.worker"):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.6)
    own.wait_until_ready()
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        told = {message["data"]["record"]["id"] for message in receiver.told()}
        if made <= told:
            break
        time.sleep(0.2)
    assert made <= told


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.org/x", "webhook-url"), ("https://user:x@example.org/", "webhook-url"),
        ("https://", "webhook-url"), ("https://example.org/#x", "webhook-url"), ("http://[::1", "webhook-url"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(machine: httpx.Client, url: str, code: str) -> None:
    assert pointers(machine.post("/api/v1/webhooks", json={"url": url})) == {"/url": code}


class TestWhereNothingIsSent:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "0.0.0.0",  # noqa: S104
            "[fd00::1]",
        ],
    )
    def test_private_networks(self, host: str) -> None:
        assert rules.url_problem(f"https://{host}/x", private=False, insecure=False) == "webhook-private"
        assert rules.url_problem(f"https://{host}/x", private=True, insecure=False) is None

    def test_plain_http_outside_a_demonstration(self) -> None:
        assert rules.url_problem("http://example.org/x", private=False, insecure=False) == "webhook-https"

    @given(st.ip_addresses())
    def test_only_addresses_of_the_whole_internet(self, address: Any) -> None:
        mapped = getattr(address, "ipv4_mapped", None)
        assert rules.address_allowed(str(address), private=False) == (mapped or address).is_global


@given(st.integers(1, 20))
def test_attempts_are_further_and_further_apart_and_end(tries: int) -> None:
    delay = rules.next_delay(tries)
    if tries > len(rules.BACKOFF_SECONDS):
        assert delay is None
    else:
        assert delay is not None
        assert 0.9 <= delay.total_seconds() / rules.BACKOFF_SECONDS[tries - 1] <= 1.1
