"""Lessons over HTTP."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api.knowledge import commands, queries
from evaluation_api.knowledge.schemas import LessonIn, LessonOut, LessonPage, LessonPatch
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/lessons", tags=["knowledge"])


async def _record(session: AsyncSession, principal: Principal, lesson_id: UUID) -> tuple[str, int]:
    found = await queries.record(session, principal, lesson_id)
    if found is None:
        raise not_found("lesson", lesson_id)
    return found


@router.get("", operation_id="list_lessons", responses={200: {"model": LessonPage}})
async def list_lessons(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=300, description="Words of the lesson")] = "",
    project: Annotated[UUID | None, Query(description="Of this project only")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List lessons, the newest first."""
    items, total, following = await queries.page(request.app.state.database, asker, q, project, limit, after)
    return page_response(request, items, total, following)


@router.post("", operation_id="create_lesson", status_code=201, responses={201: {"model": LessonOut}})
async def create_lesson(request: Request, asker: Asker, body: LessonIn, _key: IdempotencyKey = None) -> Response:
    """Register a lesson of a project."""

    async def write(session: AsyncSession) -> Response:
        lesson = await commands.create(session, asker, body)
        content, version = await _record(session, asker, lesson.id)
        return record_response(content, version, created_at=f"/api/v1/lessons/{lesson.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{lesson_id}", operation_id="get_lesson", responses={200: {"model": LessonOut}})
async def get_lesson(request: Request, asker: Asker, lesson_id: UUID) -> Response:
    """Return a lesson."""
    async with request.app.state.database.transaction() as session:
        body, version = await _record(session, asker, lesson_id)
    return record_response(body, version)


@router.patch("/{lesson_id}", operation_id="update_lesson", responses={200: {"model": LessonOut}})
async def update_lesson(
    request: Request, asker: Asker, lesson_id: UUID, patch: LessonPatch, if_match: IfMatch = None
) -> Response:
    """Change a lesson's given fields."""
    async with request.app.state.database.transaction() as session:
        lesson = await commands.get_for_change(session, asker, lesson_id)
        await _require_match(session, asker, lesson_id, if_match)
        await commands.change(session, asker, lesson, patch)
        body, version = await _record(session, asker, lesson_id)
    return record_response(body, version)


@router.delete("/{lesson_id}", operation_id="delete_lesson", status_code=204)
async def delete_lesson(request: Request, asker: Asker, lesson_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a lesson."""
    async with request.app.state.database.transaction() as session:
        lesson = await commands.get_for_change(session, asker, lesson_id)
        await _require_match(session, asker, lesson_id, if_match)
        await session.delete(lesson)
    return Response(status_code=204)


async def _require_match(session: AsyncSession, asker: Principal, lesson_id: UUID, if_match: str | None) -> None:
    current, version = await _record(session, asker, lesson_id)
    require_match(if_match, version, orjson.Fragment(current))
