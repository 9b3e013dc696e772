"""Documents of projects and agreements, version by version."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id, Texts


class Document(Base):
    """A file or a link; ``category`` is a code of IATI's DocumentCategory. It belongs to one record."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("visibility IN ('internal', 'public')", name="visibility"),
        CheckConstraint("num_nonnulls(project_id, agreement_id) = 1", name="owner"),
        CheckConstraint("title <> '{}'::jsonb", name="title"),
    )

    id: Mapped[Id]
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="CASCADE"), index=True)
    agreement_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.agreement.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[Texts]
    category: Mapped[str | None]
    language: Mapped[str | None]
    visibility: Mapped[str] = mapped_column(server_default="internal")
    url: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class DocumentVersion(Base):
    """A file of a document; the highest ``number`` is the current one. ``search_text`` is its folded text."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "ix_document_version_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )

    id: Mapped[Id]
    document_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.document.id", ondelete="CASCADE"))
    number: Mapped[int]
    file_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.stored_file.id"), index=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    uploaded_by: Mapped[str]
    uploaded_by_name: Mapped[str]
    uploaded_at: Mapped[CreatedAt]
