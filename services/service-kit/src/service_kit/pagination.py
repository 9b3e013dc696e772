"""Cursor pagination: ``limit``, ``after``, ``{items, total, next}`` and ``Link: rel="next"`` (RFC 8288)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any, Final

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from service_kit.problems import FieldError, invalid

MAX_LIMIT: Final = 200

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Records a page.")]
After = Annotated[
    str | None, Query(max_length=1000, description="The `next` of the page before; absent for the first page.")
]


def encode_cursor(*values: Any) -> str:
    """Return an opaque cursor that holds ``values``."""
    return urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def decode_cursor(cursor: str, types: tuple[type, ...]) -> list[Any]:
    """Return the values of a cursor made by ``encode_cursor``.

    Raises:
        Problem: 422 when it is not one, or holds values of other types.
    """
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if (
            isinstance(values, list)
            and len(values) == len(types)
            and all(isinstance(value, kind) for value, kind in zip(values, types, strict=True))
        ):
            return values
    except ValueError:
        pass
    raise invalid(FieldError("#query:after", "field-cursor"))


def page_response(request: Request, items: list[str], total: int, following: str | None) -> Response:
    """Return a page of records that are already JSON text."""
    tail = orjson.dumps({"total": total, "next": following})[1:].decode()
    headers = {}
    if following is not None:
        url = request.url.include_query_params(after=following)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    body = '{"items":[' + ",".join(items) + "]," + tail
    return Response(body, headers=headers, media_type="application/json")
