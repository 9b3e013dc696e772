"""Reads of evaluations: those about a project that the asker sees."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from evaluation_api.evaluations.rules import PENDING, STEPS, Action, Facts, missing, quality_score, standing
from evaluation_api.projects import visible
from evaluation_api.sql import organisation_of, project_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Principal, Role
from service_kit.texts import fold, like

QUALITY: Final[list[dict[str, Any]]] = json.loads(files(__package__).joinpath("quality.json").read_text("utf-8"))
QUALITY_ITEMS: Final = frozenset(item["code"] for item in QUALITY)
BOARD_ROWS: Final = 2000


def _seen(principal: Principal) -> tuple[str, dict[str, Any]]:
    """Return the condition over ``v`` under which an evaluation is seen; the public sees completed ones."""
    condition, params = visible(principal)
    seen = (
        "EXISTS (SELECT 1 FROM evaluation.evaluation_project ep JOIN registry.directory_project p "
        f"ON p.id = ep.project_id WHERE ep.evaluation_id = v.id AND {condition})"
    )
    return (f"{seen} AND v.status = 'completed'" if principal.role is Role.PUBLIC else seen), params


def _projects(condition: str) -> str:
    return (
        f"coalesce((SELECT json_agg({project_ref('p')} ORDER BY p.code) FROM evaluation.evaluation_project ep "
        f"JOIN registry.directory_project p ON p.id = ep.project_id WHERE ep.evaluation_id = v.id AND {condition}), "
        "'[]'::json)"
    )


def _rows(table: str, columns: dict[str, str], order: str, where: str = "true") -> str:
    pairs = ", ".join(f"'{name}', {column}" for name, column in columns.items())
    return (
        f"coalesce((SELECT json_agg(json_build_object({pairs}) ORDER BY {order}) FROM evaluation.{table} x "
        f"WHERE x.evaluation_id = v.id AND {where}), '[]'::json)"
    )


def _plain(*names: str) -> dict[str, str]:
    return {name: f"x.{name}" for name in names}


_RATING: Final = _plain("criterion", "rating", "justification", "evidence") | {
    "label": "(SELECT d.label FROM registry.directory_code d WHERE d.vocabulary = v.scale AND d.code = x.rating)"
}
_RATINGS: Final = _rows("evaluation_rating", _RATING, "x.position", "x.organisation_id IS NULL")
_ACTIONS: Final = f"""
    coalesce((SELECT json_agg(json_build_object('id', a.id, 'version', a.version, 'text', a.text,
        'organisation', {organisation_of("a.organisation_id")}, 'responsible', a.responsible, 'due_on', a.due_on,
        'status', a.status, 'note', a.note, 'done_on', a.done_on) ORDER BY a.position, a.id)
    FROM evaluation.management_action a WHERE a.recommendation_id = x.id), '[]'::json)
"""
_RECOMMENDATION: Final = _plain("id", "version", "number", "text", "conclusions", "priority", "respond_by") | {
    "addressee": organisation_of("x.addressee_id"),
    "decision": "x.decision",
    "reason": "x.reason",
    "responded_by": "x.responded_by_name",
    "responded_at": "x.responded_at",
    "actions": _ACTIONS,
}
_PARTNERS: Final = """
    SELECT DISTINCT coalesce(o.merged_into_id, o.id) AS id FROM evaluation.evaluation_project ep
    JOIN registry.directory_participation a ON a.project_id = ep.project_id
        AND a.role IN ('beneficiary', 'pivotal', 'facilitating')
    JOIN registry.directory_organisation o ON o.id = a.organisation_id
    WHERE ep.evaluation_id = v.id
"""
"""Whose view a joint evaluation records: the beneficiary, pivotal and facilitating partners of its projects."""

_CONTENT: Final = f"""
    v.id, v.version, v.title, v.purpose, v.scope, v.timing, v.independence, v.joint, v.status, v.status_reason,
    v.scale, {organisation_of("v.commissioner_id")} AS commissioner, v.planned_start, v.planned_end,
    trim_scale(v.budget_amount)::text AS budget_amount, v.budget_currency, v.terms, v.terms_document,
    {
    _rows(
        "evaluation_member",
        _plain("name", "role", "independent", "declaration") | {"organisation": organisation_of("x.organisation_id")},
        "x.position",
    )
} AS team,
    {_rows("evaluation_question", _plain("criterion", "question", "judgement", "sources"), "x.position")} AS questions,
    v.methodology, v.limitations, {_RATINGS} AS ratings,
    {_rows("evaluation_finding", _plain("number", "criterion", "text", "evidence"), "x.number")} AS findings,
    {_rows("evaluation_conclusion", _plain("number", "text", "findings"), "x.number")} AS conclusions,
    {_rows("recommendation", _RECOMMENDATION, "x.number")} AS recommendations,
    coalesce((SELECT json_agg(json_build_object('organisation', {organisation_of("w.organisation_id")},
        'agreement', w.agreement, 'statement', w.statement, 'by_name', w.by_name, 'at', w.at,
        'ratings', {_rows("evaluation_rating", _RATING, "x.position", "x.organisation_id = w.organisation_id")})
        ORDER BY w.at, w.id) FROM evaluation.evaluation_view w WHERE w.evaluation_id = v.id), '[]'::json) AS views,
    CASE WHEN v.joint THEN coalesce((SELECT json_agg({organisation_of("q.id")} ORDER BY q.id) FROM ({_PARTNERS}) q
        WHERE NOT EXISTS (SELECT 1 FROM evaluation.evaluation_view w
            WHERE w.evaluation_id = v.id AND w.organisation_id = q.id)), '[]'::json)
        ELSE '[]'::json END AS views_missing,
    v.summary, v.report_document, {_rows("evaluation_quality", _plain("item", "answer", "note"), "x.item")} AS quality,
    v.completed_at, v.example, v.updated_at
