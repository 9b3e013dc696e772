"""Registration in bulk by spreadsheet over HTTP: the template, and the file sent with its problems as comments."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from registry_api.interchange import queries
from registry_api.interchange.commands import SPREADSHEET
from registry_api.interchange.iati.findings import on_the_wire
from registry_api.interchange.sheets.commented import commented
from registry_api.interchange.sheets.lists import read_lists
from registry_api.interchange.sheets.template import template
from registry_api.storage.files import write_to
from service_kit.principal import Asker
from service_kit.problems import Problem, not_found
from service_kit.texts import negotiate

router = APIRouter(prefix="/api/v1/imports", tags=["imports"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}


def _file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@router.get("/template", operation_id="get_import_template", response_class=Response, responses=_WORKBOOK)
async def get_template(
    request: Request, _asker: Asker, language: Annotated[Literal["es", "en", "de"], Query()] = "es"
) -> Response:
    """Return the workbook in which projects are registered in bulk, with drop-downs from today's vocabularies."""
    async with request.app.state.database.reader.connect() as connection:
        lists = await read_lists(connection)
    content = await asyncio.to_thread(template, lists, language)
    return Response(content, headers=_file(f"milpa-{language}.xlsx"), media_type=XLSX)


@router.get(
    "/{import_id}/commented",
    operation_id="get_commented_spreadsheet",
    response_class=Response,
    responses=_WORKBOOK,
)
async def get_commented(request: Request, _asker: Asker, import_id: UUID) -> Response:
    """Return the spreadsheet that was sent with a comment in every wrong cell, to be corrected and sent again."""
    database = request.app.state.database
    row = await queries.record(database, import_id)
    if row is None:
        raise not_found("import", import_id)
    if row.kind != SPREADSHEET:
        raise Problem(409, "import-no-spreadsheet")
    language = negotiate(request.headers.get("accept-language"))
    problems = []
    for finding in await queries.all_problems(database, import_id):
        if finding["line"] and finding["column"]:
            told = on_the_wire(finding, language)
            problems.append(
                (finding["params"]["sheet"], finding["line"], finding["column"], f"{told['message']} {told['advice']}")
            )
    with tempfile.TemporaryDirectory(prefix="milpa-sheet-") as folder:
        file = Path(folder) / "sent"
        async with database.reader.connect() as connection:
            await write_to(connection, row.file_id, file)
        content = await asyncio.to_thread(commented, file, problems)
    return Response(content, headers=_file(f"milpa-{import_id}.xlsx"), media_type=XLSX)
