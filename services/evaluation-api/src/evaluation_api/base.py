"""The evaluation schema's metadata and its idempotency keys."""

from typing import Final

from service_kit.database import Base as KitBase
from service_kit.database import metadata
from service_kit.idempotency import idempotency_table

SCHEMA: Final = "evaluation"


class Base(KitBase):
    """Base of every evaluation table."""

    __abstract__ = True
    metadata = metadata(SCHEMA)


IDEMPOTENCY_KEYS: Final = idempotency_table(Base.metadata)
