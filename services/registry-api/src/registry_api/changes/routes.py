"""The feed of changes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from registry_api.changes import queries
from registry_api.changes.rules import LATEST, START, place_of
from registry_api.changes.schemas import ChangeKind, ChangePage
from service_kit.jsons import dumps
from service_kit.principal import Asker

router = APIRouter(prefix="/api/v1/changes", tags=["changes"])

ChangesLimit = Annotated[int, Query(ge=1, le=1000, description="Changes a page.")]
Place = Annotated[
    str | None,
    Query(
        max_length=1000, description="The `next` of the page before; absent: from the first change; `latest`: from now."
    ),
]


@router.get("", operation_id="list_changes", responses={200: {"model": ChangePage}})
async def list_changes(
    request: Request,
    asker: Asker,
    after: Place = None,
    kind: Annotated[list[ChangeKind] | None, Query(description="Only these kinds; all when absent")] = None,
    limit: ChangesLimit = 200,
) -> Response:
    """List what changed, oldest first; following `next` never skips a change, however many write at once."""
    kinds = list(kind or queries.ADDRESSES)
    async with request.app.state.database.reader.connect() as connection:
        if after == LATEST:
            place = await queries.latest(connection)
        else:
            place = START if after is None else place_of(after)
        items, place, more = await queries.page(connection, asker, place, kinds, limit)
    headers = {"Cache-Control": "no-store"}
    if more:
        url = request.url.include_query_params(after=place.cursor)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return Response(dumps({"items": items, "next": place.cursor, "more": more}), 200, headers, "application/json")
