"""Monitoring on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from evaluation_api.frameworks.schemas import Value
from evaluation_api.wire import Address, Amount, Currency, ProjectRef
from service_kit.texts import Line, OptionalText, Text

Status = Literal["draft", "submitted", "returned", "verified"]
Standing = Literal["upcoming", "due", "late", "draft", "submitted", "returned", "verified"]
_Decimal = Annotated[str, StringConstraints(pattern=r"^-?\d{1,18}(\.\d{1,6})?$")]


class PartIn(BaseModel):
    """A part of a value: one category of each of the indicator's dimensions."""

    model_config = ConfigDict(extra="forbid")

    categories: dict[str, str] = Field(examples=[{"sexo": "mujeres"}])
    value: _Decimal


class MeasurementIn(BaseModel):
    """What an indicator showed."""

    model_config = ConfigDict(extra="forbid")

    indicator_id: UUID
    value: Value
    comment: Annotated[Line, Field(max_length=5000)] | None = None
    evidence: Annotated[list[Address], Field(max_length=20)] = Field(
        default_factory=list, description="Links, or contents of the registry's documents"
    )
    parts: Annotated[list[PartIn], Field(max_length=500)] = Field(default_factory=list)


class MonitoringReportIn(BaseModel):
    """A monitoring report of a period."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "project": "GT-2016-0001",
                    "period_start": "2017-01-01",
                    "period_end": "2017-12-31",
                    "narrative": {"es": "Se realizó la visita de intercambio."},
                }
            ]
        },
    )

    project: Annotated[Line, Field(min_length=1, max_length=100, description="The project's id or code")]
    period_start: date
    period_end: date
    narrative: OptionalText = Field(default_factory=dict)
    difficulties: OptionalText = Field(default_factory=dict)
    progress: Annotated[int, Field(ge=0, le=100)] | None = Field(default=None, description="Work done, in per cent")
    spent_amount: Amount | None = Field(default=None, description="What was spent in the period")
    spent_currency: Currency | None = None
    measurements: Annotated[list[MeasurementIn], Field(max_length=1000)] = Field(default_factory=list)


class MonitoringReportContent(BaseModel):
    """What a draft says; a list sent replaces that list."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"narrative": {"es": "Avance normal."}}]})

    narrative: OptionalText = Field(default_factory=dict)
    difficulties: OptionalText = Field(default_factory=dict)
    progress: Annotated[int, Field(ge=0, le=100)] | None = Field(default=None, description="Work done, in per cent")
    spent_amount: Amount | None = Field(default=None, description="What was spent in the period")
    spent_currency: Currency | None = None
    measurements: Annotated[list[MeasurementIn], Field(max_length=1000)] = Field(default_factory=list)


class DecisionIn(BaseModel):
    """What the verification of a submitted report decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"decision": "verified"}]})

    decision: Literal["verified", "returned"]
    comment: Annotated[Line, Field(max_length=5000)] | None = Field(default=None, description="Required when returned")


class MonitoringMeasurement(BaseModel):
    """A measurement of a report."""

    indicator_id: UUID
    indicator: dict[str, str]
    unit: dict[str, str]
    value: str
    before: str | None = Field(description="The last verified value of an earlier period")
    comment: str | None
    evidence: list[str]
    parts: list[dict[str, object]]


class MonitoringReportOut(BaseModel):
    """A monitoring report."""

    id: UUID
    version: int
    project: ProjectRef
    period_start: date
    period_end: date
    status: Status
    narrative: dict[str, str]
    difficulties: dict[str, str]
    progress: int | None
    spent_amount: str | None
    spent_currency: str | None
    submitted_at: datetime | None
    submitted_by: str | None
    decided_at: datetime | None
    decided_by: str | None
    comment: str | None
    measurements: list[MonitoringMeasurement]
    updated_at: datetime


class MonitoringReportPage(BaseModel):
    """A page of reports, the latest period first."""

    items: list[MonitoringReportOut]
    total: int
    next: str | None


class CalendarItem(BaseModel):
    """A report that a framework asks for."""

    project: ProjectRef
    period_start: date
    period_end: date
    due: date
    standing: Standing
    report_id: UUID | None


class Calendar(BaseModel):
    """The reports that are asked for, those due first before the others."""

    items: list[CalendarItem]


class RiskIn(BaseModel):
    """A risk of a project."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"project": "GT-2016-0001", "title": {"es": "Cambio de autoridades"}, "probability": 3, "impact": 4}
            ]
        },
    )

    project: Annotated[Line, Field(min_length=1, max_length=100, description="The project's id or code")]
    title: Text
    category: Annotated[Line, Field(max_length=100)] | None = None
    probability: Annotated[int, Field(ge=1, le=5)]
    impact: Annotated[int, Field(ge=1, le=5)]
    mitigation: OptionalText = Field(default_factory=dict)
    owner: Annotated[Line, Field(max_length=300)] | None = None
    status: Literal["open", "closed", "occurred"] = "open"


class RiskOut(BaseModel):
    """A risk; ``score`` is probability × impact, ``trend`` against the assessment before."""

    id: UUID
    version: int
    project: ProjectRef
    title: dict[str, str]
    category: str | None
    probability: int
    impact: int
    score: int
    trend: Literal["new", "rising", "falling", "steady"]
    mitigation: dict[str, str]
    owner: str | None
    status: str
    updated_at: datetime


class RiskList(BaseModel):
    """A project's risks, the gravest first."""

    items: list[RiskOut]
