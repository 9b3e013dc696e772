"""The cycle of a project over HTTP."""

from typing import Any

import orjson
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from starlette.responses import Response

from registry_api.cycle import commands, queries
from registry_api.cycle.rules import moves
from registry_api.cycle.schemas import CycleOut, MoveIn
from registry_api.projects import commands as projects
from registry_api.projects.models import Project
from registry_api.projects.queries import visible_id
from registry_api.projects.routes import ProjectKey, current
from registry_api.wire import missing_items
from service_kit.concurrency import IfMatch, etag, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import negotiate

router = APIRouter(prefix="/api/v1/projects/{key}", tags=["cycle"])


async def _body(connection: AsyncConnection, asker: Principal, project: Project, language: str) -> dict[str, Any]:
    facts = await queries.facts(connection, project.id)
    before = await queries.before_suspension(connection, project.id)
    return {
        "stage": project.stage,
        "moves": [
            {
                "to": move.to,
                "allowed": commands.may_make(asker, move, project),
                "needs": sorted(move.needs),
                "missing": missing_items(move.missing(facts), language),
            }
            for move in moves(project.stage, before)
        ],
        "changes": await queries.changes(connection, project.id),
    }


@router.get("/cycle", operation_id="get_project_cycle", responses={200: {"model": CycleOut}})
async def get_cycle(request: Request, asker: Asker, key: ProjectKey) -> Response:
    """Say where a project stands, what is still missing for each move, and which moves were made."""
    project_id = await visible_id(request.app.state.database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    language = negotiate(request.headers.get("accept-language"))
    async with request.app.state.database.transaction() as session:
        project = await session.get_one(Project, project_id)
        body = await _body(await session.connection(), asker, project, language)
    return Response(dumps(body), media_type="application/json")


@router.post("/cycle", operation_id="move_project", responses={200: {"model": CycleOut}})
async def move_project(
    request: Request,
    asker: Asker,
    key: ProjectKey,
    body: MoveIn,
    if_match: IfMatch = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Move a project to another stage, with the opinion, signature or reason that the move needs."""
    language = negotiate(request.headers.get("accept-language"))

    async def write(session: AsyncSession) -> Response:
        project = await projects.get_seen(session, asker, key)
        commands.require_part(asker, project)
        require_match(if_match, project.version, orjson.Fragment(await current(session, project)))
        await commands.make(session, asker, project, body)
        answer = await _body(await session.connection(), asker, project, language)
        return Response(dumps(answer), headers={"ETag": etag(project.version)}, media_type="application/json")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response
