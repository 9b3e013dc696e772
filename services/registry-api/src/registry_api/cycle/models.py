"""Moves of projects through the cycle."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id


class StageChange(Base):
    """A project's move from one stage to another; ``verdict`` and ``note`` are the opinion attached to it."""

    __tablename__ = "stage_change"
    __table_args__ = (
        CheckConstraint("verdict IN ('favourable', 'unfavourable')", name="verdict"),
        Index("ix_stage_change_project_id_at", "project_id", "at"),
    )

    id: Mapped[Id]
    project_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="CASCADE"))
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    effective_on: Mapped[date]
    note: Mapped[str | None]
    verdict: Mapped[str | None]
    document_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.document.id", ondelete="RESTRICT"), index=True
    )
    at: Mapped[CreatedAt]
    by: Mapped[str]
    by_name: Mapped[str]
