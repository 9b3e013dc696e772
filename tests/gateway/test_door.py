"""The gateway: health, headers, request ids, documents, pages, and what happens when a part is gone."""

import json
import os
import signal
import socket
import time
import uuid

import httpx
import pytest

from tests.conftest import ROOT, Platform


def test_health_names_every_part(public: httpx.Client) -> None:
    answer = public.get("/healthz")
    assert answer.status_code == 200
    parts = {"gateway", "database", "registry-api", "evaluation-api", "worker"}
    assert answer.json() == {"status": "ready", "parts": dict.fromkeys(parts, "ready")}


@pytest.mark.parametrize("path", ["/", "/projects", "/api/v1/projects", "/docs", "/api/v1/nope", "/icon.svg"])
def test_every_answer_carries_the_security_headers(public: httpx.Client, path: str) -> None:
    headers = public.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_one_request_id_runs_through_every_log_line(platform: Platform, public: httpx.Client) -> None:
    answer = public.get("/api/v1/projects", params={"limit": 1}, headers={"X-Request-Id": "chosen-by-the-client"})
    identifier = answer.headers["x-request-id"]
    assert identifier != "chosen-by-the-client"
    time.sleep(0.2)
    for name in ("gateway", "registry-api"):
        [line] = [json.loads(line) for line in platform.log(name).splitlines() if identifier in line]
        assert (line["path"], line["status"]) == ("/api/v1/projects", 200)


def test_pages_and_files_of_the_application(public: httpx.Client) -> None:
    page = public.get("/projects/GT-2016-0001")
    assert '<div id="root">' in page.text
    assert page.headers["cache-control"] == "no-cache"
    script = page.text.split('src="')[1].split('"')[0]
    asset = public.get(script)
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-encoding"] == "gzip"
    assert public.get("/../../etc/passwd").text == public.get("/no/such/page").text


def test_the_api_documents_need_no_other_server(public: httpx.Client) -> None:
    page = public.get("/docs").text
    assert "http" not in page.replace("http-equiv", "")
    assert public.get("/docs/swagger-ui-bundle.js").headers["content-type"].startswith("text/javascript")


def test_the_document_served_is_the_one_in_the_repository(public: httpx.Client) -> None:
    served = public.get("/api/openapi.json").json()
    kept = json.loads((ROOT / "frontend" / "openapi.json").read_text())
    assert served == kept, "run: make openapi"


def test_unknown_paths_and_methods_are_clear(public: httpx.Client) -> None:
    assert public.get("/api/v1/nope").json()["type"] == "urn:milpa:problem:no-such-path"
    assert public.put("/api/v1/projects", json={}).status_code == 405
    assert public.post("/api/v1/projects", content=b"{", headers={"Content-Type": "application/json"}).status_code in {
        401,
        422,
    }


def test_a_body_too_large_is_refused_before_it_is_read(machine: httpx.Client) -> None:
    answer = machine.post("/api/v1/projects", content=b"x" * (9 << 20))
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:milpa:problem:body-too-large")

    def endless() -> object:
        for _ in range(20):
            yield b"x" * (1 << 20)

    assert machine.post("/api/v1/projects", content=endless()).status_code == 413  # type: ignore[arg-type]


def test_a_part_that_died_is_named_and_started_again(platform: Platform, public: httpx.Client) -> None:
    [pid] = platform.pids("evaluation_api.main:app")
    os.kill(pid, signal.SIGKILL)
    seen, states = set(), set()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = public.get("/api/v1/lessons")
        seen.add(answer.status_code)
        if answer.status_code == 200 and 503 in seen:
            break
        if answer.status_code == 503:
            assert "evaluation-api" in answer.json()["detail"]
            assert answer.headers["retry-after"]
            states.add(public.get("/healthz").json()["parts"]["evaluation-api"])
        time.sleep(0.05)
    assert seen == {503, 200}
    assert "not ready" in states
    platform.wait_until_ready()


def test_a_client_that_leaves_while_sending_leaves_nothing_behind(
    platform: Platform, machine: httpx.Client, token: str
) -> None:
    before = machine.get("/api/v1/imports").json()["total"]
    host, port = platform.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(
            f"POST /api/v1/imports?kind=iati HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: 100000\r\n\r\n<iati-activities".encode()
        )
        time.sleep(0.3)
    time.sleep(0.5)
    assert machine.get("/api/v1/imports").json()["total"] == before
    assert "Traceback" not in platform.log("gateway")
