"""Capacities on offer and in demand over HTTP."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api.knowledge import commands, queries
from evaluation_api.knowledge.models import Capacity
from evaluation_api.knowledge.schemas import CapacityIn, CapacityOut
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/capacities", tags=["knowledge"])


async def _record(session: AsyncSession, principal: Principal, capacity_id: UUID) -> tuple[str, int]:
    found = await queries.capacity(session, principal, capacity_id)
    if found is None:
        raise not_found("capacity", capacity_id)
    return dumps(found).decode(), found["version"]


async def _matched(session: AsyncSession, principal: Principal, capacity_id: UUID, if_match: str | None) -> Capacity:
    capacity = await commands.get_capacity(session, principal, capacity_id)
    current, version = await _record(session, principal, capacity_id)
    require_match(if_match, version, orjson.Fragment(current))
    return capacity


@router.post("", operation_id="create_capacity", status_code=201, responses={201: {"model": CapacityOut}})
async def create_capacity(request: Request, asker: Asker, body: CapacityIn, _key: IdempotencyKey = None) -> Response:
    """Register what an organisation offers or looks for."""

    async def write(session: AsyncSession) -> Response:
        capacity = await commands.announce(session, asker, body)
        content, version = await _record(session, asker, capacity.id)
        return record_response(content, version, created_at=f"/api/v1/capacities/{capacity.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{capacity_id}", operation_id="get_capacity", responses={200: {"model": CapacityOut}})
async def get_capacity(request: Request, asker: Asker, capacity_id: UUID) -> Response:
    """Return what an organisation offers or looks for."""
    async with request.app.state.database.transaction() as session:
        return record_response(*await _record(session, asker, capacity_id))


@router.put("/{capacity_id}", operation_id="update_capacity", responses={200: {"model": CapacityOut}})
async def update_capacity(
    request: Request, asker: Asker, capacity_id: UUID, body: CapacityIn, if_match: IfMatch = None
) -> Response:
    """Make a capacity the given one; ``closed`` takes it off the list of offers and demands."""
    async with request.app.state.database.transaction() as session:
        capacity = await _matched(session, asker, capacity_id, if_match)
        await commands.restate(session, asker, capacity, body)
        return record_response(*await _record(session, asker, capacity_id))


@router.delete("/{capacity_id}", operation_id="delete_capacity", status_code=204)
async def delete_capacity(request: Request, asker: Asker, capacity_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a capacity."""
    async with request.app.state.database.transaction() as session:
        await session.delete(await _matched(session, asker, capacity_id, if_match))
    return Response(status_code=204)
