"""Organisations over HTTP."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.history.queries import past_response
from registry_api.organisations import commands, merging, queries
from registry_api.organisations.models import OrganisationMerge
from registry_api.organisations.schemas import (
    MergeIn,
    MergeList,
    MergeOut,
    OrganisationIn,
    OrganisationOut,
    OrganisationPage,
    OrganisationPatch,
    SimilarOrganisations,
)
from registry_api.projects.commands import refresh_search_of_organisation
from registry_api.wire import AsOf
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/organisations", tags=["organisations"])


async def _record(session: AsyncSession, principal: Principal, organisation_id: UUID) -> tuple[str, int]:
    found = await queries.record(session, principal, organisation_id)
    if found is None:
        raise not_found("organisation", organisation_id)
    return found[0], found[1]


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
        content, version = await _record(session, asker, organisation.id)
        return record_response(content, version, created_at=f"/api/v1/organisations/{organisation.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/similar", operation_id="list_similar_organisations", responses={200: {"model": SimilarOrganisations}})
async def list_similar(
    request: Request,
    _asker: Asker,
    name: Annotated[Line, Query(min_length=2, max_length=300, examples=["AMEXCID"])],
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="Where it is, if known")] = None,
) -> Response:
    """List organisations that may be the one whose name is being typed, so that none is registered twice."""
    items = await queries.similar(request.app.state.database, name, country)
    return Response(dumps({"items": items}), media_type="application/json")


@router.get(
    "/{organisation_id}",
    operation_id="get_organisation",
    responses={
        200: {"model": OrganisationOut},
        308: {"description": "It was merged into another organisation, which is at `Location`."},
    },
)
async def get_organisation(request: Request, asker: Asker, organisation_id: UUID, as_of: AsOf = None) -> Response:
    """Return an organisation, or where the one is that it was merged into."""
    async with request.app.state.database.reader.connect() as connection:
        found = await queries.record(connection, asker, organisation_id)
    if found is None:
        raise not_found("organisation", organisation_id)
    body, version, successor = found
    if as_of is not None:
        past = queries.past_record(asker, organisation_id)
        return await past_response(request.app.state.database, asker, past, as_of, "organisation", organisation_id)
    if successor is not None:
        return Response(status_code=308, headers={"Location": f"/api/v1/organisations/{successor}"})
    return record_response(body, version)


@router.patch("/{organisation_id}", operation_id="update_organisation", responses={200: {"model": OrganisationOut}})
async def update_organisation(
    request: Request, asker: Asker, organisation_id: UUID, patch: OrganisationPatch, if_match: IfMatch = None
) -> Response:
    """Change an organisation's given fields."""
    async with request.app.state.database.transaction() as session:
        organisation = await commands.get(session, organisation_id)
        current, version = await _record(session, asker, organisation_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.update(session, asker, organisation, patch)
        await refresh_search_of_organisation(session, organisation_id)
        content, version = await _record(session, asker, organisation_id)
    return record_response(content, version)


@router.get("/{organisation_id}/merges", operation_id="list_merges", responses={200: {"model": MergeList}})
async def list_merges(request: Request, _asker: Asker, organisation_id: UUID) -> Response:
    """List which organisations were merged into this one."""
    items = await queries.merges(request.app.state.database, organisation_id)
    return Response(dumps({"items": items}), media_type="application/json")


@router.post("/{organisation_id}/merge", operation_id="merge_organisation", responses={200: {"model": MergeOut}})
async def merge_organisation(
    request: Request, asker: Asker, organisation_id: UUID, body: MergeIn, _key: IdempotencyKey = None
) -> Response:
    """Merge an organisation into another: everything that names it names the other; can be undone."""

    async def write(session: AsyncSession) -> Response:
        return await _merged(session, await merging.merge(session, asker, organisation_id, body.into_id))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.post("/merges/{merge_id}/undo", operation_id="undo_merge", responses={200: {"model": MergeOut}})
async def undo_merge(request: Request, asker: Asker, merge_id: UUID, _key: IdempotencyKey = None) -> Response:
    """Undo a merge: what it moved names the merged organisation again."""

    async def write(session: AsyncSession) -> Response:
        return await _merged(session, await merging.undo(session, asker, merge_id))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


async def _merged(session: AsyncSession, merge: OrganisationMerge) -> Response:
    for organisation_id in (merge.merged_id, merge.into_id):
        await refresh_search_of_organisation(session, organisation_id)
    merged = await commands.get(session, merge.merged_id)
    names = ("id", "merged_id", "into_id", "moved", "at", "by_name", "undone_at")
    row = {name: getattr(merge, name) for name in names} | {"merged_name": merged.name}
    return Response(dumps(queries.merge_body(row)), media_type="application/json")


@router.delete("/{organisation_id}", operation_id="delete_organisation", status_code=204)
async def delete_organisation(
    request: Request, asker: Asker, organisation_id: UUID, if_match: IfMatch = None
) -> Response:
    """Delete an organisation that nothing refers to."""
    async with request.app.state.database.transaction() as session:
        organisation = await commands.get(session, organisation_id)
        current, version = await _record(session, asker, organisation_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.delete(session, asker, organisation)
    return Response(status_code=204)
