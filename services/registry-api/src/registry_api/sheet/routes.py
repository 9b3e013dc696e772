"""The sheet of a project over HTTP: an accessible PDF (PDF/UA-1)."""

import asyncio
import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated, Any, Final, Literal

import orjson
import typst
from fastapi import APIRouter, Query, Request
from sqlalchemy import text
from starlette.responses import Response

from registry_api.finance.summary import summary_body
from registry_api.projects import queries
from registry_api.projects.routes import ProjectKey
from registry_api.sheet.content import Labels, sheet
from service_kit.database import Database
from service_kit.jsons import dumps
from service_kit.principal import Asker
from service_kit.problems import not_found
from service_kit.texts import negotiate

router = APIRouter(prefix="/api/v1/projects", tags=["projects"])
PDF: Final = "application/pdf"
_PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}
}
_LABELS: Final = text("""
    SELECT vocabulary, code, label FROM registry.code
    WHERE vocabulary IN ('instrument', 'modality', 'cooperation-type', 'stage', 'partner-role', 'event-type')
    UNION ALL SELECT '', key, name FROM registry.vocabulary
""")


@router.get("/{key}/sheet", operation_id="get_project_sheet", response_class=Response, responses=_PDF)
async def get_sheet(
    request: Request,
    asker: Asker,
    key: ProjectKey,
    language: Annotated[Literal["es", "en", "de"] | None, Query()] = None,
) -> Response:
    """Return a project's sheet as a tagged PDF that screen readers read, in the language asked for."""
    database: Database = request.app.state.database
    found = await queries.record(database, asker, key)
    if found is None:
        raise not_found("project", key)
    project = orjson.loads(found[0])
    finance = await summary_body(database, project["id"])
    chosen = language or negotiate(request.headers.get("accept-language"))
    content = sheet(project, finance, await _labels(database), chosen, datetime.now(UTC).date())
    body = await asyncio.to_thread(_typeset, content)
    name = re.sub(r"[^\w-]", "-", project["code"])
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Content-Language": chosen}
    return Response(body, headers=headers, media_type=PDF)


async def _labels(database: Database) -> Labels:
    return {(row.vocabulary, row.code): row.label for row in await database.rows(_LABELS)}


def _typeset(content: dict[str, Any]) -> bytes:
    template = files(__package__).joinpath("sheet.typ").read_bytes()
    given = {"data": dumps(content).decode()}
    try:
        made = typst.compile(template, sys_inputs=given, ignore_system_fonts=True, pdf_standards=["ua-1"])
    except typst.TypstError:
        # A sign that the font does not have: still tagged, but no PDF/UA, which allows no such gap.
        made = typst.compile(template, sys_inputs=given, ignore_system_fonts=True)
    return bytes(made)
