"""Writes of federation: what a partner's system sends, and what people decide about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.federation import rules
from registry_api.federation.models import PartnerChoice, PartnerRecord, PartnerSystem
from registry_api.federation.schemas import ChoicesIn, PartnerRecordIn, PartnerSystemIn, RegistrationIn
from registry_api.organisations import commands as organisations
from registry_api.projects import commands as projects
from registry_api.projects.models import Project
from registry_api.projects.schemas import ProjectIn, ProjectPatch, Visibility
from service_kit.database import table_of
from service_kit.identifiers import new_id
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.texts import fold, like

# --- systems ------------------------------------------------------------------------------------------------


async def add_system(session: AsyncSession, principal: Principal, body: PartnerSystemIn) -> PartnerSystem:
    """Register a partner's registry.

    Raises:
        Problem: 403; 409 when the key is taken; 422 for an unknown organisation.
    """
    principal.require(Action.SYSTEM_MANAGE)
    if await session.get(PartnerSystem, body.key) is not None:
        raise Problem(409, "system-taken", key=body.key)
    errors = await projects.unknown_organisations(session, [("/organisation_id", body.organisation_id)])
    if errors:
        raise invalid(*errors)
    system = PartnerSystem(**body.model_dump())
    session.add(system)
    await session.flush()
    return system


async def system_for(session: AsyncSession, principal: Principal, action: Action, key: str) -> PartnerSystem:
    """Return a partner's system, if the principal may do ``action`` to its records.

    Raises:
        Problem: 401 or 403; 404 for a system that is not there or is another organisation's.
    """
    principal.require(action)
    system = await session.get(PartnerSystem, key)
    if system is None or not principal.may(action, frozenset({system.organisation_id})):
        raise not_found("partner-system", key)
    return system


async def empty_sandbox(session: AsyncSession, principal: Principal, key: str) -> None:
    """Remove every record of a sandbox.

    Raises:
        Problem: 403; 404; 409 for a system that is not a sandbox.
    """
    system = await system_for(session, principal, Action.PARTNER_RECORD_WRITE, key)
    if not system.sandbox:
        raise Problem(409, "not-a-sandbox", key=key)
    await session.execute(delete(PartnerRecord).where(PartnerRecord.system == key))


# --- what a partner sends -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """A record as a partner sent it; ``content`` is None when it was withdrawn there."""

    external_id: str
    revision: int
    content: Mapping[str, Any] | None

    @classmethod
    def of(cls, external_id: str, body: PartnerRecordIn) -> "Message":
        """Return the message that a body says."""
        return cls(external_id, body.revision, body.model_dump(mode="json", exclude={"revision"}))


async def receive(session: AsyncSession, system: PartnerSystem, messages: Sequence[Message]) -> list[str]:
    """Keep what a partner's system sent; return what came of each message, in order.

    One writer a system at a time; whatever the order and number of times messages arrive in, what is left is the
    newest revision of each record. A record withdrawn keeps its last content.
    """
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('partner_system:' || :key, 0))"), {"key": system.key}
    )
    wanted = {message.external_id for message in messages}
    rows = await session.scalars(
        select(PartnerRecord).where(PartnerRecord.system == system.key, PartnerRecord.external_id.in_(wanted))
    )
    kept = {row.external_id: row for row in rows}
    outcomes, changed = [], []
    for message in messages:
        known = kept.get(message.external_id)
        removed = message.content is None
        content = dict(message.content) if message.content is not None else (known.content if known else {})
        said = rules.digest(content, removed=removed)
        if removed and known is not None and known.removed and known.revision == message.revision:
            said = known.digest
        outcome: str = rules.verdict((known.revision, known.digest) if known else None, message.revision, said)
        if outcome in {"created", "updated"}:
            record = known or PartnerRecord(
                id=new_id(), system=system.key, external_id=message.external_id, link=None, dismissed=False, version=0
            )
            record.revision, record.digest, record.removed = message.revision, said, removed
            record.content = content
            record.iati_identifier = content.get("iati_identifier")
            record.search_text = fold(" ".join(content.get("title", {}).values()))[:1000]
            record.version += 1
            record.received_at = datetime.now(UTC)
            kept[message.external_id] = record
            changed.append(record)
            outcome = "removed" if removed else outcome
        outcomes.append(outcome)
    session.add_all(changed)
    await _link_by_identifier(session, changed)
    await session.flush()
    return outcomes


async def _link_by_identifier(session: AsyncSession, records: Sequence[PartnerRecord]) -> None:
    """Link records to the projects whose IATI identifier or code they name; what a person decided stays."""
    open_ones = [record for record in records if record.project_id is None and not record.dismissed]
    identifiers = {record.iati_identifier for record in open_ones if record.iati_identifier}
    codes = {record.content["project"] for record in open_ones if record.content.get("project")}
    if not identifiers and not codes:
        return
    rows = await session.execute(
        select(Project.id, Project.code, Project.iati_identifier).where(
            Project.iati_identifier.in_(identifiers) | Project.code.in_(codes)
        )
    )
    by_name = {name: row.id for row in rows for name in ("code " + row.code, f"iati {row.iati_identifier}")}
    for record in open_ones:
        found = by_name.get(f"iati {record.iati_identifier}") or by_name.get(f"code {record.content.get('project')}")
        if found is not None:
            record.project_id, record.link, record.linked_by = found, "identifier", "system"


# --- what people decide -------------------------------------------------------------------------------------


async def get(session: AsyncSession, principal: Principal, record_id: UUID) -> PartnerRecord:
    """Return a partner's record, locked, if the principal may read it.

    Raises:
        Problem: 401 or 403; 404.
    """
    principal.require(Action.PARTNER_RECORD_READ)
    record = await session.get(PartnerRecord, record_id, with_for_update=True)
    if record is None:
        raise not_found("partner-record", record_id)
    system = await session.get_one(PartnerSystem, record.system)
    if not principal.may(Action.PARTNER_RECORD_READ, frozenset({system.organisation_id})):
        raise not_found("partner-record", record_id)
    return record


async def link(session: AsyncSession, principal: Principal, record: PartnerRecord, key: str) -> None:
    """Say which project of ours a partner's record is about.

    Raises:
        Problem: 403; 422 when no project with this code or id is seen; 409 for a sandbox's record.
    """
    await _no_sandbox(session, record)
    try:
        project = await projects.get_seen(session, principal, key)
    except Problem as exc:
        principal.require(Action.RECONCILE)
        raise invalid(FieldError("/project", "project-unknown")) from exc
    _require_reconcile(principal, project)
    await session.execute(delete(PartnerChoice).where(PartnerChoice.record_id == record.id))
    await _decide(session, principal, record, project.id, "accepted")


async def unlink(session: AsyncSession, principal: Principal, record: PartnerRecord) -> None:
    """Say that a partner's record is not about the project it was linked to, nor another of ours.

    Raises:
        Problem: 403.
    """
    project = await session.get(Project, record.project_id) if record.project_id else None
    principal.require(Action.RECONCILE, None if project is None else projects.owners_of(project))
    await session.execute(delete(PartnerChoice).where(PartnerChoice.record_id == record.id))
    await _decide(session, principal, record, None, None)


async def register(session: AsyncSession, principal: Principal, record: PartnerRecord, body: RegistrationIn) -> Project:
    """Register the project that a partner reports and that is not here yet, and link the two.

    Raises:
        Problem: 403; 409 when it is linked already or a sandbox's; 422 with what the partner's record lacks.
    """
    principal.require(Action.PROJECT_WRITE)
    await _no_sandbox(session, record)
    if record.project_id is not None:
        raise Problem(409, "record-linked")
    content = record.content
    modality = body.modality or content.get("modality")
    if modality is None:
        raise invalid(FieldError("/modality", "field-required"))
    found = await _organisations(session, content.get("partners", []), principal.subject)
    values = {name: content[name] for name in _TAKEN if not rules.left_open(content.get(name))}
    values |= {
        "modality": modality,
        "visibility": Visibility(body.visibility),
        "participations": _distinct(
            {"organisation_id": found[_partner_key(partner)], "role": partner["role"]}
            for partner in content["partners"]
        ),
        "classifications": _goals(content.get("sdg_goals", [])),
        "budgets": content.get("budgets", []),
    }
    await _tell_source(session, record)
    project = await projects.create(session, principal, ProjectIn.model_validate(values))
    await _decide(session, principal, record, project.id, "registered")
    return project


async def choose(session: AsyncSession, principal: Principal, record: PartnerRecord, body: ChoicesIn) -> None:
    """Decide whose value of the given fields holds; the partner's is written into the project, with its source.

    Raises:
        Problem: 403; 409 when the record is linked to no project; 422 for a field that is not compared, that the
            partner leaves open, or whose value can't be taken over.
    """
    if record.project_id is None:
        raise Problem(409, "record-not-linked")
    project = await projects.get_seen(session, principal, str(record.project_id))
    _require_reconcile(principal, project)
    await _no_sandbox(session, record)
    content, taken, errors = record.content, {}, []
    for index, choice in enumerate(body.choices):
        theirs = content.get(choice.field)
        if choice.field not in rules.COMPARED or rules.left_open(theirs):
            errors.append(FieldError(f"/choices/{index}/field", "field-not-compared", {"field": choice.field}))
        elif choice.choice == "theirs" and choice.field not in rules.ADOPTABLE:
            errors.append(FieldError(f"/choices/{index}/choice", "field-not-adoptable", {"field": choice.field}))
        elif choice.choice == "theirs":
            taken[choice.field] = theirs
    if errors:
        raise invalid(*errors)
    if taken:
        await _tell_source(session, record)
        await projects.change(session, principal, project, await _patch(session, project, taken))
    for choice in body.choices:
        values = {
            "record_id": record.id, "field": choice.field, "choice": choice.choice, "theirs": content[choice.field],
            "note": choice.note, "by": principal.subject, "by_name": principal.name, "at": datetime.now(UTC),
        }  # fmt: skip
        statement = insert(table_of(PartnerChoice)).values(values)
        await session.execute(
            statement.on_conflict_do_update(index_elements=["record_id", "field"], set_=statement.excluded)
        )
    await _touch(session, record)


_TAKEN: Final = (
    "title", "objective", "description", "iati_identifier", "cooperation_type", "start_planned", "start_actual",
    "end_planned", "end_actual",
)  # fmt: skip


async def _patch(session: AsyncSession, project: Project, taken: dict[str, Any]) -> ProjectPatch:
    values = {name: value for name, value in taken.items() if name not in {"sdg_goals", "budgets"}}
    for name in ("title", "objective", "description"):
        if name in values:
            # A language that only we have stays.
            values[name] = {**getattr(project, name), **values[name]}
    if "budgets" in taken:
        values["budgets"] = taken["budgets"]
    if "sdg_goals" in taken:
        rows = await session.execute(
            text("SELECT id, vocabulary, code, weight::text AS weight FROM registry.assignment WHERE project_id = :id "
                 "AND vocabulary <> 'sdg-goal' ORDER BY position"),
            {"id": project.id},
        )  # fmt: skip
        values["classifications"] = [dict(row._mapping) for row in rows] + _goals(taken["sdg_goals"])
    return ProjectPatch.model_validate(values)


def _goals(codes: Sequence[str]) -> list[dict[str, Any]]:
    return [{"vocabulary": "sdg-goal", "code": code} for code in dict.fromkeys(codes)]


def _distinct(rows: Any) -> list[dict[str, Any]]:
    return list({(row["organisation_id"], row["role"]): row for row in rows}.values())


def _partner_key(partner: Mapping[str, Any]) -> str:
    return f"ref:{partner['iati_identifier']}" if partner.get("iati_identifier") else "name:" + fold(partner["name"])


async def _organisations(
    session: AsyncSession, partners: Sequence[Mapping[str, Any]], created_by: str
) -> dict[str, UUID]:
    """Return the organisation of each partner by key: by identifier, acronym or name; made if it is not here."""
    by_key = {_partner_key(partner): partner for partner in partners}
    rows = await session.execute(
        text("SELECT coalesce(merged_into_id, id) AS id, name, acronym, country FROM registry.organisation "
             "WHERE search_text ILIKE ANY(:names) AND iati_identifier IS NULL ORDER BY id LIMIT 2000"),
        {"names": [f"%{like(fold(partner['name']))}%" for partner in partners]},
    )  # fmt: skip
    known = {
        (fold(name), row.country): row.id for row in rows for name in (*row.name.values(), row.acronym or "") if name
    }
    found = {
        key: known[fold(partner["name"]), partner.get("country")]
        for key, partner in by_key.items()
        if key.startswith("name:") and (fold(partner["name"]), partner.get("country")) in known
    }
    absent = {
        key: {"ref": partner.get("iati_identifier"), "name": {"es": partner["name"]}, "type": None}
        for key, partner in by_key.items()
        if key not in found
    }
    return found | await organisations.resolve(session, absent, created_by)


def _require_reconcile(principal: Principal, project: Project) -> None:
    principal.require(Action.RECONCILE, projects.owners_of(project))


async def _no_sandbox(session: AsyncSession, record: PartnerRecord) -> None:
    if await session.scalar(select(PartnerSystem.sandbox).where(PartnerSystem.key == record.system)):
        raise Problem(409, "sandbox-record")


async def _tell_source(session: AsyncSession, record: PartnerRecord) -> None:
    """Tell the history that what follows in this transaction comes from the partner's registry."""
    origin = f"partner:{record.system}"
    await session.execute(text("SELECT set_config('milpa.origin', :origin, true)"), {"origin": origin})


async def _decide(
    session: AsyncSession, principal: Principal, record: PartnerRecord, project_id: UUID | None, link: str | None
) -> None:
    """Write down which project a person says is meant, and how it was found; none: the record is dismissed."""
    record.project_id, record.link, record.linked_by = project_id, link, principal.subject
    record.dismissed = project_id is None
    await _touch(session, record)


async def _touch(session: AsyncSession, record: PartnerRecord) -> None:
    record.version += 1
    await session.flush()
