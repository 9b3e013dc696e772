"""Projects over HTTP."""

from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Query, Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.finance import commands as finance
from registry_api.history.queries import PastRecord, past_response
from registry_api.projects import commands, queries
from registry_api.projects.filters import Filters
from registry_api.projects.models import Project
from registry_api.projects.queries import Sort
from registry_api.projects.schemas import (
    ProjectFacets,
    ProjectIn,
    ProjectOut,
    ProjectPage,
    ProjectPatch,
    SimilarProjects,
)
from registry_api.wire import AsOf
from service_kit.concurrency import IfMatch, etag, not_modified, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/projects", tags=["projects"])

ProjectKey = Annotated[
    str, Path(max_length=100, pattern=r"^[^\x00]+$", description="Its id or code", examples=["GT-2016-0001"])
]


async def current(session: AsyncSession, project: Project) -> str:
    """Return a project as JSON text, in the caller's transaction."""
    statement = text(f"SELECT {queries.RECORD} FROM registry.project p WHERE p.id = :id")
    return str(await session.scalar(statement, {"id": project.id}))


@router.get("", operation_id="list_projects", responses={200: {"model": ProjectPage}})
async def list_projects(
    request: Request,
    asker: Asker,
    filters: Filters,
    sort: Annotated[Sort, Query()] = Sort.UPDATED,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List the projects you may see, narrowed by filters."""
    items, total, following = await queries.page(request.app.state.database, asker, filters, sort, limit, after)
    return page_response(request, items, total, following)


@router.post("", operation_id="create_project", status_code=201, responses={201: {"model": ProjectOut}})
async def create_project(request: Request, asker: Asker, body: ProjectIn, _key: IdempotencyKey = None) -> Response:
    """Register a project; it gets its code."""

    async def write(session: AsyncSession) -> Response:
        project = await commands.create(session, asker, body)
        for index, transaction in enumerate(body.transactions):
            await finance.add(session, project.id, transaction, pointer=f"/transactions/{index}")
        return record_response(
            await current(session, project), project.version, created_at=f"/api/v1/projects/{project.code}"
        )

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/facets", operation_id="list_project_facets", responses={200: {"model": ProjectFacets}})
async def list_facets(request: Request, asker: Asker, filters: Filters) -> Response:
    """Count the projects you may see by stage, modality, country and more, narrowed by filters."""
    counted = await queries.facets(request.app.state.database, asker, filters)
    return Response(dumps(counted), media_type="application/json")


@router.get("/similar", operation_id="list_similar_projects", responses={200: {"model": SimilarProjects}})
async def list_similar(
    request: Request, asker: Asker, title: Annotated[Line, Query(min_length=4, max_length=500)]
) -> Response:
    """List projects that may be the one whose title is being typed, so that none is registered twice."""
    items = await queries.similar(request.app.state.database, asker, title)
    return Response(dumps({"items": items}), media_type="application/json")


@router.get("/{key}", operation_id="get_project", responses={200: {"model": ProjectOut}})
async def get_project(request: Request, asker: Asker, key: ProjectKey, as_of: AsOf = None) -> Response:
    """Return a project by id or code, as it is or as it stood at the end of a day."""
    if as_of is not None:
        return await _past(request, asker, key, as_of)
    found = await queries.record(request.app.state.database, asker, key)
    if found is None:
        raise not_found("project", key)
    body, version = found
    return not_modified(request, etag(version)) or record_response(body, version)


async def _past(request: Request, asker: Principal, key: str, day: date) -> Response:
    database = request.app.state.database
    project_id = await queries.visible_id(database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    select = f"SELECT {queries.RECORD} FROM registry.project p"
    record = PastRecord(select, queries.RECORD_TABLES, (f"project:{project_id}",))
    return await past_response(database, asker, record, day, "project", key)


@router.patch("/{key}", operation_id="update_project", responses={200: {"model": ProjectOut}})
async def update_project(
    request: Request, asker: Asker, key: ProjectKey, patch: ProjectPatch, if_match: IfMatch = None
) -> Response:
    """Change the given fields; a list given replaces that list."""
    async with request.app.state.database.transaction() as session:
        project = await commands.get_for_change(session, asker, key)
        require_match(if_match, project.version, orjson.Fragment(await current(session, project)))
        await commands.change(session, asker, project, patch)
        return record_response(await current(session, project), project.version)


@router.delete("/{key}", operation_id="delete_project", status_code=204)
async def delete_project(request: Request, asker: Asker, key: ProjectKey, if_match: IfMatch = None) -> Response:
    """Delete a project that is still a draft."""
    async with request.app.state.database.transaction() as session:
        project = await commands.get_for_change(session, asker, key)
        require_match(if_match, project.version, orjson.Fragment(await current(session, project)))
        await commands.delete_draft(session, project)
    return Response(status_code=204)
