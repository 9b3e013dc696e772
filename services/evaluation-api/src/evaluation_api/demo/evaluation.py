"""The demonstration's joint evaluation, taken through every step."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api.evaluations import commands, queries
from evaluation_api.evaluations.models import Recommendation
from evaluation_api.evaluations.schemas import EvaluationIn, EvaluationPatch, ResponseIn, StepIn, ViewIn
from service_kit.principal import Principal


async def seed_evaluation(
    session: AsyncSession, seeder: Principal, entry: dict[str, Any], projects: dict[str, UUID]
) -> None:
    """Plan the example evaluation, complete it, and answer its first recommendation; the second awaits an answer."""
    views, response = entry.pop("views"), entry.pop("response")
    entry["projects"] = [str(projects[title]) for title in entry["projects"]]
    written = {name: entry.pop(name) for name in ("ratings", "findings", "conclusions", "recommendations", "summary")}
    evaluation = await commands.plan(session, seeder, EvaluationIn.model_validate(entry))
    evaluation.example = True
    partners = sorted(await queries.partners(session, evaluation.id))
    today = datetime.now(UTC).date()
    patch = {
        "commissioner_id": partners[0],
        "planned_start": today - timedelta(days=150),
        "planned_end": today - timedelta(days=60),
    }
    await commands.change(session, seeder, evaluation, EvaluationPatch.model_validate(patch))
    for to in ("commissioned", "in-progress"):
        await commands.take_step(session, seeder, evaluation, StepIn.model_validate({"to": to}))
    for recommendation in written["recommendations"]:
        recommendation |= {"addressee_id": partners[0], "respond_by": today + timedelta(days=30)}
    written["quality"] = [{"item": item, "answer": "met"} for item in sorted(queries.QUALITY_ITEMS)]
    await commands.change(session, seeder, evaluation, EvaluationPatch.model_validate(written))
    for partner, (agreement, statement) in zip(partners, views, strict=False):
        body = ViewIn(agreement=agreement, statement=statement)
        await commands.record_view(session, seeder, evaluation.id, partner, body)
    await commands.take_step(session, seeder, evaluation, StepIn(to="completed"))
    first = await session.scalar(
        select(Recommendation)
        .where(Recommendation.evaluation_id == evaluation.id)
        .order_by(Recommendation.number)
        .limit(1)
    )
    if first is not None:
        for action in response["actions"]:
            action["due_on"] = today + timedelta(days=action.pop("due_in"))
        await commands.respond(session, seeder, first, ResponseIn.model_validate(response))
