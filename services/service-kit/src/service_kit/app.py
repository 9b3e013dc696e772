"""A service's FastAPI application: problems, request log, principal, health."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from service_kit import problems, telemetry
from service_kit.access import AccessTable, guard, told
from service_kit.database import Database
from service_kit.principal import current_principal, load_keys
from service_kit.settings import ServiceSettings

COLLECT_AFTER: Final = 50_000
"""New objects after which the garbage collector looks for cycles; 700 is Python's own."""

Check = Callable[[Database], Awaitable[bool]]


def create_service(
    name: str,
    settings: ServiceSettings,
    *,
    version: str,
    access: AccessTable,
    checks: dict[str, Check] | None = None,
    start: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """Return a service's application; its routers are the caller's to include.

    ``access`` decides who may call which operation; one that it does not name is refused.
    ``checks`` are named parts that must be ready beside the database; ``start`` wraps the service's life.
    """
    telemetry.configure(name, settings.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        _calm_collector()
        app.state.database = Database(
            settings.database_url,
            read_url=settings.database_read_url,
            pool_size=settings.pool_size,
            application=name,
        )
        try:
            if start is None:
                yield
            else:
                async with start(app):
                    yield
        finally:
            await app.state.database.close()

    app = FastAPI(
        title=name,
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(guard(access, current_principal))],
    )
    app.state.access = access
    app.state.gateway_keys = load_keys(settings.gateway_public_key)
    app.state.verified_tokens = {}
    problems.install(app)
    app.add_middleware(telemetry.RequestLog, service=name, trust_client_id=True)
    app.include_router(_health({"database": _database_answers, **(checks or {})}))
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    return app


def _calm_collector() -> None:
    """Let the garbage collector leave alone what was loaded at the start, and look less often.

    An answer with thousands of rows makes that many objects and no cycles: by default the whole application was walked
    several times in the midst of it (a third of the time of a results screen, ``make bench``).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


async def _database_answers(database: Database) -> bool:
    return bool(await database.scalar(text("SELECT 1")) == 1)


def _health(checks: dict[str, Check]) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    async def healthz(request: Request) -> Response:
        parts: dict[str, str] = {}
        for part, check in checks.items():
            try:
                parts[part] = "ready" if await check(request.app.state.database) else "not ready"
            except Exception as exc:
                telemetry.log.warning("health", part=part, error=repr(exc))
                parts[part] = "not ready"
        ready = all(state == "ready" for state in parts.values())
        return JSONResponse(parts, 200 if ready else 503)

    return router


_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:milpa:problem:invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body, or `#query:name`",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return ``app``'s OpenAPI document with every error described as a problem and who may call it; made once.

    Raises:
        KeyError: for an operation without a decision in the access table.
    """
    if app.openapi_schema:
        return app.openapi_schema
    document = get_openapi(
        title=app.title,
        version=app.version,
        routes=app.routes,
        webhooks=app.webhooks.routes,
        # One name a model, so that generated clients have one too.
        separate_input_output_schemas=False,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas["Problem"] = _PROBLEM_SCHEMA
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in document.get("paths", {}).values():
        for operation in operations.values():
            responses = operation.setdefault("responses", {})
            if "422" in responses:
                responses["422"] = {
                    "description": "Something in the request is not valid.",
                    "content": content,
                }
            operation["x-access"] = told(app.state.access[operation["operationId"]])
            responses["default"] = {"description": "An error (RFC 9457).", "content": content}
    for operations in document.get("webhooks", {}).values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    app.openapi_schema = document
    return document
