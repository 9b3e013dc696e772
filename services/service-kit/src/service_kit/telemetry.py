"""Log lines as JSON, every one with the request's id (``X-Request-Id``, given by the gateway)."""

import logging
import re
import sys
import time
from contextvars import ContextVar
from typing import Final

import structlog
import uuid_utils
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
_SCOPE_KEY: Final = "milpa.request_id"
_SAFE_ID: Final = re.compile(rb"^[A-Za-z0-9._-]{8,64}$")

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def request_id(scope: Scope | None = None) -> str:
    """Return the id of the request being answered, or ``""`` outside one.

    Where an unexpected error is answered the context of the request has ended; its ``scope`` still knows.
    """
    return _REQUEST_ID.get() or (str(scope.get(_SCOPE_KEY, "")) if scope is not None else "")


def configure(service: str, level: str = "INFO") -> None:
    """Send structlog's and the standard library's log lines to standard error as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.EventRenamer("message"),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "procrastinate", "alembic"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.contextvars.bind_contextvars(service=service)


class RequestLog:
    """ASGI middleware: takes or makes the request id, sends it back, and writes one line a request.

    ``trust_client_id`` is for services behind the gateway; the gateway itself always makes a new id.
    """

    def __init__(self, app: ASGIApp, *, service: str, trust_client_id: bool) -> None:
        self.app, self.service, self.trust = app, service, trust_client_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        identifier = sent.decode() if self.trust and _SAFE_ID.match(sent) else str(uuid_utils.uuid7())
        token = _REQUEST_ID.set(identifier)
        scope[_SCOPE_KEY] = identifier
        structlog.contextvars.bind_contextvars(service=self.service, request_id=identifier)
        started, status = time.perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *(pair for pair in message["headers"] if pair[0].lower() != b"x-request-id"),
                    (b"x-request-id", identifier.encode()),
                ]
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            elapsed = round((time.perf_counter() - started) * 1000, 1)
            log.info("request", method=scope["method"], path=scope["path"], status=status, ms=elapsed)
            _REQUEST_ID.reset(token)
