"""Common indicators and aggregated results on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from evaluation_api.frameworks.schemas import Light
from evaluation_api.wire import ProjectRef
from service_kit.texts import OptionalText, Text

By = Literal["programme", "katun-axis", "national-priority", "sdg-goal", "sdg-target"]
Aggregation = Literal["sum", "average", "weighted", "latest", "none"]
Goal = Annotated[str, StringConstraints(max_length=200, pattern=r"^[a-z0-9-]+:[^\s\x00]+$")]


class CommonIndicatorIn(BaseModel):
    """What several projects measure alike, and how their values become one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": {"es": "Personas capacitadas"},
                    "unit": {"es": "personas"},
                    "measure": "number",
                    "aggregation": "sum",
                    "goals": ["sdg-goal:17"],
                }
            ]
        },
    )

    title: Text
    definition: OptionalText = Field(default_factory=dict)
    unit: OptionalText = Field(default_factory=dict)
    measure: Literal["number", "percentage", "ratio"] = "number"
    direction: Literal["ascending", "descending"] = "ascending"
    aggregation: Aggregation = Field(
        description="sum; average; weighted: average by the indicators' weights; latest; none: listed, not aggregated"
    )
    goals: Annotated[list[Goal], Field(max_length=50)] = Field(
        default_factory=list, description="`vocabulary:code` of what it contributes to"
    )
    withdrawn: bool = Field(default=False, description="No longer offered; what uses it stays")


class GoalOut(BaseModel):
    """A goal, with its label."""

    goal: str
    label: dict[str, str] | None


class CommonIndicatorOut(BaseModel):
    """A common indicator."""

    id: UUID
    version: int
    title: dict[str, str]
    definition: dict[str, str]
    unit: dict[str, str]
    measure: str
    direction: str
    aggregation: Aggregation
    goals: list[GoalOut]
    withdrawn: bool
    example: bool
    used: int = Field(description="How many project indicators roll up as it")


class CommonIndicatorList(BaseModel):
    """The common indicators."""

    items: list[CommonIndicatorOut]


class Figure(BaseModel):
    """A common indicator's value over the projects of a group."""

    common: CommonIndicatorOut
    value: str | None
    target: str | None = Field(description="By the same rule, over the projects whose value counts")
    achievement: str | None
    light: Light
    counted: int = Field(description="Projects whose value counts")
    left_out: int = Field(description="Projects whose value does not, with the reason in the details")


class Group(BaseModel):
    """What rolls up to one goal or programme."""

    key: str = Field(description="`vocabulary:code` of the goal, or the programme's code")
    label: dict[str, str] | None
    figures: list[Figure]


class Rollup(BaseModel):
    """Aggregated results by goal or programme; figures of different groups must not be added."""

    by: By
    groups: list[Group]
    overall: list[Figure] = Field(description="Over all projects, each counted once whatever number of goals it serves")


class FigureMeasurement(BaseModel):
    """A verified measurement behind a figure."""

    period_start: date
    period_end: date
    value: str
    evidence: list[str]
    comment: str | None
    report_id: UUID | None = Field(description="Null when computed by a formula")
    verified_by: str | None


class FigurePart(BaseModel):
    """What a project gives to a figure."""

    project: ProjectRef
    indicator_id: UUID
    title: dict[str, str]
    value: str | None
    target: str | None
    weight: str | None
    counted: bool
    reason: Literal["no-data", "no-weight", "reported-by-parts"] | None
    measurements: list[FigureMeasurement]


class FigureDetail(Figure):
    """A figure with the measurements and evidence behind it."""

    key: str | None
    label: dict[str, str] | None
    contributions: list[FigurePart]


class ProjectLights(BaseModel):
    """A project's indicators by traffic light."""

    project: ProjectRef
    lights: dict[str, int]


class CriterionRating(BaseModel):
    """How many evaluations gave a criterion a rating."""

    criterion: str
    rating: str
    evaluations: int


class Ratings(BaseModel):
    """The ratings of completed evaluations on one scale, their own, not those of partners."""

    items: list[CriterionRating]
    evaluations: int = Field(description="Evaluations that rated on this scale")


class Lights(BaseModel):
    """Indicators by traffic light, of verified measurements; ``items`` are at most 100 projects, the worst first."""

    lights: dict[str, int]
    items: list[ProjectLights]
    projects: int = Field(description="Projects with an approved framework")
