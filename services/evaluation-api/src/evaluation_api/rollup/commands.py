"""Writes of common indicators."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import codes
from evaluation_api.frameworks.models import Indicator
from evaluation_api.rollup.models import CommonIndicator
from evaluation_api.rollup.schemas import CommonIndicatorIn
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found


async def create(session: AsyncSession, principal: Principal, body: CommonIndicatorIn) -> CommonIndicator:
    """Add a common indicator.

    Raises:
        Problem: 401 or 403; 422 for a goal that no vocabulary has.
    """
    principal.require(Action.FRAMEWORK_APPROVE)
    await _check(session, body)
    common = CommonIndicator(**body.model_dump(), created_by=principal.subject)
    session.add(common)
    await session.flush()
    return common


async def get_for_change(session: AsyncSession, principal: Principal, common_id: UUID) -> CommonIndicator:
    """Return a common indicator, locked.

    Raises:
        Problem: 401, 403 or 404.
    """
    principal.require(Action.FRAMEWORK_APPROVE)
    common = await session.get(CommonIndicator, common_id, with_for_update=True)
    if common is None:
        raise not_found("common-indicator", common_id)
    return common


async def change(session: AsyncSession, common: CommonIndicator, body: CommonIndicatorIn) -> None:
    """Make a common indicator the given one.

    Raises:
        Problem: 422 for an unknown goal, or another measure than that of the indicators which use it.
    """
    await _check(session, body)
    if body.measure != common.measure and await _used(session, common.id):
        raise invalid(FieldError("/measure", "common-used"))
    for name, value in body.model_dump().items():
        setattr(common, name, value)
    common.version += 1
    common.updated_at = func.now()
    await session.flush()


async def delete(session: AsyncSession, common: CommonIndicator) -> None:
    """Delete a common indicator that nothing uses.

    Raises:
        Problem: 409 when project indicators use it; it can be withdrawn.
    """
    if await _used(session, common.id):
        raise Problem(409, "common-in-use")
    await session.delete(common)


async def _used(session: AsyncSession, common_id: UUID) -> bool:
    return await session.scalar(select(Indicator.id).where(Indicator.common_id == common_id).limit(1)) is not None


async def _check(session: AsyncSession, body: CommonIndicatorIn) -> None:
    errors = await codes.unknown(session, [(f"/goals/{i}", goal) for i, goal in enumerate(body.goals)])
    errors += [FieldError(f"/goals/{i}", "repeated") for i, goal in enumerate(body.goals) if goal in body.goals[:i]]
    if errors:
        raise invalid(*errors)
