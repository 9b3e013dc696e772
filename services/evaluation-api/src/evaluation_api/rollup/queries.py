"""Reads of common indicators and of aggregated results: of the projects the asker sees, no others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from evaluation_api.frameworks.queries import computed, plain
from evaluation_api.frameworks.rules import Point, achievement, actual, light
from evaluation_api.projects import visible
from evaluation_api.rollup.rules import Contribution, aggregate, ancestors, left_out
from service_kit.principal import Principal

Row = Mapping[str, Any]

_COMMON: Final = """
    SELECT c.id, c.version, c.title, c.definition, c.unit, c.measure, c.direction, c.aggregation,
        coalesce((SELECT json_agg(json_build_object('goal', g.goal, 'label', d.label) ORDER BY g.n)
            FROM jsonb_array_elements_text(c.goals) WITH ORDINALITY g(goal, n)
            LEFT JOIN registry.directory_code d ON d.vocabulary = split_part(g.goal, ':', 1)
                AND d.code = substr(g.goal, strpos(g.goal, ':') + 1)), '[]'::json) AS goals,
        c.withdrawn, c.example,
        (SELECT count(*) FROM evaluation.indicator i WHERE i.common_id = c.id) AS used
    FROM evaluation.common_indicator c
"""
_ONE: Final = text(f"{_COMMON} WHERE c.id = :id")
_ALL: Final = text(f"{_COMMON} ORDER BY c.withdrawn, coalesce(c.title->>'es', c.title::text), c.id LIMIT 1000")


async def common_indicators(connection: AsyncConnection) -> list[dict[str, Any]]:
    """Return the common indicators as they go over the wire."""
    return [dict(row) for row in (await connection.execute(_ALL)).mappings()]


async def common_indicator(connection: AsyncConnection | AsyncSession, common_id: UUID) -> dict[str, Any] | None:
    """Return a common indicator, or None."""
    row = (await connection.execute(_ONE, {"id": common_id})).mappings().first()
    return None if row is None else dict(row)


@dataclass(frozen=True, slots=True)
class Entry:
    """A project's indicator that rolls up: its row, its project, its verified measurements, its targets."""

    indicator: Row
    project: Row
    measurements: Sequence[Row]
    contribution: Contribution
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose periods count: those that end from ``since`` to ``until``."""

    since: date | None = None
    until: date | None = None

    def has(self, day: date) -> bool:
        """Say whether a period that ends on ``day`` counts."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Results:
    """Every indicator that rolls up, and the tree of projects that it is in."""

    entries: Sequence[Entry]
    commons: Mapping[UUID, Row]
    parents: Mapping[UUID, UUID | None]
    labels: Mapping[str, Any]
    """Of goals (``vocabulary:code``) and of programmes (their code)."""
    above: Mapping[str, str]
    """The SDG goal of a target, both as ``vocabulary:code``."""


async def read(connection: AsyncConnection, principal: Principal, window: Window, common: UUID | None) -> Results:
    """Return what rolls up of the projects that the principal sees; of one common indicator only, if given."""
    condition, params = visible(principal)
    found = await connection.execute(
        text(f"""
            SELECT i.*, f.project_id, p.code AS project_code, p.title AS project_title
            FROM evaluation.indicator i JOIN evaluation.result r ON r.id = i.result_id
            JOIN evaluation.framework f ON f.id = r.framework_id
            JOIN registry.directory_project p ON p.id = f.project_id
            WHERE f.revision > 0 AND {condition} AND f.id IN (
                SELECT r2.framework_id FROM evaluation.indicator i2
                JOIN evaluation.result r2 ON r2.id = i2.result_id
                WHERE i2.common_id IS NOT NULL AND (CAST(:common AS uuid) IS NULL OR i2.common_id = :common))
            ORDER BY p.code, r.position, i.position
        """),
        params | {"common": common},
    )
    rows = [row._asdict() for row in found]
    # Also those that are not common: formulas of common ones may need what was measured for them.
    ids = [row["id"] for row in rows]
    measured = await _by_indicator(connection, _MEASURED, ids)
    numbers = {
        key: {_days(m): m["number"] for m in found if m["number"] is not None} for key, found in measured.items()
    }
    for key, values in computed(rows, numbers).items():
        measured[key] = [_computed(start, end, number) for (start, end), number in sorted(values.items())]
    targets = await _by_indicator(connection, _TARGETS, ids)
    chosen = [row for row in rows if row["common_id"] is not None and common in {None, row["common_id"]}]
    commons = {row["id"]: row for row in await common_indicators(connection)}
    parents, labels = await _tree(connection, principal)
    codes = await _codes(connection, chosen, commons.values())
    return Results(
        [_entry(row, measured[row["id"]], targets[row["id"]], window) for row in chosen],
        commons, parents, labels | {code: label for code, (label, _) in codes.items()},
        {code: above for code, (_, above) in codes.items() if above},
    )  # fmt: skip


