"""Vocabularies and their codes: editable data, never hard-coded."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, Texts


class Vocabulary(Base):
    """A code list with its source."""

    __tablename__ = "vocabulary"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Texts]
    source: Mapped[str]
    confidence: Mapped[str] = mapped_column(server_default="high")
    complete: Mapped[bool] = mapped_column(server_default=text("true"))


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
    withdrawn: Mapped[bool] = mapped_column(server_default=text("false"))
    position: Mapped[int]
