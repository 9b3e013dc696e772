"""The demonstration's agreements, coordination and exchange in kind: invented examples, and marked as such."""

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.agreements import commands as agreements
from registry_api.agreements.schemas import AgreementIn
from registry_api.contributions import commands as contributions
from registry_api.contributions.schemas import ContributionIn
from registry_api.coordination import commands as coordination
from registry_api.coordination.schemas import CommitmentIn, CoordinationEventIn, WorkingTableIn
from registry_api.organisations.models import Organisation
from registry_api.projects.models import Project
from registry_api.rates import commands as rates
from registry_api.rates.schemas import ExchangeRateIn, ValuationRateIn
from service_kit.principal import Principal


async def seed_records(session: AsyncSession, seeder: Principal, ids: dict[str | None, UUID]) -> None:
    """Register the examples; ``ids`` are the demonstration's organisations by key."""
    document = json.loads(files(__package__).joinpath("records.json").read_text("utf-8"))
    for child, parent in document["parents"].items():
        await session.execute(
            update(Organisation)
            .where(Organisation.id == ids[child], Organisation.parent_id.is_(None))
            .values(parent_id=ids[parent])
        )
    for entry in document["exchange_rates"]:
        (await rates.add_exchange_rate(session, seeder, ExchangeRateIn.model_validate(entry))).example = True
    for entry in document["valuation_rates"]:
        (await rates.add_valuation_rate(session, seeder, ValuationRateIn.model_validate(entry))).example = True
    projects = await _projects(session, seeder)
    for programme, parts in document["programmes"].items():
        ids_of_parts = [projects[title] for title in parts]
        await session.execute(update(Project).where(Project.id.in_(ids_of_parts)).values(parent_id=projects[programme]))
    for entry in document["contributions"]:
        project_id = projects[entry.pop("project")]
        body = ContributionIn.model_validate(entry | {"organisation_id": ids[entry.pop("organisation")]})
        await contributions.add(session, seeder, project_id, body)
    for entry in document["agreements"]:
        entry["parties"] = [{"organisation_id": ids[key]} for key in entry["parties"]]
        entry["projects"] = [projects[title] for title in entry["projects"]]
        (await agreements.create(session, seeder, AgreementIn.model_validate(_dated(entry)))).example = True
    await _coordination(session, seeder, document, ids)


async def _coordination(
    session: AsyncSession, seeder: Principal, document: dict[str, Any], ids: dict[str | None, UUID]
) -> None:
    tables: dict[str | None, UUID] = {}
    events: dict[str | None, UUID] = {}
    for entry in document["working_tables"]:
        key = entry.pop("key")
        entry["members"] = [{"organisation_id": ids[member], "role": role} for member, role in entry["members"]]
        table = await coordination.create_table(session, seeder, WorkingTableIn.model_validate(entry))
        table.example, tables[key] = True, table.id
    for entry in document["events"]:
        key = entry.pop("key")
        entry["table_id"] = tables.get(entry.pop("table", None))
        entry["participants"] = [{"organisation_id": ids[who], "people": n} for who, n in entry["participants"]]
        event = await coordination.create_event(session, seeder, CoordinationEventIn.model_validate(_dated(entry)))
        event.example, events[key] = True, event.id
    for entry in document["commitments"]:
        entry["organisation_id"] = ids[entry.pop("organisation")]
        entry["event_id"] = events.get(entry.pop("event", None))
        entry["table_id"] = tables.get(entry.pop("table", None))
        body = CommitmentIn.model_validate(_dated(entry))
        (await coordination.create_commitment(session, seeder, body)).example = True


async def _projects(session: AsyncSession, seeder: Principal) -> dict[str, UUID]:
    rows = await session.execute(select(Project.title, Project.id).where(Project.created_by == seeder.subject))
    return {row.title["es"]: row.id for row in rows}


def _dated(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry with days counted from today as dates."""
    today = datetime.now(UTC).date()
    days = {"signed_on", "in_force_on", "expires_on", "due_on", "starts"}
    return {
        name: (today + timedelta(days=value)).isoformat() if name in days else value for name, value in entry.items()
    }
