"""The job of documents: read a file's text, so that it is found by it."""

import asyncio
import tempfile
from pathlib import Path
from typing import Final
from uuid import UUID

import procrastinate
from sqlalchemy import select, update

from registry_api.documents.fulltext import text_of
from registry_api.documents.models import DocumentVersion
from registry_api.storage.files import write_to
from service_kit.database import Database
from service_kit.telemetry import log

blueprint: Final = procrastinate.Blueprint()


@blueprint.task(name="index", pass_context=True)
async def index(context: procrastinate.JobContext, version_id: str) -> None:
    """Put the text of a document's file where the search looks; a file that can't be read is found by its title."""
    database: Database = context.additional_context["database"]
    wanted = DocumentVersion.id == UUID(version_id)
    with tempfile.TemporaryDirectory(prefix="milpa-document-") as folder:
        path = Path(folder) / "file"
        async with database.reader.connect() as connection:
            row = (
                await connection.execute(select(DocumentVersion.file_id, DocumentVersion.media_type).where(wanted))
            ).first()
            if row is None:
                return
            await write_to(connection, row.file_id, path)
        try:
            found = await asyncio.to_thread(text_of, path, row.media_type)
        except Exception as exc:
            log.warning("document has no readable text", version=version_id, error=repr(exc))
            return
    async with database.transaction() as session:
        await session.execute(update(DocumentVersion).where(wanted).values(search_text=found))
