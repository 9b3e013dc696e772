"""Webhooks over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from registry_api.webhooks import commands, queries
from registry_api.webhooks.schemas import (
    DeliveryPage,
    WebhookCreated,
    WebhookIn,
    WebhookMessage,
    WebhookOut,
    WebhookPatch,
    Webhooks,
    WebhookSecret,
)
from service_kit.concurrency import IfMatch, etag, record_response, require_match
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.principal import Asker

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])
messages = APIRouter()


@messages.post("change", operation_id="tell_of_change", tags=["webhooks"])
def tell_of_change(
    body: WebhookMessage,
    webhook_id: Annotated[str, Header(alias="webhook-id", description="The same in every attempt: act once on each")],
    webhook_timestamp: Annotated[int, Header(alias="webhook-timestamp", description="Unix time of this attempt")],
    webhook_signature: Annotated[str, Header(alias="webhook-signature", description="`v1,<base 64>`, space-separated")],
) -> None:
    """What your webhook is sent (Standard Webhooks); answer with any 2xx within 15 seconds."""


@router.get("", operation_id="list_webhooks", responses={200: {"model": Webhooks}})
async def list_webhooks(request: Request, asker: Asker) -> Response:
    """List your webhooks; an administrator sees everyone's."""
    items = await queries.all_of(request.app.state.database, asker)
    return Response('{"items":[' + ",".join(items) + "]}", media_type="application/json")


@router.post("", operation_id="create_webhook", status_code=201, responses={201: {"model": WebhookCreated}})
async def create_webhook(request: Request, asker: Asker, body: WebhookIn) -> Response:
    """Be told of changes from now on; the secret to verify messages with is in this answer and never shown again."""
    async with request.app.state.database.transaction() as session:
        webhook = await commands.add(session, asker, body)
        told = orjson.loads(await queries.record(session, webhook.id)) | {"secret": commands.secret(webhook)}
    headers = {"ETag": etag(1), "Location": f"/api/v1/webhooks/{webhook.id}", "Cache-Control": "no-store"}
    return Response(dumps(told), 201, headers, media_type="application/json")


@router.get("/{webhook_id}", operation_id="get_webhook", responses={200: {"model": WebhookOut}})
async def get_webhook(request: Request, asker: Asker, webhook_id: UUID) -> Response:
    """Return a webhook."""
    async with request.app.state.database.transaction() as session:
        webhook = await commands.get(session, asker, webhook_id)
        return record_response(await queries.record(session, webhook_id), webhook.version)


@router.patch("/{webhook_id}", operation_id="update_webhook", responses={200: {"model": WebhookOut}})
async def update_webhook(
    request: Request, asker: Asker, webhook_id: UUID, body: WebhookPatch, if_match: IfMatch = None
) -> Response:
    """Change the given fields; one that is turned on again goes on from where it stopped."""
    async with request.app.state.database.transaction() as session:
        webhook = await commands.get(session, asker, webhook_id)
        require_match(if_match, webhook.version, orjson.Fragment(await queries.record(session, webhook_id)))
        await commands.change(session, webhook, body)
        return record_response(await queries.record(session, webhook_id), webhook.version)


@router.delete("/{webhook_id}", operation_id="delete_webhook", status_code=204)
async def delete_webhook(request: Request, asker: Asker, webhook_id: UUID) -> Response:
    """Stop being told, and forget the deliveries."""
    async with request.app.state.database.transaction() as session:
        await session.delete(await commands.get(session, asker, webhook_id))
    return Response(status_code=204)


@router.post("/{webhook_id}/secret", operation_id="rotate_webhook_secret", responses={200: {"model": WebhookSecret}})
async def rotate_secret(request: Request, asker: Asker, webhook_id: UUID) -> Response:
    """Give a webhook a new secret; messages carry both signatures for a day, so that nothing is lost."""
    async with request.app.state.database.transaction() as session:
        webhook = await commands.get(session, asker, webhook_id)
        until = commands.rotate(webhook)
        body = {"secret": commands.secret(webhook), "previous_until": until}
    return Response(dumps(body), 200, {"Cache-Control": "no-store"}, media_type="application/json")


@router.post("/{webhook_id}/test", operation_id="test_webhook", status_code=202, response_class=Response)
async def test_webhook(request: Request, asker: Asker, webhook_id: UUID) -> Response:
    """Send a message that only shows that messages arrive; what came of it is in the deliveries."""
    async with request.app.state.database.transaction() as session:
        commands.add_test(session, await commands.get(session, asker, webhook_id))
    return Response(status_code=202)


@router.get("/{webhook_id}/deliveries", operation_id="list_deliveries", responses={200: {"model": DeliveryPage}})
async def list_deliveries(
    request: Request,
    asker: Asker,
    webhook_id: UUID,
    status: Annotated[Literal["pending", "delivered", "dead"] | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List a webhook's deliveries with every attempt, the newest first; `dead` ones were given up."""
    async with request.app.state.database.transaction() as session:
        await commands.get(session, asker, webhook_id)
    page = await queries.deliveries(request.app.state.database, webhook_id, status, limit, after)
    return page_response(request, *page)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/redelivery",
    operation_id="redeliver",
    status_code=202,
    response_class=Response,
)
async def redeliver(request: Request, asker: Asker, webhook_id: UUID, delivery_id: UUID) -> Response:
    """Send a message again, whatever came of it before."""
    async with request.app.state.database.transaction() as session:
        await commands.redeliver(session, await commands.get(session, asker, webhook_id), delivery_id)
    return Response(status_code=202)
