"""Notifications over HTTP: each person's own."""

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from registry_api.notifications import commands, queries
from registry_api.notifications.schemas import NotificationPage, ReadIn
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit
from service_kit.principal import Asker

router = APIRouter(prefix="/api/v1/notifications", tags=["notifications"])


@router.get("", operation_id="list_notifications", responses={200: {"model": NotificationPage}})
async def list_notifications(request: Request, asker: Asker, limit: Limit = 20, after: After = None) -> Response:
    """List what you are told: mentions, comments, moves, imports, reports, recommendations."""
    items, total, following, unread = await queries.page(request.app.state.database, asker, limit, after)
    body = {"items": [orjson.Fragment(item) for item in items], "total": total, "unread": unread, "next": following}
    return Response(dumps(body), media_type="application/json")


@router.post("/read", operation_id="mark_notifications_read", status_code=204)
async def mark_read(request: Request, asker: Asker, body: ReadIn) -> Response:
    """Mark some of what you are told, or all, as read."""
    async with request.app.state.database.transaction() as session:
        await commands.mark_read(session, asker, body.ids)
    return Response(status_code=204)
