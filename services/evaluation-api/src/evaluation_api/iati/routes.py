"""Results of IATI over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api import projects
from evaluation_api.frameworks import queries
from evaluation_api.frameworks.routes import ProjectKey
from evaluation_api.frameworks.schemas import FrameworkOut
from evaluation_api.iati import commands
from service_kit.concurrency import record_response
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Action, Asker
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/frameworks", tags=["frameworks"])
_XML_BODY = {
    "requestBody": {
        "required": False,
        "content": {"application/xml": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class IatiResults(BaseModel):
    """What the activity that a project was imported from says of results."""

    results: int
    indicators: int
    measurements: int


@router.get("/{key}/iati", operation_id="get_iati_results", responses={200: {"model": IatiResults}})
async def get_iati_results(request: Request, asker: Asker, key: ProjectKey) -> Response:
    """Say how many results, indicators and measurements the activity holds that a project was imported from."""
    async with request.app.state.database.transaction() as session:
        results = await commands.imported(session, await projects.find(session, asker, key))
    body = {
        "results": len(results),
        "indicators": sum(len(result.indicators) for result in results),
        "measurements": sum(len(i.measured) for result in results for i in result.indicators),
    }
    return Response(dumps(body), media_type="application/json")


@router.post(
    "/{key}/iati",
    operation_id="take_over_iati_results",
    status_code=201,
    openapi_extra=_XML_BODY,
    responses={201: {"model": FrameworkOut}},
)
async def take_over(
    request: Request,
    asker: Asker,
    key: ProjectKey,
    activity: Annotated[
        Line | None, Query(max_length=500, description="The activity's identifier, when the file has several")
    ] = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Make results in IATI 2.0x a project's framework: of the file sent, else of the activity it was imported from.

    What they measured becomes reports that wait for verification; what the model does not hold is kept and exported.
    """
    body = await request.body()

    async def write(session: AsyncSession) -> Response:
        project = await projects.find_for(session, asker, key, Action.FRAMEWORK_WRITE)
        results = commands.sent(body, activity) if body.strip() else await commands.imported(session, project)
        await commands.take_over(session, asker, project, results)
        told = await queries.framework(session, project.id)
        assert told is not None  # noqa: S101 (written just now)
        return record_response(dumps(told).decode(), told["version"], created_at=f"/api/v1/frameworks/{project.code}")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response
