"""An import being worked on: its file on disk, its report, and how far the work is."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.interchange.iati.check import Report
from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.iati.incoming import Incoming, Reading, batches
from registry_api.interchange.iati.intake import Intake
from registry_api.interchange.iati.store import Context, Outcome
from registry_api.interchange.models import Import, ImportProblem, ImportRow
from registry_api.interchange.publisher import this_publisher
from registry_api.storage.files import write_to
from service_kit.bulk import insert_rows
from service_kit.database import Database, table_of
from service_kit.history import Actor, acting_as
from service_kit.principal import Principal, Role
from service_kit.telemetry import log

R = TypeVar("R")


@dataclass(slots=True)
class Work:
    """An import being worked on: its row, its file on disk, who reports.

    ``thread`` runs everything that touches the file's XML. It is one thread, because libxml2 keeps names in a
    dictionary a thread: a tree that one thread builds and another frees brings the process down.
    """

    database: Database
    row: Import
    workspace: Path
    file: Path
    thread: ThreadPoolExecutor

    @property
    def context(self) -> Context:
        """Return what registering needs to know."""
        kind = "IATI" if self.row.kind == "iati" else "Hoja de cálculo"
        source = f"{kind}: {self.row.filename}" if self.row.filename else kind
        return Context(
            self.row.id, self.row.created_by, self.row.organisation_id, self.row.visibility, source, this_publisher()
        )

    @property
    def importer(self) -> Principal:
        """Return who imports, as far as reading goes: only those who read every project may import."""
        return Principal(self.row.created_by, self.row.created_by_name, Role.ADMINISTRATOR)

    async def in_thread(self, function: Callable[..., R], *args: Any) -> R:
        """Run ``function`` in the import's thread, so that the worker's heart goes on beating."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, function, *args)

    async def say(self, **values: Any) -> None:
        """Show progress or a new status at once, outside the work's own transaction."""
        async with self.database.transaction() as session:
            await session.execute(update(Import).where(Import.id == self.row.id).values(**news(values)))

    async def read(self, intake: Intake, reading: Reading) -> AsyncIterator[list[Incoming]]:
        """Yield the file's records in batches; the next one is read while the caller is busy with this one.

        Raises:
            Fault: when the file can't be read to its end.
        """
        iterator = batches(intake, reading)
        ahead = asyncio.create_task(self.in_thread(next, iterator, None))
        try:
            while (batch := await ahead) is not None:
                ahead = asyncio.create_task(self.in_thread(next, iterator, None))
                yield batch
        finally:
            # The thread can't be interrupted; what it reads meanwhile, or fails at, nobody waits for any more.
            await asyncio.wait([ahead])
            await self.in_thread(iterator.close)


def actor_of(row: Import) -> Actor:
    """Return who the history names for what an import, or its undoing, changes."""
    return Actor(row.created_by, row.created_by_name, f"import:{row.id}")


def news(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an import with what makes them a new version of it."""
    return {**values, "version": Import.version + 1, "updated_at": datetime.now(UTC)}


@asynccontextmanager
async def opened(database: Database, import_id: str, statuses: Set[str]) -> AsyncIterator[Work | None]:
    """Yield the work to be done if the import is in one of ``statuses``; what fails unexpectedly is told in it."""
    async with database.transaction() as session:
        row = await session.get(Import, UUID(import_id))
    if row is None or row.status not in statuses:
        yield None
        return
    with (
        tempfile.TemporaryDirectory(prefix="milpa-import-") as folder,
        ThreadPoolExecutor(1, thread_name_prefix="import") as thread,
    ):
        file = Path(folder) / "file.xml"
        async with database.reader.connect() as connection:
            await write_to(connection, row.file_id, file)
        work = Work(database, row, Path(folder), file, thread)
        try:
            with acting_as(actor_of(row)):
                yield work
        except Exception:
            log.exception("import failed", import_id=import_id)
            await work.say(status="failed", failure=failed())
            raise


def failed() -> dict[str, Any]:
    """Return the finding of an import that failed for no fault of its file."""
    return Finding("milpa-3", "critical", "documents", "failed").stored()


async def store_report(session: AsyncSession, import_id: UUID, report: Report) -> None:
    """Replace an import's summary and listed findings by those of ``report``."""
    summary = {
        "valid": report.findings.valid,
        "fileType": report.file_type,
        "iatiVersion": report.version,
        "encoding": report.encoding,
        "summary": report.findings.summary(),
        "listed": len(report.findings.listed),
    }
    await session.execute(delete(ImportProblem).where(ImportProblem.import_id == import_id))
    problems = [
        {"import_id": import_id, "position": position, "finding": finding.stored()}
        for position, finding in enumerate(report.findings.listed)
    ]
    if problems:
        await session.execute(insert(ImportProblem), problems)
    await session.execute(update(Import).where(Import.id == import_id).values(report=summary))


async def store_rows(session: AsyncSession, import_id: UUID, outcomes: Sequence[Outcome]) -> None:
    """Store what is, or would be, done with the records of a batch."""
    rows = [
        {
            "import_id": import_id,
            "position": outcome.incoming.ordinal,
            "identifier": outcome.incoming.identifier,
            "title": outcome.incoming.title,
            "line": outcome.incoming.line,
            "action": outcome.action,
            "reason": outcome.reason,
            "project_id": outcome.project_id,
            "changes": outcome.changes,
            "version_after": outcome.version_after,
            "before": outcome.before,
        }
        for outcome in outcomes
    ]
    await insert_rows(session, table_of(ImportRow), rows)
