"""What partners give to projects, in cash and in kind."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id, OrganisationId, ProjectId, Texts


class Contribution(Base):
    """What a partner gives to a project in a year, planned or executed, in cash or in kind.

    ``kind`` is a code of the vocabulary ``contribution-kind``. Exchange in kind is kept in its natural unit
    (``quantity`` person-days of experts of a ``grade`` from a ``country``); ``valuation`` says where ``amount``
    comes from: stated by the partner, or from the rate table (``rate_id``).
    """

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint("basis IN ('planned', 'executed')", name="basis"),
        CheckConstraint("valuation IN ('stated', 'rate-table', 'none')", name="valuation"),
        CheckConstraint("(valuation = 'none') = (amount IS NULL)", name="amount"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="currency"),
    )

    id: Mapped[Id]
    project_id: Mapped[ProjectId]
    organisation_id: Mapped[OrganisationId]
    kind: Mapped[str]
    basis: Mapped[str]
    year: Mapped[int]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric())
    grade: Mapped[str | None]
    country: Mapped[str | None]
    valuation: Mapped[str]
    rate_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.valuation_rate.id", ondelete="RESTRICT"), index=True
    )
    amount: Mapped[Decimal | None] = mapped_column(Numeric())
    currency: Mapped[str | None]
    note: Mapped[Texts]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
