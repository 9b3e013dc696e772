"""Reads of accounts."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from gateway.identity.secrets import hash_token
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.texts import like

ORGANISATION: Final = """(SELECT json_build_object('id', o.id, 'name', o.name, 'acronym', o.acronym)
    FROM registry.directory_organisation o WHERE o.id = coalesce((SELECT d.merged_into_id
        FROM registry.directory_organisation d WHERE d.id = {0}.organisation_id), {0}.organisation_id))"""
_RECORD: Final = f"""json_build_object('id', a.id, 'email', a.email, 'name', a.name, 'role', a.role,
    'organisation', {ORGANISATION.format("a")}, 'language', a.language, 'digest', a.digest, 'disabled', a.disabled,
    'invited', a.password_hash IS NULL AND a.issuer IS NULL, 'external', a.issuer IS NOT NULL,
    'second_factor', a.totp_on, 'locked_until', CASE WHEN a.locked_until > now() THEN a.locked_until END,
    'last_sign_in_at', a.last_sign_in_at, 'created_at', a.created_at, 'version', a.version)::text"""


async def page(
    database: Database, q: str | None, role: str | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of accounts as JSON text, the total, and the next cursor."""
    where, params = ["true"], {}
    if q:
        where.append("(a.email LIKE :q OR lower(a.name) LIKE :q)")
        params["q"] = f"%{like(q.strip().lower())}%"
    if role:
        where.append("a.role = :role")
        params["role"] = role
    return await read_page(
        database, record=_RECORD, source="identity.account a", where=" AND ".join(where), params=params,
        order=Order("a.email", str, "a.id"), limit=limit, after=after,
    )  # fmt: skip


async def record(database: Database, account_id: UUID) -> tuple[str, int] | None:
    """Return an account as JSON text and its version, or None."""
    rows = await database.rows(
        text(f"SELECT {_RECORD}, a.version FROM identity.account a WHERE a.id = :id"), {"id": account_id}
    )
    return (rows[0][0], rows[0][1]) if rows else None


async def sessions(database: Database, account_id: UUID, token: str) -> list[dict[str, Any]]:
    """Return an account's open sessions, the one last seen first; ``token`` is the cookie of the one that asks."""
    rows = await database.rows(
        text("SELECT id, method, address, agent, created_at, seen_at, expires_at, token_hash = :hash AS current "
             "FROM identity.session WHERE account_id = :id AND expires_at > now() ORDER BY seen_at DESC LIMIT 200"),
        {"id": account_id, "hash": hash_token(token)},
    )  # fmt: skip
    return [dict(row._mapping) for row in rows]
