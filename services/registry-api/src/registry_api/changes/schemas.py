"""The feed on the wire."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

ChangeKind = Literal["project", "organisation", "agreement", "partner_record"]


class ChangedRecord(BaseModel):
    """Which record changed; where it is read, unless it was removed."""

    kind: ChangeKind
    id: str
    code: str | None
    version: int | None = Field(description="The version now, which may be newer than this change")
    href: str | None


class Change(BaseModel):
    """One record's change in one transaction."""

    cursor: str = Field(description="Send it as `after` to go on behind this change; also the event's id")
    type: str = Field(
        examples=["project.changed"],
        description="`<kind>.changed`: read the record anew. `<kind>.removed`: deleted, or no longer shown to you.",
    )
    record: ChangedRecord
    at: datetime
    own: bool = Field(description="You made this change yourself: a system need not read back what it wrote")


class ChangePage(BaseModel):
    """What changed since a place."""

    items: list[Change]
    next: str = Field(description="Always there: send it as `after` the next time, even when nothing changed")
    more: bool = Field(description="More is there already; else ask again later")
