"""Tells webhooks of changes: the worker's loop.

Changes become deliveries in the transaction that moves the webhook's place in the feed, so that none is lost or made
twice; a delivery is sent at least once, with the same ``webhook-id`` every time. A worker that dies while sending
leaves a delivery whose lease runs out.
"""

import asyncio
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.changes import queries as changes
from registry_api.changes.rules import place_of
from registry_api.settings import RegistrySettings
from registry_api.webhooks import rules
from registry_api.webhooks.models import Webhook, WebhookDelivery
from service_kit.database import Database
from service_kit.identifiers import new_id
from service_kit.jsons import dumps
from service_kit.principal import Principal, Role
from service_kit.telemetry import log

_PAUSE_SECONDS: Final = 1.0
_FORGET_SECONDS: Final = 3600
_BATCH: Final = 200
_AT_ONCE: Final = 16
_LEASE: Final = timedelta(seconds=60)
_TIMEOUT: Final = aiohttp.ClientTimeout(total=15, sock_connect=5)
_READ_OF_ANSWER: Final = 2000
KEPT: Final = "30 days"
"""How long deliveries that arrived are listed."""


class _Guarded(AbstractResolver):
    """Resolves names to addresses that messages may go to; checked where the connection is made, not before."""

    def __init__(self, *, private: bool) -> None:
        self._private, self._resolver = private, aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the host's addresses.

        Raises:
            OSError: when none of them is allowed.
        """
        found = await self._resolver.resolve(host, port, family)
        allowed = [entry for entry in found if rules.address_allowed(entry["host"], private=self._private)]
        if not allowed:
            raise OSError(f"{host} is in a private network")
        return allowed

    async def close(self) -> None:
        """Close the resolver."""
        await self._resolver.close()


class Dispatcher:
    """Makes deliveries of changes and sends them."""

    def __init__(self, database: Database, config: RegistrySettings) -> None:
        self._database, self._config = database, config
        self._private = config.webhooks_to_private_networks

    async def run(self) -> None:
        """Work until cancelled."""
        connector = aiohttp.TCPConnector(resolver=_Guarded(private=self._private), limit=_AT_ONCE)
        async with aiohttp.ClientSession(
            connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
        ) as client:
            forget_at = time.monotonic()
            while True:
                try:
                    if time.monotonic() >= forget_at:
                        forget_at += _FORGET_SECONDS
                        await self._forget_old()
                    busy = await self._tell_all()
                    busy = await self._send_due(client) or busy
                except Exception as exc:
                    log.error("webhooks", error=repr(exc))
                    busy = False
                if not busy:
                    await asyncio.sleep(_PAUSE_SECONDS)

    # --- changes become deliveries

    async def _tell_all(self) -> bool:
        rows = await self._database.rows(select(Webhook.id).where(Webhook.active))
        told = [await self._tell(row.id) for row in rows]
        return any(told)

    async def _tell(self, webhook_id: UUID) -> bool:
        """Make deliveries of what changed since a webhook's place; say whether more is there."""
        async with self._database.transaction() as session:
            webhook = await session.scalar(
                select(Webhook).where(Webhook.id == webhook_id, Webhook.active).with_for_update(skip_locked=True)
            )
            owner = await _owner(session, webhook.owner) if webhook is not None else None
            if webhook is None or owner is None:
                return False
            connection = await session.connection()
            items, place, more = await changes.page(connection, owner, place_of(webhook.place), webhook.kinds, _BATCH)
            if place.cursor != webhook.place:
                webhook.place = place.cursor
            for item in items:
                body = {"type": item["type"], "timestamp": item["at"], "data": item}
                session.add(
                    WebhookDelivery(id=new_id(), webhook_id=webhook.id, type=item["type"], body=dumps(body).decode())
                )
            return more

    # --- deliveries are sent

    async def _send_due(self, client: aiohttp.ClientSession) -> bool:
        due = await self._claim()
        await asyncio.gather(*(self._send(client, *row) for row in due))
        return len(due) == _AT_ONCE

    async def _claim(self) -> Sequence[tuple[WebhookDelivery, Webhook]]:
        """Return deliveries that are due, leased: who else looks does not see them for a while."""
        async with self._database.transaction() as session:
            rows = await session.execute(
                select(WebhookDelivery, Webhook)
                .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
                .where(
                    WebhookDelivery.status == "pending",
                    WebhookDelivery.next_attempt_at <= datetime.now(UTC),
                    Webhook.active | (WebhookDelivery.type == "webhook.test"),
                )
                .order_by(WebhookDelivery.next_attempt_at)
                .limit(_AT_ONCE)
                .with_for_update(of=WebhookDelivery, skip_locked=True)
            )
            due = [(row[0], row[1]) for row in rows]
            for delivery, _ in due:
                delivery.next_attempt_at = datetime.now(UTC) + _LEASE
                delivery.tries += 1
            return due

    async def _send(self, client: aiohttp.ClientSession, delivery: WebhookDelivery, webhook: Webhook) -> None:
        at, started = datetime.now(UTC), time.monotonic()
        status, error = None, None
        try:
            status, error = await self._post(client, delivery, webhook, at)
        except TimeoutError:
            error = "no answer in time"
        except (aiohttp.ClientError, OSError) as exc:
            error = str(exc)[:300] or type(exc).__name__
        took = int((time.monotonic() - started) * 1000)
        attempt = {"at": at, "status": status, "error": error, "ms": took}
        await self._record(delivery, webhook, attempt, arrived=error is None)

    async def _post(
        self, client: aiohttp.ClientSession, delivery: WebhookDelivery, webhook: Webhook, at: datetime
    ) -> tuple[int, str | None]:
        private, host = self._private, urlsplit(webhook.url).hostname or ""
        # A name is checked where it is resolved; an address that stands in the URL is checked here.
        if rules.url_problem(webhook.url, private=private, insecure=private) is not None:
            raise OSError(f"{host} may not be sent to")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Milpa",
            "webhook-id": str(delivery.id),
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": rules.signature(self._secrets(webhook, at), str(delivery.id), at, delivery.body),
        }
        async with client.post(
            webhook.url, data=delivery.body.encode(), headers=headers, allow_redirects=False
        ) as response:
            if 200 <= response.status < 300:
                return response.status, None
            answer = (await response.content.read(_READ_OF_ANSWER)).decode("utf-8", "replace").replace("\x00", "")
            return response.status, answer[:300] or f"status {response.status}"

    def _secrets(self, webhook: Webhook, now: datetime) -> list[str]:
        generations = [webhook.generation]
        if webhook.previous_until is not None and webhook.previous_until > now:
            generations.append(webhook.generation - 1)
        keys = self._config.webhook_keys
        return [rules.secret_of(key, webhook.id, generation) for generation in generations for key in keys]

    async def _record(
        self, delivery: WebhookDelivery, webhook: Webhook, attempt: dict[str, Any], *, arrived: bool
    ) -> None:
        delay = None if arrived else rules.next_delay(delivery.tries, self._config.webhook_backoff_seconds)
        status = "delivered" if arrived else "dead" if delay is None else "pending"
        async with self._database.transaction() as session:
            await session.execute(
                update(WebhookDelivery)
                .where(WebhookDelivery.id == delivery.id)
                .values(
                    status=status,
                    next_attempt_at=datetime.now(UTC) + (delay or timedelta()),
                    attempts=[*delivery.attempts, {**attempt, "at": attempt["at"].isoformat()}][-40:],
                )
            )
            if status == "pending":
                return
            kept = await session.get(Webhook, webhook.id, with_for_update=True)
            if kept is not None:
                kept.failures = 0 if arrived else kept.failures + 1
                if kept.failures >= rules.DEAD_IN_A_ROW and kept.active:
                    kept.active, kept.stopped = False, "failing"
                    kept.version += 1

    async def _forget_old(self) -> None:
        async with self._database.transaction() as session:
            await session.execute(
                text(f"DELETE FROM registry.webhook_delivery WHERE status = 'delivered' "
                     f"AND created_at < now() - interval '{KEPT}'")
            )  # fmt: skip


async def _owner(session: AsyncSession, subject: str) -> Principal | None:
    """Return a webhook's owner as they are today, or None when they are gone or disabled."""
    row = (
        await session.execute(
            text("SELECT name, role, organisation_id, scopes FROM identity.directory_client "
                 "WHERE subject = :subject AND NOT disabled"),
            {"subject": subject},
        )
    ).first()  # fmt: skip
    if row is None:
        return None
    return Principal(subject, row.name, Role(row.role), row.organisation_id, frozenset(row.scopes))
