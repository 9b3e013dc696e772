"""Reads of what partners' registries say."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.federation import rules
from registry_api.projects.queries import RECORD as PROJECT
from registry_api.projects.visibility import visible
from registry_api.sql import organisation_ref, project_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Action, Principal, Reach
from service_kit.texts import fold, like

_STATUS: Final = "CASE WHEN {p} THEN 'linked' WHEN r.dismissed THEN 'dismissed' ELSE 'unlinked' END"
_SHOWN: Final = "EXISTS (SELECT 1 FROM registry.project p WHERE p.id = r.project_id AND {seen})"
_PROJECT: Final = f"(SELECT {project_ref('p')} FROM registry.project p WHERE p.id = r.project_id AND {{seen}})"


def _record(seen: str) -> str:
    status = _STATUS.format(p=_SHOWN.format(seen=seen))
    return f"""json_build_object('id', r.id, 'system', r.system, 'external_id', r.external_id,
        'revision', r.revision, 'removed', r.removed, 'content', r.content, 'status', {status},
        'link', CASE WHEN {_SHOWN.format(seen=seen)} THEN r.link END, 'project', {_PROJECT.format(seen=seen)},
        'received_at', r.received_at, 'version', r.version)"""


def _item(seen: str) -> str:
    status = _STATUS.format(p=_SHOWN.format(seen=seen))
    return f"""json_build_object('id', r.id, 'system', r.system, 'external_id', r.external_id,
        'title', r.content->'title', 'iati_identifier', r.iati_identifier, 'removed', r.removed, 'status', {status},
        'link', CASE WHEN {_SHOWN.format(seen=seen)} THEN r.link END, 'project', {_PROJECT.format(seen=seen)},
        'sandbox', y.sandbox, 'received_at', r.received_at)::text"""


def _readable(principal: Principal) -> tuple[str, dict[str, Any]]:
    """Return the condition over ``y`` under which the principal reads a system's records."""
    reach = principal.reach(Action.PARTNER_RECORD_READ)
    if reach is Reach.OWN:
        return "y.organisation_id = :own", {"own": principal.organisation}
    return ("true" if reach is Reach.ALL else "false"), {}


async def record(session: AsyncSession, principal: Principal, system: str, external_id: str) -> dict[str, Any] | None:
    """Return a partner's record (``PartnerRecordOut``) by its key at the partner, or None."""
    seen, params = visible(principal)
    found = await session.scalar(
        text(f"SELECT {_record(seen)} FROM registry.partner_record r WHERE system = :system AND external_id = :key"),
        params | {"system": system, "key": external_id},
    )
    return dict(found) if found is not None else None


async def record_by_id(session: AsyncSession, principal: Principal, record_id: UUID) -> dict[str, Any]:
    """Return a partner's record (``PartnerRecordOut``); it is there."""
    seen, params = visible(principal)
    found = await session.scalar(
        text(f"SELECT {_record(seen)} FROM registry.partner_record r WHERE id = :id"), params | {"id": record_id}
    )
    return dict(found)


