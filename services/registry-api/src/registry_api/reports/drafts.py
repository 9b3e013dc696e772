"""A project that is still being written, as reports and the cycle's conditions look at it; nothing is stored."""

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from registry_api.cycle.rules import Facts, Partner
from registry_api.finance.rules import Line
from registry_api.projects.schemas import BudgetIn, ProjectIn, ProjectPatch
from registry_api.reports import queries
from registry_api.reports.facts import ReportProject
from service_kit.database import Database

_TEXTS: Final = frozenset({"title", "objective", "description"})
_DATES: Final = frozenset({
    "requested_on", "approved_on", "signed_on", "start_planned", "start_actual", "end_planned", "end_actual",
})  # fmt: skip
_SCALARS: Final = _TEXTS | _DATES | {"modality", "instrument", "cooperation_type", "stage"}
_LISTS: Final = ("participations", "classifications", "places", "events")
BLANK: Final[Mapping[str, Any]] = {
    **{name: {} if name in _TEXTS else None for name in _SCALARS},
    **{name: [] for name in _LISTS},
    **{name: ProjectIn.model_fields[name].default for name in ("stage", "instrument")},
    "responsible": None,
    # Given when the project is registered: nobody has to fill it in.
    "code": "…",
}
"""The record of a project of which nothing is said yet."""


async def drafted(database: Database, body: ProjectPatch, base: ReportProject) -> tuple[ReportProject, Facts]:
    """Return ``base`` with what ``body`` says in its place, and what the cycle's conditions look at in it."""
    given = body.model_fields_set
    record = dict(base.record) | {name: _plain(getattr(body, name)) for name in given & _SCALARS}
    if "responsible_id" in given:
        record["responsible"] = body.responsible_id
    if "participations" in given:
        record["participations"] = await _partners(database, body)
    if {"classifications", "places"} & given:
        record |= await _coded(database, body, given)
    lines = list(base.lines)
    if "budgets" in given:
        lines = [line for line in lines if line.origin != "budget"] + [_line(budget) for budget in body.budgets]
    project = replace(base, record=record, lines=lines)
    return project, await _facts(database, project)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


async def _partners(database: Database, body: ProjectPatch) -> list[dict[str, Any]]:
    ids = [row.organisation_id for row in body.participations]
    found = await queries.organisations(database, ids)
    return [
        {"role": row.role, "organisation": found[row.organisation_id].ref}
        for row in body.participations
        if row.organisation_id in found
    ]


async def _coded(database: Database, body: ProjectPatch, given: Set[str]) -> dict[str, Any]:
    """Return the record's classifications and places with their labels, those of the two that are given."""
    pairs: list[tuple[str, str]] = [(row.vocabulary, row.code) for row in body.classifications]
    pairs += [(place.kind, place.code) for place in body.places if place.code]
    labels = await queries.labels(database, pairs)
    made = {
        "classifications": [
            {"vocabulary": row.vocabulary, "code": row.code, "weight": row.weight}
            | {"label": labels.get((row.vocabulary, row.code), {})}
            for row in body.classifications
        ],
        "places": [
            {
                "kind": place.kind,
                "code": place.code,
                "name": place.name or labels.get((place.kind, place.code or ""), {}),
            }
            for place in body.places
        ],
    }
    return {name: rows for name, rows in made.items() if name in given}


def _line(budget: BudgetIn) -> Line:
    day = budget.value_date or budget.period_start
    return Line(budget.organisation_id, "planned", "cash", "budget", day, budget.amount, budget.currency)


async def _facts(database: Database, project: ReportProject) -> Facts:
    record = project.record
    roles = [(UUID(str(row["organisation"]["id"])), row["role"]) for row in record["participations"]]
    found = await queries.organisations(database, [id_ for id_, _ in roles])
    return Facts(
        objective=bool(record["objective"]),
        modality=record["modality"],
        responsible=bool(record["responsible"]),
        start=record["start_actual"] or record["start_planned"],
        end=record["end_actual"] or record["end_planned"],
        partners=[Partner(id_, role, found[id_].ref["country"], found[id_].type) for id_, role in roles],
        vocabularies=frozenset(row["vocabulary"] for row in record["classifications"]),
        places=len(record["places"]),
        planned=sum(line.basis == "planned" for line in project.lines),
        executed=sum(line.basis == "executed" for line in project.lines),
    )
