"""Exchange and dialogue events over HTTP."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.coordination import commands, queries
from registry_api.coordination.models import Event
from registry_api.coordination.queries import EventFilters
from registry_api.coordination.schemas import CoordinationEventIn, CoordinationEventOut, CoordinationEventPage
from registry_api.history.queries import past_response
from registry_api.wire import AsOf, CodeValue
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/events", tags=["coordination"])


async def _record(session: AsyncSession, principal: Principal, record_id: UUID) -> tuple[str, int]:
    found = await queries.event(session, principal, record_id)
    if found is None:
        raise not_found("event", record_id)
    return found


@router.get("", operation_id="list_events", responses={200: {"model": CoordinationEventPage}})
async def list_events(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=300, description="Words of the title or the outcome")] = "",
    type: Annotated[list[CodeValue], Query(max_length=20)] = [],  # noqa: B006 (FastAPI copies it)
    project: Annotated[UUID | None, Query()] = None,
    table: Annotated[UUID | None, Query(description="Of this working table")] = None,
    year: Annotated[int | None, Query(ge=1800, le=2199)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List visits, missions, workshops, commissions and dialogues, the latest first."""
    filters = EventFilters(q, type, project, table, year)
    return page_response(request, *await queries.events(request.app.state.database, asker, filters, limit, after))


@router.post("", operation_id="create_event", status_code=201, responses={201: {"model": CoordinationEventOut}})
async def create_event(
    request: Request, asker: Asker, body: CoordinationEventIn, _key: IdempotencyKey = None
) -> Response:
    """Register an event with its participants."""

    async def write(session: AsyncSession) -> Response:
        made = await commands.create_event(session, asker, body)
        content, version = await _record(session, asker, made.id)
        return record_response(content, version, created_at=f"/api/v1/events/{made.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{record_id}", operation_id="get_event", responses={200: {"model": CoordinationEventOut}})
async def get_event(request: Request, asker: Asker, record_id: UUID, as_of: AsOf = None) -> Response:
    """Return an event, as it is or as it stood at the end of a day."""
    async with request.app.state.database.transaction() as session:
        body, version = await _record(session, asker, record_id)
    if as_of is not None:
        past = queries.past_event(asker, record_id, (orjson.loads(body)["project"] or {}).get("id"))
        return await past_response(request.app.state.database, asker, past, as_of, "event", record_id)
    return record_response(body, version)


@router.put("/{record_id}", operation_id="replace_event", responses={200: {"model": CoordinationEventOut}})
async def replace_event(
    request: Request, asker: Asker, record_id: UUID, body: CoordinationEventIn, if_match: IfMatch = None
) -> Response:
    """Replace an event."""
    async with request.app.state.database.transaction() as session:
        found = await commands.get_for_change(session, asker, Event, record_id)
        current, version = await _record(session, asker, record_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.replace_event(session, asker, found, body)
        content, version = await _record(session, asker, record_id)
    return record_response(content, version)


@router.delete("/{record_id}", operation_id="delete_event", status_code=204)
async def delete_event(request: Request, asker: Asker, record_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete an event."""
    async with request.app.state.database.transaction() as session:
        found = await commands.get_for_change(session, asker, Event, record_id)
        current, version = await _record(session, asker, record_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.delete(session, found)
    return Response(status_code=204)
