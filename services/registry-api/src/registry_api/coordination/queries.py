"""Reads of working tables, events and commitments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.history.queries import PastRecord
from registry_api.projects.visibility import visible
from registry_api.sql import organisation_of, organisation_ref, project_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Action, Principal, Reach
from service_kit.texts import fold, like

Page = tuple[list[str], int, str | None]

_TABLE: Final = f"""
    json_build_object('id', w.id, 'version', w.version, 'name', w.name, 'purpose', w.purpose, 'sector', w.sector,
        'active', w.active, 'example', w.example,
        'members', coalesce((SELECT json_agg(json_build_object('organisation', {organisation_ref("o")},
                'role', m.role, 'person', m.person) ORDER BY m.position)
            FROM registry.table_member m JOIN registry.organisation o ON o.id = m.organisation_id
            WHERE m.table_id = w.id), '[]'::json),
        'events', (SELECT count(*) FROM registry.event e WHERE e.table_id = w.id),
        'open_commitments', (SELECT count(*) FROM registry.commitment c
                             WHERE c.table_id = w.id AND c.status IN ('open', 'in-progress')))::text
"""
_TABLE_REF: Final = (
    "(SELECT json_build_object('id', w.id, 'name', w.name) FROM registry.working_table w WHERE w.id = {0})"
)

_EVENT: Final = f"""
    json_build_object('id', e.id, 'version', e.version, 'type', e.type, 'title', e.title, 'starts', e.starts,
        'ends', e.ends, 'country', e.country, 'place', e.place, 'agenda', e.agenda, 'outcome', e.outcome,
        'project', CASE WHEN p.id IS NULL THEN NULL ELSE {project_ref("p")} END,
        'table', {_TABLE_REF.format("e.table_id")}, 'visibility', e.visibility, 'example', e.example,
        'participants', coalesce((SELECT json_agg(json_build_object(
                'organisation', {organisation_of("t.organisation_id")}, 'person', t.person, 'people', t.people)
                ORDER BY t.position)
            FROM registry.event_participant t WHERE t.event_id = e.id), '[]'::json))::text
"""
_EVENTS: Final = "registry.event e LEFT JOIN registry.project p ON p.id = e.project_id"

_DUE: Final = """CASE
    WHEN c.status IN ('fulfilled', 'cancelled') THEN 'done'
    WHEN c.due_on < current_date THEN 'overdue'
    WHEN c.due_on <= current_date + c.remind_days THEN 'soon'
    ELSE 'later' END"""
_COMMITMENT: Final = f"""
    json_build_object('id', c.id, 'version', c.version, 'what', c.what,
        'organisation', {organisation_of("c.organisation_id")}, 'person', c.person, 'due_on', c.due_on,
        'status', c.status, 'due', {_DUE}, 'progress', c.progress, 'closed_on', c.closed_on,
        'remind_days', c.remind_days,
        'event', (SELECT json_build_object('id', e.id, 'title', e.title, 'starts', e.starts)
                  FROM registry.event e WHERE e.id = c.event_id),
        'table', {_TABLE_REF.format("c.table_id")},
        'project', CASE WHEN p.id IS NULL THEN NULL ELSE {project_ref("p")} END,
        'example', c.example, 'updated_at', c.updated_at)::text
"""
_COMMITMENTS: Final = "registry.commitment c LEFT JOIN registry.project p ON p.id = c.project_id"


async def _one(
    session: AsyncSession, select: str, source: str, where: str, params: dict[str, Any]
) -> tuple[str, int] | None:
    row = (await session.execute(text(f"SELECT {select} FROM {source} WHERE {where}"), params)).first()
    return (row[0], row[1]) if row else None


# --- working tables -----------------------------------------------------------------------------------------


async def table(session: AsyncSession, table_id: UUID) -> tuple[str, int] | None:
    """Return a working table as JSON text and its version, or None."""
    return await _one(session, f"{_TABLE}, w.version", "registry.working_table w", "w.id = :id", {"id": table_id})


async def tables(database: Database, active: bool | None, limit: int, after: str | None) -> Page:
    """Return a page of working tables, the newest first."""
    where, params = ("w.active = :active", {"active": active}) if active is not None else ("true", {})
    return await read_page(
        database, record=_TABLE, source="registry.working_table w", where=where, params=params,
        order=Order("w.id", UUID, "w.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


def past_table(_principal: Principal, table_id: UUID) -> PastRecord:
    """Return how a working table's past is read; its counts are today's."""
    select = f"SELECT {_TABLE} FROM registry.working_table w"
    return PastRecord(select, ("working_table w", "table_member"), (f"working_table:{table_id}",))


# --- events -------------------------------------------------------------------------------------------------


def _seen_events(principal: Principal) -> tuple[str, dict[str, Any]]:
    """Return the condition over ``e`` and ``p``: with a project, who sees it; without, the event's own visibility."""
    condition, params = visible(principal)
    own = "true" if principal.reach(Action.INTERNAL_READ) is not Reach.NONE else "e.visibility = 'public'"
    return f"CASE WHEN e.project_id IS NULL THEN {own} ELSE {condition} END", params


async def event(session: AsyncSession, principal: Principal, event_id: UUID) -> tuple[str, int] | None:
    """Return an event as JSON text and its version, or None when the principal sees none."""
    condition, params = _seen_events(principal)
    return await _one(
        session, f"{_EVENT}, e.version", _EVENTS, f"e.id = :id AND {condition}", params | {"id": event_id}
    )


