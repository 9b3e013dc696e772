"""Reads of projects: JSON built by Postgres and passed through."""

from collections.abc import Set
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from registry_api.projects.filters import ProjectFilters
from registry_api.projects.visibility import visible
from registry_api.sql import organisation_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Principal
from service_kit.texts import fold


class Sort(StrEnum):
    """Orders of a list; ``-`` is descending."""

    UPDATED = "-updated_at"
    TITLE = "title"
    START = "start"
    START_LATEST = "-start"


_ORDER: Final[dict[Sort, Order]] = {
    Sort.UPDATED: Order("p.updated_at", datetime, "p.id", descending=True),
    Sort.TITLE: Order("p.sort_title", str, "p.id"),
    Sort.START: Order("p.sort_start", date, "p.id"),
    Sort.START_LATEST: Order("p.sort_start", date, "p.id", descending=True),
}

_TOTALS: Final = """
    coalesce((SELECT json_agg(json_build_object('type', t.type, 'currency', t.currency,
                                                'amount', trim_scale(t.amount)::text, 'count', t.n)
                              ORDER BY t.type, t.currency)
              FROM (SELECT 'budget' AS type, b.currency, sum(b.amount) AS amount, count(*) AS n
                    FROM registry.budget b WHERE b.project_id = p.id GROUP BY b.currency
                    UNION ALL
                    SELECT tr.type, tr.currency, sum(tr.amount), count(*)
                    FROM registry.transaction tr WHERE tr.project_id = p.id GROUP BY tr.type, tr.currency) t),
             '[]'::json)
"""

RECORD: Final = f"""
    json_build_object(
        'id', p.id, 'code', p.code, 'version', p.version, 'title', p.title, 'objective', p.objective,
        'description', p.description, 'instrument', p.instrument, 'cooperation_type', p.cooperation_type,
        'modality', p.modality, 'stage', p.stage, 'visibility', p.visibility, 'parent_id', p.parent_id,
        'responsible', (SELECT {organisation_ref("o")} FROM registry.organisation o WHERE o.id = p.responsible_id),
        'reporting', (SELECT {organisation_ref("o")} FROM registry.organisation o WHERE o.id = p.reporting_id),
        'iati_identifier', p.iati_identifier, 'requested_on', p.requested_on, 'approved_on', p.approved_on,
        'signed_on', p.signed_on, 'start_planned', p.start_planned, 'start_actual', p.start_actual,
        'end_planned', p.end_planned, 'end_actual', p.end_actual, 'default_currency', p.default_currency,
        'humanitarian', p.humanitarian, 'example', p.example, 'source', p.source,
        'participations', coalesce((SELECT json_agg(json_build_object('id', a.id, 'role', a.role,
                'activity_id', a.activity_id, 'organisation', {organisation_ref("o")}) ORDER BY a.position)
            FROM registry.participation a JOIN registry.organisation o ON o.id = a.organisation_id
            WHERE a.project_id = p.id), '[]'::json),
        'classifications', coalesce((SELECT json_agg(json_build_object('id', a.id, 'vocabulary', a.vocabulary,
                'code', a.code, 'label', c.label, 'weight', trim_scale(a.weight)::text) ORDER BY a.position)
            FROM registry.assignment a
            LEFT JOIN registry.code c ON c.vocabulary = a.vocabulary AND c.code = a.code
            WHERE a.project_id = p.id), '[]'::json),
        'places', coalesce((SELECT json_agg(json_build_object('id', a.id, 'kind', a.kind, 'code', a.code,
                'name', CASE WHEN a.name = '{{}}'::jsonb THEN coalesce(c.label, '{{}}'::jsonb) ELSE a.name END,
                'longitude', trim_scale(a.longitude)::text, 'latitude', trim_scale(a.latitude)::text,
                'share', trim_scale(a.share)::text) ORDER BY a.position)
            FROM registry.place a LEFT JOIN registry.code c ON c.vocabulary = a.kind AND c.code = a.code
            WHERE a.project_id = p.id), '[]'::json),
        'budgets', coalesce((SELECT json_agg(json_build_object('id', a.id, 'type', a.type, 'status', a.status,
                'period_start', a.period_start, 'period_end', a.period_end, 'amount', trim_scale(a.amount)::text,
                'currency', a.currency, 'value_date', a.value_date,
                'organisation', CASE WHEN o.id IS NULL THEN NULL ELSE {organisation_ref("o")} END)
                ORDER BY a.period_start, a.position)
            FROM registry.budget a LEFT JOIN registry.organisation o ON o.id = a.organisation_id
            WHERE a.project_id = p.id), '[]'::json),
        'events', coalesce((SELECT json_agg(json_build_object('id', a.id, 'type', a.type, 'title', a.title,
                'starts', a.starts, 'ends', a.ends, 'country', a.country, 'outcome', a.outcome)
                ORDER BY a.starts, a.position)
            FROM registry.event a WHERE a.project_id = p.id), '[]'::json),
        'totals', {_TOTALS},
        'created_at', p.created_at, 'updated_at', p.updated_at, 'updated_by', p.updated_by)::text
"""

RECORD_TABLES: Final = ("project", "participation", "assignment", "place", "budget", "event", "transaction")
"""What ``RECORD`` reads of the project itself, the project first."""

