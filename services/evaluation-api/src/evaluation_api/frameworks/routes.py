"""Results frameworks over HTTP."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api import projects
from evaluation_api.frameworks import commands, queries
from evaluation_api.frameworks.schemas import FrameworkIn, FrameworkOut, LightIn, RevisionList
from evaluation_api.iati.commands import publish
from service_kit.concurrency import IfMatch, etag, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Action, Asker, Role
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1", tags=["frameworks"])
ProjectKey = Annotated[
    str, Path(max_length=100, pattern=r"^[^\x00]+$", description="The project's id or code", examples=["GT-2016-0001"])
]


class ApprovalIn(BaseModel):
    """Why a framework is approved anew."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "Acordado con los socios"}]})

    reason: Annotated[Line, Field(max_length=5000)] | None = None


def _answer(body: dict[str, Any], status: int = 200) -> Response:
    return Response(dumps(body), status, {"ETag": etag(body["version"])}, media_type="application/json")


async def _required(session: AsyncSession, project: projects.Owned, *, public: bool = False) -> dict[str, Any]:
    found = await queries.framework(session, project.id, public=public)
    if found is None:
        raise not_found("framework", project.code)
    return found


@router.get("/frameworks/{key}", operation_id="get_framework", responses={200: {"model": FrameworkOut}})
async def get_framework(request: Request, asker: Asker, key: ProjectKey) -> Response:
    """Return a project's results framework with what was measured and where each indicator stands.

    The public sees an approved one, with what was verified.
    """
    async with request.app.state.database.transaction() as session:
        project = await projects.find(session, asker, key)
        body = await _required(session, project, public=asker.role is Role.PUBLIC)
    return _answer(body)


@router.put("/frameworks/{key}", operation_id="write_framework", responses={200: {"model": FrameworkOut}})
async def write_framework(
    request: Request, asker: Asker, key: ProjectKey, body: FrameworkIn, if_match: IfMatch = None
) -> Response:
    """Write a project's results framework whole; one that is approved goes back to draft, with the reason kept."""
    async with request.app.state.database.transaction() as session:
        project = await projects.find_for(session, asker, key, Action.FRAMEWORK_WRITE)
        framework = await commands.get(session, project.id)
        if framework is not None:
            current = orjson.Fragment(dumps(await _required(session, project)))
            require_match(if_match, framework.version, current)
        await commands.write(session, asker, project.id, framework, body)
        return _answer(await _required(session, project))


@router.post("/frameworks/{key}/approval", operation_id="approve_framework", responses={200: {"model": FrameworkOut}})
async def approve_framework(
    request: Request, asker: Asker, key: ProjectKey, body: ApprovalIn, _key: IdempotencyKey = None
) -> Response:
    """Approve a results framework: it becomes a revision that stays as it is."""

    async def write(session: AsyncSession) -> Response:
        project = await projects.find_for(session, asker, key, Action.FRAMEWORK_APPROVE)
        framework = await commands.get(session, project.id)
        if framework is None:
            raise not_found("framework", project.code)
        await commands.approve(session, asker, framework, await _required(session, project), body.reason)
        await publish(session, project.id)
        return _answer(await _required(session, project))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get(
    "/frameworks/{key}/revisions", operation_id="list_framework_revisions", responses={200: {"model": RevisionList}}
)
async def list_revisions(request: Request, asker: Asker, key: ProjectKey) -> Response:
    """List the approved forms of a results framework, each whole, with the reason for it."""
    async with request.app.state.database.transaction() as session:
        project = await projects.find(session, asker, key)
        items = await queries.revisions(session, project.id)
    return Response(dumps({"items": items}), media_type="application/json")


@router.put("/indicators/{indicator_id}/light", operation_id="override_light", status_code=204)
async def override_light(request: Request, asker: Asker, indicator_id: UUID, body: LightIn) -> Response:
    """Show another traffic light than the computed one for an indicator, and say why."""
    async with request.app.state.database.transaction() as session:
        await commands.override_light(session, asker, indicator_id, body)
    return Response(status_code=204)


@router.delete("/indicators/{indicator_id}/light", operation_id="end_light_override", status_code=204)
async def end_override(request: Request, asker: Asker, indicator_id: UUID) -> Response:
    """Show the computed traffic light of an indicator again."""
    async with request.app.state.database.transaction() as session:
        await commands.end_override(session, asker, indicator_id)
    return Response(status_code=204)
