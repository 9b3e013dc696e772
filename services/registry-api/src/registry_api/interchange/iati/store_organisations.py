"""Registers the records of an IATI organisation file."""

from collections.abc import Sequence, Set

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.interchange.iati.incoming import Incoming
from registry_api.interchange.iati.sections import organisation_key
from registry_api.interchange.iati.store import Context, Outcome
from registry_api.interchange.models import IatiOrganisationSource
from registry_api.organisations import commands as organisations
from registry_api.organisations.models import Organisation


async def plan_organisations(session: AsyncSession, batch: Sequence[Incoming], repeated: Set[int]) -> list[Outcome]:
    """Return what importing ``batch`` would do."""
    refs = [incoming.document["ref"] for incoming in batch]
    rows = await session.execute(
        select(Organisation.iati_identifier, Organisation.name, IatiOrganisationSource.digest)
        .outerjoin(IatiOrganisationSource, IatiOrganisationSource.organisation_id == Organisation.id)
        .where(Organisation.iati_identifier.in_(refs))
    )
    known = {row.iati_identifier: row for row in rows}
    outcomes = []
    for incoming in batch:
        found = known.get(incoming.document["ref"])
        if not incoming.document["ref"]:
            outcomes.append(Outcome(incoming, "rejected", "identifier-missing"))
        elif incoming.ordinal in repeated:
            outcomes.append(Outcome(incoming, "rejected", "identifier-twice"))
        elif found is None:
            outcomes.append(Outcome(incoming, "created"))
        elif found.digest == incoming.digest:
            outcomes.append(Outcome(incoming, "unchanged"))
        else:
            name = incoming.document["name"]
            changes = [{"field": "name", "before": found.name, "after": name}] if name != found.name else []
            changes = changes or [{"field": "iati_source", "before": None, "after": None}]
            outcomes.append(Outcome(incoming, "updated", changes=changes))
    return outcomes


async def register_organisations(session: AsyncSession, outcomes: Sequence[Outcome], context: Context) -> None:
    """Carry out what ``plan_organisations`` found, in the caller's transaction."""
    for outcome in outcomes:
        if outcome.action not in {"created", "updated"}:
            continue
        document = outcome.incoming.document
        key = organisation_key(document)
        found = await organisations.resolve(session, {key: document}, context.subject)
        if outcome.action == "updated" and document["name"]:
            search = organisations.search_text(document["name"], None, document["ref"])
            await session.execute(
                update(Organisation)
                .where(Organisation.id == found[key])
                .values(name=document["name"], search_text=search, version=Organisation.version + 1)
            )
        values = {
            "digest": outcome.incoming.digest,
            "xml": outcome.incoming.xml,
            "import_id": context.import_id,
        }
        statement = upsert(IatiOrganisationSource).values(organisation_id=found[key], **values)
        await session.execute(statement.on_conflict_do_update(index_elements=["organisation_id"], set_=values))
