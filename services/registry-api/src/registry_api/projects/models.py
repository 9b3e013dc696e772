"""The project and the rows that belong to it alone."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Numeric, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import (
    SCHEMA,
    Base,
    CreatedAt,
    Id,
    Money,
    OrganisationId,
    ProjectId,
    SourcePosition,
    Texts,
)


class Project(Base):
    """A project, programme or action of technical cooperation."""

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        CheckConstraint("visibility IN ('draft', 'internal', 'public')", name="visibility"),
        CheckConstraint("parent_id <> id", name="parent"),
        Index("ix_project_updated_at_id", "updated_at", "id"),
        Index("ix_project_sort_start_id", "sort_start", "id"),
        Index("ix_project_sort_title_id", "sort_title", "id"),
        Index(
            "ix_project_sort_title_trgm",
            "sort_title",
            postgresql_using="gin",
            postgresql_ops={"sort_title": "gin_trgm_ops"},
        ),
        Index(
            "ix_project_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Texts]
    objective: Mapped[Texts]
    description: Mapped[Texts]
    instrument: Mapped[str]
    cooperation_type: Mapped[str | None]
    modality: Mapped[str | None]
    stage: Mapped[str]
    visibility: Mapped[str]
    # The programme or project that this one is part of.
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="RESTRICT"), index=True)
    responsible_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    reporting_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    iati_identifier: Mapped[str | None] = mapped_column(unique=True)
    requested_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    start_planned: Mapped[date | None]
    start_actual: Mapped[date | None]
    end_planned: Mapped[date | None]
    end_actual: Mapped[date | None]
    default_currency: Mapped[str | None]
    humanitarian: Mapped[bool] = mapped_column(server_default=text("false"))
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    source: Mapped[str | None]
    sort_start: Mapped[date] = mapped_column(server_default=text("'0001-01-01'"))
    sort_title: Mapped[str] = mapped_column(server_default=text("''"))
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class ProjectCodeCounter(Base):
    """The last number given to a project of a year: codes are ``GT-<year>-<number>``."""

    __tablename__ = "project_code_counter"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Participation(Base):
    """An organisation's role in a project."""

    __tablename__ = "participation"

    id: Mapped[Id]
    project_id: Mapped[ProjectId]
    organisation_id: Mapped[OrganisationId]
    role: Mapped[str]
    activity_id: Mapped[str | None]
    position: Mapped[int] = mapped_column(Identity())
    source_position: Mapped[SourcePosition]


class Assignment(Base):
    """A code of a vocabulary given to a project; ``weight`` is its percentage."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("project_id", "vocabulary", "code"),
        Index("ix_assignment_vocabulary_code", "vocabulary", "code"),
    )

    id: Mapped[Id]
    project_id: Mapped[ProjectId]
    vocabulary: Mapped[str]
    code: Mapped[str]
    weight: Mapped[Decimal | None] = mapped_column(Numeric())
    position: Mapped[int] = mapped_column(Identity())
    source_position: Mapped[SourcePosition]


class Place(Base):
    """Where a project works: a country, region, department, municipality or point."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("kind IN ('country', 'region', 'department', 'municipality', 'point')", name="kind"),
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="point"),
        Index("ix_place_kind_code", "kind", "code"),
    )

    id: Mapped[Id]
    project_id: Mapped[ProjectId]
    kind: Mapped[str]
    code: Mapped[str | None]
    name: Mapped[Texts]
    longitude: Mapped[Decimal | None] = mapped_column(Numeric())
    latitude: Mapped[Decimal | None] = mapped_column(Numeric())
    share: Mapped[Decimal | None] = mapped_column(Numeric())
    position: Mapped[int] = mapped_column(Identity())
    source_position: Mapped[SourcePosition]


class Budget(Base):
    """What is budgeted for a period, by a partner when one is named."""

    __tablename__ = "budget"

    id: Mapped[Id]
    project_id: Mapped[ProjectId]
    type: Mapped[str] = mapped_column(server_default="1")
    status: Mapped[str] = mapped_column(server_default="1")
    period_start: Mapped[date]
    period_end: Mapped[date]
    amount: Mapped[Money]
    currency: Mapped[str]
    value_date: Mapped[date]
    organisation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    position: Mapped[int] = mapped_column(Identity())
    source_position: Mapped[SourcePosition]
