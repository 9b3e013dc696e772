"""Jobs on the wire."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

JobStatus = Literal["todo", "doing", "succeeded", "failed", "cancelled", "aborted"]


class JobOut(BaseModel):
    """A job: what is to be done, and how often it was tried."""

    id: int
    task: str
    status: JobStatus
    attempts: int
    arguments: dict[str, Any]
    scheduled_at: datetime | None
    queued_at: datetime | None


class JobPage(BaseModel):
    """A page of jobs, the newest first; those done well are not kept."""

    items: list[JobOut]
    total: int
    next: str | None
