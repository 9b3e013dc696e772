"""Exchanges a cookie or bearer token for the signed internal token that services trust."""

import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from typing import Final

from joserfc.jwk import OKPKey
from starlette.types import Scope

from gateway.identity.queries import Holder, holder_of_session, holder_of_token
from service_kit.database import Database
from service_kit.principal import PUBLIC, TOKEN_SECONDS, Principal, sign
from service_kit.problems import Problem

COOKIE: Final = "milpa_session"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_REMEMBERED_SECONDS: Final = 20
_MOST_REMEMBERED: Final = 20_000


@dataclass(slots=True)
class _Known:
    holder: Holder
    until: float
    token: str = ""
    token_until: float = 0.0


def header(scope: Scope, name: bytes) -> str:
    """Return a request header's value, or ``""``."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


class Door:
    """Knows who asks. What it learnt about a token is remembered for 20 seconds (a revocation's delay)."""

    def __init__(self, database: Database, key: OKPKey) -> None:
        self._database, self._key = database, key
        self._known: dict[str, _Known] = {}
        self._public = _Known(Holder(PUBLIC, datetime.max.replace(tzinfo=UTC)), float("inf"))

    async def holder(self, scope: Scope) -> Holder | None:
        """Return who asks, or None for the public.

        Raises:
            Problem: 401 for a bearer token that is not valid (a browser's old cookie is only ignored).
        """
        known = await self._find(scope)
        return None if known is self._public else known.holder

    async def internal_token(self, scope: Scope) -> str:
        """Return the signed token that goes with this request to a service.

        Raises:
            Problem: 401 for a bearer token that is not valid; 403 for a browser's change without CSRF token.
        """
        known = await self._find(scope)
        self.require_csrf(scope, known.holder)
        if known.token_until < time.time() + TOKEN_SECONDS / 3:
            known.token, known.token_until = sign(known.holder.principal, self._key)
        return known.token

    def service_token(self, principal: Principal) -> str:
        """Return a signed token for the gateway's own requests."""
        return sign(principal, self._key)[0]

    def require_csrf(self, scope: Scope, holder: Holder) -> None:
        """Raise 403 when a browser's session would change something without its CSRF token."""
        if holder.csrf_token is None or scope["method"] in _SAFE:
            return
        if not hmac.compare_digest(header(scope, b"x-csrf-token").encode(), holder.csrf_token.encode()):
            raise Problem(403, "csrf-token")

    def forget(self, token: str) -> None:
        """Forget what is known about a session's token."""
        self._known.pop("cookie " + token, None)

    def forget_all(self) -> None:
        """Forget what is known about every token: some of them were just revoked."""
        self._known.clear()

    async def _find(self, scope: Scope) -> _Known:
        authorization = header(scope, b"authorization")
        if authorization:
            kind, _, token = authorization.partition(" ")
            if kind.lower() != "bearer" or not token.strip():
                raise Problem(401, "token-invalid", headers={"WWW-Authenticate": "Bearer"})
            return await self._look_up("bearer " + token.strip())
        token = _cookie(value for key, value in scope["headers"] if key == b"cookie")
        return await self._look_up("cookie " + token) if token else self._public

    async def _look_up(self, credential: str) -> _Known:
        now = time.time()
        known = self._known.get(credential)
        if known is not None and known.until > now:
            return known
        kind, _, token = credential.partition(" ")
        find = holder_of_token if kind == "bearer" else holder_of_session
        holder = await find(self._database, token)
        if holder is None:
            if kind == "bearer":
                raise Problem(401, "token-invalid", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
            return self._public
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        known = _Known(holder, min(now + _REMEMBERED_SECONDS, holder.expires_at.timestamp()))
        self._known[credential] = known
        return known


def _cookie(headers: Iterable[bytes]) -> str:
    for value in headers:
        try:
            cookies = SimpleCookie(value.decode("latin-1"))
        except CookieError:
            continue
        if COOKIE in cookies:
            return cookies[COOKIE].value
    return ""
