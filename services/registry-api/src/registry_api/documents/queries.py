"""Reads of documents: public ones of what the asker sees; internal ones only with an account."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.agreements.queries import seen as seen_agreements
from registry_api.history.queries import PastRecord
from registry_api.projects.visibility import visible
from registry_api.sql import project_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Action, Principal, Reach
from service_kit.texts import fold, like

_RECORD: Final = f"""
    json_build_object('id', d.id, 'version', d.version, 'title', d.title, 'category', d.category,
        'language', d.language, 'visibility', d.visibility, 'url', d.url,
        'project', CASE WHEN p.id IS NULL THEN NULL ELSE {project_ref("p")} END, 'agreement_id', d.agreement_id,
        'versions', coalesce((SELECT json_agg(json_build_object('number', v.number, 'filename', v.filename,
                'media_type', v.media_type, 'size', v.size, 'sha256', v.sha256, 'uploaded_by', v.uploaded_by_name,
                'uploaded_at', v.uploaded_at,
                'file', '/api/v1/documents/' || d.id || '/versions/' || v.number || '/file') ORDER BY v.number DESC)
            FROM registry.document_version v WHERE v.document_id = d.id), '[]'::json),
        'created_at', d.created_at, 'updated_at', d.updated_at)::text
"""
_SOURCE: Final = """registry.document d LEFT JOIN registry.project p ON p.id = d.project_id
    LEFT JOIN registry.agreement a ON a.id = d.agreement_id"""


def _seen(principal: Principal) -> tuple[str, dict[str, Any]]:
    condition, params = visible(principal)
    internal = "true" if principal.reach(Action.INTERNAL_READ) is not Reach.NONE else "d.visibility = 'public'"
    owner = f"CASE WHEN d.project_id IS NULL THEN {seen_agreements(principal)} ELSE {condition} END"
    return f"{internal} AND {owner}", params


async def record(session: AsyncSession, principal: Principal, document_id: UUID) -> tuple[str, int] | None:
    """Return a document as JSON text and its version, or None when the principal sees none."""
    condition, params = _seen(principal)
    statement = text(f"SELECT {_RECORD}, d.version FROM {_SOURCE} WHERE d.id = :id AND {condition}")
    row = (await session.execute(statement, params | {"id": document_id})).first()
    return (row[0], row[1]) if row else None


def past_record(document_id: UUID, project_id: UUID | None) -> PastRecord:
    """Return how a document's past is read: its row is in its project's chain, its files in its own."""
    chains = (f"document:{document_id}", *((f"project:{project_id}",) if project_id else ()))
    select = f"SELECT {_RECORD} FROM {_SOURCE} WHERE d.id = :id"
    return PastRecord(select, ("document d", "document_version"), chains, {"id": document_id})


async def page(
    database: Database,
    principal: Principal,
    q: str,
    project: UUID | None,
    agreement: UUID | None,
    limit: int,
    after: str | None,
) -> tuple[list[str], int, str | None]:
    """Return a page of documents, the newest first; ``q`` is looked for in titles and in the files' text."""
    condition, params = _seen(principal)
    where = [condition]
    for index, word in enumerate(fold(q).split()[:10]):
        where.append(
            f"(d.title::text ILIKE :word{index} OR EXISTS (SELECT 1 FROM registry.document_version f "
            f"WHERE f.document_id = d.id AND f.search_text LIKE :word{index}))"
        )
        params[f"word{index}"] = f"%{like(word)}%"
    for column, value in (("project_id", project), ("agreement_id", agreement)):
        if value is not None:
            where.append(f"d.{column} = :{column}")
            params[column] = value
    return await read_page(
        database, record=_RECORD, source=_SOURCE, where=" AND ".join(where), params=params,
        order=Order("d.created_at", datetime, "d.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


async def file_of(database: Database, principal: Principal, document_id: UUID, number: int) -> Any:
    """Return the row (file_id, filename, media_type, size, sha256) of a document's file, or None."""
    condition, params = _seen(principal)
    rows = await database.rows(
        text(
            "SELECT v.file_id, v.filename, v.media_type, v.size, v.sha256 "
            f"FROM {_SOURCE} JOIN registry.document_version v ON v.document_id = d.id "
            f"WHERE d.id = :id AND v.number = :number AND {condition}"
        ),
        params | {"id": document_id, "number": number},
    )
    return rows[0] if rows else None
