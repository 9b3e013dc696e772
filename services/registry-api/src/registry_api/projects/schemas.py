"""Projects on the wire."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from registry_api.finance.schemas import TransactionIn
from registry_api.wire import (
    Amount,
    CodeValue,
    Country,
    Currency,
    OrganisationRef,
    PartialDate,
    Percentage,
    Wire,
)
from service_kit.texts import Line, OptionalText, Text


class Visibility(StrEnum):
    """Who sees a project: its editors, every account with access, or everyone."""

    DRAFT = "draft"
    INTERNAL = "internal"
    PUBLIC = "public"


class ParticipationIn(Wire):
    """An organisation's role."""

    id: UUID | None = Field(default=None, description="The row's id, to keep it when changing others")
    organisation_id: UUID
    role: CodeValue = Field(examples=["pivotal"], description="A code of the vocabulary `partner-role`")
    activity_id: Annotated[Line, Field(max_length=500)] | None = None


class AssignmentIn(Wire):
    """A code of a vocabulary, with its percentage when the project is split."""

    id: UUID | None = None
    vocabulary: CodeValue = Field(examples=["sdg-goal"])
    code: CodeValue = Field(examples=["17"])
    weight: Percentage | None = None


class PlaceIn(Wire):
    """Where the project works."""

    id: UUID | None = None
    kind: Literal["country", "region", "department", "municipality", "point"]
    code: CodeValue | None = Field(default=None, examples=["GT-01"])
    name: OptionalText = Field(default_factory=dict)
    longitude: Annotated[Decimal, Field(ge=-180, le=180, max_digits=15, decimal_places=10)] | None = None
    latitude: Annotated[Decimal, Field(ge=-90, le=90, max_digits=15, decimal_places=10)] | None = None
    share: Percentage | None = None


class BudgetIn(Wire):
    """What is budgeted for a period."""

    id: UUID | None = None
    type: Literal["1", "2"] = Field(default="1", description="IATI BudgetType: 1 original, 2 revised")
    status: Literal["1", "2"] = Field(default="1", description="IATI BudgetStatus: 1 indicative, 2 committed")
    period_start: date
    period_end: date
    amount: Amount
    currency: Currency
    value_date: date | None = Field(default=None, description="Date of the exchange rate; the period's start")
    organisation_id: UUID | None = Field(default=None, description="The partner who budgets it")


class EventIn(Wire):
    """An exchange event: a visit, mission, workshop, commission."""

    id: UUID | None = None
    type: CodeValue = Field(examples=["study-visit"], description="A code of the vocabulary `event-type`")
    title: Text
    starts: PartialDate
    ends: PartialDate | None = None
    country: Country | None = None
    outcome: OptionalText = Field(default_factory=dict)


class _ProjectFields(Wire):
    objective: OptionalText = Field(default_factory=dict)
    description: OptionalText = Field(default_factory=dict)
    instrument: CodeValue = Field(default="project", description="Vocabulary `instrument`")
    cooperation_type: CodeValue | None = Field(default=None, description="Vocabulary `cooperation-type`")
    stage: CodeValue = Field(default="requested", description="Vocabulary `stage`")
    visibility: Visibility = Visibility.DRAFT
    responsible_id: UUID | None = Field(default=None, description="The institution that keeps the record")
    parent_id: UUID | None = Field(
        default=None, description="The programme or project this one is part of; a tree has at most three levels"
    )
    iati_identifier: Annotated[Line, Field(min_length=1, max_length=500)] | None = Field(
        default=None, description="Given by the registry when absent"
    )
    requested_on: date | None = None
    approved_on: date | None = None
    signed_on: date | None = None
    start_planned: date | None = None
    start_actual: date | None = None
    end_planned: date | None = None
    end_actual: date | None = None
    default_currency: Currency | None = None
    humanitarian: bool = False
    participations: list[ParticipationIn] = Field(default_factory=list, max_length=500)
    classifications: list[AssignmentIn] = Field(default_factory=list, max_length=500)
    places: list[PlaceIn] = Field(default_factory=list, max_length=1000)
    budgets: list[BudgetIn] = Field(default_factory=list, max_length=1000)
    events: list[EventIn] = Field(default_factory=list, max_length=1000)


