"""Writes of projects: one function a use case, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.base import Base
from registry_api.classification.queries import CLASSIFYING, known_codes, unusable
from registry_api.coordination.models import Event
from registry_api.organisations import commands as organisations
from registry_api.projects import rules
from registry_api.projects.models import (
    Assignment,
    Budget,
    Participation,
    Place,
    Project,
    ProjectCodeCounter,
)
from registry_api.projects.queries import key_condition
from registry_api.projects.schemas import ProjectIn, ProjectPatch, Visibility
from registry_api.projects.search import search_columns
from registry_api.projects.visibility import visible
from registry_api.settings import settings
from service_kit.bulk import insert_rows, update_rows
from service_kit.database import table_of
from service_kit.identifiers import new_id
from service_kit.principal import Action, Principal, Reach
from service_kit.problems import FieldError, Problem, invalid, not_found

ROW_TABLES: Final[dict[str, type[Base]]] = {
    "participations": Participation,
    "classifications": Assignment,
    "places": Place,
    "budgets": Budget,
    "events": Event,
}
_CODED_FIELDS: Final = {
    "instrument": "instrument",
    "cooperation_type": "cooperation-type",
    "modality": "modality",
    "stage": "stage",
    "default_currency": "currency",
}
_PERIODS: Final = (("start_planned", "end_planned"), ("start_actual", "end_actual"))


async def create(session: AsyncSession, principal: Principal, body: ProjectIn) -> Project:
    """Register a project.

    A registrar's project belongs to the registrar's institution.

    Raises:
        Problem: 401 or 403; 422 with what is wrong field by field.
    """
    principal.require(Action.PROJECT_WRITE)
    if principal.reach(Action.PROJECT_WRITE) is Reach.OWN:
        if body.responsible_id is None:
            body.responsible_id = principal.organisation
        elif body.responsible_id != principal.organisation:
            raise invalid(FieldError("/responsible_id", "own-institution"))
    values = body.model_dump(exclude={*ROW_TABLES, "transactions"})
    project = Project(**values, created_by=principal.subject, updated_by=principal.subject)
    await _check(session, principal, project, body, body.model_fields_set | {"title", "modality"})
    starts = body.start_actual or body.start_planned
    [project.code] = await allocate_codes(session, [(starts or datetime.now(UTC).date()).year])
    if project.iati_identifier is None:
        project.iati_identifier = default_identifier(project.code)
    session.add(project)
    await session.flush()
    for name in ROW_TABLES:
        await _replace_rows(session, project.id, name, getattr(body, name))
    await refresh_search(session, [project.id])
    return project


async def get_seen(session: AsyncSession, principal: Principal, key: str) -> Project:
    """Return the project with this id or code, locked, if the principal sees it.

    Raises:
        Problem: 404 when there is none the principal sees.
    """
    seen, params = visible(principal)
    wanted, more = key_condition(key)
    found = await session.scalar(
        text(f"SELECT p.id FROM registry.project p WHERE {wanted} AND {seen}"),
        params | more,
    )
    project = await session.get(Project, found, with_for_update=True) if found is not None else None
    if project is None:
        raise not_found("project", key)
    return project


async def get_for_change(session: AsyncSession, principal: Principal, key: str) -> Project:
    """Return the project with this id or code, locked, if the principal may change it.

    Raises:
        Problem: 404 when there is none the principal sees; 401 or 403 when it may not be changed.
    """
    project = await get_seen(session, principal, key)
    principal.require(Action.PROJECT_WRITE, owners_of(project))
    return project


def owners_of(project: Project) -> frozenset[UUID]:
    """Return the institution that keeps a project's record."""
    return frozenset({project.responsible_id} if project.responsible_id else ())


async def change(session: AsyncSession, principal: Principal, project: Project, patch: ProjectPatch) -> None:
    """Change the given fields of a project; a list given replaces that list.

    Raises:
        Problem: 422 with what is wrong field by field.
    """
    given = patch.model_fields_set
    if "responsible_id" in given and not principal.may(
        Action.PROJECT_WRITE, frozenset({patch.responsible_id} if patch.responsible_id else ())
    ):
        raise invalid(FieldError("/responsible_id", "own-institution"))
    by_person = not principal.machine
    if "stage" in given and patch.stage != project.stage and by_person and project.visibility != Visibility.DRAFT:
        # Past the draft a stage has conditions and a record: see the cycle. A partner's system has a cycle of its
        # own and says, as an import does, where the project stands in it.
        raise invalid(FieldError("/stage", "stage-by-move", {"code": project.code}))
    with session.no_autoflush:
        for name in given - ROW_TABLES.keys():
            setattr(project, name, getattr(patch, name))
        await _check(session, principal, project, patch, given)
    for name in ROW_TABLES.keys() & given:
        await _replace_rows(session, project.id, name, getattr(patch, name))
    await touch(session, project, principal.subject)
    await refresh_search(session, [project.id])


