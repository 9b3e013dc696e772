"""Jobs over HTTP, for administrators: what waits, runs and failed; a failed one is started again."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy import text
from starlette.responses import Response

from registry_api.base import ACTS
from registry_api.jobs.schemas import JobPage, JobStatus
from service_kit.acts import remember_act
from service_kit.jobs import SCHEMA, defer
from service_kit.pagination import After, Limit, Order, page_response, read_page
from service_kit.problems import Problem, not_found

router = APIRouter(prefix="/api/v1/jobs", tags=["administration"])

_RECORD = f"""json_build_object('id', j.id, 'task', j.task_name, 'status', j.status, 'attempts', j.attempts,
    'arguments', j.args, 'scheduled_at', j.scheduled_at,
    'queued_at', (SELECT min(e.at) FROM {SCHEMA}.procrastinate_events e WHERE e.job_id = j.id))::text"""


@router.get("", operation_id="list_jobs", responses={200: {"model": JobPage}})
async def list_jobs(
    request: Request,
    status: Annotated[JobStatus | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List jobs, the newest first; those done well are not kept."""
    where, params = ("j.status::text = :status", {"status": status}) if status else ("true", {})
    page = await read_page(
        request.app.state.database, record=_RECORD, source=f"{SCHEMA}.procrastinate_jobs j", where=where,
        params=params, order=Order("j.id", int, "j.id", tie_kind=int, descending=True), limit=limit, after=after,
    )  # fmt: skip
    return page_response(request, *page)


@router.post("/{job_id}/retry", operation_id="retry_job", status_code=202, response_class=Response)
async def retry_job(request: Request, job_id: Annotated[int, Path(ge=1, le=2**63 - 1)]) -> Response:
    """Start a failed job again."""
    async with request.app.state.database.transaction() as session:
        row = (
            await session.execute(
                text(f"SELECT task_name, args, lock, status::text AS status FROM {SCHEMA}.procrastinate_jobs "
                     "WHERE id = :id FOR UPDATE"),
                {"id": job_id},
            )
        ).first()  # fmt: skip
        if row is None:
            raise not_found("job", job_id)
        if row.status != "failed":
            raise Problem(409, "job-not-failed", status=row.status)
        await defer(session, row.task_name, row.args, lock=row.lock)
        await session.execute(
            text(f"DELETE FROM {SCHEMA}.procrastinate_jobs WHERE id = :id"),
            {"id": job_id},
        )
        await remember_act(session, ACTS, "job-retried", f"{row.task_name} {job_id}")
    return Response(status_code=202)
