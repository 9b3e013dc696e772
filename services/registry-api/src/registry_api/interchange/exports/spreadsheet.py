"""Tables as CSV and XLSX that a spreadsheet program opens without running anything in them."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import anyio
import xlsxwriter

from registry_api.interchange.exports.table import COLUMNS
from service_kit.texts import pick

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

Batches = AsyncIterator[list[list[str]]]


def harmless(cell: str) -> str:
    """Return a CSV cell that no spreadsheet program takes for a formula (OWASP, CSV injection)."""
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell


async def write_csv(batches: Batches, language: str) -> AsyncIterator[bytes]:
    """Yield CSV (RFC 4180) in UTF-8 with a mark, so that spreadsheet programs read accents."""
    yield "﻿".encode() + _lines([[pick(heading, language) for _, heading, _ in COLUMNS]])
    async for rows in batches:
        yield _lines(rows)


def _lines(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[harmless(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode()


async def write_xlsx(batches: Batches, language: str, path: Path) -> None:
    """Write an XLSX workbook to ``path``, row by row in flat memory; texts stay texts."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(str(path), options)
    sheet = workbook.add_worksheet({"es": "Proyectos", "en": "Projects", "de": "Projekte"}[language])
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, (_, heading, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, pick(heading, language), head)
    sheet.freeze_panes(1, 2)
    number = 0
    async for rows in batches:
        for row in rows:
            number += 1
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:32_767])
    sheet.autofilter(0, 0, max(number, 1), len(COLUMNS) - 1)
    await anyio.to_thread.run_sync(workbook.close)