async def page(
    database: Database, principal: Principal, filters: Mapping[str, Any], limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of partners' records, those received last first; sandboxes' only when their system is named."""
    seen, params = visible(principal)
    readable, own = _readable(principal)
    where, given = [readable], params | own
    if filters["system"]:
        where.append("r.system = :system")
        given["system"] = filters["system"]
    else:
        where.append("NOT y.sandbox")
    if filters["status"]:
        where.append(f"{_STATUS.format(p=_SHOWN.format(seen=seen))} = :status")
        given["status"] = filters["status"]
    if filters["project"]:
        where.append(f"EXISTS (SELECT 1 FROM registry.project p WHERE p.id = r.project_id AND {seen} "
                     "AND (p.code = :project OR p.id::text = :project))")  # fmt: skip
        given["project"] = filters["project"]
    if filters["q"]:
        where.append("r.search_text LIKE :q")
        given["q"] = f"%{like(fold(filters['q']))}%"
    return await read_page(
        database, record=_item(seen), source="registry.partner_record r JOIN registry.partner_system y ON "
        "y.key = r.system", where=" AND ".join(where), params=given,
        order=Order("r.received_at", datetime, "r.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


async def systems(database: Database, principal: Principal) -> list[dict[str, Any]]:
    """Return the partners' registries that the principal may read, with what they sent."""
    readable, own = _readable(principal)
    rows = await database.rows(
        text(f"""
            SELECT y.key, y.name, {organisation_ref("o")} AS organisation, y.sandbox,
                count(r.id) AS records, count(r.project_id) AS linked, count(r.id) FILTER (WHERE r.removed) AS removed,
                max(r.received_at) AS last_received_at
            FROM registry.partner_system y JOIN registry.organisation o ON o.id = y.organisation_id
            LEFT JOIN registry.partner_record r ON r.system = y.key
            WHERE {readable} GROUP BY y.key, o.id ORDER BY y.key
        """),
        own,
    )
    return [dict(row._mapping) for row in rows]


async def summary(database: Database, principal: Principal) -> dict[str, int]:
    """Return how many projects are known here and at the partners, each counted once."""
    seen, params = visible(principal)
    readable, own = _readable(principal)
    row = (
        await database.rows(
            text(f"""
                WITH reported AS (
                    SELECT r.project_id, coalesce(r.iati_identifier, r.system || ' ' || r.external_id) AS name
                    FROM registry.partner_record r JOIN registry.partner_system y ON y.key = r.system
                    WHERE {readable} AND NOT y.sandbox AND NOT r.removed
                )
                SELECT (SELECT count(*) FROM registry.project p WHERE {seen}) AS projects,
                    (SELECT count(*) FROM registry.project p WHERE {seen}
                        AND EXISTS (SELECT 1 FROM reported d WHERE d.project_id = p.id)) AS confirmed,
                    (SELECT count(DISTINCT name) FROM reported WHERE project_id IS NULL) AS only_partners
            """),
            params | own,
        )
    )[0]
    return {**row._mapping, "total": row.projects + row.only_partners}


async def reconciliation(session: AsyncSession, principal: Principal, record_id: UUID) -> dict[str, Any]:
    """Return a partner's record beside its project, or beside those it may be about (``Reconciliation``)."""
    found = await record_by_id(session, principal, record_id)
    seen, params = visible(principal)
    project_id = found["project"]["id"] if found["project"] else None
    project: dict[str, Any] | None = None
    fields: list[dict[str, Any]] = []
    if project_id is not None:
        body = await session.scalar(
            text(f"SELECT {PROJECT} FROM registry.project p WHERE p.id = :id AND {seen}"), params | {"id": project_id}
        )
        project = orjson.loads(body)
        fields = await _fields(session, record_id, found["content"], project or {})
    proposals = [] if found["project"] or found["removed"] else await proposed(session, principal, found["content"])
    return {
        "record": found,
        "project": project,
        "fields": fields,
        "differences": sum(field["state"] == "differs" for field in fields),
        "proposals": proposals,
    }


async def _fields(
    session: AsyncSession, record_id: UUID, content: Mapping[str, Any], project: Mapping[str, Any]
) -> list[dict[str, Any]]:
    rows = await session.execute(
        text("SELECT field, choice, theirs, note, by_name, at FROM registry.partner_choice WHERE record_id = :id"),
        {"id": record_id},
    )
    choices = {row.field: row for row in rows}
    ours = rules.our_values(project)
    compared = []
    for name in rules.COMPARED:
        theirs = content.get(name)
        if rules.left_open(theirs):
            continue
        choice = choices.get(name)
        settled = choice is not None and choice.theirs == theirs
        equal = rules.same(name, ours[name], theirs)
        state = "same" if equal else "differs"
        if settled and choice is not None and (choice.choice == "ours" or equal):
            state = choice.choice
        told = choice if state in {"ours", "theirs"} else None
        compared.append(
            {
                "field": name, "ours": ours[name], "theirs": theirs, "state": state,
                "adoptable": name in rules.ADOPTABLE, "chosen_by": told.by_name if told else None,
                "chosen_at": told.at if told else None, "note": told.note if told else None,
            }
        )  # fmt: skip
    return compared


# --- proposals ----------------------------------------------------------------------------------------------

_CANDIDATES: Final = """
    SELECT p.id, {ref} AS ref, p.title, coalesce(p.start_actual, p.start_planned) AS starts,
        coalesce(p.end_actual, p.end_planned) AS ends,
        coalesce((SELECT json_agg(json_build_object('name', o.name, 'acronym', o.acronym, 'country', o.country))
            FROM registry.participation a JOIN registry.organisation o ON o.id = a.organisation_id
            WHERE a.project_id = p.id), '[]'::json) AS partners,
        coalesce((SELECT json_object_agg(b.currency, b.amount) FROM (SELECT currency, sum(amount)::text AS amount
            FROM registry.budget WHERE project_id = p.id GROUP BY currency) b), '{{}}'::json) AS amounts
    FROM registry.project p
    WHERE p.id IN (
        SELECT p.id FROM unnest(CAST(:titles AS text[])) t CROSS JOIN LATERAL (
            SELECT p.id FROM registry.project p WHERE (p.sort_title % t OR t <% p.search_text) AND {seen}
            ORDER BY greatest(similarity(p.sort_title, t), word_similarity(t, p.search_text)) DESC LIMIT :most
        ) p
    )
"""
MOST_CANDIDATES: Final = 25
MOST_PROPOSALS: Final = 5


async def proposed(session: AsyncSession, principal: Principal, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the projects that a partner's record may be about, the likeliest first."""
    seen, params = visible(principal)
    theirs = facts_of_content(content)
    rows = await session.execute(
        text(_CANDIDATES.format(seen=seen, ref=project_ref("p"))),
        params | {"titles": [fold(title)[:300] for title in theirs.titles], "most": MOST_CANDIDATES},
    )
    scored = [(row.ref, *rules.score(_facts_of_row(row), theirs)) for row in rows]
    likely = sorted((entry for entry in scored if entry[1] >= rules.PROPOSED_FROM), key=lambda e: (-e[1], e[0]["code"]))
    return [{"project": ref, "score": score, "reasons": reasons} for ref, score, reasons in likely[:MOST_PROPOSALS]]


def facts_of_content(content: Mapping[str, Any]) -> rules.Facts:
    """Return what a match is judged by, of what a partner sent."""
    partners = content.get("partners") or []
    amounts: dict[str, Decimal] = {}
    for row in content.get("budgets") or []:
        amounts[row["currency"]] = amounts.get(row["currency"], Decimal(0)) + Decimal(row["amount"])
    return rules.Facts(
        titles=tuple(content["title"].values()),
        start=_day(content.get("start_actual") or content.get("start_planned")),
        end=_day(content.get("end_actual") or content.get("end_planned")),
        partners=_names({"name": {"": p["name"]}, "acronym": p.get("acronym")} for p in partners),
        countries=frozenset(p["country"] for p in partners if p.get("country")),
        amounts=tuple(amounts.items()),
    )


def _facts_of_row(row: Any) -> rules.Facts:
    return rules.Facts(
        titles=tuple(row.title.values()),
        start=row.starts,
        end=row.ends,
        partners=_names(row.partners),
        countries=frozenset(p["country"] for p in row.partners if p["country"]),
        amounts=tuple((currency, Decimal(amount)) for currency, amount in row.amounts.items()),
    )


def _names(partners: Any) -> frozenset[str]:
    return frozenset(fold(name) for p in partners for name in (*p["name"].values(), p.get("acronym") or "") if name)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
