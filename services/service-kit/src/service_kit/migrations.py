"""Alembic for a service: its own environment, its version table in its own schema."""

from typing import Any, Final

from alembic import command, context
from alembic.config import Config
from sqlalchemy import ForeignKeyConstraint, MetaData, create_engine, pool, text
from sqlalchemy.schema import SchemaItem

from service_kit.database import driver_url

_LOCK: Final = 77_041_802
"""One advisory lock for all services, so that two starting at once migrate one after the other."""


def upgrade(package: str, url: str) -> None:
    """Bring the schema of ``package`` (``registry_api`` …) to its newest version."""
    command.upgrade(config(package, url), "head")


def config(package: str, url: str) -> Config:
    """Return the Alembic configuration of ``package``."""
    settings = Config()
    settings.set_main_option("script_location", f"{package}:migrations")
    settings.attributes["url"] = url
    return settings


def _refers_outside(item: SchemaItem, schema: str) -> bool:
    return isinstance(item, ForeignKeyConstraint) and any(
        element.target_fullname.split(".")[0] != schema for element in item.elements
    )


def run_environment(schema: str, metadata: MetaData) -> None:
    """Run the migrations asked for; the body of every service's ``migrations/env.py``."""
    engine = create_engine(driver_url(context.config.attributes["url"], "psycopg"), poolclass=pool.NullPool)

    def own_schema(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "schema" or name == schema

    def own_objects(item: SchemaItem, _name: str | None, kind: str, *_rest: Any) -> bool:
        # A foreign key into another service's schema is written by hand: its table is not ours to model.
        return not (kind == "foreign_key_constraint" and _refers_outside(item, schema))

    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table_schema=schema,
            include_schemas=True,
            include_name=own_schema,
            include_object=own_objects,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
        connection.commit()
    engine.dispose()
