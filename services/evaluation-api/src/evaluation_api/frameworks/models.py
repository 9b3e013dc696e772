"""Results frameworks: the chain of results, indicators, and what is to be reached when."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_api.base import SCHEMA, Base, CreatedAt, Id, Texts, UpdatedAt, Version


class Framework(Base):
    """A project's results framework; ``revision`` counts its approved forms.

    ``project_id`` refers to ``registry.project`` by a foreign key that the migration writes.
    """

    __tablename__ = "framework"
    __table_args__ = (CheckConstraint("status IN ('draft', 'approved')", name="status"),)

    id: Mapped[Id]
    project_id: Mapped[UUID] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(server_default="draft")
    revision: Mapped[int] = mapped_column(server_default=text("0"))
    approved_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    approved_by_name: Mapped[str | None]
    # Why an approved framework is being changed, until the change is approved.
    pending_reason: Mapped[str | None]
    # Its ``result`` elements in IATI 2.03, written anew whenever it or what was verified changes.
    results_xml: Mapped[str | None]
    results_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class FrameworkRevision(Base):
    """An approved form of a framework, whole, and why it replaced the one before."""

    __tablename__ = "framework_revision"
    __table_args__ = (UniqueConstraint("framework_id", "number"),)

    id: Mapped[Id]
    framework_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.framework.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str | None]
    by_name: Mapped[str]
    at: Mapped[CreatedAt]


class Result(Base):
    """A result of a framework; the outline's order says what it belongs to (see ``rules.parents``)."""

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint("level IN ('impact', 'outcome', 'output', 'activity')", name="level"),
        CheckConstraint("title <> '{}'::jsonb", name="title"),
    )

    id: Mapped[Id]
    framework_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.framework.id", ondelete="CASCADE"), index=True)
    level: Mapped[str]
    title: Mapped[Texts]
    description: Mapped[Texts]
    assumptions: Mapped[Texts]
    position: Mapped[int]
    # The result as its publisher wrote it in IATI 2.03: what the model does not hold is written back from it.
    source: Mapped[str | None]


class Indicator(Base):
    """How a result is measured; ``dimensions`` is ``[{name, categories}]``, ``scale`` the steps of an ordinal measure.

    ``goal`` (``vocabulary:code``) is the national goal or SDG target it contributes to; ``common_id`` the common
    indicator as which it rolls up, with ``weight`` where that one averages by weight. ``formula`` computes it from
    indicators of the same framework, named by their ``reference``. ``source_position`` is its place among the
    indicators of the result's IATI element.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint(
            "measure IN ('number', 'percentage', 'ratio', 'yes-no', 'ordinal', 'qualitative')", name="measure"
        ),
        CheckConstraint("direction IN ('ascending', 'descending')", name="direction"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("title <> '{}'::jsonb", name="title"),
    )

    id: Mapped[Id]
    result_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.result.id", ondelete="CASCADE"), index=True)
    title: Mapped[Texts]
    definition: Mapped[Texts]
    measure: Mapped[str]
    unit: Mapped[Texts]
    direction: Mapped[str] = mapped_column(server_default="ascending")
    cumulative: Mapped[bool] = mapped_column(server_default=text("false"))
    reference: Mapped[str | None]
    formula: Mapped[str | None]
    common_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.common_indicator.id", ondelete="RESTRICT"), index=True
    )
    weight: Mapped[Decimal | None] = mapped_column(Numeric())
    baseline: Mapped[str | None]
    baseline_number: Mapped[Decimal | None] = mapped_column(Numeric())
    baseline_year: Mapped[int | None]
    scale: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    dimensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    verification: Mapped[Texts]
    responsible: Mapped[str | None]
    goal: Mapped[str | None]
    position: Mapped[int]
    source_position: Mapped[int | None]


class Target(Base):
    """What an indicator is to reach in a period; ``value`` is written as its measure is (a decimal, a step, a text)."""

    __tablename__ = "target"
    __table_args__ = (CheckConstraint("period_end >= period_start", name="period"),)

    id: Mapped[Id]
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.indicator.id", ondelete="CASCADE"), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    value: Mapped[str]
    number: Mapped[Decimal | None] = mapped_column(Numeric())
    source_position: Mapped[int | None]


class LightOverride(Base):
    """The traffic light that a person sees for an indicator instead of the computed one, and why."""

    __tablename__ = "light_override"
    __table_args__ = (
        CheckConstraint("light IN ('achieved', 'on-track', 'at-risk', 'off-track')", name="light"),
        CheckConstraint("justification <> ''", name="justification"),
    )

    indicator_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.indicator.id", ondelete="CASCADE"), primary_key=True
    )
    light: Mapped[str]
    justification: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[UpdatedAt]


class FrameworkTemplate(Base):
    """A framework to start from; ``content`` is the outline as ``FrameworkIn`` takes it."""

    __tablename__ = "framework_template"
    __table_args__ = (CheckConstraint("title <> '{}'::jsonb", name="title"),)

    id: Mapped[Id]
    title: Mapped[Texts]
    description: Mapped[Texts]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
