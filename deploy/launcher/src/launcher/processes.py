"""The platform's processes: started, watched, started again when one dies, stopped together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_GIVE_UP_AFTER: Final = 5
_WITHIN_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0
_PR_SET_PDEATHSIG: Final = 1


def free_port() -> int:
    """Return a TCP port on loopback that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def port_is_free(host: str, port: int) -> bool:
    """Say whether a server can listen on ``port``."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True


def _die_with_parent() -> None:
    """Linux: ask the kernel to stop the child when the launcher is killed, so that none is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Process:
    """One process of the platform and what it wrote."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own, so that a terminal's Ctrl-C reaches the launcher only."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.running = subprocess.Popen(  # noqa: S603 (our own modules)
                [sys.executable, *self.arguments],
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 (this process has no threads)
            )

    def ended(self) -> bool:
        """Say whether it is not running."""
        return self.running is None or self.running.poll() is not None


class Supervisor:
    """Watches the processes."""

    def __init__(self, processes: list[Process], say: Callable[[str], None]) -> None:
        self.processes, self._say = processes, say

    def start(self) -> None:
        """Start them all."""
        for process in self.processes:
            process.start()

    def watch(self, stopped: Callable[[], bool]) -> Process | None:
        """Start again what dies until ``stopped``; return a process that keeps dying."""
        while not stopped():
            for process in self.processes:
                if process.ended():
                    if self._keeps_dying(process):
                        return process
                    self._say(f"{process.name} ended unexpectedly and is started again; its log: {process.log}")
                    process.start()
            time.sleep(0.3)
        return None

    @staticmethod
    def _keeps_dying(process: Process) -> bool:
        now = time.monotonic()
        process.deaths = [death for death in process.deaths if death > now - _WITHIN_SECONDS] + [now]
        return len(process.deaths) >= _GIVE_UP_AFTER

    def stop(self) -> None:
        """Ask them all to finish, the gateway first; kill what does not within 15 seconds."""
        for process in reversed(self.processes):
            if process.running is not None and not process.ended():
                process.running.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for process in self.processes:
            if process.running is None:
                continue
            try:
                process.running.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.running.kill()
                process.running.wait()
