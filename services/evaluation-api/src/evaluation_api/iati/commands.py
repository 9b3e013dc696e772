"""Results of IATI taken over as a framework, and a framework's results kept ready for export."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from lxml import etree
from pydantic import ValidationError
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import codes
from evaluation_api.frameworks import commands, queries
from evaluation_api.frameworks.models import Framework, Indicator, Result, Target
from evaluation_api.frameworks.rules import read_value
from evaluation_api.frameworks.schemas import FrameworkIn
from evaluation_api.iati.elements import language_of, parse
from evaluation_api.iati.reading import Measured, ReadResult, read_results
from evaluation_api.iati.writing import write_results
from evaluation_api.monitoring.models import Measurement, Report
from evaluation_api.projects import Owned
from service_kit.bulk import insert_rows, update_rows
from service_kit.database import table_of
from service_kit.identifiers import new_id
from service_kit.principal import Principal
from service_kit.problems import FieldError, Problem, invalid, not_found

_NARRATIVE: Final = {
    "es": "Resultados publicados en IATI, pendientes de verificación.",
    "en": "Results published in IATI, to be verified.",
    "de": "In IATI veröffentlichte Ergebnisse, noch zu bestätigen.",
}
_SOURCE: Final = text("SELECT xml FROM registry.directory_iati_source WHERE project_id = :project")


_VERIFIED: Final = text("""
    SELECT m.indicator_id, m.period_start, m.period_end, m.value, m.comment, m.evidence, m.parts, q.status
    FROM evaluation.measurement m JOIN evaluation.report q ON q.id = m.report_id
    WHERE m.indicator_id = ANY(:ids) AND q.status = 'verified' ORDER BY m.period_end, m.id
