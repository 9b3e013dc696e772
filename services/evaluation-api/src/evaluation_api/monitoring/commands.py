"""Writes of monitoring."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import projects
from evaluation_api.frameworks.models import Framework, Indicator, Result
from evaluation_api.frameworks.rules import NUMERIC, part_errors, read_value, value_error
from evaluation_api.iati.commands import publish
from evaluation_api.monitoring.models import Measurement, Report, Risk
from evaluation_api.monitoring.rules import EDITABLE
from evaluation_api.monitoring.schemas import (
    DecisionIn,
    MeasurementIn,
    MonitoringReportContent,
    MonitoringReportIn,
    RiskIn,
)
from evaluation_api.notices import tell
from service_kit.principal import Action, Principal, Role
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.rows import sync_rows


async def start(session: AsyncSession, principal: Principal, body: MonitoringReportIn) -> Report:
    """Start the report of a period as a draft.

    Raises:
        Problem: 401, 403 or 404 for the project; 409 when the period has one; 422.
    """
    project = await projects.find_for(session, principal, body.project, Action.MONITORING_WRITE)
    if body.period_end < body.period_start:
        raise invalid(FieldError("/period_end", "date-order", {"start": body.period_start.isoformat()}))
    same = select(Report.id).where(
        Report.project_id == project.id,
        Report.period_start == body.period_start,
        Report.period_end == body.period_end,
    )
    if await session.scalar(same) is not None:
        raise Problem(409, "report-exists")
    report = Report(
        project_id=project.id, status="draft", created_by=principal.subject,
        **body.model_dump(exclude={"project", "measurements"}),
    )  # fmt: skip
    _check_spent(report)
    session.add(report)
    await session.flush()
    await _measure(session, report, body.measurements)
    return report


async def get_for(session: AsyncSession, principal: Principal, report_id: UUID, action: Action) -> Report:
    """Return a report, locked, if the principal may do ``action`` for its project.

    Raises:
        Problem: 401, 403 or 404.
    """
    report = await session.get(Report, report_id, with_for_update=True)
    if report is None:
        raise not_found("report", report_id)
    await projects.find_for(session, principal, str(report.project_id), action)
    return report


async def change(session: AsyncSession, report: Report, body: MonitoringReportContent) -> None:
    """Change a draft's given parts.

    Raises:
        Problem: 409 when it was submitted or verified; 422.
    """
    if report.status not in EDITABLE:
        raise Problem(409, "report-closed", status=report.status)
    for name in body.model_fields_set - {"measurements"}:
        setattr(report, name, getattr(body, name))
    _check_spent(report)
    await _touch(session, report)
    if "measurements" in body.model_fields_set:
        await _measure(session, report, body.measurements)


async def submit(session: AsyncSession, principal: Principal, report: Report) -> None:
    """Hand a draft in for verification.

    Raises:
        Problem: 409 when it was handed in already, or says nothing.
    """
    if report.status not in EDITABLE:
        raise Problem(409, "report-closed", status=report.status)
    measured = await session.scalar(select(Measurement.id).where(Measurement.report_id == report.id).limit(1))
    if measured is None and not report.narrative:
        raise Problem(409, "report-empty")
    report.status, report.submitted_by_name = "submitted", principal.name
    report.submitted_at = datetime.now(UTC)
    await _touch(session, report)
    await tell(
        session, principal, "report-submitted", report.id,
        roles=[Role.ANALYST], project=report.project_id, detail=_period(report),
    )  # fmt: skip


async def decide(session: AsyncSession, principal: Principal, report: Report, body: DecisionIn) -> None:
    """Verify a submitted report, or return it with a comment.

    Raises:
        Problem: 409 when it is not submitted; 422 when it is returned without a comment.
    """
    if report.status != "submitted":
        raise Problem(409, "report-not-submitted", status=report.status)
    if body.decision == "returned" and not body.comment:
        raise invalid(FieldError("/comment", "comment-required"))
    report.status, report.comment, report.decided_by_name = body.decision, body.comment, principal.name
    report.decided_at = datetime.now(UTC)
    await _touch(session, report)
    if body.decision == "verified":
        await publish(session, report.project_id)
    await tell(
        session, principal, "report-verified" if body.decision == "verified" else "report-returned", report.id,
        subjects=[report.created_by], project=report.project_id, detail=body.comment or _period(report),
    )  # fmt: skip


async def delete(session: AsyncSession, report: Report) -> None:
    """Delete a draft.

    Raises:
        Problem: 409 when it was submitted or verified.
    """
    if report.status not in EDITABLE:
        raise Problem(409, "report-closed", status=report.status)
    await session.delete(report)


def _period(report: Report) -> str:
    return f"{report.period_start.isoformat()}/{report.period_end.isoformat()}"


def _check_spent(report: Report) -> None:
    if (report.spent_amount is None) != (report.spent_currency is None):
        raise invalid(FieldError("/spent_currency", "money-incomplete"))


async def _touch(session: AsyncSession, report: Report) -> None:
    report.version += 1
    report.updated_at = func.now()
    await session.flush()


async def _measure(session: AsyncSession, report: Report, given: Sequence[MeasurementIn]) -> None:
    """Make a report's measurements the given ones.

    Raises:
        Problem: 422 with what is wrong field by field.
    """
    mine = (
        select(Indicator)
        .join(Result, Result.id == Indicator.result_id)
        .join(Framework, Framework.id == Result.framework_id)
        .where(Framework.project_id == report.project_id)
    )
    indicators = {indicator.id: indicator for indicator in await session.scalars(mine)}
    errors: list[FieldError] = []
    rows: list[dict[str, Any]] = []
    seen: set[UUID] = set()
    for index, measurement in enumerate(given):
        indicator = indicators.get(measurement.indicator_id)
        if indicator is None or measurement.indicator_id in seen:
            code = "repeated" if indicator is not None else "indicator-unknown"
            errors.append(FieldError(f"/measurements/{index}/indicator_id", code))
            continue
        seen.add(measurement.indicator_id)
        if indicator.formula is not None:
            errors.append(FieldError(f"/measurements/{index}/value", "indicator-computed"))
            continue
        number = _number(f"/measurements/{index}", indicator, measurement, errors)
        rows.append(
            measurement.model_dump()
            | {"number": number, "period_start": report.period_start, "period_end": report.period_end}
        )
    if errors:
        raise invalid(*errors)
    await sync_rows(session, Measurement, "report_id", report.id, rows, "indicator_id")


def _number(pointer: str, indicator: Indicator, measurement: MeasurementIn, errors: list[FieldError]) -> Decimal | None:
    try:
        number = read_value(indicator.measure, measurement.value, indicator.scale)
    except ValueError as wrong:
        errors.append(value_error(f"{pointer}/value", str(wrong), measurement.value, indicator.scale))
        return None
    parts = [part.model_dump() for part in measurement.parts]
    # Shares of a whole do not add up across categories: only counts must agree with their total.
    total = number if indicator.measure == "number" else None
    if parts and indicator.measure not in NUMERIC:
        errors.append(FieldError(f"{pointer}/parts", "parts-not-numeric"))
    errors += part_errors(f"{pointer}/parts", total, parts, indicator.dimensions)
    return number


# --- risks --------------------------------------------------------------------------------------------------


async def add_risk(session: AsyncSession, principal: Principal, body: RiskIn) -> Risk:
    """Register a risk of a project.

    Raises:
        Problem: 401, 403 or 404 for the project.
    """
    project = await projects.find_for(session, principal, body.project, Action.MONITORING_WRITE)
    risk = Risk(project_id=project.id, **body.model_dump(exclude={"project"}), created_by=principal.subject)
    session.add(risk)
    await session.flush()
    return risk


async def get_risk(session: AsyncSession, principal: Principal, risk_id: UUID) -> Risk:
    """Return a risk, locked, if the principal may change it.

    Raises:
        Problem: 401, 403 or 404.
    """
    risk = await session.get(Risk, risk_id, with_for_update=True)
    if risk is None:
        raise not_found("risk", risk_id)
    await projects.find_for(session, principal, str(risk.project_id), Action.MONITORING_WRITE)
    return risk


async def assess_risk(session: AsyncSession, principal: Principal, risk: Risk, body: RiskIn) -> None:
    """Make a risk the given one; what it scored before tells its trend.

    Raises:
        Problem: 422 when ``body`` names another project.
    """
    if (await projects.find(session, principal, body.project)).id != risk.project_id:
        raise invalid(FieldError("/project", "risk-project"))
    before = risk.probability * risk.impact
    for name, value in body.model_dump(exclude={"project"}).items():
        setattr(risk, name, value)
    if risk.probability * risk.impact != before or risk.score_before is None:
        risk.score_before = before
    risk.version += 1
    risk.updated_at = func.now()
    await session.flush()
