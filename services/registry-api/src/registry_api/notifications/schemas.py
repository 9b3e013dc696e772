"""Notifications on the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import ProjectRef, Wire


class NotificationOut(BaseModel):
    """Something that you are told."""

    id: UUID
    kind: Literal[
        "mention",
        "comment",
        "stage",
        "import",
        "report-submitted",
        "report-verified",
        "report-returned",
        "recommendation",
        "response",
    ]
    actor_name: str
    project: ProjectRef | None
    import_id: UUID | None
    record_id: UUID | None = Field(description="The monitoring report or the evaluation")
    detail: str = Field(description="The beginning of the comment, the stage, the report's period, the evaluation")
    read: bool
    created_at: datetime


class NotificationPage(BaseModel):
    """A page of what you are told, the newest first; ``unread`` counts all pages."""

    items: list[NotificationOut]
    total: int
    unread: int
    next: str | None


class ReadIn(Wire):
    """Which notifications were read; none given means all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": None}]})

    ids: list[UUID] | None = Field(default=None, max_length=200)
