"""Moves a project through its cycle."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.cycle import queries
from registry_api.cycle.models import StageChange
from registry_api.cycle.rules import Move, attached, moves
from registry_api.cycle.schemas import MoveIn
from registry_api.documents.models import Document
from registry_api.notifications.commands import tell, those_concerned
from registry_api.projects.commands import owners_of, touch
from registry_api.projects.models import Project
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid

# The date of the project that a stage fills in if nobody has.
_DATE_OF: Final = {"approved": "approved_on", "implementation": "start_actual", "closed": "end_actual"}


def may_make(principal: Principal, move: Move, project: Project) -> bool:
    """Say whether ``principal`` may make ``move``: approvals are the analysts'."""
    if move.approval:
        return principal.may(Action.STAGE_APPROVE, frozenset())
    return principal.may(Action.PROJECT_WRITE, owners_of(project))


def require_part(principal: Principal, project: Project) -> None:
    """Raise 403 unless some move of the project could be the principal's to make."""
    if not principal.may(Action.STAGE_APPROVE, frozenset()):
        principal.require(Action.PROJECT_WRITE, owners_of(project))


async def make(session: AsyncSession, principal: Principal, project: Project, body: MoveIn) -> StageChange:
    """Move a project to another stage and record it with what is attached.

    Raises:
        Problem: 403 when the move is not the principal's to make; 409 with what the project still lacks; 422 for a
            move that the stage does not allow or an attachment that is missing.
    """
    before = await queries.before_suspension(session, project.id)
    possible = {move.to: move for move in moves(project.stage, before)}
    move = possible.get(body.to)
    if move is None:
        facts = {"stage": project.stage, "expected": ", ".join(possible)}
        raise invalid(FieldError("/to", "stage-move-unknown", facts))
    if not may_make(principal, move, project):
        raise principal.refusal(Action.STAGE_APPROVE if move.approval else Action.PROJECT_WRITE)
    signed_on = body.signed_on or project.signed_on
    errors = list(attached(move, note=body.note, verdict=body.verdict, signed_on=signed_on))
    if body.document_id is not None and not await _is_of(session, body, project):
        errors.append(FieldError("/document_id", "document-unknown"))
    if errors:
        raise invalid(*errors)
    if missing := move.missing(await queries.facts(session, project.id)):
        raise Problem(409, "stage-conditions", errors=missing, to=move.to)
    day = body.effective_on or datetime.now(UTC).date()
    change = StageChange(
        project_id=project.id, from_stage=project.stage, to_stage=move.to, effective_on=day, note=body.note,
        verdict=body.verdict, document_id=body.document_id, by=principal.subject, by_name=principal.name,
    )  # fmt: skip
    session.add(change)
    project.stage, project.signed_on = move.to, signed_on
    name = _DATE_OF.get(move.to)
    if name is not None and getattr(project, name) is None:
        setattr(project, name, day)
    await touch(session, project, principal.subject)
    concerned = await those_concerned(session, project)
    await tell(session, concerned, "stage", principal, project_id=project.id, detail=move.to)
    return change


async def _is_of(session: AsyncSession, body: MoveIn, project: Project) -> bool:
    owner = await session.scalar(select(Document.project_id).where(Document.id == body.document_id))
    return owner == project.id
