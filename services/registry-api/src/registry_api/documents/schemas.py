"""Documents on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from registry_api.wire import CodeValue, ProjectRef, Wire
from service_kit.texts import LanguageCode, Line, Text


class DocumentIn(Wire):
    """What a document is; its file is sent afterwards, or it is a link."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "project_id": "0190a0b0-0000-7000-8000-000000000001",
                    "title": {"es": "Opinión técnica"},
                    "language": "es",
                }
            ]
        },
    )

    project_id: UUID | None = Field(default=None, description="The project it belongs to, or")
    agreement_id: UUID | None = Field(default=None, description="the agreement")
    title: Text
    category: CodeValue | None = Field(default=None, description="A code of the vocabulary `iati-document-category`")
    language: LanguageCode | None = None
    visibility: Literal["internal", "public"] = "internal"
    url: Annotated[Line, StringConstraints(max_length=2000, pattern=r"^https?://[^\s]+$")] | None = None


class DocumentPatch(Wire):
    """What to change of a document."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"visibility": "public"}]})

    title: Text = Field(default_factory=dict)
    category: CodeValue | None = None
    language: LanguageCode | None = None
    visibility: Literal["internal", "public"] = "internal"
    url: Annotated[Line, StringConstraints(max_length=2000, pattern=r"^https?://[^\s]+$")] | None = None


class DocumentVersionOut(BaseModel):
    """A file of a document."""

    number: int
    filename: str
    media_type: str
    size: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    file: str = Field(description="Where it can be fetched")


class DocumentOut(BaseModel):
    """A document with its files, the current one first."""

    id: UUID
    version: int
    title: dict[str, str]
    category: str | None
    language: str | None
    visibility: str
    url: str | None
    project: ProjectRef | None
    agreement_id: UUID | None
    versions: list[DocumentVersionOut]
    created_at: datetime
    updated_at: datetime


class DocumentPage(BaseModel):
    """A page of documents, the newest first."""

    items: list[DocumentOut]
    total: int
    next: str | None
