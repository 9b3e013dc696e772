"""Writes of agreements."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.agreements.models import Agreement, AgreementParty, AgreementProject
from registry_api.agreements.schemas import AgreementIn
from registry_api.projects.commands import unknown_codes, unknown_organisations, unknown_projects
from registry_api.projects.rules import date_order, repeated
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found
from service_kit.rows import sync_rows
from service_kit.texts import fold

_ROWS = {"parties", "projects"}


async def create(session: AsyncSession, principal: Principal, body: AgreementIn) -> Agreement:
    """Register an agreement.

    Raises:
        Problem: 401 or 403; 422 with what is wrong field by field.
    """
    principal.require(Action.AGREEMENT_WRITE)
    await _check(session, principal, body, None)
    agreement = Agreement(**body.model_dump(exclude=_ROWS), created_by=principal.subject)
    agreement.search_text = _search_text(body)
    session.add(agreement)
    await session.flush()
    await _sync(session, agreement.id, body)
    return agreement


async def get_for_change(session: AsyncSession, principal: Principal, agreement_id: UUID) -> Agreement:
    """Return an agreement, locked, if the principal may change it.

    Raises:
        Problem: 401 or 403; 404.
    """
    principal.require(Action.AGREEMENT_WRITE)
    found = await session.get(Agreement, agreement_id, with_for_update=True)
    if found is None:
        raise not_found("agreement", agreement_id)
    return found


async def replace(session: AsyncSession, principal: Principal, agreement: Agreement, body: AgreementIn) -> None:
    """Make an agreement the given one.

    Raises:
        Problem: 422 with what is wrong field by field.
    """
    await _check(session, principal, body, agreement.id)
    for name, value in body.model_dump(exclude=_ROWS).items():
        setattr(agreement, name, value)
    agreement.search_text = _search_text(body)
    agreement.version += 1
    agreement.updated_at = func.now()
    await session.flush()
    await _sync(session, agreement.id, body)


async def delete(session: AsyncSession, agreement: Agreement) -> None:
    """Delete an agreement that nothing hangs on.

    Raises:
        Problem: 409 while projects or other agreements are under it.
    """
    under = select(AgreementProject.id).where(AgreementProject.agreement_id == agreement.id).limit(1)
    if await session.scalar(under) is not None:
        raise Problem(409, "agreement-in-use")
    try:
        await session.delete(agreement)
        await session.flush()
    except IntegrityError as exc:
        raise Problem(409, "agreement-in-use") from exc


async def _sync(session: AsyncSession, agreement_id: UUID, body: AgreementIn) -> None:
    parties = [party.model_dump() for party in body.parties]
    await sync_rows(session, AgreementParty, "agreement_id", agreement_id, parties, "organisation_id")
    projects = [{"project_id": project_id} for project_id in body.projects]
    await sync_rows(session, AgreementProject, "agreement_id", agreement_id, projects, "project_id")


def _search_text(body: AgreementIn) -> str:
    texts = [*body.title.values(), *body.summary.values(), body.reference or "", body.legal_instrument or ""]
    return fold(" ".join(texts))


async def _check(session: AsyncSession, principal: Principal, body: AgreementIn, own_id: UUID | None) -> None:
    errors = await unknown_codes(session, [("/type", "agreement-type", body.type)])
    errors += date_order(
        [
            ("signed_on", body.signed_on, "in_force_on", body.in_force_on),
            ("in_force_on", body.in_force_on, "expires_on", body.expires_on),
            ("signed_on", body.signed_on, "expires_on", body.expires_on),
            ("signed_on", body.signed_on, "terminated_on", body.terminated_on),
        ]
    )
    errors += repeated("/parties", [party.organisation_id for party in body.parties])
    errors += repeated("/projects", body.projects)
    errors += await unknown_organisations(
        session, [(f"/parties/{i}/organisation_id", party.organisation_id) for i, party in enumerate(body.parties)]
    )
    errors += await unknown_projects(session, principal, [(f"/projects/{i}", p) for i, p in enumerate(body.projects)])
    if body.parent_id is not None:
        parent = await session.get(Agreement, body.parent_id)
        if parent is None or body.parent_id == own_id or parent.parent_id is not None:
            # Two levels: an agreement and what belongs to it.
            errors.append(FieldError("/parent_id", "agreement-parent"))
    if errors:
        raise invalid(*errors)
