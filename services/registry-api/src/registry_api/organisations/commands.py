"""Writes of organisations."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.classification.queries import known_codes
from registry_api.organisations.models import Organisation
from registry_api.organisations.schemas import OrganisationIn, OrganisationPatch
from service_kit.identifiers import new_id
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.texts import fold


def search_text(name: Mapping[str, str], acronym: str | None, identifier: str | None) -> str:
    """Return the folded text an organisation is found by."""
    return fold(" ".join([*name.values(), acronym or "", identifier or ""]))


async def create(session: AsyncSession, principal: Principal, body: OrganisationIn) -> Organisation:
    """Register an organisation.

    Raises:
        Problem: 403; 422 when the org-id is taken or a code unknown.
    """
    principal.require(Action.ORGANISATION_WRITE)
    organisation = Organisation(**body.model_dump(), created_by=principal.subject)
    await _check(session, organisation)
    organisation.search_text = search_text(body.name, body.acronym, body.iati_identifier)
    session.add(organisation)
    await session.flush()
    return organisation


async def get(session: AsyncSession, organisation_id: UUID) -> Organisation:
    """Return an organisation, locked for change.

    Raises:
        Problem: 404.
    """
    found = await session.get(Organisation, organisation_id, with_for_update=True)
    if found is None:
        raise not_found("organisation", organisation_id)
    return found


async def update(
    session: AsyncSession, principal: Principal, organisation: Organisation, patch: OrganisationPatch
) -> None:
    """Change an organisation's given fields.

    Raises:
        Problem: 403; 422 when the org-id is taken or a code unknown.
    """
    principal.require(Action.ORGANISATION_WRITE)
    for name in patch.model_fields_set:
        setattr(organisation, name, getattr(patch, name))
    await _check(session, organisation)
    organisation.search_text = search_text(organisation.name, organisation.acronym, organisation.iati_identifier)
    organisation.version += 1
    organisation.updated_at = func.now()
    await session.flush()


async def delete(session: AsyncSession, principal: Principal, organisation: Organisation) -> None:
    """Delete an organisation that nothing refers to.

    Raises:
        Problem: 403; 409 while it is in use.
    """
    principal.require(Action.ORGANISATION_WRITE)
    try:
        await session.delete(organisation)
        await session.flush()
    except IntegrityError as exc:
        raise Problem(409, "organisation-in-use") from exc


async def _check(session: AsyncSession, organisation: Organisation) -> None:
    pairs = {("organisation-type", organisation.type), ("country", organisation.country)}
    wanted = {(vocabulary, code) for vocabulary, code in pairs if code}
    known = await known_codes(session, wanted)
    errors = [
        FieldError("/" + {"organisation-type": "type"}.get(vocabulary, vocabulary), "code-unknown",
                   {"vocabulary": vocabulary, "code": code})
        for vocabulary, code in sorted(wanted - known)
    ]  # fmt: skip
    if organisation.iati_identifier:
        with session.no_autoflush:
            taken = await session.scalar(
                select(Organisation.name).where(
                    Organisation.iati_identifier == organisation.iati_identifier,
                    Organisation.id != organisation.id,
                )
            )
        if taken is not None:
            code = next(iter(taken.values()))
            errors.append(FieldError("/iati_identifier", "identifier-taken", {"code": code}))
    if errors:
        raise invalid(*errors)


async def missing(session: AsyncSession, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the ids that no organisation has."""
    wanted = set(ids)
    if not wanted:
        return set()
    return wanted - set(await session.scalars(select(Organisation.id).where(Organisation.id.in_(wanted))))


async def resolve(session: AsyncSession, wanted: Mapping[str, Mapping[str, Any]], created_by: str) -> dict[str, UUID]:
    """Return the organisation of every key (``ref:<org-id>`` or ``name:<folded name>``), made if missing.

    ``wanted`` maps a key to ``{ref, name, type}``; a name without identifier also finds an organisation
    registered here under that name.
    """
    found = await _find(session, wanted)
    absent = {key: organisation for key, organisation in wanted.items() if key not in found}
    if absent:
        rows = []
        for key, organisation in absent.items():
            name = dict(organisation["name"]) or {"en": organisation["ref"]}
            rows.append(
                {
                    "id": new_id(),
                    "name": name,
                    "type": organisation["type"],
                    "iati_identifier": organisation["ref"],
                    "name_key": None if organisation["ref"] else key.removeprefix("name:"),
                    "search_text": search_text(name, None, organisation["ref"]),
                    "created_by": created_by,
                }
            )
        # Another import may add the same organisation meanwhile: then its row is the one found below.
        await session.execute(insert(Organisation).values(rows).on_conflict_do_nothing())
        found |= await _find(session, absent)
    return found


async def _find(session: AsyncSession, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, UUID]:
    refs = [key.removeprefix("ref:") for key in wanted if key.startswith("ref:")]
    names = [key.removeprefix("name:") for key in wanted if key.startswith("name:")]
    rows = await session.execute(
        select(Organisation.id, Organisation.iati_identifier, Organisation.name_key).where(
            or_(Organisation.iati_identifier.in_(refs), Organisation.name_key.in_(names))
        )
    )
    found: dict[str, UUID] = {}
    for row in rows:
        if row.iati_identifier is not None:
            found["ref:" + row.iati_identifier] = row.id
        if row.name_key is not None:
            found["name:" + row.name_key] = row.id
    return found
