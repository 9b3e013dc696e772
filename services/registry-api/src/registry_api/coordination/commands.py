"""Writes of working tables, events and commitments."""

from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.base import Base
from registry_api.coordination.models import Commitment, Event, EventParticipant, TableMember, WorkingTable
from registry_api.coordination.schemas import (
    CommitmentIn,
    CommitmentProgress,
    CoordinationEventIn,
    WorkingTableIn,
)
from registry_api.projects.commands import unknown_codes, unknown_organisations, unknown_projects
from registry_api.projects.rules import repeated
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.rows import sync_rows

Record = TypeVar("Record", WorkingTable, Event, Commitment)
_DONE = {"fulfilled", "cancelled"}


async def get_for_change(session: AsyncSession, principal: Principal, model: type[Record], record_id: UUID) -> Record:
    """Return a record of coordination, locked, if the principal may change it.

    Raises:
        Problem: 401 or 403; 404.
    """
    principal.require(Action.COORDINATION_WRITE)
    return await _get(session, model, record_id)


async def _get(session: AsyncSession, model: type[Record], record_id: UUID) -> Record:
    found = await session.get(model, record_id, with_for_update=True)
    if found is None:
        raise not_found(model.__tablename__.replace("_", " "), record_id)
    return found


async def delete(session: AsyncSession, record: WorkingTable | Event | Commitment) -> None:
    """Delete a record of coordination.

    Raises:
        Problem: 409 while events or commitments belong to it.
    """
    try:
        await session.delete(record)
        await session.flush()
    except IntegrityError as exc:
        raise Problem(409, "coordination-in-use") from exc


