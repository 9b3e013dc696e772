"""Evaluations over HTTP."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api.evaluations import commands, queries
from evaluation_api.evaluations.models import Evaluation
from evaluation_api.evaluations.schemas import (
    Board,
    BoardItem,
    EvaluationIn,
    EvaluationOut,
    EvaluationPage,
    EvaluationPatch,
    ProgressIn,
    QualityChecklist,
    ResponseIn,
    Standing,
    Status,
    StepIn,
    ViewIn,
)
from evaluation_api.wire import ProjectQuery
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Action, Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1", tags=["evaluations"])


async def _record(session: AsyncSession, principal: Principal, evaluation_id: UUID) -> tuple[str, int]:
    found = await queries.record(session, principal, evaluation_id)
    if found is None:
        raise not_found("evaluation", evaluation_id)
    return dumps(found).decode(), found["version"]


async def _matched(
    session: AsyncSession, principal: Principal, evaluation_id: UUID, action: Action, if_match: str | None
) -> Evaluation:
    evaluation = await commands.get_for(session, principal, evaluation_id, action)
    current, version = await _record(session, principal, evaluation_id)
    require_match(if_match, version, orjson.Fragment(current))
    return evaluation


@router.get("/evaluations", operation_id="list_evaluations", responses={200: {"model": EvaluationPage}})
async def list_evaluations(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=300, description="Words of title, purpose, scope, summary")] = "",
    project: ProjectQuery = None,
    status: Annotated[list[Status], Query(max_length=5)] = [],  # noqa: B006 (FastAPI copies it)
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List evaluations, the newest first; the public sees completed ones."""
    found = await queries.page(request.app.state.database, asker, q, project, status, limit, after)
    return page_response(request, *found)


@router.post(
    "/evaluations", operation_id="create_evaluation", status_code=201, responses={201: {"model": EvaluationOut}}
)
async def create_evaluation(
    request: Request, asker: Asker, body: EvaluationIn, _key: IdempotencyKey = None
) -> Response:
    """Plan an evaluation of one or more projects."""

    async def write(session: AsyncSession) -> Response:
        evaluation = await commands.plan(session, asker, body)
        content, version = await _record(session, asker, evaluation.id)
        return record_response(content, version, created_at=f"/api/v1/evaluations/{evaluation.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get(
    "/evaluations/quality-checklist",
    operation_id="get_quality_checklist",
    responses={200: {"model": QualityChecklist}},
)
async def get_quality_checklist(_request: Request, _asker: Asker) -> Response:
    """Return what an evaluation's quality is judged by."""
    return Response(dumps({"items": queries.QUALITY}), media_type="application/json")


@router.get("/evaluations/{evaluation_id}", operation_id="get_evaluation", responses={200: {"model": EvaluationOut}})
async def get_evaluation(request: Request, asker: Asker, evaluation_id: UUID) -> Response:
    """Return an evaluation whole, with what is missing for its next steps."""
    async with request.app.state.database.transaction() as session:
        return record_response(*await _record(session, asker, evaluation_id))


@router.patch(
    "/evaluations/{evaluation_id}", operation_id="update_evaluation", responses={200: {"model": EvaluationOut}}
)
async def update_evaluation(
    request: Request, asker: Asker, evaluation_id: UUID, patch: EvaluationPatch, if_match: IfMatch = None
) -> Response:
    """Change the given fields of an evaluation that is not over; a list given replaces that list."""
    async with request.app.state.database.transaction() as session:
        evaluation = await _matched(session, asker, evaluation_id, Action.EVALUATION_WRITE, if_match)
        await commands.change(session, asker, evaluation, patch)
        return record_response(*await _record(session, asker, evaluation_id))


