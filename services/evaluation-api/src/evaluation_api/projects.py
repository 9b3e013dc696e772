"""The projects that records of evaluation belong to, as the registry's directory tells them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.principal import Action, Principal
from service_kit.problems import not_found
from service_kit.visibility import visible_projects


def visible(principal: Principal) -> tuple[str, dict[str, Any]]:
    """Return the condition over ``p`` under which the principal sees a project, and its parameters."""
    return visible_projects(principal, "registry.directory_participation")


@dataclass(frozen=True, slots=True)
class Owned:
    """A project and the organisations responsible for or taking part in it."""

    id: UUID
    code: str
    owners: frozenset[UUID]


async def find(session: AsyncSession, principal: Principal, key: str) -> Owned:
    """Return the project with this id or code.

    Raises:
        Problem: 404 when there is none that the principal sees.
    """
    condition, params = visible(principal)
    try:
        wanted, params = "p.id = :key", params | {"key": UUID(key)}
    except ValueError:
        wanted, params = "p.code = :key", params | {"key": key}
    statement = text(f"""
        SELECT p.id, p.code, p.responsible_id, array(SELECT organisation_id FROM registry.directory_participation
                                                     WHERE project_id = p.id) AS partners
        FROM registry.directory_project p WHERE {wanted} AND {condition}
    """)
    row = (await session.execute(statement, params)).first()
    if row is None:
        raise not_found("project", key)
    responsible = {row.responsible_id} if row.responsible_id else set()
    return Owned(row.id, row.code, frozenset(row.partners) | responsible)


async def find_for(session: AsyncSession, principal: Principal, key: str, action: Action) -> Owned:
    """Return the project with this id or code if the principal may do ``action`` for it.

    Raises:
        Problem: 404 when there is none that the principal sees; 401 or 403 when it may not.
    """
    found = await find(session, principal, key)
    principal.require(action, found.owners)
    return found
