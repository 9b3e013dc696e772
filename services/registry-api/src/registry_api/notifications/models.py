"""What people are told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id


def _of(table: str) -> Mapped[UUID | None]:
    return mapped_column(ForeignKey(f"{SCHEMA}.{table}.id", ondelete="CASCADE"), index=True)


class Notification(Base):
    """Something that a person (``recipient``, a subject) is told.

    ``detail`` is the comment, the stage, the period or the evaluation; ``record_id`` the report or evaluation, which
    evaluation-api keeps and tells of through ``registry.notify``.
    """

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('mention', 'comment', 'stage', 'import', 'report-submitted', 'report-verified', "
            "'report-returned', 'recommendation', 'response')",
            name="kind",
        ),
        Index("ix_notification_recipient_created_at", "recipient", "created_at"),
    )

    id: Mapped[Id]
    recipient: Mapped[str]
    kind: Mapped[str]
    actor_name: Mapped[str]
    project_id: Mapped[UUID | None] = _of("project")
    comment_id: Mapped[UUID | None] = _of("comment")
    import_id: Mapped[UUID | None] = _of("import")
    record_id: Mapped[UUID | None]
    detail: Mapped[str] = mapped_column(server_default=text("''"))
    read_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    created_at: Mapped[CreatedAt]
