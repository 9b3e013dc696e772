"""What a chain of history entries says: a record as it stood, what changed between two days, who said what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

Row = dict[str, Any]
State = dict[str, dict[str, Row]]
"""Rows by table and key."""

BOOKKEEPING: Final = frozenset({
    "id", "project_id", "version", "position", "source_position", "created_at", "created_by", "updated_at",
    "updated_by",
})  # fmt: skip
"""Columns that say nothing about the world."""
ORGANISATIONS: Final = frozenset({
    "organisation_id", "responsible_id", "reporting_id", "provider_id", "receiver_id", "parent_id",
})  # fmt: skip
"""Columns that hold an organisation's id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement's effect on a chain; ``rows`` is ``[{key, before?, after?}]`` (see ``service_kit.history``)."""

    number: int
    at: datetime
    table: str
    action: str
    rows: list[dict[str, Any]]
    actor: str
    actor_name: str
    origin: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a row that two states hold differently; a row that only one has differs in every field."""

    table: str
    key: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Said:
    """Who said a field last, when, and through what."""

    field: str
    at: datetime
    actor_name: str
    origin: str


def replay(entries: Iterable[Entry]) -> State:
    """Return the rows that are left after ``entries``, which are a chain's from its first on."""
    state: State = {}
    for entry in entries:
        rows = state.setdefault(entry.table, {})
        for change in entry.rows:
            key = str(change["key"])
            after: Mapping[str, Any] | None = change.get("after")
            if after is None:
                rows.pop(key, None)
            else:
                rows[key] = {**rows.get(key, {}), **after}
    return state


def differences(before: State, after: State) -> Iterator[Difference]:
    """Yield what differs between two states, bookkeeping left out."""
    for table in sorted(before.keys() | after.keys()):
        old, new = before.get(table, {}), after.get(table, {})
        for key in sorted(old.keys() | new.keys()):
            was, now = old.get(key, {}), new.get(key, {})
            for field in sorted((was.keys() | now.keys()) - BOOKKEEPING):
                if was.get(field) != now.get(field):
                    yield Difference(table, key, field, was.get(field), now.get(field))


def provenance(entries: Iterable[Entry], table: str) -> dict[str, Said]:
    """Return who last said each field of a chain's own row (of ``table``); fields never filled in are absent."""
    said: dict[str, Said] = {}
    for entry in entries:
        if entry.table != table:
            continue
        for change in entry.rows:
            for field, value in (change.get("after") or {}).items():
                if field in BOOKKEEPING or (field not in said and value in (None, {}, "", False)):
                    continue
                said[field] = Said(field, entry.at, entry.actor_name, entry.origin)
    return said


def organisations_in(entries: Iterable[Entry]) -> set[str]:
    """Return the ids of the organisations that the entries' rows name."""
    return {
        value
        for entry in entries
        for change in entry.rows
        for row in (change.get("before"), change.get("after"))
        for field, value in (row or {}).items()
        if field in ORGANISATIONS and isinstance(value, str)
    }


def telling(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries without what only the bookkeeping changed."""
    for entry in entries:
        rows = [
            change
            for change in entry.rows
            if entry.action != "update" or (change.get("after") or change.get("before") or {}).keys() - BOOKKEEPING
        ]
        if rows:
            yield Entry(
                entry.number, entry.at, entry.table, entry.action, rows, entry.actor, entry.actor_name, entry.origin,
                entry.request_id,
            )  # fmt: skip
