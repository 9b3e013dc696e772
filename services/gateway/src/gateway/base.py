"""The identity schema's metadata and history."""

from typing import Final

from service_kit.acts import act_table
from service_kit.database import Base as KitBase
from service_kit.database import metadata
from service_kit.history import history_table

SCHEMA: Final = "identity"


class Base(KitBase):
    """Base of every identity table."""

    __abstract__ = True
    metadata = metadata(SCHEMA)


HISTORY: Final = history_table(Base.metadata)
ACTS: Final = act_table(Base.metadata)
