"""One search over all that is known, and what similar projects give, over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from evaluation_api.knowledge import queries
from evaluation_api.knowledge.proposals import Written, proposals
from evaluation_api.knowledge.schemas import Kind, KnowledgePage, KnowledgeProposals
from evaluation_api.wire import Country, Pair, ProjectQuery
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker
from service_kit.texts import Line

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"])
Proposed = Literal["lesson", "practice", "indicator", "offer"]


@router.get("", operation_id="search_knowledge", responses={200: {"model": KnowledgePage}})
async def search_knowledge(
    request: Request,
    asker: Asker,
    q: Annotated[Line, Query(max_length=300, description="Words of it")] = "",
    kind: Annotated[Kind | None, Query()] = None,
    code: Annotated[Pair | None, Query(description="Sector, SDG, goal: `vocabulary:code`; its projects' count")] = None,
    country: Annotated[Country | None, Query()] = None,
    project: ProjectQuery = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Search lessons, good practices, capacities on offer and in demand at once, the newest first."""
    found = await queries.entries(
        request.app.state.database, asker, q=q, kind=kind, code=code, country=country, project=project,
        limit=limit, after=after,
    )  # fmt: skip
    return page_response(request, *found)


@router.get("/proposals", operation_id="propose_knowledge", responses={200: {"model": KnowledgeProposals}})
async def propose_knowledge(
    request: Request,
    asker: Asker,
    title: Annotated[Line, Query(max_length=1000, description="As typed so far")] = "",
    code: Annotated[list[Pair], Query(max_length=50)] = [],  # noqa: B006 (FastAPI copies it)
    country: Annotated[list[Country], Query(max_length=50)] = [],  # noqa: B006
    organisation: Annotated[list[UUID], Query(max_length=50)] = [],  # noqa: B006
    project: Annotated[UUID | None, Query(description="The project itself, of which nothing is proposed")] = None,
    kind: Annotated[list[Proposed], Query(max_length=4)] = ["lesson", "practice", "indicator", "offer"],  # noqa: B006
) -> Response:
    """Propose lessons, practices, indicators and offers of similar projects, each with the reason why."""
    written = Written(title, code, country, organisation, project)
    async with request.app.state.database.reader.connect() as connection:
        items = await proposals(connection, asker, written, kind)
    return Response(dumps({"items": items}), media_type="application/json")
