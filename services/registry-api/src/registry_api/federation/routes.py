"""Partners' registries and their records over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response, StreamingResponse

from registry_api.federation import bulk, commands, queries
from registry_api.federation.commands import Message
from registry_api.federation.models import PartnerRecord
from registry_api.federation.schemas import (
    ChoicesIn,
    LinkIn,
    PartnerRecordIn,
    PartnerRecordOut,
    PartnerRecordPage,
    PartnerRecordReceipt,
    PartnerSummary,
    PartnerSystemIn,
    PartnerSystemOut,
    PartnerSystems,
    Reconciliation,
    RegistrationIn,
    Revision,
    SystemKey,
)
from service_kit.concurrency import IfMatch, etag, not_modified, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Action, Asker, Principal
from service_kit.problems import Problem, not_found
from service_kit.texts import Line, negotiate

router = APIRouter(prefix="/api/v1", tags=["federation"])

System = Annotated[SystemKey, Path(description="The partner's registry", examples=["amexcid"])]
ExternalId = Annotated[
    str,
    Path(
        min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$", examples=["MX-2026-17"],
        description="The record's identifier at the partner",
    ),
]  # fmt: skip


@router.get("/partner-systems", operation_id="list_partner_systems", responses={200: {"model": PartnerSystems}})
async def list_systems(request: Request, asker: Asker) -> Response:
    """List the partners' registries whose records you may read."""
    items = await queries.systems(request.app.state.database, asker)
    return Response(dumps({"items": items}), media_type="application/json")


@router.post(
    "/partner-systems",
    operation_id="create_partner_system",
    status_code=201,
    responses={201: {"model": PartnerSystemOut}},
)
async def create_system(request: Request, asker: Asker, body: PartnerSystemIn, _key: IdempotencyKey = None) -> Response:
    """Register a partner's registry, so that its system can send records."""
    async with request.app.state.database.transaction() as session:
        await commands.add_system(session, asker, body)
    items = await queries.systems(request.app.state.database, asker)
    return Response(dumps(next(item for item in items if item["key"] == body.key)), 201, media_type="application/json")


@router.delete("/partner-systems/{system}/records", operation_id="empty_sandbox", status_code=204)
async def empty_sandbox(request: Request, asker: Asker, system: System) -> Response:
    """Remove every record of a sandbox, to start over."""
    async with request.app.state.database.transaction() as session:
        await commands.empty_sandbox(session, asker, system)
    return Response(status_code=204)


@router.get("/partner-records", operation_id="list_partner_records", responses={200: {"model": PartnerRecordPage}})
async def list_records(
    request: Request,
    asker: Asker,
    system: Annotated[SystemKey | None, Query()] = None,
    status: Annotated[Literal["linked", "unlinked", "dismissed"] | None, Query()] = None,
    project: Annotated[Line | None, Query(max_length=100, description="A project's code or id")] = None,
    q: Annotated[Line | None, Query(max_length=200, description="Words of the title")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what partners report, those received last first; a sandbox's only when its system is named."""
    filters = {"system": system, "status": status, "project": project, "q": q}
    return page_response(request, *await queries.page(request.app.state.database, asker, filters, limit, after))


@router.get("/partner-records/summary", operation_id="get_partner_summary", responses={200: {"model": PartnerSummary}})
async def get_summary(request: Request, asker: Asker) -> Response:
    """Count the projects known here and at the partners, each once."""
    return Response(dumps(await queries.summary(request.app.state.database, asker)), media_type="application/json")


_NDJSON = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "A JSON object a line, at most 10,000"},
                "example": '{"external_id": "17", "record": {"revision": 3, "title": {"es": "Intercambio"}}}\n'
                '{"external_id": "18", "removed": {"revision": 4}}\n',
            }
        },
    }
}

_RESULTS = {
    "schema": {"type": "string", "description": "A JSON object a line: line, external_id, outcome, errors"},
    "example": '{"line":1,"external_id":"17","outcome":"created","errors":[]}\n',
}


@router.post(
    "/partner-records/{system}",
    operation_id="put_partner_records",
    openapi_extra=_NDJSON,
    response_class=Response,
    responses={200: {"description": "A result a line", "content": {"application/x-ndjson": _RESULTS}}},
)
async def put_records(request: Request, asker: Asker, system: System) -> Response:
    """Send many records at once, a JSON object a line; the answer has a result a line. Safe to repeat."""
    async with request.app.state.database.transaction() as session:
        target = await commands.system_for(session, asker, Action.PARTNER_RECORD_WRITE, system)
    lines = bulk.lines_of(await request.body())
    language = negotiate(request.headers.get("accept-language"))
    results = bulk.receive_lines(request.app.state.database, target, lines, language)
    return StreamingResponse(results, media_type="application/x-ndjson")


async def _receive(request: Request, asker: Principal, system: str, message: Message) -> Response:
    async with request.app.state.database.transaction() as session:
        target = await commands.system_for(session, asker, Action.PARTNER_RECORD_WRITE, system)
        [outcome] = await commands.receive(session, target, [message])
        kept = await queries.record(session, asker, system, message.external_id)
    if kept is None:
        raise not_found("partner-record", message.external_id)
    if outcome == "conflict":
        raise Problem(409, "revision-conflict", extra={"current": kept}, revision=message.revision)
    status = 201 if outcome == "created" else 200
    return Response(
        dumps(kept | {"outcome": outcome}), status, {"ETag": etag(kept["version"])}, media_type="application/json"
    )


