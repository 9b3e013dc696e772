"""Vocabularies over HTTP: public, so that forms and integrators read the same lists."""

import hashlib
from typing import Annotated
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Path, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.classification import commands, queries
from registry_api.classification.schemas import (
    CodeIn,
    CodeList,
    CodeMergeIn,
    CodeOut,
    CodePatch,
    MappingIn,
    MappingList,
    MappingOut,
    Proposals,
    ProposalsIn,
    VocabularyList,
)
from registry_api.history.queries import past_response
from registry_api.wire import AsOf
from service_kit.concurrency import IfMatch, not_modified, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Asker
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/vocabularies", tags=["vocabularies"])


Key = Annotated[str, Path(max_length=100, pattern=r"^[^\x00]+$", examples=["katun-axis"])]
CodeKey = Annotated[str, Path(max_length=100, pattern=r"^[^\x00]+$", examples=["1"])]


def _listing(request: Request, items: list[str]) -> Response:
    body = '{"items":[' + ",".join(items) + "]}"
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    cached = not_modified(request, tag)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    return cached or Response(body, headers=headers, media_type="application/json")


@router.get("", operation_id="list_vocabularies", responses={200: {"model": VocabularyList}})
async def list_vocabularies(request: Request, _asker: Asker) -> Response:
    """List the vocabularies with their sources."""
    return _listing(request, await queries.vocabularies(request.app.state.database))


@router.post("/proposals", operation_id="propose_codes", responses={200: {"model": Proposals}})
async def propose_codes(request: Request, _asker: Asker, body: ProposalsIn) -> Response:
    """Say which codes of other vocabularies fit codes already chosen, for a person to confirm; nothing is stored."""
    pairs = [(pair.vocabulary, pair.code) for pair in body.codes]
    items = await queries.proposals(request.app.state.database, pairs)
    return Response(dumps({"items": items}), media_type="application/json")


@router.get("/{key}/codes", operation_id="list_codes", responses={200: {"model": CodeList}})
async def list_codes(request: Request, asker: Asker, key: Key, as_of: AsOf = None) -> Response:
    """List the codes of a vocabulary in their order, withdrawn ones included, as they are or stood on a day."""
    database = request.app.state.database
    if await queries.version_of(database, key) is None:
        raise not_found("vocabulary", key)
    if as_of is not None:
        return await past_response(database, asker, queries.past_codes(key), as_of, "vocabulary", key)
    return _listing(request, await queries.codes_of(database, key))


@router.post("/{key}/codes", operation_id="create_code", status_code=201, responses={201: {"model": CodeOut}})
async def create_code(request: Request, asker: Asker, key: Key, body: CodeIn, _key: IdempotencyKey = None) -> Response:
    """Add a code to a vocabulary."""

    async def write(session: AsyncSession) -> Response:
        vocabulary = await commands.get_for_change(session, asker, key)
        code = await commands.add_code(session, vocabulary, body)
        content = await queries.code_record(session, key, code.code)
        return record_response(
            content, vocabulary.version, created_at=f"/api/v1/vocabularies/{quote(key)}/codes/{quote(code.code)}"
        )

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.patch("/{key}/codes/{code}", operation_id="update_code", responses={200: {"model": CodeOut}})
async def update_code(
    request: Request, asker: Asker, key: Key, code: CodeKey, patch: CodePatch, if_match: IfMatch = None
) -> Response:
    """Change a code's translations, dates, parent, or withdraw it; `If-Match` is the vocabulary's version."""
    async with request.app.state.database.transaction() as session:
        vocabulary = await commands.get_for_change(session, asker, key)
        found = await commands.get_code(session, vocabulary, code)
        current = orjson.Fragment(await queries.code_record(session, key, code))
        require_match(if_match, vocabulary.version, current)
        await commands.change_code(session, vocabulary, found, patch)
        content = await queries.code_record(session, key, code)
        return record_response(content, vocabulary.version)


@router.post("/{key}/codes/{code}/merge", operation_id="merge_code", responses={200: {"model": CodeOut}})
async def merge_code(
    request: Request, asker: Asker, key: Key, code: CodeKey, body: CodeMergeIn, _key: IdempotencyKey = None
) -> Response:
    """Put another code in this one's place everywhere; this one stays readable, withdrawn."""

    async def write(session: AsyncSession) -> Response:
        vocabulary = await commands.get_for_change(session, asker, key)
        found = await commands.get_code(session, vocabulary, code)
        await commands.merge_code(session, vocabulary, found, body.into)
        return record_response(await queries.code_record(session, key, code), vocabulary.version)

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{key}/mappings", operation_id="list_mappings", responses={200: {"model": MappingList}})
async def list_mappings(request: Request, _asker: Asker, key: Key) -> Response:
    """List what the codes of a vocabulary suggest in others, with sources."""
    database = request.app.state.database
    if await queries.version_of(database, key) is None:
        raise not_found("vocabulary", key)
    return _listing(request, await queries.mappings_of(database, key))


@router.post("/{key}/mappings", operation_id="create_mapping", status_code=201, responses={201: {"model": MappingOut}})
async def create_mapping(
    request: Request, asker: Asker, key: Key, body: MappingIn, _key: IdempotencyKey = None
) -> Response:
    """Say what a code suggests in another vocabulary."""

    async def write(session: AsyncSession) -> Response:
        vocabulary = await commands.get_for_change(session, asker, key)
        await commands.add_mapping(session, vocabulary, body)
        return Response(dumps(body.model_dump()), 201, media_type="application/json")

    response: Response = await request.app.state.once.run(request, asker, write)
    return response
