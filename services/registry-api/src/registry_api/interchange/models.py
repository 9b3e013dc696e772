"""Imports and what each did, and the IATI source of a project."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id


class Import(Base):
    """One file on its way in; ``report`` is the check's summary, ``failure`` why it failed.

    ``repeated`` says which of the records that share an identifier is registered: none, first, last.
    ``working_since`` is when the first record of the present check or application was begun.
    """

    __tablename__ = "import"
    __table_args__ = (Index("ix_import_created_at_id", "created_at", "id"),)

    id: Mapped[Id]
    kind: Mapped[str]
    filename: Mapped[str | None]
    file_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.stored_file.id"), index=True)
    status: Mapped[str]
    apply_when_checked: Mapped[bool] = mapped_column(server_default=text("false"))
    visibility: Mapped[str] = mapped_column(server_default="internal")
    repeated: Mapped[str] = mapped_column(server_default="none")
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int] = mapped_column(server_default=text("0"))
    working_since: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_by_name: Mapped[str]
    organisation_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    applied_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))


class ImportProblem(Base):
    """One finding of the check, with its place in the file."""

    __tablename__ = "import_problem"

    import_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.import.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    finding: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ImportRow(Base):
    """What an import does, or did, with one activity of the file.

    ``changes`` is ``[{field, before, after}]``. ``before`` is the project as it stood (see ``snapshots``) and
    ``version_after`` its version when the import was done with it: undo restores the one while the other stands.
    """

    __tablename__ = "import_row"

    import_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.import.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str | None]
    title: Mapped[str]
    line: Mapped[int | None]
    action: Mapped[str]
    reason: Mapped[str | None]
    project_id: Mapped[UUID | None]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    version_after: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class IatiSource(Base):
    """A project's activity as its publisher wrote it, upgraded to 2.03: what export writes back.

    ``digest`` is SHA-256 of the canonical XML; ``key`` finds activities that have no iati-identifier.
    """

    __tablename__ = "iati_source"

    project_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    xml: Mapped[str]
    import_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.import.id"), index=True)


class IatiOrganisationSource(Base):
    """An organisation's record as its publisher wrote it, in 2.03."""

    __tablename__ = "iati_organisation_source"

    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.organisation.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str]
    xml: Mapped[str]
    import_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.import.id"), index=True)
