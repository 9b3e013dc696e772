"""Types that several domains put on the wire."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service_kit.problems import FieldError, sentence

Amount = Annotated[Decimal, Field(max_digits=24, decimal_places=6, examples=["125000.50"])]
Percentage = Annotated[Decimal, Field(gt=0, le=100, max_digits=9, decimal_places=6, examples=["60"])]
CodeValue = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x20]+$")]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$"), Field(examples=["GTQ"])]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), Field(examples=["MX"])]
PartialDate = Annotated[
    str,
    StringConstraints(pattern=r"^(1[89]|20|21)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    Field(examples=["2017-05"], description="Year, month or day: what is known"),
]
AsOf = Annotated[date | None, Query(description="The record as it stood at the end of this day")]


class Wire(BaseModel):
    """A body whose unknown fields are errors, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid")


class MissingItem(BaseModel):
    """Something a record lacks: where (JSON pointer), what (code), and a sentence in the language asked for."""

    pointer: str
    code: str
    detail: str


def missing_items(errors: Iterable[FieldError], language: str) -> list[dict[str, str]]:
    """Return what is missing as ``MissingItem``s."""
    return [
        {"pointer": e.pointer, "code": e.code, "detail": sentence(e.code, "detail", language, e.params)} for e in errors
    ]


class OrganisationRef(BaseModel):
    """An organisation as other records name it."""

    id: UUID
    name: dict[str, str]
    acronym: str | None
    country: str | None


class ProjectRef(BaseModel):
    """A project as other records name it."""

    id: UUID
    code: str
    title: dict[str, str]
