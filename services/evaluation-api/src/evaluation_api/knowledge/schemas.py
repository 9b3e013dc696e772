"""Lessons on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from service_kit.texts import Line, OptionalText, Text


class _LessonFields(BaseModel):
    model_config = ConfigDict(extra="forbid")

    context: OptionalText = Field(default_factory=dict, description="Where and when it was learnt")
    recommendation: OptionalText = Field(default_factory=dict, description="What to do next time")
    source: Annotated[Line, Field(max_length=1000)] | None = Field(default=None, description="Report, evaluation …")


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

    @field_validator("title", "lesson", "context", "recommendation", mode="before")
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("missing", "This can't be emptied")
        return value


class ProjectRef(BaseModel):
    """A project as other records name it."""

    id: UUID
    code: str
    title: dict[str, str]


class LessonOut(BaseModel):
    """A lesson."""

    id: UUID
    version: int
    project: ProjectRef
    title: dict[str, str]
    context: dict[str, str]
    lesson: dict[str, str]
    recommendation: dict[str, str]
    source: str | None
    example: bool
    created_at: datetime
    updated_at: datetime


class LessonPage(BaseModel):
    """A page of lessons."""

    items: list[LessonOut]
    total: int
    next: str | None
