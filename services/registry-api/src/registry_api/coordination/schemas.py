"""Working tables, events and commitments on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, Country, OrganisationRef, PartialDate, ProjectRef, Wire
from service_kit.texts import Line, OptionalText, Text

_Short = Annotated[Line, Field(max_length=500)]
CommitmentStatus = Literal["open", "in-progress", "fulfilled", "cancelled"]


class MemberIn(Wire):
    """An organisation at a table."""

    organisation_id: UUID
    role: Literal["chair", "secretariat", "member", "observer"] = "member"
    person: _Short | None = Field(default=None, description="Who speaks for it")


class WorkingTableIn(Wire):
    """A coordination table of government and partners."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": {"es": "Mesa de cooperantes de agua"}, "sector": "agua"}]},
    )

    name: Text
    purpose: OptionalText = Field(default_factory=dict)
    sector: CodeValue | None = Field(default=None, description="A code of the vocabulary `iberoamerican-sector`")
    active: bool = True
    members: list[MemberIn] = Field(default_factory=list, max_length=300)


class MemberOut(BaseModel):
    """An organisation at a table."""

    organisation: OrganisationRef
    role: str
    person: str | None


class TableRef(BaseModel):
    """A working table as other records name it."""

    id: UUID
    name: dict[str, str]


class WorkingTableOut(BaseModel):
    """A working table with its members, how often it met, and what it left open."""

    id: UUID
    version: int
    name: dict[str, str]
    purpose: dict[str, str]
    sector: str | None
    active: bool
    example: bool
    members: list[MemberOut]
    events: int
    open_commitments: int


class WorkingTablePage(BaseModel):
    """A page of working tables."""

    items: list[WorkingTableOut]
    total: int
    next: str | None


class ParticipantIn(Wire):
    """Who took part: an organisation, a person, how many of them."""

    organisation_id: UUID | None = None
    person: _Short | None = None
    people: Annotated[int, Field(ge=1, le=100_000)] = 1


class CoordinationEventIn(Wire):
    """A visit, mission, workshop, commission, dialogue."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"type": "joint-commission", "title": {"es": "Comisión mixta 2026"}, "starts": "2026-05-04"}]
        },
    )

    type: CodeValue = Field(description="A code of the vocabulary `event-type`")
    title: Text
    starts: PartialDate
    ends: PartialDate | None = None
    country: Country | None = None
    place: _Short | None = None
    agenda: OptionalText = Field(default_factory=dict)
    outcome: OptionalText = Field(default_factory=dict, description="What was agreed or learnt")
    project_id: UUID | None = None
    table_id: UUID | None = None
    visibility: Literal["internal", "public"] = Field(
        default="internal", description="Of an event without project; with one, who sees the project sees it"
    )
    participants: list[ParticipantIn] = Field(default_factory=list, max_length=500)


class ParticipantOut(BaseModel):
    """Who took part."""

    organisation: OrganisationRef | None
    person: str | None
    people: int


class CoordinationEventOut(BaseModel):
    """An exchange or dialogue event."""

    id: UUID
    version: int
    type: str
    title: dict[str, str]
    starts: str
    ends: str | None
    country: str | None
    place: str | None
    agenda: dict[str, str]
    outcome: dict[str, str]
    project: ProjectRef | None
    table: TableRef | None
    visibility: str
    example: bool
    participants: list[ParticipantOut]


class CoordinationEventPage(BaseModel):
    """A page of events, the latest first."""

    items: list[CoordinationEventOut]
    total: int
    next: str | None


class CommitmentIn(Wire):
    """Who does what until when."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "what": {"es": "Enviar la propuesta de programa"},
                    "organisation_id": "0190a0b0-0000-7000-8000-000000000001",
                    "due_on": "2026-06-30",
                }
            ]
        },
    )

    what: Text
    organisation_id: UUID = Field(description="Who is responsible")
    person: _Short | None = None
    due_on: date
    status: CommitmentStatus = "open"
    progress: Annotated[Line, Field(max_length=10_000)] | None = None
    remind_days: Annotated[int, Field(ge=0, le=365)] = Field(default=14, description="Days before the due date")
    event_id: UUID | None = Field(default=None, description="The event it was made at")
    table_id: UUID | None = None
    project_id: UUID | None = None


class CommitmentProgress(Wire):
    """How far a commitment is."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"status": "fulfilled", "progress": "Enviada el 12 de junio"}]}
    )

    status: CommitmentStatus
    progress: Annotated[Line, Field(max_length=10_000)] | None = None


class EventRef(BaseModel):
    """An event as other records name it."""

    id: UUID
    title: dict[str, str]
    starts: str


class CommitmentOut(BaseModel):
    """A commitment; ``due`` says how urgent it is: later, soon (within its days of reminder), overdue, done."""

    id: UUID
    version: int
    what: dict[str, str]
    organisation: OrganisationRef
    person: str | None
    due_on: date
    status: CommitmentStatus
    due: Literal["later", "soon", "overdue", "done"]
    progress: str | None
    closed_on: date | None
    remind_days: int
    event: EventRef | None
    table: TableRef | None
    project: ProjectRef | None
    example: bool
    updated_at: datetime


class CommitmentPage(BaseModel):
    """A page of commitments by due date."""

    items: list[CommitmentOut]
    total: int
    next: str | None


class Reminder(BaseModel):
    """Something that asks for attention: a commitment that is due, an agreement that ends."""

    kind: Literal["commitment-overdue", "commitment-soon", "agreement-expiring"]
    id: UUID
    text: dict[str, str]
    day: date
    organisation: OrganisationRef | None


class Reminders(BaseModel):
    """What asks for attention, the most urgent first."""

    items: list[Reminder]
