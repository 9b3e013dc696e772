"""``make run``: starts, stops, starts again; what is missing is told in a sentence."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway.identity.demo import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, PASSWORD
from launcher.processes import free_port
from service_kit.roles import role_url
from service_kit.secrets import weakness
from tests.conftest import ROOT, Platform, clean_environment, launch

GOOD_SECRET = "kS8s0fQzv1Yt7LwB3nXc5JpRu2HgMa9E-dT4iVoK6"


def refuse(home: Path, **environment: str) -> str:
    """What the launcher says when it does not start; never a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "launcher"],
        env={**clean_environment(), "MILPA_HOME": str(home), "PORT": str(free_port()), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "Milpa did not start: " in done.stdout
    return done.stdout.split("Milpa did not start: ")[1]


def test_a_second_start_is_quick_and_finds_the_same_data(home: Path) -> None:
    first = launch(home)
    first.wait_until_ready()
    output = first.read_output()
    assert first.url in output
    for account in ACCOUNTS:
        assert account.email in output
    assert PASSWORD in output
    assert f"{CLIENT_ID} / {CLIENT_SECRET}" in output
    with httpx.Client(base_url=first.url) as client:
        token = client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT_ID, CLIENT_SECRET))
        headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
        body = {"title": {"es": "Se conserva"}, "modality": "triangular"}
        code = client.post("/api/v1/projects", json=body, headers=headers).json()["code"]
    assert first.stop() == 0
    assert not alive(home)
    started = time.monotonic()
    second = launch(home)
    second.wait_until_ready()
    assert time.monotonic() - started < 20
    with httpx.Client(base_url=second.url) as client:
        assert client.get(f"/api/v1/projects/{code}", headers=headers).json()["title"] == {"es": "Se conserva"}
        seeds = client.get("/api/v1/projects", params={"q": "Fortalecimiento institucional"}).json()
        assert [item["code"] for item in seeds["items"]] == ["GT-2016-0001"]
    second.stop()


def alive(home: Path) -> str:
    """The processes that still work with the data in ``home``."""
    listed = subprocess.run(["ps", "axe", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in listed.splitlines() if str(home) in line and "ps axe" not in line)


def test_a_busy_port_is_told(home: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        said = refuse(home, PORT=str(port))
    assert f"Port {port} is in use" in said
    assert f"PORT={port + 1} make run" in said


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "can't be reached"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"PORT": "http"}, "PORT is 'http'"),
        ({"MILPA_ENV": "staging"}, "demo or production"),
        ({"MILPA_ENV": "production"}, "MILPA_SECRET can't be used in production: it is missing"),
        ({"MILPA_ENV": "production", "MILPA_SECRET": "change-me"}, "MILPA_SECRET"),
        ({"MILPA_ENV": "production", "MILPA_SECRET": "a" * 64}, "repeats too few"),
        (
            {
                "MILPA_ENV": "production",
                "MILPA_SECRET": GOOD_SECRET,
                "MILPA_ADMIN_EMAIL": "a@b.gt",
                "MILPA_ADMIN_PASSWORD": "x",
            },
            "MILPA_ADMIN_PASSWORD is too weak",
        ),
    ],
    ids=["database", "not-postgres", "port", "environment", "no-secret", "placeholder", "repeating", "password"],
)  # fmt: skip
def test_what_is_missing_is_told_in_a_sentence(home: Path, environment: dict[str, str], words: str) -> None:
    assert words in refuse(home, **environment)


def test_make_says_when_node_is_missing(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("make", "bash", "mkdir", "touch", "echo", "find", "env"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        ["make", "--always-make", "--old-file=frontend/package-lock.json", ".make/node"],
        cwd=ROOT, env={"PATH": str(tools)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Node.js 20 or newer is needed" in done.stdout


def test_production_knows_no_demonstration(home: Path) -> None:
    demo = launch(home, MILPA_SECRET=GOOD_SECRET)
    demo.wait_until_ready()
    demo.stop()
    admin = {"MILPA_ADMIN_EMAIL": "Jefa@segeplan.example", "MILPA_ADMIN_PASSWORD": "una frase larga y propia"}
    real = launch(home, MILPA_ENV="production", MILPA_SECRET=GOOD_SECRET, **admin)
    real.wait_until_ready()
    assert PASSWORD not in real.read_output()
    with httpx.Client(base_url=real.url) as client:
        for account in ACCOUNTS:
            answer = client.post("/api/v1/session", json={"email": account.email, "password": PASSWORD})
            assert answer.status_code == 401
        token = client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT_ID, CLIENT_SECRET))
        assert token.status_code == 401
        own = {"email": "jefa@segeplan.example", "password": admin["MILPA_ADMIN_PASSWORD"]}
        signed_in = client.post("/api/v1/session", json=own)
        assert (signed_in.status_code, signed_in.json()["role"]) == (201, "administrator")
    real.stop()


@pytest.mark.parametrize("secret", ["", "short", "x" * 40, "change-me-change-me-change-me-change-me"])
def test_weak_secrets_are_refused(secret: str) -> None:
    assert weakness(secret)
    assert weakness(GOOD_SECRET) is None


class TestDatabaseRoles:
    """Each service writes its own schema and no other, whatever its code tries."""

    @pytest.mark.parametrize(
        ("service", "statement"),
        [
            ("registry", "DELETE FROM evaluation.lesson"),
            ("registry", "SELECT * FROM identity.account"),
            ("evaluation", "UPDATE registry.project SET title = title"),
            ("evaluation", "SELECT * FROM registry.project"),
            ("evaluation", "SELECT * FROM identity.session"),
            ("identity", "INSERT INTO registry.organisation DEFAULT VALUES"),
            ("identity", "DROP TABLE identity.account"),
        ],
    )
    def test_refused(self, platform: Platform, service: str, statement: str) -> None:
        with (
            psycopg.connect(self.url(platform, service)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)  # type: ignore[call-overload]

    def test_the_directory_is_read(self, platform: Platform) -> None:
        with psycopg.connect(self.url(platform, "evaluation")) as connection:
            assert connection.execute("SELECT count(*) FROM registry.directory_project").fetchone()

    @staticmethod
    def url(platform: Platform, service: str) -> str:
        socket_folder = platform.home / "postgres"
        secret = (platform.home / "secret").read_text().strip()
        return role_url(f"postgresql://postgres@/milpa?host={socket_folder}", service, secret)
