"""The workbook that was sent, with a comment in every cell that is wrong."""

import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from registry_api.interchange.sheets.layout import SHEETS
from registry_api.interchange.sheets.reading import as_text, known_rows, read_tables

Problem = tuple[str, int, int, str]
"""A sheet's title, row and column from 1, and the sentence."""
_BOX: Final = {"x_scale": 2, "y_scale": 1.5}


def commented(file: Path, problems: Iterable[Problem]) -> bytes:
    """Return every table of the file as a sheet, its cells as they were, with what is wrong as comments.

    Raises:
        Fault: milpa-5 when the file can't be read any more.
    """
    wrong: defaultdict[str, defaultdict[tuple[int, int], list[str]]] = defaultdict(lambda: defaultdict(list))
    for sheet, row, column, sentence in problems:
        wrong[sheet][row - 1, column - 1].append(sentence)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    red = book.add_format({"bg_color": "#FFD9D6", "border": 1, "border_color": "#C92A2A"})
    for title, table in read_tables(file):
        # A CSV has no title: its problems were told under that of the sheet it was taken for.
        shown = title or next((row.sheet.title["es"] for row in known_rows("", table)), SHEETS[0].title["es"])
        page = book.add_worksheet(shown[:31])
        _write(page, table, wrong[shown], head, red)
    book.close()
    return buffer.getvalue()


def _write(page: Any, table: list[list[Any]], wrong: dict[tuple[int, int], list[str]], head: Any, red: Any) -> None:
    for row, cells in enumerate(table):
        for column, value in enumerate(cells):
            text = as_text(value)
            if (row, column) in wrong:
                page.write_string(row, column, text[:32_767], red)
            elif text:
                page.write_string(row, column, text[:32_767], head if row == 0 else None)
    for (row, column), sentences in wrong.items():
        page.write_comment(row, column, "\n".join(sentences)[:32_000], _BOX)
    page.set_column(0, max((len(cells) for cells in table), default=1), 22)
    page.freeze_panes(1, 1)
