"""Comments over HTTP."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.comments import commands, queries
from registry_api.comments.schemas import CommentIn, CommentOut, CommentPage
from registry_api.projects.commands import get_seen
from registry_api.projects.queries import visible_id
from registry_api.projects.routes import ProjectKey
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/projects/{key}/comments", tags=["comments"])


@router.get("", operation_id="list_comments", responses={200: {"model": CommentPage}})
async def list_comments(
    request: Request, asker: Asker, key: ProjectKey, limit: Limit = 50, after: After = None
) -> Response:
    """List what people said about a project, the newest first."""
    database = request.app.state.database
    project_id = await visible_id(database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    return page_response(request, *await queries.page(database, asker, project_id, limit, after))


@router.post("", operation_id="create_comment", status_code=201, responses={201: {"model": CommentOut}})
async def create_comment(
    request: Request, asker: Asker, key: ProjectKey, body: CommentIn, _key: IdempotencyKey = None
) -> Response:
    """Say something about a project; those mentioned, and those who took part before, are told."""

    async def write(session: AsyncSession) -> Response:
        comment = await commands.add(session, asker, await get_seen(session, asker, key), body)
        address = f"/api/v1/projects/{key}/comments/{comment.id}"
        return record_response(await queries.record(session, asker, comment.id), 1, created_at=address)

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.put("/{comment_id}", operation_id="replace_comment", responses={200: {"model": CommentOut}})
async def replace_comment(
    request: Request, asker: Asker, key: ProjectKey, comment_id: UUID, body: CommentIn, if_match: IfMatch = None
) -> Response:
    """Change a comment that you wrote."""
    async with request.app.state.database.transaction() as session:
        project = await get_seen(session, asker, key)
        comment = await commands.own(session, asker, project.id, comment_id)
        require_match(if_match, comment.version, orjson.Fragment(await queries.record(session, asker, comment_id)))
        await commands.change(session, asker, comment, body)
        return record_response(await queries.record(session, asker, comment_id), comment.version)


@router.delete("/{comment_id}", operation_id="delete_comment", status_code=204)
async def delete_comment(request: Request, asker: Asker, key: ProjectKey, comment_id: UUID) -> Response:
    """Take back a comment that you wrote; what it told people goes with it."""
    async with request.app.state.database.transaction() as session:
        project = await get_seen(session, asker, key)
        await session.delete(await commands.own(session, asker, project.id, comment_id))
    return Response(status_code=204)
