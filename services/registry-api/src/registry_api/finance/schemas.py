"""Transactions on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from registry_api.wire import Amount, CodeValue, Currency, OrganisationRef, Wire
from service_kit.texts import Line, OptionalText

Day = date


class TransactionIn(Wire):
    """A commitment, disbursement, expenditure or other movement of money."""

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
