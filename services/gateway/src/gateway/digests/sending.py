"""Writes people by mail what they have not read, at most once in a while."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import mail
from gateway.digests.letters import digest
from gateway.identity.models import Digest
from gateway.settings import GatewaySettings
from service_kit.database import Database
from service_kit.telemetry import log

_LOOK_EVERY: Final = 60.0
"""Seconds between two looks, or less where digests come more often."""
# Locked, so that of several gateways one writes; what was unread before the last digest is not told again.
_DUE: Final = text("""
    SELECT a.id, a.email, a.name, a.language, coalesce(d.until, '-infinity') AS until
    FROM identity.account a LEFT JOIN identity.digest d ON d.account_id = a.id
    WHERE a.digest AND NOT a.disabled AND a.id <> ALL(:looked_at) AND coalesce(d.until, '-infinity') <= :before
        AND EXISTS (SELECT 1 FROM registry.directory_notification n
            WHERE n.recipient = 'account:' || a.id AND n.created_at > coalesce(d.until, '-infinity'))
    ORDER BY a.id LIMIT 1 FOR UPDATE OF a SKIP LOCKED
""")
_NOTICES: Final = text("""
    SELECT kind, actor_name, detail, project_code, project_title, import_id, record_id
    FROM registry.directory_notification
    WHERE recipient = :recipient AND created_at > :until ORDER BY created_at LIMIT 500
""")


class Digests:
    """Sends the digests that are due, again and again."""

    def __init__(self, database: Database, settings: GatewaySettings) -> None:
        self._database, self._settings = database, settings

    async def run(self) -> None:
        """Look for digests that are due until cancelled; what fails is tried again at the next look."""
        pause = max(1.0, min(_LOOK_EVERY, self._settings.digest_minutes * 60 / 4))
        while True:
            try:
                await self.send_due()
            except SQLAlchemyError as exc:
                log.error("digests not sent", error=repr(exc))
            await asyncio.sleep(pause)

    async def send_due(self) -> None:
        """Send every digest that is due; one that does not go out does not hold up the others."""
        looked_at: list[UUID] = []
        while (person := await self._send_one(looked_at)) is not None:
            looked_at.append(person)

    async def _send_one(self, looked_at: Sequence[UUID]) -> UUID | None:
        """Send one more digest that is due, and return whose it was; None when there is none."""
        now = datetime.now(UTC)
        before = now - timedelta(minutes=self._settings.digest_minutes)
        async with self._database.transaction() as session:
            person = (await session.execute(_DUE, {"before": before, "looked_at": list(looked_at)})).first()
            if person is None:
                return None
            if await self._write(session, person):
                statement = upsert(Digest).values(account_id=person.id, until=now)
                changed = {"until": statement.excluded.until}
                await session.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=changed))
        return UUID(str(person.id))

    async def _write(self, session: AsyncSession, person: Any) -> bool:
        found = await session.execute(_NOTICES, {"recipient": f"account:{person.id}", "until": person.until})
        notices = [dict(row._mapping) for row in found]
        subject, body = digest(person.language, person.name, notices, self._settings.public_url)
        return await mail.send(self._settings, person.email, subject, body)