@router.delete("/evaluations/{evaluation_id}", operation_id="delete_evaluation", status_code=204)
async def delete_evaluation(request: Request, asker: Asker, evaluation_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete an evaluation that was only planned."""
    async with request.app.state.database.transaction() as session:
        evaluation = await _matched(session, asker, evaluation_id, Action.EVALUATION_MANAGE, if_match)
        await commands.delete(session, evaluation)
    return Response(status_code=204)


@router.post(
    "/evaluations/{evaluation_id}/steps",
    operation_id="take_evaluation_step",
    responses={200: {"model": EvaluationOut}},
)
async def take_step(
    request: Request,
    asker: Asker,
    evaluation_id: UUID,
    body: StepIn,
    if_match: IfMatch = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Commission an evaluation, begin it, complete it, cancel it, or open it again."""

    async def write(session: AsyncSession) -> Response:
        evaluation = await _matched(session, asker, evaluation_id, Action.EVALUATION_MANAGE, if_match)
        await commands.take_step(session, asker, evaluation, body)
        return record_response(*await _record(session, asker, evaluation_id))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.put(
    "/evaluations/{evaluation_id}/views/{organisation_id}",
    operation_id="record_partner_view",
    responses={200: {"model": EvaluationOut}},
)
async def record_view(
    request: Request, asker: Asker, evaluation_id: UUID, organisation_id: UUID, body: ViewIn
) -> Response:
    """Record how a partner of a joint evaluation sees its outcome; it replaces that partner's view."""
    async with request.app.state.database.transaction() as session:
        await commands.record_view(session, asker, evaluation_id, organisation_id, body)
        return record_response(*await _record(session, asker, evaluation_id))


# --- recommendations ------------------------------------------------------------------------------------------


@router.get("/recommendations", operation_id="list_recommendations", responses={200: {"model": Board}})
async def list_recommendations(
    request: Request,
    asker: Asker,
    project: ProjectQuery = None,
    organisation: Annotated[UUID | None, Query(description="Addressed to it, or with an action of it")] = None,
    standing: Annotated[list[Standing], Query(max_length=6)] = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    """List recommendations of completed evaluations with their follow-up, the most urgent first."""
    async with request.app.state.database.reader.connect() as connection:
        items = await queries.board(connection, asker, project=project, organisation=organisation, standings=standing)
    return Response(dumps({"items": items}), media_type="application/json")


async def _recommendation(session: AsyncSession, asker: Principal, recommendation_id: UUID) -> dict[str, Any]:
    found = await queries.board(session, asker, recommendation=recommendation_id)
    if not found:
        raise not_found("recommendation", recommendation_id)
    return found[0]


@router.get(
    "/recommendations/{recommendation_id}",
    operation_id="get_recommendation",
    responses={200: {"model": BoardItem}},
)
async def get_recommendation(request: Request, asker: Asker, recommendation_id: UUID) -> Response:
    """Return a recommendation of a completed evaluation with the response to it."""
    async with request.app.state.database.transaction() as session:
        found = await _recommendation(session, asker, recommendation_id)
    return record_response(dumps(found).decode(), found["version"])


@router.put(
    "/recommendations/{recommendation_id}/response",
    operation_id="respond_to_recommendation",
    responses={200: {"model": BoardItem}},
)
async def respond(
    request: Request, asker: Asker, recommendation_id: UUID, body: ResponseIn, if_match: IfMatch = None
) -> Response:
    """Respond to a recommendation: accept it, wholly or partly, with dated actions, or reject it with a reason."""
    async with request.app.state.database.transaction() as session:
        recommendation = await commands.get_recommendation(session, asker, recommendation_id)
        current = await _recommendation(session, asker, recommendation_id)
        require_match(if_match, recommendation.version, current)
        await commands.respond(session, asker, recommendation, body)
        found = await _recommendation(session, asker, recommendation_id)
    return record_response(dumps(found).decode(), found["version"])


@router.patch(
    "/management-actions/{action_id}",
    operation_id="report_action_progress",
    responses={200: {"model": BoardItem}},
)
async def report_progress(
    request: Request, asker: Asker, action_id: UUID, body: ProgressIn, if_match: IfMatch = None
) -> Response:
    """Say how far an action is; returns its recommendation. ``If-Match`` is the action's version."""
    async with request.app.state.database.transaction() as session:
        action = await commands.get_action(session, asker, action_id)
        require_match(if_match, action.version, await _recommendation(session, asker, action.recommendation_id))
        await commands.report_progress(session, action, body)
        found = await _recommendation(session, asker, action.recommendation_id)
    return record_response(dumps(found).decode(), found["version"])
