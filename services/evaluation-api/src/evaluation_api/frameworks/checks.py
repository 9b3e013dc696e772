"""What is checked of a framework before it is written: values, formulas, goals, common indicators."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import codes
from evaluation_api.frameworks import formula
from evaluation_api.frameworks.rules import NUMERIC, read_value, value_error
from evaluation_api.frameworks.schemas import FrameworkIn, IndicatorIn
from evaluation_api.rollup.models import CommonIndicator
from service_kit.problems import FieldError, invalid


async def check(session: AsyncSession, body: FrameworkIn) -> dict[str, Decimal | None]:
    """Return every baseline and target as a number by its pointer.

    Raises:
        Problem: 422 with what is wrong field by field.
    """
    errors: list[FieldError] = []
    numbers: dict[str, Decimal | None] = {}
    goals: list[tuple[str, str]] = []
    for r, result in enumerate(body.results):
        for i, indicator in enumerate(result.indicators):
            pointer = f"/results/{r}/indicators/{i}"
            _check_values(pointer, indicator, numbers, errors)
            if indicator.goal:
                goals.append((f"{pointer}/goal", indicator.goal))
    errors += await codes.unknown(session, goals)
    errors += _formula_errors(body)
    errors += await _common_errors(session, body)
    if errors:
        raise invalid(*errors)
    return numbers


def _check_values(
    pointer: str, indicator: IndicatorIn, numbers: dict[str, Decimal | None], errors: list[FieldError]
) -> None:
    if indicator.measure == "ordinal" and len(indicator.scale) < 2:
        errors.append(FieldError(f"{pointer}/scale", "scale-short"))
        return
    given = [(f"{pointer}/baseline", indicator.baseline)] if indicator.baseline is not None else []
    for t, target in enumerate(indicator.targets):
        given.append((f"{pointer}/targets/{t}/value", target.value))
        if target.period_end < target.period_start:
            facts = {"start": target.period_start.isoformat()}
            errors.append(FieldError(f"{pointer}/targets/{t}/period_end", "date-order", facts))
    for place, value in given:
        try:
            numbers[place] = read_value(indicator.measure, value, indicator.scale)
        except ValueError as wrong:
            errors.append(value_error(place, str(wrong), value, indicator.scale))
    names = [dimension.name for dimension in indicator.dimensions]
    if len(set(names)) < len(names):
        errors.append(FieldError(f"{pointer}/dimensions", "repeated"))


def _formula_errors(body: FrameworkIn) -> list[FieldError]:
    indicators = {
        f"/results/{r}/indicators/{i}": indicator
        for r, result in enumerate(body.results)
        for i, indicator in enumerate(result.indicators)
    }
    errors: list[FieldError] = []
    named: dict[str, IndicatorIn] = {}
    for pointer, indicator in indicators.items():
        if indicator.reference in named:
            errors.append(FieldError(f"{pointer}/reference", "reference-twice", {"reference": indicator.reference}))
        elif indicator.reference is not None:
            named[indicator.reference] = indicator
    for pointer, indicator in indicators.items():
        if indicator.formula is not None:
            errors += _one_formula(f"{pointer}/formula", indicator, indicator.formula, named)
    return errors


def _one_formula(pointer: str, indicator: IndicatorIn, written: str, named: dict[str, IndicatorIn]) -> list[FieldError]:
    if indicator.measure not in NUMERIC:
        return [FieldError(pointer, "formula-measure")]
    try:
        wanted = formula.references(formula.parse(written))
    except formula.FormulaError as wrong:
        return [FieldError(pointer, str(wrong), {"formula": written[:60]})]
    if not wanted:
        return [FieldError(pointer, "formula-syntax", {"formula": written[:60]})]
    unusable = sorted(
        name
        for name in wanted
        if name not in named or named[name].formula is not None or named[name].measure not in NUMERIC
    )
    known = ", ".join(sorted(name for name, other in named.items() if other.formula is None)) or "–"
    return [FieldError(pointer, "formula-reference", {"name": name, "known": known}) for name in unusable]


async def _common_errors(session: AsyncSession, body: FrameworkIn) -> list[FieldError]:
    given = [
        (f"/results/{r}/indicators/{i}/common_id", indicator)
        for r, result in enumerate(body.results)
        for i, indicator in enumerate(result.indicators)
        if indicator.common_id is not None
    ]
    if not given:
        return []
    rows = await session.execute(
        select(CommonIndicator.id, CommonIndicator.measure).where(
            CommonIndicator.id.in_([indicator.common_id for _, indicator in given])
        )
    )
    measures = {row.id: row.measure for row in rows}
    errors: list[FieldError] = []
    seen: set[UUID | None] = set()
    for pointer, indicator in given:
        measure = measures.get(indicator.common_id)
        if measure is None:
            errors.append(FieldError(pointer, "common-unknown"))
        elif measure != indicator.measure:
            errors.append(FieldError(pointer, "common-measure", {"measure": measure}))
        elif indicator.common_id in seen:
            # A project gives one figure to a common indicator: two would count the same people twice.
            errors.append(FieldError(pointer, "common-twice"))
        seen.add(indicator.common_id)
    return errors
