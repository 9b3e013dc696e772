"""Registers a batch of activities: what is new is created, what changed is merged, the rest is left."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from lxml import etree
from sqlalchemy import delete, select, text, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.finance.models import Transaction
from registry_api.interchange.iati.compose import Publisher, compose
from registry_api.interchange.iati.incoming import Incoming, digest_of
from registry_api.interchange.iati.merge import Merge, merge
from registry_api.interchange.iati.registered import documents
from registry_api.interchange.iati.sections import ROWS, SCALARS, Row, organisation_key, read_activity
from registry_api.interchange.iati.stream import safe_parser
from registry_api.interchange.models import IatiSource
from registry_api.interchange.snapshots import snapshots
from registry_api.organisations import commands as organisations
from registry_api.projects import commands as projects
from registry_api.projects.models import Assignment, Budget, Participation, Place, Project
from registry_api.projects.search import search_columns
from service_kit.bulk import insert_rows, update_rows
from service_kit.database import table_of
from service_kit.identifiers import new_id

_TABLES: Final[dict[str, Any]] = {
    "participations": Participation,
    "assignments": Assignment,
    "places": Place,
    "budgets": Budget,
    "transactions": Transaction,
}
_PLAIN_SCALARS: Final = tuple(s.name for s in SCALARS if s.name != "reporting")


@dataclass(slots=True)
class Outcome:
    """What is, or would be, done with a record: created, updated, unchanged, rejected."""

    incoming: Incoming
    action: str
    reason: str | None = None
    project_id: UUID | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    version_after: int | None = None
    before: dict[str, Any] | None = None
    merge: Merge | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Who imports, what, and how new projects are seen."""

    import_id: UUID
    subject: str
    organisation: UUID | None
    visibility: str
    source: str
    publisher: Publisher


async def plan(
    session: AsyncSession,
    batch: Sequence[Incoming],
    repeated: Set[int],
    context: Context,
    xsd: etree.XMLSchema,
) -> list[Outcome]:
    """Return what importing ``batch`` would do; ``repeated`` are ordinals of records that share their key."""
    known = await _known(session, batch)
    current = await documents(session, [project_id for project_id, _ in known.values()])
    outcomes = []
    for incoming in batch:
        if incoming.ordinal in repeated:
            outcomes.append(Outcome(incoming, "rejected", "identifier-twice"))
            continue
        project_id, _ = known.get(incoming.key, (None, ""))
        if project_id is None:
            outcomes.append(Outcome(incoming, "created"))
        else:
            outcomes.append(_compare(incoming, project_id, current[project_id], context, xsd))
    return outcomes


async def _known(session: AsyncSession, batch: Sequence[Incoming]) -> dict[str, tuple[UUID, str]]:
    """Return ``{key: (project id, source key)}`` of the records that are registered already."""
    identifiers = {i.key.removeprefix("id:"): i.key for i in batch if i.key.startswith("id:")}
    pairs = select(Project.id, Project.iati_identifier, IatiSource.key)
    # Two searches, each over its own index, instead of one with OR, which would read both tables whole.
    rows = await session.execute(
        union(
            pairs.outerjoin(IatiSource, IatiSource.project_id == Project.id).where(
                Project.iati_identifier.in_(list(identifiers))
            ),
            pairs.join(IatiSource, IatiSource.project_id == Project.id).where(
                IatiSource.key.in_([i.key for i in batch])
            ),
        )
    )
    known: dict[str, tuple[UUID, str]] = {}
    for project_id, identifier, key in rows:
        if key is not None:
            known[key] = (project_id, key)
        if identifier in identifiers:
            known[identifiers[identifier]] = (project_id, key or "")
    return known


def _compare(incoming: Incoming, project_id: UUID, current: Row, context: Context, xsd: etree.XMLSchema) -> Outcome:
    if current["source_digest"] == incoming.digest:
        return Outcome(incoming, "unchanged", project_id=project_id)
    # Our own export coming back says what is registered already.
    if digest_of(compose(current, current["source_xml"], context.publisher, xsd)) == incoming.digest:
        return Outcome(incoming, "unchanged", project_id=project_id)
    before = None
    if current["source_xml"] is not None:
        before = read_activity(etree.fromstring(current["source_xml"].encode(), safe_parser()))
    merged = merge(incoming.document, before, current)
    changes = merged.changes or [{"field": "iati_source", "before": None, "after": None}]
    return Outcome(incoming, "updated", project_id=project_id, changes=changes, merge=merged)


async def register(session: AsyncSession, outcomes: Iterable[Outcome], context: Context) -> None:
    """Carry out what ``plan`` found, in the caller's transaction."""
    created = [o for o in outcomes if o.action == "created"]
    updated = [o for o in outcomes if o.action == "updated"]
    ids = await _organisation_ids(session, [*created, *updated], context.subject)
    await _create(session, created, ids, context)
    await _update(session, updated, ids, context)
    await _keep_sources(session, [*created, *updated], context)
    await projects.refresh_search(session, [o.project_id for o in updated if o.project_id])


async def _organisation_ids(session: AsyncSession, outcomes: Sequence[Outcome], subject: str) -> dict[str, UUID]:
    wanted: dict[str, Row] = {}
    for outcome in outcomes:
        document = outcome.incoming.document
        named = [document["reporting"], *(row["organisation"] for row in document["participations"])]
        for row in document["transactions"]:
            named += [row["provider"], row["receiver"]]
        for organisation in named:
            if organisation is not None:
                known = wanted.setdefault(organisation_key(organisation), dict(organisation))
                known["name"] = known["name"] or organisation["name"]
                known["type"] = known["type"] or organisation["type"]
    return await organisations.resolve(session, wanted, subject)


