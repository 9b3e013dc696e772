"""Documents over HTTP."""

from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response, StreamingResponse

from registry_api.documents import commands, queries
from registry_api.documents.rules import MAX_MB
from registry_api.documents.schemas import DocumentIn, DocumentOut, DocumentPage, DocumentPatch
from registry_api.history.queries import past_response
from registry_api.storage.files import chunks_of, receive
from registry_api.wire import AsOf
from service_kit.concurrency import IfMatch, not_modified, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])
_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself; what it is, is told by its content.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def _record(session: AsyncSession, principal: Principal, document_id: UUID) -> tuple[str, int]:
    found = await queries.record(session, principal, document_id)
    if found is None:
        raise not_found("document", document_id)
    return found


@router.get("", operation_id="list_documents", responses={200: {"model": DocumentPage}})
async def list_documents(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=300, description="Words of the title or of the file's text")] = "",
    project: Annotated[UUID | None, Query()] = None,
    agreement: Annotated[UUID | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List documents of projects and agreements, the newest first."""
    found = await queries.page(request.app.state.database, asker, q, project, agreement, limit, after)
    return page_response(request, *found)


@router.post("", operation_id="create_document", status_code=201, responses={201: {"model": DocumentOut}})
async def create_document(request: Request, asker: Asker, body: DocumentIn, _key: IdempotencyKey = None) -> Response:
    """Register a document of a project or agreement; its file is sent to `versions` afterwards."""

    async def write(session: AsyncSession) -> Response:
        document = await commands.create(session, asker, body)
        content, version = await _record(session, asker, document.id)
        return record_response(content, version, created_at=f"/api/v1/documents/{document.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{document_id}", operation_id="get_document", responses={200: {"model": DocumentOut}})
async def get_document(request: Request, asker: Asker, document_id: UUID, as_of: AsOf = None) -> Response:
    """Return a document with its files, as it is or as it stood at the end of a day."""
    async with request.app.state.database.transaction() as session:
        body, version = await _record(session, asker, document_id)
    if as_of is not None:
        project = orjson.loads(body)["project"]
        past = queries.past_record(document_id, project["id"] if project else None)
        return await past_response(request.app.state.database, asker, past, as_of, "document", document_id)
    return record_response(body, version)


@router.patch("/{document_id}", operation_id="update_document", responses={200: {"model": DocumentOut}})
async def update_document(
    request: Request, asker: Asker, document_id: UUID, patch: DocumentPatch, if_match: IfMatch = None
) -> Response:
    """Change a document's given fields."""
    async with request.app.state.database.transaction() as session:
        document = await commands.get_for_change(session, asker, document_id)
        current, version = await _record(session, asker, document_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.change(session, document, patch)
        content, version = await _record(session, asker, document_id)
    return record_response(content, version)


@router.delete("/{document_id}", operation_id="delete_document", status_code=204)
async def delete_document(request: Request, asker: Asker, document_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a document with its files."""
    async with request.app.state.database.transaction() as session:
        document = await commands.get_for_change(session, asker, document_id)
        current, version = await _record(session, asker, document_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.delete(session, document)
    return Response(status_code=204)


@router.post(
    "/{document_id}/versions",
    operation_id="add_document_version",
    status_code=201,
    openapi_extra=_FILE_BODY,
    responses={201: {"model": DocumentOut}},
)
async def add_version(
    request: Request,
    asker: Asker,
    document_id: UUID,
    filename: Annotated[Line, Query(min_length=1, max_length=255, examples=["opinion.pdf"])],
    _key: IdempotencyKey = None,
) -> Response:
    """Send a document's file, or a newer version of it: PDF, Office, OpenDocument, text or picture, up to 50 MB."""
    async with receive(request, MAX_MB, "hint-smaller") as received:

        async def write(session: AsyncSession) -> Response:
            document = await commands.get_for_change(session, asker, document_id)
            name = PurePath(filename.replace("\\", "/")).name or "documento"
            version = await commands.add_version(session, asker, document, received, name)
            content, number = await _record(session, asker, document_id)
            address = f"/api/v1/documents/{document_id}/versions/{version.number}/file"
            return record_response(content, number, created_at=address)

        response: Response = await request.app.state.once.run(
            request, asker, write, fingerprint=f"{received.sha256} {filename}"
        )
        return response


@router.get(
    "/{document_id}/versions/{number}/file",
    operation_id="get_document_file",
    response_class=Response,
    responses=_FILE,
)
async def get_file(request: Request, asker: Asker, document_id: UUID, number: int) -> Response:
    """Fetch a file of a document."""
    row = await queries.file_of(request.app.state.database, asker, document_id, number) if number < 1 << 31 else None
    if row is None:
        raise not_found("document", f"{document_id}/versions/{number}")
    tag = f'"{row.sha256}"'
    headers = {
        "ETag": tag,
        "Content-Length": str(row.size),
        # Never shown in the page's own origin: a document may be made to look like the platform.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.filename)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return not_modified(request, tag) or StreamingResponse(
        chunks_of(request.app.state.database, row.file_id), headers=headers, media_type=row.media_type
    )
