"""Brings the database to the newest version and seeds it; done again, nothing changes."""

import asyncio
import os
from collections.abc import Awaitable, Callable

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import ProgrammingError

from gateway.identity.demo import remove_demo, seed_administrator
from gateway.identity.demo import seed_demo as seed_demo_accounts
from launcher.settings import Settings, Stop
from service_kit.database import Database, driver_url
from service_kit.migrations import upgrade
from service_kit.roles import ensure_roles
from service_kit.secrets import signing_key

PACKAGES = ("registry_api", "evaluation_api", "gateway")


def prepare(url: str, settings: Settings) -> None:
    """Migrate, make the services' roles, seed vocabularies and, in demo mode, demonstration data.

    Raises:
        Stop: when the user of ``url`` may not do it.
    """
    try:
        for package in PACKAGES:
            upgrade(package, url)
        ensure_roles(url, settings.secret)
    except (psycopg.errors.InsufficientPrivilege, ProgrammingError) as exc:
        cause = exc.orig if isinstance(exc, ProgrammingError) else exc
        if not isinstance(cause, psycopg.errors.InsufficientPrivilege):
            raise
        raise Stop(
            f"The database user may not prepare the database ({cause}). It must own the database and have CREATEROLE: "
            "ALTER ROLE <user> CREATEROLE;"
        ) from exc
    # registry_api reads its settings from the environment, as when it serves.
    os.environ.setdefault("MILPA_DATABASE_URL", url)
    os.environ.setdefault("MILPA_GATEWAY_PUBLIC_KEY", signing_key(settings.secret)[1])
    from evaluation_api.demo.seed import seed_demo as seed_demo_evaluation  # noqa: PLC0415
    from evaluation_api.frameworks.templates import seed_templates  # noqa: PLC0415
    from registry_api.changes.era import begin_era_if_restored  # noqa: PLC0415
    from registry_api.classification.seed import seed_vocabularies  # noqa: PLC0415
    from registry_api.demo.seed import seed_demo  # noqa: PLC0415

    engine = create_engine(driver_url(url, "psycopg"))
    with engine.begin() as connection:
        begin_era_if_restored(connection)
        seed_vocabularies(connection)
        seed_templates(connection)
    if not settings.production:
        asyncio.run(_run(url, seed_demo))
        asyncio.run(_run(url, seed_demo_evaluation))
    with engine.begin() as connection:
        _seed_accounts(connection, settings)
    engine.dispose()


def _seed_accounts(connection: Connection, settings: Settings) -> None:
    if not settings.production:
        seed_demo_accounts(connection)
        return
    remove_demo(connection)
    if settings.admin is not None:
        seed_administrator(connection, *settings.admin)


async def _run(url: str, work: Callable[[Database], Awaitable[object]]) -> None:
    database = Database(url, pool_size=2, application="launcher")
    try:
        await work(database)
    finally:
        await database.close()