_LIST_ITEM: Final = f"""
    json_build_object(
        'id', p.id, 'code', p.code, 'title', p.title, 'modality', p.modality,
        'cooperation_type', p.cooperation_type, 'instrument', p.instrument, 'stage', p.stage,
        'visibility', p.visibility, 'example', p.example, 'iati_identifier', p.iati_identifier,
        'start', coalesce(p.start_actual, p.start_planned), 'end', coalesce(p.end_actual, p.end_planned),
        'updated_at', p.updated_at,
        'partners', coalesce((SELECT json_agg(json_build_object('name', o.name, 'acronym', o.acronym,
                'country', o.country, 'role', a.role) ORDER BY a.position)
            FROM (SELECT * FROM registry.participation WHERE project_id = p.id ORDER BY position LIMIT 12) a
            JOIN registry.organisation o ON o.id = a.organisation_id), '[]'::json),
        'countries', coalesce((SELECT json_agg(DISTINCT a.code) FROM registry.place a
            WHERE a.project_id = p.id AND a.kind = 'country'), '[]'::json),
        'totals', {_TOTALS})::text
"""


def key_condition(key: str) -> tuple[str, dict[str, Any]]:
    """Return the condition over ``p`` for an id or a code, and its parameters."""
    try:
        return "p.id = :key_id", {"key_id": UUID(key)}
    except ValueError:
        return "p.code = :key_code", {"key_code": key}


async def record(database: Database, principal: Principal, key: str) -> tuple[str, int] | None:
    """Return a project as JSON text and its version, or None when the principal sees none."""
    seen, params = visible(principal)
    wanted, more = key_condition(key)
    statement = text(f"SELECT {RECORD}, p.version FROM registry.project p WHERE {wanted} AND {seen}")
    rows = await database.rows(statement, params | more)
    return (rows[0][0], rows[0][1]) if rows else None


async def page(
    database: Database,
    principal: Principal,
    filters: ProjectFilters,
    sort: Sort,
    limit: int,
    after: str | None,
) -> tuple[list[str], int, str | None]:
    """Return a page of projects as JSON text, the total, and the next cursor."""
    condition, params = filters.where(principal)
    return await read_page(
        database, record=_LIST_ITEM, source="registry.project p", where=condition, params=params,
        order=_ORDER[sort], limit=limit, after=after,
    )  # fmt: skip


async def visible_id(database: Database, principal: Principal, key: str) -> UUID | None:
    """Return the id of the project with this id or code if the principal sees it."""
    seen, params = visible(principal)
    wanted, more = key_condition(key)
    found: UUID | None = await database.scalar(
        text(f"SELECT p.id FROM registry.project p WHERE {wanted} AND {seen}"),
        params | more,
    )
    return found


async def similar(database: Database, principal: Principal, title: str, limit: int = 5) -> list[dict[str, Any]]:
    """Return the visible projects whose Spanish (or only) title is most like ``title``."""
    seen, params = visible(principal)
    rows = await database.rows(
        text(f"""
            SELECT p.id, p.code, p.title, p.stage, round(similarity(p.sort_title, :title)::numeric, 2)::float AS score
            FROM registry.project p WHERE p.sort_title % :title AND {seen}
            ORDER BY similarity(p.sort_title, :title) DESC, p.id LIMIT :rows
        """),
        params | {"title": fold(title)[:300], "rows": limit},
    )
    return [dict(row._mapping) for row in rows]


_FACETS: Final = """
    WITH seen AS MATERIALIZED (SELECT p.id, p.stage, p.modality, p.cooperation_type, p.visibility
                               FROM registry.project p WHERE {condition})
    SELECT 'stage' AS facet, stage AS code, count(*) AS projects FROM seen GROUP BY stage
    UNION ALL SELECT 'modality', modality, count(*) FROM seen WHERE modality IS NOT NULL GROUP BY modality
    UNION ALL SELECT 'cooperation_type', cooperation_type, count(*) FROM seen
        WHERE cooperation_type IS NOT NULL GROUP BY cooperation_type
    UNION ALL SELECT 'visibility', visibility, count(*) FROM seen GROUP BY visibility
    UNION ALL SELECT a.kind, a.code, count(DISTINCT a.project_id)
        FROM registry.place a JOIN seen ON seen.id = a.project_id
        WHERE a.kind IN ('country', 'department') AND a.code IS NOT NULL GROUP BY a.kind, a.code
    UNION ALL SELECT 'partner_country', o.country, count(DISTINCT a.project_id)
        FROM registry.participation a JOIN seen ON seen.id = a.project_id
        JOIN registry.organisation o ON o.id = a.organisation_id WHERE o.country IS NOT NULL GROUP BY o.country
    UNION ALL SELECT 'sdg_goal', a.code, count(DISTINCT a.project_id)
        FROM registry.assignment a JOIN seen ON seen.id = a.project_id
        WHERE a.vocabulary = 'sdg-goal' GROUP BY a.code
    ORDER BY 1, 3 DESC, 2
"""
FACETS: Final = (
    "stage", "modality", "cooperation_type", "visibility", "country", "department", "partner_country", "sdg_goal",
)  # fmt: skip


async def facets(
    database: Database, principal: Principal, filters: ProjectFilters
) -> dict[str, list[dict[str, object]]]:
    """Return how many of the selected projects have each code, by facet, the most frequent first."""
    condition, params = filters.where(principal)
    counted: dict[str, list[dict[str, object]]] = {facet: [] for facet in FACETS}
    for row in await database.rows(text(_FACETS.format(condition=condition)), params):
        counted[row.facet].append({"code": row.code, "projects": row.projects})
    return counted


async def known_identifiers(database: Database, principal: Principal, identifiers: Set[str]) -> set[str]:
    """Return those of the IATI identifiers that a project the principal sees has."""
    if not identifiers:
        return set()
    seen, params = visible(principal)
    rows = await database.rows(
        text(f"SELECT p.iati_identifier FROM registry.project p WHERE p.iati_identifier = ANY(:ids) AND {seen}"),
        params | {"ids": list(identifiers)},
    )
    return {row.iati_identifier for row in rows}
