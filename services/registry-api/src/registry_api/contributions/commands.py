"""Writes of contributions."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.contributions.models import Contribution
from registry_api.contributions.schemas import ContributionIn
from registry_api.finance.rules import day_of, valued
from registry_api.projects.commands import unknown_codes, unknown_organisations
from registry_api.rates.queries import person_day_rates
from service_kit.principal import Principal
from service_kit.problems import FieldError, invalid, not_found


async def add(session: AsyncSession, principal: Principal, project_id: UUID, body: ContributionIn) -> Contribution:
    """Add a contribution to a project, valued.

    Raises:
        Problem: 422.
    """
    await _check(session, body)
    values = body.model_dump() | await _valuation(session, body)
    contribution = Contribution(project_id=project_id, created_by=principal.subject, **values)
    session.add(contribution)
    await session.flush()
    return contribution


async def get_for_change(session: AsyncSession, project_id: UUID, contribution_id: UUID) -> Contribution:
    """Return a project's contribution, locked.

    Raises:
        Problem: 404.
    """
    found = await session.get(Contribution, contribution_id, with_for_update=True)
    if found is None or found.project_id != project_id:
        raise not_found("contribution", contribution_id)
    return found


async def replace(session: AsyncSession, contribution: Contribution, body: ContributionIn) -> None:
    """Make a contribution the given one, valued anew.

    Raises:
        Problem: 422.
    """
    await _check(session, body)
    for name, value in (body.model_dump() | await _valuation(session, body)).items():
        setattr(contribution, name, value)
    contribution.version += 1
    await session.flush()


async def _valuation(session: AsyncSession, body: ContributionIn) -> dict[str, Any]:
    if body.amount is not None:
        return {"valuation": "stated", "rate_id": None}
    if body.quantity is not None and body.grade is not None and body.country is not None:
        rates = await person_day_rates(session, body.country, body.grade)
        found = valued(body.quantity, rates, day_of(body.year))
        if found is not None:
            amount, rate = found
            return {"valuation": "rate-table", "rate_id": rate.id, "amount": amount, "currency": rate.currency}
    return {"valuation": "none", "rate_id": None, "amount": None, "currency": None}


async def _check(session: AsyncSession, body: ContributionIn) -> None:
    wanted = [("/kind", "contribution-kind", body.kind)]
    wanted += [
        (f"/{name}", vocabulary, value)
        for name, vocabulary in (("grade", "expert-grade"), ("country", "country"), ("currency", "currency"))
        if (value := getattr(body, name)) is not None
    ]
    errors = await unknown_codes(session, wanted)
    errors += await unknown_organisations(session, [("/organisation_id", body.organisation_id)])
    if body.amount is not None and body.currency is None:
        errors.append(FieldError("/currency", "field-required"))
    if body.amount is None and body.currency is not None:
        errors.append(FieldError("/amount", "contribution-amount"))
    if body.amount is None and body.quantity is None:
        errors.append(FieldError("/amount", "contribution-empty"))
    if errors:
        raise invalid(*errors)
