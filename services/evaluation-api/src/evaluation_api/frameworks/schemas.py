"""Results frameworks on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from evaluation_api.knowledge.schemas import ProjectRef
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
    aggregation: Literal["sum", "average", "latest", "none"] = "none"
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
    """A measurement of an indicator."""

    id: UUID
    period_start: date
    period_end: date
    value: str
    comment: str | None
    evidence: str | None
    parts: list[dict[str, object]]
    status: str = Field(description="Of its report: draft, submitted, returned, verified")


class IndicatorOut(BaseModel):
    """An indicator with its targets, its measurements and where it stands."""

    id: UUID
    title: dict[str, str]
    definition: dict[str, str]
    measure: Measure
    unit: dict[str, str]
    direction: str
    cumulative: bool
    aggregation: str
    baseline: str | None
    baseline_year: int | None
    scale: list[str]
    dimensions: list[DimensionIn]
    verification: dict[str, str]
    responsible: str | None
    goal: str | None
    targets: list[TargetOut]
    measurements: list[MeasurementOut]
    light: Light = Field(description="Of the newest period with a measurement")


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
