"""The evaluation schema's metadata, column shorthands, its idempotency keys and history."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import mapped_column

from service_kit.database import Base as KitBase
from service_kit.database import metadata
from service_kit.history import history_table
from service_kit.idempotency import idempotency_table
from service_kit.identifiers import new_id

SCHEMA: Final = "evaluation"


class Base(KitBase):
    """Base of every evaluation table."""

    __abstract__ = True
    metadata = metadata(SCHEMA)


IDEMPOTENCY_KEYS: Final = idempotency_table(Base.metadata)
HISTORY: Final = history_table(Base.metadata)

Id = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Texts = Annotated[dict[str, str], mapped_column(JSONB, server_default=text("'{}'::jsonb"))]
CreatedAt = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True), server_default=func.now())]
UpdatedAt = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True), server_default=func.now())]
Version = Annotated[int, mapped_column(server_default=text("1"))]
