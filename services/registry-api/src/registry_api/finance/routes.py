"""A project's transactions over HTTP."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.finance import commands, queries
from registry_api.finance.schemas import ProjectFinance, TransactionIn, TransactionOut, TransactionPage
from registry_api.finance.summary import summary_body
from registry_api.projects import commands as projects
from registry_api.projects.queries import visible_id
from registry_api.projects.routes import ProjectKey
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/projects/{key}/transactions", tags=["finance"])
summary_router = APIRouter(prefix="/api/v1/projects/{key}/finance", tags=["finance"])


@summary_router.get("", operation_id="get_project_finance", responses={200: {"model": ProjectFinance}})
async def get_finance(request: Request, asker: Asker, key: ProjectKey) -> Response:
    """Sum up what a project's partners plan and have executed, in the original currencies, GTQ, USD and EUR."""
    project_id = await visible_id(request.app.state.database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    return Response(dumps(await summary_body(request.app.state.database, project_id)), media_type="application/json")


@router.get("", operation_id="list_transactions", responses={200: {"model": TransactionPage}})
async def list_transactions(
    request: Request, asker: Asker, key: ProjectKey, limit: Limit = 50, after: After = None
) -> Response:
    """List a project's transactions by date."""
    project_id = await visible_id(request.app.state.database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    items, total, following = await queries.page(request.app.state.database, project_id, limit, after)
    return page_response(request, items, total, following)


@router.post("", operation_id="create_transaction", status_code=201, responses={201: {"model": TransactionOut}})
async def create_transaction(
    request: Request, asker: Asker, key: ProjectKey, body: TransactionIn, _key: IdempotencyKey = None
) -> Response:
    """Add a transaction to a project."""

    async def write(session: AsyncSession) -> Response:
        project = await projects.get_for_change(session, asker, key)
        transaction = await commands.add(session, project.id, body)
        await projects.touch(session, project, asker.subject)
        location = f"/api/v1/projects/{project.code}/transactions/{transaction.id}"
        content = await queries.record(session, transaction.id)
        return record_response(content, transaction.version, created_at=location)

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.put("/{transaction_id}", operation_id="replace_transaction", responses={200: {"model": TransactionOut}})
async def replace_transaction(
    request: Request,
    asker: Asker,
    key: ProjectKey,
    transaction_id: UUID,
    body: TransactionIn,
    if_match: IfMatch = None,
) -> Response:
    """Replace a transaction."""
    async with request.app.state.database.transaction() as session:
        project = await projects.get_for_change(session, asker, key)
        transaction = await commands.get_for_change(session, project.id, transaction_id)
        current = orjson.Fragment(await queries.record(session, transaction_id))
        require_match(if_match, transaction.version, current)
        await commands.replace(session, transaction, body)
        await projects.touch(session, project, asker.subject)
        content = await queries.record(session, transaction_id)
        return record_response(content, transaction.version)


@router.delete("/{transaction_id}", operation_id="delete_transaction", status_code=204)
async def delete_transaction(
    request: Request, asker: Asker, key: ProjectKey, transaction_id: UUID, if_match: IfMatch = None
) -> Response:
    """Remove a transaction from a project."""
    async with request.app.state.database.transaction() as session:
        project = await projects.get_for_change(session, asker, key)
        transaction = await commands.get_for_change(session, project.id, transaction_id)
        current = orjson.Fragment(await queries.record(session, transaction_id))
        require_match(if_match, transaction.version, current)
        await session.delete(transaction)
        await projects.touch(session, project, asker.subject)
    return Response(status_code=204)
