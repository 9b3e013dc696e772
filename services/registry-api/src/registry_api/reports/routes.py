"""Reports that can be filed, and what is missing for them, over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from registry_api.cycle.rules import READY, lacking
from registry_api.interchange.exports.routes import XLSX, Language, chosen_language
from registry_api.interchange.exports.spreadsheet import spool_xlsx, write_csv
from registry_api.projects.filters import Filters, ProjectFilters
from registry_api.projects.queries import visible_id
from registry_api.projects.routes import ProjectKey
from registry_api.projects.schemas import ProjectPatch
from registry_api.reports import drafts, queries
from registry_api.reports.facts import ReportProject
from registry_api.reports.rules import completeness, concerns
from registry_api.reports.variables import REPORTS, STANDARDS, Report
from registry_api.wire import MissingItem, missing_items
from service_kit.jsons import dumps
from service_kit.principal import Asker
from service_kit.problems import not_found
from service_kit.texts import negotiate, pick

router = APIRouter(prefix="/api/v1", tags=["reports"])
ReportKey = Annotated[Literal["segib", "tossd", "rencid"], Path()]
MAX_LISTED = 1000
"""Projects whose gaps are listed one by one; all are counted."""


class VariableOut(BaseModel):
    """A variable of a report."""

    key: str
    heading: dict[str, str]


class ReportOut(BaseModel):
    """A report: which modalities it is about (none: all) and its variables."""

    key: str
    name: dict[str, str]
    modalities: list[str]
    variables: list[VariableOut]


class ReportList(BaseModel):
    """The reports that can be made."""

    items: list[ReportOut]


class ReportGaps(BaseModel):
    """How complete a project is for a report."""

    report: str
    score: int = Field(description="Percentage of the required variables that are known")
    missing: list[VariableOut]


class ProjectGaps(BaseModel):
    """How complete a project is for each report that is about it."""

    items: list[ReportGaps]


class DraftGaps(ProjectGaps):
    """How complete a project would be as it is being written."""

    approval: list[MissingItem] = Field(description="What it would lack to be approved")


class ReportGapsRow(BaseModel):
    """How complete one project of a report is."""

    id: UUID
    code: str
    title: dict[str, str]
    score: int
    missing: list[VariableOut]


class ReportCompleteness(BaseModel):
    """How complete a report is: over all projects, and what each lacks, the least complete first."""

    projects: int
    complete: int
    score: int = Field(description="Mean over the projects; 100 when nothing is missing anywhere")
    missing: dict[str, int] = Field(description="How many projects lack a variable, by its key")
    items: list[ReportGapsRow] = Field(description=f"At most {MAX_LISTED}")


@router.get("/reports", operation_id="list_reports", responses={200: {"model": ReportList}})
async def list_reports(_asker: Asker) -> Response:
    """List the reports that can be made, with their variables."""
    items = [
        {"key": r.key, "name": r.name, "modalities": r.modalities, "variables": _variables(r.variables)}
        for r in REPORTS.values()
    ]
    return Response(dumps({"items": items}), media_type="application/json")


@router.get(
    "/reports/{report}/file",
    operation_id="get_report_file",
    response_class=Response,
    responses={
        200: {
            "description": "The report.",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (XLSX, "text/csv")},
        }
    },
)
async def get_report_file(
    request: Request,
    asker: Asker,
    report: ReportKey,
    filters: Filters,
    format: Annotated[Literal["xlsx", "csv"], Query()] = "xlsx",
    language: Language = None,
) -> StreamingResponse:
    """Make a report of the selected projects as a workbook or CSV."""
    made, chosen = REPORTS[report], chosen_language(request, language)
    rows = _rows(request, asker, filters, made, chosen)
    columns = [(pick(variable.heading, chosen), variable.width) for variable in made.variables]
    name = f"milpa-{report}-{datetime.now(UTC):%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if format == "csv":
        return StreamingResponse(write_csv(rows, columns), headers=headers, media_type="text/csv; charset=utf-8")
    body = await spool_xlsx(rows, columns, report.upper())
    return StreamingResponse(body, headers=headers, media_type=XLSX)


async def _rows(
    request: Request, asker: Asker, filters: ProjectFilters, report: Report, language: str
) -> AsyncIterator[list[list[str]]]:
    async for projects in queries.report_projects(request.app.state.database, asker, filters, report, language):
        yield [[variable.value(project) for variable in report.variables] for project in projects]


@router.get(
    "/reports/{report}/completeness",
    operation_id="get_report_completeness",
    responses={200: {"model": ReportCompleteness}},
)
async def get_completeness(request: Request, asker: Asker, report: ReportKey, filters: Filters) -> Response:
    """Say how complete a report of the selected projects is, and what is missing project by project."""
    made = REPORTS[report]
    rows: list[dict[str, Any]] = []
    missing: dict[str, int] = {}
    count = complete = total = 0
    async for projects in queries.report_projects(request.app.state.database, asker, filters, made, "es"):
        for project in projects:
            found = completeness(made, project)
            count, total = count + 1, total + found.score
            complete += not found.missing
            for variable in found.missing:
                missing[variable.key] = missing.get(variable.key, 0) + 1
            if found.missing:
                rows.append(_named(project) | {"score": found.score, "missing": _variables(found.missing)})
    rows.sort(key=lambda row: (row["score"], row["code"]))
    body = {
        "projects": count,
        "complete": complete,
        "score": total // count if count else 100,
        "missing": dict(sorted(missing.items(), key=lambda entry: -entry[1])),
        "items": rows[:MAX_LISTED],
    }
    return Response(dumps(body), media_type="application/json")


@router.get(
    "/projects/{key}/completeness", operation_id="get_project_completeness", responses={200: {"model": ProjectGaps}}
)
async def get_project_completeness(request: Request, asker: Asker, key: ProjectKey) -> Response:
    """Say how complete a project is for each report, and what it lacks."""
    database = request.app.state.database
    project_id = await visible_id(database, asker, key)
    if project_id is None:
        raise not_found("project", key)
    project = await queries.one(database, asker, project_id, "es")
    return Response(dumps({"items": _gaps(project)}), media_type="application/json")


@router.post("/projects/completeness", operation_id="assess_draft", responses={200: {"model": DraftGaps}})
async def assess_draft(
    request: Request, asker: Asker, body: ProjectPatch, project: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """Say how complete a project would be as it is being written, and what it would lack to be approved.

    Nothing is stored. With ``project`` (id or code), what is left out is as it is registered there.
    """
    database = request.app.state.database
    if project is None:
        base = await queries.blank(database, drafts.BLANK, "es")
    else:
        project_id = await visible_id(database, asker, project)
        if project_id is None:
            raise not_found("project", project)
        base = await queries.one(database, asker, project_id, "es")
    drafted, facts = await drafts.drafted(database, body, base)
    approval = missing_items(lacking(READY, facts), negotiate(request.headers.get("accept-language")))
    return Response(dumps({"items": _gaps(drafted), "approval": approval}), media_type="application/json")


def _gaps(project: ReportProject) -> list[dict[str, Any]]:
    found = [
        (standard, completeness(standard, project))
        for standard in STANDARDS
        if concerns(standard, project.record["modality"])
    ]
    return [
        {"report": standard.key, "score": gaps.score, "missing": _variables(gaps.missing)} for standard, gaps in found
    ]


def _variables(variables: Any) -> list[dict[str, Any]]:
    return [{"key": variable.key, "heading": variable.heading} for variable in variables]


def _named(project: ReportProject) -> dict[str, Any]:
    return {name: project.record[name] for name in ("id", "code", "title")}
