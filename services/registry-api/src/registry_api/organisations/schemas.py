"""Organisations on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, Country, Wire
from service_kit.texts import Line, Text


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


class OrganisationPatch(OrganisationIn):
    """What to change; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"acronym": "DGPCI"}]})

    name: Text = Field(default_factory=dict)


class OrganisationOut(BaseModel):
    """An organisation."""

    id: UUID
    version: int
    name: dict[str, str]
    acronym: str | None
    type: str | None
    country: str | None
    iati_identifier: str | None
    projects: int = Field(description="Projects it takes part in that you may see")


class OrganisationPage(BaseModel):
    """A page of organisations."""

    items: list[OrganisationOut]
    total: int
    next: str | None
