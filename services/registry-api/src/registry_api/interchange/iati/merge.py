"""A newer version of an activity meets what is registered: what changes, section by section.

A section the publisher did not change since the last import keeps what was edited here; one the publisher
changed takes the publisher's value, and what it replaces is shown. Rows added here are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from registry_api.interchange.iati.sections import ROWS, SCALARS, Row, comparable, organisation_key
from registry_api.interchange.iati.values import plain

_MAX_SHOWN: Final = 20


@dataclass(slots=True)
class Merge:
    """What to do to a registered project.

    ``scalars``: new values. ``removed``: ids of rows by section. ``added``: rows by section.
    ``moved``: row id → new source position by section. ``changes``: ``[{field, before, after}]`` to show.
    """

    scalars: dict[str, Any] = field(default_factory=dict)
    removed: dict[str, list[Any]] = field(default_factory=dict)
    added: dict[str, list[Row]] = field(default_factory=dict)
    moved: dict[str, dict[Any, int | None]] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)


def merge(new: Row, before: Row | None, current: Row) -> Merge:
    """Return what ``new`` (read from the file) changes in ``current`` (registered).

    ``before`` is the activity as last imported, or None when the project never came from IATI.
    """
    outcome = Merge()
    for scalar in SCALARS:
        name = scalar.name
        value = comparable(new[name])
        if before is None and value in (None, {}, False):
            continue
        if before is not None and value == comparable(before[name]):
            continue
        if value != comparable(current[name]):
            outcome.scalars[name] = new[name]
            outcome.changes.append({"field": name, "before": shown(current[name]), "after": shown(new[name])})
    for rows in ROWS:
        _merge_rows(
            outcome,
            rows.name,
            new[rows.name],
            None if before is None else before[rows.name],
            current[rows.name],
        )
    return outcome


def _merge_rows(outcome: Merge, name: str, new: list[Row], before: list[Row] | None, current: list[Row]) -> None:
    if before is not None and comparable(before) == comparable(new):
        _reposition(outcome, name, new, before, current)
        return
    unmatched = [row for row in current if before is None or row["source_position"] is not None]
    moved: dict[Any, int | None] = {}
    added = []
    for row in new:
        twin = next((c for c in unmatched if comparable(c) == comparable(row)), None)
        if twin is None:
            added.append(row)
        else:
            unmatched.remove(twin)
            if twin["source_position"] != row["source_position"]:
                moved[twin["id"]] = row["source_position"]
    # Rows that came from an earlier file and are gone from this one go; rows registered here stay.
    removed = [row for row in unmatched if row["source_position"] is not None]
    if moved:
        outcome.moved[name] = moved
    if added:
        outcome.added[name] = added
    if removed:
        outcome.removed[name] = [row["id"] for row in removed]
    if added or removed:
        outcome.changes.append({"field": name, "before": shown(removed), "after": shown(added)})


def _reposition(outcome: Merge, name: str, new: list[Row], before: list[Row], current: list[Row]) -> None:
    places = {
        old["source_position"]: row["source_position"]
        for old, row in zip(before, new, strict=True)
        if old["source_position"] != row["source_position"]
    }
    moved = {row["id"]: places[row["source_position"]] for row in current if row["source_position"] in places}
    if moved:
        outcome.moved[name] = moved


def shown(value: Any) -> Any:
    """Return a value as JSON that a person reads in a list of changes; long lists are cut."""
    if isinstance(value, list):
        return [shown(row) for row in value[:_MAX_SHOWN]]
    if isinstance(value, Mapping):
        if "ref" in value and "name" in value:
            return next(iter(value["name"].values()), None) or value["ref"] or organisation_key(value)
        hidden = {"id", "source_position", "label"}
        return {key: shown(part) for key, part in value.items() if key not in hidden and part not in (None, {})}
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
