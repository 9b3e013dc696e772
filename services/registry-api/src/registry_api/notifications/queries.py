"""Reads of notifications: of projects that the recipient still may read."""

from datetime import datetime
from typing import Final

from sqlalchemy import text

from registry_api.projects.visibility import visible
from registry_api.sql import project_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Principal

_RECORD: Final = f"""json_build_object('id', n.id, 'kind', n.kind, 'actor_name', n.actor_name,
    'project', CASE WHEN p.id IS NOT NULL THEN {project_ref("p")} END, 'import_id', n.import_id,
    'record_id', n.record_id, 'detail', n.detail,
    'read', n.read_at IS NOT NULL, 'created_at', n.created_at)::text"""
_SOURCE: Final = "registry.notification n LEFT JOIN registry.project p ON p.id = n.project_id"


async def page(
    database: Database, asker: Principal, limit: int, after: str | None
) -> tuple[list[str], int, str | None, int]:
    """Return a page of what the asker is told as JSON text, the total, the next cursor, and how many are unread."""
    seen, params = visible(asker)
    where = f"n.recipient = :recipient AND (n.project_id IS NULL OR {seen})"
    params = params | {"recipient": asker.subject}
    unread = await database.scalar(text(f"SELECT count(*) FROM {_SOURCE} WHERE {where} AND n.read_at IS NULL"), params)
    items, total, following = await read_page(
        database, record=_RECORD, source=_SOURCE, where=where, params=params,
        order=Order("n.created_at", datetime, "n.id", descending=True), limit=limit, after=after,
    )  # fmt: skip
    return items, total, following, int(unread)
