"""Writes of lessons, good practices and capacities."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import codes, projects
from evaluation_api.knowledge import queries
from evaluation_api.knowledge.models import Capacity, Lesson, Practice, PracticeProject
from evaluation_api.knowledge.schemas import CapacityIn, LessonIn, LessonPatch, PracticeDecisionIn, PracticeIn
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.rows import sync_rows
from service_kit.texts import fold

# --- lessons --------------------------------------------------------------------------------------------------


async def create(session: AsyncSession, principal: Principal, body: LessonIn) -> Lesson:
    """Register a lesson of a project.

    Raises:
        Problem: 401 or 403; 422 when the project is not one that the principal sees, or a link is unknown.
    """
    principal.require(Action.LESSON_WRITE)
    owners = await queries.owners(session, principal, body.project_id)
    if owners is None:
        raise invalid(FieldError("/project_id", "project-unknown"))
    principal.require(Action.LESSON_WRITE, owners)
    await _check_links(session, principal, body)
    lesson = Lesson(**body.model_dump(), created_by=principal.subject)
    lesson.search_text = _lesson_text(lesson)
    session.add(lesson)
    await session.flush()
    return lesson


async def get_for_change(session: AsyncSession, principal: Principal, lesson_id: UUID) -> Lesson:
    """Return a lesson, locked, if the principal may change it.

    Raises:
        Problem: 404 when there is none the principal sees; 401 or 403 when it may not be changed.
    """
    lesson = await session.get(Lesson, lesson_id, with_for_update=True)
    owners = await queries.owners(session, principal, lesson.project_id) if lesson is not None else None
    if lesson is None or owners is None:
        raise not_found("lesson", lesson_id)
    principal.require(Action.LESSON_WRITE, owners)
    return lesson


async def change(session: AsyncSession, principal: Principal, lesson: Lesson, patch: LessonPatch) -> None:
    """Change the given fields of a lesson.

    Raises:
        Problem: 422 when a link is unknown.
    """
    await _check_links(session, principal, patch)
    for name in patch.model_fields_set:
        setattr(lesson, name, getattr(patch, name))
    lesson.search_text = _lesson_text(lesson)
    lesson.version += 1
    lesson.updated_at = func.now()
    await session.flush()


def _lesson_text(lesson: Lesson) -> str:
    return search_text(lesson.title, lesson.context, lesson.lesson, lesson.recommendation)


# --- good practices -------------------------------------------------------------------------------------------


async def propose(session: AsyncSession, principal: Principal, body: PracticeIn) -> Practice:
    """Propose a good practice.

    Raises:
        Problem: 401 or 403; 422 with what is wrong field by field.
    """
    principal.require(Action.LESSON_WRITE)
    found = await _practice_projects(session, principal, body)
    practice = Practice(**body.model_dump(exclude={"projects"}), created_by=principal.subject)
    practice.search_text = _practice_text(practice)
    session.add(practice)
    await session.flush()
    await _write_projects(session, practice.id, found)
    return practice


async def get_practice(session: AsyncSession, principal: Principal, practice_id: UUID, action: Action) -> Practice:
    """Return a good practice, locked, if the principal sees it and may do ``action`` to it.

    Raises:
        Problem: 401, 403 or 404.
    """
    practice = await session.get(Practice, practice_id, with_for_update=True)
    if practice is None or await queries.practice(session, principal, practice_id) is None:
        raise not_found("practice", practice_id)
    project_ids = list(
        await session.scalars(select(PracticeProject.project_id).where(PracticeProject.practice_id == practice_id))
    )
    owners = {practice.organisation_id} - {None}
    for project_id in project_ids:
        owners |= await queries.owners(session, principal, project_id) or frozenset()
    principal.require(action, frozenset(owner for owner in owners if owner is not None))
    return practice


async def rewrite(session: AsyncSession, principal: Principal, practice: Practice, body: PracticeIn) -> None:
    """Make a good practice the given one; it is proposed anew.

    Raises:
        Problem: 403; 422 with what is wrong field by field.
    """
    found = await _practice_projects(session, principal, body)
    for name, value in body.model_dump(exclude={"projects"}).items():
        setattr(practice, name, value)
    practice.search_text = _practice_text(practice)
    practice.status, practice.decided_by_name, practice.decided_at = "proposed", None, None
    await _touch(session, practice)
    await _write_projects(session, practice.id, found)


async def decide(session: AsyncSession, principal: Principal, practice: Practice, body: PracticeDecisionIn) -> None:
    """Validate a proposed practice, or return it with a comment.

    Raises:
        Problem: 409 when it is not proposed, or was proposed by the principal; 422 when returned without a comment.
    """
    if practice.status != "proposed":
        raise Problem(409, "practice-decided", status=practice.status)
    if practice.created_by == principal.subject:
        raise Problem(409, "practice-own")
    if body.decision == "returned" and not body.comment:
        raise invalid(FieldError("/comment", "comment-required"))
    practice.status, practice.comment, practice.decided_by_name = body.decision, body.comment, principal.name
    practice.decided_at = datetime.now(UTC)
    await _touch(session, practice)


def _practice_text(practice: Practice) -> str:
    return search_text(practice.title, practice.context, practice.done, practice.results, practice.conditions)


async def _practice_projects(session: AsyncSession, principal: Principal, body: PracticeIn) -> list[UUID]:
    """Return the ids of a practice's projects; the principal must speak for one of them or for the organisation."""
    errors: list[FieldError] = []
    found: list[projects.Owned] = []
    for index, key in enumerate(body.projects):
        try:
            found.append(await projects.find(session, principal, key))
        except Problem:
            errors.append(FieldError(f"/projects/{index}", "project-unknown"))
    errors += await _organisation_errors(session, body.organisation_id)
    if errors:
        raise invalid(*errors)
    owners = frozenset({body.organisation_id} if body.organisation_id else ())
    for project in found:
        owners |= project.owners
    principal.require(Action.LESSON_WRITE, owners)
    await _check_links(session, principal, body)
    return list(dict.fromkeys(project.id for project in found))


