"""Rates over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.rates import commands, queries
from registry_api.rates.models import ExchangeRate, ValuationRate
from registry_api.rates.schemas import (
    ExchangeRateIn,
    ExchangeRateOut,
    ExchangeRatePage,
    ValuationRateIn,
    ValuationRateOut,
    ValuationRatePage,
)
from service_kit.idempotency import IdempotencyKey
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker

router = APIRouter(prefix="/api/v1", tags=["finance"])


@router.get("/exchange-rates", operation_id="list_exchange_rates", responses={200: {"model": ExchangeRatePage}})
async def list_exchange_rates(
    request: Request,
    _asker: Asker,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$", examples=["GTQ"])] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List exchange rates with their sources, the newest first."""
    return page_response(request, *await queries.exchange_rates(request.app.state.database, currency, limit, after))


@router.post(
    "/exchange-rates", operation_id="create_exchange_rate", status_code=201, responses={201: {"model": ExchangeRateOut}}
)
async def create_exchange_rate(
    request: Request, asker: Asker, body: ExchangeRateIn, _key: IdempotencyKey = None
) -> Response:
    """Add the exchange rate of a day."""

    async def write(session: AsyncSession) -> Response:
        rate = await commands.add_exchange_rate(session, asker, body)
        content = await queries.record(session, "exchange_rate", queries.EXCHANGE, rate.id)
        return Response(content, 201, media_type="application/json")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.delete("/exchange-rates/{rate_id}", operation_id="delete_exchange_rate", status_code=204)
async def delete_exchange_rate(request: Request, asker: Asker, rate_id: UUID) -> Response:
    """Remove an exchange rate; its history is kept."""
    async with request.app.state.database.transaction() as session:
        await commands.remove(session, asker, ExchangeRate, rate_id)
    return Response(status_code=204)


@router.get("/valuation-rates", operation_id="list_valuation_rates", responses={200: {"model": ValuationRatePage}})
async def list_valuation_rates(
    request: Request,
    _asker: Asker,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", examples=["MX"])] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what person-days are valued at, with sources, the newest first."""
    return page_response(request, *await queries.valuation_rates(request.app.state.database, country, limit, after))


@router.post(
    "/valuation-rates",
    operation_id="create_valuation_rate",
    status_code=201,
    responses={201: {"model": ValuationRateOut}},
)
async def create_valuation_rate(
    request: Request, asker: Asker, body: ValuationRateIn, _key: IdempotencyKey = None
) -> Response:
    """Add what a person-day is valued at from a day on."""

    async def write(session: AsyncSession) -> Response:
        rate = await commands.add_valuation_rate(session, asker, body)
        content = await queries.record(session, "valuation_rate", queries.VALUATION, rate.id)
        return Response(content, 201, media_type="application/json")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.delete("/valuation-rates/{rate_id}", operation_id="delete_valuation_rate", status_code=204)
async def delete_valuation_rate(request: Request, asker: Asker, rate_id: UUID) -> Response:
    """Remove a rate for person-days that no contribution is valued by."""
    async with request.app.state.database.transaction() as session:
        await commands.remove(session, asker, ValuationRate, rate_id)
    return Response(status_code=204)
