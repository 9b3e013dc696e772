"""Webhooks on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.changes.schemas import Change, ChangeKind
from registry_api.wire import Wire
from service_kit.texts import Line

Url = Annotated[Line, Field(min_length=8, max_length=2000, examples=["https://registro.example/avisos"])]
Kinds = Annotated[list[ChangeKind], Field(min_length=1, max_length=10)]
Description = Annotated[Line, Field(max_length=500)]


class WebhookIn(Wire):
    """Where to be told of changes, and of which kinds of records."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"url": "https://registro.example/avisos", "kinds": ["project"]}]},
    )

    url: Url
    kinds: Kinds = Field(default=["project"])
    description: Description = ""


class WebhookPatch(Wire):
    """What to change; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"active": False}]})

    url: Url = ""
    kinds: Kinds = Field(default=["project"])
    description: Description = ""
    active: bool = True


class WebhookOut(BaseModel):
    """A webhook."""

    id: UUID
    owner: str
    owner_name: str
    url: str
    description: str
    kinds: list[ChangeKind]
    active: bool
    stopped: str | None = Field(description="Why it is not active although nobody turned it off: `failing`")
    previous_until: datetime | None = Field(description="Until when the secret before a rotation signs too")
    pending: int
    dead: int
    version: int
    created_at: datetime


class WebhookCreated(WebhookOut):
    """A new webhook with its secret."""

    secret: str = Field(description="Verify messages with it; shown only now", examples=["whsec_…"])


class WebhookSecret(BaseModel):
    """A webhook's new secret."""

    secret: str
    previous_until: datetime


class Webhooks(BaseModel):
    """The webhooks that you may manage."""

    items: list[WebhookOut]


class Attempt(BaseModel):
    """An attempt to deliver a message."""

    at: datetime
    status: int | None = Field(description="HTTP status; null when there was no answer")
    error: str | None
    ms: int


class Delivery(BaseModel):
    """A message to deliver, and what came of it."""

    id: UUID = Field(description="The message's `webhook-id`, the same in every attempt")
    type: str
    body: dict[str, Any]
    status: Literal["pending", "delivered", "dead"]
    next_attempt_at: datetime | None
    attempts: list[Attempt]
    created_at: datetime


class DeliveryPage(BaseModel):
    """A page of deliveries, the newest first."""

    items: list[Delivery]
    total: int
    next: str | None


class WebhookMessage(BaseModel):
    """The body of a message."""

    type: str = Field(examples=["project.changed"])
    timestamp: datetime
    data: Change
