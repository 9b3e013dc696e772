"""The feed's tables; triggers write them (migration 0010), nothing else does."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from registry_api.base import Base


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id, as text."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type's name in SQL."""
        return "xid8"


class ChangeEra(Base):
    """The era that changes are written in: a new one begins when transaction ids start again (a restored backup)."""

    __tablename__ = "change_era"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Change(Base):
    """One record's change in one transaction."""

    __tablename__ = "change"

    era: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    xid: Mapped[str] = mapped_column(TransactionId(), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(primary_key=True)
    removed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True))
    actor: Mapped[str]


class ShownProject(Base):
    """Whom a project was ever shown to: an organisation, or everyone (the organisation of zeros)."""

    __tablename__ = "shown_project"

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
