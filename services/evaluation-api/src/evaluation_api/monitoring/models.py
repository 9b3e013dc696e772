"""Monitoring: reports of a period, what they measured, and risks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_api.base import SCHEMA, Base, CreatedAt, Id, Texts, UpdatedAt, Version


class Report(Base):
    """A monitoring report of a project for a period: draft → submitted → verified, or returned with a comment."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'submitted', 'returned', 'verified')", name="status"),
        CheckConstraint("period_end >= period_start", name="period"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("(spent_amount IS NULL) = (spent_currency IS NULL)", name="spent"),
        UniqueConstraint("project_id", "period_start", "period_end"),
        Index("ix_report_period_end_id", "period_end", "id"),
    )

    id: Mapped[Id]
    project_id: Mapped[UUID]
    period_start: Mapped[date]
    period_end: Mapped[date]
    status: Mapped[str] = mapped_column(server_default="draft")
    narrative: Mapped[Texts]
    difficulties: Mapped[Texts]
    # How much of the period's work is done, in per cent, and what was spent on it.
    progress: Mapped[int | None]
    spent_amount: Mapped[Decimal | None] = mapped_column(Numeric())
    spent_currency: Mapped[str | None]
    submitted_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    submitted_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    decided_by_name: Mapped[str | None]
    comment: Mapped[str | None]
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class Measurement(Base):
    """What an indicator showed in a report's period; ``parts`` is ``[{categories, value}]``, the disaggregation.

    ``evidence`` are addresses: links, or contents of the registry's documents.
    """

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("report_id", "indicator_id"),)

    id: Mapped[Id]
    report_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.report.id", ondelete="CASCADE"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.indicator.id", ondelete="RESTRICT"), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    value: Mapped[str]
    number: Mapped[Decimal | None] = mapped_column(Numeric())
    comment: Mapped[str | None]
    evidence: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))


class Risk(Base):
    """What may keep a project from its results; probability and impact are codes of the vocabulary ``risk-level``."""

    __tablename__ = "risk"
    __table_args__ = (
        CheckConstraint("probability BETWEEN 1 AND 5 AND impact BETWEEN 1 AND 5", name="levels"),
        CheckConstraint("status IN ('open', 'closed', 'occurred')", name="status"),
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        Index("ix_risk_project_id_id", "project_id", "id"),
    )

    id: Mapped[Id]
    project_id: Mapped[UUID]
    title: Mapped[Texts]
    category: Mapped[str | None]
    probability: Mapped[int]
    impact: Mapped[int]
    # Probability × impact before the last change of it: what the trend is told from.
    score_before: Mapped[int | None]
    mitigation: Mapped[Texts]
    owner: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="open")
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
