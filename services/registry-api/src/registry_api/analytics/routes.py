"""Figures over many projects over HTTP; each takes the filters of the list of projects."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from registry_api.analytics import queries
from registry_api.analytics.schemas import Alignment, Classifying, Flows, Money, Oda, Points
from registry_api.projects.filters import Filters
from service_kit.principal import Asker
from service_kit.problems import FieldError, invalid

router = APIRouter(prefix="/api/v1/analytics", tags=["analytics"])


@router.get("/flows", operation_id="get_flows", response_model=Flows)
async def get_flows(request: Request, asker: Asker, filters: Filters) -> dict[str, Any]:
    """Return who works with whom: countries in their roles, and in how many projects."""
    return await queries.flows(request.app.state.database, asker, filters)


@router.get("/points", operation_id="get_points", response_model=Points)
async def get_points(request: Request, asker: Asker, filters: Filters) -> dict[str, Any]:
    """Return the exact points where projects work; `point` of the list of projects opens those behind one."""
    return await queries.points(request.app.state.database, asker, filters)


@router.get("/alignment", operation_id="get_alignment", response_model=Alignment)
async def get_alignment(
    request: Request,
    asker: Asker,
    filters: Filters,
    rows: Annotated[Classifying, Query()] = Classifying.KATUN,
    columns: Annotated[Classifying, Query()] = Classifying.SDG,
) -> dict[str, Any]:
    """Return how projects are aligned with two vocabularies at once."""
    if rows == columns:
        raise invalid(FieldError("#query:columns", "same-vocabulary"))
    return await queries.alignment(request.app.state.database, asker, filters, rows.value, columns.value)


@router.get("/money", operation_id="get_money", response_model=Money)
async def get_money(request: Request, asker: Asker, filters: Filters) -> dict[str, Any]:
    """Return what partners planned and spent by year, in cash and in kind."""
    return await queries.money(request.app.state.database, asker, filters)


@router.get("/oda", operation_id="get_oda", response_model=Oda)
async def get_oda(_asker: Asker) -> dict[str, Any]:
    """Return official development assistance to the country by donor, as the OECD counted it."""
    return queries.oda()
