"""Exchange and dialogue events of a project."""

from sqlalchemy import Identity
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import Base, Id, ProjectId, Texts


class Event(Base):
    """A visit, mission, workshop or commission; ``type`` is a code of the vocabulary ``event-type``.

    Dates are ISO 8601 prefixes (``2017``, ``2017-05``, ``2017-05-09``): what is known, no more.
    """

    __tablename__ = "event"

    id: Mapped[Id]
    project_id: Mapped[ProjectId]
    type: Mapped[str]
    title: Mapped[Texts]
    starts: Mapped[str]
    ends: Mapped[str | None]
    country: Mapped[str | None]
    outcome: Mapped[Texts]
    position: Mapped[int] = mapped_column(Identity())
