"""Demonstration data: the real project that Milpa comes from, and examples that are marked as invented."""

import json
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.demo.partners import seed_partners
from registry_api.demo.records import seed_records
from registry_api.finance import commands as finance
from registry_api.finance.schemas import TransactionIn
from registry_api.organisations import commands as organisations
from registry_api.organisations.models import Organisation
from registry_api.organisations.schemas import OrganisationIn
from registry_api.projects import commands as projects
from registry_api.projects.models import Project
from registry_api.projects.schemas import ProjectIn
from service_kit.database import Database
from service_kit.principal import Principal, Role

_SEEDER: Final = Principal("system:demo", "Milpa", Role.ADMINISTRATOR)


async def seed_demo(database: Database) -> int:
    """Register the demonstration's organisations and projects once; return how many projects were added."""
    document = json.loads(files(__package__).joinpath("projects.json").read_text("utf-8"))
    async with database.transaction() as session:
        if await session.scalar(select(Project.id).where(Project.created_by == _SEEDER.subject).limit(1)):
            await _partners(session)
            return 0
        ids: dict[str | None, UUID] = {}
        for entry in document["organisations"]:
            key = entry.pop("key")
            ids[key] = await _organisation(session, OrganisationIn.model_validate(entry))
        for entry in document["projects"]:
            await _project(session, entry, ids)
        await seed_records(session, _SEEDER, ids)
        await _partners(session)
        return len(document["projects"])


async def _partners(session: AsyncSession) -> None:
    amexcid = await session.scalar(select(Organisation.id).where(Organisation.acronym == "DGPCI").limit(1))
    if amexcid is not None:
        await seed_partners(session, _SEEDER, amexcid)


async def _organisation(session: AsyncSession, body: OrganisationIn) -> UUID:
    """Return the organisation's id; one that an import brought before is the same."""
    if body.iati_identifier is not None:
        known = await session.scalar(
            select(Organisation.id).where(Organisation.iati_identifier == body.iati_identifier)
        )
        if known is not None:
            return known
    return (await organisations.create(session, _SEEDER, body)).id


async def _project(session: AsyncSession, entry: dict[str, Any], ids: dict[str | None, UUID]) -> None:
    example, source = entry.pop("example", False), entry.pop("source")
    transactions = entry.pop("transactions", [])
    entry["responsible_id"] = ids[entry.pop("responsible")]
    entry["participations"] = [
        {"organisation_id": ids[key], "role": role} for key, role in entry.get("participations", [])
    ]
    for budget in entry.get("budgets", []):
        budget["organisation_id"] = ids.get(budget.pop("organisation"))
    project = await projects.create(session, _SEEDER, ProjectIn.model_validate(entry))
    project.example, project.source = example, source
    for transaction in transactions:
        provider, receiver = ids.get(transaction.pop("provider")), ids.get(transaction.pop("receiver"))
        body = TransactionIn.model_validate(transaction | {"provider_id": provider, "receiver_id": receiver})
        await finance.add(session, project.id, body)
