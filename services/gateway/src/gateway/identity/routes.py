"""Sessions of browsers and tokens of machine clients."""

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import parse_qs, unquote_plus

from fastapi import APIRouter, Header, Request
from starlette.responses import JSONResponse, Response

from gateway.asker import browser_of
from gateway.door import COOKIE, Door
from gateway.identity import commands, queries, rules
from gateway.identity.cookies import set_session
from gateway.identity.queries import Holder
from gateway.identity.schemas import SessionOut, SignIn, TokenError, TokenOut
from gateway.settings import settings
from service_kit.jsons import dumps
from service_kit.principal import PUBLIC, Action, Principal, Reach
from service_kit.problems import Problem

router = APIRouter()


async def _body(request: Request, principal: Principal, csrf_token: str | None) -> bytes:
    organisation = await queries.organisation_of(request.app.state.database, principal)
    reaches = {action.value: principal.reach(action) for action in Action}
    known = principal is not PUBLIC
    return dumps(
        {
            "subject": principal.subject if known else None,
            "name": principal.name if known else None,
            "role": principal.role,
            "organisation": organisation,
            "actions": {name: reach.name.lower() for name, reach in reaches.items() if reach is not Reach.NONE},
            "csrf_token": csrf_token,
            "environment": settings().env,
            "external_sign_in": settings().oidc_name if settings().oidc_issuer else None,
        }
    )


def _answer(body: bytes, status: int = 200) -> Response:
    return Response(body, status, {"Cache-Control": "no-store"}, media_type="application/json")


@router.get("/api/v1/session", tags=["session"], operation_id="get_session", responses={200: {"model": SessionOut}})
async def get_session(request: Request) -> Response:
    """Say who is asking and what they may do."""
    door: Door = request.app.state.door
    holder = await door.holder(request.scope)
    principal = holder.principal if holder else PUBLIC
    return _answer(await _body(request, principal, holder.csrf_token if holder else None))


@router.post(
    "/api/v1/session",
    tags=["session"],
    operation_id="sign_in",
    status_code=201,
    responses={201: {"model": SessionOut}},
)
async def sign_in(request: Request, body: SignIn) -> Response:
    """Sign in; the session is an httpOnly cookie."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Problem(403, "cross-site")
    browser = browser_of(request)
    request.app.state.sign_in_limiter.take(browser.address)
    async with request.app.state.database.transaction() as session:
        result = await commands.sign_in(session, body.email, body.password, body.code, browser)
    if isinstance(result, Problem):
        raise result
    holder = await queries.holder_of_session(request.app.state.database, result.token)
    if holder is None:
        raise Problem(401, "sign-in-failed")
    response = _answer(await _body(request, holder.principal, result.csrf_token), 201)
    set_session(response, result.token)
    return response


@router.delete("/api/v1/session", tags=["session"], operation_id="sign_out", status_code=204)
async def sign_out(request: Request) -> Response:
    """Sign out; without a session nothing happens."""
    door: Door = request.app.state.door
    token = request.cookies.get(COOKIE)
    if token:
        holder: Holder | None = await door.holder(request.scope)
        if holder is not None:
            door.require_csrf(request.scope, holder)
        async with request.app.state.database.transaction() as session:
            await commands.sign_out(session, token)
        door.forget(token)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


_TOKEN_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string"},
                        "scope": {
                            "type": "string",
                            "description": "Space-separated; all of the client's when absent",
                        },
                    },
                },
                "example": {"grant_type": "client_credentials", "client_id": "…", "client_secret": "…"},
            }
        },
    }
}


def _refuse(status: int, error: str, description: str) -> Response:
    headers = {"Cache-Control": "no-store"} | ({"WWW-Authenticate": "Basic"} if status == 401 else {})
    return JSONResponse({"error": error, "error_description": description}, status, headers)


@router.post(
    "/oauth/token", tags=["session"], operation_id="issue_token", openapi_extra=_TOKEN_BODY,
    responses={200: {"model": TokenOut}, 400: {"model": TokenError}, 401: {"model": TokenError}},
)  # fmt: skip
async def issue_token(request: Request, authorization: Annotated[str | None, Header()] = None) -> Response:
    """Issue an access token to a machine client (OAuth 2.0 client credentials, RFC 6749 §4.4)."""
    request.app.state.sign_in_limiter.take(browser_of(request).address)
    form = {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
    if form.get("grant_type") != "client_credentials":
        return _refuse(400, "unsupported_grant_type", "Send grant_type=client_credentials.")
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    if authorization and authorization.lower().startswith("basic "):
        client_id, secret = _basic(authorization)
    if not client_id or not secret:
        return _refuse(401, "invalid_client", "Send client_id and client_secret, in the body or by HTTP Basic.")
    try:
        async with request.app.state.database.transaction() as session:
            issued = await commands.issue_token(session, client_id, secret, form.get("scope"))
    except ValueError as exc:
        return _refuse(400, "invalid_scope", f"The client may not have: {exc}")
    if issued is None:
        return _refuse(401, "invalid_client", "Client id and secret do not fit, or the client is disabled.")
    token, scopes = issued
    lifetime = int(rules.TOKEN_LIFE.total_seconds())
    body = {"access_token": token, "token_type": "Bearer", "expires_in": lifetime, "scope": " ".join(scopes)}
    return _answer(dumps(body))


def _basic(authorization: str) -> tuple[str, str]:
    """Return id and secret of a Basic header; they are form-encoded in it (RFC 6749 §2.3.1)."""
    try:
        decoded = base64.b64decode(authorization[6:].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)
