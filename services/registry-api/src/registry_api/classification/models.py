"""Vocabularies and their codes: editable data, never hard-coded."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, Id, Texts


class Vocabulary(Base):
    """A code list with its source."""

    __tablename__ = "vocabulary"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Texts]
    source: Mapped[str]
    confidence: Mapped[str] = mapped_column(server_default="high")
    complete: Mapped[bool] = mapped_column(server_default=text("true"))
    version: Mapped[int] = mapped_column(server_default=text("1"))


class Code(Base):
    """A code of a vocabulary; withdrawn codes stay readable."""

    __tablename__ = "code"
    __table_args__ = (
        ForeignKeyConstraint(["vocabulary"], [f"{SCHEMA}.vocabulary.key"], ondelete="CASCADE"),
        Index("ix_code_vocabulary_position", "vocabulary", "position"),
    )

    vocabulary: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[Texts]
    parent: Mapped[str | None]
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    # The code that took this one's place, when an administrator merged them.
    merged_into: Mapped[str | None]
    withdrawn: Mapped[bool] = mapped_column(server_default=text("false"))
    position: Mapped[int]


class CodeMapping(Base):
    """What a code suggests in another vocabulary; a person confirms it project by project."""

    __tablename__ = "code_mapping"
    __table_args__ = (
        UniqueConstraint("from_vocabulary", "from_code", "to_vocabulary", "to_code"),
        ForeignKeyConstraint(
            ["from_vocabulary", "from_code"], [f"{SCHEMA}.code.vocabulary", f"{SCHEMA}.code.code"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["to_vocabulary", "to_code"], [f"{SCHEMA}.code.vocabulary", f"{SCHEMA}.code.code"], ondelete="CASCADE"
        ),
    )

    id: Mapped[Id]
    from_vocabulary: Mapped[str]
    from_code: Mapped[str]
    to_vocabulary: Mapped[str]
    to_code: Mapped[str]
    source: Mapped[str]
