"""Writes of accounts: by administrators, and by people of their own."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.schemas import AccountIn, AccountPatch
from gateway.identity import rules, second_factor
from gateway.identity.models import Account, PasswordReset, RecoveryCode, Session
from gateway.identity.secrets import hash_password_later, hash_token, new_token, password_fits
from service_kit.principal import Principal, Role
from service_kit.problems import FieldError, Problem, invalid, not_found

BOUND_ROLES: Final = frozenset({Role.PARTNER, Role.REGISTRAR})
"""Roles that act for an organisation: without one they could do nothing."""


async def get(session: AsyncSession, account_id: UUID) -> Account:
    """Return an account, locked for change.

    Raises:
        Problem: 404.
    """
    account = await session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise not_found("account", account_id)
    return account


def own_id(person: Principal) -> UUID:
    """Return the id of the account of the person who asks."""
    return UUID(person.subject.removeprefix("account:"))


async def own(session: AsyncSession, person: Principal) -> Account:
    """Return the account of the person who asks, locked for change."""
    return await get(session, own_id(person))


async def invite(session: AsyncSession, body: AccountIn) -> tuple[Account, str]:
    """Add an account without a password; return it and the token of the link to choose one.

    Raises:
        Problem: 422 when the address has an account, or the organisation is unknown or missing.
    """
    errors = await organisation_errors(session, body.organisation_id, needed=body.role in BOUND_ROLES)
    email = body.email.lower()
    if await session.scalar(select(Account.id).where(Account.email == email)) is not None:
        errors.append(FieldError("/email", "email-taken"))
    if errors:
        raise invalid(*errors)
    account = Account(
        email=email, name=body.name, role=body.role, organisation_id=body.organisation_id, language=body.language
    )
    session.add(account)
    await session.flush()
    return account, _open_reset(session, account, rules.INVITATION_LIFE)


async def change(session: AsyncSession, asker: Principal, account: Account, patch: AccountPatch) -> None:
    """Change an account's given fields; one that is disabled is signed out everywhere.

    Raises:
        Problem: 409 for an administrator who would lock themselves out; 422 for an organisation unknown or missing.
    """
    given: Mapping[str, object] = patch.model_dump(include=patch.model_fields_set)
    if asker.subject == f"account:{account.id}" and (
        given.get("disabled") or given.get("role", account.role) != account.role
    ):
        raise Problem(409, "own-account")
    for name, value in given.items():
        setattr(account, name, value)
    errors = await organisation_errors(
        session, account.organisation_id, needed=account.role in BOUND_ROLES and not account.disabled
    )
    if errors:
        raise invalid(*errors)
    account.version += 1
    if account.disabled:
        await end_sessions(session, account.id)


async def organisation_errors(session: AsyncSession, organisation_id: UUID | None, *, needed: bool) -> list[FieldError]:
    """Return what is wrong with an account's or client's organisation."""
    if organisation_id is None:
        return [FieldError("/organisation_id", "organisation-needed")] if needed else []
    known = await session.scalar(
        text("SELECT id FROM registry.directory_organisation WHERE id = :id AND merged_into_id IS NULL"),
        {"id": organisation_id},
    )
    return [] if known else [FieldError("/organisation_id", "organisation-unknown")]


# --- passwords ----------------------------------------------------------------------------------------------


def _open_reset(session: AsyncSession, account: Account, life: timedelta) -> str:
    token = new_token()
    session.add(PasswordReset(token_hash=hash_token(token), account_id=account.id, expires_at=datetime.now(UTC) + life))
    return token


async def ask_for_reset(session: AsyncSession, account: Account) -> str | None:
    """Return the token of a link to choose a new password; None when enough links are open already."""
    now = datetime.now(UTC)
    await session.execute(delete(PasswordReset).where(PasswordReset.expires_at < now))
    opened = await session.scalar(
        select(func.count()).select_from(PasswordReset).where(PasswordReset.account_id == account.id)
    )
    return None if (opened or 0) >= rules.MOST_OPEN_RESETS else _open_reset(session, account, rules.RESET_LIFE)


async def account_for_reset(session: AsyncSession, email: str) -> Account | None:
    """Return the account that may choose a new password by e-mail, or None.

    It is locked, so that many who ask at once are counted one after the other.
    """
    return await session.scalar(
        select(Account)
        .where(Account.email == email.strip().lower(), ~Account.disabled, Account.issuer.is_(None))
        .with_for_update()
    )


async def reset_password(session: AsyncSession, token: str, password: str) -> Account:
    """Set the password that a link's holder chose; every link is spent and every session ended.

    Raises:
        Problem: 410 when the link has expired or was used; 422 for a weak password (the link stays).
    """
    reset = await session.get(PasswordReset, hash_token(token), with_for_update=True)
    if reset is None or reset.expires_at < datetime.now(UTC):
        raise Problem(410, "reset-invalid")
    account = await get(session, reset.account_id)
    if account.disabled:
        raise Problem(410, "reset-invalid")
    await _set_password(account, password, "/password")
    account.failures, account.locked_until = 0, None
    await session.execute(delete(PasswordReset).where(PasswordReset.account_id == account.id))
    await end_sessions(session, account.id)
    return account


async def change_password(session: AsyncSession, account: Account, current: str, new: str, *, keep: str) -> None:
    """Change one's own password; every session but that of the cookie ``keep`` ends.

    Raises:
        Problem: 422 when the current one is wrong or the new one weak.
    """
    await require_password(account, current, "/current")
    await _set_password(account, new, "/new")
    await session.execute(
        delete(Session).where(Session.account_id == account.id, Session.token_hash != hash_token(keep))
    )


async def require_password(account: Account, password: str, pointer: str) -> None:
    """Raise 422 unless the password is the account's."""
    if not await password_fits(password, account.password_hash):
        raise invalid(FieldError(pointer, "password-wrong"))


