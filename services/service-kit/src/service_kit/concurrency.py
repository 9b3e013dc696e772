"""Optimistic concurrency: ``ETag`` on every record, ``If-Match`` required to change it (RFC 9110 §13)."""

from typing import Annotated, Any

from fastapi import Header, Request
from starlette.responses import Response

from service_kit.problems import Problem

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", description='The ETag of the version you changed, e.g. `"3"`; 428 without it, 412 when stale.'
    ),
]


def etag(version: int) -> str:
    """Return the entity tag of a record's version."""
    return f'"{version}"'


def require_match(if_match: str | None, version: int, current: Any) -> None:
    """Raise unless ``if_match`` names ``version``.

    Raises:
        Problem: 428 without ``If-Match``; 412 when another version is stored, with that record as the
            problem's ``current`` member, so that nothing typed is lost.
    """
    if if_match is None:
        raise Problem(428, "if-match-required")
    tags = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if "*" not in tags and etag(version) not in tags:
        raise Problem(412, "stale", headers={"ETag": etag(version)}, extra={"current": current})


def not_modified(request: Request, tag: str) -> Response | None:
    """Return a 304 when the client already holds the record with ``tag``, else None.

    Only for what ``tag`` says whole. A record whose answer also tells of others (counts, what was measured,
    what is overdue today) has its version as ETag for ``If-Match``, but must be answered in full.
    """
    sent = request.headers.get("if-none-match", "")
    if tag in {part.strip().removeprefix("W/") for part in sent.split(",")}:
        return Response(status_code=304, headers={"ETag": tag})
    return None


def record_response(body: str, version: int, *, created_at: str | None = None) -> Response:
    """Return a record with its ETag; with ``created_at``, its new address, as 201."""
    headers = {"ETag": etag(version)}
    if created_at is not None:
        headers["Location"] = created_at
    return Response(body, 200 if created_at is None else 201, headers, media_type="application/json")
