"""Writes of machine clients and their keys."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.commands import organisation_errors
from gateway.clients.schemas import ApiKeyIn, ClientIn, ClientPatch
from gateway.identity.models import ApiKey, Client
from gateway.identity.queries import KEY_PREFIX
from gateway.identity.secrets import hash_password_later, hash_token, new_token
from service_kit.principal import ALL_SCOPES
from service_kit.problems import FieldError, invalid, not_found


async def get(session: AsyncSession, client_id: str) -> Client:
    """Return a client, locked for change.

    Raises:
        Problem: 404.
    """
    client = await session.get(Client, client_id, with_for_update=True)
    if client is None:
        raise not_found("client", client_id)
    return client


async def add(session: AsyncSession, body: ClientIn) -> tuple[Client, str]:
    """Add a machine client; return it and its secret.

    Raises:
        Problem: 422 when the id is taken, a scope or the organisation unknown.
    """
    errors = _scope_errors(body.scopes, ALL_SCOPES)
    errors += await organisation_errors(session, body.organisation_id, needed=True)
    if await session.get(Client, body.id) is not None:
        errors.append(FieldError("/id", "client-taken"))
    if errors:
        raise invalid(*errors)
    secret = new_token()
    client = Client(**body.model_dump(), secret_hash=await hash_password_later(secret))
    session.add(client)
    await session.flush()
    return client, secret


async def change(client: Client, patch: ClientPatch) -> None:
    """Change a client's given fields.

    Raises:
        Problem: 422 for a scope that does not exist.
    """
    given = patch.model_dump(include=patch.model_fields_set)
    errors = _scope_errors(given.get("scopes", ()), ALL_SCOPES)
    if errors:
        raise invalid(*errors)
    for name, value in given.items():
        setattr(client, name, value)
    client.version += 1


async def rotate_secret(client: Client, overlap_hours: int) -> str:
    """Give a client a new secret; the present one is taken for ``overlap_hours`` more, so that nothing stops."""
    secret = new_token()
    client.previous_hash, client.previous_until = None, None
    if overlap_hours:
        client.previous_hash = client.secret_hash
        client.previous_until = datetime.now(UTC) + timedelta(hours=overlap_hours)
    client.secret_hash = await hash_password_later(secret)
    client.version += 1
    return secret


async def add_key(session: AsyncSession, client: Client, body: ApiKeyIn) -> tuple[ApiKey, str]:
    """Make an API key for a client; return it and its text.

    Raises:
        Problem: 422 for a scope that the client does not have.
    """
    errors = _scope_errors(body.scopes or (), client.scopes)
    if errors:
        raise invalid(*errors)
    text = KEY_PREFIX + new_token()
    key = ApiKey(
        client_id=client.id, name=body.name, key_hash=hash_token(text), hint=text[-4:],
        scopes=body.scopes or list(client.scopes), expires_at=body.expires_at,
    )  # fmt: skip
    session.add(key)
    client.version += 1
    await session.flush()
    return key, text


async def end_key(session: AsyncSession, client: Client, key_id: UUID) -> None:
    """Revoke a key.

    Raises:
        Problem: 404.
    """
    ended = await session.scalar(
        delete(ApiKey).where(ApiKey.client_id == client.id, ApiKey.id == key_id).returning(ApiKey.id)
    )
    if ended is None:
        raise not_found("api-key", key_id)
    client.version += 1


def _scope_errors(scopes: Collection[str], known: Collection[str]) -> list[FieldError]:
    return [
        FieldError(f"/scopes/{index}", "scope-unknown", {"scope": scope})
        for index, scope in enumerate(scopes)
        if scope not in known
    ]