def past_event(_principal: Principal, event_id: UUID, project_id: UUID | None) -> PastRecord:
    """Return how an event's past is read: its row is in its project's chain, its participants in its own."""
    chains = (f"event:{event_id}", *((f"project:{project_id}",) if project_id else ()))
    select = f"SELECT {_EVENT} FROM {_EVENTS} WHERE e.id = :id"
    return PastRecord(select, ("event e", "event_participant"), chains, {"id": event_id})


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What a list of events is narrowed to."""

    q: str = ""
    type: Sequence[str] = ()
    project: UUID | None = None
    table: UUID | None = None
    year: int | None = None


async def events(
    database: Database, principal: Principal, filters: EventFilters, limit: int, after: str | None
) -> Page:
    """Return a page of events, the latest first."""
    condition, params = _seen_events(principal)
    where = [condition]
    for index, word in enumerate(filters.q.split()[:10]):
        where.append(f"(e.title::text || e.outcome::text) ILIKE :word{index}")
        params[f"word{index}"] = f"%{like(word)}%"
    if filters.type:
        where.append("e.type = ANY(:type)")
        params["type"] = list(filters.type)
    if filters.year is not None:
        where.append("e.starts LIKE :year")
        params["year"] = f"{filters.year}%"
    _equal(where, params, "e", project_id=filters.project, table_id=filters.table)
    return await read_page(
        database, record=_EVENT, source=_EVENTS, where=" AND ".join(where), params=params,
        order=Order("e.starts", str, "e.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


# --- commitments --------------------------------------------------------------------------------------------


def _seen_commitments(principal: Principal) -> tuple[str, dict[str, Any]]:
    condition, params = visible(principal)
    return f"(c.project_id IS NULL OR {condition})", params


async def commitment(session: AsyncSession, principal: Principal, commitment_id: UUID) -> tuple[str, int] | None:
    """Return a commitment as JSON text and its version, or None when the principal sees none."""
    condition, params = _seen_commitments(principal)
    where = f"c.id = :id AND {condition}"
    return await _one(session, f"{_COMMITMENT}, c.version", _COMMITMENTS, where, params | {"id": commitment_id})


def past_commitment(_principal: Principal, commitment_id: UUID) -> PastRecord:
    """Return how a commitment's past is read."""
    select = f"SELECT {_COMMITMENT} FROM {_COMMITMENTS}"
    return PastRecord(select, ("commitment c",), (f"commitment:{commitment_id}",))


@dataclass(frozen=True, slots=True)
class CommitmentFilters:
    """What a list of commitments is narrowed to."""

    q: str = ""
    status: Sequence[str] = ()
    due: Sequence[str] = ()
    organisation: UUID | None = None
    event: UUID | None = None
    table: UUID | None = None
    project: UUID | None = None


async def commitments(
    database: Database, principal: Principal, filters: CommitmentFilters, limit: int, after: str | None
) -> Page:
    """Return a page of commitments, those due first before the others."""
    condition, params = _seen_commitments(principal)
    where = [condition]
    for index, word in enumerate(fold(filters.q).split()[:10]):
        where.append(f"c.what::text ILIKE :word{index}")
        params[f"word{index}"] = f"%{like(word)}%"
    for name, expression in (("status", "c.status"), ("due", _DUE)):
        values = list(getattr(filters, name))
        if values:
            where.append(f"{expression} = ANY(:{name})")
            params[name] = values
    _equal(
        where, params, "c", organisation_id=filters.organisation, event_id=filters.event, table_id=filters.table,
        project_id=filters.project,
    )  # fmt: skip
    return await read_page(
        database, record=_COMMITMENT, source=_COMMITMENTS, where=" AND ".join(where), params=params,
        order=Order("c.due_on", date, "c.id"), limit=limit, after=after,
    )  # fmt: skip


def _equal(where: list[str], params: dict[str, Any], alias: str, **wanted: UUID | None) -> None:
    for column, value in wanted.items():
        if value is not None:
            where.append(f"{alias}.{column} = :{column}")
            params[column] = value


# --- reminders ----------------------------------------------------------------------------------------------


async def reminders(database: Database, principal: Principal, own: UUID | None) -> list[str]:
    """Return what asks for attention (of organisation ``own`` only, if given) as JSON text, the most urgent first."""
    condition, params = _seen_commitments(principal)
    mine = "true" if own is None else "c.organisation_id = :own"
    party = (
        "true"
        if own is None
        else (
            "EXISTS (SELECT 1 FROM registry.agreement_party y WHERE y.agreement_id = a.id AND y.organisation_id = :own)"
        )
    )
    statement = text(f"""
        SELECT json_build_object('kind', r.kind, 'id', r.id, 'text', r.text, 'day', r.day,
                                 'organisation', {organisation_of("r.organisation_id")})::text
        FROM (
            SELECT CASE WHEN c.due_on < current_date THEN 'commitment-overdue' ELSE 'commitment-soon' END AS kind,
                c.id, c.what AS text, c.due_on AS day, c.organisation_id
            FROM {_COMMITMENTS}
            WHERE {_DUE} IN ('overdue', 'soon') AND {mine} AND {condition}
            UNION ALL
            SELECT 'agreement-expiring', a.id, a.title, a.expires_on, NULL FROM registry.agreement a
            WHERE a.expires_on BETWEEN current_date AND current_date + a.alert_days AND NOT a.renews
                AND a.terminated_on IS NULL AND {party}
        ) r ORDER BY r.day, r.id LIMIT 200
    """)
    return [row[0] for row in await database.rows(statement, params | ({"own": own} if own else {}))]
