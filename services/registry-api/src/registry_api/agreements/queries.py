"""Reads of agreements: of the public ones by everyone, of the others by those with an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.history.queries import PastRecord
from registry_api.projects.visibility import visible
from registry_api.sql import organisation_ref, project_ref
from service_kit.database import Database
from service_kit.pagination import Order, read_page
from service_kit.principal import Action, Principal, Reach
from service_kit.texts import fold, like

STATUS: Final = """CASE
    WHEN a.terminated_on <= current_date THEN 'terminated'
    WHEN a.expires_on < current_date AND NOT a.renews THEN 'expired'
    WHEN a.expires_on <= current_date + a.alert_days AND NOT a.renews THEN 'expiring'
    WHEN coalesce(a.in_force_on, a.signed_on) <= current_date THEN 'in-force'
    WHEN a.signed_on IS NOT NULL THEN 'signed'
    ELSE 'draft' END"""
_RECORD: Final = f"""
    json_build_object('id', a.id, 'version', a.version, 'type', a.type, 'title', a.title, 'summary', a.summary,
        'reference', a.reference, 'legal_instrument', a.legal_instrument, 'signed_on', a.signed_on,
        'in_force_on', a.in_force_on, 'expires_on', a.expires_on, 'terminated_on', a.terminated_on,
        'renews', a.renews, 'alert_days', a.alert_days, 'status', {STATUS},
        'days_left', a.expires_on - current_date,
        'parent', (SELECT json_build_object('id', u.id, 'title', u.title, 'type', u.type)
                   FROM registry.agreement u WHERE u.id = a.parent_id AND {{seen_parent}}),
        'visibility', a.visibility, 'example', a.example,
        'parties', coalesce((SELECT json_agg(json_build_object('organisation', {organisation_ref("o")},
                'signatory', y.signatory) ORDER BY y.position)
            FROM registry.agreement_party y JOIN registry.organisation o ON o.id = y.organisation_id
            WHERE y.agreement_id = a.id), '[]'::json),
        'projects', coalesce((SELECT json_agg({project_ref("p")} ORDER BY p.code)
            FROM registry.agreement_project j JOIN registry.project p ON p.id = j.project_id
            WHERE j.agreement_id = a.id AND {{visible}}), '[]'::json),
        'updated_at', a.updated_at)::text
"""


def seen(principal: Principal, alias: str = "a") -> str:
    """Return the condition under which the principal sees an agreement."""
    return "true" if principal.reach(Action.INTERNAL_READ) is not Reach.NONE else f"{alias}.visibility = 'public'"


def _record(principal: Principal) -> tuple[str, dict[str, Any]]:
    condition, params = visible(principal)
    return _RECORD.format(visible=condition, seen_parent=seen(principal, "u")), params


async def record(session: AsyncSession, principal: Principal, agreement_id: UUID) -> tuple[str, int] | None:
    """Return an agreement as JSON text and its version, or None when the principal sees none."""
    select, params = _record(principal)
    statement = text(f"SELECT {select}, a.version FROM registry.agreement a WHERE a.id = :id AND {seen(principal)}")
    row = (await session.execute(statement, params | {"id": agreement_id})).first()
    return (row[0], row[1]) if row else None


def past_record(principal: Principal, agreement_id: UUID) -> PastRecord:
    """Return how an agreement's past is read, as the principal sees it; its status is that of today's date."""
    select, params = _record(principal)
    tables = ("agreement a", "agreement_party", "agreement_project")
    return PastRecord(f"SELECT {select} FROM registry.agreement a", tables, (f"agreement:{agreement_id}",), params)


@dataclass(frozen=True, slots=True)
class AgreementFilters:
    """What a list of agreements is narrowed to."""

    q: str = ""
    status: Sequence[str] = ()
    type: Sequence[str] = ()
    organisation: UUID | None = None
    project: UUID | None = None


async def page(
    database: Database, principal: Principal, filters: AgreementFilters, limit: int, after: str | None
) -> tuple[list[str], int, str | None]:
    """Return a page of agreements, those that end first before the others, the total, and the next cursor."""
    select, params = _record(principal)
    where = [seen(principal)]
    for index, word in enumerate(fold(filters.q).split()[:10]):
        where.append(f"a.search_text LIKE :word{index}")
        params[f"word{index}"] = f"%{like(word)}%"
    if filters.status:
        where.append(f"{STATUS} = ANY(:status)")
        params["status"] = list(filters.status)
    if filters.type:
        where.append("a.type = ANY(:type)")
        params["type"] = list(filters.type)
    related = "EXISTS (SELECT 1 FROM registry.agreement_{0} f WHERE f.agreement_id = a.id AND f.{1} = :{1})"
    for table, column, value in (
        ("party", "organisation_id", filters.organisation),
        ("project", "project_id", filters.project),
    ):
        if value is not None:
            where.append(related.format(table, column))
            params[column] = value
    return await read_page(
        database, record=select, source="registry.agreement a", where=" AND ".join(where), params=params,
        order=Order("coalesce(a.expires_on, '9999-12-31')", date, "a.id"), limit=limit, after=after,
    )  # fmt: skip
