"""Contributions on the wire."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, Country, Currency, OrganisationRef, Wire
from service_kit.texts import OptionalText

Basis = Literal["planned", "executed"]


class ContributionIn(Wire):
    """What a partner gives to a project in a year.

    An ``amount`` with its currency is stated by the partner. Without one, person-days (``quantity``) of experts of
    a ``grade`` from a ``country`` are valued by the rate table; without a rate they stay in their natural unit.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "organisation_id": "0190a0b0-0000-7000-8000-000000000001",
                    "kind": "expert-time",
                    "basis": "planned",
                    "year": 2026,
                    "quantity": "20",
                    "grade": "senior",
                    "country": "MX",
                }
            ]
        },
    )

    organisation_id: UUID
    kind: CodeValue = Field(examples=["expert-time"], description="A code of the vocabulary `contribution-kind`")
    basis: Basis
    year: Annotated[int, Field(ge=1950, le=2100)]
    quantity: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)] | None = Field(
        default=None, description="Person-days"
    )
    grade: CodeValue | None = Field(default=None, description="A code of the vocabulary `expert-grade`")
    country: Country | None = Field(default=None, description="Where the experts come from")
    amount: Annotated[Decimal, Field(gt=0, max_digits=24, decimal_places=6)] | None = None
    currency: Currency | None = None
    note: OptionalText = Field(default_factory=dict)


class ContributionOut(BaseModel):
    """A contribution; ``valuation`` says where its amount comes from: stated, rate-table, none."""

    id: UUID
    version: int
    organisation: OrganisationRef
    kind: str
    basis: Basis
    year: int
    quantity: str | None
    grade: str | None
    country: str | None
    valuation: str
    rate: dict[str, object] | None = Field(description="The rate it is valued by: amount, currency, valid_from, source")
    amount: str | None
    currency: str | None
    note: dict[str, str]


class ContributionPage(BaseModel):
    """A page of contributions by year."""

    items: list[ContributionOut]
    total: int
    next: str | None
