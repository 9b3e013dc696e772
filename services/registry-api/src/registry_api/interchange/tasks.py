"""Jobs of imports: check, apply, undo. Each can be run again after its worker was killed.

The check only writes the import's own rows, and replaces them. Apply and undo are one transaction each:
either all of a file is registered, or nothing.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import procrastinate
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.interchange.commands import close_check
from registry_api.interchange.files import write_to
from registry_api.interchange.iati.check import Report
from registry_api.interchange.iati.compose import Publisher
from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.iati.incoming import Incoming, Reading, batches, open_import
from registry_api.interchange.iati.intake import Fault, Intake
from registry_api.interchange.iati.locate import locate
from registry_api.interchange.iati.standard import SUPPORTED, schema
from registry_api.interchange.iati.store import Context, Outcome, lock_imports, plan, register
from registry_api.interchange.iati.store_organisations import plan_organisations, register_organisations
from registry_api.interchange.models import Import, ImportProblem, ImportRow
from registry_api.interchange.snapshots import restore
from registry_api.projects.commands import refresh_search
from registry_api.settings import settings
from service_kit.database import Database
from service_kit.telemetry import log

blueprint: Final = procrastinate.Blueprint()
_ACTIONS: Final = ("created", "updated", "unchanged", "rejected")


@dataclass(slots=True)
class Work:
    """An import being worked on: its row, its file on disk, who reports."""

    database: Database
    row: Import
    workspace: Path
    file: Path

    @property
    def context(self) -> Context:
        """Return what registering needs to know."""
        config = settings()
        publisher = Publisher(config.publisher_ref, config.publisher_name, config.publisher_type)
        source = f"IATI: {self.row.filename}" if self.row.filename else "IATI"
        return Context(
            self.row.id, self.row.created_by, self.row.organisation_id, self.row.visibility, source, publisher
        )

    async def say(self, **values: Any) -> None:
        """Show progress or a new status at once, outside the work's own transaction."""
        async with self.database.transaction() as session:
            await session.execute(update(Import).where(Import.id == self.row.id).values(**_news(values)))


