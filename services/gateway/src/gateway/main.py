"""The gateway's application: ``uvicorn gateway.main:app``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import health, openapi
from gateway.access import ACCESS
from gateway.accounts.admin_routes import router as accounts
from gateway.accounts.own_routes import router as own_account
from gateway.asker import current_asker
from gateway.audit.routes import router as audit
from gateway.clients.routes import router as clients
from gateway.digests.sending import Digests
from gateway.door import Door
from gateway.headers import SecurityHeaders
from gateway.identity import oidc
from gateway.identity.routes import router as identity
from gateway.limits import Limiter, address_of
from gateway.proxy import Proxy
from gateway.public_pages import PublicPages
from gateway.routing import EVALUATION, REGISTRY, SERVICES, route_of
from gateway.settings import settings
from gateway.static import not_built, single_page_application
from service_kit import problems, telemetry
from service_kit.access import guard
from service_kit.database import Database
from service_kit.principal import load_key
from service_kit.problems import Problem, register_messages

register_messages("gateway")
_config = settings()
telemetry.configure("gateway", _config.log_level)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    state.database = Database(_config.database_url, pool_size=_config.pool_size, application="gateway")
    state.door = Door(state.database, load_key(_config.gateway_private_key))
    state.limiter = Limiter("caller", _config.requests_a_minute)
    state.public_limiter = Limiter("address", _config.public_requests_a_minute)
    state.sign_in_limiter = Limiter("sign-in", _config.sign_ins_a_minute)
    state.oidc = oidc.provider(_config)
    upstreams = {REGISTRY: _config.registry_url, EVALUATION: _config.evaluation_url}
    state.proxy = Proxy(upstreams, state.door, _config.upstream_connections)
    digests = asyncio.create_task(Digests(state.database, _config).run())
    try:
        yield
    finally:
        digests.cancel()
        await state.proxy.close()
        await state.database.close()


api = FastAPI(
    title="gateway",
    version="0.1.0",
    lifespan=_lifespan,
    openapi_url=None,
    docs_url=None,
    redoc_url=None,
    max_body_size=1 << 16,
    dependencies=[Depends(guard(ACCESS, current_asker))],
)
api.state.access = ACCESS
problems.install(api)
api.add_middleware(
    SessionMiddleware,
    secret_key=_config.identity_keys[0],
    session_cookie=oidc.STATE_COOKIE,
    max_age=600,
    path="/oauth/login",
    same_site="lax",
    https_only=_config.secure,
)
for router in (identity, oidc.router, own_account, accounts, clients, audit):
    api.include_router(router)


@api.get("/healthz", include_in_schema=False)
async def healthz(request: Request) -> Response:
    """Return 200 when every part is ready, else 503; the body names each part's state."""
    states = await health.parts(request.app.state.proxy, request.app.state.database)
    ready = all(state == "ready" for state in states.values())
    body = {"status": "ready" if ready else "not ready", "parts": states}
    return JSONResponse(body, 200 if ready else 503, {"Cache-Control": "no-store"})


@api.get("/api/openapi.json", include_in_schema=False)
async def openapi_document(request: Request) -> Response:
    """Return the merged document; it is made once all services have answered."""
    state = request.app.state
    if getattr(state, "openapi", None) is None:
        documents: list[dict[str, Any]] = [openapi.of_service(api)]
        for service in SERVICES:
            try:
                status, document = await state.proxy.get_json(service, "/openapi.json")
            except Exception as exc:
                raise Problem(503, "part-not-ready", headers={"Retry-After": "5"}, part=service) from exc
            if status != 200 or not isinstance(document, dict):
                raise Problem(503, "part-not-ready", headers={"Retry-After": "5"}, part=service)
            documents.append(document)
        state.openapi = openapi.merge(documents)
    return JSONResponse(state.openapi, headers={"Cache-Control": "no-cache"})


_pages: ASGIApp = not_built
if _config.static_folder is not None and (_config.static_folder / "index.html").is_file():
    _pages = PublicPages(
        single_page_application(_config.static_folder),
        _config.static_folder,
        _config.public_url,
        lambda: api.state.database,
    )


async def _dispatch(scope: Scope, receive: Receive, send: Send) -> None:
    """Pass on what the routing table names; answer the gateway's own; the rest is the application's pages."""
    if scope["type"] != "http":
        await api(scope, receive, send)
        return
    route = route_of(scope["path"])
    if route is None and not scope["path"].startswith(("/api", "/oauth", "/healthz")):
        await _pages(scope, receive, send)
        return
    # Signing in and getting tokens has a limit of its own.
    if scope["path"].startswith("/api"):
        try:
            send = await _within_limits(scope, send)
        except Problem as problem:
            await problems.problem_response(problem, Request(scope))(scope, receive, send)
            return
    if route is not None:
        proxy: Proxy = api.state.proxy
        await proxy.pass_on(route, scope, receive, send)
    else:
        await api(scope, receive, send)


async def _within_limits(scope: Scope, send: Send) -> Send:
    """Count the request of its account, client or address; return a ``send`` that tells what is left.

    Raises:
        Problem: 401 for a bearer token that is not valid; 429 when the limit is reached.
    """
    state = api.state
    try:
        holder = await state.door.holder(scope)
    except Problem:
        # Whoever tries tokens out is slowed down as whoever tries passwords.
        state.sign_in_limiter.take(address_of(scope))
        raise
    limiter: Limiter = state.public_limiter if holder is None else state.limiter
    allowance = limiter.take(address_of(scope) if holder is None else holder.principal.subject)

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *allowance.headers]
        await send(message)

    return answer


app: ASGIApp = telemetry.RequestLog(
    SecurityHeaders(_dispatch, https=_config.secure), service="gateway", trust_client_id=False
)
