"""The identity schema's metadata."""

from typing import Final

from service_kit.database import Base as KitBase
from service_kit.database import metadata

SCHEMA: Final = "identity"


class Base(KitBase):
    """Base of every identity table."""

    __abstract__ = True
    metadata = metadata(SCHEMA)
