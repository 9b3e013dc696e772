"""Merges one organisation into another: every record that names the one names the other, until it is undone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.base import SCHEMA, Base
from registry_api.organisations.models import Organisation, OrganisationMerge
from service_kit.jsons import dumps
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found

# What belongs to the merged organisation itself stays with it, so that undoing finds it.
_ITS_OWN: Final = frozenset({"organisation_identifier", "organisation_contact", "organisation_merge"})
# Rows of these say the same twice when both organisations stood in them; the merged one's is set aside.
_ONCE: Final = {
    "participation": ("project_id", "role"),
    "agreement_party": ("agreement_id",),
    "table_member": ("table_id",),
    "iati_organisation_source": (),
}


def references() -> Iterator[tuple[Table, str]]:
    """Yield every table and column of the registry that names an organisation: the models say which."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            targets = {key.target_fullname for key in column.foreign_keys}
            if f"{SCHEMA}.organisation.id" in targets and table.name not in _ITS_OWN:
                yield table, column.name


async def merge(session: AsyncSession, principal: Principal, merged_id: UUID, into_id: UUID) -> OrganisationMerge:
    """Merge an organisation into another.

    Raises:
        Problem: 401 or 403; 404; 422 when there is no other, or either was merged already.
    """
    principal.require(Action.ORGANISATION_MERGE)
    both = {key: await session.get(Organisation, key, with_for_update=True) for key in sorted({merged_id, into_id})}
    merged, into = both[merged_id], both[into_id]
    if merged is None:
        raise not_found("organisation", merged_id)
    if into is None or into is merged or into.merged_into_id is not None or into.parent_id == merged_id:
        raise invalid(FieldError("/into_id", "organisation-unknown"))
    if merged.merged_into_id is not None:
        raise Problem(409, "organisation-merged")
    moved: dict[str, list[str]] = {}
    aside: dict[str, list[dict[str, Any]]] = {}
    for table, column in references():
        await _move(session, table, column, merged_id, into_id, moved, aside)
    merged.merged_into_id = into_id
    merged.version += 1
    into.version += 1
    done = OrganisationMerge(
        merged_id=merged_id, into_id=into_id, moved={"moved": moved, "aside": aside}, by=principal.subject,
        by_name=principal.name,
    )  # fmt: skip
    session.add(done)
    await session.flush()
    return done


async def undo(session: AsyncSession, principal: Principal, merge_id: UUID) -> OrganisationMerge:
    """Undo a merge: what it moved and nobody changed since names the merged organisation again.

    Raises:
        Problem: 401 or 403; 404; 409 when it was undone already.
    """
    principal.require(Action.ORGANISATION_MERGE)
    done = await session.get(OrganisationMerge, merge_id, with_for_update=True)
    if done is None:
        raise not_found("merge", merge_id)
    if done.undone_at is not None:
        raise Problem(409, "merge-undone")
    merged = await session.get_one(Organisation, done.merged_id, with_for_update=True)
    into = await session.get_one(Organisation, done.into_id, with_for_update=True)
    tables = {f"{table.name}.{column}": (table, column) for table, column in references()}
    for name, ids in done.moved["moved"].items():
        table, column = tables[name]
        await session.execute(
            text(
                f"UPDATE {table.fullname} SET {column} = :merged WHERE {_key(table)} = ANY(:ids) AND {column} = :into"
            ),
            {"merged": merged.id, "into": into.id, "ids": [UUID(identifier) for identifier in ids]},
        )
    for name, rows in done.moved["aside"].items():
        fullname = tables[f"{name}.organisation_id"][0].fullname
        await session.execute(
            text(
                f"INSERT INTO {fullname} OVERRIDING SYSTEM VALUE "
                f"SELECT * FROM jsonb_populate_recordset(NULL::{fullname}, CAST(:rows AS jsonb)) ON CONFLICT DO NOTHING"
            ),
            {"rows": dumps(rows).decode()},
        )
    merged.merged_into_id = None
    merged.version += 1
    into.version += 1
    done.undone_at = datetime.now(UTC)
    await session.flush()
    return done


async def _move(
    session: AsyncSession,
    table: Table,
    column: str,
    merged_id: UUID,
    into_id: UUID,
    moved: dict[str, list[str]],
    aside: dict[str, list[dict[str, Any]]],
) -> None:
    ids = {"merged": merged_id, "into": into_id}
    if table.name in _ONCE:
        same = "".join(f" AND t.{name} = m.{name}" for name in _ONCE[table.name])
        removed = await session.scalars(
            text(
                f"DELETE FROM {table.fullname} m WHERE m.{column} = :merged AND EXISTS "
                f"(SELECT 1 FROM {table.fullname} t WHERE t.{column} = :into{same}) RETURNING to_jsonb(m)"
            ),
            ids,
        )
        if rows := list(removed):
            aside[str(table.name)] = rows
    changed = await session.scalars(
        text(f"UPDATE {table.fullname} SET {column} = :into WHERE {column} = :merged RETURNING {_key(table)}"), ids
    )
    if keys := [str(key) for key in changed]:
        moved[f"{table.name}.{column}"] = keys


def _key(table: Table) -> str:
    return next(iter(table.primary_key)).name
