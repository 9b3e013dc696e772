"""Common indicators and aggregated results over HTTP."""

from collections import Counter
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api.evaluations.queries import ratings
from evaluation_api.frameworks.queries import lights
from evaluation_api.rollup import commands, queries
from evaluation_api.rollup.schemas import (
    By,
    CommonIndicatorIn,
    CommonIndicatorList,
    CommonIndicatorOut,
    FigureDetail,
    Goal,
    Lights,
    Ratings,
    Rollup,
)
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Asker
from service_kit.problems import FieldError, invalid, not_found

router = APIRouter(prefix="/api/v1", tags=["rollup"])
MAX_LIT: Final = 100
"""Projects told with their lights."""
Since = Annotated[date | None, Query(alias="from", description="Periods that end from this day on")]
Until = Annotated[date | None, Query(alias="to", description="Periods that end by this day")]


def _window(since: date | None, until: date | None) -> queries.Window:
    if since is not None and until is not None and until < since:
        raise invalid(FieldError("#query:to", "date-order", {"start": since.isoformat()}))
    return queries.Window(since, until)


def _label(results: queries.Results, key: str) -> Any:
    label = results.labels.get(key)
    return label["title"] if isinstance(label, dict) and "code" in label else label


def _key(results: queries.Results, key: str) -> str:
    label = results.labels.get(key)
    return str(label["code"]) if isinstance(label, dict) and "code" in label else key


@router.get("/rollup/ratings", operation_id="get_ratings", response_model=Ratings)
async def get_ratings(
    request: Request,
    asker: Asker,
    scale: Annotated[Literal["rating-six", "rating-four"], Query(description="Their vocabulary")] = "rating-six",
) -> dict[str, Any]:
    """Return how completed evaluations rated the DAC criteria."""
    async with request.app.state.database.reader.connect() as connection:
        return await ratings(connection, asker, scale)


@router.get("/rollup/lights", operation_id="get_lights", response_model=Lights)
async def get_lights(request: Request, asker: Asker) -> dict[str, Any]:
    """Return the traffic lights of indicators of approved frameworks, in all and by project, worst first."""
    async with request.app.state.database.reader.connect() as connection:
        items = await lights(connection, asker)
    total: Counter[str] = Counter()
    for item in items:
        total.update(item["lights"])
    return {"lights": dict(total), "items": items[:MAX_LIT], "projects": len(items)}


@router.get("/rollup", operation_id="get_rollup", responses={200: {"model": Rollup}})
async def get_rollup(
    request: Request, asker: Asker, by: Annotated[By, Query()], since: Since = None, until: Until = None
) -> Response:
    """Return results aggregated by programme or goal, of verified measurements; see the method for what counts."""
    window = _window(since, until)
    async with request.app.state.database.reader.connect() as connection:
        results = await queries.read(connection, asker, window, None)
    body = {
        "by": by,
        "groups": [
            {
                "key": _key(results, key),
                "label": _label(results, key),
                "figures": queries.figures(results, entries),
            }
            for key, entries in queries.groups(results, by).items()
        ],
        "overall": queries.figures(results, results.entries),
    }
    return Response(dumps(body), media_type="application/json")


@router.get("/rollup/{common_id}", operation_id="get_rollup_figure", responses={200: {"model": FigureDetail}})
async def get_figure(
    request: Request,
    asker: Asker,
    common_id: UUID,
    programme: Annotated[
        str | None, Query(max_length=100, pattern=r"^[^\x00]+$", description="Of this programme: its code")
    ] = None,
    goal: Annotated[Goal | None, Query(description="Of this goal: `vocabulary:code`")] = None,
    since: Since = None,
    until: Until = None,
) -> Response:
    """Return a figure with the projects, measurements and evidence behind it, and why a value does not count."""
    window = _window(since, until)
    async with request.app.state.database.reader.connect() as connection:
        results = await queries.read(connection, asker, window, common_id)
    common = results.commons.get(common_id)
    if common is None:
        raise not_found("common-indicator", common_id)
    key, entries = goal or programme, results.entries
    if key is not None:
        by = "programme" if goal is None else goal.partition(":")[0]
        found = {_key(results, name): (name, rows) for name, rows in queries.groups(results, by).items()}
        if key not in found:
            raise not_found("goal" if goal else "programme", key)
        name, entries = found[key]
    body = queries.detail(results, common, entries) | {
        "key": key,
        "label": None if key is None else _label(results, name),
    }
    return Response(dumps(body), media_type="application/json")


async def _record(session: AsyncSession, common_id: UUID) -> tuple[str, int]:
    found = await queries.common_indicator(session, common_id)
    if found is None:
        raise not_found("common-indicator", common_id)
    return dumps(found).decode(), found["version"]


@router.get(
    "/common-indicators", operation_id="list_common_indicators", responses={200: {"model": CommonIndicatorList}}
)
async def list_common(request: Request, _asker: Asker) -> Response:
    """List the indicators that projects have in common, those withdrawn last."""
    async with request.app.state.database.reader.connect() as connection:
        items = await queries.common_indicators(connection)
    return Response(dumps({"items": items}), media_type="application/json")


@router.post(
    "/common-indicators",
    operation_id="create_common_indicator",
    status_code=201,
    responses={201: {"model": CommonIndicatorOut}},
)
async def create_common(
    request: Request, asker: Asker, body: CommonIndicatorIn, _key: IdempotencyKey = None
) -> Response:
    """Add a common indicator."""

    async def write(session: AsyncSession) -> Response:
        common = await commands.create(session, asker, body)
        content, version = await _record(session, common.id)
        return record_response(content, version, created_at=f"/api/v1/common-indicators/{common.id}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get(
    "/common-indicators/{common_id}",
    operation_id="get_common_indicator",
    responses={200: {"model": CommonIndicatorOut}},
)
async def get_common(request: Request, _asker: Asker, common_id: UUID) -> Response:
    """Return a common indicator."""
    async with request.app.state.database.transaction() as session:
        return record_response(*await _record(session, common_id))


@router.put(
    "/common-indicators/{common_id}",
    operation_id="update_common_indicator",
    responses={200: {"model": CommonIndicatorOut}},
)
async def update_common(
    request: Request, asker: Asker, common_id: UUID, body: CommonIndicatorIn, if_match: IfMatch = None
) -> Response:
    """Make a common indicator the given one; with ``withdrawn`` it is no longer offered."""
    async with request.app.state.database.transaction() as session:
        common = await commands.get_for_change(session, asker, common_id)
        current, version = await _record(session, common_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.change(session, common, body)
        return record_response(*await _record(session, common_id))


@router.delete("/common-indicators/{common_id}", operation_id="delete_common_indicator", status_code=204)
async def delete_common(request: Request, asker: Asker, common_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a common indicator that no project uses."""
    async with request.app.state.database.transaction() as session:
        common = await commands.get_for_change(session, asker, common_id)
        current, version = await _record(session, common_id)
        require_match(if_match, version, orjson.Fragment(current))
        await commands.delete(session, common)
    return Response(status_code=204)
