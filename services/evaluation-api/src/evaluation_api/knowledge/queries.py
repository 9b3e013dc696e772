"""Reads of what is known: of the projects the asker sees, no others."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import projects
from evaluation_api.projects import visible
from evaluation_api.sql import codes_of, organisation_of, project_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Action, Principal, Reach
from service_kit.problems import Problem
from service_kit.texts import fold, like


def _event_of(column: str) -> str:
    return (
        "(SELECT json_build_object('id', e.id, 'title', e.title, 'starts', e.starts) "
        f"FROM registry.directory_event e WHERE e.id = {column})"
    )


_LESSONS: Final = "evaluation.lesson l JOIN registry.directory_project p ON p.id = l.project_id"
_LESSON: Final = f"""
    json_build_object('id', l.id, 'version', l.version, 'project', {project_ref("p")},
        'title', l.title, 'context', l.context, 'lesson', l.lesson, 'recommendation', l.recommendation,
        'codes', {codes_of("l.codes")}, 'countries', l.countries, 'event', {_event_of("l.event_id")},
        'source', l.source, 'example', l.example, 'created_at', l.created_at, 'updated_at', l.updated_at)::text
"""


async def record(session: AsyncSession, principal: Principal, lesson_id: UUID) -> tuple[str, int] | None:
    """Return a lesson as JSON text and its version, or None when the principal sees none."""
    condition, params = visible(principal)
    statement = text(f"SELECT {_LESSON}, l.version FROM {_LESSONS} WHERE l.id = :id AND {condition}")
    row = (await session.execute(statement, params | {"id": lesson_id})).first()
    return (row[0], row[1]) if row else None


async def page(
    database: Database, principal: Principal, q: str, project: UUID | None, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of lessons, the newest first, as JSON text, the total, and the next cursor."""
    condition, params = visible(principal)
    words, more = _words("l.search_text", q)
    where, params = [condition, *words], params | more
    if project is not None:
        where.append("l.project_id = :project")
        params["project"] = project
    return await read_page(
        database, record=_LESSON, source=_LESSONS, where=" AND ".join(where), params=params,
        order=Order("l.created_at", datetime, "l.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


def _words(column: str, q: str) -> tuple[list[str], dict[str, Any]]:
    words = fold(q).split()[:10]
    conditions = [f"{column} LIKE :word{index}" for index in range(len(words))]
    return conditions, {f"word{index}": f"%{like(word)}%" for index, word in enumerate(words)}


async def owners(session: AsyncSession, principal: Principal, project_id: UUID) -> frozenset[UUID] | None:
    """Return the organisations responsible for or taking part in a project; None when the principal sees none."""
    try:
        return (await projects.find(session, principal, str(project_id))).owners
    except Problem:
        return None


async def sees_event(session: AsyncSession, principal: Principal, event_id: UUID) -> bool:
    """Say whether the principal sees an exchange event: its project, or one of no project that is for them."""
    condition, params = visible(principal)
    internal = principal.reach(Action.INTERNAL_READ) is not Reach.NONE
    wanted = text(f"""
        SELECT 1 FROM registry.directory_event e LEFT JOIN registry.directory_project p ON p.id = e.project_id
        WHERE e.id = :event AND ((p.id IS NOT NULL AND {condition})
            OR (e.project_id IS NULL AND (e.visibility = 'public' OR :internal)))
    """)
    return await session.scalar(wanted, params | {"event": event_id, "internal": internal}) is not None


# --- good practices and capacities ----------------------------------------------------------------------------


def _practice_seen(principal: Principal) -> str:
    """Return the condition over ``x`` under which a practice is seen: validating it publishes it."""
    return "true" if principal.reach(Action.INTERNAL_READ) is not Reach.NONE else "x.status = 'validated'"


def _capacity_seen(principal: Principal) -> str:
    open_only = "x.status = 'open' AND (x.valid_until IS NULL OR x.valid_until >= CURRENT_DATE)"
    return "true" if principal.reach(Action.INTERNAL_READ) is not Reach.NONE else open_only


def _practice_projects(condition: str) -> str:
    return (
        f"coalesce((SELECT json_agg({project_ref('p')} ORDER BY p.code) FROM evaluation.practice_project pp "
        f"JOIN registry.directory_project p ON p.id = pp.project_id WHERE pp.practice_id = x.id AND {condition}), "
        "'[]'::json)"
    )


_LINKS: Final = f"""
    {organisation_of("x.organisation_id")} AS organisation, {codes_of("x.codes")} AS codes, x.countries,
    {_event_of("x.event_id")} AS event
"""


async def practice(session: AsyncSession, principal: Principal, practice_id: UUID) -> dict[str, Any] | None:
    """Return a good practice as it goes over the wire, or None when the principal sees none."""
    condition, params = visible(principal)
    statement = text(f"""
        SELECT x.id, x.version, x.title, x.context, x.done, x.results, x.conditions, x.contact, x.status,
            x.decided_by_name AS decided_by, x.decided_at, x.comment, x.example, x.updated_at, {_LINKS},
            {_practice_projects(condition)} AS projects
        FROM evaluation.practice x WHERE x.id = :id AND {_practice_seen(principal)}
    """)
    row = (await session.execute(statement, params | {"id": practice_id})).mappings().first()
    return None if row is None else dict(row)


async def capacity(session: AsyncSession, principal: Principal, capacity_id: UUID) -> dict[str, Any] | None:
    """Return a capacity as it goes over the wire, or None when the principal sees none."""
    statement = text(f"""
        SELECT x.id, x.version, x.kind, x.title, x.description, x.contact, x.valid_until, x.status, x.example,
            x.updated_at, {_LINKS}
        FROM evaluation.capacity x WHERE x.id = :id AND {_capacity_seen(principal)}
    """)
    row = (await session.execute(statement, {"id": capacity_id})).mappings().first()
    return None if row is None else dict(row)


# --- one search over all --------------------------------------------------------------------------------------


async def entries(
    database: Database,
    principal: Principal,
    *,
    q: str,
    kind: str | None,
    code: str | None,
    country: str | None,
    project: str | None,
    limit: int,
    after: str | None,
) -> tuple[list[str], int, str | None]:
    """Return a page of lessons, practices and capacities as JSON text, the newest first, the total, the next cursor.

    One is of a code or country when it says so itself, or a project does that it comes from.
    """
    condition, params = visible(principal)
    words, more = _words("x.search_text", q)
    where, params = ["true", *words], params | more
    if kind is not None:
        where.append("x.kind = :kind")
        params["kind"] = kind
    if code is not None:
        where.append(
            "(x.codes @> jsonb_build_array(CAST(:code AS text)) OR EXISTS (SELECT 1 FROM "
            "registry.directory_classification c JOIN registry.directory_project p ON p.id = c.project_id "
            "WHERE c.project_id = ANY(x.project_ids) AND c.vocabulary = split_part(:code, ':', 1) "
            f"AND c.vocabulary || ':' || c.code = :code AND {condition}))"
        )
        params["code"] = code
    if country is not None:
        where.append(
            "(x.countries @> jsonb_build_array(CAST(:country AS text)) OR EXISTS (SELECT 1 FROM "
            "registry.directory_country c JOIN registry.directory_project p ON p.id = c.project_id "
            f"WHERE c.project_id = ANY(x.project_ids) AND c.code = :country AND {condition}))"
        )
        params["country"] = country
    if project is not None:
        where.append(
            "EXISTS (SELECT 1 FROM registry.directory_project p WHERE p.id = ANY(x.project_ids) "
            f"AND (p.code = :project OR p.id::text = :project) AND {condition})"
        )
        params["project"] = project
    item = f"""json_build_object('kind', x.kind, 'id', x.id, 'title', x.title, 'text', x.text, 'status', x.status,
        'organisation', {organisation_of("x.organisation_id")},
        'projects', coalesce((SELECT json_agg({project_ref("p")} ORDER BY p.code) FROM registry.directory_project p
            WHERE p.id = ANY(x.project_ids) AND {condition}), '[]'::json),
        'codes', {codes_of("x.codes")}, 'countries', x.countries, 'event', {_event_of("x.event_id")},
        'example', x.example, 'created_at', x.created_at)::text"""
    source = f"""(
        SELECT 'lesson' AS kind, l.id, l.title, l.lesson AS text, NULL::text AS status, NULL::uuid AS organisation_id,
            ARRAY[l.project_id] AS project_ids, l.codes, l.countries, l.event_id, l.example, l.created_at, l.search_text
        FROM {_LESSONS} WHERE {condition}
        UNION ALL
        SELECT 'practice', x.id, x.title, x.done, x.status, x.organisation_id,
            ARRAY(SELECT project_id FROM evaluation.practice_project WHERE practice_id = x.id), x.codes, x.countries,
            x.event_id, x.example, x.created_at, x.search_text
        FROM evaluation.practice x WHERE {_practice_seen(principal)}
        UNION ALL
        SELECT 'capacity', x.id, x.title, x.description, x.kind, x.organisation_id, '{{}}'::uuid[], x.codes,
            x.countries, x.event_id, x.example, x.created_at, x.search_text
        FROM evaluation.capacity x WHERE {_capacity_seen(principal)}
    ) x"""
    return await read_page(
        database, record=item, source=source, where=" AND ".join(where), params=params,
        order=Order("x.created_at", datetime, "x.id", descending=True), limit=limit, after=after,
    )  # fmt: skip
