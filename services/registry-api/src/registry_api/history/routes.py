"""The history of projects and organisations over HTTP."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from registry_api.history import queries
from registry_api.history.rules import Entry, differences, organisations_in, provenance, telling
from registry_api.history.schemas import Comparison, HistoryPage, Provenance
from registry_api.projects.queries import visible_id
from registry_api.projects.routes import ProjectKey
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker, Principal
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1", tags=["history"])

Day = Annotated[date, Query(examples=["2026-01-31"])]


async def _chain(request: Request, asker: Principal, key: str) -> str:
    """Return the chain of a project whose history the asker may read.

    Raises:
        Problem: 401 for the public, 404 when the asker sees no such project.
    """
    project_id = await visible_id(request.app.state.database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    return f"project:{project_id}"


def _entry(entry: Entry, names: Mapping[str, dict[str, str]]) -> str:
    body = {
        "number": entry.number,
        "at": entry.at,
        "table": entry.table,
        "action": entry.action,
        "rows": [
            {"key": str(row["key"]), "before": row.get("before"), "after": row.get("after")} for row in entry.rows
        ],
        "actor_name": entry.actor_name,
        "origin": entry.origin,
        "request_id": entry.request_id,
        "names": {key: names[key] for key in organisations_in([entry]) if key in names},
    }
    return dumps(body).decode()


async def _page(request: Request, chain: str, limit: int, after: str | None) -> Response:
    database = request.app.state.database
    entries, total, following = await queries.page(database, chain, limit, after)
    told = list(telling(entries))
    names = await queries.organisation_names(database, organisations_in(told))
    return page_response(request, [_entry(entry, names) for entry in told], total, following)


def _items(items: list[Any]) -> Response:
    return Response(dumps({"items": [asdict(item) for item in items]}), media_type="application/json")


@router.get("/projects/{key}/history", operation_id="list_project_history", responses={200: {"model": HistoryPage}})
async def list_project_history(
    request: Request, asker: Asker, key: ProjectKey, limit: Limit = 50, after: After = None
) -> Response:
    """List what was changed in a project, the newest first: who, when, what, through which request."""
    return await _page(request, await _chain(request, asker, key), limit, after)


@router.get("/projects/{key}/comparison", operation_id="compare_project", responses={200: {"model": Comparison}})
async def compare_project(request: Request, asker: Asker, key: ProjectKey, before: Day, after: Day) -> Response:
    """Compare a project as it stood at the end of two days, field by field."""
    chain, database = await _chain(request, asker, key), request.app.state.database
    was, now = await queries.state(database, chain, before), await queries.state(database, chain, after)
    return _items(list(differences(was, now)))


@router.get("/projects/{key}/provenance", operation_id="get_project_provenance", responses={200: {"model": Provenance}})
async def get_provenance(request: Request, asker: Asker, key: ProjectKey) -> Response:
    """Say of each field of a project who filled it in last: a person, a partner's system, an import."""
    chain = await _chain(request, asker, key)
    said = provenance(await queries.entries(request.app.state.database, chain), "project")
    return _items([said[field] for field in sorted(said)])


@router.get(
    "/organisations/{organisation_id}/history",
    operation_id="list_organisation_history",
    responses={200: {"model": HistoryPage}},
)
async def list_organisation_history(
    request: Request, _asker: Asker, organisation_id: UUID, limit: Limit = 50, after: After = None
) -> Response:
    """List what was changed in an organisation, the newest first."""
    return await _page(request, f"organisation:{organisation_id}", limit, after)
