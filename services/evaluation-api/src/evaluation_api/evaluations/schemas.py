"""Evaluations on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from evaluation_api.wire import Address, Amount, Currency, Key, Name, Note, OrganisationRef, ProjectRef, WireIn
from service_kit.texts import OptionalText, Text

Status = Literal["planned", "commissioned", "in-progress", "completed", "cancelled"]
Criterion = Literal["relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability"]
Standing = Literal["awaiting-response", "response-late", "in-follow-up", "overdue", "implemented", "rejected"]
Answer = Literal["met", "partly", "not-met", "not-applicable"]
ActionStatus = Literal["planned", "in-progress", "done", "cancelled"]
Priority = Literal["high", "medium", "low"]
Decision = Literal["accepted", "partly", "rejected"]
Agreement = Literal["agrees", "partly", "disagrees"]
Number = Annotated[int, Field(ge=1, le=999)]
RatingCode = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^\S+$")]


class EvaluatorIn(WireIn):
    """Who evaluates; someone of the reference group advises and need not declare anything."""

    name: Name
    role: Literal["lead", "member", "reference-group"] = "member"
    organisation_id: UUID | None = None
    independent: bool | None = Field(default=None, description="As declared: had no part in what is evaluated")
    declaration: Note | None = Field(default=None, description="Declared interests, or that there are none")


class QuestionIn(WireIn):
    """A question and how it is to be answered."""

    criterion: Criterion
    question: Text
    judgement: OptionalText = Field(default_factory=dict, description="By what the answer is judged")
    sources: OptionalText = Field(default_factory=dict, description="Sources and methods")


class RatingIn(WireIn):
    """The rating of a criterion."""

    criterion: Criterion
    rating: RatingCode = Field(description="A code of the evaluation's scale", examples=["2"])
    justification: Text
    evidence: Note | None = None


class FindingIn(WireIn):
    """What was found."""

    number: Number | None = Field(default=None, description="The next free one when absent")
    criterion: Criterion | None = None
    text: Text
    evidence: Note | None = None


class ConclusionIn(WireIn):
    """What findings come to."""

    number: Number | None = None
    text: Text
    findings: Annotated[list[Number], Field(max_length=100)] = Field(default_factory=list)


class RecommendationIn(WireIn):
    """What is recommended to whom."""

    number: Number | None = None
    text: Text
    conclusions: Annotated[list[Number], Field(max_length=100)] = Field(default_factory=list)
    addressee_id: UUID | None = None
    priority: Priority = "medium"
    respond_by: date | None = None


class QualityIn(WireIn):
    """How an item of the quality checklist is met."""

    item: Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,50}$")]
    answer: Answer
    note: Note | None = None


class _EvaluationFields(WireIn):
    purpose: OptionalText = Field(default_factory=dict)
    scope: OptionalText = Field(default_factory=dict)
    independence: Literal["self", "internal", "external"] = "external"
    joint: bool = Field(default=False, description="Made together; each partner's view is recorded")
    scale: Annotated[str, StringConstraints(pattern=r"^rating-[a-z0-9-]{1,40}$")] = Field(
        default="rating-six", description="The vocabulary of its ratings"
    )
    commissioner_id: UUID | None = None
    planned_start: date | None = None
    planned_end: date | None = None
    budget_amount: Amount | None = None
    budget_currency: Currency | None = None
    terms: OptionalText = Field(default_factory=dict, description="Terms of reference")
    terms_document: Address | None = None
    team: Annotated[list[EvaluatorIn], Field(max_length=50)] = Field(default_factory=list)
    questions: Annotated[list[QuestionIn], Field(max_length=100)] = Field(default_factory=list)
    methodology: OptionalText = Field(default_factory=dict)
    limitations: OptionalText = Field(default_factory=dict)
    ratings: Annotated[list[RatingIn], Field(max_length=6)] = Field(default_factory=list)
    findings: Annotated[list[FindingIn], Field(max_length=200)] = Field(default_factory=list)
    conclusions: Annotated[list[ConclusionIn], Field(max_length=100)] = Field(default_factory=list)
    recommendations: Annotated[list[RecommendationIn], Field(max_length=100)] = Field(default_factory=list)
    summary: OptionalText = Field(default_factory=dict)
    report_document: Address | None = None
    quality: Annotated[list[QualityIn], Field(max_length=50)] = Field(default_factory=list)


class EvaluationIn(_EvaluationFields):
    """An evaluation to plan."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "projects": ["GT-2016-0001"],
                    "title": {"es": "Evaluación final del proyecto triangular"},
                    "timing": "final",
                    "questions": [{"criterion": "relevance", "question": {"es": "¿Respondió a una necesidad?"}}],
                }
            ]
        },
    )

    projects: Annotated[list[Key], Field(min_length=1, max_length=50)]
    title: Text
    timing: Literal["ex-ante", "mid-term", "final", "ex-post"]


class EvaluationPatch(_EvaluationFields):
    """What to change: fields left out stay; a list sent replaces that list."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"summary": {"es": "El proyecto alcanzó sus metas."}}]}
    )

    projects: Annotated[list[Key], Field(min_length=1, max_length=50)] = Field(default_factory=list)
    title: Text = Field(default_factory=dict)
    timing: Literal["ex-ante", "mid-term", "final", "ex-post"] = "final"

    @field_validator("projects", "title", "timing", mode="before")
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("missing", "This can't be emptied")
        return value


class StepIn(WireIn):
    """A step in the course of an evaluation."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "commissioned"}]})

    to: Status
    reason: Note | None = Field(default=None, description="Required to cancel and to step back")


