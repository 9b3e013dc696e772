"""What was learnt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_api.base import Base
from service_kit.identifiers import new_id


class Lesson(Base):
    """A lesson that a project taught.

    ``project_id`` refers to ``registry.project`` by a foreign key that the migration writes.
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
    source: Mapped[str | None]
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
