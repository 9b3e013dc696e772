"""Many partner records in one message: a JSON object a line (NDJSON), and a result a line."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from registry_api.federation.commands import Message, receive
from registry_api.federation.models import PartnerSystem
from registry_api.federation.schemas import PartnerRecordIn, Revision
from registry_api.wire import missing_items
from service_kit.database import Database
from service_kit.jsons import dumps
from service_kit.problems import FieldError, Problem, field_errors

MOST_LINES: Final = 10_000
_BATCH: Final = 500
_LONGEST_ID: Final = 500


class _Removal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: Revision


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    external_id: str = Field(min_length=1, max_length=_LONGEST_ID, pattern=r"^[^\x00-\x1f]+$")
    record: PartnerRecordIn | None = None
    removed: _Removal | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line: a message, or what is wrong with it."""

    number: int
    external_id: str | None
    message: Message | None
    errors: Sequence[dict[str, str]] = ()


def lines_of(body: bytes) -> list[bytes]:
    """Return the lines of a bulk message that are not blank.

    Raises:
        Problem: 413 when there are more than ``MOST_LINES``.
    """
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) > MOST_LINES:
        raise Problem(413, "bulk-too-many", limit=MOST_LINES, lines=len(lines))
    return lines


def parse(number: int, line: bytes, language: str) -> Parsed:
    """Return the message of a line, or what is wrong with it in the language asked for."""
    try:
        found = _Line.model_validate_json(line)
    except ValidationError as exc:
        return Parsed(number, None, None, missing_items(field_errors(exc), language))
    if found.record is not None:
        return Parsed(number, found.external_id, Message.of(found.external_id, found.record))
    if found.removed is not None:
        return Parsed(number, found.external_id, Message(found.external_id, found.removed.revision, None))
    return Parsed(number, found.external_id, None, missing_items([FieldError("/record", "field-required")], language))


async def receive_lines(
    database: Database, system: PartnerSystem, lines: Sequence[bytes], language: str
) -> AsyncIterator[bytes]:
    """Keep the lines in batches of a transaction each; yield the results of a batch once it is kept.

    A message cut short by a lost connection or a restart is sent again whole: what was kept answers ``unchanged``.
    """
    for start in range(0, len(lines), _BATCH):
        parsed = [parse(start + n, line, language) for n, line in enumerate(lines[start : start + _BATCH], 1)]
        good = [line.message for line in parsed if line.message is not None]
        async with database.transaction() as session:
            outcomes = iter(await receive(session, system, good))
        yield b"".join(dumps(_result(line, next(outcomes) if line.message else "invalid")) + b"\n" for line in parsed)


def _result(line: Parsed, outcome: str) -> dict[str, Any]:
    return {"line": line.number, "external_id": line.external_id, "outcome": outcome, "errors": list(line.errors)}
