"""Signing in with an OpenID Connect provider (Authlib): authorization code with PKCE, state and nonce."""

from typing import Any, Final
from urllib.parse import quote

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request
from httpx import HTTPError
from joserfc.errors import JoseError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway.asker import browser_of
from gateway.identity import commands
from gateway.identity.commands import SignedIn
from gateway.identity.cookies import set_session
from gateway.identity.models import Account
from gateway.settings import GatewaySettings, settings
from service_kit.problems import Problem
from service_kit.telemetry import log

router = APIRouter(prefix="/oauth/login", tags=["session"])

CALLBACK: Final = "/oauth/login/callback"
STATE_COOKIE: Final = "milpa_sign_in"


def provider(config: GatewaySettings) -> Any:
    """Return Authlib's client of the configured provider, or None."""
    if config.oidc_issuer is None:
        return None
    oauth = OAuth()
    oauth.register(
        "provider",
        server_metadata_url=config.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_id=config.oidc_client_id,
        client_secret=config.oidc_client_secret,
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": 10},
    )
    return oauth.provider


def _required(request: Request) -> Any:
    found = request.app.state.oidc
    if found is None:
        raise Problem(404, "oidc-off")
    return found


@router.get("", operation_id="start_oidc_sign_in", status_code=302, response_class=RedirectResponse)
async def start(request: Request) -> Response:
    """Go to the provider to sign in there."""
    try:
        answer: Response = await _required(request).authorize_redirect(request, settings().public_url + CALLBACK)
    except (OAuthError, HTTPError, ValueError, KeyError) as exc:
        log.error("OpenID Connect provider not reached", error=repr(exc))
        return _back("provider")
    return answer


@router.get("/callback", operation_id="finish_oidc_sign_in", response_class=HTMLResponse)
async def finish(request: Request) -> Response:
    """Come back from the provider; the account is the one linked before, or the one with the confirmed address."""
    client = _required(request)
    try:
        token = await client.authorize_access_token(request)
        claims = token["userinfo"]
    except (OAuthError, HTTPError, JoseError, ValueError, KeyError) as exc:
        log.warning("OpenID Connect sign-in failed", error=repr(exc))
        return _back("provider")
    async with request.app.state.database.transaction() as session:
        signed_in = await _account(session, claims, request)
    if signed_in is None:
        return _back("account")
    # A page of ours that goes on by itself: on a redirect that began elsewhere the strict cookie would not be sent.
    page = Response('<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Milpa</title>', 200,
                    {"Cache-Control": "no-store"}, media_type="text/html")  # fmt: skip
    set_session(page, signed_in.token)
    return page


async def _account(session: AsyncSession, claims: Any, request: Request) -> SignedIn | None:
    issuer, subject, email = claims["iss"], claims["sub"], str(claims.get("email") or "").lower()
    account = await session.scalar(
        select(Account).where(Account.issuer == issuer, Account.subject == subject).with_for_update()
    )
    if account is None and email and claims.get("email_verified") is True:
        account = await session.scalar(
            select(Account).where(Account.email == email, Account.issuer.is_(None)).with_for_update()
        )
        if account is not None:
            account.issuer, account.subject = issuer, subject
            account.version += 1
    browser = browser_of(request)
    if account is None or account.disabled:
        commands.remember(session, account, email, "oidc", "refused", browser)
        return None
    return commands.open_session(session, account, "oidc", browser)


def _back(reason: str) -> Response:
    return RedirectResponse(f"/sign-in?error={quote(reason)}", 302, {"Cache-Control": "no-store"})
