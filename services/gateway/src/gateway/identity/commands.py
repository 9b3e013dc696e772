"""Signing in and out, and machine clients' tokens."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.identity import rules, second_factor
from gateway.identity.models import AccessToken, Account, Client, RecoveryCode, Session, SignInAttempt
from gateway.identity.secrets import hash_token, new_token, password_fits
from service_kit.problems import Problem


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a person signs in from."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its cookie's value and what the page needs."""

    account: Account
    token: str
    csrf_token: str


async def sign_in(
    session: AsyncSession, email: str, password: str, code: str | None, browser: Browser
) -> SignedIn | Problem:
    """Open a session for the account with this e-mail address and password, and second factor if it has one.

    Returns the problem instead of raising it, so that the counted failure is committed: 401 when address and
    password do not fit (not saying which), or when a code is needed or wrong; 429 while the account is locked.
    """
    email = email.strip().lower()
    account = await session.scalar(select(Account).where(Account.email == email).with_for_update())
    now = datetime.now(UTC)
    if account is not None and account.locked_until is not None and account.locked_until > now:
        remember(session, account, email, "password", "locked", browser)
        wait = int((account.locked_until - now).total_seconds()) + 1
        return Problem(429, "sign-in-locked", headers={"Retry-After": str(wait)}, seconds=wait)
    fits = await password_fits(password, account.password_hash if account is not None else None)
    if account is None or not fits or account.disabled:
        _count_failure(account, now)
        remember(session, account, email, "password", "refused", browser)
        return Problem(401, "sign-in-failed")
    method = "password"
    if account.totp_on:
        if not code:
            return Problem(401, "second-factor-required")
        method = await _second_factor(session, account, code, now)
        if not method:
            _count_failure(account, now)
            remember(session, account, email, "second-factor", "refused", browser)
            return Problem(401, "second-factor-wrong")
    return open_session(session, account, method, browser)


def open_session(session: AsyncSession, account: Account, method: str, browser: Browser) -> SignedIn:
    """Open a session for an account whose person has shown who they are by ``method``."""
    now = datetime.now(UTC)
    account.failures, account.locked_until, account.last_sign_in_at = 0, None, now
    token, csrf_token = new_token(), new_token()
    session.add(
        Session(
            token_hash=hash_token(token), account_id=account.id, csrf_token=csrf_token, method=method,
            address=browser.address, agent=browser.agent[:300], expires_at=now + rules.SESSION_LIFE,
        )
    )  # fmt: skip
    remember(session, account, account.email, method, "signed-in", browser)
    return SignedIn(account, token, csrf_token)


def remember(
    session: AsyncSession, account: Account | None, email: str, method: str, outcome: str, browser: Browser
) -> None:
    """Remember an attempt to sign in."""
    session.add(
        SignInAttempt(
            account_id=account.id if account else None, email=email[:320], method=method, outcome=outcome,
            address=browser.address, agent=browser.agent[:300],
        )
    )  # fmt: skip


def _count_failure(account: Account | None, now: datetime) -> None:
    if account is not None:
        account.failures += 1
        lock = rules.lock_after(account.failures)
        account.locked_until = now + lock if lock else None


async def _second_factor(session: AsyncSession, account: Account, code: str, now: datetime) -> str:
    """Return how the code shows the second factor (each code once), or an empty text."""
    for secret in second_factor.secrets_of(account.id, account.totp_generation):
        step = second_factor.step_of(code, secret, account.totp_step, now)
        if step is not None:
            account.totp_step = step
            return "password+code"
    used = await session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == second_factor.hash_recovery_code(account.id, code),
        )
    )
    return "password+recovery" if used.rowcount else ""  # type: ignore[attr-defined]


async def sign_out(session: AsyncSession, token: str) -> None:
    """End a browser's session, and forget the ones that have expired."""
    now = datetime.now(UTC)
    await session.execute(delete(Session).where((Session.token_hash == hash_token(token)) | (Session.expires_at < now)))
    await session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - rules.ATTEMPTS_KEPT))


async def issue_token(
    session: AsyncSession, client_id: str, secret: str, scope: str | None
) -> tuple[str, list[str]] | None:
    """Return a new access token and its scopes for a client; None when id and secret do not fit.

    Raises:
        ValueError: when ``scope`` (space-separated) asks for what the client may not do.
    """
    client = await session.get(Client, client_id)
    now = datetime.now(UTC)
    fits = await password_fits(secret, client.secret_hash if client is not None else None)
    if not fits and client is not None and client.previous_until is not None and client.previous_until > now:
        fits = await password_fits(secret, client.previous_hash)
    if client is None or not fits or client.disabled:
        return None
    scopes = sorted(set(scope.split())) if scope else sorted(client.scopes)
    refused = set(scopes) - set(client.scopes)
    if refused:
        raise ValueError(" ".join(sorted(refused)))
    token = new_token()
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
