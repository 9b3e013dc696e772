"""Saved views on the wire."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from registry_api.wire import Wire
from service_kit.texts import Line


class ViewPlace(StrEnum):
    """Pages whose state can be saved."""

    PROJECTS = "projects"
    ANALYTICS = "analytics"


_Value = Annotated[str, StringConstraints(max_length=300)]
Search = dict[Annotated[str, StringConstraints(max_length=40, pattern="^[a-z_]+$")], _Value | bool | list[_Value]]


class SavedViewIn(Wire):
    """A view to save; one of the same name is replaced."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"place": "projects", "name": "Triangulares en ejecución",
                 "search": {"modality": ["triangular"], "stage": ["implementation"], "view": "timeline"}}
            ]
        },
    )  # fmt: skip

    place: ViewPlace
    name: Annotated[Line, Field(min_length=1, max_length=100)]
    search: Search = Field(max_length=40, description="The search part of the page's address")


class SavedViewOut(BaseModel):
    """A saved view."""

    id: UUID
    place: ViewPlace
    name: str
    search: Search


class SavedViews(BaseModel):
    """Your saved views by name."""

    items: list[SavedViewOut]
