"""Reads of imports."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from service_kit.database import Database
from service_kit.pagination import decode_cursor, encode_cursor

_IMPORT: Final = """
    SELECT i.id, i.kind, i.filename, i.status, i.visibility, i.done, i.total, i.working_since, i.counts, i.report,
           i.failure, i.version, i.created_by_name, i.created_at, i.updated_at, i.applied_at, i.file_id, f.size
    FROM registry.import i JOIN registry.stored_file f ON f.id = i.file_id
"""


async def record(database: Database, import_id: UUID) -> Any:
    """Return an import's row, or None."""
    rows = await database.rows(text(f"{_IMPORT} WHERE i.id = :id"), {"id": import_id})
    return rows[0] if rows else None


async def page(database: Database, limit: int, after: str | None) -> tuple[list[Any], int, str | None]:
    """Return a page of imports, the newest first, the total, and the next cursor."""
    params: dict[str, Any] = {"rows": limit + 1}
    condition = "true"
    if after is not None:
        [params["after"]] = decode_cursor(after, (UUID,))
        condition = "i.id < :after"
    total = await database.scalar(text("SELECT count(*) FROM registry.import"))
    # Ids are UUIDv7: their order is the order of arrival.
    rows = await database.rows(text(f"{_IMPORT} WHERE {condition} ORDER BY i.id DESC LIMIT :rows"), params)
    following = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return rows[:limit], int(total), following


async def rows_of(
    database: Database, import_id: UUID, action: str | None, limit: int, after: str | None
) -> tuple[list[Any], int, str | None]:
    """Return a page of what an import does with each record, in the file's order."""
    params: dict[str, Any] = {"id": import_id}
    condition = "r.import_id = :id"
    if action is not None:
        condition += " AND r.action = :action"
        params["action"] = action
    total = await database.scalar(text(f"SELECT count(*) FROM registry.import_row r WHERE {condition}"), params)
    if after is not None:
        [params["after"]] = decode_cursor(after, (int,))
        condition += " AND r.position > :after"
    statement = text(
        "SELECT r.position, r.identifier, r.title, r.line, r.action, r.reason, r.changes, p.code "
        "FROM registry.import_row r LEFT JOIN registry.project p ON p.id = r.project_id "
        f"WHERE {condition} ORDER BY r.position LIMIT :rows"
    )
    rows = await database.rows(statement, params | {"rows": limit + 1})
    following = encode_cursor(rows[limit - 1].position) if len(rows) > limit else None
    return rows[:limit], int(total), following


async def problems_of(
    database: Database, import_id: UUID, severity: str | None, limit: int, after: str | None
) -> tuple[list[Any], int, str | None]:
    """Return a page of an import's findings as stored, in the order found."""
    params: dict[str, Any] = {"id": import_id}
    condition = "q.import_id = :id"
    if severity is not None:
        condition += " AND q.finding ->> 'severity' = :severity"
        params["severity"] = severity
    total = await database.scalar(
        text(f"SELECT count(*) FROM registry.import_problem q WHERE {condition}"),
        params,
    )
    if after is not None:
        [params["after"]] = decode_cursor(after, (int,))
        condition += " AND q.position > :after"
    statement = text(
        f"SELECT q.position, q.finding FROM registry.import_problem q WHERE {condition} ORDER BY q.position LIMIT :rows"
    )
    rows = await database.rows(statement, params | {"rows": limit + 1})
    following = encode_cursor(rows[limit - 1].position) if len(rows) > limit else None
    return [row.finding for row in rows[:limit]], int(total), following


async def all_problems(database: Database, import_id: UUID) -> list[Any]:
    """Return every listed finding of an import as stored (``findings.MAX_LISTED`` at most)."""
    statement = text("SELECT finding FROM registry.import_problem WHERE import_id = :id ORDER BY position")
    return [row.finding for row in await database.rows(statement, {"id": import_id})]
