"""Money that moves: commitments, disbursements, expenditures and the other IATI transaction types."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import (
    SCHEMA,
    Base,
    Id,
    Money,
    SourcePosition,
    Texts,
)

Day = date


class Transaction(Base):
    """A transaction of a project; ``type`` is a code of IATI's TransactionType."""

    __tablename__ = "transaction"
    __table_args__ = (Index("ix_transaction_project_id_date_id", "project_id", "date", "id"),)

    id: Mapped[Id]
    project_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="CASCADE"))
    type: Mapped[str]
    date: Mapped[Day]
    amount: Mapped[Money]
    currency: Mapped[str]
    value_date: Mapped[Day]
    description: Mapped[Texts]
    reference: Mapped[str | None]
    provider_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    receiver_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    version: Mapped[int] = mapped_column(server_default=text("1"))
    position: Mapped[int] = mapped_column(Identity())
    source_position: Mapped[SourcePosition]
