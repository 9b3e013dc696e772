"""Monitoring over HTTP."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api import projects
from evaluation_api.monitoring import commands, queries
from evaluation_api.monitoring.schemas import (
    Calendar,
    DecisionIn,
    MonitoringReportContent,
    MonitoringReportIn,
    MonitoringReportOut,
    MonitoringReportPage,
    RiskIn,
    RiskList,
    RiskOut,
    Status,
)
from evaluation_api.wire import ProjectQuery
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Action, Asker, Principal
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1", tags=["monitoring"])


async def _record(session: AsyncSession, principal: Principal, report_id: UUID) -> tuple[str, int]:
    found = await queries.record(session, principal, report_id)
    if found is None:
        raise not_found("report", report_id)
    return found


@router.get("/monitoring/calendar", operation_id="list_due_reports", responses={200: {"model": Calendar}})
async def list_due(request: Request, asker: Asker, project: ProjectQuery = None) -> Response:
    """List the reports that approved frameworks ask for, those due first before the others; late ones say so."""
    async with request.app.state.database.reader.connect() as connection:
        items = await queries.due_reports(connection, asker, project)
    return Response(dumps({"items": items}), media_type="application/json")


@router.get(
    "/monitoring/reports", operation_id="list_monitoring_reports", responses={200: {"model": MonitoringReportPage}}
)
async def list_reports(
    request: Request,
    asker: Asker,
    project: ProjectQuery = None,
    status: Annotated[list[Status], Query(max_length=4)] = [],  # noqa: B006 (FastAPI copies it)
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List monitoring reports, the latest period first; the public sees verified ones."""
    found = await queries.page(request.app.state.database, asker, project, status, limit, after)
    return page_response(request, *found)


@router.post(
    "/monitoring/reports",
    operation_id="create_monitoring_report",
    status_code=201,
    responses={201: {"model": MonitoringReportOut}},
)
async def create_report(
    request: Request, asker: Asker, body: MonitoringReportIn, _key: IdempotencyKey = None
) -> Response:
    """Start the report of a period as a draft, with what was measured so far."""

    async def write(session: AsyncSession) -> Response:
        report = await commands.start(session, asker, body)
        content, version = await _record(session, asker, report.id)
        return record_response(content, version, created_at=f"/api/v1/monitoring/reports/{report.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get(
    "/monitoring/reports/{report_id}",
    operation_id="get_monitoring_report",
    responses={200: {"model": MonitoringReportOut}},
)
async def get_report(request: Request, asker: Asker, report_id: UUID) -> Response:
    """Return a monitoring report, each measurement beside the one before."""
    async with request.app.state.database.transaction() as session:
        body, version = await _record(session, asker, report_id)
    return record_response(body, version)


@router.patch(
    "/monitoring/reports/{report_id}",
    operation_id="update_monitoring_report",
    responses={200: {"model": MonitoringReportOut}},
)
async def update_report(
    request: Request, asker: Asker, report_id: UUID, body: MonitoringReportContent, if_match: IfMatch = None
) -> Response:
    """Change a draft, or a report that was returned."""
    async with request.app.state.database.transaction() as session:
        report = await commands.get_for(session, asker, report_id, Action.MONITORING_WRITE)
        await _require_match(session, asker, report_id, if_match)
        await commands.change(session, report, body)
        content, version = await _record(session, asker, report_id)
    return record_response(content, version)


@router.delete("/monitoring/reports/{report_id}", operation_id="delete_monitoring_report", status_code=204)
async def delete_report(request: Request, asker: Asker, report_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a draft."""
    async with request.app.state.database.transaction() as session:
        report = await commands.get_for(session, asker, report_id, Action.MONITORING_WRITE)
        await _require_match(session, asker, report_id, if_match)
        await commands.delete(session, report)
    return Response(status_code=204)


@router.post(
    "/monitoring/reports/{report_id}/submission",
    operation_id="submit_monitoring_report",
    responses={200: {"model": MonitoringReportOut}},
)
async def submit_report(
    request: Request, asker: Asker, report_id: UUID, if_match: IfMatch = None, _key: IdempotencyKey = None
) -> Response:
    """Hand a report in for verification."""

    async def write(session: AsyncSession) -> Response:
        report = await commands.get_for(session, asker, report_id, Action.MONITORING_WRITE)
        await _require_match(session, asker, report_id, if_match)
        await commands.submit(session, asker, report)
        return record_response(*await _record(session, asker, report_id))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.post(
    "/monitoring/reports/{report_id}/verification",
    operation_id="verify_monitoring_report",
    responses={200: {"model": MonitoringReportOut}},
)
async def verify_report(
    request: Request,
    asker: Asker,
    report_id: UUID,
    body: DecisionIn,
    if_match: IfMatch = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Verify a submitted report, or return it with a comment; only what is verified counts."""

    async def write(session: AsyncSession) -> Response:
        report = await commands.get_for(session, asker, report_id, Action.MONITORING_VERIFY)
        await _require_match(session, asker, report_id, if_match)
        await commands.decide(session, asker, report, body)
        return record_response(*await _record(session, asker, report_id))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


async def _require_match(session: AsyncSession, asker: Principal, report_id: UUID, if_match: str | None) -> None:
    current, version = await _record(session, asker, report_id)
    require_match(if_match, version, orjson.Fragment(current))


@router.get("/risks", operation_id="list_risks", responses={200: {"model": RiskList}})
async def list_risks(
    request: Request,
    asker: Asker,
    project: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]+$", description="Its id or code")],
) -> Response:
    """List a project's risks, the gravest first, with their trend."""
    async with request.app.state.database.transaction() as session:
        found = await projects.find(session, asker, project)
        items = await queries.risks(session, found.id)
    return Response(dumps({"items": items}), media_type="application/json")


async def _risk(session: AsyncSession, risk_id: UUID) -> tuple[str, dict[str, Any]]:
    found = await queries.risk(session, risk_id)
    if found is None:
        raise not_found("risk", risk_id)
    return dumps(found).decode(), found


@router.get("/risks/{risk_id}", operation_id="get_risk", responses={200: {"model": RiskOut}})
async def get_risk(request: Request, asker: Asker, risk_id: UUID) -> Response:
    """Return a risk with its trend."""
    async with request.app.state.database.transaction() as session:
        body, risk = await _risk(session, risk_id)
        await projects.find(session, asker, risk["project"]["code"])
    return record_response(body, risk["version"])


@router.post("/risks", operation_id="create_risk", status_code=201, responses={201: {"model": RiskOut}})
async def create_risk(request: Request, asker: Asker, body: RiskIn, _key: IdempotencyKey = None) -> Response:
    """Register a risk of a project."""

    async def write(session: AsyncSession) -> Response:
        risk = await commands.add_risk(session, asker, body)
        content, _ = await _risk(session, risk.id)
        return record_response(content, risk.version, created_at=f"/api/v1/risks/{risk.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.put("/risks/{risk_id}", operation_id="assess_risk", responses={200: {"model": RiskOut}})
async def assess_risk(
    request: Request, asker: Asker, risk_id: UUID, body: RiskIn, if_match: IfMatch = None
) -> Response:
    """Assess a risk anew; its trend is told from what it scored before."""
    async with request.app.state.database.transaction() as session:
        risk = await commands.get_risk(session, asker, risk_id)
        current, _ = await _risk(session, risk_id)
        require_match(if_match, risk.version, orjson.Fragment(current))
        await commands.assess_risk(session, asker, risk, body)
        content, _ = await _risk(session, risk_id)
        return record_response(content, risk.version)
