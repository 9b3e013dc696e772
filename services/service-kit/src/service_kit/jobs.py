"""Jobs in Postgres (procrastinate): a job survives its worker and is run again without doing twice."""

import json
from typing import Any, Final

import procrastinate
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.database import libpq_url

SCHEMA: Final = "jobs"
STALLED_AFTER: Final = 20
"""Seconds without a heartbeat after which a worker counts as gone."""


def job_app(database_url: str) -> procrastinate.App:
    """Return the procrastinate application over ``database_url``; its tables are in schema ``jobs``."""
    connector = procrastinate.PsycopgConnector(
        conninfo=libpq_url(database_url),
        kwargs={"options": f"-c search_path={SCHEMA}"},
        min_size=1,
        max_size=4,
    )
    return procrastinate.App(connector=connector)


async def defer(session: AsyncSession, task: str, args: dict[str, Any], *, lock: str) -> int:
    """Add a job in the caller's transaction: it exists if and only if the caller's work is committed."""
    await session.execute(text(f"SET LOCAL search_path = {SCHEMA}"))
    ids = await session.scalar(
        text(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
            "'default', CAST(:task AS text), 0, CAST(:lock AS text), NULL, CAST(:args AS jsonb), NULL"
            ")::procrastinate_job_to_defer_v1])"
        ),
        {"task": task, "lock": lock, "args": json.dumps(args)},
    )
    return int(ids[0])


WORKER_ALIVE: Final = text(
    f"SELECT EXISTS (SELECT 1 FROM {SCHEMA}.procrastinate_workers "
    f"WHERE last_heartbeat > now() - interval '{STALLED_AFTER} seconds')"
)
