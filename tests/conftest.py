"""The running platform, once for all tests: embedded Postgres, every service, the worker, the gateway."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.identity.demo import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, PASSWORD
from launcher.processes import free_port

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures"

# Tests ask faster than people and partners do; what a limit does is tested on a platform of its own.
_LIMITS = ("MILPA_REQUESTS_A_MINUTE", "MILPA_PUBLIC_REQUESTS_A_MINUTE", "MILPA_SIGN_INS_A_MINUTE")
UNLIMITED = dict.fromkeys(_LIMITS, "1000000") | {"MILPA_DIGEST_MINUTES": "0"}


@dataclass
class Platform:
    """A started platform."""

    process: subprocess.Popen[str]
    home: Path
    url: str
    output: list[str] = field(default_factory=list)

    def wait_until_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError("did not start: " + "".join(self.read_output()))
            try:
                healthy = httpx.get(self.url + "/healthz", timeout=5).status_code == 200
                if healthy and "Ctrl-C stops" in self.read_output():
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise AssertionError("not ready: " + "".join(self.read_output()))

    def read_output(self) -> str:
        return (self.home / "launcher.log").read_text()

    def log(self, name: str) -> str:
        return (self.home / "logs" / f"{name}.log").read_text()

    @property
    def database_url(self) -> str:
        """The embedded database, as its owner."""
        return f"postgresql://postgres@/milpa?host={self.home / 'postgres'}"

    def pids(self, module: str) -> list[int]:
        """The processes of this platform that run ``module``."""
        children = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        ).stdout
        return [int(line.split()[0]) for line in children.splitlines() if module in line]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)


def clean_environment() -> dict[str, str]:
    """The environment without what would lead the launcher to another database or mode."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("MILPA_", "DATABASE_URL", "PORT"))
    }


def launch(home: Path, **environment: str) -> Platform:
    """Start a platform with its data in ``home`` on a free port."""
    port = environment.pop("PORT", str(free_port()))
    log = (home / "launcher.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher"],
        env={**clean_environment(), **UNLIMITED, "MILPA_HOME": str(home), "PORT": port, **environment},
        cwd=ROOT,
        stdout=log,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    return Platform(process, home, f"http://127.0.0.1:{port}")


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for a platform's data; its path is short, as Postgres' sockets want it."""
    folder = Path(tempfile.mkdtemp(prefix="milpa-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="milpa-test-"))
    folder.chmod(0o755)
    started = launch(folder)
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def public(platform: Platform) -> Iterator[httpx.Client]:
    """Someone without an account."""
    with httpx.Client(base_url=platform.url, timeout=60, headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture(scope="session")
def token(public: httpx.Client) -> str:
    """An access token of the demonstration's machine client."""
    answer = public.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT_ID, CLIENT_SECRET))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


@pytest.fixture(scope="session")
def machine(platform: Platform, token: str) -> Iterator[httpx.Client]:
    """A partner's system."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    with httpx.Client(base_url=platform.url, timeout=120, headers=headers) as client:
        yield client


@pytest.fixture(scope="session")
def as_role(platform: Platform) -> Iterator[Callable[[str], httpx.Client]]:
    """Signs the demonstration account of a role in, as its browser would."""
    clients: dict[str, httpx.Client] = {}

    def sign_in(role: str) -> httpx.Client:
        if role not in clients:
            email = next(account.email for account in ACCOUNTS if account.role == role)
            client = httpx.Client(base_url=platform.url, timeout=60, headers={"Accept-Language": "en"})
            answer = client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            clients[role] = client
        return clients[role]

    yield sign_in
    for client in clients.values():
        client.close()


@pytest.fixture
def new_project(machine: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Registers a project with the given fields."""

    def register(**fields: Any) -> dict[str, Any]:
        body = {"title": {"es": "Proyecto de prueba"}, "modality": "south-south-bilateral"} | fields
        answer = machine.post("/api/v1/projects", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()) | {"etag": answer.headers["etag"]}

    return register


@pytest.fixture
def run_import(machine: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Sends a file and waits until its import is checked, applied or refused."""

    def run(content: bytes, **query: Any) -> dict[str, Any]:
        answer = machine.post("/api/v1/imports", params={"kind": "iati", **query}, content=content)
        assert answer.status_code == 202, answer.text
        return wait_for_import(machine, answer.headers["location"])

    return run


def wait_for_import(client: httpx.Client, address: str, until: str = "ready|applied|failed|undone") -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = client.get(address).json()
        if re.fullmatch(until, found["status"]):
            return dict(found)
        time.sleep(0.1)
    raise AssertionError(f"import still {found['status']}: {found}")


def pointers(answer: httpx.Response) -> dict[str, str]:
    """The fields that an answer finds wrong, and the code of what is wrong."""
    assert answer.status_code == 422, answer.text
    return {error["pointer"]: error["code"] for error in answer.json()["errors"]}
