"""The job worker: ``python -m registry_api.worker``."""

import asyncio
from typing import Final

from procrastinate import App
from procrastinate.jobs import Status

from registry_api.documents import commands as documents_commands
from registry_api.documents import tasks as documents
from registry_api.interchange.commands import NAMESPACE
from registry_api.interchange.tasks import blueprint, give_up
from registry_api.settings import settings
from registry_api.webhooks.dispatch import Dispatcher
from service_kit import telemetry
from service_kit.database import Database
from service_kit.jobs import STALLED_AFTER, job_app
from service_kit.problems import register_messages

MAX_RESCUES: Final = 3
"""How often a job is taken up again whose worker died."""


async def run() -> None:
    """Work on jobs until asked to stop; jobs of workers that died are taken up again."""
    config = settings()
    telemetry.configure("worker", config.log_level)
    register_messages("registry_api")
    database = Database(config.database_url, pool_size=4, application="worker", bulk=True)
    app = job_app(config.database_url)
    app.add_tasks_from(blueprint, namespace=NAMESPACE)
    app.add_tasks_from(documents.blueprint, namespace=documents_commands.NAMESPACE)
    async with app.open_async():
        rescuer = asyncio.create_task(_rescue(app, database))
        dispatcher = asyncio.create_task(Dispatcher(database, config).run())
        try:
            await app.run_worker_async(
                concurrency=2,
                additional_context={"database": database},
                # A job that waited for another's lock is found by looking, not by a notification.
                fetch_job_polling_interval=0.5,
                update_heartbeat_interval=5,
                stalled_worker_timeout=STALLED_AFTER,
                delete_jobs="successful",
            )
        finally:
            rescuer.cancel()
            dispatcher.cancel()
            await database.close()


async def _rescue(app: App, database: Database) -> None:
    """Queue again the jobs whose worker's heartbeat stopped; one that stops every worker is given up."""
    while True:
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
        for job in stalled:
            if job.attempts >= MAX_RESCUES:
                telemetry.log.error("job given up", job=job.id, task=job.task_name)
                if "import_id" in job.task_kwargs:
                    await give_up(database, str(job.task_kwargs["import_id"]))
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                telemetry.log.warning("job rescued", job=job.id, task=job.task_name)
                await app.job_manager.retry_job(job)
        await asyncio.sleep(STALLED_AFTER / 3)


if __name__ == "__main__":
    asyncio.run(run())
