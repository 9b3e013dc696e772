"""Writes of results frameworks."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import projects
from evaluation_api.frameworks import checks
from evaluation_api.frameworks.models import Framework, FrameworkRevision, Indicator, LightOverride, Result, Target
from evaluation_api.frameworks.schemas import FrameworkIn, LightIn
from evaluation_api.monitoring.models import Measurement
from service_kit.bulk import insert_rows, update_rows
from service_kit.database import table_of
from service_kit.identifiers import new_id
from service_kit.jsons import dumps
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found

Rows = list[dict[str, Any]]


async def get(session: AsyncSession, project_id: UUID) -> Framework | None:
    """Return a project's framework, locked, or None when it has none yet."""
    found: Framework | None = await session.scalar(
        select(Framework).where(Framework.project_id == project_id).with_for_update()
    )
    return found


async def write(
    session: AsyncSession, principal: Principal, project_id: UUID, framework: Framework | None, body: FrameworkIn
) -> Framework:
    """Make a project's framework the given outline; rows with an ``id`` are changed, others added, the rest go.

    Raises:
        Problem: 409 for an indicator that would go with its measurements; 422 with what is wrong field by field.
    """
    _require_reason(framework, body)
    numbers = await checks.check(session, body)
    if framework is None:
        framework = Framework(project_id=project_id, created_by=principal.subject)
        session.add(framework)
        await session.flush()
    else:
        framework.version += 1
        framework.updated_at = func.now()
        if framework.status == "approved":
            framework.status, framework.pending_reason = "draft", body.reason
    results, indicators, targets = _rows(framework.id, body, numbers)
    await _replace(session, framework.id, results, indicators, targets)
    return framework


async def override_light(session: AsyncSession, principal: Principal, indicator_id: UUID, body: LightIn) -> None:
    """Let people see the given light for an indicator instead of the computed one.

    Raises:
        Problem: 401, 403 or 404 for the indicator's project.
    """
    await _require_indicator(session, principal, indicator_id)
    values = {"light": body.light, "justification": body.justification, "by_name": principal.name, "at": func.now()}
    statement = upsert(LightOverride).values(indicator_id=indicator_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["indicator_id"], set_=values))


async def end_override(session: AsyncSession, principal: Principal, indicator_id: UUID) -> None:
    """Let people see the computed light of an indicator again.

    Raises:
        Problem: 401, 403 or 404 for the indicator's project.
    """
    await _require_indicator(session, principal, indicator_id)
    await session.execute(delete(LightOverride).where(LightOverride.indicator_id == indicator_id))


async def _require_indicator(session: AsyncSession, principal: Principal, indicator_id: UUID) -> None:
    project_id = await session.scalar(
        select(Framework.project_id)
        .join(Result, Result.framework_id == Framework.id)
        .join(Indicator, Indicator.result_id == Result.id)
        .where(Indicator.id == indicator_id)
    )
    if project_id is None:
        raise not_found("indicator", indicator_id)
    await projects.find_for(session, principal, str(project_id), Action.MONITORING_VERIFY)


async def approve(
    session: AsyncSession, principal: Principal, framework: Framework, content: dict[str, Any], reason: str | None
) -> None:
    """Approve a framework as it is: it becomes a revision that stays.

    Raises:
        Problem: 409 when it is approved already or has no indicator with a target.
    """
    if framework.status == "approved":
        raise Problem(409, "framework-approved")
    if not any(indicator["targets"] for result in content["results"] for indicator in result["indicators"]):
        raise Problem(409, "framework-incomplete")
    reason = reason or framework.pending_reason
    if framework.revision > 0 and not reason:
        raise invalid(FieldError("/reason", "framework-reason"))
    framework.revision += 1
    framework.status, framework.approved_by_name = "approved", principal.name
    framework.approved_at, framework.pending_reason = func.now(), None
    framework.version += 1
    # As it goes over the wire: ids and dates as text.
    kept = orjson.loads(dumps({"results": [_without_progress(result) for result in content["results"]]}))
    session.add(
        FrameworkRevision(
            framework_id=framework.id, number=framework.revision, content=kept, reason=reason, by_name=principal.name
        )
    )
    await session.flush()


