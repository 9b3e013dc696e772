"""Comments on projects."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import Base, CreatedAt, Id, ProjectId


class Comment(Base):
    """What a person says about a project to those who work on it; ``mentions`` is ``[{subject, name}]``."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_project_id_created_at", "project_id", "created_at"),)

    id: Mapped[Id]
    project_id: Mapped[ProjectId]
    author: Mapped[str]
    author_name: Mapped[str]
    body: Mapped[str]
    mentions: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    edited_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]
