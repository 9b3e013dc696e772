"""Reads of vocabularies and codes."""

from collections.abc import Iterable, Sequence, Set
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.classification.models import Code
from registry_api.classification.rules import broader, usable
from registry_api.classification.rules import proposals as rules_proposals
from registry_api.history.queries import PastRecord
from service_kit.database import Database
from service_kit.jsons import dumps

CLASSIFYING: Final = frozenset({
    "crs-purpose", "crs-category", "iberoamerican-sector", "sdg-goal", "sdg-target", "katun-axis",
    "national-priority", "government-policy", "policy-marker", "tag",
})  # fmt: skip
"""Vocabularies whose codes can be given to a project."""

_VOCABULARIES: Final = text("""
    SELECT json_build_object('key', v.key, 'name', v.name, 'source', v.source, 'confidence', v.confidence,
        'codes', (SELECT count(*) FROM registry.code c WHERE c.vocabulary = v.key), 'version', v.version,
        'classifying', v.key = ANY(:classifying))::text
    FROM registry.vocabulary v ORDER BY v.key
""")

_CODE: Final = """
    json_build_object('code', c.code, 'label', c.label, 'parent', c.parent, 'attributes', c.attributes,
        'withdrawn', c.withdrawn, 'valid_from', c.valid_from, 'valid_to', c.valid_to,
        'merged_into', c.merged_into)::text
"""
_CODES: Final = text(f"SELECT {_CODE} FROM registry.code c WHERE c.vocabulary = :vocabulary ORDER BY c.position")


async def vocabularies(database: Database) -> list[str]:
    """Return every vocabulary as JSON text."""
    return [row[0] for row in await database.rows(_VOCABULARIES, {"classifying": sorted(CLASSIFYING)})]


async def version_of(database: Database, vocabulary: str) -> int | None:
    """Return a vocabulary's version, or None when there is none of that key."""
    version: int | None = await database.scalar(
        text("SELECT version FROM registry.vocabulary WHERE key = :key"), {"key": vocabulary}
    )
    return version


def past_codes(vocabulary: str) -> PastRecord:
    """Return how the past of a vocabulary's codes is read, as one list."""
    select = (
        "SELECT json_build_object('items', coalesce(json_agg(listed.item::json ORDER BY listed.position), '[]'::json))"
        f"::text FROM (SELECT {_CODE} AS item, c.position FROM registry.code c) listed"
    )
    return PastRecord(select, ("code c",), (f"vocabulary:{vocabulary}",))


async def code_record(session: AsyncSession, vocabulary: str, code: str) -> str:
    """Return a code as JSON text, in the caller's transaction."""
    statement = text(f"SELECT {_CODE} FROM registry.code c WHERE c.vocabulary = :vocabulary AND c.code = :code")
    return str(await session.scalar(statement, {"vocabulary": vocabulary, "code": code}))


async def mappings_of(database: Database, vocabulary: str) -> list[str]:
    """Return what the codes of a vocabulary suggest in others, as JSON text."""
    rows = await database.rows(
        text("""
            SELECT json_build_object('from_code', m.from_code, 'to_vocabulary', m.to_vocabulary,
                                     'to_code', m.to_code, 'source', m.source)::text
            FROM registry.code_mapping m WHERE m.from_vocabulary = :vocabulary
            ORDER BY m.from_code, m.to_vocabulary, m.to_code
        """),
        {"vocabulary": vocabulary},
    )
    return [row[0] for row in rows]


async def proposals(database: Database, codes: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the codes that ``codes`` suggest in other vocabularies (see ``rules.proposals``), with their labels."""
    pairs = [{"vocabulary": vocabulary, "code": code} for vocabulary, code in codes]
    parents = await database.rows(
        text("""
            SELECT c.vocabulary, c.code, c.parent FROM registry.code c
            JOIN jsonb_to_recordset(CAST(:pairs AS jsonb)) AS g(vocabulary text, code text) USING (vocabulary, code)
        """),
        {"pairs": dumps(pairs).decode()},
    )
    given = [((row.vocabulary, row.code), row.parent) for row in parents]
    levels = {level for pair, parent in given for level in broader(pair, parent)}
    rows = await database.rows(
        text("""
            SELECT m.from_vocabulary, m.from_code, m.to_vocabulary, m.to_code, m.source, c.label
            FROM registry.code_mapping m JOIN registry.code c ON c.vocabulary = m.to_vocabulary AND c.code = m.to_code
            JOIN jsonb_to_recordset(CAST(:pairs AS jsonb)) AS g(vocabulary text, code text)
                ON g.vocabulary = m.from_vocabulary AND g.code = m.from_code
            WHERE NOT c.withdrawn ORDER BY m.from_vocabulary, m.from_code, m.to_vocabulary, m.to_code
        """),
        {"pairs": dumps([{"vocabulary": level[0], "code": level[1]} for level in sorted(levels)]).decode()},
    )
    labels = {(row.to_vocabulary, row.to_code): row.label for row in rows}
    table = [((row.from_vocabulary, row.from_code), (row.to_vocabulary, row.to_code), row.source) for row in rows]
    return [
        {
            "vocabulary": found.vocabulary,
            "code": found.code,
            "label": labels[found.vocabulary, found.code],
            "because": {"vocabulary": found.because[0], "code": found.because[1]},
            "source": found.source,
        }
        for found in rules_proposals(given, table)
    ]


async def codes_of(database: Database, vocabulary: str) -> list[str]:
    """Return the codes of a vocabulary as JSON text, in their order."""
    return [row[0] for row in await database.rows(_CODES, {"vocabulary": vocabulary})]


async def unusable(session: AsyncSession, pairs: Set[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
    """Return those of the codes that may not be given anew, with the code that took their place if there is one."""
    if not pairs:
        return {}
    today = datetime.now(UTC).date()
    rows = await session.execute(
        select(Code.vocabulary, Code.code, Code.withdrawn, Code.valid_from, Code.valid_to, Code.merged_into).where(
            tuple_(Code.vocabulary, Code.code).in_(pairs)
        )
    )
    return {
        (row.vocabulary, row.code): row.merged_into
        for row in rows
        if not usable(withdrawn=row.withdrawn, valid_from=row.valid_from, valid_to=row.valid_to, day=today)
    }


async def known_codes(session: AsyncSession, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the ``(vocabulary, code)`` pairs that exist."""
    wanted = set(pairs)
    if not wanted:
        return set()
    rows = await session.execute(
        select(Code.vocabulary, Code.code).where(tuple_(Code.vocabulary, Code.code).in_(wanted))
    )
    return {(row.vocabulary, row.code) for row in rows}
