"""Reads of results frameworks: rows from Postgres, progress from the rules."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from orjson import Fragment
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from evaluation_api.frameworks import formula
from evaluation_api.frameworks.rules import Point, achievement, actual, light, parents
from evaluation_api.projects import visible
from service_kit.jsons import dumps
from service_kit.principal import Principal

COUNTED: Final = frozenset({"verified", "computed"})
"""Only verified measurements count, and what is computed from them; the others are shown with their status."""

_FRAMEWORK: Final = text("""
    SELECT f.id, f.version, f.status, f.revision, f.approved_at, f.approved_by_name,
        json_build_object('id', p.id, 'code', p.code, 'title', p.title) AS project
    FROM evaluation.framework f JOIN registry.directory_project p ON p.id = f.project_id
    WHERE f.project_id = :project
""")
_RESULTS: Final = text("""
    SELECT id, level, title, description, assumptions FROM evaluation.result
    WHERE framework_id = :framework ORDER BY position
""")
_INDICATORS: Final = text("""
    SELECT i.*, r.framework_id, trim_scale(i.weight)::text AS weight_text,
        CASE WHEN c.id IS NULL THEN NULL ELSE json_build_object('id', c.id, 'title', c.title, 'unit', c.unit,
            'aggregation', c.aggregation) END AS common,
        (SELECT d.label FROM registry.directory_code d WHERE d.vocabulary = split_part(i.goal, ':', 1)
            AND d.code = substr(i.goal, strpos(i.goal, ':') + 1)) AS goal_label,
        CASE WHEN o.light IS NULL THEN NULL ELSE json_build_object('light', o.light, 'justification', o.justification,
            'by_name', o.by_name, 'at', o.at) END AS override
    FROM evaluation.indicator i JOIN evaluation.result r ON r.id = i.result_id
    LEFT JOIN evaluation.common_indicator c ON c.id = i.common_id
    LEFT JOIN evaluation.light_override o ON o.indicator_id = i.id
    WHERE r.framework_id = ANY(:frameworks) ORDER BY r.framework_id, r.position, i.position
""")
_TARGETS: Final = text("""
    SELECT t.id, t.indicator_id, t.period_start, t.period_end, t.value, t.number
    FROM evaluation.target t JOIN evaluation.indicator i ON i.id = t.indicator_id
    JOIN evaluation.result r ON r.id = i.result_id
    WHERE r.framework_id = ANY(:frameworks) ORDER BY t.period_start, t.period_end, t.id
""")
_MEASUREMENTS: Final = text("""
    SELECT m.indicator_id, m.period_start, m.period_end, m.value, m.number, q.status,
        json_build_object('id', m.id, 'period_start', m.period_start, 'period_end', m.period_end, 'value', m.value,
            'comment', m.comment, 'evidence', m.evidence, 'parts', m.parts, 'status', q.status,
            'report_id', m.report_id)::text AS item
    FROM evaluation.measurement m JOIN evaluation.report q ON q.id = m.report_id
    JOIN evaluation.indicator i ON i.id = m.indicator_id JOIN evaluation.result r ON r.id = i.result_id
    WHERE r.framework_id = ANY(:frameworks) AND (NOT :verified OR q.status = 'verified') ORDER BY m.period_end, m.id
