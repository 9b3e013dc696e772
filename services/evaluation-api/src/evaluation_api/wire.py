"""Types that several domains have on the wire."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service_kit.texts import Line

Name = Annotated[Line, Field(min_length=1, max_length=300)]
Note = Annotated[Line, Field(max_length=5000)]
Key = Annotated[Line, Field(min_length=1, max_length=100, description="The project's id or code")]
ProjectQuery = Annotated[
    str | None, Query(max_length=100, pattern=r"^[^\x00]+$", description="Of this project only: its id or code")
]
Pair = Annotated[str, StringConstraints(max_length=200, pattern=r"^[a-z0-9-]+:[^\s\x00]+$")]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), Field(examples=["MX"])]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$"), Field(examples=["GTQ"])]
Amount = Annotated[Decimal, Field(ge=0, max_digits=24, decimal_places=6, examples=["125000.50"])]
Address = Annotated[Line, StringConstraints(max_length=2000, pattern=r"^(https?://|/api/v1/documents/)\S+$")]
"""A link, or the content of a document of the registry."""


class WireIn(BaseModel):
    """What is sent: what is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class ProjectRef(BaseModel):
    """A project as other records name it."""

    id: UUID
    code: str
    title: dict[str, str]


class OrganisationRef(BaseModel):
    """An organisation as other records name it."""

    id: UUID
    name: dict[str, str]
    acronym: str | None
    country: str | None


class CodeRef(BaseModel):
    """A code (``vocabulary:code``) with its label."""

    code: str
    label: dict[str, str] | None
