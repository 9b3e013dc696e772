"""Database roles: each service logs in as its own and can write no other service's schema.

Roles belong to the whole server, so their names start with the database's.
"""

from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from service_kit.database import driver_url, libpq_url
from service_kit.history import TABLES as HISTORY
from service_kit.jobs import SCHEMA as JOBS
from service_kit.secrets import derive

DIRECTORY: Final = (
    "directory_project", "directory_organisation", "directory_participation", "directory_code",
    "directory_classification", "directory_country", "directory_event", "directory_iati_source",
)  # fmt: skip
"""The registry's published views: all that other services may read of it."""
RESULTS: Final = ("evaluation", "directory_result")
"""What evaluation publishes: results as IATI, which the registry writes into its exports."""

CLIENTS: Final = ("identity", "directory_client")
"""What identity publishes: who a webhook's owner is today, so that each is told only what they may know."""
NOTICES: Final = ("registry", "directory_notification")
"""What the registry has to tell people, which identity, who knows their addresses, writes them by mail."""

TELLS: Final = ("registry", "notify")
"""By which evaluation tells people something, though it writes nothing of the registry."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A service's schemas; those in ``history`` have one, which the service only reads."""

    service: str
    writes: tuple[str, ...]
    history: tuple[str, ...] = ()
    reads_directory: bool = False
    reads_results: bool = False
    reads_clients: bool = False
    reads_notices: bool = False
    tells: bool = False


GRANTS: Final = (
    Grant("registry", ("registry", JOBS), history=("registry",), reads_results=True, reads_clients=True),
    Grant("evaluation", ("evaluation",), history=("evaluation",), reads_directory=True, tells=True),
    Grant("identity", ("identity",), history=("identity",), reads_directory=True, reads_notices=True),
)


def role_name(url: str, service: str) -> str:
    """Return the role of ``service`` for the database of ``url``."""
    return f"{make_url(libpq_url(url)).database or 'milpa'}_{service}"


def role_url(url: str, service: str, secret: str) -> str:
    """Return ``url`` with the role of ``service`` and its password, derived from the installation's secret."""
    password = derive(secret, f"database role {service}").hex()
    parsed = driver_url(url, "psycopg").set(
        drivername="postgresql", username=role_name(url, service), password=password
    )
    return parsed.render_as_string(hide_password=False)


def ensure_roles(url: str, secret: str) -> None:
    """Create the services' roles and give them their rights; done again, nothing changes.

    Raises:
        psycopg.errors.InsufficientPrivilege: when the user of ``url`` may not create roles.
    """
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        for grant in GRANTS:
            role = sql.Identifier(role_name(url, grant.service))
            password = sql.Literal(derive(secret, f"database role {grant.service}").hex())
            found = connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [role_name(url, grant.service)]
            ).fetchone()
            verb = sql.SQL("ALTER" if found else "CREATE")
            connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, role, password))
            for schema in grant.writes:
                _give_schema(connection, role, schema)
            for schema in grant.history:
                for table in HISTORY:
                    name = sql.Identifier(schema, table)
                    connection.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(name, role))
            read = [RESULTS] * grant.reads_results + [CLIENTS] * grant.reads_clients + [NOTICES] * grant.reads_notices
            for schema, view in read:
                connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), role))
                connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(schema, view), role))
            if grant.reads_directory:
                connection.execute(sql.SQL("GRANT USAGE ON SCHEMA registry TO {}").format(role))
                for view in DIRECTORY:
                    name = sql.Identifier("registry", view)
                    connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(name, role))
            if grant.tells:
                name = sql.Identifier(*TELLS)
                connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(name, role))


def _give_schema(connection: psycopg.Connection[tuple[object, ...]], role: sql.Identifier, schema: str) -> None:
    name = sql.Identifier(schema)
    for right in (
        "USAGE ON SCHEMA {}",
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {}",
        "USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {}",
        "EXECUTE ON ALL FUNCTIONS IN SCHEMA {}",
    ):
        connection.execute(sql.SQL("GRANT " + right + " TO {}").format(name, role))
