"""The registry schema's metadata, column shorthands, its idempotency keys and history."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import mapped_column

from service_kit.acts import act_table
from service_kit.database import Base as KitBase
from service_kit.database import metadata
from service_kit.history import history_table
from service_kit.idempotency import idempotency_table
from service_kit.identifiers import new_id

SCHEMA: Final = "registry"


class Base(KitBase):
    """Base of every registry table."""

    __abstract__ = True
    metadata = metadata(SCHEMA)


IDEMPOTENCY_KEYS: Final = idempotency_table(Base.metadata)
HISTORY: Final = history_table(Base.metadata)
ACTS: Final = act_table(Base.metadata)

Id = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Texts = Annotated[dict[str, str], mapped_column(JSONB, server_default=text("'{}'::jsonb"))]
Money = Annotated[Decimal, mapped_column(Numeric())]
CreatedAt = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True), server_default=func.now())]
OrganisationId = Annotated[
    UUID, mapped_column(ForeignKey(f"{SCHEMA}.organisation.id", ondelete="RESTRICT"), index=True)
]
ProjectId = Annotated[UUID, mapped_column(ForeignKey(f"{SCHEMA}.project.id", ondelete="CASCADE"), index=True)]
SourcePosition = Annotated[int | None, mapped_column()]
"""Where the row stood among its like in the IATI source, so that export finds what the model does not hold."""
