"""Who holds a session or an access token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Uuid, column, func, select, table, text

from gateway.identity.models import AccessToken, Account, Client, Session
from gateway.identity.secrets import hash_token
from service_kit.database import Database
from service_kit.principal import Principal, Role


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
    row = rows[0]
    principal = Principal(f"account:{row.id}", row.name, Role(row.role), row.organisation_id)
    return Holder(principal, row.expires_at, row.csrf_token)


async def holder_of_token(database: Database, token: str) -> Holder | None:
    """Return the client that an access token was issued to, or None."""
    rows = await database.rows(
        select(
            Client.id, Client.name, _organisation(Client.organisation_id), AccessToken.scopes, AccessToken.expires_at
        )
        .join(AccessToken, AccessToken.client_id == Client.id)
        .where(AccessToken.token_hash == hash_token(token), AccessToken.expires_at > func.now(), ~Client.disabled)
    )
    if not rows:
        return None
    row = rows[0]
    principal = Principal(f"client:{row.id}", row.name, Role.INTEGRATION, row.organisation_id, frozenset(row.scopes))
    return Holder(principal, row.expires_at)


async def organisation_of(database: Database, principal: Principal) -> Any:
    """Return ``{id, name, acronym}`` of the principal's organisation, or None."""
    if principal.organisation is None:
        return None
    rows = await database.rows(
        text("SELECT id, name, acronym FROM registry.directory_organisation WHERE id = :id"),
        {"id": principal.organisation},
    )
    return dict(rows[0]._mapping) if rows else None
