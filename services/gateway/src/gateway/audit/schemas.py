"""The audit on the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field


class AuditEntry(BaseModel):
    """One statement's effect on a record: who changed what, through what."""

    part: Literal["registry", "evaluation", "identity"]
    chain: str = Field(examples=["project:01900000-0000-7000-8000-000000000000"])
    number: int
    at: datetime
    table: str
    action: Literal["insert", "update", "delete"]
    actor: str
    actor_name: str
    origin: str
    request_id: str
    rows: list[dict[str, Any]]


class AuditPage(BaseModel):
    """A page of the audit, the newest first."""

    items: list[AuditEntry]
    next: str | None


class SignInAttemptOut(BaseModel):
    """An attempt to sign in."""

    id: UUID
    at: datetime
    account_id: UUID | None
    email: str
    method: str
    outcome: Literal["signed-in", "refused", "locked"]
    address: str
    agent: str


class SignInAttempts(BaseModel):
    """A page of attempts to sign in, the newest first."""

    items: list[SignInAttemptOut]
    total: int
    next: str | None
