"""Vocabularies over HTTP: public, so that forms and integrators read the same lists."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from registry_api.classification import queries
from service_kit.concurrency import not_modified
from service_kit.principal import Asker
from service_kit.problems import not_found

router = APIRouter(prefix="/api/v1/vocabularies", tags=["vocabularies"])


class VocabularyOut(BaseModel):
    """A code list."""

    key: str
    name: dict[str, str]
    source: str
    confidence: str
    codes: int


class VocabularyList(BaseModel):
    """Every code list."""

    items: list[VocabularyOut]


class CodeOut(BaseModel):
    """A code with its label by language."""

    code: str
    label: dict[str, str]
    parent: str | None
    attributes: dict[str, Any]
    withdrawn: bool


class CodeList(BaseModel):
    """The codes of a list."""

    items: list[CodeOut]


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


@router.get("/{key}/codes", operation_id="list_codes", responses={200: {"model": CodeList}})
async def list_codes(
    request: Request, _asker: Asker, key: Annotated[str, Path(max_length=100, examples=["katun-axis"])]
) -> Response:
    """List the codes of a vocabulary in their order, withdrawn ones included."""
    items = await queries.codes_of(request.app.state.database, key)
    if not items:
        raise not_found("vocabulary", key)
    return _listing(request, items)
