"""Agreements on the wire."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, OrganisationRef, ProjectRef, Wire
from service_kit.texts import Line, OptionalText, Text

_Short = Annotated[Line, Field(max_length=500)]


class AgreementStatus(StrEnum):
    """Where an agreement stands today."""

    DRAFT = "draft"
    SIGNED = "signed"
    IN_FORCE = "in-force"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class PartyIn(Wire):
    """An organisation that signs, and who signs for it."""

    organisation_id: UUID
    signatory: _Short | None = None


class AgreementIn(Wire):
    """An agreement."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "type": "memorandum",
                    "title": {"es": "Memorando de entendimiento sobre cooperación técnica"},
                    "signed_on": "2026-03-02",
                    "expires_on": "2030-03-01",
                }
            ]
        },
    )

    type: CodeValue = Field(description="A code of the vocabulary `agreement-type`")
    title: Text
    summary: OptionalText = Field(default_factory=dict)
    reference: _Short | None = Field(default=None, description="Its number in the archive of treaties")
    legal_instrument: _Short | None = Field(default=None, description="The decree or resolution that approved it")
    signed_on: date | None = None
    in_force_on: date | None = None
    expires_on: date | None = Field(default=None, description="Absent: it has no end")
    terminated_on: date | None = None
    renews: bool = Field(default=False, description="Whether it is renewed tacitly")
    alert_days: Annotated[int, Field(ge=0, le=3650)] = Field(default=180, description="Days before its end to warn")
    parent_id: UUID | None = Field(default=None, description="The agreement that an addendum or plan belongs to")
    visibility: Literal["internal", "public"] = "internal"
    parties: list[PartyIn] = Field(default_factory=list, max_length=100)
    projects: list[UUID] = Field(default_factory=list, max_length=1000, description="Projects under it")


class PartyOut(BaseModel):
    """A party to an agreement."""

    organisation: OrganisationRef
    signatory: str | None


class AgreementRef(BaseModel):
    """An agreement as others name it."""

    id: UUID
    title: dict[str, str]
    type: str


class AgreementOut(BaseModel):
    """An agreement; of its projects those you may see."""

    id: UUID
    version: int
    type: str
    title: dict[str, str]
    summary: dict[str, str]
    reference: str | None
    legal_instrument: str | None
    signed_on: date | None
    in_force_on: date | None
    expires_on: date | None
    terminated_on: date | None
    renews: bool
    alert_days: int
    status: AgreementStatus
    days_left: int | None = Field(description="Until it ends; negative when it has")
    parent: AgreementRef | None
    visibility: str
    example: bool
    parties: list[PartyOut]
    projects: list[ProjectRef]
    updated_at: datetime


class AgreementPage(BaseModel):
    """A page of agreements by end."""

    items: list[AgreementOut]
    total: int
    next: str | None
