"""Signing in and out, and machine clients' tokens."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.identity import rules
from gateway.identity.models import AccessToken, Account, Client, Session
from gateway.identity.secrets import hash_token, new_token, password_fits
from service_kit.problems import Problem


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its cookie's value and what the page needs."""

    account: Account
    token: str
    csrf_token: str


async def sign_in(session: AsyncSession, email: str, password: str) -> SignedIn | Problem:
    """Open a session for the account with this e-mail address and password.

    Returns the problem instead of raising it, so that the counted failure is committed: 401 when address and
    password do not fit (not saying which), 429 while the account is locked.
    """
    account = await session.scalar(select(Account).where(Account.email == email.strip().lower()).with_for_update())
    now = datetime.now(UTC)
    if account is not None and account.locked_until is not None and account.locked_until > now:
        wait = int((account.locked_until - now).total_seconds()) + 1
        return Problem(429, "sign-in-locked", headers={"Retry-After": str(wait)}, seconds=wait)
    fits = await password_fits(password, account.password_hash if account is not None else None)
    if account is None or not fits or account.disabled:
        if account is not None:
            account.failures += 1
            lock = rules.lock_after(account.failures)
            account.locked_until = now + lock if lock else None
        return Problem(401, "sign-in-failed")
    account.failures, account.locked_until = 0, None
    token, csrf_token = new_token(), new_token()
    session.add(
        Session(
            token_hash=hash_token(token),
            account_id=account.id,
            csrf_token=csrf_token,
            expires_at=now + rules.SESSION_LIFE,
        )
    )
    return SignedIn(account, token, csrf_token)


async def sign_out(session: AsyncSession, token: str) -> None:
    """End a browser's session, and forget the ones that have expired."""
    await session.execute(
        delete(Session).where((Session.token_hash == hash_token(token)) | (Session.expires_at < datetime.now(UTC)))
    )


async def issue_token(
    session: AsyncSession, client_id: str, secret: str, scope: str | None
) -> tuple[str, list[str]] | None:
    """Return a new access token and its scopes for a client; None when id and secret do not fit.

    Raises:
        ValueError: when ``scope`` (space-separated) asks for what the client may not do.
    """
    client = await session.get(Client, client_id)
    fits = await password_fits(secret, client.secret_hash if client is not None else None)
    if client is None or not fits or client.disabled:
        return None
    scopes = sorted(set(scope.split())) if scope else sorted(client.scopes)
    refused = set(scopes) - set(client.scopes)
    if refused:
        raise ValueError(" ".join(sorted(refused)))
    now, token = datetime.now(UTC), new_token()
    await session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
    session.add(
        AccessToken(
            token_hash=hash_token(token),
            client_id=client_id,
            scopes=scopes,
            expires_at=now + rules.TOKEN_LIFE,
        )
    )
    client.last_used_at = now
    return token, scopes
