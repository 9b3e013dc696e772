"""SavedViews that people save for themselves."""

from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import Base, CreatedAt, Id


class SavedView(Base):
    """A state of a page (its address's search part) that its owner comes back to by name."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("owner", "place", "name"),
        CheckConstraint("place IN ('projects', 'analytics')", name="place"),
    )

    id: Mapped[Id]
    owner: Mapped[str]
    place: Mapped[str]
    name: Mapped[str]
    search: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
