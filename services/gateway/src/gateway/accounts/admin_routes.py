"""Accounts over HTTP, for administrators."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, BackgroundTasks, Query, Request
from starlette.responses import Response

from gateway import mail
from gateway.accounts import commands, queries
from gateway.accounts.letters import letter
from gateway.accounts.schemas import AccountIn, AccountOut, AccountPage, AccountPatch, PersonRole
from gateway.asker import Asker
from gateway.base import ACTS
from gateway.identity.models import Account
from gateway.settings import settings
from service_kit.acts import remember_act
from service_kit.concurrency import IfMatch, not_modified, record_response, require_match
from service_kit.pagination import After, Limit, page_response
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/accounts", tags=["administration"])


def write(tasks: BackgroundTasks, kind: str, account: Account, path: str) -> None:
    """Write a letter to an account's person once the answer is sent."""
    subject, body = letter(kind, account.language, account.name, settings().public_url + path)
    tasks.add_task(mail.send, settings(), account.email, subject, body)


async def _answer(request: Request, account_id: UUID, status: int = 200) -> Response:
    found = await queries.record(request.app.state.database, account_id)
    if found is None:
        raise not_found("account", account_id)
    created_at = f"/api/v1/accounts/{account_id}" if status == 201 else None
    return record_response(*found, created_at=created_at)


@router.get("", operation_id="list_accounts", responses={200: {"model": AccountPage}})
async def list_accounts(
    request: Request,
    _asker: Asker,
    q: Annotated[Line | None, Query(max_length=200, description="Part of the name or e-mail address")] = None,
    role: Annotated[PersonRole | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List people's accounts, by e-mail address."""
    return page_response(request, *await queries.page(request.app.state.database, q, role, limit, after))


@router.post("", operation_id="create_account", status_code=201, responses={201: {"model": AccountOut}})
async def create_account(request: Request, _asker: Asker, body: AccountIn, tasks: BackgroundTasks) -> Response:
    """Invite a person: they are written a link to choose their password."""
    async with request.app.state.database.transaction() as session:
        account, token = await commands.invite(session, body)
    write(tasks, "invitation", account, f"/password?token={token}")
    return await _answer(request, account.id, 201)


@router.get("/{account_id}", operation_id="get_account", responses={200: {"model": AccountOut}})
async def get_account(request: Request, _asker: Asker, account_id: UUID) -> Response:
    """Return an account."""
    answer = await _answer(request, account_id)
    return not_modified(request, answer.headers["etag"]) or answer


@router.patch("/{account_id}", operation_id="update_account", responses={200: {"model": AccountOut}})
async def update_account(
    request: Request, asker: Asker, account_id: UUID, body: AccountPatch, if_match: IfMatch = None
) -> Response:
    """Change the given fields; one that is disabled is signed out everywhere."""
    async with request.app.state.database.transaction() as session:
        account = await commands.get(session, account_id)
        current = await queries.record(request.app.state.database, account_id)
        require_match(if_match, account.version, orjson.Fragment(current[0] if current else "null"))
        await commands.change(session, asker, account, body)
    request.app.state.door.forget_all()
    return await _answer(request, account_id)


@router.post(
    "/{account_id}/password-reset", operation_id="send_password_reset", status_code=202, response_class=Response
)
async def send_reset(request: Request, _asker: Asker, account_id: UUID, tasks: BackgroundTasks) -> Response:
    """Write the account's person a link to choose a new password; nothing changes until they do."""
    async with request.app.state.database.transaction() as session:
        account = await commands.get(session, account_id)
        token = await commands.ask_for_reset(session, account)
        await remember_act(session, ACTS, "password-link-sent", f"account:{account_id}")
    if token is not None:
        write(tasks, "reset", account, f"/password?token={token}")
    return Response(status_code=202)


@router.delete("/{account_id}/second-factor", operation_id="remove_second_factor", status_code=204)
async def remove_second_factor(request: Request, _asker: Asker, account_id: UUID) -> Response:
    """Turn off the second factor of a person who lost it; they are signed out everywhere."""
    async with request.app.state.database.transaction() as session:
        account = await commands.get(session, account_id)
        await commands.end_second_factor(session, account)
        await commands.end_sessions(session, account_id)
    request.app.state.door.forget_all()
    return Response(status_code=204)


@router.delete("/{account_id}/sessions", operation_id="end_account_sessions", status_code=204)
async def end_sessions(request: Request, _asker: Asker, account_id: UUID) -> Response:
    """Sign an account out everywhere."""
    async with request.app.state.database.transaction() as session:
        await commands.get(session, account_id)
        await commands.end_sessions(session, account_id)
        await remember_act(session, ACTS, "sessions-ended", f"account:{account_id}")
    request.app.state.door.forget_all()
    return Response(status_code=204)
