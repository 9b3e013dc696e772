"""Cursor pagination: ``limit``, ``after``, ``{items, total, next}`` and ``Link: rel="next"`` (RFC 8288)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import Query, Request
from sqlalchemy import text
from starlette.responses import Response

from service_kit.database import Database
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


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: by ``column`` (an SQL expression of type ``kind``), then by ``tie``, which is unique."""

    column: str
    kind: type
    tie: str
    tie_kind: type = UUID
    descending: bool = False


async def read_page(
    database: Database,
    *,
    record: str,
    source: str,
    where: str,
    params: Mapping[str, Any],
    order: Order,
    limit: int,
    after: str | None,
) -> tuple[list[str], int, str | None]:
    """Return a page of records as JSON text, the total, and the next cursor.

    ``record`` is the SQL expression that builds a record's JSON text, ``source`` what follows FROM.
    """
    total = await database.scalar(text(f"SELECT count(*) FROM {source} WHERE {where}"), params)
    given = dict(params)
    if after is not None:
        given["after_value"], given["after_tie"] = decode_cursor(after, (order.kind, order.tie_kind))
        comparison = "<" if order.descending else ">"
        where = f"{where} AND ({order.column}, {order.tie}) {comparison} (:after_value, :after_tie)"
    direction = "DESC" if order.descending else "ASC"
    statement = text(
        f"SELECT {record} AS item, {order.column} AS place, {order.tie} AS tie FROM {source} WHERE {where} "
        f"ORDER BY {order.column} {direction}, {order.tie} {direction} LIMIT :rows"
    )
    rows = await database.rows(statement, given | {"rows": limit + 1})
    following = encode_cursor(rows[limit - 1].place, rows[limit - 1].tie) if len(rows) > limit else None
    return [row.item for row in rows[:limit]], int(total), following
