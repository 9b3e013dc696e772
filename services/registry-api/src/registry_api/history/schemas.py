"""The history on the wire."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class HistoryRow(BaseModel):
    """A row that a change touched: what it was and what it is, in full when it was added or removed."""

    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class HistoryEntry(BaseModel):
    """A change of a record or of what belongs to it."""

    number: int = Field(description="Counts the record's changes from 1")
    at: datetime
    table: str = Field(examples=["participation"])
    action: str = Field(description="insert, update, delete")
    rows: list[HistoryRow]
    actor_name: str
    origin: str = Field(description="person, client, system, database, or `import:<id>`")
    request_id: str
    names: dict[str, dict[str, str]] = Field(description="Today's names of the organisations that the rows name by id")


class HistoryPage(BaseModel):
    """A page of changes, the newest first."""

    items: list[HistoryEntry]
    total: int
    next: str | None


class FieldDifference(BaseModel):
    """A field that differs between two days."""

    table: str
    key: str
    field: str
    before: Any
    after: Any


class Comparison(BaseModel):
    """What differs in a record between the ends of two days."""

    items: list[FieldDifference]


class FieldProvenance(BaseModel):
    """Who last said a field, when, and through what."""

    field: str
    at: datetime
    actor_name: str
    origin: str


class Provenance(BaseModel):
    """Who said each field of a record."""

    items: list[FieldProvenance]
