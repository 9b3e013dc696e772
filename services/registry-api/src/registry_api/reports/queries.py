"""Projects as reports read them, batch by batch."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from registry_api.agreements.queries import seen
from registry_api.finance.rules import CURRENCIES, RateBook
from registry_api.finance.summary import lines
from registry_api.interchange.exports.selection import batches, snapshot
from registry_api.projects.filters import ProjectFilters
from registry_api.projects.queries import RECORD
from registry_api.rates.queries import rate_book
from registry_api.reports.facts import Label, ReportProject
from registry_api.reports.variables import Report
from registry_api.settings import settings
from registry_api.sql import organisation_ref
from service_kit.database import Database
from service_kit.principal import Principal
from service_kit.texts import pick

_LABELS: Final = text("""
    SELECT vocabulary, code, label FROM registry.code
    WHERE vocabulary IN ('instrument', 'modality', 'cooperation-type', 'stage', 'partner-role', 'country')
""")
_RECORDS: Final = text(f"SELECT p.id, {RECORD} AS record FROM registry.project p WHERE p.id = ANY(:ids) ORDER BY p.id")
_AGREEMENTS: Final = """
    SELECT j.project_id, a.title FROM registry.agreement_project j JOIN registry.agreement a ON a.id = j.agreement_id
    WHERE j.project_id = ANY(:ids) AND {seen} ORDER BY a.signed_on NULLS LAST, a.id
"""
_ORGANISATIONS: Final = text(
    f"SELECT o.id, o.type, {organisation_ref('o')} AS ref FROM registry.organisation o WHERE o.id = ANY(:ids)"
)
_CODES: Final = text("""
    SELECT c.vocabulary, c.code, c.label FROM registry.code c
    JOIN unnest(CAST(:vocabularies AS text[]), CAST(:codes AS text[])) given(vocabulary, code) USING (vocabulary, code)
""")
_CURRENCIES: Final = text("SELECT DISTINCT currency FROM registry.exchange_rate")

Labels = dict[tuple[str, str], str]


async def report_projects(
    database: Database, principal: Principal, filters: ProjectFilters, report: Report, language: str
) -> AsyncIterator[list[ReportProject]]:
    """Yield the selected projects that a report is about, in batches, as they stand at one moment."""
    if report.modalities:
        asked = set(filters.modality)
        filters = replace(filters, modality=[m for m in report.modalities if not asked or m in asked] or ["-"])
    book, labels = await _book(database), await _labels(database, language)
    async with snapshot(database) as connection:
        async for ids in batches(connection, principal, filters):
            yield await _read(connection, principal, ids, book, labels, language)


async def one(database: Database, principal: Principal, project_id: UUID, language: str) -> ReportProject:
    """Return a project as reports read it."""
    book, labels = await _book(database), await _labels(database, language)
    async with snapshot(database) as connection:
        return (await _read(connection, principal, [project_id], book, labels, language))[0]


async def blank(database: Database, record: Mapping[str, Any], language: str) -> ReportProject:
    """Return a project that is not registered, as reports read it."""
    labels = await _labels(database, language)
    return ReportProject(
        {**record, "home": settings().country}, [], [], await _book(database), _label(labels), language
    )


async def organisations(database: Database, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return type and reference (``wire.OrganisationRef``) of organisations, by id."""
    return {row.id: row for row in await database.rows(_ORGANISATIONS, {"ids": list(ids)})}


async def labels(database: Database, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Return the labels of codes, by vocabulary and code."""
    wanted = {"vocabularies": [vocabulary for vocabulary, _ in pairs], "codes": [code for _, code in pairs]}
    return {(row.vocabulary, row.code): row.label for row in await database.rows(_CODES, wanted)}


async def _read(
    connection: AsyncConnection,
    principal: Principal,
    ids: Sequence[UUID],
    book: RateBook,
    labels: Labels,
    language: str,
) -> list[ReportProject]:
    wanted = {"ids": list(ids)}
    amounts = await lines(connection, ids)
    agreements: dict[UUID, list[dict[str, str]]] = {}
    for row in await connection.execute(text(_AGREEMENTS.format(seen=seen(principal))), wanted):
        agreements.setdefault(row.project_id, []).append(row.title)
    label = _label(labels)
    home = {"home": settings().country}
    return [
        ReportProject(
            orjson.loads(row.record) | home, amounts.get(row.id, []), agreements.get(row.id, []), book, label, language
        )
        for row in await connection.execute(_RECORDS, wanted)
    ]


def _label(labels: Labels) -> Label:
    return lambda vocabulary, code: labels.get((vocabulary, code), code) if code else ""


async def _labels(database: Database, language: str) -> Labels:
    return {(row.vocabulary, row.code): pick(row.label, language) for row in await database.rows(_LABELS)}


async def _book(database: Database) -> RateBook:
    known = {row.currency for row in await database.rows(_CURRENCIES)}
    return await rate_book(database, known | set(CURRENCIES))
