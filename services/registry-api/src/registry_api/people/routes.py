"""People over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from registry_api.people import queries
from registry_api.people.schemas import People
from registry_api.projects.commands import get_seen
from registry_api.projects.routes import ProjectKey
from service_kit.principal import Asker
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/projects/{key}/people", tags=["comments"])


@router.get("", operation_id="list_people", response_model=People)
async def list_people(
    request: Request, asker: Asker, key: ProjectKey, q: Annotated[Line, Query(max_length=100)] = ""
) -> dict[str, Any]:
    """Find people to mention: those with an account who may read the project."""
    async with request.app.state.database.transaction() as session:
        project = await get_seen(session, asker, key)
        return {"items": await queries.named(session, project.id, q)}
