"""Codes of the registry's vocabularies, by ``vocabulary:code``."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.problems import FieldError


async def unknown(session: AsyncSession, wanted: Sequence[tuple[str, str]]) -> list[FieldError]:
    """Return an error for every ``(pointer, vocabulary:code)`` that no vocabulary has."""
    if not wanted:
        return []
    rows = await session.scalars(
        text("""
            SELECT vocabulary || ':' || code FROM registry.directory_code
            WHERE vocabulary = ANY(:vocabularies) AND vocabulary || ':' || code = ANY(:codes)
        """),
        {
            "vocabularies": sorted({code.partition(":")[0] for _, code in wanted}),
            "codes": sorted({code for _, code in wanted}),
        },
    )
    known = set(rows)
    return [FieldError(pointer, "goal-unknown", {"goal": code}) for pointer, code in wanted if code not in known]
