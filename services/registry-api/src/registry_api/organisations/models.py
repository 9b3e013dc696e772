"""Organisations: who takes part."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id, Texts


class Organisation(Base):
    """An institution, agency, NGO or firm.

    ``iati_identifier`` is its org-id (IATI ``@ref``); ``country`` ISO 3166-1 alpha-2; ``type`` a code of
    IATI's OrganisationType.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("name <> '{}'::jsonb", name="name"),
        Index(
            "ix_organisation_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[Id]
    name: Mapped[Texts]
    acronym: Mapped[str | None]
    type: Mapped[str | None]
    country: Mapped[str | None]
    iati_identifier: Mapped[str | None] = mapped_column(unique=True)
    # One nameless-ref organisation a name: a partner named without an identifier is found again by its name.
    name_key: Mapped[str | None] = mapped_column(unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    website: Mapped[str | None]
    # A merged organisation stays as a signpost to the one that took its place.
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True
    )
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class OrganisationIdentifier(Base):
    """Another identifier of an organisation: a registration number, a partner system's key."""

    __tablename__ = "organisation_identifier"
    __table_args__ = (UniqueConstraint("scheme", "identifier"),)

    id: Mapped[Id]
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="CASCADE"), index=True
    )
    scheme: Mapped[str]
    identifier: Mapped[str]


class OrganisationContact(Base):
    """A person or office to turn to; shown to those with an account only."""

    __tablename__ = "organisation_contact"

    id: Mapped[Id]
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    function: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    position: Mapped[int] = mapped_column(Identity())


class OrganisationMerge(Base):
    """A merge of two organisations: which rows were moved (``{"table.column": [id, …]}``), so that it can be undone."""

    __tablename__ = "organisation_merge"

    id: Mapped[Id]
    merged_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.organisation.id", ondelete="CASCADE"), index=True)
    into_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.organisation.id", ondelete="CASCADE"), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[CreatedAt]
    by: Mapped[str]
    by_name: Mapped[str]
    undone_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
