"""Organisations: who takes part."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import Base, CreatedAt, Id, Texts


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
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
