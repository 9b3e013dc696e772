"""Tables as CSV and XLSX that a spreadsheet program opens without running anything in them."""

import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

import anyio
import xlsxwriter

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

Batches = AsyncIterator[list[list[str]]]
Column = tuple[str, int]
"""A heading and a width in characters."""


def harmless(cell: str) -> str:
    """Return a CSV cell that no spreadsheet program takes for a formula (OWASP, CSV injection)."""
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell


async def write_csv(batches: Batches, columns: Sequence[Column]) -> AsyncIterator[bytes]:
    """Yield CSV (RFC 4180) in UTF-8 with a mark, so that spreadsheet programs read accents."""
    yield "﻿".encode() + _lines([[heading for heading, _ in columns]])
    async for rows in batches:
        yield _lines(rows)


def _lines(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[harmless(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode()


async def write_xlsx(batches: Batches, columns: Sequence[Column], sheet_name: str, path: Path) -> None:
    """Write an XLSX workbook to ``path``, row by row in flat memory; texts stay texts."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(str(path), options)
    sheet = workbook.add_worksheet(sheet_name)
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    sheet.freeze_panes(1, 2)
    number = 0
    async for rows in batches:
        for row in rows:
            number += 1
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:32_767])
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    await anyio.to_thread.run_sync(workbook.close)


async def spool_xlsx(batches: Batches, columns: Sequence[Column], sheet_name: str) -> AsyncIterator[bytes]:
    """Write a workbook to a file of its own and return its bytes; the file goes when they have been read."""
    folder = tempfile.TemporaryDirectory(prefix="milpa-export-")
    path = Path(folder.name) / "workbook.xlsx"
    try:
        await write_xlsx(batches, columns, sheet_name, path)
    except BaseException:
        folder.cleanup()
        raise
    return _read_and_remove(path, folder)


async def _read_and_remove(path: Path, folder: tempfile.TemporaryDirectory[str]) -> AsyncIterator[bytes]:
    try:
        async with await anyio.open_file(path, "rb") as file:
            while block := await file.read(1 << 16):
                yield block
    finally:
        folder.cleanup()
