"""Rates on the wire."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, Country, Currency, Wire
from service_kit.texts import Line

Day = date
Source = Annotated[Line, Field(min_length=1, max_length=500, examples=["Banco de Guatemala"])]
Positive = Annotated[Decimal, Field(gt=0, max_digits=24, decimal_places=10, examples=["7.35"])]


class ExchangeRateIn(Wire):
    """What a US dollar cost on a day."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"currency": "GTQ", "date": "2026-05-04", "per_dollar": "7.70", "source": "Banco de Guatemala"}
            ]
        },
    )

    currency: Currency
    date: Day
    per_dollar: Positive = Field(description="Units of the currency for one US dollar")
    source: Source


class ExchangeRateOut(BaseModel):
    """An exchange rate."""

    id: UUID
    currency: str
    date: Day
    per_dollar: str
    source: str
    example: bool


class ExchangeRatePage(BaseModel):
    """A page of exchange rates, the newest first."""

    items: list[ExchangeRateOut]
    total: int
    next: str | None


class ValuationRateIn(Wire):
    """What a person-day of an expert is valued at, from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "country": "MX",
                    "grade": "senior",
                    "valid_from": "2026-01-01",
                    "amount": "250",
                    "currency": "USD",
                    "source": "Tabla de la agencia",
                }
            ]
        },
    )

    country: Country
    grade: CodeValue = Field(examples=["senior"], description="A code of the vocabulary `expert-grade`")
    valid_from: date
    amount: Positive = Field(description="For one person-day")
    currency: Currency
    source: Source


class ValuationRateOut(BaseModel):
    """A rate for person-days."""

    id: UUID
    country: str
    grade: str
    valid_from: date
    amount: str
    currency: str
    source: str
    example: bool


class ValuationRatePage(BaseModel):
    """A page of rates for person-days, the newest first."""

    items: list[ValuationRateOut]
    total: int
    next: str | None
