"""Writes of organisations."""

from collections.abc import Collection, Iterable, Mapping, Set
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.base import Base
from registry_api.classification.queries import known_codes
from registry_api.organisations.models import Organisation, OrganisationContact, OrganisationIdentifier
from registry_api.organisations.schemas import OrganisationIn, OrganisationPatch
from registry_api.projects.rules import repeated
from service_kit.identifiers import new_id
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.rows import sync_rows
from service_kit.texts import fold

_TABLES: Final[dict[str, tuple[type[Base], str]]] = {
    "identifiers": (OrganisationIdentifier, "identifier"),
    "contacts": (OrganisationContact, "name"),
}
_ROWS: Final = set(_TABLES)
MAX_DEPTH: Final = 12
"""Levels of the tree of organisations."""
# A merged organisation is found under its old identifier and name as the one that took its place.
_standing: Final = func.coalesce(Organisation.merged_into_id, Organisation.id).label("id")


def search_text(name: Mapping[str, str], acronym: str | None, identifier: str | None) -> str:
    """Return the folded text an organisation is found by."""
    return fold(" ".join([*name.values(), acronym or "", identifier or ""]))


async def create(session: AsyncSession, principal: Principal, body: OrganisationIn) -> Organisation:
    """Register an organisation.

    Raises:
        Problem: 403; 422 when the org-id is taken or a code unknown.
    """
    principal.require(Action.ORGANISATION_WRITE)
    organisation = Organisation(**body.model_dump(exclude=_ROWS), created_by=principal.subject)
    await _check(session, organisation, body)
    organisation.search_text = search_text(body.name, body.acronym, body.iati_identifier)
    session.add(organisation)
    await session.flush()
    await _sync(session, organisation.id, body, _ROWS)
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
    if "name" in patch.model_fields_set and not patch.name:
        raise invalid(FieldError("/name", "field-text-required"))
    with session.no_autoflush:
        for name in patch.model_fields_set - _ROWS:
            setattr(organisation, name, getattr(patch, name))
        await _check(session, organisation, patch)
    await _sync(session, organisation.id, patch, patch.model_fields_set & _ROWS)
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


async def _sync(session: AsyncSession, organisation_id: UUID, body: OrganisationIn, given: Set[str]) -> None:
    for field, (table, key) in _TABLES.items():
        if field in given:
            rows = [row.model_dump() for row in getattr(body, field)]
            await sync_rows(session, table, "organisation_id", organisation_id, rows, key)


async def _parent_errors(session: AsyncSession, organisation: Organisation) -> list[FieldError]:
    """Refuse a parent that is missing, merged away, or below the organisation itself."""
    above = organisation.parent_id
    for _ in range(MAX_DEPTH):
        if above is None:
            return []
        if above == organisation.id:
            break
        parent = await session.get(Organisation, above)
        if parent is None or parent.merged_into_id is not None:
            return [FieldError("/parent_id", "organisation-unknown")]
        above = parent.parent_id
    return [FieldError("/parent_id", "organisation-tree")]


async def _identifier_errors(
    session: AsyncSession, organisation: Organisation, body: OrganisationIn
) -> list[FieldError]:
    errors = []
    for index, given in enumerate(body.identifiers):
        taken = await session.scalar(
            select(Organisation.name)
            .join(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
            .where(
                OrganisationIdentifier.scheme == given.scheme,
                OrganisationIdentifier.identifier == given.identifier,
                Organisation.id != organisation.id,
            )
        )
        if taken is not None:
            code = next(iter(taken.values()))
            errors.append(FieldError(f"/identifiers/{index}/identifier", "identifier-taken", {"code": code}))
    pairs = [(given.scheme, given.identifier) for given in body.identifiers]
    return errors + list(repeated("/identifiers", pairs))


async def _check(session: AsyncSession, organisation: Organisation, body: OrganisationIn) -> None:
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
    errors += await _parent_errors(session, organisation)
    errors += await _identifier_errors(session, organisation, body)
    if errors:
        raise invalid(*errors)


async def missing(session: AsyncSession, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the ids that no organisation has."""
    wanted = set(ids)
    if not wanted:
        return set()
    there = select(Organisation.id).where(Organisation.id.in_(wanted), Organisation.merged_into_id.is_(None))
    return wanted - set(await session.scalars(there))


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


async def search_texts(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what organisations are found by."""
    rows = await session.execute(select(Organisation.id, Organisation.search_text).where(Organisation.id.in_(set(ids))))
    return {row.id: row.search_text for row in rows}


async def _find(session: AsyncSession, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, UUID]:
    refs = [key.removeprefix("ref:") for key in wanted if key.startswith("ref:")]
    names = [key.removeprefix("name:") for key in wanted if key.startswith("name:")]
    rows = await session.execute(
        select(_standing, Organisation.iati_identifier, Organisation.name_key).where(
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
