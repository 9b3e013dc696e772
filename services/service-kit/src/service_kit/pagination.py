"""Cursor pagination: ``limit``, ``after``, ``{items, total, next}`` and ``Link: rel="next"`` (RFC 8288)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from service_kit.jsons import dumps
from service_kit.problems import FieldError, invalid

MAX_LIMIT: Final = 200

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Records a page.")]
After = Annotated[
    str | None,
    Query(max_length=1000, description="The `next` of the page before; absent for the first page."),
]


_READ: Final[dict[type, Callable[[str], Any]]] = {
    UUID: UUID,
    date: date.fromisoformat,
    datetime: lambda value: datetime.fromisoformat(value).astimezone(UTC),
    str: str,
}


def encode_cursor(*values: Any) -> str:
    """Return an opaque cursor that holds ``values`` (int, str, UUID, date, datetime)."""
    return urlsafe_b64encode(dumps(values)).rstrip(b"=").decode()


def decode_cursor(cursor: str, types: tuple[type, ...]) -> list[Any]:
    """Return the values of a cursor made by ``encode_cursor``.

    Raises:
        Problem: 422 when it is not one, or holds values of other types.
    """
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(values, list) and len(values) == len(types):
            return [_read(value, kind) for value, kind in zip(values, types, strict=True)]
    except (ValueError, TypeError):
        pass
    raise invalid(FieldError("#query:after", "field-cursor"))


def _read(value: Any, kind: type) -> Any:
    if kind is int and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 31:
        return value
    if not isinstance(value, str) or "\x00" in value:
        raise TypeError
    return _READ[kind](value)


def page_response(request: Request, items: list[str], total: int, following: str | None) -> Response:
    """Return a page of records that are already JSON text."""
    tail = dumps({"total": total, "next": following})[1:].decode()
    headers = {}
    if following is not None:
        url = request.url.include_query_params(after=following)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    body = '{"items":[' + ",".join(items) + "]," + tail
    return Response(body, headers=headers, media_type="application/json")
