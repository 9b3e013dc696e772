"""``python -m launcher``: the whole platform on one machine."""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from gateway.identity.demo import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, PASSWORD
from launcher import database
from launcher.prepare import prepare
from launcher.processes import Process, Supervisor, free_port, port_is_free
from launcher.settings import Settings, Stop, read
from service_kit import telemetry
from service_kit.roles import role_url
from service_kit.secrets import derive, signing_key

_READY_SECONDS = 60


def say(line: str) -> None:
    """Show a line of progress."""
    print(line, flush=True)


class Launch:
    """One run of the platform."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.stopped = settings, False
        self._since = time.monotonic()

    def step(self, done: str) -> None:
        """Show that a step is done, and how long it took."""
        now = time.monotonic()
        say(f"  ✓ {done} ({now - self._since:.1f} s)")
        self._since = now

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Ask the run to end (Ctrl-C, SIGTERM)."""
        self.stopped = True

    def run(self) -> None:
        """Start everything, print where it is, and watch it until asked to stop.

        Raises:
            Stop: when a part does not start, or keeps dying.
        """
        settings = self.settings
        if not port_is_free(settings.host, settings.port):
            raise Stop(
                f"Port {settings.port} is in use by another program. Stop that one, or choose another port: "
                f"PORT={settings.port + 1} make run"
            )
        say("Milpa")
        url = settings.database_url
        if url is None:
            url = database.start_embedded(settings.home)
        database.check(url)
        self.step("Database")
        prepare(url, settings)
        self.step("Schemas, roles and vocabularies")
        supervisor = Supervisor(self._processes(url), say)
        signal.signal(signal.SIGINT, self.stop)
        signal.signal(signal.SIGTERM, self.stop)
        try:
            supervisor.start()
            self._wait_until_ready(supervisor)
            if not self.stopped:
                self.step("Services")
                self._introduce()
            broken = supervisor.watch(lambda: self.stopped)
            if broken is not None:
                raise Stop(f"{broken.name} keeps ending. The last lines of its log:\n{_tail(broken)}")
        finally:
            say("Stopping …")
            supervisor.stop()
        say("Stopped.")

    def _processes(self, url: str) -> list[Process]:
        settings = self.settings
        private, _ = signing_key(settings.secret)
        secrets = [settings.secret, *([settings.previous_secret] if settings.previous_secret else [])]
        publics = "[" + ",".join(signing_key(secret)[1] for secret in secrets) + "]"
        registry, evaluation = free_port(), free_port()
        common = {
            "MILPA_ENV": "production" if settings.production else "demo",
            "MILPA_GATEWAY_PUBLIC_KEY": publics,
            "MILPA_WEBHOOK_KEY": ",".join(derive(secret, "webhooks").hex() for secret in secrets),
        }

        def service(name: str, module: str, role: str, port: int) -> Process:
            return self._process(
                name, _uvicorn(module, "127.0.0.1", port),
                common | {"MILPA_DATABASE_URL": role_url(url, role, settings.secret)},
            )  # fmt: skip

        worker = self._process(
            "worker", ["-m", "registry_api.worker"],
            common | {"MILPA_DATABASE_URL": role_url(url, "registry", settings.secret)},
        )  # fmt: skip
        gateway = self._process(
            "gateway", _uvicorn("gateway.main:app", settings.host, settings.port),
            {
                "MILPA_ENV": common["MILPA_ENV"],
                "MILPA_DATABASE_URL": role_url(url, "identity", settings.secret),
                "MILPA_GATEWAY_PRIVATE_KEY": private,
                "MILPA_REGISTRY_URL": f"http://127.0.0.1:{registry}",
                "MILPA_EVALUATION_URL": f"http://127.0.0.1:{evaluation}",
                "MILPA_PUBLIC_URL": settings.public_url,
                "MILPA_STATIC_FOLDER": str(settings.static_folder),
                "MILPA_IDENTITY_KEY": ",".join(derive(secret, "identity").hex() for secret in secrets),
                "MILPA_MAIL_FOLDER": os.environ.get("MILPA_MAIL_FOLDER") or str(settings.home / "mail"),
            },
        )  # fmt: skip
        return [
            service("registry-api", "registry_api.main:app", "registry", registry),
            service("evaluation-api", "evaluation_api.main:app", "evaluation", evaluation),
            worker,
            gateway,
        ]

    def _process(self, name: str, arguments: list[str], environment: dict[str, str]) -> Process:
        return Process(name, arguments, environment, self.settings.home / "logs" / f"{name}.log")

    def _wait_until_ready(self, supervisor: Supervisor) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        parts: dict[str, str] = {}
        while not self.stopped:
            for process in supervisor.processes:
                if process.ended():
                    raise Stop(f"{process.name} did not start. The last lines of its log:\n{_tail(process)}")
            ready, parts = self._health()
            if ready:
                return
            if time.monotonic() > deadline:
                waiting = ", ".join(part for part, state in parts.items() if state != "ready") or "gateway"
                raise Stop(f"Not ready after {_READY_SECONDS} s: {waiting}. Logs: {self.settings.home / 'logs'}")
            time.sleep(0.15)

    def _health(self) -> tuple[bool, dict[str, str]]:
        address = f"http://{self.settings.host}:{self.settings.port}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=6) as answer:
                return True, json.load(answer)["parts"]
        except urllib.error.HTTPError as error:
            return False, json.load(error)["parts"]
        except OSError:
            return False, {}

    def _introduce(self) -> None:
        settings = self.settings
        say(f"\nMilpa is ready:  {settings.public_url}")
        say(f"API documents:   {settings.public_url}/docs")
        if not settings.production:
            say(f"\nDemo accounts (password of each: {PASSWORD})")
            for account in ACCOUNTS:
                say(f"  {account.role.value:<14} {account.email}")
            say(f"Machine client:  {CLIENT_ID} / {CLIENT_SECRET}  (POST /oauth/token)")
        say("\nCtrl-C stops everything.")


def _uvicorn(module: str, host: str, port: int) -> list[str]:
    return [
        "-m", "uvicorn", module, "--host", host, "--port", str(port), "--no-access-log", "--log-level", "warning",
        "--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "30", "--no-server-header", "--no-proxy-headers",
    ]  # fmt: skip


def _tail(process: Process) -> str:
    return "\n".join(process.log.read_text("utf-8", "replace").splitlines()[-15:])


def main() -> int:
    """Run the platform; return the process's exit status."""
    telemetry.configure("launcher", "WARNING")
    try:
        Launch(read()).run()
    except Stop as stop:
        say(f"\nMilpa did not start: {stop}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
