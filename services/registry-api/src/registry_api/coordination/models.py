"""Coordination: working tables, exchange and dialogue events, and the commitments made at them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id, Texts


class WorkingTable(Base):
    """A coordination table (mesa) of government and partners; ``sector`` is an Ibero-American sector's code."""

    __tablename__ = "working_table"
    __table_args__ = (CheckConstraint("name <> '{}'::jsonb", name="name"),)

    id: Mapped[Id]
    name: Mapped[Texts]
    purpose: Mapped[Texts]
    sector: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class TableMember(Base):
    """An organisation at a working table, and who speaks for it."""

    __tablename__ = "table_member"
    __table_args__ = (CheckConstraint("role IN ('chair', 'secretariat', 'member', 'observer')", name="role"),)

    id: Mapped[Id]
    table_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.working_table.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    role: Mapped[str] = mapped_column(server_default="member")
    person: Mapped[str | None]
    position: Mapped[int] = mapped_column(Identity())


class Event(Base):
    """A visit, mission, workshop or commission; ``type`` is a code of the vocabulary ``event-type``.

    It belongs to a project, to a working table, to both or to neither. Dates are ISO 8601 prefixes (``2017``,
    ``2017-05``, ``2017-05-09``): what is known, no more. An event of a project is seen by who sees the project.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("visibility IN ('internal', 'public')", name="visibility"),
        Index("ix_event_starts_id", "starts", "id"),
    )

    id: Mapped[Id]
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.working_table.id", ondelete="RESTRICT"), index=True
    )
    type: Mapped[str]
    title: Mapped[Texts]
    starts: Mapped[str]
    ends: Mapped[str | None]
    country: Mapped[str | None]
    place: Mapped[str | None]
    agenda: Mapped[Texts]
    outcome: Mapped[Texts]
    visibility: Mapped[str] = mapped_column(server_default="internal")
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str] = mapped_column(server_default="system")
    position: Mapped[int] = mapped_column(Identity())


class EventParticipant(Base):
    """Who took part in an event: an organisation, a person, how many of them."""

    __tablename__ = "event_participant"

    id: Mapped[Id]
    event_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.event.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    person: Mapped[str | None]
    people: Mapped[int] = mapped_column(server_default=text("1"))
    position: Mapped[int] = mapped_column(Identity())


class Commitment(Base):
    """What was agreed: who does what until when. It was made at an event or table, or belongs to a project."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'in-progress', 'fulfilled', 'cancelled')", name="status"),
        CheckConstraint("what <> '{}'::jsonb", name="what"),
        Index("ix_commitment_due_on_id", "due_on", "id"),
    )

    id: Mapped[Id]
    what: Mapped[Texts]
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    person: Mapped[str | None]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(server_default="open")
    progress: Mapped[str | None]
    closed_on: Mapped[date | None]
    remind_days: Mapped[int] = mapped_column(server_default=text("14"))
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SCHEMA}.event.id", ondelete="SET NULL"), index=True)
    table_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.working_table.id", ondelete="RESTRICT"), index=True
    )
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="CASCADE"), index=True)
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