""")


async def imported(session: AsyncSession, project: Owned) -> list[ReadResult]:
    """Return the results of the activity that a project was imported from; none when it was not."""
    xml = await session.scalar(_SOURCE, {"project": project.id})
    return [] if xml is None else read_results(parse(xml.encode()))


def sent(body: bytes, identifier: str | None) -> list[ReadResult]:
    """Return the results of an activity in a file that was sent.

    Raises:
        Problem: 422 when it is not XML, not IATI 2.0x, or has several activities and ``identifier`` names none.
    """
    try:
        root = parse(body)
    except ValueError as exc:
        raise invalid(FieldError("/", "iati-xml", {"reason": str(exc)[:200]})) from exc
    activities = [root] if root.tag == "iati-activity" else root.findall("iati-activity")
    if not (root.get("version") or "2").startswith("2"):
        raise invalid(FieldError("/", "iati-version", {"version": root.get("version", "")}))
    if identifier is not None:
        activities = [a for a in activities if (a.findtext("iati-identifier") or "").strip() == identifier]
    if len(activities) != 1:
        raise invalid(FieldError("#query:activity", "iati-which", {"count": str(len(activities))}))
    [activity] = activities
    _say_language(activity)
    return read_results(activity)


def _say_language(activity: etree._Element) -> None:
    """Let every narrative say its language: the results may be written into an activity of another one."""
    for narrative in activity.iter("narrative"):
        narrative.set("{http://www.w3.org/XML/1998/namespace}lang", language_of(narrative))


async def take_over(session: AsyncSession, principal: Principal, project: Owned, results: Sequence[ReadResult]) -> None:
    """Make results of IATI a project's framework (a draft), and what they measured reports that wait for verification.

    Raises:
        Problem: 404 without results; 409 when the project has a framework; 422 when a limit is exceeded.
    """
    if not results:
        raise not_found("iati-results", project.code)
    if await commands.get(session, project.id) is not None:
        raise Problem(409, "framework-exists")
    body = await _body(session, results)
    framework = await commands.write(session, principal, project.id, None, body)
    await _keep_sources(session, results, body)
    await _report(session, principal, framework.project_id, results, body)


async def _body(session: AsyncSession, results: Sequence[ReadResult]) -> FrameworkIn:
    outline = [
        result.fields | {"id": new_id(), "indicators": [_identified(i.fields) for i in result.indicators]}
        for result in results
    ]
    # A goal of another installation's vocabularies says nothing here; the source keeps it.
    goals = [("", i["goal"]) for result in outline for i in result["indicators"] if i["goal"]]
    unknown = {error.params["goal"] for error in await codes.unknown(session, goals)}
    for result in outline:
        for indicator in result["indicators"]:
            if indicator["goal"] in unknown:
                indicator["goal"] = None
    try:
        return FrameworkIn.model_validate({"results": outline})
    except ValidationError as exc:
        [first, *_] = exc.errors()
        pointer = "/" + "/".join(str(part) for part in first["loc"])
        raise invalid(FieldError(pointer, "iati-limit", {"reason": first["msg"]})) from exc


def _identified(indicator: dict[str, Any]) -> dict[str, Any]:
    return indicator | {"id": new_id(), "targets": [target | {"id": new_id()} for target in indicator["targets"]]}


async def _keep_sources(session: AsyncSession, results: Sequence[ReadResult], body: FrameworkIn) -> None:
    sources, positions, places = [], [], []
    for read, result in zip(results, body.results, strict=True):
        sources.append({"id": result.id, "source": read.source})
        for found, indicator in zip(read.indicators, result.indicators, strict=True):
            positions.append({"id": indicator.id, "source_position": found.position})
            for place, target in zip(found.target_positions, indicator.targets, strict=True):
                places.append({"id": target.id, "source_position": place})
    await update_rows(session, table_of(Result), sources)
    await update_rows(session, table_of(Indicator), positions)
    await update_rows(session, table_of(Target), places)


async def _report(
    session: AsyncSession, principal: Principal, project_id: UUID, results: Sequence[ReadResult], body: FrameworkIn
) -> None:
    """Register what was measured, a report for each period, as handed in: a person verifies what a publisher says."""
    by_period: defaultdict[tuple[date, date], list[tuple[Any, Measured]]] = defaultdict(list)
    for read, result in zip(results, body.results, strict=True):
        for found, indicator in zip(read.indicators, result.indicators, strict=True):
            seen: set[tuple[date, date]] = set()
            for measured in found.measured if indicator.formula is None else ():
                period = (measured.start, measured.end)
                # A period told twice is one measurement; the source keeps both.
                if period not in seen:
                    by_period[period].append((indicator, measured))
                seen.add(period)
    taken = {
        (row.period_start, row.period_end)
        for row in await session.execute(
            select(Report.period_start, Report.period_end).where(Report.project_id == project_id)
        )
    }
    reports, measurements = [], []
    for (start, end), rows in by_period.items():
        if (start, end) in taken:
            continue
        report_id = new_id()
        reports.append(
            {
                "id": report_id, "project_id": project_id, "period_start": start, "period_end": end,
                "status": "submitted", "narrative": _NARRATIVE, "submitted_at": datetime.now(UTC),
                "submitted_by_name": "IATI", "created_by": principal.subject,
            }
        )  # fmt: skip
        measurements += [
            {
                "id": new_id(), "report_id": report_id, "indicator_id": indicator.id, "period_start": start,
                "period_end": end, "value": measured.value, "comment": measured.comment, "parts": measured.parts,
                "evidence": measured.evidence,
                "number": read_value(indicator.measure, measured.value, indicator.scale),
            }
            for indicator, measured in rows
        ]  # fmt: skip
    await insert_rows(session, table_of(Report), reports)
    await insert_rows(session, table_of(Measurement), measurements)


async def publish(session: AsyncSession, project_id: UUID) -> None:
    """Keep an approved framework's results ready as IATI, with what was verified: the registry's exports read them.

    A framework that is being changed is published as it was approved, until the change is.
    """
    told = await queries.framework(session, project_id)
    if told is None or told["status"] != "approved":
        return
    sources = {
        row.id: row.source
        for row in await session.execute(select(Result.id, Result.source).where(Result.framework_id == told["id"]))
    }
    placed = await session.execute(
        select(Indicator.id, Indicator.source_position).where(Indicator.result_id.in_(list(sources)))
    )
    positions = {row.id: row.source_position for row in placed}
    aims = await session.execute(
        select(Target.id, Target.source_position).where(Target.indicator_id.in_(list(positions)))
    )
    places = {row.id: row.source_position for row in aims}
    measured: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in await session.execute(_VERIFIED, {"ids": list(positions)}):
        measured[row.indicator_id].append(row._asdict())
    results = [
        result
        | {
            "source": sources[result["id"]],
            "indicators": [
                indicator
                | {
                    "source_position": positions[indicator["id"]],
                    "measurements": measured[indicator["id"]],
                    "targets": [target | {"source_position": places[target["id"]]} for target in indicator["targets"]],
                }
                for indicator in result["indicators"]
            ],
        }
        for result in told["results"]
    ]
    xml = write_results(results, "es")
    await session.execute(
        update(Framework).where(Framework.project_id == project_id).values(results_xml=xml, results_at=func.now())
    )
