"""Imports and checks on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field


class ImportStatus(StrEnum):
    """Where an import stands."""

    QUEUED = "queued"
    CHECKING = "checking"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    UNDONE = "undone"


class Repeated(StrEnum):
    """Which of the records that share an identifier within a file is registered."""

    NONE = "none"
    FIRST = "first"
    LAST = "last"


class RowAction(StrEnum):
    """What an import does with a record."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Severity(StrEnum):
    """How grave a finding is; a file with a critical one is not valid."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    ADVISORY = "advisory"


class Summary(BaseModel):
    """Findings by severity."""

    critical: int
    error: int
    warning: int
    advisory: int


class Place(BaseModel):
    """Where in the file."""

    text: str
    line: int | None
    column: int | None


class Error(BaseModel):
    """A finding, shaped like the official validator's."""

    id: str = Field(examples=["0.3.1"])
    severity: Severity
    category: str
    message: str
    advice: str = Field(description="How to mend it")
    context: list[Place]
    identifier: str
    title: str
    codelist: str | None = None


class ValidationReport(BaseModel):
    """The report of a check; at most 1,000 errors are listed, all are counted in ``summary``."""

    valid: bool
    fileType: str  # noqa: N815 (the official validator's names)
    iatiVersion: str  # noqa: N815
    summary: Summary
    errors: list[Error]


class Progress(BaseModel):
    """Records done, of how many, and how long the rest takes."""

    done: int
    total: int
    remaining_seconds: int | None = Field(
        description="Seconds the rest takes at the pace so far; null when nothing is being done or no pace is known yet"
    )


class Counts(BaseModel):
    """Records by what is done with them."""

    created: int
    updated: int
    unchanged: int
    rejected: int


class ImportOut(BaseModel):
    """An import."""

    id: UUID
    kind: str
    filename: str | None
    size: int
    status: ImportStatus
    visibility: str
    progress: Progress
    counts: Counts
    report: dict[str, Any]
    failure: Error | None
    problems: str = Field(description="Address of the findings")
    rows: str = Field(description="Address of what is done record by record")
    created_by: str
    created_at: datetime
    updated_at: datetime
    applied_at: datetime | None


class ImportPage(BaseModel):
    """A page of imports."""

    items: list[ImportOut]
    total: int
    next: str | None


class RowOut(BaseModel):
    """What is done with a record."""

    position: int
    identifier: str | None
    title: str
    line: int | None
    action: RowAction
    reason: str | None
    project: str | None = Field(description="The project's code")
    changes: list[dict[str, Any]]


class RowPage(BaseModel):
    """A page of records."""

    items: list[RowOut]
    total: int
    next: str | None


class ProblemPage(BaseModel):
    """A page of findings."""

    items: list[Error]
    total: int
    next: str | None