async def _write_projects(session: AsyncSession, practice_id: UUID, project_ids: Iterable[UUID]) -> None:
    rows = [{"project_id": project_id} for project_id in project_ids]
    await sync_rows(session, PracticeProject, "practice_id", practice_id, rows, "project_id")


# --- capacities -----------------------------------------------------------------------------------------------


async def announce(session: AsyncSession, principal: Principal, body: CapacityIn) -> Capacity:
    """Register what an organisation offers or looks for.

    Raises:
        Problem: 401 or 403; 422 with what is wrong field by field.
    """
    principal.require(Action.LESSON_WRITE, frozenset({body.organisation_id}))
    await _check_capacity(session, principal, body)
    capacity = Capacity(**body.model_dump(), created_by=principal.subject)
    capacity.search_text = search_text(capacity.title, capacity.description)
    session.add(capacity)
    await session.flush()
    return capacity


async def get_capacity(session: AsyncSession, principal: Principal, capacity_id: UUID) -> Capacity:
    """Return a capacity, locked, if the principal may change it.

    Raises:
        Problem: 401, 403 or 404.
    """
    capacity = await session.get(Capacity, capacity_id, with_for_update=True)
    if capacity is None or await queries.capacity(session, principal, capacity_id) is None:
        raise not_found("capacity", capacity_id)
    principal.require(Action.LESSON_WRITE, frozenset({capacity.organisation_id}))
    return capacity


async def restate(session: AsyncSession, principal: Principal, capacity: Capacity, body: CapacityIn) -> None:
    """Make a capacity the given one.

    Raises:
        Problem: 403 for another organisation's; 422 with what is wrong field by field.
    """
    principal.require(Action.LESSON_WRITE, frozenset({body.organisation_id}))
    await _check_capacity(session, principal, body)
    for name, value in body.model_dump().items():
        setattr(capacity, name, value)
    capacity.search_text = search_text(capacity.title, capacity.description)
    await _touch(session, capacity)


async def _check_capacity(session: AsyncSession, principal: Principal, body: CapacityIn) -> None:
    if errors := await _organisation_errors(session, body.organisation_id):
        raise invalid(*errors)
    await _check_links(session, principal, body)


# --- what all have --------------------------------------------------------------------------------------------


def search_text(*texts: Mapping[str, str] | None) -> str:
    """Return the form in which texts are searched."""
    return fold(" ".join(piece for written in texts for piece in (written or {}).values()))


async def _touch(session: AsyncSession, record: Practice | Capacity) -> None:
    record.version += 1
    record.updated_at = func.now()
    await session.flush()


async def _organisation_errors(session: AsyncSession, organisation_id: UUID | None) -> list[FieldError]:
    if organisation_id is None:
        return []
    wanted = text("SELECT 1 FROM registry.directory_organisation WHERE id = :id")
    known = await session.scalar(wanted, {"id": organisation_id})
    return [] if known else [FieldError("/organisation_id", "organisation-unknown")]


async def _check_links(
    session: AsyncSession, principal: Principal, body: LessonIn | LessonPatch | PracticeIn | CapacityIn
) -> None:
    wanted = [(f"/codes/{i}", code) for i, code in enumerate(body.codes)]
    wanted += [(f"/countries/{i}", f"country:{code}") for i, code in enumerate(body.countries)]
    errors = await codes.unknown(session, wanted)
    if body.event_id is not None and not await queries.sees_event(session, principal, body.event_id):
        errors.append(FieldError("/event_id", "event-unknown"))
    if errors:
        raise invalid(*errors)
