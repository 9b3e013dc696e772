"""Reads of organisations."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from registry_api.history.queries import PastRecord
from registry_api.projects.visibility import visible
from registry_api.sql import organisation_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Action, Principal, Reach
from service_kit.texts import fold, like

_RECORD: Final = f"""
    json_build_object('id', o.id, 'version', o.version, 'name', o.name, 'acronym', o.acronym, 'type', o.type,
        'country', o.country, 'iati_identifier', o.iati_identifier, 'website', o.website,
        'parent', (SELECT {organisation_ref("u")} FROM registry.organisation u WHERE u.id = o.parent_id),
        'children', coalesce((SELECT json_agg({organisation_ref("u")} ORDER BY u.search_text)
            FROM registry.organisation u WHERE u.parent_id = o.id AND u.merged_into_id IS NULL), '[]'::json),
        'identifiers', coalesce((SELECT json_agg(json_build_object('scheme', i.scheme, 'identifier', i.identifier)
                ORDER BY i.scheme, i.identifier)
            FROM registry.organisation_identifier i WHERE i.organisation_id = o.id), '[]'::json),
        'contacts', coalesce((SELECT json_agg(json_build_object('name', c.name, 'function', c.function,
                'email', c.email, 'phone', c.phone) ORDER BY c.position)
            FROM registry.organisation_contact c WHERE c.organisation_id = o.id AND {{internal}}), '[]'::json),
        'projects', (SELECT count(DISTINCT p.id) FROM registry.participation pa
                     JOIN registry.project p ON p.id = pa.project_id
                     WHERE pa.organisation_id = o.id AND {{visible}}))::text
"""


def _record(principal: Principal) -> tuple[str, dict[str, Any]]:
    condition, params = visible(principal)
    internal = "true" if principal.reach(Action.INTERNAL_READ) is not Reach.NONE else "false"
    return _RECORD.format(visible=condition, internal=internal), params


async def record(
    connection: AsyncSession | AsyncConnection, principal: Principal, organisation_id: UUID
) -> tuple[str, int, UUID | None] | None:
    """Return an organisation as JSON text, its version, and which one took its place; None when there is none."""
    select, params = _record(principal)
    statement = text(f"SELECT {select}, o.version, o.merged_into_id FROM registry.organisation o WHERE o.id = :id")
    row = (await connection.execute(statement, params | {"id": organisation_id})).first()
    return (row[0], row[1], row[2]) if row else None


def past_record(principal: Principal, organisation_id: UUID) -> PastRecord:
    """Return how an organisation's past is read, as the principal sees it."""
    select, params = _record(principal)
    tables = ("organisation o", "organisation_identifier", "organisation_contact")
    return PastRecord(
        f"SELECT {select} FROM registry.organisation o", tables, (f"organisation:{organisation_id}",), params
    )


async def similar(database: Database, name: str, country: str | None, limit: int = 5) -> list[dict[str, Any]]:
    """Return the organisations whose name, acronym or identifier is most like ``name``."""
    rows = await database.rows(
        text("""
            SELECT o.id, o.name, o.acronym, o.country,
                round(greatest(word_similarity(:name, o.search_text),
                               (lower(o.acronym) = :name)::int)::numeric, 2)::float AS score
            FROM registry.organisation o
            WHERE (:name <% o.search_text OR lower(o.acronym) = :name) AND o.merged_into_id IS NULL
            ORDER BY score DESC, (o.country = :country) DESC NULLS LAST, o.search_text LIMIT :rows
        """),
        {"name": fold(name), "rows": limit, "country": country},
    )
    return [dict(row._mapping) for row in rows]


async def merges(database: Database, organisation_id: UUID) -> list[dict[str, Any]]:
    """Return the merges into an organisation, the newest first."""
    rows = await database.rows(
        text("""
            SELECT m.id, m.merged_id, o.name AS merged_name, m.into_id, m.moved, m.at, m.by_name, m.undone_at
            FROM registry.organisation_merge m JOIN registry.organisation o ON o.id = m.merged_id
            WHERE m.into_id = :id ORDER BY m.at DESC LIMIT 100
        """),
        {"id": organisation_id},
    )
    return [merge_body(row._mapping) for row in rows]


def merge_body(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a merge as it goes over the wire."""
    return {**row, "moved": {name: len(ids) for name, ids in row["moved"]["moved"].items()}}


async def page(
    database: Database, principal: Principal, q: str, country: str | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of organisations by name as JSON text, the total, and the next cursor."""
    select, params = _record(principal)
    where = ["o.merged_into_id IS NULL"]
    for index, word in enumerate(fold(q).split()[:10]):
        where.append(f"o.search_text LIKE :word{index}")
        params[f"word{index}"] = f"%{like(word)}%"
    if country is not None:
        where.append("o.country = :country")
        params["country"] = country
    filters = " AND ".join(where)
    return await read_page(
        database, record=select, source="registry.organisation o", where=filters,
        params=params, order=Order("o.search_text", str, "o.id"), limit=limit, after=after,
    )  # fmt: skip
