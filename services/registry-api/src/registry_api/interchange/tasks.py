"""Jobs of imports: check, apply, undo. Each can be run again after its worker was killed.

The check only writes the import's own rows, and replaces them. Apply and undo are one transaction each:
either all of a file is registered, or nothing.
"""

from collections import Counter
from collections.abc import Sequence, Set
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import procrastinate
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.interchange.commands import SPREADSHEET, close_check
from registry_api.interchange.iati.check import Report, close
from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.iati.incoming import Incoming, Reading, open_import
from registry_api.interchange.iati.intake import Fault, Intake, count_records
from registry_api.interchange.iati.standard import SUPPORTED, schema
from registry_api.interchange.iati.store import Outcome, lock_imports, plan, register
from registry_api.interchange.iati.store_organisations import plan_organisations, register_organisations
from registry_api.interchange.models import Import, ImportRow
from registry_api.interchange.publisher import this_publisher
from registry_api.interchange.sheets.convert import convert, named
from registry_api.interchange.sheets.lists import read_lists
from registry_api.interchange.sheets.reading import read_tables
from registry_api.interchange.sheets.registered import read_named
from registry_api.interchange.snapshots import restore
from registry_api.interchange.work import Work, actor_of, failed, news, opened, store_report, store_rows
from registry_api.notifications.commands import tell
from registry_api.projects.commands import refresh_search
from registry_api.projects.queries import known_identifiers
from service_kit.database import Database
from service_kit.history import acting_as
from service_kit.principal import Principal, Role
from service_kit.telemetry import log

blueprint: Final = procrastinate.Blueprint()
WORKER: Final = Principal("worker", "Milpa", Role.PUBLIC)
"""Who tells of work that is done."""
_ACTIONS: Final = ("created", "updated", "unchanged", "rejected")


@blueprint.task(name="imports.check", pass_context=True)
async def check(context: procrastinate.JobContext, import_id: str) -> None:
    """Check an import's file and find out what applying it would do."""
    database: Database = context.additional_context["database"]
    async with opened(database, import_id, {"queued", "checking"}) as work:
        if work is None:
            return
        await work.say(status="checking", done=0, total=0, counts={})
        report = Report()
        try:
            intake, left_out = await _take_in(work, report)
            total = await work.in_thread(count_records, intake)
            await work.say(total=total, working_since=datetime.now(UTC))
            async with database.transaction() as session:
                await _preview(session, work, intake, report, left_out)
        except Fault as fault:
            report.stop(fault)
            async with database.transaction() as session:
                await store_report(session, work.row.id, report)
            await work.say(status="failed", failure=report.findings.listed[0].stored())
            return
        async with database.transaction() as session:
            await close_check(session, work.row.id, apply=work.row.apply_when_checked)


LeftOut = Sequence[tuple[str, str]]
"""Key and title of projects of a spreadsheet that are not taken in, because something in them is wrong."""


async def _take_in(work: Work, report: Report) -> tuple[Intake, LeftOut]:
    """Return the file as IATI, and what of a spreadsheet is left out; its problems go into the report.

    Raises:
        Fault: when the file can't be read.
    """
    if work.row.kind != SPREADSHEET:
        return await work.in_thread(open_import, work.file, work.workspace, report), ()
    target, publisher = work.workspace / "spreadsheet.xml", this_publisher()
    tables = await work.in_thread(lambda: list(read_tables(work.file)))
    names = await work.in_thread(named, tables)
    async with work.database.reader.connect() as connection:
        lists = await read_lists(connection)
        registered = await read_named(connection, names, publisher)
    converted = await work.in_thread(convert, tables, target, lists, publisher, registered)
    for finding in converted.findings:
        report.findings.add(finding)
    return await work.in_thread(open_import, target, work.workspace, report), converted.left_out


async def _preview(session: AsyncSession, work: Work, intake: Intake, report: Report, left_out: LeftOut) -> None:
    """Store the report and, record by record, what would be done.

    Raises:
        Fault: when the file can't be read to its end.
    """
    # What we made of a spreadsheet ourselves needs no check; its cells had one.
    sheet = work.row.kind == SPREADSHEET
    reading = Reading(report, check=not sheet)
    repeats = _Repeats()
    counts: Counter[str] = Counter(dict.fromkeys(_ACTIONS, 0))
    await session.execute(delete(ImportRow).where(ImportRow.import_id == work.row.id))
    async for batch in work.read(intake, reading):
        repeats.add(batch)
        outcomes = await _plan(session, work, intake, batch, frozenset())
        counts.update(outcome.action for outcome in outcomes)
        await store_rows(session, work.row.id, outcomes)
        await work.say(done=report.done)
    await _reject(session, work.row.id, repeats.ordinals, counts)
    await _tell_left_out(session, work.row.id, left_out, counts)
    if not sheet:
        report.intake = intake
        known = await known_identifiers(work.database, work.importer, report.references.absent())
        await work.in_thread(close, report, known)
    if report.version not in SUPPORTED:
        params = {"version": report.version or "1.0", "changes": reading.notes.total()}
        report.findings.add(Finding("milpa-2", "advisory", "documents", "upgraded", params))
    await work.say(counts=dict(counts), done=report.done, total=report.done)
    # Last, because it locks the row that ``say`` writes from its own transaction.
    await store_report(session, work.row.id, report)


