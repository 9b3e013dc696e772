"""Machine clients and their keys over HTTP, for administrators."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from gateway.asker import Asker
from gateway.clients import commands, queries
from gateway.clients.schemas import (
    ApiKeyIn,
    ClientCreated,
    ClientIn,
    ClientOut,
    ClientPage,
    ClientPatch,
    NewApiKey,
    NewSecret,
    SecretRotation,
)
from gateway.identity.models import ApiKey
from service_kit.concurrency import IfMatch, etag, not_modified, record_response, require_match
from service_kit.jsons import dumps
from service_kit.pagination import After, Limit, page_response
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/clients", tags=["administration"])

Key = Annotated[str, Path(max_length=60, pattern=r"^[^\x00]+$", examples=["amexcid-registro"])]


def _secret(body: object, status: int, **headers: str) -> Response:
    return Response(dumps(body), status, {"Cache-Control": "no-store", **headers}, media_type="application/json")


async def _record(request: Request, client_id: str) -> tuple[str, int]:
    found = await queries.record(request.app.state.database, client_id)
    if found is None:
        raise not_found("client", client_id)
    return found


@router.get("", operation_id="list_clients", responses={200: {"model": ClientPage}})
async def list_clients(request: Request, _asker: Asker, limit: Limit = 50, after: After = None) -> Response:
    """List machine clients with their keys, and when each was last used."""
    return page_response(request, *await queries.page(request.app.state.database, limit, after))


@router.post("", operation_id="create_client", status_code=201, responses={201: {"model": ClientCreated}})
async def create_client(request: Request, _asker: Asker, body: ClientIn) -> Response:
    """Add a machine client; its secret is in this answer and never shown again."""
    async with request.app.state.database.transaction() as session:
        client, secret = await commands.add(session, body)
    content, version = await _record(request, client.id)
    headers = {"ETag": etag(version), "Location": f"/api/v1/clients/{client.id}"}
    return _secret(orjson.loads(content) | {"secret": secret}, 201, **headers)


@router.get("/{client_id}", operation_id="get_client", responses={200: {"model": ClientOut}})
async def get_client(request: Request, _asker: Asker, client_id: Key) -> Response:
    """Return a machine client."""
    content, version = await _record(request, client_id)
    return not_modified(request, etag(version)) or record_response(content, version)


@router.patch("/{client_id}", operation_id="update_client", responses={200: {"model": ClientOut}})
async def update_client(
    request: Request, _asker: Asker, client_id: Key, body: ClientPatch, if_match: IfMatch = None
) -> Response:
    """Change the given fields; a client that is disabled is refused from then on."""
    async with request.app.state.database.transaction() as session:
        client = await commands.get(session, client_id)
        require_match(if_match, client.version, orjson.Fragment((await _record(request, client_id))[0]))
        await commands.change(client, body)
    request.app.state.door.forget_all()
    return record_response(*await _record(request, client_id))


@router.post("/{client_id}/secret", operation_id="rotate_client_secret", responses={200: {"model": NewSecret}})
async def rotate_secret(request: Request, _asker: Asker, client_id: Key, body: SecretRotation) -> Response:
    """Give a client a new secret; the present one is taken for a while more, so that nothing stops."""
    async with request.app.state.database.transaction() as session:
        client = await commands.get(session, client_id)
        secret = await commands.rotate_secret(client, body.overlap_hours)
    return _secret({"secret": secret, "previous_until": client.previous_until}, 200)


@router.post("/{client_id}/keys", operation_id="create_api_key", status_code=201, responses={201: {"model": NewApiKey}})
async def create_key(request: Request, _asker: Asker, client_id: Key, body: ApiKeyIn) -> Response:
    """Make an API key for a client that can't fetch tokens; it is in this answer and never shown again."""
    async with request.app.state.database.transaction() as session:
        client = await commands.get(session, client_id)
        key, text = await commands.add_key(session, client, body)
        await session.refresh(key)
    return _secret(_told(key) | {"key": text}, 201)


def _told(key: ApiKey) -> dict[str, object]:
    names = ("id", "name", "hint", "scopes", "expires_at", "last_used_at", "created_at")
    return {name: getattr(key, name) for name in names}


@router.delete("/{client_id}/keys/{key_id}", operation_id="revoke_api_key", status_code=204)
async def revoke_key(request: Request, _asker: Asker, client_id: Key, key_id: UUID) -> Response:
    """Revoke an API key."""
    async with request.app.state.database.transaction() as session:
        client = await commands.get(session, client_id)
        await commands.end_key(session, client, key_id)
    request.app.state.door.forget_all()
    return Response(status_code=204)
