"""The demonstration's frameworks, reports, evaluation and knowledge: invented examples, and marked as such."""

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from evaluation_api.demo.evaluation import seed_evaluation
from evaluation_api.frameworks import commands as frameworks
from evaluation_api.frameworks import queries as framework_queries
from evaluation_api.frameworks.models import Indicator
from evaluation_api.frameworks.schemas import FrameworkIn
from evaluation_api.iati.commands import publish
from evaluation_api.knowledge import commands as knowledge
from evaluation_api.knowledge.models import Practice
from evaluation_api.knowledge.schemas import CapacityIn, LessonIn, PracticeDecisionIn, PracticeIn
from evaluation_api.monitoring import commands as monitoring
from evaluation_api.monitoring.schemas import DecisionIn, MonitoringReportIn, RiskIn
from evaluation_api.rollup import commands as rollup
from evaluation_api.rollup.models import CommonIndicator
from evaluation_api.rollup.schemas import CommonIndicatorIn
from service_kit.database import Database
from service_kit.principal import Principal, Role

SEEDER: Final = Principal("system:demo", "Milpa", Role.ADMINISTRATOR)
REVIEWER: Final = Principal("system:demo-review", "Milpa", Role.ADMINISTRATOR)


async def seed_demo(database: Database) -> bool:
    """Register the examples once, over the registry's demonstration projects; say whether they were added."""
    document = json.loads(files(__package__).joinpath("records.json").read_text("utf-8"))
    async with database.transaction() as session:
        known = select(CommonIndicator.id).where(CommonIndicator.created_by == SEEDER.subject).limit(1)
        projects = await _projects(session)
        wanted = {entry["project"] for entry in document["frameworks"]}
        # The registry's demonstration may be of an earlier version, or have been deleted.
        if await session.scalar(known) is not None or not wanted <= projects.keys():
            return False
        commons = await _commons(session, document["common"])
        indicators = await _frameworks(session, document["frameworks"], projects, commons)
        await _reports(session, document["reports"], projects, indicators)
        await _knowledge(session, document, projects)
        await seed_evaluation(session, SEEDER, document["evaluation"], projects)
    return True


async def _projects(session: AsyncSession) -> dict[str, UUID]:
    rows = await session.execute(text("SELECT id, title FROM registry.directory_project WHERE example"))
    return {row.title["es"]: row.id for row in rows if "es" in row.title}


async def _commons(session: AsyncSession, entries: list[dict[str, Any]]) -> dict[str, UUID]:
    found = {}
    for entry in entries:
        key = entry.pop("key")
        common = await rollup.create(session, SEEDER, CommonIndicatorIn.model_validate(entry))
        common.example, found[key] = True, common.id
    return found


async def _frameworks(
    session: AsyncSession, entries: list[dict[str, Any]], projects: dict[str, UUID], commons: dict[str, UUID]
) -> dict[str, UUID]:
    """Write and approve the frameworks; return the indicators by the key that the examples give them."""
    indicators: dict[str, UUID] = {}
    for entry in entries:
        keys = []
        for result in entry["results"]:
            for indicator in result["indicators"]:
                keys.append(indicator.pop("key"))
                indicator["common_id"] = commons.get(indicator.pop("common", ""))
                indicator["targets"] = [_period(year) | {"value": value} for year, value in indicator["targets"]]
        project_id = projects[entry["project"]]
        body = FrameworkIn(results=entry["results"])
        framework = await frameworks.write(session, SEEDER, project_id, None, body)
        content = await framework_queries.framework(session, project_id)
        if content is not None:
            told = [indicator["id"] for result in content["results"] for indicator in result["indicators"]]
            indicators |= dict(zip(keys, told, strict=True))
            await frameworks.approve(session, SEEDER, framework, content, None)
            await publish(session, project_id)
    return indicators


def _period(year: str) -> dict[str, Any]:
    this = datetime.now(UTC).year
    told = {"{year}": this - 1, "{next}": this}[year]
    return {"period_start": f"{told}-01-01", "period_end": f"{told}-12-31"}


async def _reports(
    session: AsyncSession, entries: list[dict[str, Any]], projects: dict[str, UUID], indicators: dict[str, UUID]
) -> None:
    for entry in entries:
        measured = []
        for key, value, *parts in entry.pop("measurements"):
            dimensions = await session.scalar(select(Indicator.dimensions).where(Indicator.id == indicators[key])) or []
            names = [dimension["name"] for dimension in dimensions]
            measured.append(
                {
                    "indicator_id": indicators[key],
                    "value": value,
                    "evidence": ["https://example.org/evidencia-de-ejemplo"],
                    "parts": [
                        {"categories": dict(zip(names, categories, strict=True)), "value": number}
                        for *categories, number in (parts[0] if parts else [])
                    ],
                }
            )
        body = entry | _period("{year}") | {"project": str(projects[entry["project"]]), "measurements": measured}
        report = await monitoring.start(session, SEEDER, MonitoringReportIn.model_validate(body))
        await monitoring.submit(session, SEEDER, report)
        await monitoring.decide(session, REVIEWER, report, DecisionIn(decision="verified"))


async def _knowledge(session: AsyncSession, document: dict[str, Any], projects: dict[str, UUID]) -> None:
    for entry in document["risks"]:
        entry["project"] = str(projects[entry["project"]])
        await monitoring.add_risk(session, SEEDER, RiskIn.model_validate(entry))
    for entry in document["lessons"]:
        entry["project_id"] = projects[entry.pop("project")]
        (await knowledge.create(session, SEEDER, LessonIn.model_validate(entry))).example = True
    organisations = await _organisations(session)
    for entry in document["practices"]:
        entry["organisation_id"] = organisations.get(entry.pop("organisation"))
        entry["projects"] = [str(projects[title]) for title in entry["projects"]]
        practice = await knowledge.propose(session, SEEDER, PracticeIn.model_validate(entry))
        await knowledge.decide(session, REVIEWER, practice, PracticeDecisionIn(decision="validated"))
        await session.execute(update(Practice).where(Practice.id == practice.id).values(example=True))
    for entry in document["capacities"]:
        entry["organisation_id"] = organisations.get(entry.pop("organisation"))
        entry["valid_until"] = datetime.now(UTC).date() + timedelta(days=365)
        if entry["organisation_id"] is not None:
            (await knowledge.announce(session, SEEDER, CapacityIn.model_validate(entry))).example = True


async def _organisations(session: AsyncSession) -> dict[str, UUID]:
    rows = await session.execute(
        text("SELECT acronym, id FROM registry.directory_organisation WHERE acronym IS NOT NULL ORDER BY id DESC")
    )
    return {row.acronym: row.id for row in rows}
