"""The empty workbook to fill in, with drop-downs from the vocabularies as they are today."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter

from registry_api.interchange.sheets.layout import MAX_ROWS, SHEETS, Column, Sheet
from registry_api.interchange.sheets.lists import Lists
from service_kit.texts import pick

_LISTS_SHEET: Final = {"es": "Listas", "en": "Lists", "de": "Listen"}
_REQUIRED: Final = {"es": "obligatorio", "en": "required", "de": "Pflicht"}
_HELP: Final = {
    "es": "Una fila por proyecto en «Proyectos»; las otras hojas lo nombran por su clave: la suya propia, o el código "
    "con el que ya está registrado (GT-2026-0001), que entonces se actualiza.",
    "en": "One row a project under “Projects”; the other sheets name it by its key: your own, or the code under which "
    "it is registered already (GT-2026-0001), which is then updated.",
    "de": "Eine Zeile je Projekt unter „Projekte“; die anderen Blätter nennen es bei seinem Schlüssel: dem eigenen "
    "oder dem Code, unter dem es schon registriert ist (GT-2026-0001) und der dann aktualisiert wird.",
}


def template(lists: Lists, language: str) -> bytes:
    """Return the workbook; codes are chosen as ``code – label``."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    pages = [(sheet, book.add_worksheet(sheet.title[language])) for sheet in SHEETS]
    hidden = book.add_worksheet(_LISTS_SHEET[language])
    hidden.hide()
    ranges = _write_lists(hidden, lists, language, _LISTS_SHEET[language])
    for sheet, page in pages:
        _write_sheet(page, sheet, language, head, ranges)
    pages[0][1].write_comment(0, 0, _HELP[language], {"x_scale": 3, "y_scale": 2})
    book.close()
    return buffer.getvalue()


def _write_lists(page: Any, lists: Lists, language: str, title: str) -> dict[str, str]:
    """Write a column for each vocabulary that columns choose from; return where each stands."""
    ranges: dict[str, str] = {}
    wanted = dict.fromkeys(c.vocabulary for sheet in SHEETS for c in sheet.columns if c.vocabulary)
    for column, vocabulary in enumerate(wanted):
        items = [f"{code} – {pick(label, language)}" for code, label in lists.choices(str(vocabulary))]
        for row, item in enumerate(items):
            page.write_string(row, column, item[:250])
        letter = xlsxwriter.utility.xl_col_to_name(column)
        ranges[str(vocabulary)] = f"='{title}'!${letter}$1:${letter}${max(len(items), 1)}"
    return ranges


def _write_sheet(page: Any, sheet: Sheet, language: str, head: Any, ranges: Mapping[str, str]) -> None:
    for place, column in enumerate(sheet.columns):
        mark = f" * ({_REQUIRED[language]})" if column.required else ""
        page.write_string(0, place, column.heading[language] + mark, head)
        page.set_column(place, place, column.width)
        source = _choices(column, language, ranges)
        if source is not None:
            # A warning only: a code that a list gains tomorrow can be typed today.
            page.data_validation(
                1, place, MAX_ROWS, place, {"validate": "list", "source": source, "error_type": "warning"}
            )
    page.freeze_panes(1, 1)


def _choices(column: Column, language: str, ranges: Mapping[str, str]) -> str | Sequence[str] | None:
    if column.words is not None:
        return [words[language] for words in column.words.values()]
    return ranges.get(column.vocabulary or "")
