"""Organisations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.organisations import commands, queries
from registry_api.organisations.models import Organisation
from registry_api.organisations.schemas import (
    OrganisationIn,
    OrganisationOut,
    OrganisationPage,
    OrganisationPatch,
)
from registry_api.projects.commands import refresh_search_of_organisation
from service_kit.concurrency import IfMatch, etag, not_modified, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/organisations", tags=["organisations"])


def _body(organisation: Organisation) -> dict[str, object]:
    return {
        "id": organisation.id,
        "version": organisation.version,
        "name": organisation.name,
        "acronym": organisation.acronym,
        "type": organisation.type,
        "country": organisation.country,
        "iati_identifier": organisation.iati_identifier,
    }


@router.get("", operation_id="list_organisations", responses={200: {"model": OrganisationPage}})
async def list_organisations(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=200, description="Words of the name, acronym or org-id")] = "",
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List organisations by name."""
    items, total, following = await queries.page(request.app.state.database, asker, q, country, limit, after)
    return page_response(request, items, total, following)


@router.post("", operation_id="create_organisation", status_code=201, responses={201: {"model": OrganisationOut}})
async def create_organisation(
    request: Request, asker: Asker, body: OrganisationIn, _key: IdempotencyKey = None
) -> Response:
    """Register an organisation."""

    async def write(session: AsyncSession) -> Response:
        organisation = await commands.create(session, asker, body)
        headers = {"ETag": etag(1), "Location": f"/api/v1/organisations/{organisation.id}"}
        content = dumps(_body(organisation) | {"version": 1, "projects": 0})
        return Response(content, 201, headers, media_type="application/json")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{organisation_id}", operation_id="get_organisation", responses={200: {"model": OrganisationOut}})
async def get_organisation(request: Request, asker: Asker, organisation_id: UUID) -> Response:
    """Return an organisation."""
    found = await queries.record(request.app.state.database, asker, organisation_id)
    if found is None:
        raise not_found("organisation", organisation_id)
    body, version = found
    headers = {"ETag": etag(version)}
    return not_modified(request, etag(version)) or Response(body, headers=headers, media_type="application/json")


@router.patch("/{organisation_id}", operation_id="update_organisation", responses={200: {"model": OrganisationOut}})
async def update_organisation(
    request: Request, asker: Asker, organisation_id: UUID, patch: OrganisationPatch, if_match: IfMatch = None
) -> Response:
    """Change an organisation's given fields."""
    async with request.app.state.database.transaction() as session:
        organisation = await commands.get(session, organisation_id)
        require_match(if_match, organisation.version, _body(organisation))
        await commands.update(session, asker, organisation, patch)
        await refresh_search_of_organisation(session, organisation_id)
    return await get_organisation(request, asker, organisation_id)


@router.delete("/{organisation_id}", operation_id="delete_organisation", status_code=204)
async def delete_organisation(
    request: Request, asker: Asker, organisation_id: UUID, if_match: IfMatch = None
) -> Response:
    """Delete an organisation that nothing refers to."""
    async with request.app.state.database.transaction() as session:
        organisation = await commands.get(session, organisation_id)
        require_match(if_match, organisation.version, _body(organisation))
        await commands.delete(session, asker, organisation)
    return Response(status_code=204)
