"""Who changed what, and who signed in, over HTTP, for administrators."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from sqlalchemy import text
from starlette.responses import Response

from gateway.asker import Asker
from gateway.audit.schemas import AuditPage, SignInAttempts
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, Order, decode_cursor, encode_cursor, page_response, read_page
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/audit", tags=["administration"])

_CONDITIONS = {
    "part": "part = :part",
    "actor": "(actor = :actor OR lower(actor_name) = lower(:actor))",
    "chain": "chain = :chain",
    "table": "table_name = :table",
    "request_id": "request_id = :request_id",
    "since": "at >= CAST(:since AS date)",
    "until": "at < CAST(:until AS date)",
}
_COLUMNS = """part, chain, number, at, table_name AS "table", action, actor, actor_name, origin, request_id, rows"""
_ATTEMPT = """json_build_object('id', id, 'at', at, 'account_id', account_id, 'email', email, 'method', method,
    'outcome', outcome, 'address', address, 'agent', agent)::text"""
Words = Annotated[Line | None, Query(max_length=200)]


@router.get("", operation_id="search_audit", responses={200: {"model": AuditPage}})
async def search_audit(
    request: Request,
    _asker: Asker,
    part: Annotated[Literal["registry", "evaluation", "identity"] | None, Query()] = None,
    actor: Annotated[Line | None, Query(max_length=200, description="Subject or name of who changed it")] = None,
    chain: Annotated[Line | None, Query(max_length=200, description="The record, e.g. `project:<id>`")] = None,
    table: Words = None,
    request_id: Words = None,
    since: Annotated[date | None, Query()] = None,
    until: Annotated[date | None, Query(description="The last day")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Search what was changed in every part of the platform, the newest first."""
    given: dict[str, Any] = {
        "part": part, "actor": actor, "chain": chain, "table": table, "request_id": request_id, "since": since,
        "until": until + timedelta(days=1) if until and until < date.max else until,
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    where = [_CONDITIONS[name] for name in given]
    if after is not None:
        given["at"], given["place"], given["count"] = decode_cursor(after, (datetime, str, int))
        where.append("(at, chain, number) < (:at, :place, :count)")
    rows = await request.app.state.database.rows(
        text(
            f"SELECT {_COLUMNS} FROM identity.audit WHERE {' AND '.join(where) or 'true'} "  # noqa: S608 (constant pieces)
            "ORDER BY at DESC, chain DESC, number DESC LIMIT :most"
        ),
        given | {"most": limit + 1},
    )
    last = rows[limit - 1] if len(rows) > limit else None
    following = encode_cursor(last.at, last.chain, last.number) if last is not None else None
    items = [dict(row._mapping) for row in rows[:limit]]
    return Response(dumps({"items": items, "next": following}), media_type="application/json")


@router.get("/sign-ins", operation_id="list_sign_ins", responses={200: {"model": SignInAttempts}})
async def list_sign_ins(
    request: Request,
    _asker: Asker,
    email: Words = None,
    outcome: Annotated[Literal["signed-in", "refused", "locked"] | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List attempts to sign in, the newest first."""
    given = {name: value for name, value in {"email": email, "outcome": outcome}.items() if value is not None}
    where = " AND ".join(f"{name} = :{name}" for name in given) or "true"
    page = await read_page(
        request.app.state.database, record=_ATTEMPT, source="identity.sign_in_attempt", where=where, params=given,
        order=Order("at", datetime, "id", descending=True), limit=limit, after=after,
    )  # fmt: skip
    return page_response(request, *page)