class ProjectIn(_ProjectFields):
    """A project to register."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": {"es": "Intercambio sobre gestión de la cooperación técnica"},
                    "modality": "south-south-bilateral",
                    "cooperation_type": "technical",
                    "start_planned": "2026-02-01",
                    "end_planned": "2027-01-31",
                    "classifications": [{"vocabulary": "sdg-goal", "code": "17", "weight": "100"}],
                    "places": [{"kind": "country", "code": "GT", "share": "100"}],
                }
            ]
        },
    )

    title: Text
    modality: CodeValue = Field(description="Vocabulary `modality`")
    transactions: list[TransactionIn] = Field(default_factory=list, max_length=1000)


class ProjectPatch(_ProjectFields):
    """What to change: fields left out stay; a list sent replaces that list (rows keep their ``id``)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"stage": "implementation", "start_actual": "2026-03-02"}]},
    )

    title: Text = Field(default_factory=dict)
    modality: CodeValue | None = Field(default=None, description="Vocabulary `modality`")

    @field_validator("title", "objective", "description", "instrument", "stage", "visibility", mode="before")
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("missing", "This can't be emptied")
        return value


class ParticipationOut(BaseModel):
    """An organisation's role in a project."""

    id: UUID
    role: str
    activity_id: str | None
    organisation: OrganisationRef


class AssignmentOut(BaseModel):
    """A code given to a project, with its label."""

    id: UUID
    vocabulary: str
    code: str
    label: dict[str, str] | None
    weight: str | None


class PlaceOut(BaseModel):
    """A place of a project."""

    id: UUID
    kind: str
    code: str | None
    name: dict[str, str]
    longitude: str | None
    latitude: str | None
    share: str | None


class BudgetOut(BaseModel):
    """A budget of a project."""

    id: UUID
    type: str
    status: str
    period_start: date
    period_end: date
    amount: str
    currency: str
    value_date: date
    organisation: OrganisationRef | None


class EventOut(BaseModel):
    """An exchange event of a project."""

    id: UUID
    type: str
    title: dict[str, str]
    starts: str
    ends: str | None
    country: str | None
    outcome: dict[str, str]


class Total(BaseModel):
    """A sum in its own currency; sums of different currencies are never added."""

    type: str = Field(description="`budget` or a code of IATI TransactionType")
    currency: str
    amount: str
    count: int


class ProjectOut(BaseModel):
    """A project."""

    id: UUID
    code: str
    version: int
    title: dict[str, str]
    objective: dict[str, str]
    description: dict[str, str]
    instrument: str
    cooperation_type: str | None
    modality: str | None
    stage: str
    visibility: Visibility
    parent_id: UUID | None = Field(description="The programme or project this one is part of")
    responsible: OrganisationRef | None
    reporting: OrganisationRef | None
    iati_identifier: str | None
    requested_on: date | None
    approved_on: date | None
    signed_on: date | None
    start_planned: date | None
    start_actual: date | None
    end_planned: date | None
    end_actual: date | None
    default_currency: str | None
    humanitarian: bool
    example: bool = Field(description="An invented example that shows a feature, not a real project")
    source: str | None = Field(description="Where the record's facts come from")
    participations: list[ParticipationOut]
    classifications: list[AssignmentOut]
    places: list[PlaceOut]
    budgets: list[BudgetOut]
    events: list[EventOut]
    totals: list[Total]
    created_at: datetime
    updated_at: datetime
    updated_by: str


class ProjectListItem(BaseModel):
    """A project in a list."""

    id: UUID
    code: str
    title: dict[str, str]
    modality: str | None
    cooperation_type: str | None
    instrument: str
    stage: str
    visibility: Visibility
    example: bool
    iati_identifier: str | None
    start: date | None
    end: date | None
    updated_at: datetime
    partners: list[dict[str, object]]
    countries: list[str]
    totals: list[Total]


class ProjectPage(BaseModel):
    """A page of projects."""

    items: list[ProjectListItem]
    total: int
    next: str | None


class FacetCount(BaseModel):
    """How many projects have a code."""

    code: str
    projects: int


class ProjectFacets(BaseModel):
    """Projects by facet."""

    stage: list[FacetCount]
    modality: list[FacetCount]
    cooperation_type: list[FacetCount]
    visibility: list[FacetCount]
    country: list[FacetCount]
    department: list[FacetCount]
    partner_country: list[FacetCount]
    sdg_goal: list[FacetCount]


class SimilarProject(BaseModel):
    """A project whose title is like the one typed; ``score`` from 0 to 1."""

    id: UUID
    code: str
    title: dict[str, str]
    stage: str
    score: float


class SimilarProjects(BaseModel):
    """Projects that may be the one meant, the most similar first."""

    items: list[SimilarProject]
