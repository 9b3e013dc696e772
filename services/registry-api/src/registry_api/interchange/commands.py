"""Writes of imports: start, apply, undo. The work itself is done by ``tasks``."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.interchange.models import Import
from registry_api.storage.files import Received, keep
from service_kit.jobs import defer
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found

SPREADSHEET: Final = "spreadsheet"
KINDS: Final = frozenset({"iati", SPREADSHEET})
NAMESPACE: Final = "registry"
"""What the names of the registry's jobs start with in the queue that services share."""


async def start(
    session: AsyncSession,
    principal: Principal,
    received: Received,
    *,
    kind: str,
    filename: str | None,
    apply: bool,
    visibility: str,
    repeated: str,
) -> Import:
    """Keep a received file and queue its check; ``apply`` goes on to apply it without a preview.

    Raises:
        Problem: 401 or 403; 422 for a kind that is not known.
    """
    principal.require(Action.IMPORT)
    if kind not in KINDS:
        raise invalid(FieldError("#query:kind", "kind-unknown"))
    stored = await keep(session, received)
    started = Import(
        kind=kind,
        filename=filename,
        file_id=stored.id,
        status="queued",
        apply_when_checked=apply,
        visibility=visibility,
        repeated=repeated,
        created_by=principal.subject,
        created_by_name=principal.name,
        organisation_id=principal.organisation,
    )
    session.add(started)
    await session.flush()
    await _queue(session, "imports.check", started.id)
    return started


async def ask_to_apply(
    session: AsyncSession,
    principal: Principal,
    import_id: UUID,
    repeated: str | None = None,
    *,
    partial: bool = False,
) -> Import:
    """Queue the application of a checked import; asked again while it runs, nothing more happens.

    ``repeated`` says which of the records that share an identifier is registered: none, first, last. ``partial``
    registers what is sound of a spreadsheet in which something is wrong.

    Raises:
        Problem: 404; 409 when it is not ready, or would register a part only and nobody said so.
    """
    found = await _get(session, principal, import_id)
    if found.status in {"applying", "applied"}:
        return found
    if found.status != "ready":
        raise Problem(409, "import-not-ready", status=found.status)
    if _is_partial(found) and not partial:
        raise Problem(409, "import-partial", problems=found.report["summary"]["critical"])
    if repeated is not None:
        found.repeated = repeated
    await _queue_apply(session, found)
    return found


async def close_check(session: AsyncSession, import_id: UUID, *, apply: bool) -> None:
    """Mark an import as checked; with ``apply``, its application is queued in the same transaction."""
    found = await session.get(Import, import_id, with_for_update=True)
    if found is None:
        return
    found.status, found.version = "ready", found.version + 1
    # Of a spreadsheet with problems a person decides whether the rest is registered.
    if apply and not _is_partial(found):
        await _queue_apply(session, found)


def _is_partial(found: Import) -> bool:
    """Say whether something of a spreadsheet is left out because it is wrong."""
    return found.kind == SPREADSHEET and found.report.get("summary", {}).get("critical", 0) > 0


async def _queue_apply(session: AsyncSession, found: Import) -> None:
    found.status, found.done, found.version = "applying", 0, found.version + 1
    await session.flush()
    await _queue(session, "imports.apply", found.id)


async def ask_to_undo(session: AsyncSession, principal: Principal, import_id: UUID) -> Import:
    """Queue the undoing of an applied import.

    Raises:
        Problem: 404; 409 when it is not applied.
    """
    found = await _get(session, principal, import_id)
    if found.status == "undone":
        return found
    if found.status != "applied":
        raise Problem(409, "import-not-applied", status=found.status)
    await _queue(session, "imports.undo", import_id)
    return found


async def _get(session: AsyncSession, principal: Principal, import_id: UUID) -> Import:
    principal.require(Action.IMPORT)
    found = await session.get(Import, import_id, with_for_update=True)
    if found is None:
        raise not_found("import", import_id)
    return found


async def _queue(session: AsyncSession, task: str, import_id: UUID) -> None:
    await defer(session, f"{NAMESPACE}:{task}", {"import_id": str(import_id)}, lock=f"import:{import_id}")