def _set(record: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.version += 1
    if hasattr(record, "updated_at"):
        record.updated_at = func.now()


async def _known(session: AsyncSession, model: type[Base], pointer: str, record_id: UUID | None) -> list[FieldError]:
    if record_id is None or await session.get(model, record_id) is not None:
        return []
    return [FieldError(pointer, "record-unknown")]


# --- working tables -----------------------------------------------------------------------------------------


async def create_table(session: AsyncSession, principal: Principal, body: WorkingTableIn) -> WorkingTable:
    """Register a working table with its members.

    Raises:
        Problem: 401 or 403; 422.
    """
    principal.require(Action.COORDINATION_WRITE)
    await _check_table(session, body)
    table = WorkingTable(**body.model_dump(exclude={"members"}), created_by=principal.subject)
    session.add(table)
    await session.flush()
    await _sync_members(session, table, body)
    return table


async def replace_table(session: AsyncSession, table: WorkingTable, body: WorkingTableIn) -> None:
    """Make a working table the given one.

    Raises:
        Problem: 422.
    """
    await _check_table(session, body)
    _set(table, body.model_dump(exclude={"members"}))
    await session.flush()
    await _sync_members(session, table, body)


async def _sync_members(session: AsyncSession, table: WorkingTable, body: WorkingTableIn) -> None:
    members = [member.model_dump() for member in body.members]
    await sync_rows(session, TableMember, "table_id", table.id, members, "organisation_id")


async def _check_table(session: AsyncSession, body: WorkingTableIn) -> None:
    errors: list[FieldError] = []
    if body.sector is not None:
        errors += await unknown_codes(session, [("/sector", "iberoamerican-sector", body.sector)])
    errors += repeated("/members", [member.organisation_id for member in body.members])
    errors += await unknown_organisations(
        session, [(f"/members/{i}/organisation_id", member.organisation_id) for i, member in enumerate(body.members)]
    )
    if errors:
        raise invalid(*errors)


# --- events -------------------------------------------------------------------------------------------------


async def create_event(session: AsyncSession, principal: Principal, body: CoordinationEventIn) -> Event:
    """Register an event with its participants.

    Raises:
        Problem: 401 or 403; 422.
    """
    principal.require(Action.COORDINATION_WRITE)
    await _check_event(session, principal, body)
    event = Event(**body.model_dump(exclude={"participants"}), created_by=principal.subject)
    session.add(event)
    await session.flush()
    await _sync_participants(session, event, body)
    return event


async def replace_event(session: AsyncSession, principal: Principal, event: Event, body: CoordinationEventIn) -> None:
    """Make an event the given one.

    Raises:
        Problem: 422.
    """
    await _check_event(session, principal, body)
    _set(event, body.model_dump(exclude={"participants"}))
    await session.flush()
    await _sync_participants(session, event, body)


async def _sync_participants(session: AsyncSession, event: Event, body: CoordinationEventIn) -> None:
    participants = [participant.model_dump() for participant in body.participants]
    await sync_rows(session, EventParticipant, "event_id", event.id, participants, "organisation_id")


async def _check_event(session: AsyncSession, principal: Principal, body: CoordinationEventIn) -> None:
    wanted = [("/type", "event-type", body.type)]
    if body.country is not None:
        wanted.append(("/country", "country", body.country))
    errors = await unknown_codes(session, wanted)
    if body.ends is not None and body.ends < body.starts[: len(body.ends)]:
        errors.append(FieldError("/ends", "date-order", {"start": body.starts, "field": "starts"}))
    organisations = [
        (f"/participants/{i}/organisation_id", participant.organisation_id)
        for i, participant in enumerate(body.participants)
        if participant.organisation_id is not None
    ]
    errors += await unknown_organisations(session, organisations)
    errors += [
        FieldError(f"/participants/{i}/person", "participant-empty")
        for i, participant in enumerate(body.participants)
        if participant.organisation_id is None and not participant.person
    ]
    if body.project_id is not None:
        errors += await unknown_projects(session, principal, [("/project_id", body.project_id)])
    errors += await _known(session, WorkingTable, "/table_id", body.table_id)
    if errors:
        raise invalid(*errors)


# --- commitments --------------------------------------------------------------------------------------------


async def create_commitment(session: AsyncSession, principal: Principal, body: CommitmentIn) -> Commitment:
    """Register a commitment.

    Raises:
        Problem: 401 or 403; 422.
    """
    principal.require(Action.COORDINATION_WRITE)
    await _check_commitment(session, principal, body)
    commitment = Commitment(**body.model_dump(), created_by=principal.subject)
    _close(commitment)
    session.add(commitment)
    await session.flush()
    return commitment


async def replace_commitment(
    session: AsyncSession, principal: Principal, commitment: Commitment, body: CommitmentIn
) -> None:
    """Make a commitment the given one.

    Raises:
        Problem: 422.
    """
    await _check_commitment(session, principal, body)
    _set(commitment, body.model_dump())
    _close(commitment)
    await session.flush()


async def get_for_report(session: AsyncSession, principal: Principal, commitment_id: UUID) -> Commitment:
    """Return a commitment, locked, if the principal may say how far it is: its organisation's people may.

    Raises:
        Problem: 401 or 403; 404.
    """
    principal.require(Action.COMMITMENT_REPORT)
    commitment = await _get(session, Commitment, commitment_id)
    principal.require(Action.COMMITMENT_REPORT, frozenset({commitment.organisation_id}))
    return commitment


async def report(session: AsyncSession, commitment: Commitment, body: CommitmentProgress) -> None:
    """Put down how far a commitment is."""
    _set(commitment, body.model_dump(exclude_unset=True))
    _close(commitment)
    await session.flush()


def _close(commitment: Commitment) -> None:
    if commitment.status not in _DONE:
        commitment.closed_on = None
    elif commitment.closed_on is None:
        commitment.closed_on = datetime.now(UTC).date()


async def _check_commitment(session: AsyncSession, principal: Principal, body: CommitmentIn) -> None:
    errors = await unknown_organisations(session, [("/organisation_id", body.organisation_id)])
    if body.project_id is not None:
        errors += await unknown_projects(session, principal, [("/project_id", body.project_id)])
    errors += await _known(session, WorkingTable, "/table_id", body.table_id)
    errors += await _known(session, Event, "/event_id", body.event_id)
    if errors:
        raise invalid(*errors)