async def touch(session: AsyncSession, project: Project, subject: str) -> None:
    """Mark a project as changed by ``subject``: a new version, and so a new ETag."""
    project.version += 1
    project.updated_by = subject
    project.updated_at = datetime.now(UTC)
    await session.flush()


async def delete_draft(session: AsyncSession, project: Project) -> None:
    """Delete a project that was never more than a draft.

    Raises:
        Problem: 409 when it is not a draft, or lessons refer to it.
    """
    if project.visibility != Visibility.DRAFT:
        raise Problem(409, "not-draft", code=project.code)
    code = project.code
    try:
        await session.delete(project)
        await session.flush()
    except IntegrityError as exc:
        raise Problem(409, "project-in-use", code=code) from exc


def default_identifier(code: str) -> str:
    """Return the IATI identifier of a project that came without one: the publisher's org-id and the code."""
    return f"{settings().publisher_ref}-{code}"


async def allocate_codes(session: AsyncSession, years: Sequence[int]) -> list[str]:
    """Return a new code for each year: ``GT-2018-0042``; codes are never given twice."""
    country = settings().country
    last: dict[int, int] = {}
    for year in sorted(set(years)):
        wanted = years.count(year)
        statement = upsert(ProjectCodeCounter).values(year=year, last=wanted)
        top = await session.scalar(
            statement.on_conflict_do_update(
                index_elements=["year"], set_={"last": ProjectCodeCounter.last + wanted}
            ).returning(ProjectCodeCounter.last)
        )
        last[year] = (top or wanted) - wanted
    codes = []
    for year in years:
        last[year] += 1
        codes.append(f"{country}-{year}-{last[year]:04d}")
    return codes


