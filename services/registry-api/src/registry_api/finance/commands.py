"""Writes of transactions."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.finance.models import Transaction
from registry_api.finance.schemas import TransactionIn
from registry_api.projects.commands import unknown_codes, unknown_organisations
from service_kit.problems import invalid, not_found


async def add(session: AsyncSession, project_id: UUID, body: TransactionIn, *, pointer: str = "") -> Transaction:
    """Add a transaction to a project.

    Raises:
        Problem: 422; ``pointer`` leads to the transaction in the request's body.
    """
    await _check(session, body, pointer)
    transaction = Transaction(project_id=project_id, **_values(body))
    session.add(transaction)
    await session.flush()
    return transaction


async def get_for_change(session: AsyncSession, project_id: UUID, transaction_id: UUID) -> Transaction:
    """Return a project's transaction, locked.

    Raises:
        Problem: 404.
    """
    transaction = await session.get(Transaction, transaction_id, with_for_update=True)
    if transaction is None or transaction.project_id != project_id:
        raise not_found("transaction", transaction_id)
    return transaction


async def replace(session: AsyncSession, transaction: Transaction, body: TransactionIn) -> None:
    """Make a transaction the given one.

    Raises:
        Problem: 422.
    """
    await _check(session, body, "")
    for name, value in _values(body).items():
        setattr(transaction, name, value)
    transaction.version += 1
    await session.flush()


def _values(body: TransactionIn) -> dict[str, object]:
    return body.model_dump() | {"value_date": body.value_date or body.date}


async def _check(session: AsyncSession, body: TransactionIn, pointer: str) -> None:
    errors = await unknown_codes(
        session,
        [
            (f"{pointer}/type", "transaction-type", body.type),
            (f"{pointer}/currency", "currency", body.currency),
        ],
    )
    parties = [(f"{pointer}/{name}", getattr(body, name)) for name in ("provider_id", "receiver_id")]
    errors += await unknown_organisations(session, [party for party in parties if party[1] is not None])
    if errors:
        raise invalid(*errors)