""")
"""There may be thousands (500 indicators, 12 periods): what is only passed on stays the text that Postgres wrote."""

Row = Mapping[str, Any]


async def framework(
    connection: AsyncSession | AsyncConnection, project_id: UUID, *, public: bool = False
) -> dict[str, Any] | None:
    """Return a project's framework as it goes over the wire (``FrameworkOut``), or None when it has none.

    The public sees one that was approved, and of what was measured what was verified.
    """
    row = (await connection.execute(_FRAMEWORK, {"project": project_id})).first()
    if row is None or (public and row.revision == 0):
        return None
    lights: Counter[str] = Counter()
    indicators: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for found, body in await _indicators(connection, [row.id], public=public):
        lights[body["light"]] += 1
        indicators[found["result_id"]].append(body)
    results = [result._asdict() for result in await connection.execute(_RESULTS, {"framework": row.id})]
    above = parents([result["level"] for result in results])
    return {
        "id": row.id,
        "version": row.version,
        "project": row.project,
        "status": row.status,
        "revision": row.revision,
        "approved_at": row.approved_at,
        "approved_by": row.approved_by_name,
        "results": [
            result
            | {
                "parent_id": None if place is None else results[place]["id"],
                "indicators": indicators[result["id"]],
            }
            for result, place in zip(results, above, strict=True)
        ],
        "lights": dict(lights),
    }


async def _indicators(
    connection: AsyncSession | AsyncConnection, frameworks: Sequence[UUID], *, public: bool
) -> list[tuple[Row, dict[str, Any]]]:
    """Return the indicators of some frameworks: each as it is stored, and as it goes over the wire."""
    wanted = {"frameworks": list(frameworks)}
    targets: defaultdict[UUID, list[Row]] = defaultdict(list)
    for target in await connection.execute(_TARGETS, wanted):
        targets[target.indicator_id].append(target._asdict())
    of_framework: defaultdict[UUID, list[Row]] = defaultdict(list)
    for found in await connection.execute(_INDICATORS, wanted):
        of_framework[found.framework_id].append(found._asdict())
    measured: defaultdict[UUID, list[Measured]] = defaultdict(list)
    for indicator_id, *told in await connection.execute(_MEASUREMENTS, wanted | {"verified": public}):
        measured[indicator_id].append(Measured(*told))
    shown = []
    for rows in of_framework.values():
        _add_computed(rows, measured)
        shown += [(row, _indicator(row, targets[row["id"]], measured[row["id"]])) for row in rows]
    return shown


async def lights(connection: AsyncConnection, principal: Principal) -> list[dict[str, Any]]:
    """Return the traffic lights of the approved frameworks the principal sees, by project: ``{project, lights}``.

    The projects with the largest share of indicators off track come first.
    """
    condition, params = visible(principal)
    found = await connection.execute(
        text(f"""
            SELECT f.id, json_build_object('id', p.id, 'code', p.code, 'title', p.title) AS project
            FROM evaluation.framework f JOIN registry.directory_project p ON p.id = f.project_id
            WHERE f.revision > 0 AND {condition} ORDER BY p.code
        """),
        params,
    )
    projects = {row.id: row.project for row in found}
    counted: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for row, body in await _indicators(connection, list(projects), public=True):
        counted[row["framework_id"]][body["light"]] += 1
    items = [{"project": project, "lights": dict(counted[key])} for key, project in projects.items()]
    return sorted(items, key=_off_track, reverse=True)


def _off_track(item: Mapping[str, Any]) -> tuple[float, float]:
    lights = item["lights"]
    total = sum(lights.values()) or 1
    return lights.get("off-track", 0) / total, lights.get("at-risk", 0) / total


class Measured(NamedTuple):
    """What an indicator showed in a period; ``item`` is its JSON on the wire (``MeasurementOut``)."""

    period_start: date
    period_end: date
    value: str
    number: Decimal | None
    status: str
    item: str


def _add_computed(indicators: Sequence[Row], found: defaultdict[UUID, list[Measured]]) -> None:
    """Put what the formulas of a framework come to beside what was measured."""
    numbers = {
        row["id"]: {
            (m.period_start, m.period_end): m.number
            for m in found[row["id"]]
            if m.status == "verified" and m.number is not None
        }
        for row in indicators
    }
    for key, values in computed(indicators, numbers).items():
        found[key] = [_computed(start, end, number) for (start, end), number in sorted(values.items())]


Numbers = Mapping[tuple[date, date], Decimal]


def computed(
    indicators: Sequence[Row], measured: Mapping[UUID, Numbers]
) -> dict[UUID, dict[tuple[date, date], Decimal]]:
    """Return what formulas come to, by indicator and period, from the verified numbers of the others."""
    formulas = [row for row in indicators if row["formula"]]
    if not formulas:
        return {}
    known: dict[str, Numbers] = {
        row["reference"]: measured.get(row["id"], {}) for row in indicators if row["reference"]
    }
    return {row["id"]: formula.series(formula.parse(row["formula"]), known) for row in formulas}


def _computed(start: date, end: date, number: Decimal) -> Measured:
    value = plain(number)
    item: dict[str, Any] = {
        "id": None, "period_start": start, "period_end": end, "value": value, "comment": None, "evidence": [],
        "parts": [], "status": "computed", "report_id": None,
    }  # fmt: skip
    return Measured(start, end, value, number, "computed", dumps(item).decode())


def plain(number: Decimal) -> str:
    """Return a number as people write it, to at most four decimals."""
    return f"{number.quantize(_SHOWN_DIGITS).normalize():f}" if number % 1 else f"{number:.0f}"


_SHOWN_DIGITS: Final = Decimal("0.0001")
_SHOWN: Final = (
    "id", "title", "definition", "measure", "unit", "direction", "cumulative", "reference", "formula", "common",
    "common_id", "baseline", "baseline_year", "scale", "dimensions", "verification", "responsible", "goal",
    "goal_label", "override",
)  # fmt: skip


def _indicator(row: Row, targets: Sequence[Row], measurements: Sequence[Measured]) -> dict[str, Any]:
    counted = [m for m in measurements if m.status in COUNTED]
    shown = [_target(row, target, counted) for target in targets]
    measured = [target["light"] for target in shown if target["actual"] is not None]
    told = measured[-1] if measured else light(None)
    return {name: row[name] for name in _SHOWN} | {
        "weight": row["weight_text"],
        "targets": shown,
        "measurements": [Fragment(m.item) for m in measurements],
        "light": row["override"]["light"] if row["override"] else told,
        "computed_light": told,
    }


def _target(indicator: Row, target: Row, counted: Sequence[Measured]) -> dict[str, Any]:
    start, end = target["period_start"], target["period_end"]
    # A measurement counts for the target in whose period it ends.
    here = [m for m in counted if start <= m.period_end <= end]
    body = {
        "id": target["id"],
        "period_start": start,
        "period_end": end,
        "value": target["value"],
        "actual": None,
        "achievement": None,
        "light": "no-data",
    }
    if not here:
        return body
    if target["number"] is None:
        return body | {"actual": here[-1].value}
    points = [Point(m.number) for m in here if m.number is not None]
    reached = actual(points, cumulative=indicator["cumulative"] or indicator["measure"] != "number")
    if reached is None:
        return body
    done = achievement(
        indicator["baseline_number"], target["number"], reached, descending=indicator["direction"] == "descending"
    )
    said = here[-1].value if indicator["measure"] in {"yes-no", "ordinal"} else plain(reached)
    return body | {"actual": said, "achievement": plain(done), "light": light(done)}


async def revisions(connection: AsyncConnection | AsyncSession, project_id: UUID) -> list[dict[str, Any]]:
    """Return the approved forms of a project's framework, the newest first."""
    rows = await connection.execute(
        text("""
            SELECT v.number, v.reason, v.by_name, v.at, v.content FROM evaluation.framework_revision v
            JOIN evaluation.framework f ON f.id = v.framework_id WHERE f.project_id = :project
            ORDER BY v.number DESC LIMIT 200
        """),
        {"project": project_id},
    )
    return [dict(row._mapping) for row in rows]
