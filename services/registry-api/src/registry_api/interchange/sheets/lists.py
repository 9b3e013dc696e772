"""The codes that cells may hold, by code and by label in every language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from registry_api.interchange.sheets.layout import CLASSIFYING, SHEETS
from service_kit.texts import fold

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Registered:
    """What an empty cell of a registered project leaves as it is, though IATI would say something there."""

    identifier: str
    stage: str
    instrument: str


@dataclass(slots=True)
class Lists:
    """Vocabularies as a workbook uses them; ``registered`` the projects there are, by their code."""

    codes: dict[str, dict[str, Labels]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    registered: dict[str, Registered] = field(default_factory=dict)

    def choices(self, vocabulary: str) -> list[tuple[str, Labels]]:
        """Return the codes of a vocabulary with their labels, in its order."""
        return list(self.codes.get(vocabulary, {}).items())

    def find(self, vocabulary: str, cell: str) -> str | None:
        """Return the code that a cell names: the code itself, ``code – label``, or a label in any language."""
        known = self.codes.get(vocabulary, {})
        for said in (cell, cell.split(" – ", maxsplit=1)[0].strip()):
            if said in known:
                return said
        return self.words.get(vocabulary, {}).get(fold(cell))


async def read_lists(connection: AsyncConnection | AsyncSession) -> Lists:
    """Return the vocabularies that the workbook's columns hold codes of, and the codes of registered projects."""
    wanted = {column.vocabulary for sheet in SHEETS for column in sheet.columns if column.vocabulary}
    wanted |= {*CLASSIFYING, "country", "region", "department", "municipality"}
    rows = await connection.execute(
        text("""
            SELECT vocabulary, code, label FROM registry.code
            WHERE vocabulary = ANY(:wanted) AND NOT withdrawn ORDER BY vocabulary, position
        """),
        {"wanted": sorted(wanted)},
    )
    lists = Lists()
    for row in rows:
        lists.codes.setdefault(row.vocabulary, {})[row.code] = row.label
        words = lists.words.setdefault(row.vocabulary, {})
        for label in row.label.values():
            words.setdefault(fold(label), row.code)
    projects = await connection.execute(
        text("SELECT code, iati_identifier, stage, instrument FROM registry.project WHERE iati_identifier IS NOT NULL")
    )
    lists.registered = {row.code: Registered(row.iati_identifier, row.stage, row.instrument) for row in projects}
    return lists
