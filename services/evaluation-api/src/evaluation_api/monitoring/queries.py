"""Reads of monitoring: of the projects the asker sees, no others."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from evaluation_api.monitoring.rules import calendar, standing, trend
from evaluation_api.projects import visible
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Principal

_PROJECT: Final = "json_build_object('id', p.id, 'code', p.code, 'title', p.title)"
_SOURCE: Final = "evaluation.report q JOIN registry.directory_project p ON p.id = q.project_id"
_RECORD: Final = f"""
    json_build_object('id', q.id, 'version', q.version, 'project', {_PROJECT}, 'period_start', q.period_start,
        'period_end', q.period_end, 'status', q.status, 'narrative', q.narrative, 'difficulties', q.difficulties,
        'progress', q.progress, 'spent_amount', trim_scale(q.spent_amount)::text, 'spent_currency', q.spent_currency,
        'submitted_at', q.submitted_at, 'submitted_by', q.submitted_by_name, 'decided_at', q.decided_at,
        'decided_by', q.decided_by_name, 'comment', q.comment,
        'measurements', coalesce((SELECT json_agg(json_build_object('indicator_id', m.indicator_id,
                'indicator', i.title, 'unit', i.unit, 'value', m.value,
                'before', (SELECT b.value FROM evaluation.measurement b
                           JOIN evaluation.report r ON r.id = b.report_id AND r.status = 'verified'
                           WHERE b.indicator_id = m.indicator_id AND b.period_end < m.period_start
                           ORDER BY b.period_end DESC LIMIT 1),
                'comment', m.comment, 'evidence', m.evidence, 'parts', m.parts) ORDER BY i.position, i.id)
            FROM evaluation.measurement m JOIN evaluation.indicator i ON i.id = m.indicator_id
            WHERE m.report_id = q.id), '[]'::json),
        'updated_at', q.updated_at)::text
"""


async def record(session: AsyncSession, principal: Principal, report_id: UUID) -> tuple[str, int] | None:
    """Return a report as JSON text and its version, or None when the principal sees none."""
    condition, params = _seen(principal)
    statement = text(f"SELECT {_RECORD}, q.version FROM {_SOURCE} WHERE q.id = :id AND {condition}")
    row = (await session.execute(statement, params | {"id": report_id})).first()
    return (row[0], row[1]) if row else None


def _seen(principal: Principal) -> tuple[str, dict[str, Any]]:
    """Return the condition over ``q`` and ``p``: who is not of the project sees what was verified."""
    condition, params = visible(principal)
    if principal.role.value == "public":
        return f"({condition}) AND q.status = 'verified'", params
    return condition, params


async def page(
    database: Database,
    principal: Principal,
    project: str | None,
    status: Sequence[str],
    limit: int,
    after: str | None,
) -> tuple[list[str], int, str | None]:
    """Return a page of reports, the latest period first, as JSON text, the total, and the next cursor."""
    condition, params = _seen(principal)
    where = [condition]
    if project is not None:
        where.append("(p.code = :project OR p.id::text = :project)")
        params["project"] = project
    if status:
        where.append("q.status = ANY(:status)")
        params["status"] = list(status)
    return await read_page(
        database, record=_RECORD, source=_SOURCE, where=" AND ".join(where), params=params,
        order=Order("q.period_end", date, "q.id", descending=True), limit=limit, after=after,
    )  # fmt: skip


async def due_reports(connection: AsyncConnection, principal: Principal, project: str | None) -> list[dict[str, Any]]:
    """Return the reports that approved frameworks ask for and that are not verified, those due first first."""
    condition, params = visible(principal)
    narrowed = "true"
    if project is not None:
        narrowed, params = "(p.code = :project OR p.id::text = :project)", params | {"project": project}
    rows = await connection.execute(
        text(f"""
            SELECT {_PROJECT} AS project, t.period_start, t.period_end, q.id AS report_id, q.status
            FROM evaluation.framework f JOIN registry.directory_project p ON p.id = f.project_id
            JOIN evaluation.result r ON r.framework_id = f.id JOIN evaluation.indicator i ON i.result_id = r.id
            JOIN evaluation.target t ON t.indicator_id = i.id
            LEFT JOIN evaluation.report q ON q.project_id = f.project_id AND q.period_start = t.period_start
                AND q.period_end = t.period_end
            WHERE f.revision > 0 AND {narrowed} AND {condition}
            GROUP BY p.id, p.code, p.title::text, p.title, t.period_start, t.period_end, q.id, q.status
            ORDER BY t.period_end, p.code LIMIT 1000
        """),
        params,
    )
    today = datetime.now(UTC).date()
    items = []
    for row in rows:
        [period] = calendar([(row.period_start, row.period_end)])
        where = standing(period, row.status, today)
        if project is not None or where != "verified":
            items.append(
                {
                    "project": row.project,
                    "period_start": period.start,
                    "period_end": period.end,
                    "due": period.due,
                    "standing": where,
                    "report_id": row.report_id,
                }
            )
    return items


_RISKS: Final = f"""
    SELECT k.id, k.version, {_PROJECT} AS project, k.title, k.category, k.probability, k.impact,
        k.probability * k.impact AS score, k.score_before, k.mitigation, k.owner, k.status, k.updated_at
    FROM evaluation.risk k JOIN registry.directory_project p ON p.id = k.project_id
"""
_RISKS_OF_PROJECT: Final = text(
    f"{_RISKS} WHERE k.project_id = :project ORDER BY k.status = 'open' DESC, score DESC, k.id LIMIT 500"
)
_RISK: Final = text(f"{_RISKS} WHERE k.id = :id")


async def risks(connection: AsyncConnection | AsyncSession, project_id: UUID) -> list[dict[str, Any]]:
    """Return a project's risks, the gravest open ones first."""
    return [_risk(row) for row in await connection.execute(_RISKS_OF_PROJECT, {"project": project_id})]


async def risk(connection: AsyncConnection | AsyncSession, risk_id: UUID) -> dict[str, Any] | None:
    """Return a risk, or None."""
    row = (await connection.execute(_RISK, {"id": risk_id})).one_or_none()
    return None if row is None else _risk(row)


def _risk(row: Row[Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row._mapping.items() if name != "score_before"}
    return shown | {"trend": trend(row.score_before, row.score)}
