"""A project's contributions over HTTP."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.contributions import commands, queries
from registry_api.contributions.schemas import ContributionIn, ContributionOut, ContributionPage
from registry_api.projects import commands as projects
from registry_api.projects.queries import visible_id
from registry_api.projects.routes import ProjectKey
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/projects/{key}/contributions", tags=["finance"])


@router.get("", operation_id="list_contributions", responses={200: {"model": ContributionPage}})
async def list_contributions(
    request: Request, asker: Asker, key: ProjectKey, limit: Limit = 50, after: After = None
) -> Response:
    """List what partners give to a project, planned and executed, in cash and in kind, by year."""
    project_id = await visible_id(request.app.state.database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    return page_response(request, *await queries.page(request.app.state.database, project_id, limit, after))


@router.post("", operation_id="create_contribution", status_code=201, responses={201: {"model": ContributionOut}})
async def create_contribution(
    request: Request, asker: Asker, key: ProjectKey, body: ContributionIn, _key: IdempotencyKey = None
) -> Response:
    """Add a contribution; person-days without an amount are valued by the rate table."""

    async def write(session: AsyncSession) -> Response:
        project = await projects.get_for_change(session, asker, key)
        contribution = await commands.add(session, asker, project.id, body)
        await projects.touch(session, project, asker.subject)
        location = f"/api/v1/projects/{project.code}/contributions/{contribution.id}"
        content = await queries.record(session, contribution.id)
        return record_response(content, contribution.version, created_at=location)

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.put("/{contribution_id}", operation_id="replace_contribution", responses={200: {"model": ContributionOut}})
async def replace_contribution(
    request: Request,
    asker: Asker,
    key: ProjectKey,
    contribution_id: UUID,
    body: ContributionIn,
    if_match: IfMatch = None,
) -> Response:
    """Replace a contribution; it is valued anew."""
    async with request.app.state.database.transaction() as session:
        project = await projects.get_for_change(session, asker, key)
        contribution = await commands.get_for_change(session, project.id, contribution_id)
        current = orjson.Fragment(await queries.record(session, contribution_id))
        require_match(if_match, contribution.version, current)
        await commands.replace(session, contribution, body)
        await projects.touch(session, project, asker.subject)
        content = await queries.record(session, contribution_id)
        return record_response(content, contribution.version)


@router.delete("/{contribution_id}", operation_id="delete_contribution", status_code=204)
async def delete_contribution(
    request: Request, asker: Asker, key: ProjectKey, contribution_id: UUID, if_match: IfMatch = None
) -> Response:
    """Remove a contribution from a project."""
    async with request.app.state.database.transaction() as session:
        project = await projects.get_for_change(session, asker, key)
        contribution = await commands.get_for_change(session, project.id, contribution_id)
        current = orjson.Fragment(await queries.record(session, contribution_id))
        require_match(if_match, contribution.version, current)
        await session.delete(contribution)
        await projects.touch(session, project, asker.subject)
    return Response(status_code=204)
