"""A person's own account over HTTP: password, second factor, sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Path, Request
from starlette.responses import Response

from gateway.accounts import commands, queries
from gateway.accounts.admin_routes import write
from gateway.accounts.schemas import (
    AccountOut,
    NewPassword,
    OwnAccountPatch,
    PasswordChange,
    PasswordProof,
    RecoveryCodes,
    ResetRequest,
    SecondFactorCode,
    SecondFactorStart,
    Sessions,
)
from gateway.asker import Person, browser_of
from gateway.door import COOKIE
from gateway.identity import second_factor
from gateway.limits import Limiter
from service_kit.jsons import dumps
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1", tags=["account"])


def _json(body: object, status: int = 200) -> Response:
    return Response(dumps(body), status, {"Cache-Control": "no-store"}, media_type="application/json")


@router.get("/account", operation_id="get_own_account", responses={200: {"model": AccountOut}})
async def get_own_account(request: Request, person: Person) -> Response:
    """Return your account."""
    found = await queries.record(request.app.state.database, commands.own_id(person))
    if found is None:
        raise not_found("account", person.subject)
    return Response(found[0], headers={"Cache-Control": "no-store"}, media_type="application/json")


@router.patch("/account", operation_id="update_own_account", responses={200: {"model": AccountOut}})
async def update_own_account(request: Request, person: Person, body: OwnAccountPatch) -> Response:
    """Change the language you are written in, and whether you are written a digest."""
    async with request.app.state.database.transaction() as session:
        account = await commands.own(session, person)
        for name in body.model_fields_set:
            setattr(account, name, getattr(body, name))
        account.version += 1
    return await get_own_account(request, person)


@router.put("/account/password", operation_id="change_password", status_code=204)
async def change_password(request: Request, person: Person, body: PasswordChange, tasks: BackgroundTasks) -> Response:
    """Change your password; you stay signed in here and nowhere else."""
    async with request.app.state.database.transaction() as session:
        account = await commands.own(session, person)
        keep = request.cookies.get(COOKIE, "")
        await commands.change_password(session, account, body.current, body.new, keep=keep)
    request.app.state.door.forget_all()
    write(tasks, "changed", account, "/forgot")
    return Response(status_code=204)


@router.post(
    "/account/second-factor", operation_id="start_second_factor", responses={200: {"model": SecondFactorStart}}
)
async def start_second_factor(request: Request, person: Person, body: PasswordProof) -> Response:
    """Begin a second factor: put the secret into an authenticator application, then confirm a code."""
    async with request.app.state.database.transaction() as session:
        account = await commands.own(session, person)
        await commands.require_password(account, body.password, "/password")
        secret = await commands.start_second_factor(account)
    uri = second_factor.address(account.email, secret)
    return _json({"secret": secret, "address": uri, "picture": second_factor.picture(uri)})


@router.put("/account/second-factor", operation_id="confirm_second_factor", responses={200: {"model": RecoveryCodes}})
async def confirm_second_factor(request: Request, person: Person, body: SecondFactorCode) -> Response:
    """Put the second factor in force by a code that the application shows; keep the recovery codes."""
    async with request.app.state.database.transaction() as session:
        account = await commands.own(session, person)
        codes = await commands.confirm_second_factor(session, account, body.code)
    return _json({"recovery_codes": codes})


@router.post("/account/recovery-codes", operation_id="renew_recovery_codes", responses={200: {"model": RecoveryCodes}})
async def renew_recovery_codes(request: Request, person: Person, body: PasswordProof) -> Response:
    """Replace your recovery codes."""
    async with request.app.state.database.transaction() as session:
        account = await commands.own(session, person)
        await commands.require_password(account, body.password, "/password")
        codes = await commands.new_recovery_codes(session, account)
    return _json({"recovery_codes": codes})


@router.post("/account/second-factor/removal", operation_id="end_second_factor", status_code=204)
async def end_second_factor(request: Request, person: Person, body: PasswordProof) -> Response:
    """Turn your second factor off."""
    async with request.app.state.database.transaction() as session:
        account = await commands.own(session, person)
        await commands.require_password(account, body.password, "/password")
        await commands.end_second_factor(session, account)
    return Response(status_code=204)


@router.get("/account/sessions", operation_id="list_sessions", responses={200: {"model": Sessions}})
async def list_sessions(request: Request, person: Person) -> Response:
    """List the browsers in which you are signed in."""
    token = request.cookies.get(COOKIE, "")
    return _json({"items": await queries.sessions(request.app.state.database, commands.own_id(person), token)})


@router.delete("/account/sessions/{session_id}", operation_id="end_session", status_code=204)
async def end_session(request: Request, person: Person, session_id: UUID) -> Response:
    """Sign one of your browsers out."""
    async with request.app.state.database.transaction() as session:
        account = await commands.own(session, person)
        await commands.end_session(session, account, session_id)
    request.app.state.door.forget_all()
    return Response(status_code=204)


@router.post("/password-resets", operation_id="ask_for_password_reset", status_code=202, response_class=Response)
async def ask_for_reset(request: Request, body: ResetRequest, tasks: BackgroundTasks) -> Response:
    """Ask for a link to choose a new password, by e-mail; the answer does not say whether there is an account."""
    limiter: Limiter = request.app.state.sign_in_limiter
    limiter.take(browser_of(request).address)

    async def look_up() -> None:
        async with request.app.state.database.transaction() as session:
            account = await commands.account_for_reset(session, body.email)
            token = await commands.ask_for_reset(session, account) if account else None
        if account is not None and token is not None:
            later = BackgroundTasks()
            write(later, "reset", account, f"/password?token={token}")
            await later()

    # After the answer, so that its time does not say it either.
    tasks.add_task(look_up)
    return Response(status_code=202)


@router.put("/password-resets/{token}", operation_id="reset_password", status_code=204)
async def reset_password(
    request: Request,
    token: Annotated[str, Path(min_length=20, max_length=100, description="From the link")],
    body: NewPassword,
    tasks: BackgroundTasks,
) -> Response:
    """Choose a new password by the link's token; you are signed out everywhere."""
    limiter: Limiter = request.app.state.sign_in_limiter
    limiter.take(browser_of(request).address)
    async with request.app.state.database.transaction() as session:
        account = await commands.reset_password(session, token, body.password)
    request.app.state.door.forget_all()
    write(tasks, "changed", account, "/forgot")
    return Response(status_code=204)
