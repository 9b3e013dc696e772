"""Organisations on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, Country, OrganisationRef, Wire
from service_kit.texts import Line, Text


class IdentifierIn(Wire):
    """Another identifier: a registration number, a partner system's key."""

    scheme: CodeValue = Field(examples=["GT-SAT"], description="Who gave it; org-id.guide lists registers")
    identifier: Annotated[Line, Field(min_length=1, max_length=300)]


class ContactIn(Wire):
    """A person or office to turn to."""

    name: Annotated[Line, Field(min_length=1, max_length=300)]
    function: Annotated[Line, Field(max_length=300)] | None = None
    email: Annotated[Line, Field(max_length=300, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    phone: Annotated[Line, Field(max_length=60)] | None = None


class OrganisationIn(Wire):
    """An organisation to register."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": {"es": "Agencia Mexicana de Cooperación Internacional para el Desarrollo"},
                    "acronym": "AMEXCID",
                    "type": "10",
                    "country": "MX",
                }
            ]
        },
    )

    name: Text
    acronym: Annotated[Line, Field(max_length=60)] | None = None
    type: CodeValue | None = Field(default=None, description="IATI OrganisationType", examples=["10"])
    country: Country | None = None
    iati_identifier: Annotated[Line, Field(min_length=1, max_length=300)] | None = Field(
        default=None, description="org-id, as IATI's @ref"
    )
    parent_id: UUID | None = Field(default=None, description="The organisation it belongs to")
    website: Annotated[Line, Field(max_length=500, pattern=r"^https?://[^\s]+$")] | None = None
    identifiers: list[IdentifierIn] = Field(default_factory=list, max_length=50)
    contacts: list[ContactIn] = Field(default_factory=list, max_length=100)


class OrganisationPatch(OrganisationIn):
    """What to change; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"acronym": "DGPCI"}]})

    name: Text = Field(default_factory=dict)


class OrganisationOut(BaseModel):
    """An organisation; contacts are shown to those with an account."""

    id: UUID
    version: int
    name: dict[str, str]
    acronym: str | None
    type: str | None
    country: str | None
    iati_identifier: str | None
    parent: OrganisationRef | None
    children: list[OrganisationRef]
    website: str | None
    identifiers: list[dict[str, str]] = Field(examples=[[{"scheme": "GT-SAT", "identifier": "1234567"}]])
    contacts: list[dict[str, str | None]]
    projects: int = Field(description="Projects it takes part in that you may see")


class OrganisationPage(BaseModel):
    """A page of organisations."""

    items: list[OrganisationOut]
    total: int
    next: str | None


class MergeIn(Wire):
    """Which organisation takes another's place."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"into_id": "0190a0b0-0000-7000-8000-000000000001"}]}
    )

    into_id: UUID


class MergeOut(BaseModel):
    """A merge: how many rows of each table now name the other organisation."""

    id: UUID
    merged_id: UUID
    merged_name: dict[str, str]
    into_id: UUID
    moved: dict[str, int] = Field(examples=[{"participation.organisation_id": 12}])
    at: datetime
    by_name: str
    undone_at: datetime | None


class MergeList(BaseModel):
    """Merges into an organisation, the newest first."""

    items: list[MergeOut]


class SimilarOrganisation(BaseModel):
    """An organisation whose name is like the one typed; ``score`` from 0 to 1."""

    id: UUID
    name: dict[str, str]
    acronym: str | None
    country: str | None
    score: float


class SimilarOrganisations(BaseModel):
    """Organisations that may be the one meant, the most similar first."""

    items: list[SimilarOrganisation]