async def refresh_search(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Recompute what the given projects are found and sorted by."""
    if not ids:
        return
    rows = await session.execute(
        text("""
            SELECT p.id, p.code, p.title, p.objective, p.description, p.iati_identifier, p.start_planned,
                p.start_actual, partners.names AS partners
            FROM registry.project p
            LEFT JOIN (
                SELECT pa.project_id, string_agg(DISTINCT o.search_text, ' ') AS names
                FROM registry.participation pa JOIN registry.organisation o ON o.id = pa.organisation_id
                WHERE pa.project_id = ANY(:ids) GROUP BY pa.project_id
            ) partners ON partners.project_id = p.id
            WHERE p.id = ANY(:ids)
        """),
        {"ids": list(ids)},
    )
    updates = [{"id": row.id} | search_columns(dict(row._mapping), [row.partners or ""]) for row in rows]
    await update_rows(session, table_of(Project), updates)


async def refresh_search_of_organisation(session: AsyncSession, organisation_id: UUID) -> None:
    """Recompute the search text of every project an organisation takes part in, after it was renamed."""
    ids = await session.scalars(
        select(Participation.project_id).where(Participation.organisation_id == organisation_id).distinct()
    )
    await refresh_search(session, list(ids))


# --- checks -------------------------------------------------------------------------------------------------


async def _check(
    session: AsyncSession, principal: Principal, project: Project, body: BaseModel, given: Iterable[str]
) -> None:
    """Check the fields given, against each other and against what is registered."""
    given = set(given)
    errors: list[FieldError] = []
    for start, end in _PERIODS:
        if {start, end} & given:
            errors += rules.date_order([(start, getattr(project, start), end, getattr(project, end))])
    errors += _row_errors(body, given)
    errors += await _code_errors(session, body, given)
    if "classifications" in given:
        errors += await _withdrawn_errors(session, project, body)
    errors += await _organisation_errors(session, body, given)
    if "parent_id" in given and project.parent_id is not None:
        errors += await _parent_errors(session, principal, project, project.parent_id)
    if "iati_identifier" in given and project.iati_identifier is not None:
        taken = await session.scalar(
            select(Project.code).where(Project.iati_identifier == project.iati_identifier, Project.id != project.id)
        )
        if taken is not None:
            errors.append(FieldError("/iati_identifier", "identifier-taken", {"code": taken}))
    if errors:
        raise invalid(*errors)


async def _parent_errors(
    session: AsyncSession, principal: Principal, project: Project, parent_id: UUID
) -> list[FieldError]:
    """Refuse a parent that is not seen, is below the project itself, or makes a tree of more than three levels."""
    unknown = await unknown_projects(session, principal, [("/parent_id", parent_id)])
    if unknown:
        return unknown
    # Two projects that become each other's part at once would each see no loop: one change of the tree at a time.
    await session.execute(text("SELECT pg_advisory_xact_lock(77041804)"))
    above = await session.scalars(
        text("""
            WITH RECURSIVE above AS (
                SELECT id, parent_id, 1 AS level FROM registry.project WHERE id = :parent
                UNION ALL SELECT p.id, p.parent_id, a.level + 1 FROM registry.project p JOIN above a
                    ON p.id = a.parent_id WHERE a.level <= :most
            ) SELECT id FROM above
        """),
        {"parent": parent_id, "most": rules.MAX_LEVELS},
    )
    below = await session.scalar(
        text("""
            WITH RECURSIVE below AS (
                SELECT id, 1 AS level FROM registry.project WHERE id = :id
                UNION ALL SELECT p.id, b.level + 1 FROM registry.project p JOIN below b
                    ON p.parent_id = b.id WHERE b.level <= :most
            ) SELECT coalesce(max(level), 1) FROM below
        """),
        {"id": project.id, "most": rules.MAX_LEVELS},
    )
    return list(rules.tree(project.id, list(above), int(below or 1)))


def _row_errors(body: Any, given: set[str]) -> list[FieldError]:
    errors: list[FieldError] = []
    if "classifications" in given:
        errors += rules.weights(body.classifications)
        errors += rules.repeated("/classifications", [(a.vocabulary, a.code) for a in body.classifications])
    if "participations" in given:
        errors += rules.repeated("/participations", [(p.organisation_id, p.role) for p in body.participations])
    if "places" in given:
        errors += rules.shares(body.places)
        for index, place in enumerate(body.places):
            if place.kind != "point" and not place.code:
                errors.append(FieldError(f"/places/{index}/code", "place-code-required"))
            if (place.longitude is None) != (place.latitude is None):
                errors.append(FieldError(f"/places/{index}/latitude", "point-incomplete"))
            elif place.kind == "point" and not place.name and place.longitude is None:
                errors.append(FieldError(f"/places/{index}/name", "point-required"))
    if "budgets" in given:
        for index, budget in enumerate(body.budgets):
            start, end = f"budgets/{index}/period_start", f"budgets/{index}/period_end"
            errors += rules.date_order([(start, budget.period_start, end, budget.period_end)])
    if "events" in given:
        for index, event in enumerate(body.events):
            if event.ends is not None and event.ends < event.starts[: len(event.ends)]:
                pointer = f"/events/{index}/ends"
                errors.append(FieldError(pointer, "date-order", {"start": event.starts, "field": "starts"}))
    return errors


async def _code_errors(session: AsyncSession, body: Any, given: set[str]) -> list[FieldError]:
    wanted: list[tuple[str, str, str]] = [
        (f"/{name}", vocabulary, value)
        for name, vocabulary in _CODED_FIELDS.items()
        if name in given and (value := getattr(body, name)) is not None
    ]
    errors: list[FieldError] = []
    if "participations" in given:
        wanted += [(f"/participations/{i}/role", "partner-role", row.role) for i, row in enumerate(body.participations)]
    if "classifications" in given:
        for index, row in enumerate(body.classifications):
            if row.vocabulary in CLASSIFYING:
                wanted.append((f"/classifications/{index}/code", row.vocabulary, row.code))
            else:
                pointer, params = f"/classifications/{index}/vocabulary", {"vocabulary": row.vocabulary}
                errors.append(FieldError(pointer, "vocabulary-unknown", params))
    if "places" in given:
        wanted += [
            (f"/places/{i}/code", row.kind, row.code)
            for i, row in enumerate(body.places)
            if row.kind != "point" and row.code
        ]
    if "budgets" in given:
        wanted += [(f"/budgets/{i}/currency", "currency", row.currency) for i, row in enumerate(body.budgets)]
    if "events" in given:
        wanted += [(f"/events/{i}/type", "event-type", row.type) for i, row in enumerate(body.events)]
        wanted += [(f"/events/{i}/country", "country", row.country) for i, row in enumerate(body.events) if row.country]
    return errors + await unknown_codes(session, wanted)


async def _withdrawn_errors(session: AsyncSession, project: Project, body: Any) -> list[FieldError]:
    """Return an error for every code that may not be given anew and that the project does not have already."""
    given = {(row.vocabulary, row.code): index for index, row in enumerate(body.classifications)}
    refused = await unusable(session, given.keys())
    if refused and project.id is not None:
        stored = await session.execute(
            select(Assignment.vocabulary, Assignment.code).where(Assignment.project_id == project.id)
        )
        kept = {(row.vocabulary, row.code) for row in stored}
        refused = {pair: into for pair, into in refused.items() if pair not in kept}
    return [
        FieldError(
            f"/classifications/{given[pair]}/code",
            "code-merged" if into else "code-withdrawn",
            {"code": pair[1], "into": into or ""},
        )
        for pair, into in refused.items()
    ]


async def unknown_codes(session: AsyncSession, wanted: Sequence[tuple[str, str, str]]) -> list[FieldError]:
    """Return an error for every ``(pointer, vocabulary, code)`` whose code is not of its vocabulary."""
    known = await known_codes(session, [(vocabulary, code) for _, vocabulary, code in wanted])
    return [
        FieldError(pointer, "code-unknown", {"code": code, "vocabulary": vocabulary})
        for pointer, vocabulary, code in wanted
        if (vocabulary, code) not in known
    ]


async def _organisation_errors(session: AsyncSession, body: Any, given: set[str]) -> list[FieldError]:
    wanted: list[tuple[str, UUID]] = []
    if "responsible_id" in given and body.responsible_id is not None:
        wanted.append(("/responsible_id", body.responsible_id))
    for name in {"participations", "budgets"} & given:
        wanted += [
            (f"/{name}/{index}/organisation_id", row.organisation_id)
            for index, row in enumerate(getattr(body, name))
            if row.organisation_id is not None
        ]
    return await unknown_organisations(session, wanted)


async def unknown_organisations(session: AsyncSession, wanted: Sequence[tuple[str, UUID]]) -> list[FieldError]:
    """Return an error for every ``(pointer, organisation id)`` that no organisation has."""
    missing = await organisations.missing(session, [identifier for _, identifier in wanted])
    return [FieldError(pointer, "organisation-unknown") for pointer, identifier in wanted if identifier in missing]


async def unknown_projects(
    session: AsyncSession, principal: Principal, wanted: Sequence[tuple[str, UUID]]
) -> list[FieldError]:
    """Return an error for every ``(pointer, project id)`` of which the principal sees no project."""
    if not wanted:
        return []
    seen, params = visible(principal)
    found = await session.scalars(
        text(f"SELECT p.id FROM registry.project p WHERE p.id = ANY(:ids) AND {seen}"),
        params | {"ids": [project_id for _, project_id in wanted]},
    )
    known = {UUID(str(project_id)) for project_id in found}
    return [FieldError(pointer, "project-unknown") for pointer, project_id in wanted if project_id not in known]


# --- rows ---------------------------------------------------------------------------------------------------


async def _replace_rows(session: AsyncSession, project_id: UUID, name: str, rows: Sequence[Any]) -> None:
    """Make a project's list ``name`` the given one: rows with an ``id`` are changed, others added, the rest go.

    Raises:
        Problem: 422 when a row's id is not one of this project's.
    """
    table: Any = ROW_TABLES[name]
    known = set(await session.scalars(select(table.id).where(table.project_id == project_id)))
    unknown = [index for index, row in enumerate(rows) if row.id is not None and row.id not in known]
    if unknown:
        raise invalid(*(FieldError(f"/{name}/{index}/id", "unknown-row") for index in unknown))
    kept = [row.id for row in rows if row.id is not None]
    await session.execute(delete(table).where(table.project_id == project_id, table.id.not_in(kept)))
    changed = [_row_values(row) | {"id": row.id} for row in rows if row.id is not None]
    await update_rows(session, table_of(table), changed)
    if changed and hasattr(table, "version"):
        # The row is a record of its own too: who edits it there must see that it changed here.
        await session.execute(update(table).where(table.id.in_(kept)).values(version=table.version + 1))
    added = [_row_values(row) | {"id": new_id(), "project_id": project_id} for row in rows if row.id is None]
    await insert_rows(session, table_of(table), added)


def _row_values(row: BaseModel) -> dict[str, Any]:
    values = row.model_dump(exclude={"id"})
    if "value_date" in values and values["value_date"] is None:
        values["value_date"] = values["period_start"]
    return values
