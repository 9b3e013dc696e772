"""Writes of lessons."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api.knowledge import queries
from evaluation_api.knowledge.models import Lesson
from evaluation_api.knowledge.schemas import LessonIn, LessonPatch
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, invalid, not_found
from service_kit.texts import fold


async def create(session: AsyncSession, principal: Principal, body: LessonIn) -> Lesson:
    """Register a lesson of a project.

    Raises:
        Problem: 401 or 403; 422 when the project is not one that the principal sees.
    """
    principal.require(Action.LESSON_WRITE)
    owners = await queries.owners(session, principal, body.project_id)
    if owners is None:
        raise invalid(FieldError("/project_id", "project-unknown"))
    principal.require(Action.LESSON_WRITE, owners)
    lesson = Lesson(**body.model_dump(), created_by=principal.subject)
    lesson.search_text = _search_text(lesson)
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


async def change(session: AsyncSession, lesson: Lesson, patch: LessonPatch) -> None:
    """Change the given fields of a lesson."""
    for name in patch.model_fields_set:
        setattr(lesson, name, getattr(patch, name))
    lesson.search_text = _search_text(lesson)
    lesson.version += 1
    lesson.updated_at = func.now()
    await session.flush()


def _search_text(lesson: Lesson) -> str:
    texts = (lesson.title, lesson.context, lesson.lesson, lesson.recommendation)
    return fold(" ".join(piece for text in texts for piece in (text or {}).values()))