async def _set_password(account: Account, password: str, pointer: str) -> None:
    weak = rules.password_weakness(password)
    if weak is not None:
        raise invalid(FieldError(pointer, weak, {"least": rules.MIN_PASSWORD}))
    account.password_hash = await hash_password_later(password)
    account.version += 1


# --- sessions -----------------------------------------------------------------------------------------------


async def end_sessions(session: AsyncSession, account_id: UUID) -> None:
    """Sign an account out everywhere."""
    await session.execute(delete(Session).where(Session.account_id == account_id))


async def end_session(session: AsyncSession, account: Account, session_id: UUID) -> None:
    """Sign one browser of an account out.

    Raises:
        Problem: 404.
    """
    ended = await session.scalar(
        delete(Session).where(Session.account_id == account.id, Session.id == session_id).returning(Session.id)
    )
    if ended is None:
        raise not_found("session", session_id)


# --- second factor ------------------------------------------------------------------------------------------


async def start_second_factor(account: Account) -> str:
    """Begin a new second factor; return its secret. It holds once ``confirm_second_factor`` saw a code.

    Raises:
        Problem: 409 when one is on.
    """
    if account.totp_on:
        raise Problem(409, "second-factor-on")
    account.totp_generation += 1
    return second_factor.secret_of(account.id, account.totp_generation)


async def confirm_second_factor(session: AsyncSession, account: Account, code: str) -> list[str]:
    """Put the second factor that was begun in force; return the recovery codes.

    Raises:
        Problem: 409 when none was begun or one is on; 422 when the code is wrong.
    """
    if account.totp_on:
        raise Problem(409, "second-factor-on")
    if account.totp_generation == 0:
        raise Problem(409, "second-factor-not-started")
    secret = second_factor.secret_of(account.id, account.totp_generation)
    step = second_factor.step_of(code, secret, account.totp_step, datetime.now(UTC))
    if step is None:
        raise invalid(FieldError("/code", "code-wrong"))
    account.totp_on, account.totp_step = True, step
    account.version += 1
    return await new_recovery_codes(session, account)


async def new_recovery_codes(session: AsyncSession, account: Account) -> list[str]:
    """Replace an account's recovery codes; return the new ones."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = second_factor.new_recovery_codes()
    session.add_all(
        RecoveryCode(code_hash=second_factor.hash_recovery_code(account.id, code), account_id=account.id)
        for code in codes
    )
    return codes


async def end_second_factor(session: AsyncSession, account: Account) -> None:
    """Turn an account's second factor off."""
    account.totp_on = False
    account.version += 1
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
