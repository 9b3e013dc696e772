"""The projects of an export, batch by batch, as they stand at one moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from service_kit.database import Database
from service_kit.principal import Principal

BATCH: Final = 200


class Selection(Protocol):
    """What says which projects are meant."""

    def where(self, principal: Principal) -> tuple[str, dict[str, Any]]:
        """Return the WHERE condition over ``p`` and its parameters."""


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[AsyncConnection]:
    """Yield a connection that goes on seeing the database as it is now, whatever is written meanwhile."""
    async with database.engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        async with connection.begin():
            yield connection


async def batches(connection: AsyncConnection, principal: Principal, selection: Selection) -> AsyncIterator[list[UUID]]:
    """Yield the ids of the selected projects, in the order they were registered."""
    condition, params = selection.where(principal)
    statement = text(
        f"SELECT p.id FROM registry.project p WHERE {condition} AND p.id > :after ORDER BY p.id LIMIT :rows"
    )
    after = UUID(int=0)
    while True:
        ids = list((await connection.execute(statement, params | {"after": after, "rows": BATCH})).scalars())
        if ids:
            yield ids
        if len(ids) < BATCH:
            return
        after = ids[-1]
