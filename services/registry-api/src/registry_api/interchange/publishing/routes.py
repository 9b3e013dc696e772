"""The registry's own IATI files at addresses that stay, for the IATI Registry to harvest."""

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from registry_api.interchange.exports.iati import write_iati
from registry_api.interchange.exports.organisations import write_organisations
from registry_api.interchange.publisher import this_publisher
from registry_api.interchange.publishing import queries
from registry_api.interchange.publishing.queries import Published, State
from service_kit.concurrency import not_modified
from service_kit.jsons import dumps
from service_kit.principal import PUBLIC

router = APIRouter(prefix="/api/v1/publishing", tags=["interchange"])
_XML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/xml": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "Unchanged since the ETag or date sent"},
}


class PublishedFile(BaseModel):
    """A file to harvest."""

    kind: str = Field(examples=["iati-activities"])
    url: str = Field(examples=["/api/v1/publishing/iati-activities.xml"])
    records: int
    last_modified: datetime
    etag: str


class Publishing(BaseModel):
    """Who publishes, and which files."""

    publisher_ref: str = Field(examples=["XM-EXAMPLE-MILPA"])
    publisher_name: str
    files: list[PublishedFile]


@router.get("", operation_id="get_publishing", responses={200: {"model": Publishing}})
async def get_publishing(request: Request) -> Response:
    """Return the files that this registry publishes and when each last changed."""
    publisher, database = this_publisher(), request.app.state.database
    states = {
        "iati-activities": await queries.activities(database, publisher.ref),
        "iati-organisations": await queries.organisations(database, publisher.ref),
    }
    body = {
        "publisher_ref": publisher.ref,
        "publisher_name": publisher.name,
        "files": [
            {
                "kind": kind,
                "url": f"/api/v1/publishing/{kind}.xml",
                "records": state.count,
                "last_modified": state.modified,
                "etag": state.tag,
            }
            for kind, state in states.items()
        ],
    }
    return Response(dumps(body), media_type="application/json")


@router.head("/iati-activities.xml", include_in_schema=False)
@router.get("/iati-activities.xml", operation_id="get_published_activities", response_class=Response, responses=_XML)
async def get_activities(request: Request) -> Response:
    """Return the public projects that this registry reports, as IATI 2.03."""
    publisher, database = this_publisher(), request.app.state.database
    # The state is read before the file: a change in between is harvested twice rather than missed.
    state = await queries.activities(database, publisher.ref)
    if (unchanged := _unchanged(request, state)) is not None:
        return unchanged
    body = write_iati(database, PUBLIC, Published(publisher.ref), publisher, state.modified)
    return StreamingResponse(body, headers=_headers(state), media_type="application/xml")


@router.head("/iati-organisations.xml", include_in_schema=False)
@router.get(
    "/iati-organisations.xml", operation_id="get_published_organisations", response_class=Response, responses=_XML
)
async def get_organisations(request: Request) -> Response:
    """Return the publisher's own record, as IATI 2.03."""
    publisher, database = this_publisher(), request.app.state.database
    state = await queries.organisations(database, publisher.ref)
    if (unchanged := _unchanged(request, state)) is not None:
        return unchanged
    body = write_organisations(database, publisher, only_own=True, generated=state.modified)
    return StreamingResponse(body, headers=_headers(state), media_type="application/xml")


def _headers(state: State) -> dict[str, str]:
    return {
        "ETag": state.tag,
        "Last-Modified": format_datetime(state.modified, usegmt=True),
        "Cache-Control": "public, no-cache",
    }


def _unchanged(request: Request, state: State) -> Response | None:
    """Return a 304 for who has this version (RFC 9110 §13.2.2: an ETag counts before a date)."""
    if request.headers.get("if-none-match"):
        return not_modified(request, state.tag)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return None
    if since.tzinfo is None or state.modified > since:
        return None
    return Response(status_code=304, headers=_headers(state))
