"""A circuit breaker: a service that does not answer is left alone for a moment instead of being waited for."""

import time
from typing import Final

from service_kit.problems import Problem

FAILURES: Final = 5
"""In a row, after which the circuit opens."""
OPEN_SECONDS: Final = 1.0
"""How long nothing is passed on; then one request tries, and the others go on being refused until it succeeds."""


class Breaker:
    """The circuit to one service."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._failures, self._until = 0, 0.0

    def check(self) -> None:
        """Raise 503 while the circuit is open."""
        if self._failures < FAILURES:
            return
        now = time.monotonic()
        if now < self._until:
            raise Problem(503, "part-not-ready", headers={"Retry-After": "1"}, part=self._service)
        self._until = now + OPEN_SECONDS

    def failed(self) -> None:
        """Count a failure: not reached, or no answer in time."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._until = time.monotonic() + OPEN_SECONDS

    def succeeded(self) -> None:
        """Close the circuit."""
        self._failures = 0
