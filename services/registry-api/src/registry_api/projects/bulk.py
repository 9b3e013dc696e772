"""The same change to many projects at once, each with its own outcome."""

from typing import Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.projects import commands
from registry_api.projects.models import Project
from registry_api.projects.schemas import ProjectPatch, Visibility
from registry_api.wire import CodeValue, Wire
from service_kit.jsons import dumps
from service_kit.principal import Asker, Principal
from service_kit.problems import FieldError, Problem, sentence
from service_kit.texts import negotiate

router = APIRouter(prefix="/api/v1/projects", tags=["projects"])
MAX_AT_ONCE: Final = 200


class BulkFields(Wire):
    """What is changed: the fields given."""

    visibility: Visibility = Visibility.DRAFT
    cooperation_type: CodeValue | None = None
    modality: CodeValue | None = None
    responsible_id: UUID | None = None


class BulkItem(Wire):
    """A project and what to change; ``version`` is the one that was seen, without it any."""

    id: UUID
    version: int | None = None
    set: BulkFields


class BulkIn(Wire):
    """Changes of many projects; the answer tells of each what it was, so that it can be sent back to undo them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"items": [{"id": "0190f2f5-3a00-7000-8000-000000000001", "set": {"visibility": "internal"}}]}]
        },
    )

    items: list[BulkItem] = Field(min_length=1, max_length=MAX_AT_ONCE)


class BulkOutcome(BaseModel):
    """What became of a project: ``before`` are the fields as they were, ``reason`` says why it was refused."""

    id: UUID
    code: str | None
    status: Literal["changed", "unchanged", "refused"]
    version: int | None
    before: BulkFields
    reason: str | None


class BulkOut(BaseModel):
    """What became of each project, in the order sent."""

    items: list[BulkOutcome]


@router.post("/bulk", operation_id="update_projects", responses={200: {"model": BulkOut}})
async def update_projects(request: Request, asker: Asker, body: BulkIn) -> Response:
    """Change the same fields of many projects; one that may not be changed does not stop the others."""
    language = negotiate(request.headers.get("accept-language"))
    async with request.app.state.database.transaction() as session:
        items = [await _outcome(session, asker, item, language) for item in body.items]
    return Response(dumps({"items": items}), media_type="application/json")


async def _outcome(session: AsyncSession, asker: Principal, item: BulkItem, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": item.id, "code": None, "version": None, "before": {}, "reason": None}
    try:
        # What a refused change had begun is taken back; the others stand.
        async with session.begin_nested():
            project = await commands.get_for_change(session, asker, str(item.id))
            told |= {"code": project.code, "version": project.version}
            if item.version is not None and item.version != project.version:
                raise Problem(412, "stale")
            given = item.set.model_dump(include=item.set.model_fields_set)
            told["before"] = {name: getattr(project, name) for name in given}
            return told | await _change(session, asker, project, given)
    except Problem as problem:
        return told | {"status": "refused", "before": {}, "reason": _reason(problem, language)}


async def _change(session: AsyncSession, asker: Principal, project: Project, given: dict[str, Any]) -> dict[str, Any]:
    if all(getattr(project, name) == value for name, value in given.items()):
        return {"status": "unchanged", "before": {}}
    await commands.change(session, asker, project, ProjectPatch(**given))
    return {"status": "changed", "version": project.version}


def _reason(problem: Problem, language: str) -> str:
    errors: list[FieldError] = problem.errors
    if errors:
        return " ".join(sentence(error.code, "detail", language, error.params) for error in errors)
    return sentence(problem.code, "detail", language, problem.params)
