"""The same change to many projects at once, each with its own outcome."""

from typing import Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from registry_api.classification.schemas import CodePair
from registry_api.projects import commands
from registry_api.projects.models import Assignment, Project
from registry_api.projects.schemas import AssignmentIn, ProjectPatch, Visibility
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
    classifications: list[AssignmentIn] = Field(default=[], max_length=200, description="All of them, as in a project")


class BulkItem(Wire):
    """A project and what to change; ``version`` is the one that was seen, without it any.

    ``classify`` and ``declassify`` add and take away codes of the project's own or of ``set``.
    """

    id: UUID
    version: int | None = None
    set: BulkFields = Field(default_factory=BulkFields)
    classify: list[CodePair] = Field(default=[], max_length=20)
    declassify: list[CodePair] = Field(default=[], max_length=20)


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
            current = await _current(session, project, item)
            given = _wanted(item, current)
            if all(current[name] == value for name, value in given.items()):
                return told | {"status": "unchanged"}
            await commands.change(session, asker, project, ProjectPatch(**given))
            return told | {"status": "changed", "version": project.version, "before": _before(given, current)}
    except Problem as problem:
        return told | {"status": "refused", "reason": _reason(problem, language)}


async def _current(session: AsyncSession, project: Project, item: BulkItem) -> dict[str, Any]:
    """Return what a project is, as ``BulkFields`` says it; its classifications where ``item`` touches them."""
    plain = {name: getattr(project, name) for name in BulkFields.model_fields if name != "classifications"}
    if not (item.classify or item.declassify or "classifications" in item.set.model_fields_set):
        return plain
    columns = (Assignment.id, Assignment.vocabulary, Assignment.code, Assignment.weight)
    found = await session.execute(
        select(*columns).where(Assignment.project_id == project.id).order_by(Assignment.position)
    )
    return plain | {"classifications": [dict(row._mapping) for row in found]}


def _before(given: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
    """Return what the changed fields were; a classification that is gone comes back as a new row."""
    before = {name: current[name] for name in given}
    if "classifications" in given:
        kept = {row.get("id") for row in given["classifications"]}
        rows = before["classifications"]
        before["classifications"] = [row if row["id"] in kept else row | {"id": None} for row in rows]
    return before


def _wanted(item: BulkItem, current: dict[str, Any]) -> dict[str, Any]:
    """Return what a project should be: the fields of ``BulkFields`` that are asked for."""
    given = item.set.model_dump(include=item.set.model_fields_set)
    if not item.classify and not item.declassify:
        return given
    gone = {(pair.vocabulary, pair.code) for pair in item.declassify}
    rows = given.get("classifications", current["classifications"])
    kept = [row for row in rows if (row["vocabulary"], row["code"]) not in gone]
    known = {(row["vocabulary"], row["code"]) for row in kept}
    new = [pair.model_dump() for pair in item.classify if (pair.vocabulary, pair.code) not in known]
    return given | {"classifications": kept + new}


def _reason(problem: Problem, language: str) -> str:
    errors: list[FieldError] = problem.errors
    if errors:
        return " ".join(sentence(error.code, "detail", language, error.params) for error in errors)
    return sentence(problem.code, "detail", language, problem.params)