async def _create(session: AsyncSession, outcomes: Sequence[Outcome], ids: dict[str, UUID], context: Context) -> None:
    if not outcomes:
        return
    this_year = datetime.now(UTC).year
    years = []
    for outcome in outcomes:
        start: date | None = outcome.incoming.document["start_actual"] or outcome.incoming.document["start_planned"]
        years.append(start.year if start else this_year)
    codes = await projects.allocate_codes(session, years)
    partners = await organisations.search_texts(session, ids.values())
    values = []
    for outcome, code in zip(outcomes, codes, strict=True):
        document = outcome.incoming.document
        outcome.project_id, outcome.version_after = new_id(), 1
        reporting = document["reporting"]
        identifier = document["iati_identifier"] or projects.default_identifier(code)
        values.append(
            {name: document[name] for name in _PLAIN_SCALARS}
            | search_columns(
                document | {"code": code, "iati_identifier": identifier},
                {partners[ids[organisation_key(row["organisation"])]] for row in document["participations"]},
            )
            | {
                "id": outcome.project_id,
                "code": code,
                "iati_identifier": identifier,
                "reporting_id": ids[organisation_key(reporting)] if reporting else None,
                "responsible_id": context.organisation,
                "visibility": context.visibility,
                "source": context.source,
                "created_by": context.subject,
                "updated_by": context.subject,
            }
        )
    await insert_rows(session, table_of(Project), values)
    for rows in ROWS:
        added = [
            _row_values(row, ids) | {"id": new_id(), "project_id": outcome.project_id}
            for outcome in outcomes
            for row in outcome.incoming.document[rows.name]
        ]
        await insert_rows(session, table_of(_TABLES[rows.name]), added)


def _row_values(row: Row, ids: dict[str, UUID]) -> Row:
    values = {}
    for name, value in row.items():
        if name in {"organisation", "provider", "receiver"}:
            values[f"{name}_id"] = None if value is None else ids[organisation_key(value)]
        else:
            values[name] = value
    return values


async def _update(session: AsyncSession, outcomes: Sequence[Outcome], ids: dict[str, UUID], context: Context) -> None:
    kept = await snapshots(session, [o.project_id for o in outcomes if o.project_id])
    for outcome in outcomes:
        merged, project_id = outcome.merge, outcome.project_id
        if merged is None or project_id is None:
            continue
        outcome.before = kept[project_id]
        values = {name: value for name, value in merged.scalars.items() if name != "reporting"}
        if values.get("iati_identifier", "") is None:
            del values["iati_identifier"]
        if "reporting" in merged.scalars:
            reporting = merged.scalars["reporting"]
            values["reporting_id"] = ids[organisation_key(reporting)] if reporting else None
        statement = (
            update(Project)
            .where(Project.id == project_id)
            .values(
                **values,
                version=Project.version + 1,
                updated_by=context.subject,
                updated_at=datetime.now(UTC),
            )
            .returning(Project.version)
        )
        outcome.version_after = await session.scalar(statement)
        for rows in ROWS:
            await _update_rows(session, project_id, rows.name, merged, ids)


async def _update_rows(session: AsyncSession, project_id: UUID, name: str, merged: Merge, ids: dict[str, UUID]) -> None:
    table = _TABLES[name]
    if removed := merged.removed.get(name):
        await session.execute(delete(table).where(table.id.in_(removed)))
    moved = [{"id": row, "source_position": to} for row, to in merged.moved.get(name, {}).items()]
    await update_rows(session, table_of(table), moved)
    added = merged.added.get(name, [])
    if name == "assignments" and added:
        # A code given here by hand meanwhile becomes the publisher's row.
        pairs = {(row["vocabulary"], row["code"]) for row in added}
        taken = await session.execute(
            select(table.id, table.vocabulary, table.code).where(table.project_id == project_id)
        )
        twins = [row.id for row in taken if (row.vocabulary, row.code) in pairs]
        await session.execute(delete(table).where(table.id.in_(twins)))
    rows = [_row_values(row, ids) | {"id": new_id(), "project_id": project_id} for row in added]
    await insert_rows(session, table_of(table), rows)


async def _keep_sources(session: AsyncSession, outcomes: Sequence[Outcome], context: Context) -> None:
    # A project is found by its identifier anyway: what else its publisher calls it (a spreadsheet's key) is kept.
    named = [o.project_id for o in outcomes if o.action == "updated" and o.incoming.key.startswith("id:")]
    keys = select(IatiSource.project_id, IatiSource.key).where(
        IatiSource.project_id.in_(named), IatiSource.key.startswith("other:")
    )
    others: dict[UUID | None, str] = {row.project_id: row.key for row in await session.execute(keys)} if named else {}
    rows = [
        {
            "project_id": outcome.project_id,
            "key": others.get(outcome.project_id, outcome.incoming.key),
            "digest": outcome.incoming.digest,
            "xml": outcome.incoming.xml,
            "import_id": context.import_id,
        }
        for outcome in outcomes
    ]
    await insert_rows(session, table_of(IatiSource), rows, replacing="project_id")


async def lock_imports(session: AsyncSession) -> None:
    """Let one import write at a time, until the end of the transaction: two files may share activities."""
    await session.execute(text("SELECT pg_advisory_xact_lock(77041803)"))
