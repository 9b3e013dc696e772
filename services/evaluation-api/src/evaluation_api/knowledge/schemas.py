"""Lessons, good practices, capacities and proposals on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from evaluation_api.wire import CodeRef, Country, Key, Name, Note, OrganisationRef, Pair, ProjectRef, WireIn
from service_kit.texts import Line, OptionalText, Text

Kind = Literal["lesson", "practice", "capacity"]


class _Links(WireIn):
    codes: Annotated[list[Pair], Field(max_length=50)] = Field(
        default_factory=list, description="Sectors, SDGs, goals: `vocabulary:code`", examples=[["sdg-goal:17"]]
    )
    countries: Annotated[list[Country], Field(max_length=50)] = Field(default_factory=list)
    event_id: UUID | None = Field(default=None, description="The exchange event that it comes from")


class _LessonFields(_Links):
    context: OptionalText = Field(default_factory=dict, description="When and where it applies")
    recommendation: OptionalText = Field(default_factory=dict, description="What to do next time")
    source: Annotated[Line, Field(max_length=2000)] | None = Field(default=None, description="Who said it, where")


class LessonIn(_LessonFields):
    """A lesson to register."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "project_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                    "title": {"es": "Acordar los indicadores antes de la primera visita"},
                    "lesson": {"es": "Sin indicadores comunes, cada socio informó sobre cosas distintas."},
                }
            ]
        },
    )

    project_id: UUID
    title: Text
    lesson: Text = Field(description="What was learnt")


class LessonPatch(_LessonFields):
    """What to change; fields left out stay."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"recommendation": {"es": "Acordarlos en la primera reunión."}}]},
    )

    title: Text = Field(default_factory=dict)
    lesson: Text = Field(default_factory=dict)

    @field_validator("title", "lesson", "context", "recommendation", "codes", "countries", mode="before")
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("missing", "This can't be emptied")
        return value


class KnowledgeEvent(BaseModel):
    """An exchange event as other records name it."""

    id: UUID
    title: dict[str, str]
    starts: str


class LessonOut(BaseModel):
    """A lesson."""

    id: UUID
    version: int
    project: ProjectRef
    title: dict[str, str]
    context: dict[str, str]
    lesson: dict[str, str]
    recommendation: dict[str, str]
    codes: list[CodeRef]
    countries: list[str]
    event: KnowledgeEvent | None
    source: str | None
    example: bool
    created_at: datetime
    updated_at: datetime


class LessonPage(BaseModel):
    """A page of lessons."""

    items: list[LessonOut]
    total: int
    next: str | None


class PracticeIn(_Links):
    """A good practice to propose."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": {"es": "Mesa técnica mensual entre socios"},
                    "done": {"es": "Una reunión fija al mes con acta de una página."},
                    "results": {"es": "Los acuerdos pendientes bajaron a la mitad."},
                    "conditions": {"es": "Una persona encargada en cada institución."},
                }
            ]
        },
    )

    title: Text
    context: OptionalText = Field(default_factory=dict)
    done: Text = Field(description="What was done")
    results: Text = Field(description="What came of it")
    conditions: Text = Field(description="What it takes to do it elsewhere")
    contact: Name | None = None
    organisation_id: UUID | None = Field(default=None, description="Whose practice it is")
    projects: Annotated[list[Key], Field(max_length=50)] = Field(default_factory=list)


class PracticeDecisionIn(WireIn):
    """What the validation of a proposed practice decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"decision": "validated"}]})

    decision: Literal["validated", "returned"]
    comment: Note | None = Field(default=None, description="Required when returned")


class PracticeOut(BaseModel):
    """A good practice."""

    id: UUID
    version: int
    title: dict[str, str]
    context: dict[str, str]
    done: dict[str, str]
    results: dict[str, str]
    conditions: dict[str, str]
    contact: str | None
    organisation: OrganisationRef | None
    projects: list[ProjectRef]
    codes: list[CodeRef]
    countries: list[str]
    event: KnowledgeEvent | None
    status: Literal["proposed", "validated", "returned"]
    decided_by: str | None
    decided_at: datetime | None
    comment: str | None
    example: bool
    updated_at: datetime


class CapacityIn(_Links):
    """What an organisation offers or looks for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "offer",
                    "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                    "title": {"es": "Formación en evaluación de la cooperación técnica"},
                }
            ]
        },
    )

    kind: Literal["offer", "demand"]
    organisation_id: UUID
    title: Text
    description: OptionalText = Field(default_factory=dict)
    contact: Name | None = None
    valid_until: date | None = None
    status: Literal["open", "closed"] = "open"


class CapacityOut(BaseModel):
    """What an organisation offers or looks for."""

    id: UUID
    version: int
    kind: Literal["offer", "demand"]
    organisation: OrganisationRef
    title: dict[str, str]
    description: dict[str, str]
    contact: str | None
    valid_until: date | None
    status: Literal["open", "closed"]
    codes: list[CodeRef]
    countries: list[str]
    event: KnowledgeEvent | None
    example: bool
    updated_at: datetime


class KnowledgeEntry(BaseModel):
    """A lesson, good practice or capacity in the search."""

    kind: Kind
    id: UUID
    title: dict[str, str]
    text: dict[str, str]
    status: str | None = Field(description="Of a practice: proposed, validated, returned; of a capacity: offer, demand")
    organisation: OrganisationRef | None
    projects: list[ProjectRef]
    codes: list[CodeRef]
    countries: list[str]
    event: KnowledgeEvent | None
    example: bool
    created_at: datetime


class KnowledgePage(BaseModel):
    """A page of what is known, the newest first."""

    items: list[KnowledgeEntry]
    total: int
    next: str | None


class Reason(BaseModel):
    """Why something is proposed: a title that is alike, a code, partner or country in common."""

    kind: Literal["title", "code", "partner", "country"]
    value: str = Field(description="How alike in per cent, `vocabulary:code`, the partner's id, ISO 3166-1")
    label: dict[str, str] | None


class KnowledgeProposal(BaseModel):
    """Something of a similar project, and why it is proposed."""

    kind: Literal["lesson", "practice", "indicator", "offer"]
    id: UUID
    title: dict[str, str]
    text: dict[str, str]
    project: ProjectRef | None
    organisation: OrganisationRef | None
    reasons: list[Reason]
    indicator: dict[str, object] | None = Field(
        description="What the framework's form takes of an indicator: measure, unit, direction, common indicator …"
    )


class KnowledgeProposals(BaseModel):
    """What similar projects learnt and measured, the most similar first."""

    items: list[KnowledgeProposal]
