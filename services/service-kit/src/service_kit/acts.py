"""What administrators did that changes no record: a link sent, a session ended, a job started again.

A row is added and never changed; its history (``service_kit.history``) says who and when, so that the one audit search
finds it.
"""

from typing import Final

from sqlalchemy import Column, MetaData, Table, Text, Uuid, insert
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.history import follow
from service_kit.identifiers import new_id

NAME: Final = "administrative_act"


def act_table(metadata: MetaData) -> Table:
    """Return the table of acts for a service's schema."""
    return Table(
        NAME,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("act", Text, nullable=False),
        Column("target", Text, nullable=False),
    )


def install_acts(schema: str) -> list[str]:
    """Return the statements of a migration that give ``schema`` its table of acts."""
    table = f"""CREATE TABLE {schema}.{NAME} (
        id uuid NOT NULL CONSTRAINT pk_{NAME} PRIMARY KEY,
        act text NOT NULL,
        target text NOT NULL
    )"""
    return [table, *follow(schema, NAME, NAME, "id")]


async def remember_act(session: AsyncSession, table: Table, act: str, target: object) -> None:
    """Remember an act, such as ``job-retried``, and what it was done to."""
    await session.execute(insert(table).values(id=new_id(), act=act, target=str(target)))
