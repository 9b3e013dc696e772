"""The demonstration's partner registries and what they report: invented examples, marked so in their titles."""

import json
from importlib.resources import files
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.federation import commands
from registry_api.federation.models import PartnerRecord, PartnerSystem
from registry_api.federation.schemas import PartnerRecordIn, PartnerSystemIn
from registry_api.projects.models import Project
from service_kit.principal import Principal


async def seed_partners(session: AsyncSession, seeder: Principal, organisation_id: UUID) -> None:
    """Add the partner registries, of the organisation given, and their records, unless they are there."""
    document = json.loads(files(__package__).joinpath("partners.json").read_text("utf-8"))
    if await session.get(PartnerSystem, document["systems"][0]["key"]) is not None:
        return
    systems = [
        await commands.add_system(
            session, seeder, PartnerSystemIn.model_validate(entry | {"organisation_id": organisation_id})
        )
        for entry in document["systems"]
    ]
    for entry in document["records"]:
        body = PartnerRecordIn.model_validate(entry["record"])
        await commands.receive(session, systems[0], [commands.Message.of(entry["external_id"], body)])
        if "project_title" not in entry:
            continue
        project_id = await session.scalar(
            select(Project.id).where(Project.title["es"].astext == entry["project_title"]).limit(1)
        )
        record = await session.scalar(select(PartnerRecord).where(PartnerRecord.external_id == entry["external_id"]))
        if project_id is not None and record is not None:
            await commands.link(session, seeder, record, str(project_id))
