"""Reads of vocabularies and codes."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.classification.models import Code
from service_kit.database import Database

CLASSIFYING: Final = frozenset({
    "crs-purpose", "crs-category", "iberoamerican-sector", "sdg-goal", "sdg-target", "katun-axis",
    "national-priority", "government-policy", "policy-marker",
})  # fmt: skip
"""Vocabularies whose codes can be given to a project."""

_VOCABULARIES: Final = text("""
    SELECT json_build_object('key', v.key, 'name', v.name, 'source', v.source, 'confidence', v.confidence,
                             'codes', (SELECT count(*) FROM registry.code c WHERE c.vocabulary = v.key))::text
    FROM registry.vocabulary v ORDER BY v.key
""")

_CODES: Final = text("""
    SELECT json_build_object('code', c.code, 'label', c.label, 'parent', c.parent,
                             'attributes', c.attributes, 'withdrawn', c.withdrawn)::text
    FROM registry.code c WHERE c.vocabulary = :vocabulary ORDER BY c.position
""")


async def vocabularies(database: Database) -> list[str]:
    """Return every vocabulary as JSON text."""
    return [row[0] for row in await database.rows(_VOCABULARIES)]


async def codes_of(database: Database, vocabulary: str) -> list[str]:
    """Return the codes of a vocabulary as JSON text, in their order."""
    return [row[0] for row in await database.rows(_CODES, {"vocabulary": vocabulary})]


async def known_codes(session: AsyncSession, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the ``(vocabulary, code)`` pairs that exist."""
    wanted = set(pairs)
    if not wanted:
        return set()
    rows = await session.execute(
        select(Code.vocabulary, Code.code).where(tuple_(Code.vocabulary, Code.code).in_(wanted))
    )
    return {(row.vocabulary, row.code) for row in rows}
