"""Pure rules of webhooks: signatures (Standard Webhooks), when to try again, and where not to send anything."""

import base64
import hashlib
import hmac
import ipaddress
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

BACKOFF_SECONDS: Final = (5, 30, 120, 600, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before each further attempt: three days in all, as Standard Webhooks recommends."""
DEAD_IN_A_ROW: Final = 5
"""Deliveries given up one after the other after which a webhook is stopped."""
OVERLAP: Final = timedelta(hours=24)
"""How long the secret before a rotation signs too."""
_JITTER: Final = 0.1


def secret_of(key: str, webhook_id: UUID, generation: int) -> str:
    """Return a webhook's secret, ``whsec_`` and base 64; ``key`` is the installation's, in hexadecimal."""
    told = hmac.new(bytes.fromhex(key), f"webhook {webhook_id} {generation}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(told).decode()


def signature(secrets: Sequence[str], message_id: str, at: datetime, body: str) -> str:
    """Return the ``webhook-signature`` of a message, one signature a secret (Standard Webhooks §signature scheme)."""
    signed = f"{message_id}.{int(at.timestamp())}.{body}".encode()
    keys = (base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets)
    return " ".join("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys)


def next_delay(tries: int, backoff: Sequence[float] = BACKOFF_SECONDS) -> timedelta | None:
    """Return how long to wait after the ``tries``-th failed attempt, or None when it is given up."""
    if tries > len(backoff):
        return None
    return timedelta(seconds=backoff[tries - 1] * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311


def address_allowed(address: str, *, private: bool) -> bool:
    """Say whether messages may go to an IP address: never into private networks, unless the installation says so."""
    parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return private or bool((mapped or parsed).is_global)


def url_problem(url: str, *, private: bool, insecure: bool) -> str | None:
    """Return what is wrong with a webhook's address, as a code, or None."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "webhook-url"
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None or parts.fragment:
        return "webhook-url"
    if parts.scheme == "http" and not insecure:
        return "webhook-https"
    try:
        literal = str(ipaddress.ip_address(host))
    except ValueError:
        return None
    return None if address_allowed(literal, private=private) else "webhook-private"
