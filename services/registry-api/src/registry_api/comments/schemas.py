"""Comments on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from registry_api.wire import Wire

_Subject = Annotated[str, StringConstraints(pattern=r"^account:[0-9a-f-]{36}$")]


class CommentIn(Wire):
    """A comment; those mentioned are told of it, if they may read the project."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"body": "@Ana Pérez, ¿quién firma por la contraparte?", "mentions": []}]},
    )

    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000, pattern=r"^[^\x00]*$")]
    mentions: list[_Subject] = Field(default=[], max_length=20, description="Subjects, as `GET /api/v1/people` tells")


class Mention(BaseModel):
    """A person who is mentioned."""

    subject: str
    name: str


class CommentOut(BaseModel):
    """A comment on a project."""

    id: UUID
    version: int
    author: str
    author_name: str
    own: bool = Field(description="You wrote it")
    body: str
    mentions: list[Mention]
    edited_at: datetime | None
    created_at: datetime


class CommentPage(BaseModel):
    """A page of comments, the newest first."""

    items: list[CommentOut]
    total: int
    next: str | None
