"""Writes of evaluations: what they say, the steps they take, what is answered to them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api import projects
from evaluation_api.evaluations import queries
from evaluation_api.evaluations.models import (
    Conclusion,
    Evaluation,
    EvaluationProject,
    Finding,
    ManagementAction,
    PartnerView,
    QualityAnswer,
    Question,
    Rating,
    Recommendation,
    TeamMember,
)
from evaluation_api.evaluations.rules import OPEN, REASONED, STEPS, missing
from evaluation_api.evaluations.schemas import (
    EvaluationIn,
    EvaluationPatch,
    ProgressIn,
    RatingIn,
    ResponseIn,
    StepIn,
    ViewIn,
)
from evaluation_api.notices import tell
from service_kit.database import Base
from service_kit.identifiers import new_id
from service_kit.principal import Action, Principal, Role
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.rows import sync_rows
from service_kit.texts import fold, pick

_LISTS: Final[dict[str, tuple[type[Base], str]]] = {
    "team": (TeamMember, "position"),
    "questions": (Question, "position"),
    "findings": (Finding, "number"),
    "conclusions": (Conclusion, "number"),
    "recommendations": (Recommendation, "number"),
    "quality": (QualityAnswer, "item"),
}
"""Lists of an evaluation that are sent whole: their tables, and the column by which a row is the same."""
_APART: Final = frozenset({*_LISTS, "projects", "ratings"})
_RESPONDING: Final = (Role.PARTNER, Role.REGISTRAR, Role.ANALYST)
"""Who of an organisation is told that something is recommended to it: those who may respond."""
Body = EvaluationIn | EvaluationPatch


async def plan(session: AsyncSession, principal: Principal, body: EvaluationIn) -> Evaluation:
    """Plan an evaluation.

    Raises:
        Problem: 401 or 403; 422 with what is wrong field by field.
    """
    principal.require(Action.EVALUATION_MANAGE)
    evaluation = Evaluation(**body.model_dump(exclude=set(_APART)), created_by=principal.subject)
    await _check(session, evaluation, body, set(type(body).model_fields))
    found = await _projects(session, principal, body.projects)
    evaluation.search_text = _search_text(evaluation)
    session.add(evaluation)
    await session.flush()
    await _write_lists(session, evaluation, body, set(type(body).model_fields), found)
    return evaluation


async def get_for(session: AsyncSession, principal: Principal, evaluation_id: UUID, action: Action) -> Evaluation:
    """Return an evaluation, locked, if the principal sees it and may do ``action`` to it.

    Raises:
        Problem: 401, 403 or 404.
    """
    evaluation = await session.get(Evaluation, evaluation_id, with_for_update=True)
    if evaluation is None or not await queries.sees(session, principal, evaluation_id):
        raise not_found("evaluation", evaluation_id)
    members = await session.scalars(
        select(TeamMember.organisation_id).where(
            TeamMember.evaluation_id == evaluation_id, TeamMember.organisation_id.is_not(None)
        )
    )
    principal.require(action, frozenset(member for member in members if member is not None))
    return evaluation


async def change(session: AsyncSession, principal: Principal, evaluation: Evaluation, patch: EvaluationPatch) -> None:
    """Change the given fields of an evaluation that is not over; a list given replaces that list.

    Raises:
        Problem: 409 when it is completed or cancelled; 422 with what is wrong field by field.
    """
    if evaluation.status not in OPEN:
        raise Problem(409, "evaluation-closed", status=evaluation.status)
    given = patch.model_fields_set
    with session.no_autoflush:
        for name in given - _APART:
            setattr(evaluation, name, getattr(patch, name))
        await _check(session, evaluation, patch, given)
    found = await _projects(session, principal, patch.projects) if "projects" in given else []
    evaluation.search_text = _search_text(evaluation)
    await _touch(session, evaluation)
    await _write_lists(session, evaluation, patch, given, found)


async def take_step(session: AsyncSession, principal: Principal, evaluation: Evaluation, body: StepIn) -> None:
    """Take an evaluation to another status.

    Raises:
        Problem: 409 when that does not follow, or what it needs is missing; 422 without a reason where it needs one.
    """
    if body.to not in STEPS[evaluation.status]:
        raise Problem(409, "evaluation-step", status=evaluation.status, allowed=", ".join(STEPS[evaluation.status]))
    if (body.to == "cancelled" or (evaluation.status, body.to) in REASONED) and not body.reason:
        raise invalid(FieldError("/reason", "evaluation-reason"))
    lacking = missing(body.to, await queries.facts(session, evaluation.id))
    if lacking:
        raise Problem(409, "evaluation-incomplete", errors=[FieldError("/to", code) for code in lacking], to=body.to)
    evaluation.status, evaluation.status_reason = body.to, body.reason
    evaluation.completed_at = datetime.now(UTC) if body.to == "completed" else None
    await _touch(session, evaluation)
    if body.to == "completed":
        await _tell_addressees(session, principal, evaluation)


async def _tell_addressees(session: AsyncSession, principal: Principal, evaluation: Evaluation) -> None:
    """Tell those to whom something is recommended that their response is awaited."""
    addressees = await session.scalars(
        select(Recommendation.addressee_id)
        .where(Recommendation.evaluation_id == evaluation.id, Recommendation.addressee_id.is_not(None))
        .distinct()
    )
    for addressee in addressees:
        await tell(
            session, principal, "recommendation", evaluation.id,
            roles=_RESPONDING, organisation=addressee, detail=pick(evaluation.title, "es"),
        )  # fmt: skip


async def delete(session: AsyncSession, evaluation: Evaluation) -> None:
    """Delete an evaluation that was never more than planned.

    Raises:
        Problem: 409 when it was commissioned; it can be cancelled.
    """
    if evaluation.status != "planned":
        raise Problem(409, "evaluation-begun", status=evaluation.status)
    await session.delete(evaluation)


# --- joint evaluations ----------------------------------------------------------------------------------------


async def record_view(
    session: AsyncSession, principal: Principal, evaluation_id: UUID, organisation_id: UUID, body: ViewIn
) -> Evaluation:
    """Record how a partner sees a joint evaluation's outcome, with the partner's own ratings.

    Raises:
        Problem: 401, 403 or 404; 409 when the evaluation is not joint or not under way; 422 for an organisation that
            takes no part in what is evaluated, or a rating that is not of the scale.
    """
    evaluation = await session.get(Evaluation, evaluation_id, with_for_update=True)
    if evaluation is None or not await queries.sees(session, principal, evaluation_id):
        raise not_found("evaluation", evaluation_id)
    principal.require(Action.RESPONSE_WRITE, frozenset({organisation_id}))
    if not evaluation.joint:
        raise Problem(409, "evaluation-not-joint")
    if evaluation.status not in {"in-progress", "completed"}:
        raise Problem(409, "evaluation-not-under-way", status=evaluation.status)
    if organisation_id not in await queries.partners(session, evaluation_id):
        raise not_found("partner", organisation_id)
    errors = await _rating_errors(session, evaluation.scale, body.ratings)
    if errors:
        raise invalid(*errors)
    view = await session.scalar(
        select(PartnerView).where(
            PartnerView.evaluation_id == evaluation_id, PartnerView.organisation_id == organisation_id
        )
    )
    if view is None:
        view = PartnerView(evaluation_id=evaluation_id, organisation_id=organisation_id)
        session.add(view)
    view.agreement, view.statement = body.agreement, body.statement
    view.by_name, view.at = principal.name, func.now()
    await _touch(session, evaluation)
    await _write_ratings(session, evaluation_id, organisation_id, body.ratings)
    return evaluation


# --- management response --------------------------------------------------------------------------------------


async def get_recommendation(session: AsyncSession, principal: Principal, recommendation_id: UUID) -> Recommendation:
    """Return a recommendation, locked, if the principal may respond to it.

    Raises:
        Problem: 401, 403 or 404; 409 while its evaluation is not completed.
    """
    found = await session.get(Recommendation, recommendation_id, with_for_update=True)
    if found is None or not await queries.sees(session, principal, found.evaluation_id):
        raise not_found("recommendation", recommendation_id)
    principal.require(Action.RESPONSE_WRITE, frozenset({found.addressee_id} if found.addressee_id else ()))
    status = await session.scalar(select(Evaluation.status).where(Evaluation.id == found.evaluation_id))
    if status != "completed":
        raise Problem(409, "evaluation-not-completed", status=status)
    return found


async def respond(
    session: AsyncSession, principal: Principal, recommendation: Recommendation, body: ResponseIn
) -> None:
    """Respond to a recommendation; actions with an ``id`` are changed, others added, the rest go.

    Raises:
        Problem: 422 when a reason or an action is missing, or an action is not the recommendation's.
    """
    errors = []
    if body.decision != "accepted" and not body.reason:
        errors.append(FieldError("/reason", "response-reason"))
    if body.decision == "rejected" and body.actions:
        errors.append(FieldError("/actions", "response-no-actions"))
    if body.decision != "rejected" and not body.actions:
        errors.append(FieldError("/actions", "response-actions"))
    known = set(
        await session.scalars(
            select(ManagementAction.id).where(ManagementAction.recommendation_id == recommendation.id)
        )
    )
    errors += [
        FieldError(f"/actions/{i}/id", "action-unknown")
        for i, action in enumerate(body.actions)
        if action.id is not None and action.id not in known
    ]
    errors += await _unknown_organisations(
        session, [(f"/actions/{i}/organisation_id", action.organisation_id) for i, action in enumerate(body.actions)]
    )
    if errors:
        raise invalid(*errors)
    recommendation.decision, recommendation.reason = body.decision, body.reason
    recommendation.responded_by_name, recommendation.responded_at = principal.name, datetime.now(UTC)
    recommendation.version += 1
    await session.flush()
    rows = [action.model_dump() | {"id": action.id or new_id(), "position": i} for i, action in enumerate(body.actions)]
    await sync_rows(session, ManagementAction, "recommendation_id", recommendation.id, rows, "id")
    evaluation = await session.get_one(Evaluation, recommendation.evaluation_id)
    await tell(
        session, principal, "response", evaluation.id,
        subjects=[evaluation.created_by], detail=pick(evaluation.title, "es"),
    )  # fmt: skip


async def get_action(session: AsyncSession, principal: Principal, action_id: UUID) -> ManagementAction:
    """Return an action, locked, if the principal may say how far it is.

    Raises:
        Problem: 401, 403 or 404.
    """
    action = await session.get(ManagementAction, action_id, with_for_update=True)
    recommendation = await session.get(Recommendation, action.recommendation_id) if action is not None else None
    if (
        action is None
        or recommendation is None
        or not await queries.sees(session, principal, recommendation.evaluation_id)
    ):
        raise not_found("action", action_id)
    owners = {action.organisation_id, recommendation.addressee_id} - {None}
    principal.require(Action.RESPONSE_WRITE, frozenset(owner for owner in owners if owner is not None))
    return action


async def report_progress(session: AsyncSession, action: ManagementAction, body: ProgressIn) -> None:
    """Say how far an action is; one that is done has the day on which it was.

    Raises:
        Problem: 422 when that day is to come.
    """
    today = datetime.now(UTC).date()
    if body.done_on is not None and body.done_on > today:
        raise invalid(FieldError("/done_on", "date-future"))
    action.status, action.note = body.status, body.note
    action.done_on = (body.done_on or action.done_on or today) if body.status == "done" else None
    action.version += 1
    await session.flush()


# --- checks and rows ------------------------------------------------------------------------------------------


async def _touch(session: AsyncSession, evaluation: Evaluation) -> None:
    evaluation.version += 1
    evaluation.updated_at = func.now()
    await session.flush()


def _search_text(evaluation: Evaluation) -> str:
    texts = (evaluation.title, evaluation.purpose, evaluation.scope, evaluation.summary)
    return fold(" ".join(piece for written in texts for piece in (written or {}).values()))


async def _projects(session: AsyncSession, principal: Principal, keys: Sequence[str]) -> list[UUID]:
    found: list[UUID] = []
    errors = []
    for index, key in enumerate(keys):
        try:
            project = await projects.find(session, principal, key)
        except Problem:
            errors.append(FieldError(f"/projects/{index}", "project-unknown"))
            continue
        if project.id in found:
            errors.append(FieldError(f"/projects/{index}", "repeated"))
        found.append(project.id)
    if errors:
        raise invalid(*errors)
    return found


async def _check(session: AsyncSession, evaluation: Evaluation, body: Body, given: set[str]) -> None:
    errors: list[FieldError] = []
    start, end = evaluation.planned_start, evaluation.planned_end
    if start is not None and end is not None and end < start:
        errors.append(FieldError("/planned_end", "date-order", {"start": start.isoformat()}))
    if (evaluation.budget_amount is None) != (evaluation.budget_currency is None):
        errors.append(FieldError("/budget_currency", "money-incomplete"))
    if "scale" in given and not await _is_vocabulary(session, evaluation.scale):
        errors.append(FieldError("/scale", "scale-unknown", {"scale": evaluation.scale}))
    if "ratings" in given:
        errors += await _rating_errors(session, evaluation.scale, body.ratings)
    wanted = [("/commissioner_id", body.commissioner_id)]
    wanted += [(f"/team/{i}/organisation_id", member.organisation_id) for i, member in enumerate(body.team)]
    wanted += [(f"/recommendations/{i}/addressee_id", row.addressee_id) for i, row in enumerate(body.recommendations)]
    errors += await _unknown_organisations(session, wanted)
    for name in ("findings", "conclusions", "recommendations"):
        errors += _repeated(name, [row.number for row in getattr(body, name)])
    errors += _repeated("quality", [row.item for row in body.quality])
    errors += [
        FieldError(f"/quality/{i}/item", "quality-unknown", {"item": row.item})
        for i, row in enumerate(body.quality)
        if row.item not in queries.QUALITY_ITEMS
    ]
    if errors:
        raise invalid(*errors)


def _repeated(name: str, keys: Sequence[Any]) -> list[FieldError]:
    return [
        FieldError(f"/{name}/{i}/{'item' if name == 'quality' else 'number'}", "repeated")
        for i, key in enumerate(keys)
        if key is not None and key in keys[:i]
    ]


async def _is_vocabulary(session: AsyncSession, key: str) -> bool:
    wanted = text("SELECT 1 FROM registry.directory_code WHERE vocabulary = :key LIMIT 1")
    return await session.scalar(wanted, {"key": key}) is not None


async def _rating_errors(session: AsyncSession, scale: str, ratings: Sequence[RatingIn]) -> list[FieldError]:
    codes = set(
        await session.scalars(
            text("SELECT code FROM registry.directory_code WHERE vocabulary = :scale"), {"scale": scale}
        )
    )
    given = [rating.criterion for rating in ratings]
    errors = [FieldError(f"/ratings/{i}/criterion", "repeated") for i, name in enumerate(given) if name in given[:i]]
    return errors + [
        FieldError(f"/ratings/{i}/rating", "rating-unknown", {"rating": row.rating, "known": ", ".join(sorted(codes))})
        for i, row in enumerate(ratings)
        if row.rating not in codes
    ]


async def _unknown_organisations(session: AsyncSession, wanted: Sequence[tuple[str, UUID | None]]) -> list[FieldError]:
    ids = {identifier for _, identifier in wanted if identifier is not None}
    if not ids:
        return []
    known: set[UUID] = set(
        await session.scalars(
            text("SELECT id FROM registry.directory_organisation WHERE id = ANY(:ids)"), {"ids": list(ids)}
        )
    )
    return [FieldError(pointer, "organisation-unknown") for pointer, identifier in wanted if identifier in ids - known]


async def _write_lists(
    session: AsyncSession, evaluation: Evaluation, body: Body, given: set[str], project_ids: Sequence[UUID]
) -> None:
    if "projects" in given:
        rows = [{"project_id": project_id} for project_id in project_ids]
        await sync_rows(session, EvaluationProject, "evaluation_id", evaluation.id, rows, "project_id")
    for name in _LISTS.keys() & given:
        table, key = _LISTS[name]
        listed = _numbered(getattr(body, name), key)
        if name == "recommendations":
            await _keep_answered(session, evaluation.id, {row["number"] for row in listed})
        await sync_rows(session, table, "evaluation_id", evaluation.id, listed, key)
    if "ratings" in given:
        await _write_ratings(session, evaluation.id, None, body.ratings)


def _numbered(items: Sequence[Any], key: str) -> list[dict[str, Any]]:
    """Return rows; those without a number get the next free ones."""
    rows: list[dict[str, Any]] = [item.model_dump() for item in items]
    if key == "position":
        return [row | {"position": index} for index, row in enumerate(rows)]
    if key == "number":
        last = max((row["number"] or 0 for row in rows), default=0)
        for row in rows:
            if row["number"] is None:
                last += 1
                row["number"] = last
    return rows


async def _keep_answered(session: AsyncSession, evaluation_id: UUID, numbers: set[int]) -> None:
    """Refuse to lose a response with its recommendation (an evaluation that was opened again)."""
    answered = await session.scalars(
        select(Recommendation.number).where(
            Recommendation.evaluation_id == evaluation_id, Recommendation.decision.is_not(None)
        )
    )
    lost = sorted(number for number in answered if number not in numbers)
    if lost:
        raise Problem(409, "recommendation-answered", numbers=", ".join(map(str, lost)))


async def _write_ratings(
    session: AsyncSession, evaluation_id: UUID, organisation_id: UUID | None, ratings: Sequence[RatingIn]
) -> None:
    """Make the ratings of the evaluation itself, or of one of its partners, the given ones."""
    stored = await session.scalars(
        select(Rating).where(
            Rating.evaluation_id == evaluation_id, Rating.organisation_id.is_not_distinct_from(organisation_id)
        )
    )
    free = {row.criterion: row for row in stored}
    for index, rating in enumerate(ratings):
        row = free.pop(rating.criterion, None)
        if row is None:
            row = Rating(evaluation_id=evaluation_id, organisation_id=organisation_id, criterion=rating.criterion)
            session.add(row)
        row.rating, row.justification, row.evidence = rating.rating, rating.justification, rating.evidence
        row.position = index
    for row in free.values():
        await session.delete(row)
    await session.flush()
