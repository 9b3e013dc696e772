"""How often one client, account or address may ask (RateLimit header fields, draft-ietf-httpapi-ratelimit-headers).

A bucket fills evenly and holds a minute's worth: a burst is fine, a flood is not. Buckets are kept in memory by each
gateway process; with several, each allows the whole.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import Final

from starlette.types import Scope

from gateway.settings import settings
from service_kit.problems import Problem

WINDOW_SECONDS: Final = 60
_MOST_BUCKETS: Final = 50_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller: the header fields that say so."""

    policy: str
    limit: int
    left: int
    reset: int

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The ``RateLimit-Policy`` and ``RateLimit`` fields."""
        return [
            (b"ratelimit-policy", f'"{self.policy}";q={self.limit};w={WINDOW_SECONDS}'.encode()),
            (b"ratelimit", f'"{self.policy}";r={self.left};t={self.reset}'.encode()),
        ]


class Limiter:
    """Buckets of one policy."""

    def __init__(self, policy: str, limit: int) -> None:
        self.policy, self.limit = policy, limit
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._rate = limit / WINDOW_SECONDS

    def take(self, key: str) -> Allowance:
        """Take one request from the bucket of ``key``.

        Raises:
            Problem: 429 with ``Retry-After`` when it is empty.
        """
        now = time.monotonic()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(float(self.limit), now)
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        bucket.tokens = min(float(self.limit), bucket.tokens + (now - bucket.at) * self._rate)
        bucket.at = now
        self._buckets.move_to_end(key)
        if bucket.tokens < 1:
            wait = int((1 - bucket.tokens) / self._rate) + 1
            fields = {
                name.decode(): value.decode() for name, value in Allowance(self.policy, self.limit, 0, wait).headers
            }
            raise Problem(
                429, "rate-limited", headers={"Retry-After": str(wait), **fields}, limit=self.limit, seconds=wait
            )
        bucket.tokens -= 1
        full = int((self.limit - bucket.tokens) / self._rate)
        return Allowance(self.policy, self.limit, int(bucket.tokens), full)


@cache
def _trusted() -> frozenset[str]:
    return frozenset(part.strip() for part in settings().trusted_proxies.split(",") if part.strip())


def address_of(scope: Scope) -> str:
    """Return the address a request comes from; a proxy's ``X-Forwarded-For`` counts only if the proxy is trusted.

    The last address that is not a trusted proxy's is the caller's: what stands before it anyone may have written.
    """
    client = scope.get("client")
    address = str(client[0]) if client else ""
    if address not in _trusted():
        return address
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    for hop in reversed([part.strip() for part in ",".join(given).split(",") if part.strip()]):
        address = hop[:64]
        if hop not in _trusted():
            break
    return address
