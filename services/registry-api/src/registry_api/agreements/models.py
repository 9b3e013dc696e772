"""Agreements: what projects are carried out under."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id, OrganisationId, ProjectId, Texts


class Agreement(Base):
    """A treaty, memorandum, exchange of notes; ``type`` is a code of the vocabulary ``agreement-type``.

    Without ``expires_on`` it has no end; ``parent_id`` is the agreement that an addendum or plan belongs to.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        CheckConstraint("visibility IN ('internal', 'public')", name="visibility"),
        Index("ix_agreement_expires_on", "expires_on"),
        Index(
            "ix_agreement_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[Id]
    type: Mapped[str]
    title: Mapped[Texts]
    summary: Mapped[Texts]
    reference: Mapped[str | None]
    legal_instrument: Mapped[str | None]
    signed_on: Mapped[date | None]
    in_force_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    terminated_on: Mapped[date | None]
    renews: Mapped[bool] = mapped_column(server_default=text("false"))
    alert_days: Mapped[int] = mapped_column(server_default=text("180"))
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.agreement.id", ondelete="RESTRICT"), index=True
    )
    visibility: Mapped[str] = mapped_column(server_default="internal")
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class AgreementParty(Base):
    """An organisation that signed an agreement, and who signed for it."""

    __tablename__ = "agreement_party"
    __table_args__ = (UniqueConstraint("agreement_id", "organisation_id"),)

    id: Mapped[Id]
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.agreement.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[OrganisationId]
    signatory: Mapped[str | None]
    position: Mapped[int] = mapped_column(Identity())


class AgreementProject(Base):
    """A project under an agreement."""

    __tablename__ = "agreement_project"
    __table_args__ = (UniqueConstraint("agreement_id", "project_id"),)

    id: Mapped[Id]
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.agreement.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[ProjectId]
