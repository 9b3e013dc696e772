"""Evaluations: what is asked, what was found, what follows from it, and what was done about it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_api.base import SCHEMA, Base, CreatedAt, Id, Texts, UpdatedAt, Version

EvaluationId = Annotated[
    UUID, mapped_column(ForeignKey(f"{SCHEMA}.evaluation.id", ondelete="CASCADE"), index=True, nullable=False)
]
Numbers = Annotated[list[int], mapped_column(JSONB, server_default=text("'[]'::jsonb"))]


class Evaluation(Base):
    """An evaluation of one or more projects: planned → commissioned → in-progress → completed, or cancelled.

    ``timing`` and ``independence`` are codes of the vocabulary ``evaluation-type``, ``scale`` the key of the
    vocabulary of its ratings. Organisations and projects are the registry's; foreign keys to projects are written
    by the migration.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        CheckConstraint(
            "status IN ('planned', 'commissioned', 'in-progress', 'completed', 'cancelled')", name="status"
        ),
        CheckConstraint("timing IN ('ex-ante', 'mid-term', 'final', 'ex-post')", name="timing"),
        CheckConstraint("independence IN ('self', 'internal', 'external')", name="independence"),
        CheckConstraint("planned_end >= planned_start", name="planned"),
        CheckConstraint("(budget_amount IS NULL) = (budget_currency IS NULL)", name="budget"),
        Index("ix_evaluation_created_at_id", "created_at", "id"),
    )

    id: Mapped[Id]
    title: Mapped[Texts]
    purpose: Mapped[Texts]
    scope: Mapped[Texts]
    timing: Mapped[str]
    independence: Mapped[str]
    joint: Mapped[bool] = mapped_column(server_default=text("false"))
    status: Mapped[str] = mapped_column(server_default="planned")
    status_reason: Mapped[str | None]
    scale: Mapped[str] = mapped_column(server_default="rating-six")
    commissioner_id: Mapped[UUID | None]
    planned_start: Mapped[date | None]
    planned_end: Mapped[date | None]
    budget_amount: Mapped[Decimal | None] = mapped_column(Numeric())
    budget_currency: Mapped[str | None]
    terms: Mapped[Texts]
    terms_document: Mapped[str | None]
    methodology: Mapped[Texts]
    limitations: Mapped[Texts]
    summary: Mapped[Texts]
    report_document: Mapped[str | None]
    completed_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]


class EvaluationProject(Base):
    """A project that an evaluation is about."""

    __tablename__ = "evaluation_project"
    __table_args__ = (UniqueConstraint("evaluation_id", "project_id"),)

    id: Mapped[Id]
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.evaluation.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(index=True)


class TeamMember(Base):
    """Who evaluates, and what they declare of their independence from what is evaluated."""

    __tablename__ = "evaluation_member"
    __table_args__ = (CheckConstraint("role IN ('lead', 'member', 'reference-group')", name="role"),)

    id: Mapped[Id]
    evaluation_id: Mapped[EvaluationId]
    name: Mapped[str]
    role: Mapped[str]
    organisation_id: Mapped[UUID | None]
    independent: Mapped[bool | None]
    declaration: Mapped[str | None]
    position: Mapped[int]


class Question(Base):
    """A question of an evaluation under one of the six DAC criteria, and how it is to be answered."""

    __tablename__ = "evaluation_question"

    id: Mapped[Id]
    evaluation_id: Mapped[EvaluationId]
    criterion: Mapped[str]
    question: Mapped[Texts]
    judgement: Mapped[Texts]
    sources: Mapped[Texts]
    position: Mapped[int]


class Rating(Base):
    """The rating of a criterion, and why: the evaluation's own, or in a joint one a partner's."""

    __tablename__ = "evaluation_rating"

    id: Mapped[Id]
    evaluation_id: Mapped[EvaluationId]
    criterion: Mapped[str]
    rating: Mapped[str]
    justification: Mapped[Texts]
    evidence: Mapped[str | None]
    # NULL: the evaluation's own.
    organisation_id: Mapped[UUID | None]
    position: Mapped[int]


class Finding(Base):
    """What was found, and on which evidence."""

    __tablename__ = "evaluation_finding"
    __table_args__ = (UniqueConstraint("evaluation_id", "number", deferrable=True, initially="DEFERRED"),)

    id: Mapped[Id]
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.evaluation.id", ondelete="CASCADE"))
    number: Mapped[int]
    criterion: Mapped[str | None]
    text: Mapped[Texts]
    evidence: Mapped[str | None]


class Conclusion(Base):
    """What the findings with these numbers come to."""

    __tablename__ = "evaluation_conclusion"
    __table_args__ = (UniqueConstraint("evaluation_id", "number", deferrable=True, initially="DEFERRED"),)

    id: Mapped[Id]
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.evaluation.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[Texts]
    findings: Mapped[Numbers]


class Recommendation(Base):
    """What an evaluation recommends to whom, and the management's response to it."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "number", deferrable=True, initially="DEFERRED"),
        CheckConstraint("priority IN ('high', 'medium', 'low')", name="priority"),
        CheckConstraint("decision IN ('accepted', 'partly', 'rejected')", name="decision"),
    )

    id: Mapped[Id]
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.evaluation.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[Texts]
    conclusions: Mapped[Numbers]
    addressee_id: Mapped[UUID | None]
    priority: Mapped[str] = mapped_column(server_default="medium")
    respond_by: Mapped[date | None]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    responded_by_name: Mapped[str | None]
    responded_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    version: Mapped[Version]


class ManagementAction(Base):
    """What the management undertakes in response to a recommendation, until when, and how far it is."""

    __tablename__ = "management_action"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'in-progress', 'done', 'cancelled')", name="status"),
        CheckConstraint("text <> '{}'::jsonb", name="text"),
        Index("ix_management_action_due_on", "due_on"),
    )

    id: Mapped[Id]
    recommendation_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.recommendation.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[Texts]
    organisation_id: Mapped[UUID | None]
    responsible: Mapped[str | None]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(server_default="planned")
    note: Mapped[str | None]
    done_on: Mapped[date | None]
    position: Mapped[int]
    version: Mapped[Version]


class PartnerView(Base):
    """How a partner of a joint evaluation sees its outcome."""

    __tablename__ = "evaluation_view"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "organisation_id"),
        CheckConstraint("agreement IN ('agrees', 'partly', 'disagrees')", name="agreement"),
    )

    id: Mapped[Id]
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.evaluation.id", ondelete="CASCADE"))
    organisation_id: Mapped[UUID]
    agreement: Mapped[str]
    statement: Mapped[Texts]
    by_name: Mapped[str]
    at: Mapped[UpdatedAt]


class QualityAnswer(Base):
    """How an evaluation meets an item of the quality checklist (``quality.json``)."""

    __tablename__ = "evaluation_quality"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "item"),
        CheckConstraint("answer IN ('met', 'partly', 'not-met', 'not-applicable')", name="answer"),
    )

    id: Mapped[Id]
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.evaluation.id", ondelete="CASCADE"))
    item: Mapped[str]
    answer: Mapped[str]
    note: Mapped[str | None]
