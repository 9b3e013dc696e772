"""Writes of webhooks."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.changes import queries as changes
from registry_api.settings import settings
from registry_api.webhooks import rules
from registry_api.webhooks.models import Webhook, WebhookDelivery
from registry_api.webhooks.schemas import WebhookIn, WebhookPatch
from service_kit.jsons import dumps
from service_kit.principal import Action, Principal, Reach
from service_kit.problems import FieldError, invalid, not_found


async def get(session: AsyncSession, principal: Principal, webhook_id: UUID) -> Webhook:
    """Return a webhook, locked, if it is the principal's own or all are.

    Raises:
        Problem: 404.
    """
    webhook = await session.get(Webhook, webhook_id, with_for_update=True)
    everyones = principal.reach(Action.WEBHOOK_MANAGE) is Reach.ALL
    if webhook is None or not (everyones or webhook.owner == principal.subject):
        raise not_found("webhook", webhook_id)
    return webhook


async def add(session: AsyncSession, principal: Principal, body: WebhookIn) -> Webhook:
    """Add a webhook that tells of what changes from now on.

    Raises:
        Problem: 422 for an address that nothing may be sent to.
    """
    _check_url(body.url)
    place = await changes.latest(await session.connection())
    webhook = Webhook(
        owner=principal.subject, owner_name=principal.name, url=body.url, kinds=list(body.kinds),
        description=body.description, place=place.cursor,
    )  # fmt: skip
    session.add(webhook)
    await session.flush()
    return webhook


async def change(session: AsyncSession, webhook: Webhook, patch: WebhookPatch) -> None:
    """Change the given fields; one that is turned on again goes on from where it stopped.

    Raises:
        Problem: 422 for an address that nothing may be sent to.
    """
    given = patch.model_dump(include=patch.model_fields_set)
    if "url" in given:
        _check_url(patch.url)
    for name, value in given.items():
        setattr(webhook, name, value)
    if given.get("active"):
        webhook.stopped, webhook.failures = None, 0
    webhook.version += 1
    await session.flush()


def secret(webhook: Webhook) -> str:
    """Return a webhook's present secret."""
    return rules.secret_of(settings().webhook_keys[0], webhook.id, webhook.generation)


def rotate(webhook: Webhook) -> datetime:
    """Give a webhook a new secret; return until when the present one signs too."""
    webhook.generation += 1
    webhook.previous_until = datetime.now(UTC) + rules.OVERLAP
    webhook.version += 1
    return webhook.previous_until


def add_test(session: AsyncSession, webhook: Webhook) -> WebhookDelivery:
    """Queue a message that only shows that messages arrive."""
    body = {"type": "webhook.test", "timestamp": datetime.now(UTC), "data": {"webhook_id": webhook.id}}
    delivery = WebhookDelivery(webhook_id=webhook.id, type="webhook.test", body=dumps(body).decode())
    session.add(delivery)
    return delivery


async def redeliver(session: AsyncSession, webhook: Webhook, delivery_id: UUID) -> None:
    """Queue a delivery again, whatever came of it; the message's id stays.

    Raises:
        Problem: 404.
    """
    delivery = await session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.webhook_id != webhook.id:
        raise not_found("delivery", delivery_id)
    delivery.status, delivery.tries, delivery.next_attempt_at = "pending", 0, datetime.now(UTC)


def _check_url(url: str) -> None:
    config = settings()
    wrong = rules.url_problem(
        url, private=config.webhooks_to_private_networks, insecure=config.webhooks_to_private_networks
    )
    if wrong is not None:
        raise invalid(FieldError("/url", wrong))