_LIVE: Final = frozenset({"measurements", "light", "computed_light", "override"})


def _without_progress(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result of a framework without what was measured, which goes on after the approval."""
    planned = ("id", "period_start", "period_end", "value")
    return result | {
        "indicators": [
            {name: value for name, value in indicator.items() if name not in _LIVE}
            | {"targets": [{name: target[name] for name in planned} for target in indicator["targets"]]}
            for indicator in result["indicators"]
        ]
    }


def _require_reason(framework: Framework | None, body: FrameworkIn) -> None:
    if framework is not None and framework.revision > 0 and framework.status == "approved" and not body.reason:
        raise invalid(FieldError("/reason", "framework-reason"))


# --- rows ---------------------------------------------------------------------------------------------------


def _rows(framework_id: UUID, body: FrameworkIn, numbers: dict[str, Decimal | None]) -> tuple[Rows, Rows, Rows]:
    results: Rows = []
    indicators: Rows = []
    targets: Rows = []
    for r, result in enumerate(body.results):
        result_id = result.id or new_id()
        results.append(
            result.model_dump(exclude={"indicators", "id"})
            | {"id": result_id, "framework_id": framework_id, "position": r}
        )
        for i, indicator in enumerate(result.indicators):
            pointer, indicator_id = f"/results/{r}/indicators/{i}", indicator.id or new_id()
            indicators.append(
                indicator.model_dump(exclude={"targets", "id"})
                | {
                    "id": indicator_id,
                    "result_id": result_id,
                    "position": i,
                    "baseline_number": numbers.get(f"{pointer}/baseline"),
                    "weight": None if indicator.weight is None else Decimal(indicator.weight),
                }
            )
            targets += [
                target.model_dump(exclude={"id"})
                | {
                    "id": target.id or new_id(),
                    "indicator_id": indicator_id,
                    "number": numbers[f"{pointer}/targets/{t}/value"],
                }
                for t, target in enumerate(indicator.targets)
            ]
    return results, indicators, targets


async def _replace(session: AsyncSession, framework_id: UUID, results: Rows, indicators: Rows, targets: Rows) -> None:
    mine = select(Result.id).where(Result.framework_id == framework_id)
    under = select(Indicator.id).where(Indicator.result_id.in_(mine))
    stored = {
        Result: set(await session.scalars(mine)),
        Indicator: set(await session.scalars(under)),
        Target: set(await session.scalars(select(Target.id).where(Target.indicator_id.in_(under)))),
    }
    lost = stored[Indicator] - {row["id"] for row in indicators}
    measured = set(
        await session.scalars(select(Measurement.indicator_id).where(Measurement.indicator_id.in_(lost)).distinct())
    )
    if measured:
        raise Problem(409, "indicator-measured", count=len(measured))
    for table, rows in ((Result, results), (Indicator, indicators), (Target, targets)):
        known = stored[table]
        unknown = [row for row in rows if row["id"] not in known]
        await _refuse_foreign(session, table, [row["id"] for row in unknown])
        await update_rows(session, table_of(table), [row for row in rows if row["id"] in known])
        await insert_rows(session, table_of(table), unknown)
    for table, rows in ((Target, targets), (Indicator, indicators), (Result, results)):
        gone = stored[table] - {row["id"] for row in rows}
        if gone:
            await session.execute(delete(table).where(table.id.in_(gone)))


async def _refuse_foreign(session: AsyncSession, table: Any, ids: Sequence[UUID]) -> None:
    """Refuse rows that come with the id of another framework's row."""
    if ids and await session.scalar(select(table.id).where(table.id.in_(ids)).limit(1)) is not None:
        raise not_found(table.__tablename__, "id")
