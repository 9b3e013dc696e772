"""Writes of documents."""

import asyncio
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.agreements.commands import get_for_change as get_agreement
from registry_api.documents.models import Document, DocumentVersion
from registry_api.documents.rules import ALLOWED, media_type_of
from registry_api.documents.schemas import DocumentIn, DocumentPatch
from registry_api.projects import commands as projects
from registry_api.projects.commands import unknown_codes
from registry_api.storage.files import Received, keep
from service_kit.jobs import defer
from service_kit.principal import Principal
from service_kit.problems import FieldError, Problem, invalid, not_found

NAMESPACE: Final = "documents"
_CODED: Final = (("category", "iati-document-category"), ("language", "language"))


async def create(session: AsyncSession, principal: Principal, body: DocumentIn) -> Document:
    """Register a document of a project or agreement that the principal may change.

    Raises:
        Problem: 401, 403 or 404 for the record it belongs to; 422.
    """
    if (body.project_id is None) == (body.agreement_id is None):
        raise invalid(FieldError("/project_id", "document-owner"))
    await _require_owner(session, principal, body.project_id, body.agreement_id)
    await _check(session, body)
    document = Document(**body.model_dump(), created_by=principal.subject)
    session.add(document)
    await session.flush()
    return document


async def get_for_change(session: AsyncSession, principal: Principal, document_id: UUID) -> Document:
    """Return a document, locked, if the principal may change the record it belongs to.

    Raises:
        Problem: 401, 403 or 404.
    """
    document = await session.get(Document, document_id, with_for_update=True)
    if document is None:
        raise not_found("document", document_id)
    await _require_owner(session, principal, document.project_id, document.agreement_id)
    return document


async def change(session: AsyncSession, document: Document, patch: DocumentPatch) -> None:
    """Change a document's given fields.

    Raises:
        Problem: 422.
    """
    await _check(session, patch)
    if "title" in patch.model_fields_set and not patch.title:
        raise invalid(FieldError("/title", "field-text-required"))
    for name in patch.model_fields_set:
        setattr(document, name, getattr(patch, name))
    await _touch(session, document)


async def add_version(
    session: AsyncSession, principal: Principal, document: Document, received: Received, filename: str
) -> DocumentVersion:
    """Keep a received file as a document's newest version and queue the reading of its text.

    Raises:
        Problem: 415 when it is none of the types allowed.
    """
    media_type = await asyncio.to_thread(media_type_of, received.path)
    if media_type is None:
        raise Problem(415, "document-type", allowed=ALLOWED)
    last = await session.scalar(
        select(func.max(DocumentVersion.number)).where(DocumentVersion.document_id == document.id)
    )
    stored = await keep(session, received)
    version = DocumentVersion(
        document_id=document.id, number=(last or 0) + 1, file_id=stored.id, filename=filename,
        media_type=media_type, size=received.size, sha256=received.sha256, uploaded_by=principal.subject,
        uploaded_by_name=principal.name,
    )  # fmt: skip
    session.add(version)
    await _touch(session, document)
    lock = f"document:{version.id}"
    await defer(session, f"{NAMESPACE}:index", {"version_id": str(version.id)}, lock=lock)
    return version


async def delete(session: AsyncSession, document: Document) -> None:
    """Delete a document with its files.

    Raises:
        Problem: 409 when it is attached to a stage of its project.
    """
    try:
        await session.delete(document)
        await session.flush()
    except IntegrityError as exc:
        raise Problem(409, "document-in-use") from exc


async def _touch(session: AsyncSession, document: Document) -> None:
    document.version += 1
    document.updated_at = func.now()
    await session.flush()


async def _require_owner(
    session: AsyncSession, principal: Principal, project_id: UUID | None, agreement_id: UUID | None
) -> None:
    if project_id is not None:
        await projects.get_for_change(session, principal, str(project_id))
    elif agreement_id is not None:
        await get_agreement(session, principal, agreement_id)


async def _check(session: AsyncSession, body: DocumentIn | DocumentPatch) -> None:
    wanted = [
        (f"/{name}", vocabulary, value) for name, vocabulary in _CODED if (value := getattr(body, name)) is not None
    ]
    if errors := await unknown_codes(session, wanted):
        raise invalid(*errors)
