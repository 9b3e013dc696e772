"""Working tables over HTTP."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.coordination import commands, queries
from registry_api.coordination.models import WorkingTable
from registry_api.coordination.schemas import WorkingTableIn, WorkingTableOut, WorkingTablePage
from registry_api.history.queries import past_response
from registry_api.wire import AsOf
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/working-tables", tags=["coordination"])


async def _record(session: AsyncSession, _principal: Principal, record_id: UUID) -> tuple[str, int]:
    found = await queries.table(session, record_id)
    if found is None:
        raise not_found("working table", record_id)
    return found


@router.get("", operation_id="list_working_tables", responses={200: {"model": WorkingTablePage}})
async def list_working_tables(
    request: Request,
    _asker: Asker,
    active: Annotated[bool | None, Query(description="Only those that meet, or only the others")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List working tables, the newest first."""
    return page_response(request, *await queries.tables(request.app.state.database, active, limit, after))


@router.post("", operation_id="create_working_table", status_code=201, responses={201: {"model": WorkingTableOut}})
async def create_working_table(
    request: Request, asker: Asker, body: WorkingTableIn, _key: IdempotencyKey = None
) -> Response:
    """Register a working table with its members."""

    async def write(session: AsyncSession) -> Response:
        made = await commands.create_table(session, asker, body)
        content, version = await _record(session, asker, made.id)
        return record_response(content, version, created_at=f"/api/v1/working-tables/{made.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{record_id}", operation_id="get_working_table", responses={200: {"model": WorkingTableOut}})
async def get_working_table(request: Request, asker: Asker, record_id: UUID, as_of: AsOf = None) -> Response:
    """Return a working table, as it is or as it stood at the end of a day."""
    async with request.app.state.database.transaction() as session:
        body, version = await _record(session, asker, record_id)
    if as_of is not None:
        past = queries.past_table(asker, record_id)
        return await past_response(request.app.state.database, asker, past, as_of, "working table", record_id)
    return record_response(body, version)


@router.put("/{record_id}", operation_id="replace_working_table", responses={200: {"model": WorkingTableOut}})
async def replace_working_table(
    request: Request, asker: Asker, record_id: UUID, body: WorkingTableIn, if_match: IfMatch = None
) -> Response:
    """Replace a working table."""
    async with request.app.state.database.transaction() as session:
        found = await commands.get_for_change(session, asker, WorkingTable, record_id)
        current, version = await _record(session, asker, record_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.replace_table(session, found, body)
        content, version = await _record(session, asker, record_id)
    return record_response(content, version)


@router.delete("/{record_id}", operation_id="delete_working_table", status_code=204)
async def delete_working_table(request: Request, asker: Asker, record_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a working table at which nothing happened yet."""
    async with request.app.state.database.transaction() as session:
        found = await commands.get_for_change(session, asker, WorkingTable, record_id)
        current, version = await _record(session, asker, record_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.delete(session, found)
    return Response(status_code=204)
