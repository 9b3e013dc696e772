"""The one-table CSV of AidStream and of IATI Publisher as rows of the sheets.

A row with an identifier begins an activity; the rows below without one carry more of its partners, places, sectors,
budgets and transactions. Cells hold IATI codes. Headings: AidStream's CSV templates (github.com/younginnovations/
aidstream, ``CsvImporter/Templates``), which IATI Publisher's CSV continues.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from registry_api.interchange.iati.sections import IATI_TO_ROLE, STATUS_TO_STAGE
from registry_api.interchange.sheets.layout import SHEETS, Column, Sheet
from registry_api.interchange.sheets.reading import Cell, Row, as_text

_IDENTIFIER: Final = "activityidentifier"
_TITLE: Final = "activitytitle"
_LISTS: Final = {"": "crs-purpose", "1": "crs-purpose", "2": "crs-category", "7": "sdg-goal", "8": "sdg-target"}
"""IATI SectorVocabulary to ours; none given is CRS."""
_LANGUAGE: Final = Column("language", {"es": "Idioma", "en": "Language"})

Change = Callable[[str], str]


def _plain(value: str) -> str:
    return value


def _stage(value: str) -> str:
    return STATUS_TO_STAGE.get(value, value)


def _role(value: str) -> str:
    return IATI_TO_ROLE.get(value, value)


def _list(value: str) -> str:
    return _LISTS.get(value, value)


_Parts = Mapping[str, tuple[tuple[str, ...], Change]]
"""Our column: the headings that it is read from, the first that is there, and what becomes of its value."""

_PROJECT: Final[_Parts] = {
    "ref": ((_IDENTIFIER,), _plain),
    "title": ((_TITLE,), _plain),
    "language": (("activitydefaultlanguage",), _plain),
    "description": (("activitydescriptiongeneral",), _plain),
    "objective": (("activitydescriptionobjectives",), _plain),
    "stage": (("activitystatus",), _stage),
    "start_actual": (("actualstartdate",), _plain),
    "end_actual": (("actualenddate",), _plain),
    "start_planned": (("plannedstartdate",), _plain),
    "end_planned": (("plannedenddate",), _plain),
    "default_currency": (("activitydefaultcurrency",), _plain),
}
_ROWS: Final[Mapping[str, Sequence[tuple[str, Mapping[str, str], _Parts]]]] = {
    # By sheet: the heading without which a row says nothing of it, what is the same for all, and the columns.
    "partners": [(
        "participatingorganisationname", {},
        {"organisation": (("participatingorganisationname",), _plain),
         "organisation_ref": (("participatingorganisationidentifier",), _plain),
         "role": (("participatingorganisationrole",), _role)},
    )],
    "classification": [(
        "sectorcode", {"vocabulary": "crs-purpose"},
        {"vocabulary": (("sectorvocabulary",), _list), "code": (("sectorcode",), _plain),
         "weight": (("sectorpercentage",), _plain)},
    )],
    "places": [
        ("recipientcountrycode", {"kind": "country"},
         {"code": (("recipientcountrycode",), _plain), "share": (("recipientcountrypercentage",), _plain)}),
        ("recipientregioncode", {"kind": "region"},
         {"code": (("recipientregioncode",), _plain), "share": (("recipientregionpercentage",), _plain)}),
    ],
    "budgets": [(
        "budgetvalue", {},
        {"period_start": (("budgetperiodstart",), _plain), "period_end": (("budgetperiodend",), _plain),
         "amount": (("budgetvalue",), _plain),
         "currency": (("budgetcurrency", "activitydefaultcurrency"), _plain)},
    )],
    "transactions": [(
        "transactionvalue", {},
        {"type": (("transactiontype",), _plain), "date": (("transactiondate",), _plain),
         "amount": (("transactionvalue",), _plain), "currency": (("activitydefaultcurrency",), _plain),
         "provider": (("transactionproviderorganisationdescription",), _plain),
         "receiver": (("transactionreceiverorganisationdescription",), _plain),
         "description": (("transactiondescription",), _plain)},
    )],
}  # fmt: skip


def _sheets() -> dict[str, Sheet]:
    """Return the sheets with what the flat table lacks no longer required, and its language."""
    found = {sheet.name: sheet for sheet in SHEETS}
    projects = found["projects"]
    columns = [replace(column, required=column.name in {"ref", "title"}) for column in projects.columns]
    return found | {"projects": replace(projects, columns=(*columns, _LANGUAGE))}


_SHEETS: Final = _sheets()


def heading(cell: Any) -> str:
    """Return a heading as it is compared: letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", str(cell).lower())


def is_flat(headings: Sequence[Any]) -> bool:
    """Say whether a table is one of AidStream or IATI Publisher."""
    return {_IDENTIFIER, _TITLE} <= {heading(cell) for cell in headings}


def flat_rows(title: str, table: Sequence[Sequence[Any]], header: int) -> Iterator[Row]:
    """Yield the rows of a flat table as rows of the sheets; each cell knows where it stands in the table."""
    names = [heading(cell) for cell in table[header]]
    key: Cell | None = None
    currency: Cell | None = None
    for number, values in enumerate(table[header + 1 :], start=header + 2):
        cells = {
            name: Cell(title or _SHEETS["projects"].title["es"], number, column, text)
            for column, (name, value) in enumerate(zip(names, values, strict=False), start=1)
            if (text := as_text(value))
        }
        if _IDENTIFIER in cells or _TITLE in cells:
            key = cells.get(_IDENTIFIER)
            currency = cells.get("activitydefaultcurrency")
            yield Row(_SHEETS["projects"], number, _taken(cells, _PROJECT, {}))
        if key is None:
            continue
        # The currency stands with the activity's first row and is that of the rows below, too.
        if currency is not None:
            cells.setdefault("activitydefaultcurrency", currency)
        for sheet, parts in _ROWS.items():
            for needed, same, columns in parts:
                if needed in cells:
                    yield Row(_SHEETS[sheet], number, {"ref": key} | _taken(cells, columns, same, cells[needed]))


def _taken(
    cells: Mapping[str, Cell], columns: _Parts, same: Mapping[str, str], beside: Cell | None = None
) -> dict[str, Cell]:
    taken = {name: replace(beside, text=text) for name, text in same.items()} if beside is not None else {}
    for name, (headings, change) in columns.items():
        cell = next((cells[one] for one in headings if one in cells), None)
        if cell is not None:
            taken[name] = replace(cell, text=change(cell.text))
    return taken
