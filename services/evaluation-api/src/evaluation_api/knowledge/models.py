"""What was learnt, what works and where else it may, and what is offered and sought."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_api.base import SCHEMA, Base, CreatedAt, Id, Texts, UpdatedAt, Version
from service_kit.identifiers import new_id


class Lesson(Base):
    """A lesson that a project taught.

    ``project_id`` and ``event_id`` refer to the registry by foreign keys that the migration writes. ``codes`` are
    ``vocabulary:code``, ``countries`` ISO 3166-1 alpha-2.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        Index("ix_lesson_project_id_id", "project_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    project_id: Mapped[UUID]
    title: Mapped[dict[str, str]] = mapped_column(JSONB)
    context: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    lesson: Mapped[dict[str, str]] = mapped_column(JSONB)
    recommendation: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    codes: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    countries: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    event_id: Mapped[UUID | None]
    source: Mapped[str | None]
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class Practice(Base):
    """A good practice: what was done where, with which results, and what it takes to do it elsewhere.

    It is proposed, then validated or returned by someone who did not propose it.
    """

    __tablename__ = "practice"
    __table_args__ = (
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        CheckConstraint("status IN ('proposed', 'validated', 'returned')", name="status"),
        Index("ix_practice_created_at_id", "created_at", "id"),
    )

    id: Mapped[Id]
    title: Mapped[Texts]
    context: Mapped[Texts]
    done: Mapped[Texts]
    results: Mapped[Texts]
    conditions: Mapped[Texts]
    contact: Mapped[str | None]
    organisation_id: Mapped[UUID | None]
    codes: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    countries: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    event_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default="proposed")
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    comment: Mapped[str | None]
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class PracticeProject(Base):
    """A project that a good practice comes from."""

    __tablename__ = "practice_project"
    __table_args__ = (UniqueConstraint("practice_id", "project_id"),)

    id: Mapped[Id]
    practice_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.practice.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(index=True)


class Capacity(Base):
    """What an organisation offers to others, or looks for."""

    __tablename__ = "capacity"
    __table_args__ = (
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        CheckConstraint("kind IN ('offer', 'demand')", name="kind"),
        CheckConstraint("status IN ('open', 'closed')", name="status"),
        Index("ix_capacity_created_at_id", "created_at", "id"),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    organisation_id: Mapped[UUID]
    title: Mapped[Texts]
    description: Mapped[Texts]
    contact: Mapped[str | None]
    valid_until: Mapped[date | None]
    status: Mapped[str] = mapped_column(server_default="open")
    codes: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    countries: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    event_id: Mapped[UUID | None]
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
