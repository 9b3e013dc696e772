"""Who holds a session or an access token."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import TextClause, Uuid, column, func, select, table, text

from gateway.identity.models import AccessToken, Account, ApiKey, Client, Session
from gateway.identity.secrets import hash_token
from service_kit.database import Database
from service_kit.principal import MACHINE, Principal, Role


@dataclass(frozen=True, slots=True)
class Holder:
    """The principal behind a token, until when, and the session's CSRF token (browsers only)."""

    principal: Principal
    expires_at: datetime
    csrf_token: str | None = None


_DIRECTORY: Final = table(
    "directory_organisation", column("id", Uuid), column("merged_into_id", Uuid), schema="registry"
)


def _organisation(organisation_id: Any) -> Any:
    """Return the organisation with this id, or the one that it was merged into."""
    successor = select(_DIRECTORY.c.merged_into_id).where(_DIRECTORY.c.id == organisation_id).scalar_subquery()
    return func.coalesce(successor, organisation_id).label("organisation_id")


_SEEN: Final = text(
    "UPDATE identity.session SET seen_at = now() WHERE token_hash = :hash AND seen_at < now() - interval '1 minute'"
)
_USED: Final = text(
    "WITH used AS (UPDATE identity.api_key SET last_used_at = now() WHERE key_hash = :hash "
    "AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute') RETURNING client_id) "
    "UPDATE identity.client SET last_used_at = now() FROM used WHERE id = used.client_id"
)
KEY_PREFIX: Final = "milpa_"
"""What an API key starts with, so that one found in a file is known for what it is."""


async def holder_of_session(database: Database, token: str) -> Holder | None:
    """Return who is signed in with a session cookie, or None."""
    rows = await database.rows(
        select(
            Account.id,
            Account.name,
            Account.role,
            _organisation(Account.organisation_id),
            Session.csrf_token,
            Session.expires_at,
        )
        .join(Session, Session.account_id == Account.id)
        .where(Session.token_hash == hash_token(token), Session.expires_at > func.now(), ~Account.disabled)
    )
    if not rows:
        return None
    await _note(database, _SEEN, token)
    row = rows[0]
    principal = Principal(f"account:{row.id}", row.name, Role(row.role), row.organisation_id)
    return Holder(principal, row.expires_at, row.csrf_token)


async def _note(database: Database, statement: TextClause, token: str) -> None:
    async with database.reader.connect() as connection:
        await connection.execute(statement, {"hash": hash_token(token)})


async def holder_of_token(database: Database, token: str) -> Holder | None:
    """Return the client that an access token was issued to, or whose API key it is, or None."""
    if token.startswith(KEY_PREFIX):
        return await _holder_of_key(database, token)
    rows = await database.rows(
        select(*_CLIENT, AccessToken.scopes, AccessToken.expires_at)
        .join(AccessToken, AccessToken.client_id == Client.id)
        .where(AccessToken.token_hash == hash_token(token), AccessToken.expires_at > func.now(), ~Client.disabled)
    )
    return Holder(_machine(rows[0], rows[0].scopes), rows[0].expires_at) if rows else None


async def _holder_of_key(database: Database, key: str) -> Holder | None:
    rows = await database.rows(
        select(*_CLIENT, ApiKey.scopes, ApiKey.expires_at, Client.scopes.label("client_scopes"))
        .join(ApiKey, ApiKey.client_id == Client.id)
        .where(
            ApiKey.key_hash == hash_token(key),
            ApiKey.expires_at.is_(None) | (ApiKey.expires_at > func.now()),
            ~Client.disabled,
        )
    )
    if not rows:
        return None
    await _note(database, _USED, key)
    row = rows[0]
    # A scope taken from the client is taken from its keys.
    scopes = set(row.scopes) & set(row.client_scopes)
    return Holder(_machine(row, scopes), row.expires_at or datetime.max.replace(tzinfo=UTC))


_CLIENT: Final = (Client.id, Client.name, Client.role, _organisation(Client.organisation_id))


def _machine(row: Any, scopes: Iterable[str]) -> Principal:
    return Principal(f"{MACHINE}{row.id}", row.name, Role(row.role), row.organisation_id, frozenset(scopes))


async def organisation_of(database: Database, principal: Principal) -> Any:
    """Return ``{id, name, acronym}`` of the principal's organisation, or None."""
    if principal.organisation is None:
        return None
    rows = await database.rows(
        text("SELECT id, name, acronym FROM registry.directory_organisation WHERE id = :id"),
        {"id": principal.organisation},
    )
    return dict(rows[0]._mapping) if rows else None
