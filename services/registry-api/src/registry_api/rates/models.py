"""Rates that amounts are valued and converted by, each with its source."""

from datetime import date

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import Base, Id, Money

Day = date


class ValuationRate(Base):
    """What a person-day of an expert is valued at: by country, grade and the day from which it holds."""

    __tablename__ = "valuation_rate"
    __table_args__ = (UniqueConstraint("country", "grade", "valid_from"),)

    id: Mapped[Id]
    country: Mapped[str]
    grade: Mapped[str]
    valid_from: Mapped[Day]
    amount: Mapped[Money]
    currency: Mapped[str]
    source: Mapped[str]
    example: Mapped[bool] = mapped_column(server_default=text("false"))


class ExchangeRate(Base):
    """How many units of a currency a US dollar cost on a day, and who says so."""

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("currency", "date"),)

    id: Mapped[Id]
    currency: Mapped[str]
    date: Mapped[Day]
    per_dollar: Mapped[Money]
    source: Mapped[str]
    example: Mapped[bool] = mapped_column(server_default=text("false"))