class ViewIn(WireIn):
    """How a partner of a joint evaluation sees its outcome, with ratings of its own."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"agreement": "agrees", "statement": {"es": "Compartimos las conclusiones."}}]},
    )

    agreement: Agreement
    statement: Text
    ratings: Annotated[list[RatingIn], Field(max_length=6)] = Field(default_factory=list)


class ActionIn(WireIn):
    """What is undertaken, by whom, until when."""

    id: UUID | None = Field(default=None, description="The action's id, to keep it when changing others")
    text: Text
    organisation_id: UUID | None = None
    responsible: Name | None = None
    due_on: date


class ResponseIn(WireIn):
    """The management's response to a recommendation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "decision": "accepted",
                    "actions": [{"text": {"es": "Acordar indicadores comunes"}, "due_on": "2027-03-31"}],
                }
            ]
        },
    )

    decision: Decision
    reason: Note | None = Field(default=None, description="Required unless it is accepted whole")
    actions: Annotated[list[ActionIn], Field(max_length=50)] = Field(default_factory=list)


class ProgressIn(WireIn):
    """How far an action is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "in-progress"}]})

    status: ActionStatus
    note: Note | None = None
    done_on: date | None = Field(default=None, description="Today when it is done and this is absent")


class EvaluatorOut(BaseModel):
    """Who evaluates."""

    name: str
    role: str
    organisation: OrganisationRef | None
    independent: bool | None
    declaration: str | None


class QuestionOut(BaseModel):
    """A question of an evaluation."""

    criterion: Criterion
    question: dict[str, str]
    judgement: dict[str, str]
    sources: dict[str, str]


class RatingOut(BaseModel):
    """A rating with the label of its scale."""

    criterion: Criterion
    rating: str
    label: dict[str, str] | None
    justification: dict[str, str]
    evidence: str | None


class FindingOut(BaseModel):
    """What was found."""

    number: int
    criterion: Criterion | None
    text: dict[str, str]
    evidence: str | None


class ConclusionOut(BaseModel):
    """What findings come to."""

    number: int
    text: dict[str, str]
    findings: list[int]


class ActionOut(BaseModel):
    """An action in response to a recommendation."""

    id: UUID
    version: int
    text: dict[str, str]
    organisation: OrganisationRef | None
    responsible: str | None
    due_on: date
    status: ActionStatus
    overdue: bool
    note: str | None
    done_on: date | None


class RecommendationOut(BaseModel):
    """A recommendation, the response to it, and where that stands."""

    id: UUID
    version: int
    number: int
    text: dict[str, str]
    conclusions: list[int]
    addressee: OrganisationRef | None
    priority: Priority
    respond_by: date | None
    decision: Decision | None
    reason: str | None
    responded_by: str | None
    responded_at: datetime | None
    actions: list[ActionOut]
    standing: Standing


class ViewOut(BaseModel):
    """How a partner sees the outcome."""

    organisation: OrganisationRef
    agreement: Agreement
    statement: dict[str, str]
    ratings: list[RatingOut]
    by_name: str
    at: datetime


class QualityOut(BaseModel):
    """An answer of the quality checklist."""

    item: str
    answer: Answer
    note: str | None


class NextStep(BaseModel):
    """A step that may follow, and what is missing for it."""

    to: Status
    missing: list[str]


class EvaluationOut(BaseModel):
    """An evaluation."""

    id: UUID
    version: int
    projects: list[ProjectRef]
    title: dict[str, str]
    purpose: dict[str, str]
    scope: dict[str, str]
    timing: str
    independence: str
    joint: bool
    status: Status
    status_reason: str | None
    scale: str
    commissioner: OrganisationRef | None
    planned_start: date | None
    planned_end: date | None
    budget_amount: str | None
    budget_currency: str | None
    terms: dict[str, str]
    terms_document: str | None
    team: list[EvaluatorOut]
    questions: list[QuestionOut]
    methodology: dict[str, str]
    limitations: dict[str, str]
    ratings: list[RatingOut]
    findings: list[FindingOut]
    conclusions: list[ConclusionOut]
    recommendations: list[RecommendationOut]
    views: list[ViewOut]
    views_missing: list[OrganisationRef] = Field(description="Partners of a joint evaluation without a view yet")
    summary: dict[str, str]
    report_document: str | None
    quality: list[QualityOut]
    quality_score: int | None = Field(description="Of what applies, in per cent")
    next: list[NextStep]
    completed_at: datetime | None
    example: bool
    updated_at: datetime


class EvaluationListItem(BaseModel):
    """An evaluation in a list."""

    id: UUID
    projects: list[ProjectRef]
    title: dict[str, str]
    timing: str
    independence: str
    joint: bool
    status: Status
    planned_start: date | None
    planned_end: date | None
    completed_at: datetime | None
    ratings: list[RatingOut]
    recommendations: int
    example: bool


class EvaluationPage(BaseModel):
    """A page of evaluations, the newest first."""

    items: list[EvaluationListItem]
    total: int
    next: str | None


class BoardItem(RecommendationOut):
    """A recommendation on the follow-up board."""

    evaluation_id: UUID
    evaluation: dict[str, str]
    projects: list[ProjectRef]


class Board(BaseModel):
    """Recommendations of completed evaluations, those that need something first."""

    items: list[BoardItem]


class QualityItem(BaseModel):
    """An item of the quality checklist."""

    code: str
    text: dict[str, str]


class QualityChecklist(BaseModel):
    """What an evaluation's quality is judged by."""

    items: list[QualityItem]
