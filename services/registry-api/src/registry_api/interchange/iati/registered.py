"""Registered projects in the shape of ``sections.read_activity``, for export and comparison."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from registry_api.interchange.iati.sections import Row

_PROJECTS: Final = text("""
    SELECT p.*, p.created_at::date AS registered_on, s.xml AS source_xml, s.digest AS source_digest
    FROM registry.project p LEFT JOIN registry.iati_source s ON s.project_id = p.id
    WHERE p.id = ANY(:ids)
""")
_ROWS: Final = {
    "participations": text("""
        SELECT project_id, id, organisation_id, role, activity_id, source_position
        FROM registry.participation WHERE project_id = ANY(:ids) ORDER BY position"""),
    "assignments": text("""
        SELECT project_id, id, vocabulary, code, weight, source_position
        FROM registry.assignment WHERE project_id = ANY(:ids) ORDER BY position"""),
    "places": text("""
        SELECT a.project_id, a.id, a.kind, a.code, a.name, a.longitude, a.latitude, a.share,
               a.source_position, c.label
        FROM registry.place a LEFT JOIN registry.code c ON c.vocabulary = a.kind AND c.code = a.code
        WHERE project_id = ANY(:ids) ORDER BY a.position"""),
    "budgets": text("""
        SELECT project_id, id, type, status, period_start, period_end, amount, currency, value_date,
               organisation_id, source_position
        FROM registry.budget WHERE project_id = ANY(:ids) ORDER BY position"""),
    "transactions": text("""
        SELECT project_id, id, type, date, amount, currency, value_date, description, reference,
               provider_id, receiver_id, source_position
        FROM registry.transaction WHERE project_id = ANY(:ids) ORDER BY position"""),
}
_RESULTS: Final = text("SELECT project_id, results_xml FROM evaluation.directory_result WHERE project_id = ANY(:ids)")
_ORGANISATIONS: Final = text("""
    SELECT id, iati_identifier, name_key, name, type FROM registry.organisation WHERE id = ANY(:ids)
""")
_ORGANISATION_COLUMNS: Final = {
    "organisation_id": "organisation", "provider_id": "provider", "receiver_id": "receiver",
}  # fmt: skip
_SCALARS: Final = (
    "iati_identifier", "title", "description", "objective", "stage", "start_planned", "start_actual",
    "end_planned", "end_actual", "default_currency", "humanitarian", "modality", "cooperation_type",
    "instrument",
)  # fmt: skip

Connection = AsyncConnection | AsyncSession


async def documents(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Return the projects by id.

    Beside the sections each has ``code``, ``version``, ``created_at`` (its date of registration),
    ``source_xml`` and ``source_digest`` (None when it has no IATI source), ``results_xml`` (the ``result`` elements
    that evaluation publishes of its approved framework, in a root; None when it has none).
    """
    found: dict[UUID, Row] = {}
    pending: dict[UUID, list[tuple[Row, str]]] = defaultdict(list)
    for project in await _mappings(connection, _PROJECTS, ids):
        document: Row = {name: project[name] for name in _SCALARS}
        document |= {name: [] for name in _ROWS}
        document |= {name: project[name] for name in ("code", "version", "source_xml", "source_digest")}
        document["created_at"] = project["registered_on"]
        document["results_xml"] = None
        document["reporting"] = None
        if project["reporting_id"] is not None:
            pending[project["reporting_id"]].append((document, "reporting"))
        found[project["id"]] = document
    for name, statement in _ROWS.items():
        for mapping in await _mappings(connection, statement, ids):
            row = dict(mapping)
            document = found[row.pop("project_id")]
            for column, place in _ORGANISATION_COLUMNS.items():
                if column in row:
                    identifier, row[place] = row.pop(column), None
                    if identifier is not None:
                        pending[identifier].append((row, place))
            document[name].append(row)
    for organisation in await _mappings(connection, _ORGANISATIONS, list(pending)):
        value = {
            "ref": organisation["iati_identifier"],
            "name": organisation["name"],
            "type": organisation["type"],
            "key": _key(organisation),
        }
        for holder, place in pending[organisation["id"]]:
            holder[place] = value
    for document in found.values():
        for budget in document["budgets"]:
            # IATI's budget names no organisation: the row keeps it here, the standard has no place for it.
            budget["organisation"] = None
    for result in await _mappings(connection, _RESULTS, ids):
        found[result["project_id"]]["results_xml"] = result["results_xml"]
    return found


def _key(organisation: Any) -> str | None:
    if organisation["iati_identifier"]:
        return "ref:" + str(organisation["iati_identifier"])
    return "name:" + str(organisation["name_key"]) if organisation["name_key"] else None


async def _mappings(connection: Connection, statement: TextClause, ids: Sequence[UUID]) -> list[Any]:
    if not ids:
        return []
    return list((await connection.execute(statement, {"ids": list(ids)})).mappings())
