"""What partners' registries say about projects, kept apart from our own records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id, OrganisationId, Texts


class PartnerSystem(Base):
    """A partner's registry; ``sandbox`` ones are for trying out and count nowhere."""

    __tablename__ = "partner_system"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Texts]
    organisation_id: Mapped[OrganisationId]
    sandbox: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]


class PartnerRecord(Base):
    """A project as a partner's registry reports it.

    ``content`` is what was sent; ``digest`` its hash. ``revision`` only grows: a message that arrives late changes
    nothing. ``removed`` marks what the partner has withdrawn.
    """

    __tablename__ = "partner_record"
    __table_args__ = (
        UniqueConstraint("system", "external_id"),
        CheckConstraint("(project_id IS NULL) OR (link IS NOT NULL)", name="link"),
        Index("ix_partner_record_received_at_id", "received_at", "id"),
    )

    id: Mapped[Id]
    system: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.partner_system.key", ondelete="RESTRICT"))
    external_id: Mapped[str]
    revision: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    removed: Mapped[bool] = mapped_column(server_default=text("false"))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    iati_identifier: Mapped[str | None] = mapped_column(index=True)
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="SET NULL"), index=True)
    # How the project was found: identifier, accepted (a proposal or a person's choice), registered (made from it).
    link: Mapped[str | None]
    linked_by: Mapped[str | None]
    # A person has said that no project of ours is meant.
    dismissed: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    received_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    created_at: Mapped[CreatedAt]


class PartnerChoice(Base):
    """Whose value of a field holds, chosen when the partner's was ``theirs``; a newer value of theirs asks again."""

    __tablename__ = "partner_choice"
    __table_args__ = (CheckConstraint("choice IN ('ours', 'theirs')", name="choice"),)

    record_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.partner_record.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str]
    theirs: Mapped[Any] = mapped_column(JSONB)
    note: Mapped[str | None]
    by: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