class _Repeats:
    """The records of a file whose key stands more than once in it; known when the file is read."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self.ordinals: set[int] = set()

    def add(self, batch: list[Incoming]) -> None:
        for incoming in batch:
            first = self._first.setdefault(incoming.key, incoming.ordinal)
            if first != incoming.ordinal:
                self.ordinals |= {first, incoming.ordinal}


async def _reject(session: AsyncSession, import_id: UUID, ordinals: Set[int], counts: Counter[str]) -> None:
    """Correct the preview of records that share their identifier: each alone looked like something to do."""
    mine = (ImportRow.import_id == import_id) & ImportRow.position.in_(ordinals)
    looked = await session.execute(select(ImportRow.action, func.count()).where(mine).group_by(ImportRow.action))
    for action, times in looked:
        counts[action] -= times
        counts["rejected"] += times
    rejected = update(ImportRow).where(mine)
    await session.execute(
        rejected.values(action="rejected", reason="identifier-twice", changes=[], project_id=None, before=None)
    )


async def _tell_left_out(session: AsyncSession, import_id: UUID, left_out: LeftOut, counts: Counter[str]) -> None:
    """Store what of a spreadsheet is not taken in, after what is."""
    first = counts.total()
    rows = [
        {
            "import_id": import_id, "position": first + place, "identifier": key, "title": title, "line": None,
            "action": "rejected", "reason": "sheet-problems",
        }
        for place, (key, title) in enumerate(left_out)
    ]  # fmt: skip
    if rows:
        await session.execute(insert(ImportRow), rows)
    counts["rejected"] += len(rows)


async def _plan(
    session: AsyncSession, work: Work, intake: Intake, batch: list[Incoming], repeated: Set[int]
) -> list[Outcome]:
    if intake.root == "iati-activities":
        return await plan(session, batch, repeated, work.context, schema("iati-activities"))
    return await plan_organisations(session, batch, repeated)


@blueprint.task(name="imports.apply", pass_context=True)
async def apply(context: procrastinate.JobContext, import_id: str) -> None:
    """Register what a checked file says."""
    async with opened(context.additional_context["database"], import_id, {"applying"}) as work:
        if work is not None:
            async with work.database.transaction() as session:
                await _apply(session, work)


async def _apply(session: AsyncSession, work: Work) -> None:
    await lock_imports(session)
    if await session.scalar(select(Import.status).where(Import.id == work.row.id)) != "applying":
        # The job was taken for dead and given to another worker, who has done it meanwhile.
        return
    report = Report()
    intake, left_out = await _take_in(work, report)
    store = register if intake.root == "iati-activities" else register_organisations
    mine = ImportRow.import_id == work.row.id
    repeated = await _left_out(session, work.row)
    await session.execute(delete(ImportRow).where(mine))
    counts: Counter[str] = Counter(dict.fromkeys(_ACTIONS, 0))
    await work.say(done=0, working_since=datetime.now(UTC))
    async for batch in work.read(intake, Reading(report, check=False)):
        outcomes = await _plan(session, work, intake, batch, repeated)
        await store(session, outcomes, work.context)
        counts.update(outcome.action for outcome in outcomes)
        await store_rows(session, work.row.id, outcomes)
        await work.say(done=counts.total())
    await _tell_left_out(session, work.row.id, left_out, counts)
    # In the same transaction as the projects: an import is applied exactly when its projects are there.
    done = {"status": "applied", "counts": dict(counts), "applied_at": datetime.now(UTC), "done": counts.total()}
    await session.execute(update(Import).where(Import.id == work.row.id).values(**news(done)))
    # Who pressed the button may long be elsewhere.
    await tell(session, [work.row.created_by], "import", WORKER, import_id=work.row.id)
    log.info("import applied", import_id=str(work.row.id), **counts)


async def _left_out(session: AsyncSession, row: Import) -> set[int]:
    """Return the positions of records that another of the same identifier stands for."""
    twins = select(ImportRow.position, ImportRow.identifier).where(
        ImportRow.import_id == row.id, ImportRow.reason == "identifier-twice"
    )
    found = (await session.execute(twins.order_by(ImportRow.position))).all()
    chosen: dict[str | None, int] = {}
    for position, identifier in found:
        if row.repeated == "last" or (row.repeated == "first" and identifier not in chosen):
            chosen[identifier] = position
    return {position for position, _ in found} - set(chosen.values())


async def give_up(database: Database, import_id: str) -> None:
    """Mark an import as failed whose workers die of it; nothing of it is registered."""
    working = Import.status.in_(("queued", "checking", "applying"))
    async with database.transaction() as session:
        statement = update(Import).where(Import.id == UUID(import_id), working)
        await session.execute(statement.values(**news({"status": "failed", "failure": failed()})))


@blueprint.task(name="imports.undo", pass_context=True)
async def undo(context: procrastinate.JobContext, import_id: str) -> None:
    """Restore what an import created or changed; what was edited since is left and counted as rejected."""
    database: Database = context.additional_context["database"]
    async with database.transaction() as session:
        found = await session.get(Import, UUID(import_id))
    if found is None:
        return
    with acting_as(actor_of(found)):
        await _undo(database, import_id)


async def _undo(database: Database, import_id: str) -> None:
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