def _days(measurement: Row) -> tuple[date, date]:
    return measurement["period_start"], measurement["period_end"]


def _computed(start: date, end: date, number: Decimal) -> Row:
    return {
        "period_start": start, "period_end": end, "value": plain(number), "number": number, "evidence": [],
        "comment": None, "report_id": None, "decided_by_name": None,
    }  # fmt: skip


_MEASURED: Final = text("""
    SELECT m.indicator_id, m.period_start, m.period_end, m.value, m.number, m.evidence, m.comment, m.report_id,
        q.status, q.decided_by_name
    FROM evaluation.measurement m JOIN evaluation.report q ON q.id = m.report_id AND q.status = 'verified'
    WHERE m.indicator_id = ANY(:ids) ORDER BY m.period_end, m.id
""")
_TARGETS: Final = text("""
    SELECT t.indicator_id, t.period_end, t.number FROM evaluation.target t
    WHERE t.indicator_id = ANY(:ids) AND t.number IS NOT NULL ORDER BY t.period_end, t.id
""")


async def _by_indicator(connection: AsyncConnection, statement: Any, ids: list[UUID]) -> defaultdict[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in await connection.execute(statement, {"ids": ids}):
        found[row.indicator_id].append(row._asdict())
    return found


async def _tree(connection: AsyncConnection, principal: Principal) -> tuple[dict[UUID, UUID | None], dict[str, Any]]:
    """Return the parents of the projects that are part of another, and the titles of the programmes by id."""
    condition, params = visible(principal)
    rows = await connection.execute(
        text(f"""
            SELECT p.id, CASE WHEN p.parent_id IN (SELECT p.id FROM registry.directory_project p WHERE {condition})
                THEN p.parent_id END AS parent_id, p.code, p.title
            FROM registry.directory_project p WHERE {condition} AND (p.parent_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM registry.directory_project c WHERE c.parent_id = p.id))
        """),
        params,
    )
    parents: dict[UUID, UUID | None] = {}
    labels: dict[str, Any] = {}
    for row in rows:
        parents[row.id] = row.parent_id
        labels[str(row.id)] = {"code": row.code, "title": row.title}
    return parents, labels


async def _codes(
    connection: AsyncConnection, indicators: Iterable[Row], commons: Iterable[Row]
) -> dict[str, tuple[Any, str | None]]:
    """Return the label of every goal named, and the SDG goal above a target."""
    wanted = {row["goal"] for row in indicators if row["goal"]}
    wanted |= {goal["goal"] for common in commons for goal in common["goals"]}
    # Targets are numbered after their goal: 17.18 is one of goal 17.
    above = {
        goal: f"sdg-goal:{goal.removeprefix('sdg-target:').split('.')[0]}"
        for goal in wanted
        if goal.startswith("sdg-target:")
    }
    rows = await connection.execute(
        text("""
            SELECT vocabulary || ':' || code AS goal, label FROM registry.directory_code
            WHERE vocabulary = ANY(:vocabularies) AND vocabulary || ':' || code = ANY(:goals)
        """),
        {
            "vocabularies": sorted({goal.split(":")[0] for goal in wanted | set(above.values())}),
            "goals": sorted(wanted | set(above.values())),
        },
    )
    labels = {row.goal: row.label for row in rows}
    return {goal: (labels.get(goal), above.get(goal)) for goal in wanted | set(above.values())}


def _entry(row: Row, measurements: Sequence[Row], targets: Sequence[Row], window: Window) -> Entry:
    counted = [m for m in measurements if m["number"] is not None and window.has(m["period_end"])]
    latest_only = row["cumulative"] or row["measure"] != "number"
    value = actual([Point(m["number"]) for m in counted], cumulative=latest_only)
    # What was to be reached by the time that the value is of; without a value, in the whole window.
    until = counted[-1]["period_end"] if counted else None
    due = [t for t in targets if window.has(t["period_end"]) and (until is None or t["period_end"] <= until)]
    target = actual([Point(t["number"]) for t in due], cumulative=latest_only)
    contribution = Contribution(row["project_id"], value, row["weight"], until)
    project = {"id": row["project_id"], "code": row["project_code"], "title": row["project_title"]}
    return Entry(row, project, counted, contribution, target)


# --- groups -------------------------------------------------------------------------------------------------


def groups(results: Results, by: str) -> dict[str, list[Entry]]:
    """Return the entries by goal of a vocabulary, or by programme (its id); an entry is once in a group."""
    found: dict[str, list[Entry]] = {}
    for entry in results.entries:
        for key in _keys(entry, results, by):
            found.setdefault(key, []).append(entry)
    return dict(sorted(found.items(), key=lambda item: _order(item[0], results)))


def _keys(entry: Entry, results: Results, by: str) -> set[str]:
    project = entry.contribution.project
    if by == "programme":
        own = {str(project)} & {str(parent) for parent in results.parents.values() if parent}
        return own | {str(above) for above in ancestors(project, results.parents)}
    goals = {goal["goal"] for goal in results.commons[entry.indicator["common_id"]]["goals"]}
    if entry.indicator["goal"]:
        goals.add(entry.indicator["goal"])
    goals |= {results.above[goal] for goal in goals if goal in results.above}
    return {goal for goal in goals if goal.startswith(f"{by}:")}


def _order(key: str, results: Results) -> tuple[Any, ...]:
    label = results.labels.get(key)
    if isinstance(label, dict) and "code" in label:
        return (0, label["code"])
    parts = key.partition(":")[2].split(".")
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def figures(results: Results, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the figures of a group, one for each common indicator, by title."""
    by_common: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_common[entry.indicator["common_id"]].append(entry)
    return [
        figure(results, results.commons[common], by_common[common]) for common in results.commons if common in by_common
    ]


def figure(results: Results, common: Row, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return one figure: the rule's value, its target by the same rule, and where that stands."""
    rule = common["aggregation"]
    contributions = [entry.contribution for entry in entries]
    omitted = left_out(contributions, results.parents, rule)
    value = aggregate(rule, contributions, omitted)
    aims = [
        Contribution(entry.contribution.project, entry.target, entry.contribution.weight, entry.contribution.until)
        for entry in entries
    ]
    complete = all(aim.value is not None for aim in aims if aim.project not in omitted)
    target = aggregate(rule, aims, omitted) if complete else None
    done = None
    if value is not None and target is not None:
        starts = [
            Contribution(
                entry.contribution.project,
                entry.indicator["baseline_number"],
                entry.contribution.weight,
                entry.contribution.until,
            )
            for entry in entries
        ]
        known = all(start.value is not None for start in starts if start.project not in omitted)
        baseline = aggregate(rule, starts, omitted) if known else None
        # A sum of what each period added starts at nothing, whatever the projects' baselines.
        if rule == "sum" and common["measure"] == "number" and not all(e.indicator["cumulative"] for e in entries):
            baseline = None
        done = achievement(baseline, target, value, descending=common["direction"] == "descending")
    return {
        "common": dict(common),
        "value": None if value is None else plain(value),
        "target": None if target is None else plain(target),
        "achievement": None if done is None else plain(done),
        "light": light(done),
        "counted": len(entries) - len(omitted),
        "left_out": len(omitted),
    }


def detail(results: Results, common: Row, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return a figure with what each project gives to it, measurement by measurement."""
    omitted = left_out([entry.contribution for entry in entries], results.parents, common["aggregation"])
    return figure(results, common, entries) | {
        "contributions": [_contribution(entry, omitted.get(entry.contribution.project)) for entry in entries]
    }


def _contribution(entry: Entry, reason: str | None) -> dict[str, Any]:
    value, weight = entry.contribution.value, entry.contribution.weight
    return {
        "project": entry.project,
        "indicator_id": entry.indicator["id"],
        "title": entry.indicator["title"],
        "value": None if value is None else plain(value),
        "target": None if entry.target is None else plain(entry.target),
        "weight": None if weight is None else plain(weight),
        "counted": reason is None,
        "reason": reason,
        "measurements": [
            {name: m[name] for name in ("period_start", "period_end", "value", "evidence", "comment", "report_id")}
            | {"verified_by": m.get("decided_by_name")}
            for m in entry.measurements
        ],
    }
