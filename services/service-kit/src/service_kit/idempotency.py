"""``Idempotency-Key``: a repeated POST gets the first one's answer, and is done once.

The key's row and the work are one transaction: a repeat that arrives meanwhile waits on the unique key,
and a crash leaves neither. Failed requests leave no key, so they can be corrected and sent again.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Header, Request
from sqlalchemy import Column as TableColumn
from sqlalchemy import LargeBinary, MetaData, Table, Text, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, insert
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from service_kit.database import Database
from service_kit.principal import Principal
from service_kit.problems import FieldError, Problem, invalid

KEPT: Final = "7 days"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A key of your choice (a UUID); the same key and body gets the first answer again.",
        max_length=255,
    ),
]


def idempotency_table(metadata: MetaData) -> Table:
    """Return the table of remembered answers for a service's schema."""
    return Table(
        "idempotency_key",
        metadata,
        TableColumn("principal", Text, primary_key=True),
        TableColumn("key", Text, primary_key=True),
        TableColumn("operation", Text, nullable=False),
        TableColumn("fingerprint", Text, nullable=False),
        TableColumn("status", Text),
        TableColumn("headers", JSONB),
        TableColumn("body", LargeBinary),
        TableColumn(
            "created_at",
            TIMESTAMP(timezone=True),
            nullable=False,
            server_default=func.now(),
            index=True,
        ),
    )


class Once:
    """Runs a write once for each idempotency key."""

    def __init__(self, database: Database, table: Table) -> None:
        self.database, self.table = database, table

    async def run(
        self,
        request: Request,
        principal: Principal,
        write: Callable[[AsyncSession], Awaitable[Response]],
        *,
        fingerprint: str | None = None,
    ) -> Response:
        """Return ``write``'s response, or the one remembered for the request's ``Idempotency-Key``.

        ``fingerprint`` stands for the body when it was streamed elsewhere.

        Raises:
            Problem: 409 when the key was used for another operation or another body.
        """
        key = request.headers.get("idempotency-key")
        async with self.database.transaction() as session:
            if key is None:
                return await write(session)
            if not 1 <= len(key) <= 255:
                raise invalid(FieldError("#header:Idempotency-Key", "field-too-long", {"max_length": 255}))
            if fingerprint is None:
                fingerprint = hashlib.sha256(await request.body()).hexdigest()
            operation = f"{request.method} {request.url.path}?{request.url.query}"
            remembered = await self._claim(session, principal.subject, key, operation, fingerprint)
            if remembered is not None:
                return remembered
            response = await write(session)
            await session.execute(
                update(self.table)
                .where(self.table.c.principal == principal.subject, self.table.c.key == key)
                .values(
                    status=str(response.status_code),
                    headers={name: value for name, value in response.headers.items() if name != "content-length"},
                    body=bytes(response.body),
                )
            )
            return response

    async def _claim(
        self, session: AsyncSession, principal: str, key: str, operation: str, fingerprint: str
    ) -> Response | None:
        claimed = await session.scalar(
            insert(self.table)
            .values(principal=principal, key=key, operation=operation, fingerprint=fingerprint)
            .on_conflict_do_nothing()
            .returning(self.table.c.key)
        )
        if claimed is not None:
            return None
        row: Any = (
            await session.execute(
                select(self.table).where(self.table.c.principal == principal, self.table.c.key == key)
            )
        ).one()
        if (row.operation, row.fingerprint) != (operation, fingerprint):
            raise Problem(409, "idempotency-key-reused", key=key)
        return Response(row.body, int(row.status), {**row.headers, "Idempotent-Replayed": "true"})


async def forget_old_keys(session: AsyncSession, table: Table) -> datetime | None:
    """Delete keys older than ``KEPT``; return the oldest that is left."""
    await session.execute(delete(table).where(table.c.created_at < text(f"now() - interval '{KEPT}'")))
    oldest: datetime | None = await session.scalar(select(func.min(table.c.created_at)))
    return oldest
