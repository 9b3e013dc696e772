"""Writes of rates: added and removed, never changed, so that what was valued by one stays explained."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.projects.commands import unknown_codes
from registry_api.rates.models import ExchangeRate, ValuationRate
from registry_api.rates.schemas import ExchangeRateIn, ValuationRateIn
from service_kit.principal import Action, Principal
from service_kit.problems import Problem, invalid, not_found


async def add_exchange_rate(session: AsyncSession, principal: Principal, body: ExchangeRateIn) -> ExchangeRate:
    """Add an exchange rate.

    Raises:
        Problem: 401 or 403; 409 when the currency has one for that day; 422.
    """
    principal.require(Action.RATE_WRITE)
    errors = await unknown_codes(session, [("/currency", "currency", body.currency)])
    if errors:
        raise invalid(*errors)
    rate = ExchangeRate(**body.model_dump())
    await _add(session, rate)
    return rate


async def add_valuation_rate(session: AsyncSession, principal: Principal, body: ValuationRateIn) -> ValuationRate:
    """Add a rate for person-days.

    Raises:
        Problem: 401 or 403; 409 when country and grade have one from that day; 422.
    """
    principal.require(Action.RATE_WRITE)
    wanted = [
        ("/country", "country", body.country),
        ("/grade", "expert-grade", body.grade),
        ("/currency", "currency", body.currency),
    ]
    if errors := await unknown_codes(session, wanted):
        raise invalid(*errors)
    rate = ValuationRate(**body.model_dump())
    await _add(session, rate)
    return rate


async def _add(session: AsyncSession, rate: ExchangeRate | ValuationRate) -> None:
    session.add(rate)
    try:
        await session.flush()
    except IntegrityError as exc:
        raise Problem(409, "rate-exists") from exc


async def remove(
    session: AsyncSession, principal: Principal, model: type[ExchangeRate] | type[ValuationRate], rate_id: UUID
) -> None:
    """Remove a rate.

    Raises:
        Problem: 401 or 403; 404; 409 when contributions are valued by it.
    """
    principal.require(Action.RATE_WRITE)
    found = await session.get(model, rate_id, with_for_update=True)
    if found is None:
        raise not_found("rate", rate_id)
    await session.delete(found)
    try:
        await session.flush()
    except IntegrityError as exc:
        raise Problem(409, "rate-in-use") from exc
