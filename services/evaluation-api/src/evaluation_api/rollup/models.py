"""Indicators that projects have in common, as which their own roll up."""

from typing import Any

from sqlalchemy import CheckConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_api.base import Base, CreatedAt, Id, Texts, UpdatedAt, Version


class CommonIndicator(Base):
    """What several projects measure alike, the rule by which their values become one, and the goals it serves.

    ``goals`` are ``vocabulary:code``: SDG targets, K'atun axes, national priorities.
    """

    __tablename__ = "common_indicator"
    __table_args__ = (
        CheckConstraint("title <> '{}'::jsonb", name="title"),
        CheckConstraint("measure IN ('number', 'percentage', 'ratio')", name="measure"),
        CheckConstraint("direction IN ('ascending', 'descending')", name="direction"),
        CheckConstraint("aggregation IN ('sum', 'average', 'weighted', 'latest', 'none')", name="aggregation"),
    )

    id: Mapped[Id]
    title: Mapped[Texts]
    definition: Mapped[Texts]
    unit: Mapped[Texts]
    measure: Mapped[str]
    direction: Mapped[str] = mapped_column(server_default="ascending")
    aggregation: Mapped[str]
    goals: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    withdrawn: Mapped[bool] = mapped_column(server_default=text("false"))
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[Version]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
