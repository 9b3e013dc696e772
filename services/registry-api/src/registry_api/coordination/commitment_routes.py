"""Commitments and reminders over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.coordination import commands, queries
from registry_api.coordination.models import Commitment
from registry_api.coordination.queries import CommitmentFilters
from registry_api.coordination.schemas import (
    CommitmentIn,
    CommitmentOut,
    CommitmentPage,
    CommitmentProgress,
    CommitmentStatus,
    Reminders,
)
from registry_api.history.queries import past_response
from registry_api.wire import AsOf
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/commitments", tags=["coordination"])


async def _record(session: AsyncSession, principal: Principal, record_id: UUID) -> tuple[str, int]:
    found = await queries.commitment(session, principal, record_id)
    if found is None:
        raise not_found("commitment", record_id)
    return found


@router.get("", operation_id="list_commitments", responses={200: {"model": CommitmentPage}})
async def list_commitments(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=300)] = "",
    status: Annotated[list[CommitmentStatus], Query(max_length=4)] = [],  # noqa: B006 (FastAPI copies it)
    due: Annotated[list[Literal["later", "soon", "overdue", "done"]], Query(max_length=4)] = [],  # noqa: B006
    organisation: Annotated[UUID | None, Query(description="Who is responsible")] = None,
    event: Annotated[UUID | None, Query()] = None,
    table: Annotated[UUID | None, Query()] = None,
    project: Annotated[UUID | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List commitments, those due first before the others."""
    filters = CommitmentFilters(q, status, due, organisation, event, table, project)
    return page_response(request, *await queries.commitments(request.app.state.database, asker, filters, limit, after))


@router.get("/reminders", operation_id="list_reminders", responses={200: {"model": Reminders}})
async def list_reminders(
    request: Request,
    asker: Asker,
    mine: Annotated[bool, Query(description="Of my own organisation only")] = False,
) -> Response:
    """List what asks for attention: commitments due soon or overdue, agreements that are about to end."""
    own = asker.organisation if mine else None
    items = await queries.reminders(request.app.state.database, asker, own)
    return Response('{"items":[' + ",".join(items) + "]}", media_type="application/json")


@router.post("", operation_id="create_commitment", status_code=201, responses={201: {"model": CommitmentOut}})
async def create_commitment(
    request: Request, asker: Asker, body: CommitmentIn, _key: IdempotencyKey = None
) -> Response:
    """Register a commitment."""

    async def write(session: AsyncSession) -> Response:
        made = await commands.create_commitment(session, asker, body)
        content, version = await _record(session, asker, made.id)
        return record_response(content, version, created_at=f"/api/v1/commitments/{made.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{record_id}", operation_id="get_commitment", responses={200: {"model": CommitmentOut}})
async def get_commitment(request: Request, asker: Asker, record_id: UUID, as_of: AsOf = None) -> Response:
    """Return a commitment, as it is or as it stood at the end of a day."""
    async with request.app.state.database.transaction() as session:
        body, version = await _record(session, asker, record_id)
    if as_of is not None:
        past = queries.past_commitment(asker, record_id)
        return await past_response(request.app.state.database, asker, past, as_of, "commitment", record_id)
    return record_response(body, version)


@router.put("/{record_id}", operation_id="replace_commitment", responses={200: {"model": CommitmentOut}})
async def replace_commitment(
    request: Request, asker: Asker, record_id: UUID, body: CommitmentIn, if_match: IfMatch = None
) -> Response:
    """Replace a commitment."""
    async with request.app.state.database.transaction() as session:
        found = await commands.get_for_change(session, asker, Commitment, record_id)
        current, version = await _record(session, asker, record_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.replace_commitment(session, asker, found, body)
        content, version = await _record(session, asker, record_id)
    return record_response(content, version)


@router.delete("/{record_id}", operation_id="delete_commitment", status_code=204)
async def delete_commitment(request: Request, asker: Asker, record_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a commitment."""
    async with request.app.state.database.transaction() as session:
        found = await commands.get_for_change(session, asker, Commitment, record_id)
        current, version = await _record(session, asker, record_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.delete(session, found)
    return Response(status_code=204)


@router.post("/{record_id}/progress", operation_id="report_commitment", responses={200: {"model": CommitmentOut}})
async def report_commitment(
    request: Request,
    asker: Asker,
    record_id: UUID,
    body: CommitmentProgress,
    if_match: IfMatch = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Say how far a commitment is; the people of the organisation that made it may."""

    async def write(session: AsyncSession) -> Response:
        commitment = await commands.get_for_report(session, asker, record_id)
        current, version = await _record(session, asker, record_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.report(session, commitment, body)
        return record_response(*await _record(session, asker, record_id))

    response: Response = await request.app.state.once.run(request, asker, write)
    return response
