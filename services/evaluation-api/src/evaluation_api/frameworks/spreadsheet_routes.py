"""Frameworks as spreadsheets over HTTP."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from evaluation_api import projects
from evaluation_api.frameworks import queries, spreadsheet
from evaluation_api.frameworks.routes import ProjectKey
from evaluation_api.frameworks.schemas import ResultIn
from service_kit.jsons import dumps
from service_kit.principal import Asker, Role
from service_kit.problems import FieldError, invalid, sentence
from service_kit.texts import negotiate

router = APIRouter(prefix="/api/v1", tags=["frameworks"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Language = Annotated[Literal["es", "en", "de"], Query(description="Of headings and texts")]
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


class SheetProblem(BaseModel):
    """What is wrong with a cell."""

    cell: str
    code: str
    detail: str


class SheetOutline(BaseModel):
    """The outline that a spreadsheet holds, to be looked at and then written with ``PUT /frameworks/{key}``."""

    results: list[ResultIn]
    problems: list[SheetProblem]


@router.get(
    "/frameworks/{key}/spreadsheet",
    operation_id="export_framework_spreadsheet",
    response_class=Response,
    responses={200: {"content": {XLSX: _BINARY}}},
)
async def export_spreadsheet(request: Request, asker: Asker, key: ProjectKey, language: Language = "es") -> Response:
    """Return a project's framework as a workbook with drop-downs; an empty one to fill in when it has none."""
    async with request.app.state.database.transaction() as session:
        project = await projects.find(session, asker, key)
        found = await queries.framework(session, project.id, public=asker.role is Role.PUBLIC)
    content = spreadsheet.write(found["results"] if found else [], language)
    headers = {"Content-Disposition": f'attachment; filename="{project.code}-{language}.xlsx"'}
    return Response(content, headers=headers, media_type=XLSX)


@router.post(
    "/framework-spreadsheets",
    operation_id="read_framework_spreadsheet",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {XLSX: _BINARY, "text/csv": _BINARY, "application/octet-stream": _BINARY},
        }
    },
    responses={200: {"model": SheetOutline}},
)
async def read_spreadsheet(request: Request, _asker: Asker, language: Language = "es") -> Response:
    """Read an outline from a workbook or CSV; nothing is stored, and every problem is told by its cell."""
    try:
        results, problems = spreadsheet.read(await request.body(), language)
    except spreadsheet.UnreadableError as wrong:
        raise invalid(FieldError("/", str(wrong), {"rows": str(spreadsheet.MAX_ROWS)})) from wrong
    told = negotiate(request.headers.get("accept-language"))
    body = {
        "results": results,
        "problems": [
            {"cell": p.cell, "code": p.code, "detail": sentence(p.code, "detail", told, p.params)} for p in problems
        ],
    }
    return Response(dumps(body), media_type="application/json")
