"""Reads of the history, and of records as they stood."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select, text
from starlette.responses import Response

from registry_api.base import HISTORY
from registry_api.history.rules import Entry, State, replay
from service_kit.database import Database
from service_kit.pagination import decode_cursor, encode_cursor
from service_kit.principal import Action, Principal
from service_kit.problems import not_found

_H: Final = HISTORY.c
_COLUMNS: Final = (
    _H.number, _H.at, _H.table_name, _H.action, _H.rows, _H.actor, _H.actor_name, _H.origin, _H.request_id,
)  # fmt: skip
MAX_ENTRIES: Final = 20_000
"""Entries of a chain that are replayed at most."""


async def entries(database: Database, chain: str, until: datetime | None = None) -> list[Entry]:
    """Return a chain's entries from the first on, up to ``until``."""
    statement = select(*_COLUMNS).where(_H.chain == chain).order_by(_H.number).limit(MAX_ENTRIES)
    if until is not None:
        statement = statement.where(_H.at < until)
    return [Entry(*row) for row in await database.rows(statement)]


async def page(database: Database, chain: str, limit: int, after: str | None) -> tuple[list[Entry], int, str | None]:
    """Return a page of a chain's entries, the newest first, how many there are, and the next cursor."""
    total = await database.scalar(
        text("SELECT number FROM registry.history_head WHERE chain = :chain"), {"chain": chain}
    )
    statement = select(*_COLUMNS).where(_H.chain == chain).order_by(_H.number.desc()).limit(limit + 1)
    if after is not None:
        [number] = decode_cursor(after, (int,))
        statement = statement.where(_H.number < number)
    found = [Entry(*row) for row in await database.rows(statement)]
    following = encode_cursor(found[limit - 1].number) if len(found) > limit else None
    return found[:limit], int(total or 0), following


async def organisation_names(database: Database, ids: Set[str]) -> dict[str, dict[str, str]]:
    """Return the names of organisations by id."""
    if not ids:
        return {}
    rows = await database.rows(
        text("SELECT id::text AS id, name FROM registry.organisation WHERE id = ANY(:ids)"),
        {"ids": [UUID(key) for key in ids]},
    )
    return {row.id: row.name for row in rows}


def end_of(day: date) -> datetime:
    """Return the moment a day ends (UTC): "as of" a day includes what was done on it."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


async def state(database: Database, chain: str, day: date) -> State:
    """Return a chain's rows as they stood at the end of a day."""
    return replay(await entries(database, chain, end_of(day)))


@dataclass(frozen=True, slots=True)
class PastRecord:
    """How a record's past is read.

    ``select`` is the SQL that reads the record as it is now, up to its FROM and ``where``; of its ``tables`` (the
    record's own first; with an alias where the SQL reads others of the same table) the rows of a day are read
    instead. ``chains`` are those that the rows are in. Labels and names of other records are today's.
    """

    select: str
    tables: tuple[str, ...]
    chains: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)


async def as_of(database: Database, record: PastRecord, day: date) -> str | None:
    """Return a record as it stood at the end of a day as JSON text, or None when it was not there yet."""
    rows: State = {}
    for chain in record.chains:
        for table, found in (await state(database, chain, day)).items():
            rows[table] = {**rows.get(table, {}), **found}
    bare = [table.split()[0] for table in record.tables]
    if not rows.get(bare[0]):
        return None
    then = ", ".join(
        f"then_{table} AS (SELECT * FROM jsonb_populate_recordset(NULL::registry.{table}, CAST(:{table} AS jsonb)))"
        for table in bare
    )
    given = {table: orjson.dumps(list(rows.get(table, {}).values())).decode() for table in bare}
    names = "|".join(record.tables)
    past = re.sub(rf"\bregistry\.({names})\b", r"then_\1", record.select)
    body: str | None = await database.scalar(text(f"WITH {then} {past}"), {**record.params, **given})
    return body


async def past_response(
    database: Database, asker: Principal, record: PastRecord, day: date, what: str, key: object
) -> Response:
    """Answer with a record as it stood at the end of a day.

    Raises:
        Problem: 401 for the public; 404 when it was not there yet.
    """
    asker.require(Action.HISTORY_READ)
    found = await as_of(database, record, day)
    if found is None:
        raise not_found(what, key)
    return Response(found, media_type="application/json")
