"""Tells people of what concerns them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.notifications.models import Notification
from registry_api.people.queries import mentioned
from registry_api.projects.models import Project
from service_kit.database import table_of
from service_kit.identifiers import new_id
from service_kit.principal import Principal

_PERSON: Final = "account:"


async def tell(
    session: AsyncSession,
    recipients: Iterable[str],
    kind: str,
    actor: Principal,
    *,
    project_id: UUID | None = None,
    comment_id: UUID | None = None,
    import_id: UUID | None = None,
    detail: str = "",
) -> None:
    """Tell people of something that ``actor`` did; nobody is told of their own doing, nor are machines."""
    told = {"kind": kind, "actor_name": actor.name, "project_id": project_id, "comment_id": comment_id,
            "import_id": import_id, "detail": detail}  # fmt: skip
    rows = [
        told | {"id": new_id(), "recipient": recipient}
        for recipient in sorted(set(recipients) - {actor.subject})
        if recipient.startswith(_PERSON)
    ]
    if rows:
        # Into the table, not through the mapper: the worker knows no comments, which the mapper would ask for.
        await session.execute(insert(table_of(Notification)), rows)


async def those_concerned(session: AsyncSession, project: Project) -> set[str]:
    """Return who registered a project and who commented on it, of those who still may read it."""
    rows = await session.scalars(
        text("SELECT DISTINCT author FROM registry.comment WHERE project_id = :project"), {"project": project.id}
    )
    found = await mentioned(session, project.id, [*rows, project.created_by])
    return {person["subject"] for person in found}


async def mark_read(session: AsyncSession, asker: Principal, ids: list[UUID] | None) -> None:
    """Mark some of the asker's notifications, or all, as read."""
    statement = update(Notification).where(Notification.recipient == asker.subject, Notification.read_at.is_(None))
    if ids is not None:
        statement = statement.where(Notification.id.in_(ids))
    await session.execute(statement.values(read_at=datetime.now(UTC)))
