"""Passes requests on to services, bodies streamed both ways, in flat memory."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from yarl import URL

from gateway.breaker import Breaker
from gateway.door import Door, header
from gateway.routing import ROUTES, Route
from service_kit.principal import TOKEN_HEADER
from service_kit.problems import Problem, problem_response
from service_kit.telemetry import log, request_id

_HOP_BY_HOP: Final = frozenset({
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te", b"trailer",
    b"transfer-encoding", b"upgrade", b"proxy-connection", b"expect",
})  # fmt: skip
"""Headers that concern one connection only (RFC 9110 §7.6.1)."""
_NOT_SENT_ON: Final = _HOP_BY_HOP | {
    b"host", b"cookie", b"authorization", b"x-csrf-token", b"x-request-id", TOKEN_HEADER.encode(),
}  # fmt: skip
_NOT_SENT_BACK: Final = _HOP_BY_HOP | {b"server", b"date", b"x-request-id"}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LONG: Final = 1 << 16


class _Disconnected(Exception):
    """The client went away while sending its body."""


class Proxy:
    """The gateway's client of the services: one bounded pool."""

    def __init__(self, upstreams: dict[str, str], door: Door, connections: int) -> None:
        self._upstreams, self._door = upstreams, door
        self._breakers = {service: Breaker(service) for service in upstreams}
        self._timeouts = {
            route.seconds: aiohttp.ClientTimeout(total=None, connect=10, sock_connect=3, sock_read=route.seconds)
            for route in ROUTES
        }
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=4),
            timeout=aiohttp.ClientTimeout(total=None, connect=10, sock_connect=3),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def get_json(self, service: str, path: str) -> tuple[int, object]:
        """Return status and parsed body of a service's own document (health, OpenAPI)."""
        timeout = aiohttp.ClientTimeout(total=5)
        async with self._session.get(self._upstreams[service] + path, timeout=timeout) as response:
            body = await response.json(content_type=None)
            self._breakers[service].succeeded()
            return response.status, body

    async def pass_on(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with what the route's service answers, or with a problem."""
        try:
            await self._exchange(route, scope, receive, send)
        except Problem as problem:
            await problem_response(problem, Request(scope))(scope, receive, send)
        except _Disconnected:
            log.info("client left while sending", path=scope["path"])

    async def _exchange(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        token = await self._door.internal_token(scope)
        limit = route.body_mb << 20
        announced = header(scope, b"content-length")
        if announced.isdigit() and int(announced) > limit:
            raise Problem(413, "body-too-large", limit=route.body_mb)
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"] if k not in _NOT_SENT_ON]
        headers += [(TOKEN_HEADER, token), ("x-request-id", request_id())]
        has_body = announced not in {"", "0"} or header(scope, b"transfer-encoding") != ""
        response = await self._request(route, scope, headers, _body(receive, limit, route) if has_body else None)
        try:
            await _answer(response, receive, send)
        finally:
            # Only a connection whose answer was read to the end can be used again.
            if response.content.at_eof():
                response.release()
            else:
                response.close()

    async def _request(
        self, route: Route, scope: Scope, headers: list[tuple[str, str]], body: AsyncIterator[bytes] | None
    ) -> aiohttp.ClientResponse:
        raw = scope.get("raw_path") or scope["path"].encode()
        query = scope["query_string"]
        target = raw.decode("latin-1").split("?")[0] + (f"?{query.decode('latin-1')}" if query else "")
        url = URL(self._upstreams[route.service] + target, encoded=True)
        # A kept connection may be closed by the service just as it is used again: a safe request tries once more.
        attempts = 2 if scope["method"] in _SAFE and body is None else 1
        breaker = self._breakers[route.service]
        breaker.check()
        for attempt in range(attempts):
            try:
                response = await self._session.request(
                    scope["method"], url, headers=headers, data=body, allow_redirects=False,
                    timeout=self._timeouts[route.seconds],
                )  # fmt: skip
            except TimeoutError as exc:
                breaker.failed()
                raise Problem(504, "answer-late", part=route.service) from exc
            except (
                aiohttp.ServerDisconnectedError,
                aiohttp.ClientOSError,
                aiohttp.ClientConnectionError,
            ) as exc:
                cause = exc.__cause__ if isinstance(exc.__cause__, (_Disconnected, Problem)) else None
                if cause is not None:
                    raise cause from exc
                if attempt + 1 == attempts:
                    breaker.failed()
                    log.warning("upstream not reached", part=route.service, error=repr(exc))
                    raise Problem(503, "part-not-ready", headers={"Retry-After": "5"}, part=route.service) from exc
            else:
                breaker.succeeded()
                return response
        raise AssertionError("unreachable")


async def _body(receive: Receive, limit: int, route: Route) -> AsyncIterator[bytes]:
    received = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Disconnected
        block = message.get("body", b"")
        received += len(block)
        if received > limit:
            raise Problem(413, "body-too-large", limit=route.body_mb)
        if block:
            yield block
        if not message.get("more_body", False):
            return


async def _answer(response: aiohttp.ClientResponse, receive: Receive, send: Send) -> None:
    headers = [(name.lower(), value) for name, value in response.raw_headers if name.lower() not in _NOT_SENT_BACK]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    length = response.content_length
    # Only a long answer is worth watching whether someone still waits for it.
    watcher = asyncio.create_task(_left(receive)) if length is None or length > _LONG else None
    try:
        async for block in response.content.iter_any():
            if watcher is not None and watcher.done():
                log.info("client left while receiving")
                return
            await send({"type": "http.response.body", "body": block, "more_body": True})
    finally:
        if watcher is not None:
            watcher.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