@router.put(
    "/partner-records/{system}/{external_id:path}",
    operation_id="put_partner_record",
    responses={
        200: {"model": PartnerRecordReceipt},
        201: {"model": PartnerRecordReceipt},
    },
)
async def put_record(
    request: Request, asker: Asker, system: System, external_id: ExternalId, body: PartnerRecordIn
) -> Response:
    """Keep a partner's record as it is now; sent again or late, nothing happens twice and nothing newer is lost."""
    return await _receive(request, asker, system, Message.of(external_id, body))


@router.get(
    "/partner-records/{system}/{external_id:path}",
    operation_id="get_partner_record",
    responses={200: {"model": PartnerRecordOut}},
)
async def get_record(request: Request, asker: Asker, system: System, external_id: ExternalId) -> Response:
    """Return what is kept of a partner's record."""
    async with request.app.state.database.transaction() as session:
        await commands.system_for(session, asker, Action.PARTNER_RECORD_READ, system)
        kept = await queries.record(session, asker, system, external_id)
    if kept is None:
        raise not_found("partner-record", external_id)
    # Whether its project is shown can change without the record: the tag says both.
    tag = f'"{kept["version"]}-{kept["status"]}"'
    return not_modified(request, tag) or Response(dumps(kept), 200, {"ETag": tag}, media_type="application/json")


@router.delete(
    "/partner-records/{system}/{external_id:path}",
    operation_id="remove_partner_record",
    responses={200: {"model": PartnerRecordReceipt}, 201: {"model": PartnerRecordReceipt}},
)
async def remove_record(
    request: Request,
    asker: Asker,
    system: System,
    external_id: ExternalId,
    revision: Annotated[Revision, Query()],
) -> Response:
    """Say that the partner has withdrawn a record; its last content stays readable."""
    return await _receive(request, asker, system, Message(external_id, revision, None))


# --- reconciliation -----------------------------------------------------------------------------------------

RecordId = Annotated[UUID, Path(description="The partner record's id here")]
_ANSWER: dict[int | str, dict[str, type]] = {200: {"model": Reconciliation}}


async def _reconciliation(session: AsyncSession, asker: Principal, record_id: UUID) -> Response:
    body = await queries.reconciliation(session, asker, record_id)
    return Response(dumps(body), headers={"ETag": etag(body["record"]["version"])}, media_type="application/json")


async def _for_change(session: AsyncSession, asker: Principal, record_id: UUID, if_match: str | None) -> PartnerRecord:
    record = await commands.get(session, asker, record_id)
    current = orjson.Fragment(dumps(await queries.reconciliation(session, asker, record_id)))
    require_match(if_match, record.version, current)
    return record


@router.get("/reconciliation/{record_id}", operation_id="get_reconciliation", responses=_ANSWER)
async def get_reconciliation(request: Request, asker: Asker, record_id: RecordId) -> Response:
    """Show a partner's record beside the project it is about, field by field, or the projects it may be about."""
    async with request.app.state.database.transaction() as session:
        await commands.get(session, asker, record_id)
        return await _reconciliation(session, asker, record_id)


@router.put("/reconciliation/{record_id}/link", operation_id="link_partner_record", responses=_ANSWER)
async def link_record(
    request: Request, asker: Asker, record_id: RecordId, body: LinkIn, if_match: IfMatch = None
) -> Response:
    """Say which project a partner's record is about."""
    async with request.app.state.database.transaction() as session:
        record = await _for_change(session, asker, record_id, if_match)
        await commands.link(session, asker, record, body.project)
        return await _reconciliation(session, asker, record_id)


@router.delete("/reconciliation/{record_id}/link", operation_id="unlink_partner_record", responses=_ANSWER)
async def unlink_record(request: Request, asker: Asker, record_id: RecordId, if_match: IfMatch = None) -> Response:
    """Say that a partner's record is about none of our projects."""
    async with request.app.state.database.transaction() as session:
        record = await _for_change(session, asker, record_id, if_match)
        await commands.unlink(session, asker, record)
        return await _reconciliation(session, asker, record_id)


@router.post("/reconciliation/{record_id}/choices", operation_id="choose_values", responses=_ANSWER)
async def choose_values(
    request: Request,
    asker: Asker,
    record_id: RecordId,
    body: ChoicesIn,
    if_match: IfMatch = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Choose whose values hold; the partner's are written into the project, and its history names the source."""

    async def write(session: AsyncSession) -> Response:
        record = await _for_change(session, asker, record_id, if_match)
        await commands.choose(session, asker, record, body)
        return await _reconciliation(session, asker, record_id)

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.post(
    "/reconciliation/{record_id}/project",
    operation_id="register_partner_record",
    status_code=201,
    responses={201: {"model": Reconciliation}},
)
async def register_record(
    request: Request,
    asker: Asker,
    record_id: RecordId,
    body: RegistrationIn,
    if_match: IfMatch = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Register the project that a partner reports and that is not here yet."""

    async def write(session: AsyncSession) -> Response:
        record = await _for_change(session, asker, record_id, if_match)
        project = await commands.register(session, asker, record, body)
        answer = await _reconciliation(session, asker, record_id)
        answer.status_code, answer.headers["Location"] = 201, f"/api/v1/projects/{project.code}"
        return answer

    response: Response = await request.app.state.once.run(request, asker, write)
    return response
