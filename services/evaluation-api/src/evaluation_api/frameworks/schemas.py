"""Results frameworks on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from evaluation_api.frameworks.formula import MAX_LENGTH
from evaluation_api.wire import ProjectRef
from service_kit.texts import Line, OptionalText, Text

Level = Literal["impact", "outcome", "output", "activity"]
Measure = Literal["number", "percentage", "ratio", "yes-no", "ordinal", "qualitative"]
Light = Literal["achieved", "on-track", "at-risk", "off-track", "no-data"]
_Name = Annotated[Line, Field(min_length=1, max_length=100)]
Value = Annotated[
    Line,
    Field(min_length=1, max_length=2000, examples=["120"], description="As the measure is: a decimal, yes/no, a step"),
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TargetIn(_In):
    """What is to be reached in a period."""

    id: UUID | None = None
    period_start: date
    period_end: date
    value: Value


class DimensionIn(_In):
    """A way to tell a value apart: sex, age, people, place, disability …"""

    name: _Name
    categories: Annotated[list[_Name], Field(min_length=1, max_length=50)]


class IndicatorIn(_In):
    """How a result is measured."""

    id: UUID | None = Field(default=None, description="The row's id, to keep its measurements when changing others")
    title: Text
    definition: OptionalText = Field(default_factory=dict)
    measure: Measure = "number"
    unit: OptionalText = Field(default_factory=dict)
    direction: Literal["ascending", "descending"] = "ascending"
    cumulative: bool = Field(default=False, description="Whether a value already contains those of earlier periods")
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,29}$")] | None = Field(
        default=None, description="A short name by which formulas of this framework name it", examples=["women"]
    )
    formula: Annotated[Line, Field(min_length=1, max_length=MAX_LENGTH)] | None = Field(
        default=None,
        description="Computes it from others by their references: numbers, `+ - * /`, parentheses",
        examples=["100 * women / (women + men)"],
    )
    common_id: UUID | None = Field(default=None, description="The common indicator as which it rolls up")
    weight: Annotated[str, StringConstraints(pattern=r"^\d{1,15}(\.\d{1,6})?$")] | None = Field(
        default=None, description="Its weight where the common indicator averages by weight", examples=["1200"]
    )
    baseline: Value | None = None
    baseline_year: Annotated[int, Field(ge=1950, le=2100)] | None = None
    scale: Annotated[list[_Name], Field(max_length=20)] = Field(default_factory=list, description="Steps, worst first")
    dimensions: Annotated[list[DimensionIn], Field(max_length=5)] = Field(default_factory=list)
    verification: OptionalText = Field(default_factory=dict, description="Means of verification")
    responsible: Annotated[Line, Field(max_length=300)] | None = None
    goal: Annotated[Line, Field(max_length=200, pattern=r"^[a-z0-9-]+:[^\s]+$")] | None = Field(
        default=None, description="`vocabulary:code` of the national goal or SDG target", examples=["sdg-target:6.4"]
    )
    targets: Annotated[list[TargetIn], Field(max_length=60)] = Field(default_factory=list)


class ResultIn(_In):
    """A result; in an outline it belongs to the last one before it of a higher level."""

    id: UUID | None = None
    level: Level
    title: Text
    description: OptionalText = Field(default_factory=dict)
    assumptions: OptionalText = Field(default_factory=dict)
    indicators: Annotated[list[IndicatorIn], Field(max_length=100)] = Field(default_factory=list)


class FrameworkIn(_In):
    """A results framework as an outline: impact, its outcomes, their outputs, their activities."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "results": [
                        {
                            "level": "outcome",
                            "title": {"es": "Las instituciones usan datos comunes"},
                            "indicators": [
                                {
                                    "title": {"es": "Instituciones que informan"},
                                    "baseline": "0",
                                    "targets": [
                                        {"period_start": "2026-01-01", "period_end": "2026-12-31", "value": "12"}
                                    ],
                                }
                            ],
                        }
                    ]
                }
            ]
        },
    )

    results: Annotated[list[ResultIn], Field(max_length=300)]
    reason: Annotated[Line, Field(max_length=5000)] | None = Field(
        default=None, description="Why it changes; required once it is approved"
    )


class LightIn(_In):
    """A light to be seen instead of the computed one, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"light": "at-risk", "justification": "La meta se alcanza, pero el dato es de un solo semestre."}
            ]
        },
    )

    light: Literal["achieved", "on-track", "at-risk", "off-track"]
    justification: Annotated[Line, Field(min_length=10, max_length=5000)]


class TargetOut(BaseModel):
    """A target, what was measured in its period, and how far that is."""

    id: UUID
    period_start: date
    period_end: date
    value: str
    actual: str | None = Field(description="What was reached by the end of the period")
    achievement: str | None = Field(description="Part of the way from baseline to target; 1 is all of it")
    light: Light


class MeasurementOut(BaseModel):
    """A measurement of an indicator, or what its formula comes to."""

    id: UUID | None = Field(description="Null when computed")
    period_start: date
    period_end: date
    value: str
    comment: str | None
    evidence: list[str]
    parts: list[dict[str, object]]
    status: str = Field(description="Of its report: draft, submitted, returned, verified; or computed")
    report_id: UUID | None


class CommonRef(BaseModel):
    """A common indicator as project indicators name it."""

    id: UUID
    title: dict[str, str]
    unit: dict[str, str]
    aggregation: str


class OverrideOut(BaseModel):
    """The light that a person chose instead of the computed one, and why."""

    light: Light
    justification: str
    by_name: str
    at: datetime


class IndicatorOut(BaseModel):
    """An indicator with its targets, its measurements and where it stands."""

    id: UUID
    title: dict[str, str]
    definition: dict[str, str]
    measure: Measure
    unit: dict[str, str]
    direction: str
    cumulative: bool
    reference: str | None
    formula: str | None
    common: CommonRef | None
    common_id: UUID | None
    weight: str | None
    baseline: str | None
    baseline_year: int | None
    scale: list[str]
    dimensions: list[DimensionIn]
    verification: dict[str, str]
    responsible: str | None
    goal: str | None
    goal_label: dict[str, str] | None
    targets: list[TargetOut]
    measurements: list[MeasurementOut]
    light: Light = Field(description="Chosen by a person, else of the newest period with a measurement")
    computed_light: Light
    override: OverrideOut | None


class ResultOut(BaseModel):
    """A result of a framework."""

    id: UUID
    level: Level
    parent_id: UUID | None
    title: dict[str, str]
    description: dict[str, str]
    assumptions: dict[str, str]
    indicators: list[IndicatorOut]


class FrameworkOut(BaseModel):
    """A project's results framework."""

    id: UUID
    version: int
    project: ProjectRef
    status: Literal["draft", "approved"]
    revision: int
    approved_at: datetime | None
    approved_by: str | None
    results: list[ResultOut]
    lights: dict[str, int] = Field(description="Indicators by traffic light")


class RevisionOut(BaseModel):
    """An approved form of a framework."""

    number: int
    reason: str | None
    by_name: str
    at: datetime
    content: dict[str, object]


class RevisionList(BaseModel):
    """The approved forms of a framework, the newest first."""

    items: list[RevisionOut]
