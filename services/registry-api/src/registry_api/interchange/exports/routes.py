"""Exports over HTTP: the same filters as the list of projects."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from sqlalchemy import text
from starlette.responses import Response, StreamingResponse

from registry_api.interchange.exports.iati import write_iati
from registry_api.interchange.exports.organisations import write_organisations
from registry_api.interchange.exports.selection import batches, snapshot
from registry_api.interchange.exports.spreadsheet import spool_xlsx, write_csv
from registry_api.interchange.exports.table import SHEET, headings, table_rows
from registry_api.interchange.publisher import this_publisher
from registry_api.projects.filters import Filters, ProjectFilters
from registry_api.projects.queries import RECORD
from registry_api.projects.schemas import ProjectOut
from service_kit.database import Database
from service_kit.principal import Asker, Principal
from service_kit.texts import negotiate

router = APIRouter(prefix="/api/v1/exports", tags=["interchange"])

Language = Annotated[
    Literal["es", "en", "de"] | None,
    Query(description="Of headings and labels; else Accept-Language"),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(extension: str) -> dict[str, str]:
    name = f"milpa-{datetime.now(UTC):%Y-%m-%d}.{extension}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _content(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


def chosen_language(request: Request, language: str | None) -> str:
    """Return the language of a file: the one asked for, else the reader's."""
    return language or negotiate(request.headers.get("accept-language"))


@router.get("/iati", operation_id="export_iati", response_class=Response, responses=_content("application/xml"))
async def export_iati(request: Request, asker: Asker, filters: Filters) -> StreamingResponse:
    """Export projects as IATI 2.03, valid against the XSD."""
    body = write_iati(request.app.state.database, asker, filters, this_publisher())
    return StreamingResponse(body, headers=_file("xml"), media_type="application/xml")


@router.get(
    "/iati-organisations", operation_id="export_iati_organisations", response_class=Response,
    responses=_content("application/xml"),
)  # fmt: skip
async def export_iati_organisations(request: Request, _asker: Asker) -> StreamingResponse:
    """Export the organisation records that were imported, as IATI 2.03."""
    body = write_organisations(request.app.state.database, this_publisher())
    return StreamingResponse(body, headers=_file("xml"), media_type="application/xml")


@router.get("/csv", operation_id="export_csv", response_class=Response, responses=_content("text/csv"))
async def export_csv(request: Request, asker: Asker, filters: Filters, language: Language = None) -> StreamingResponse:
    """Export projects as CSV, one a row."""
    chosen = chosen_language(request, language)
    rows = table_rows(request.app.state.database, asker, filters, chosen)
    return StreamingResponse(
        write_csv(rows, headings(chosen)), headers=_file("csv"), media_type="text/csv; charset=utf-8"
    )


@router.get("/xlsx", operation_id="export_xlsx", response_class=Response, responses=_content(XLSX))
async def export_xlsx(request: Request, asker: Asker, filters: Filters, language: Language = None) -> StreamingResponse:
    """Export projects as an XLSX workbook, one a row."""
    chosen = chosen_language(request, language)
    rows = table_rows(request.app.state.database, asker, filters, chosen)
    body = await spool_xlsx(rows, headings(chosen), SHEET[chosen])
    return StreamingResponse(body, headers=_file("xlsx"), media_type=XLSX)


@router.get("/json", operation_id="export_json", responses={200: {"model": list[ProjectOut]}})
async def export_json(request: Request, asker: Asker, filters: Filters) -> StreamingResponse:
    """Export projects as a JSON array of full records."""
    body = _json(request.app.state.database, asker, filters)
    return StreamingResponse(body, headers=_file("json"), media_type="application/json")


async def _json(database: Database, principal: Principal, filters: ProjectFilters) -> AsyncIterator[bytes]:
    statement = text(f"SELECT {RECORD} FROM registry.project p WHERE p.id = ANY(:ids) ORDER BY p.id")
    separator = b"["
    async with snapshot(database) as connection:
        async for ids in batches(connection, principal, filters):
            for record in (await connection.execute(statement, {"ids": ids})).scalars():
                yield separator + str(record).encode()
                separator = b",\n"
    yield b"[]\n" if separator == b"[" else b"]\n"
