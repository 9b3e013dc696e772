"""Saved views over HTTP: each person's own."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from starlette.responses import Response

from registry_api.views.models import SavedView
from registry_api.views.schemas import SavedViewIn, SavedViewOut, SavedViews, ViewPlace
from service_kit.identifiers import new_id
from service_kit.principal import Asker
from service_kit.problems import Problem, not_found

router = APIRouter(prefix="/api/v1/views", tags=["views"])
MAX_VIEWS: Final = 100
"""SavedViews that a person may keep."""


def _shown(view: SavedView) -> dict[str, Any]:
    return {"id": view.id, "place": view.place, "name": view.name, "search": view.search}


@router.get("", operation_id="list_views", response_model=SavedViews)
async def list_views(
    request: Request, asker: Asker, place: Annotated[ViewPlace | None, Query()] = None
) -> dict[str, Any]:
    """List the views that you saved, by name."""
    statement = select(SavedView).where(SavedView.owner == asker.subject).order_by(SavedView.name).limit(MAX_VIEWS)
    if place is not None:
        statement = statement.where(SavedView.place == place.value)
    async with request.app.state.database.transaction() as session:
        return {"items": [_shown(view) for view in await session.scalars(statement)]}


@router.put("", operation_id="save_view", response_model=SavedViewOut)
async def save_view(request: Request, asker: Asker, body: SavedViewIn) -> dict[str, Any]:
    """Save a view under a name; sent twice, or under a name you use already, there is still one."""
    values = body.model_dump(mode="json") | {"id": new_id(), "owner": asker.subject}
    statement = (
        upsert(SavedView)
        .values(**values)
        .on_conflict_do_update(index_elements=["owner", "place", "name"], set_={"search": values["search"]})
        .returning(SavedView)
    )
    async with request.app.state.database.transaction() as session:
        view = (await session.scalars(statement)).one()
        own = select(func.count()).select_from(SavedView).where(SavedView.owner == asker.subject)
        if (await session.scalar(own) or 0) > MAX_VIEWS:
            raise Problem(409, "views-full", limit=MAX_VIEWS)
        return _shown(view)


@router.delete("/{view_id}", operation_id="delete_view", status_code=204)
async def delete_view(request: Request, asker: Asker, view_id: UUID) -> Response:
    """Forget a view that you saved."""
    statement = delete(SavedView).where(SavedView.id == view_id, SavedView.owner == asker.subject)
    async with request.app.state.database.transaction() as session:
        if (await session.execute(statement)).rowcount == 0:
            raise not_found("view", view_id)
    return Response(status_code=204)
