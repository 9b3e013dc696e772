"""One Postgres: an engine for writes (ORM entities) and an autocommit one for reads (JSON built in SQL)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import orjson
from sqlalchemy import URL, Executable, MetaData, Table, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from service_kit.history import acting
from service_kit.telemetry import request_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def metadata(schema: str) -> MetaData:
    """Return the metadata of a service's schema, with predictable constraint names."""
    return MetaData(schema=schema, naming_convention=NAMING)


def driver_url(url: str, driver: str) -> URL:
    """Return ``url`` (any ``postgres://`` form) for SQLAlchemy with ``driver`` (asyncpg or psycopg)."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    query = dict(parsed.query)
    if driver == "asyncpg" and "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return parsed.set(drivername=f"postgresql+{driver}", query=query)


def libpq_url(url: str) -> str:
    """Return ``url`` as libpq (psycopg, procrastinate) reads it."""
    return driver_url(url, "psycopg").set(drivername="postgresql").render_as_string(hide_password=False)


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def make_engine(url: str, *, pool_size: int, application: str, bulk: bool = False) -> AsyncEngine:
    """Return an engine over asyncpg whose sessions name themselves ``application`` and run in UTC.

    ``bulk`` is for work that fills tables: every statement is planned anew, because a plan kept from when a
    table was empty reads it whole for every row once it is full.
    """
    return create_async_engine(
        driver_url(url, "asyncpg"),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        pool_pre_ping=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={
            "server_settings": {
                "application_name": application,
                "TimeZone": "UTC",
                "jit": "off",
                "plan_cache_mode": "force_custom_plan" if bulk else "auto",
            },
            "command_timeout": 120,
        },
    )


_TELL: Final = text(
    "SELECT set_config('milpa.actor', :actor, true), set_config('milpa.actor_name', :name, true), "
    "set_config('milpa.origin', :origin, true), set_config('milpa.request_id', :request, true)"
)


class Database:
    """A service's connections."""

    def __init__(
        self, url: str, *, read_url: str | None = None, pool_size: int, application: str, bulk: bool = False
    ) -> None:
        self.engine = make_engine(url, pool_size=pool_size, application=application, bulk=bulk)
        read_engine = self.engine
        if read_url:
            read_engine = make_engine(read_url, pool_size=pool_size, application=application)
        self._read_engine = read_engine
        self.reader = read_engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Yield a session whose work is committed at the end of the block, or undone when it raises.

        Who acts, and in which request, is told to Postgres, whose triggers write the history.
        """
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            actor = acting()
            told = {"actor": actor.subject, "name": actor.name, "origin": actor.origin, "request": request_id()}
            await session.execute(_TELL, told)
            yield session

    async def rows(self, statement: Executable, params: Mapping[str, Any] | None = None) -> list[Any]:
        """Run a read and return its rows."""
        async with self.reader.connect() as connection:
            return list(await connection.execute(statement, params))

    async def scalar(self, statement: Executable, params: Mapping[str, Any] | None = None) -> Any:
        """Run a read and return its first column of its first row, or None."""
        async with self.reader.connect() as connection:
            return await connection.scalar(statement, params)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        if self._read_engine is not self.engine:
            await self._read_engine.dispose()


class Base(DeclarativeBase):
    """Base of every table; a service derives its own with its schema's metadata."""

    __abstract__ = True


def table_of(model: type[DeclarativeBase]) -> Table:
    """Return the table of a model, for statements that know no entities."""
    return cast(Table, model.__table__)