"""


async def sees(session: AsyncSession, principal: Principal, evaluation_id: UUID) -> bool:
    """Say whether the principal sees an evaluation."""
    condition, params = _seen(principal)
    wanted = text(f"SELECT 1 FROM evaluation.evaluation v WHERE v.id = :id AND {condition}")
    return await session.scalar(wanted, params | {"id": evaluation_id}) is not None


async def record(session: AsyncSession, principal: Principal, evaluation_id: UUID) -> dict[str, Any] | None:
    """Return an evaluation as it goes over the wire (``EvaluationOut``), or None when the principal sees none."""
    condition, params = _seen(principal)
    projects, more = visible(principal)
    statement = text(
        f"SELECT {_CONTENT}, {_projects(projects)} AS projects FROM evaluation.evaluation v "
        f"WHERE v.id = :id AND {condition}"
    )
    row = (await session.execute(statement, params | more | {"id": evaluation_id})).mappings().first()
    if row is None:
        return None
    body = dict(row)
    told = _facts(body)
    today = datetime.now(UTC).date()
    return body | {
        "recommendations": [_stood(item, today) for item in body["recommendations"]],
        "quality_score": quality_score([answer["answer"] for answer in body["quality"]]),
        "next": [{"to": to, "missing": missing(to, told)} for to in STEPS[body["status"]]],
    }


async def ratings(connection: AsyncConnection, principal: Principal, scale: str) -> dict[str, Any]:
    """Return how often completed evaluations rated each criterion how, on one scale (``Ratings``)."""
    condition, params = _seen(principal)
    rated = (
        "FROM evaluation.evaluation_rating r JOIN evaluation.evaluation v ON v.id = r.evaluation_id "
        f"WHERE r.organisation_id IS NULL AND v.status = 'completed' AND v.scale = :scale AND {condition}"
    )
    params = params | {"scale": scale}
    items = await connection.execute(
        text(f"SELECT r.criterion, r.rating, count(*) AS evaluations {rated} GROUP BY 1, 2 ORDER BY 1, 2"), params
    )
    total = await connection.scalar(text(f"SELECT count(DISTINCT v.id) {rated}"), params)
    return {"items": [dict(row) for row in items.mappings()], "evaluations": total}


async def facts(session: AsyncSession, evaluation_id: UUID) -> Facts:
    """Return what the conditions of a step look at."""
    statement = text(f"SELECT {_CONTENT} FROM evaluation.evaluation v WHERE v.id = :id")
    return _facts(dict((await session.execute(statement, {"id": evaluation_id})).mappings().one()))


def _facts(body: dict[str, Any]) -> Facts:
    team = [member for member in body["team"] if member["role"] != "reference-group"]
    lead = [member for member in team if member["role"] == "lead"]
    recommendations = body["recommendations"]
    return Facts(
        terms=bool(body["terms"] or body["terms_document"]),
        commissioner=body["commissioner"] is not None,
        asked={row["criterion"] for row in body["questions"]},
        lead=bool(lead),
        declared=bool(team) and all(member["independent"] is not None for member in team),
        external_lead=body["independence"] != "external" or all(member["independent"] for member in lead),
        rated={row["criterion"] for row in body["ratings"]},
        findings=[row["number"] for row in body["findings"]],
        conclusions={row["number"]: row["findings"] for row in body["conclusions"]},
        recommendations={row["number"]: row["conclusions"] for row in recommendations},
        unaddressed=sum(1 for row in recommendations if row["addressee"] is None),
        reported=bool(body["summary"]) and bool(body["report_document"] or body["findings"]),
        quality={row["item"] for row in body["quality"]} >= QUALITY_ITEMS,
        views_missing=len(body["views_missing"]),
    )


def _stood(recommendation: dict[str, Any], today: date) -> dict[str, Any]:
    """Return a recommendation with where it and its actions stand today."""
    actions = [Action(row["status"], _day(row["due_on"])) for row in recommendation["actions"]]
    respond_by = recommendation["respond_by"]
    return recommendation | {
        "actions": [
            row | {"overdue": row["status"] in PENDING and _day(row["due_on"]) < today}
            for row in recommendation["actions"]
        ],
        "standing": standing(
            recommendation["decision"], None if respond_by is None else _day(respond_by), actions, today
        ),
    }


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


async def partners(session: AsyncSession, evaluation_id: UUID) -> set[UUID]:
    """Return the organisations whose view a joint evaluation records."""
    statement = text(f"SELECT q.id FROM evaluation.evaluation v CROSS JOIN LATERAL ({_PARTNERS}) q WHERE v.id = :id")
    return set(await session.scalars(statement, {"id": evaluation_id}))


async def page(
    database: Database,
    principal: Principal,
    q: str,
    project: str | None,
    status: Sequence[str],
    limit: int,
    after: str | None,
) -> tuple[list[str], int, str | None]:
    """Return a page of evaluations as JSON text, the newest first, the total, and the next cursor."""
    condition, params = _seen(principal)
    projects, more = visible(principal)
    where = [condition]
    params = params | more
    for index, word in enumerate(fold(q).split()[:10]):
        where.append(f"v.search_text LIKE :word{index}")
        params[f"word{index}"] = f"%{like(word)}%"
    if project is not None:
        where.append(
            "EXISTS (SELECT 1 FROM evaluation.evaluation_project ep JOIN registry.directory_project p "
            "ON p.id = ep.project_id WHERE ep.evaluation_id = v.id AND (p.code = :project OR p.id::text = :project) "
            f"AND {projects})"
        )
        params["project"] = project
    if status:
        where.append("v.status = ANY(:status)")
        params["status"] = list(status)
    item = f"""json_build_object('id', v.id, 'projects', {_projects(projects)}, 'title', v.title, 'timing', v.timing,
        'independence', v.independence, 'joint', v.joint, 'status', v.status, 'planned_start', v.planned_start,
        'planned_end', v.planned_end, 'completed_at', v.completed_at, 'ratings', {_RATINGS},
        'recommendations', (SELECT count(*) FROM evaluation.recommendation x WHERE x.evaluation_id = v.id),
        'example', v.example)::text"""
    return await read_page(
        database, record=item, source="evaluation.evaluation v", where=" AND ".join(where), params=params,
        order=Order("v.created_at", datetime, "v.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


_URGENCY: Final = ("response-late", "overdue", "awaiting-response", "in-follow-up", "implemented", "rejected")


async def board(
    connection: AsyncConnection | AsyncSession,
    principal: Principal,
    *,
    project: str | None = None,
    organisation: UUID | None = None,
    standings: Sequence[str] = (),
    recommendation: UUID | None = None,
) -> list[dict[str, Any]]:
    """Return recommendations of completed evaluations, the most urgent first; at most ``BOARD_ROWS``."""
    condition, params = _seen(principal)
    projects, more = visible(principal)
    where, params = [condition, "v.status = 'completed'"], params | more
    if recommendation is not None:
        where.append("x.id = :recommendation")
        params["recommendation"] = recommendation
    if project is not None:
        where.append(
            "EXISTS (SELECT 1 FROM evaluation.evaluation_project ep JOIN registry.directory_project p "
            "ON p.id = ep.project_id WHERE ep.evaluation_id = v.id AND (p.code = :project OR p.id::text = :project) "
            f"AND {projects})"
        )
        params["project"] = project
    if organisation is not None:
        where.append(
            "(x.addressee_id = :organisation OR EXISTS (SELECT 1 FROM evaluation.management_action a "
            "WHERE a.recommendation_id = x.id AND a.organisation_id = :organisation))"
        )
        params["organisation"] = organisation
    columns = ", ".join(f"{column} AS {name}" for name, column in _RECOMMENDATION.items())
    rows = await connection.execute(
        text(f"""
            SELECT {columns}, v.id AS evaluation_id, v.title AS evaluation, {_projects(projects)} AS projects
            FROM evaluation.recommendation x JOIN evaluation.evaluation v ON v.id = x.evaluation_id
            WHERE {" AND ".join(where)} ORDER BY v.completed_at DESC, x.number LIMIT {BOARD_ROWS}
        """),
        params,
    )
    today = datetime.now(UTC).date()
    items = [_stood(dict(row), today) for row in rows.mappings()]
    return sorted(
        (item for item in items if not standings or item["standing"] in standings),
        key=lambda item: _URGENCY.index(item["standing"]),
    )
