"""Webhooks and their deliveries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.dialects.postgresql import TEXT as PG_TEXT
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id


class Webhook(Base):
    """Where its owner (a client or an account) is told of changes.

    ``place`` is the cursor of the feed up to which deliveries were made. Its secret is derived from the
    installation's key, its id and ``generation``; after a rotation the one before signs too until ``previous_until``.
    ``stopped`` says why it is not active although nobody turned it off.
    """

    __tablename__ = "webhook"

    id: Mapped[Id]
    owner: Mapped[str] = mapped_column(index=True)
    owner_name: Mapped[str]
    url: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=text("''"))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(PG_TEXT))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    stopped: Mapped[str | None]
    generation: Mapped[int] = mapped_column(server_default=text("1"))
    previous_until: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    place: Mapped[str]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]


class WebhookDelivery(Base):
    """An event to deliver, ``body`` exactly as it is signed; ``attempts`` is ``[{at, status, error, ms}]``."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'delivered', 'dead')", name="status"),
        Index("ix_webhook_delivery_webhook_id_created_at", "webhook_id", "created_at"),
        Index("ix_webhook_delivery_due", "next_attempt_at", postgresql_where=text("status = 'pending'")),
    )

    id: Mapped[Id]
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.webhook.id", ondelete="CASCADE"))
    type: Mapped[str]
    body: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=text("'pending'"))
    next_attempt_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=text("now()"))
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[CreatedAt]
