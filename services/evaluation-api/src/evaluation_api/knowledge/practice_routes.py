"""Good practices over HTTP."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api.knowledge import commands, queries
from evaluation_api.knowledge.models import Practice
from evaluation_api.knowledge.schemas import PracticeDecisionIn, PracticeIn, PracticeOut
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Action, Asker, Principal
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/practices", tags=["knowledge"])


async def _record(session: AsyncSession, principal: Principal, practice_id: UUID) -> tuple[str, int]:
    found = await queries.practice(session, principal, practice_id)
    if found is None:
        raise not_found("practice", practice_id)
    return dumps(found).decode(), found["version"]


async def _matched(
    session: AsyncSession, principal: Principal, practice_id: UUID, action: Action, if_match: str | None
) -> Practice:
    practice = await commands.get_practice(session, principal, practice_id, action)
    current, version = await _record(session, principal, practice_id)
    require_match(if_match, version, orjson.Fragment(current))
    return practice


@router.post("", operation_id="create_practice", status_code=201, responses={201: {"model": PracticeOut}})
async def create_practice(request: Request, asker: Asker, body: PracticeIn, _key: IdempotencyKey = None) -> Response:
    """Propose a good practice."""

    async def write(session: AsyncSession) -> Response:
        practice = await commands.propose(session, asker, body)
        content, version = await _record(session, asker, practice.id)
        return record_response(content, version, created_at=f"/api/v1/practices/{practice.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{practice_id}", operation_id="get_practice", responses={200: {"model": PracticeOut}})
async def get_practice(request: Request, asker: Asker, practice_id: UUID) -> Response:
    """Return a good practice."""
    async with request.app.state.database.transaction() as session:
        return record_response(*await _record(session, asker, practice_id))


@router.put("/{practice_id}", operation_id="update_practice", responses={200: {"model": PracticeOut}})
async def update_practice(
    request: Request, asker: Asker, practice_id: UUID, body: PracticeIn, if_match: IfMatch = None
) -> Response:
    """Make a good practice the given one; it is proposed anew."""
    async with request.app.state.database.transaction() as session:
        practice = await _matched(session, asker, practice_id, Action.LESSON_WRITE, if_match)
        await commands.rewrite(session, asker, practice, body)
        return record_response(*await _record(session, asker, practice_id))


@router.delete("/{practice_id}", operation_id="delete_practice", status_code=204)
async def delete_practice(request: Request, asker: Asker, practice_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a good practice."""
    async with request.app.state.database.transaction() as session:
        await session.delete(await _matched(session, asker, practice_id, Action.LESSON_WRITE, if_match))
    return Response(status_code=204)


@router.post("/{practice_id}/validation", operation_id="validate_practice", responses={200: {"model": PracticeOut}})
async def validate_practice(
    request: Request,
    asker: Asker,
    practice_id: UUID,
    body: PracticeDecisionIn,
    if_match: IfMatch = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Validate a proposed practice, which publishes it, or return it with a comment."""

    async def write(session: AsyncSession) -> Response:
        practice = await _matched(session, asker, practice_id, Action.PRACTICE_VALIDATE, if_match)
        await commands.decide(session, asker, practice, body)
        return record_response(*await _record(session, asker, practice_id))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response
