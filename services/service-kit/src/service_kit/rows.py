"""Lists that belong to a record and are sent whole: what is the same stays, the rest is added, changed, removed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.bulk import insert_rows, update_rows
from service_kit.database import Base, table_of
from service_kit.identifiers import new_id


async def sync_rows(
    session: AsyncSession, model: type[Base], owner: str, owner_id: UUID, rows: Sequence[dict[str, Any]], key: str
) -> None:
    """Make the rows of ``model`` whose column ``owner`` is ``owner_id`` the given ones.

    Rows are the same when their column ``key`` is; of several with one key the first found is kept. A row that comes
    with an ``id`` of its own and is new keeps that id.
    """
    table: Any = model
    stored = await session.scalars(select(table).where(getattr(table, owner) == owner_id).order_by(table.id))
    free: dict[Any, list[Any]] = {}
    for row in stored:
        free.setdefault(getattr(row, key), []).append(row)
    added, changed = [], []
    for values in rows:
        twins = free.get(values[key])
        if not twins:
            added.append({"id": new_id(), owner: owner_id, **values})
            continue
        twin = twins.pop(0)
        if any(getattr(twin, name) != value for name, value in values.items()):
            changed.append({"id": twin.id, **values})
    removed = [row.id for rows_left in free.values() for row in rows_left]
    if removed:
        await session.execute(delete(table).where(table.id.in_(removed)))
    await update_rows(session, table_of(model), changed)
    await insert_rows(session, table_of(model), added)
