"""Transactions on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import Amount, CodeValue, Currency, OrganisationRef, Wire
from service_kit.texts import Line, OptionalText

Day = date


class TransactionIn(Wire):
    """A commitment, disbursement, expenditure or other movement of money."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"type": "3", "date": "2026-05-04", "amount": "125000.50", "currency": "GTQ"}]},
    )

    type: CodeValue = Field(examples=["3"], description="IATI TransactionType: 2 commitment, 3 disbursement …")
    date: Day
    amount: Amount
    currency: Currency
    value_date: Day | None = Field(default=None, description="Date of the exchange rate; the transaction's date")
    description: OptionalText = Field(default_factory=dict)
    reference: Annotated[Line, Field(max_length=500)] | None = None
    provider_id: UUID | None = None
    receiver_id: UUID | None = None


class TransactionOut(BaseModel):
    """A transaction of a project."""

    id: UUID
    version: int
    type: str
    date: Day
    amount: str
    currency: str
    value_date: Day
    description: dict[str, str]
    reference: str | None
    provider: OrganisationRef | None
    receiver: OrganisationRef | None


class TransactionPage(BaseModel):
    """A page of transactions."""

    items: list[TransactionOut]
    total: int
    next: str | None


class CurrencyAmount(BaseModel):
    """An amount in the currency it was written in."""

    currency: str
    amount: str


class FinanceTotal(BaseModel):
    """A sum: exact by original currency, and converted (null where an exchange rate is missing)."""

    original: list[CurrencyAmount]
    converted: dict[str, str | None] = Field(examples=[{"GTQ": "735000", "USD": "100000", "EUR": None}])
    unvalued: int = Field(description="Contributions in kind that have no value yet")


class PartnerFinance(BaseModel):
    """What a partner plans and has executed."""

    organisation: OrganisationRef | None
    planned: FinanceTotal
    executed: FinanceTotal


class KindFinance(BaseModel):
    """What is planned and executed in a kind: cash, expert time, travel …"""

    kind: str
    planned: FinanceTotal
    executed: FinanceTotal


class RateUsed(BaseModel):
    """An exchange rate that a conversion used."""

    currency: str
    date: Day
    per_dollar: str
    source: str


class RateGap(BaseModel):
    """A day for which no exchange rate is known."""

    currency: str
    date: Day


class ProjectFinance(BaseModel):
    """Planned against executed, per partner, per kind and in all, with the rates behind every conversion."""

    partners: list[PartnerFinance]
    kinds: list[KindFinance]
    planned: FinanceTotal
    executed: FinanceTotal
    rates: list[RateUsed]
    gaps: list[RateGap]
    counts_once: bool = Field(description="Whether amounts were left out that tell of the same money twice")