def _news(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an import with what makes them a new version of it."""
    return {**values, "version": Import.version + 1, "updated_at": datetime.now(UTC)}


@asynccontextmanager
async def _opened(database: Database, import_id: str, statuses: Set[str]) -> AsyncIterator[Work | None]:
    """Yield the work to be done if the import is in one of ``statuses``; what fails unexpectedly is told in it."""
    async with database.transaction() as session:
        row = await session.get(Import, UUID(import_id))
    if row is None or row.status not in statuses:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="milpa-import-") as folder:
        file = Path(folder) / "file.xml"
        async with database.reader.connect() as connection:
            await write_to(connection, row.file_id, file)
        work = Work(database, row, Path(folder), file)
        try:
            yield work
        except Exception:
            log.exception("import failed", import_id=import_id)
            await work.say(status="failed", failure=Finding("milpa-3", "critical", "documents", "failed").stored())
            raise


async def _next_batch(iterator: Iterator[list[Incoming]]) -> list[Incoming] | None:
    """Parse the next batch in a thread, so that the worker's heart goes on beating."""
    return await asyncio.to_thread(next, iterator, None)


def _twice(keys: Counter[str]) -> frozenset[str]:
    return frozenset(key for key, times in keys.items() if times > 1)


@blueprint.task(name="imports.check", pass_context=True)
async def check(context: procrastinate.JobContext, import_id: str) -> None:
    """Check an import's file and find out what applying it would do."""
    database: Database = context.additional_context["database"]
    async with _opened(database, import_id, {"queued", "checking"}) as work:
        if work is None:
            return
        await work.say(status="checking", done=0, total=0, counts={})
        report = Report()
        try:
            intake, reading, keys = await _first_pass(work, report)
        except Fault as fault:
            report.stop(fault)
            await _fail(work, report)
            return
        await asyncio.to_thread(locate, intake, report.findings.listed)
        _note_upgrade(report, reading)
        await _preview(work, intake, report, keys)
        async with database.transaction() as session:
            await close_check(session, work.row.id, apply=work.row.apply_when_checked)


async def _first_pass(work: Work, report: Report) -> tuple[Intake, Reading, Counter[str]]:
    """Read the whole file once: every problem, and which identifiers stand twice.

    Raises:
        Fault: when the file can't be read to its end.
    """
    intake = await asyncio.to_thread(open_import, work.file, work.workspace, report)
    reading = Reading(report)
    keys: Counter[str] = Counter()
    iterator = batches(intake, reading)
    while (batch := await _next_batch(iterator)) is not None:
        keys.update(incoming.key for incoming in batch)
        if report.done % 1000 < len(batch):
            await work.say(total=report.done)
    return intake, reading, keys


def _note_upgrade(report: Report, reading: Reading) -> None:
    if report.version not in SUPPORTED:
        params = {"version": report.version or "1.0", "changes": reading.notes.total()}
        report.findings.add(Finding("milpa-2", "advisory", "documents", "upgraded", params))


async def _preview(work: Work, intake: Intake, report: Report, keys: Counter[str]) -> None:
    """Store the report and, activity by activity, what would be done."""
    counts: Counter[str] = Counter(dict.fromkeys(_ACTIONS, 0))
    await _store_report(work, report)
    async with work.database.transaction() as session:
        await session.execute(delete(ImportRow).where(ImportRow.import_id == work.row.id))
        async for outcomes in _planned(work, intake, session, _twice(keys), keys.total()):
            counts.update(outcome.action for outcome in outcomes)
            await session.execute(insert(ImportRow), _rows(work, outcomes))
    await work.say(counts=dict(counts), done=keys.total(), total=keys.total())


async def _planned(
    work: Work, intake: Intake, session: AsyncSession, twice: frozenset[str], total: int
) -> AsyncIterator[list[Outcome]]:
    """Yield what is to be done with the file, batch by batch, and show the progress."""
    report = Report(version=intake.attributes.get("version", ""))
    iterator = batches(intake, Reading(report))
    xsd = schema("iati-activities")
    done = 0
    while (batch := await _next_batch(iterator)) is not None:
        if intake.root == "iati-activities":
            outcomes = await plan(session, batch, twice, work.context, xsd)
        else:
            outcomes = await plan_organisations(session, batch, twice)
        yield outcomes
        done += len(batch)
        await work.say(done=done, total=total)


def _rows(work: Work, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "import_id": work.row.id,
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


async def _store_report(work: Work, report: Report) -> None:
    summary = {
        "valid": report.findings.valid,
        "fileType": report.file_type,
        "iatiVersion": report.version,
        "encoding": report.encoding,
        "summary": report.findings.summary(),
        "listed": len(report.findings.listed),
    }
    async with work.database.transaction() as session:
        await session.execute(delete(ImportProblem).where(ImportProblem.import_id == work.row.id))
        problems = [
            {"import_id": work.row.id, "position": position, "finding": finding.stored()}
            for position, finding in enumerate(report.findings.listed)
        ]
        if problems:
            await session.execute(insert(ImportProblem), problems)
        await session.execute(update(Import).where(Import.id == work.row.id).values(report=summary))


async def _fail(work: Work, report: Report) -> None:
    await _store_report(work, report)
    await work.say(status="failed", failure=report.findings.listed[0].stored())


@blueprint.task(name="imports.apply", pass_context=True)
async def apply(context: procrastinate.JobContext, import_id: str) -> None:
    """Register what a checked file says."""
    async with _opened(context.additional_context["database"], import_id, {"applying"}) as work:
        if work is not None:
            await _apply(work)


async def _apply(work: Work) -> None:
    report = Report()
    intake, _, keys = await _first_pass(work, report)
    counts: Counter[str] = Counter(dict.fromkeys(_ACTIONS, 0))
    store = register if intake.root == "iati-activities" else register_organisations
    async with work.database.transaction() as session:
        await lock_imports(session)
        if await session.scalar(select(Import.status).where(Import.id == work.row.id)) != "applying":
            # The job was taken for dead and given to another worker, who has done it meanwhile.
            return
        await session.execute(delete(ImportRow).where(ImportRow.import_id == work.row.id))
        async for outcomes in _planned(work, intake, session, _twice(keys), keys.total()):
            await store(session, outcomes, work.context)
            counts.update(outcome.action for outcome in outcomes)
            await session.execute(insert(ImportRow), _rows(work, outcomes))
        # In the same transaction as the projects: an import is applied exactly when its projects are there.
        now = datetime.now(UTC)
        done = {"status": "applied", "counts": dict(counts), "applied_at": now, "done": keys.total()}
        await session.execute(update(Import).where(Import.id == work.row.id).values(**_news(done)))
    log.info("import applied", import_id=str(work.row.id), **counts)


@blueprint.task(name="imports.undo", pass_context=True)
async def undo(context: procrastinate.JobContext, import_id: str) -> None:
    """Restore what an import created or changed; what was edited since is left and counted as rejected."""
    database: Database = context.additional_context["database"]
    async with database.transaction() as session:
        await lock_imports(session)
        row = await session.get(Import, UUID(import_id), with_for_update=True)
        if row is None or row.status != "applied":
            return
        counts: Counter[str] = Counter(deleted=0, restored=0, kept=0)
        touched = await session.scalars(
            select(ImportRow)
            .where(ImportRow.import_id == row.id, ImportRow.action.in_(["created", "updated"]))
            .order_by(ImportRow.position)
        )
        for change in touched:
            counts[await _undo_row(session, change, row.created_by)] += 1
        row.status, row.version = "undone", row.version + 1
        row.report = row.report | {"undone": dict(counts)}
        row.updated_at = datetime.now(UTC)


async def _undo_row(session: AsyncSession, change: ImportRow, subject: str) -> str:
    if change.project_id is None:
        return "kept"
    version = await session.scalar(
        text("SELECT version FROM registry.project WHERE id = :id FOR UPDATE"), {"id": change.project_id}
    )
    if version is None or version != change.version_after:
        return "kept"
    if change.action == "created":
        try:
            async with session.begin_nested():
                await session.execute(text("DELETE FROM registry.project WHERE id = :id"), {"id": change.project_id})
        except IntegrityError:
            # Someone wrote a lesson of the project meanwhile: it stays, with its lesson.
            return "kept"
        return "deleted"
    if change.before is None:
        return "kept"
    await restore(session, change.project_id, change.before, subject)
    await refresh_search(session, [change.project_id])
    return "restored"
