"""Reads of webhooks and their deliveries."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Action, Principal, Reach

RECORD: Final = """json_build_object('id', w.id, 'owner', w.owner, 'owner_name', w.owner_name, 'url', w.url,
    'description', w.description, 'kinds', w.kinds, 'active', w.active, 'stopped', w.stopped,
    'previous_until', CASE WHEN w.previous_until > now() THEN w.previous_until END,
    'pending', (SELECT count(*) FROM registry.webhook_delivery d WHERE d.webhook_id = w.id AND d.status = 'pending'),
    'dead', (SELECT count(*) FROM registry.webhook_delivery d WHERE d.webhook_id = w.id AND d.status = 'dead'),
    'version', w.version, 'created_at', w.created_at)::text"""
_DELIVERY: Final = """json_build_object('id', d.id, 'type', d.type, 'body', d.body::json, 'status', d.status,
    'next_attempt_at', CASE WHEN d.status = 'pending' THEN d.next_attempt_at END, 'attempts', d.attempts,
    'created_at', d.created_at)::text"""


async def all_of(database: Database, principal: Principal) -> list[str]:
    """Return the webhooks that the principal may manage as JSON text, the oldest first."""
    everyones = principal.reach(Action.WEBHOOK_MANAGE) is Reach.ALL
    rows = await database.rows(
        text(f"SELECT {RECORD} FROM registry.webhook w WHERE :everyones OR w.owner = :owner "
             "ORDER BY w.created_at, w.id LIMIT 500"),
        {"everyones": everyones, "owner": principal.subject},
    )  # fmt: skip
    return [row[0] for row in rows]


async def record(session: AsyncSession, webhook_id: UUID) -> str:
    """Return a webhook as JSON text, in the caller's transaction."""
    return str(
        await session.scalar(text(f"SELECT {RECORD} FROM registry.webhook w WHERE w.id = :id"), {"id": webhook_id})
    )


async def deliveries(
    database: Database, webhook_id: UUID, status: str | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of a webhook's deliveries as JSON text, the total, and the next cursor."""
    where, params = "d.webhook_id = :webhook", {"webhook": webhook_id, "status": status}
    if status is not None:
        where += " AND d.status = :status"
    else:
        del params["status"]
    return await read_page(
        database, record=_DELIVERY, source="registry.webhook_delivery d", where=where, params=params,
        order=Order("d.created_at", datetime, "d.id", descending=True), limit=limit, after=after,
    )  # fmt: skip
