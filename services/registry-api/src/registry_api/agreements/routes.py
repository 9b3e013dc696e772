"""Agreements over HTTP."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.agreements import commands, queries
from registry_api.agreements.queries import AgreementFilters
from registry_api.agreements.schemas import AgreementIn, AgreementOut, AgreementPage, AgreementStatus
from registry_api.history.queries import past_response
from registry_api.wire import AsOf, CodeValue
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/agreements", tags=["agreements"])


async def _record(session: AsyncSession, principal: Principal, agreement_id: UUID) -> tuple[str, int]:
    found = await queries.record(session, principal, agreement_id)
    if found is None:
        raise not_found("agreement", agreement_id)
    return found


@router.get("", operation_id="list_agreements", responses={200: {"model": AgreementPage}})
async def list_agreements(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=300, description="Words of the title, summary, reference")] = "",
    status: Annotated[list[AgreementStatus], Query(max_length=6)] = [],  # noqa: B006 (FastAPI copies it)
    type: Annotated[list[CodeValue], Query(max_length=20)] = [],  # noqa: B006
    organisation: Annotated[UUID | None, Query(description="A party to it")] = None,
    project: Annotated[UUID | None, Query(description="A project under it")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List agreements, those that end first before the others."""
    filters = AgreementFilters(q, [s.value for s in status], type, organisation, project)
    return page_response(request, *await queries.page(request.app.state.database, asker, filters, limit, after))


@router.post("", operation_id="create_agreement", status_code=201, responses={201: {"model": AgreementOut}})
async def create_agreement(request: Request, asker: Asker, body: AgreementIn, _key: IdempotencyKey = None) -> Response:
    """Register an agreement with its parties and the projects under it."""

    async def write(session: AsyncSession) -> Response:
        agreement = await commands.create(session, asker, body)
        content, version = await _record(session, asker, agreement.id)
        return record_response(content, version, created_at=f"/api/v1/agreements/{agreement.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{agreement_id}", operation_id="get_agreement", responses={200: {"model": AgreementOut}})
async def get_agreement(request: Request, asker: Asker, agreement_id: UUID, as_of: AsOf = None) -> Response:
    """Return an agreement, as it is or as it stood at the end of a day."""
    database = request.app.state.database
    async with database.transaction() as session:
        body, version = await _record(session, asker, agreement_id)
    if as_of is not None:
        past = queries.past_record(asker, agreement_id)
        return await past_response(database, asker, past, as_of, "agreement", agreement_id)
    return record_response(body, version)


@router.put("/{agreement_id}", operation_id="replace_agreement", responses={200: {"model": AgreementOut}})
async def replace_agreement(
    request: Request, asker: Asker, agreement_id: UUID, body: AgreementIn, if_match: IfMatch = None
) -> Response:
    """Replace an agreement."""
    async with request.app.state.database.transaction() as session:
        agreement = await commands.get_for_change(session, asker, agreement_id)
        current, _ = await _record(session, asker, agreement_id)
        require_match(if_match, agreement.version, orjson.Fragment(current))
        await commands.replace(session, asker, agreement, body)
        content, version = await _record(session, asker, agreement_id)
    return record_response(content, version)


@router.delete("/{agreement_id}", operation_id="delete_agreement", status_code=204)
async def delete_agreement(request: Request, asker: Asker, agreement_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete an agreement that no project or other agreement is under."""
    async with request.app.state.database.transaction() as session:
        agreement = await commands.get_for_change(session, asker, agreement_id)
        current, _ = await _record(session, asker, agreement_id)
        require_match(if_match, agreement.version, orjson.Fragment(current))
        await commands.delete(session, agreement)
    return Response(status_code=204)
