"""Reads of results frameworks: rows from Postgres, progress from the rules."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from evaluation_api.frameworks.rules import Point, achievement, actual, light, parents

COUNTED: Final = "verified"
"""Only verified measurements count; the others are shown with their status."""

_FRAMEWORK: Final = """
    SELECT f.id, f.version, f.status, f.revision, f.approved_at, f.approved_by_name,
        json_build_object('id', p.id, 'code', p.code, 'title', p.title) AS project
    FROM evaluation.framework f JOIN registry.directory_project p ON p.id = f.project_id
    WHERE f.project_id = :project
"""
_RESULTS: Final = text("""
    SELECT id, level, title, description, assumptions FROM evaluation.result
    WHERE framework_id = :framework ORDER BY position
""")
_INDICATORS: Final = text("""
    SELECT i.* FROM evaluation.indicator i JOIN evaluation.result r ON r.id = i.result_id
    WHERE r.framework_id = :framework ORDER BY r.position, i.position
""")
_TARGETS: Final = text("""
    SELECT t.* FROM evaluation.target t JOIN evaluation.indicator i ON i.id = t.indicator_id
    JOIN evaluation.result r ON r.id = i.result_id
    WHERE r.framework_id = :framework ORDER BY t.period_start, t.period_end, t.id
""")
_MEASUREMENTS: Final = text("""
    SELECT m.*, q.status FROM evaluation.measurement m JOIN evaluation.report q ON q.id = m.report_id
    JOIN evaluation.indicator i ON i.id = m.indicator_id JOIN evaluation.result r ON r.id = i.result_id
    WHERE r.framework_id = :framework ORDER BY m.period_end, m.id
""")


async def framework(connection: AsyncSession | AsyncConnection, project_id: UUID) -> dict[str, Any] | None:
    """Return a project's framework as it goes over the wire (``FrameworkOut``), or None when it has none."""
    row = (await connection.execute(text(_FRAMEWORK), {"project": project_id})).first()
    if row is None:
        return None
    wanted = {"framework": row.id}
    targets, measurements, indicators = defaultdict(list), defaultdict(list), defaultdict(list)
    for target in await connection.execute(_TARGETS, wanted):
        targets[target.indicator_id].append(target._asdict())
    for measurement in await connection.execute(_MEASUREMENTS, wanted):
        measurements[measurement.indicator_id].append(measurement._asdict())
    lights: Counter[str] = Counter()
    for found in await connection.execute(_INDICATORS, wanted):
        body = _indicator(found._asdict(), targets[found.id], measurements[found.id])
        lights[body["light"]] += 1
        indicators[found.result_id].append(body)
    results = [result._asdict() for result in await connection.execute(_RESULTS, wanted)]
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


_SHOWN: Final = (
    "id", "title", "definition", "measure", "unit", "direction", "cumulative", "aggregation", "baseline",
    "baseline_year", "scale", "dimensions", "verification", "responsible", "goal",
)  # fmt: skip


def _indicator(
    row: Mapping[str, Any], targets: Sequence[Mapping[str, Any]], measurements: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    counted = [m for m in measurements if m["status"] == COUNTED]
    shown = [_target(row, target, counted) for target in targets]
    measured = [target["light"] for target in shown if target["actual"] is not None]
    return {name: row[name] for name in _SHOWN} | {
        "targets": shown,
        "measurements": [
            {
                name: m[name]
                for name in ("id", "period_start", "period_end", "value", "comment", "evidence", "parts", "status")
            }
            for m in measurements
        ],
        "light": measured[-1] if measured else light(None),
    }


def _target(
    indicator: Mapping[str, Any], target: Mapping[str, Any], counted: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    until = [m for m in counted if m["period_end"] <= target["period_end"]]
    # A measurement counts for the target in whose period it ends.
    here = [m for m in until if _within(m["period_end"], target)]
    body = {
        "id": target["id"],
        "period_start": target["period_start"],
        "period_end": target["period_end"],
        "value": target["value"],
        "actual": None,
        "achievement": None,
        "light": light(None),
    }
    if not here:
        return body
    if target["number"] is None:
        return body | {"actual": here[-1]["value"]}
    points = [Point(m["number"]) for m in (until if indicator["cumulative"] else here) if m["number"] is not None]
    reached = actual(points, cumulative=indicator["cumulative"] or indicator["measure"] != "number")
    if reached is None:
        return body
    start = indicator["baseline_number"]
    done = achievement(start, target["number"], reached, descending=indicator["direction"] == "descending")
    said = here[-1]["value"] if indicator["measure"] in {"yes-no", "ordinal"} else f"{reached.normalize():f}"
    rounded = f"{done.quantize(Decimal('0.0001')).normalize():f}"
    return body | {"actual": said, "achievement": rounded, "light": light(done)}


def _within(day: date, target: Mapping[str, Any]) -> bool:
    return bool(target["period_start"] <= day <= target["period_end"])


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
