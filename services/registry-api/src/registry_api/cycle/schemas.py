"""The cycle on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, MissingItem, Wire
from service_kit.texts import Line


class MoveIn(Wire):
    """A move to another stage, with what is attached to it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "to": "approved",
                    "verdict": "favourable",
                    "note": "Opinión técnica 12-2026",
                    "signed_on": "2026-03-02",
                }
            ]
        },
    )

    to: CodeValue
    effective_on: date | None = Field(default=None, description="The day it took effect; today")
    note: Annotated[Line, Field(max_length=10_000)] | None = Field(default=None, description="Reason or opinion")
    verdict: Literal["favourable", "unfavourable"] | None = None
    signed_on: date | None = Field(default=None, description="When the agreement was signed, for approvals")
    document_id: UUID | None = Field(default=None, description="The opinion or signed document, of this project")


class MoveOut(BaseModel):
    """A move that the project's stage allows."""

    to: str
    allowed: bool = Field(description="Whether you may make it")
    needs: list[str] = Field(description="What must be attached: reason, opinion, signature")
    missing: list[MissingItem] = Field(description="What the project still lacks for it")


class StageChangeOut(BaseModel):
    """A move that was made."""

    id: UUID
    from_stage: str
    to_stage: str
    effective_on: date
    note: str | None
    verdict: str | None
    document_id: UUID | None
    at: datetime
    by_name: str


class CycleOut(BaseModel):
    """Where a project stands, where it can go, and how it got here."""

    stage: str
    moves: list[MoveOut]
    changes: list[StageChangeOut]
