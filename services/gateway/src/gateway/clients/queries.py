"""Reads of machine clients."""

from typing import Final

from sqlalchemy import text

from gateway.accounts.queries import ORGANISATION
from service_kit.database import Database
from service_kit.pagination import Order, read_page

_RECORD: Final = f"""json_build_object('id', c.id, 'name', c.name, 'role', c.role,
    'organisation', {ORGANISATION.format("c")}, 'scopes', c.scopes, 'disabled', c.disabled,
    'previous_until', CASE WHEN c.previous_until > now() THEN c.previous_until END, 'last_used_at', c.last_used_at,
    'created_at', c.created_at, 'version', c.version,
    'keys', coalesce((SELECT json_agg(json_build_object('id', k.id, 'name', k.name, 'hint', k.hint,
            'scopes', k.scopes, 'expires_at', k.expires_at, 'last_used_at', k.last_used_at, 'created_at', k.created_at)
            ORDER BY k.created_at, k.id)
        FROM identity.api_key k WHERE k.client_id = c.id), '[]'::json))::text"""


async def page(database: Database, limit: int, after: str | None) -> tuple[list[str], int, str | None]:
    """Return a page of clients as JSON text, the total, and the next cursor."""
    return await read_page(
        database, record=_RECORD, source="identity.client c", where="true", params={},
        order=Order("c.id", str, "c.id", tie_kind=str), limit=limit, after=after,
    )  # fmt: skip


async def record(database: Database, client_id: str) -> tuple[str, int] | None:
    """Return a client as JSON text and its version, or None."""
    rows = await database.rows(
        text(f"SELECT {_RECORD}, c.version FROM identity.client c WHERE c.id = :id"), {"id": client_id}
    )
    return (rows[0][0], rows[0][1]) if rows else None
