"""Imports and checks over HTTP."""

import asyncio
from pathlib import PurePath
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.interchange import commands, queries, rules
from registry_api.interchange.iati.check import check_file, close
from registry_api.interchange.iati.findings import on_the_wire
from registry_api.interchange.schemas import (
    ImportOut,
    ImportPage,
    ProblemPage,
    Repeated,
    RowAction,
    RowPage,
    Severity,
    ValidationReport,
)
from registry_api.projects.queries import known_identifiers
from registry_api.projects.schemas import Visibility
from registry_api.settings import settings
from registry_api.storage.files import receive
from service_kit.concurrency import etag, not_modified
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker
from service_kit.problems import not_found
from service_kit.texts import negotiate

router = APIRouter(prefix="/api/v1", tags=["interchange"])
_XML_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself; any content type.",
        "content": {
            "application/xml": {"schema": {"type": "string", "format": "binary"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_REPEATED = Query(description="Which record counts where several of the file share their identifier")
# Checking is work for one core: a few at a time, the rest wait their turn.
_checks = asyncio.Semaphore(2)


def _language(request: Request) -> str:
    return negotiate(request.headers.get("accept-language"))


@router.post(
    "/iati/validate",
    operation_id="validate_iati",
    openapi_extra=_XML_BODY,
    responses={200: {"model": ValidationReport}},
)
async def validate(request: Request, asker: Asker) -> Response:
    """Check an IATI file as the official validator does; nothing is stored."""
    async with receive(request, settings().max_validate_mb, "hint-use-import") as received, _checks:
        report = await asyncio.to_thread(check_file, received.path, received.path.parent)
        known = await known_identifiers(request.app.state.database, asker, report.references.absent())
        await asyncio.to_thread(close, report, known)
    language = _language(request)
    body = {
        "valid": report.findings.valid,
        "fileType": report.file_type,
        "iatiVersion": report.version,
        "summary": report.findings.summary(),
        "errors": [on_the_wire(finding.stored(), language) for finding in report.findings.listed],
    }
    return Response(dumps(body), media_type="application/json")


def _progress(row: Any) -> dict[str, Any]:
    working = row.status in {"checking", "applying"}
    left = rules.remaining_seconds(row.done, row.total, row.working_since, row.updated_at) if working else None
    return {"done": row.done, "total": row.total, "remaining_seconds": left}


def _body(row: Any, size: int, language: str) -> dict[str, Any]:
    address = f"/api/v1/imports/{row.id}"
    return {
        "id": row.id,
        "kind": row.kind,
        "filename": row.filename,
        "size": size,
        "status": row.status,
        "visibility": row.visibility,
        "progress": _progress(row),
        "counts": {action.value: row.counts.get(action.value, 0) for action in RowAction},
        "report": row.report,
        "failure": on_the_wire(row.failure, language) if row.failure else None,
        "problems": f"{address}/problems",
        "rows": f"{address}/rows",
        "created_by": row.created_by_name,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "applied_at": row.applied_at,
    }


@router.post(
    "/imports", operation_id="create_import", status_code=202, openapi_extra=_XML_BODY,
    responses={202: {"model": ImportOut}},
)  # fmt: skip
async def create_import(
    request: Request,
    asker: Asker,
    kind: Annotated[
        str, Query(max_length=20, examples=["iati"], description="`iati` or `spreadsheet` (XLSX, CSV)")
    ] = "iati",
    apply: Annotated[bool, Query(description="Apply without waiting for a look at the preview")] = False,
    filename: Annotated[str | None, Query(max_length=255)] = None,
    visibility: Annotated[Visibility, Query(description="Of the projects it creates")] = Visibility.INTERNAL,
    repeated: Annotated[Repeated, _REPEATED] = Repeated.NONE,
    _key: IdempotencyKey = None,
) -> Response:
    """Send a file to be checked, and applied, in the background."""
    name = PurePath(filename.replace("\\", "/")).name[:255] if filename else None
    async with receive(request, settings().max_import_mb, "hint-split") as received:

        async def write(session: AsyncSession) -> Response:
            started = await commands.start(
                session,
                asker,
                received,
                kind=kind,
                filename=name,
                apply=apply,
                visibility=visibility.value,
                repeated=repeated.value,
            )
            await session.refresh(started)
            body = _body(started, received.size, _language(request))
            address = f"/api/v1/imports/{started.id}"
            return Response(dumps(body), 202, {"Location": address}, media_type="application/json")

        response: Response = await request.app.state.once.run(request, asker, write, fingerprint=received.sha256)
    return response


@router.get("/imports", operation_id="list_imports", responses={200: {"model": ImportPage}})
async def list_imports(request: Request, _asker: Asker, limit: Limit = 50, after: After = None) -> Response:
    """List imports, the newest first."""
    rows, total, following = await queries.page(request.app.state.database, limit, after)
    items = [dumps(_body(row, row.size, _language(request))).decode() for row in rows]
    return page_response(request, items, total, following)


@router.get("/imports/{import_id}", operation_id="get_import", responses={200: {"model": ImportOut}})
async def get_import(request: Request, _asker: Asker, import_id: UUID) -> Response:
    """Return an import: its status, progress and counts."""
    row = await queries.record(request.app.state.database, import_id)
    if row is None:
        raise not_found("import", import_id)
    tag = etag(row.version)
    body = dumps(_body(row, row.size, _language(request)))
    return not_modified(request, tag) or Response(body, headers={"ETag": tag}, media_type="application/json")


@router.post(
    "/imports/{import_id}/apply",
    operation_id="apply_import",
    status_code=202,
    responses={202: {"model": ImportOut}},
)
async def apply_import(
    request: Request,
    asker: Asker,
    import_id: UUID,
    repeated: Annotated[Repeated | None, _REPEATED] = None,
    partial: Annotated[bool, Query(description="Register what is sound of a spreadsheet with problems")] = False,
    _key: IdempotencyKey = None,
) -> Response:
    """Apply a checked import in the background."""
    async with request.app.state.database.transaction() as session:
        await commands.ask_to_apply(session, asker, import_id, repeated and repeated.value, partial=partial)
    return await _accepted(request, import_id)


@router.post(
    "/imports/{import_id}/undo",
    operation_id="undo_import",
    status_code=202,
    responses={202: {"model": ImportOut}},
)
async def undo_import(request: Request, asker: Asker, import_id: UUID, _key: IdempotencyKey = None) -> Response:
    """Undo an applied import in the background; projects edited since are left as they are."""
    async with request.app.state.database.transaction() as session:
        await commands.ask_to_undo(session, asker, import_id)
    return await _accepted(request, import_id)


async def _accepted(request: Request, import_id: UUID) -> Response:
    row = await queries.record(request.app.state.database, import_id)
    headers = {"Location": f"/api/v1/imports/{import_id}"}
    return Response(dumps(_body(row, row.size, _language(request))), 202, headers, media_type="application/json")


@router.get("/imports/{import_id}/rows", operation_id="list_import_rows", responses={200: {"model": RowPage}})
async def list_rows(
    request: Request,
    asker: Asker,
    import_id: UUID,
    action: RowAction | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what an import does, or did, with each record of the file."""
    await get_import(request, asker, import_id)
    database = request.app.state.database
    rows, total, following = await queries.rows_of(database, import_id, action and action.value, limit, after)
    items = [
        dumps(
            {
                "position": row.position,
                "identifier": row.identifier,
                "title": row.title,
                "line": row.line,
                "action": row.action,
                "reason": row.reason,
                "project": row.code,
                "changes": row.changes,
            }
        ).decode()
        for row in rows
    ]
    return page_response(request, items, total, following)


@router.get(
    "/imports/{import_id}/problems",
    operation_id="list_import_problems",
    responses={200: {"model": ProblemPage}},
)
async def list_problems(
    request: Request,
    asker: Asker,
    import_id: UUID,
    severity: Severity | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what the check of an import's file found."""
    await get_import(request, asker, import_id)
    database = request.app.state.database
    found, total, following = await queries.problems_of(database, import_id, severity and severity.value, limit, after)
    items = [dumps(on_the_wire(finding, _language(request))).decode() for finding in found]
    return page_response(request, items, total, following)
