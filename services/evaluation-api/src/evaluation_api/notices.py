"""Tells people of what concerns them: through the registry, which keeps what each is told."""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service_kit.principal import Principal, Role

Kind = Literal["report-submitted", "report-verified", "report-returned", "recommendation", "response"]
_NOTIFY: Final = text("""
    SELECT registry.notify(:kind, :actor, :actor_name, CAST(:subjects AS text[]), CAST(:roles AS text[]),
        CAST(:organisation AS uuid), CAST(:project AS uuid), CAST(:record AS uuid), :detail)
""")


async def tell(
    session: AsyncSession,
    actor: Principal,
    kind: Kind,
    record: UUID,
    *,
    subjects: Sequence[str] = (),
    roles: Sequence[Role] = (),
    organisation: UUID | None = None,
    project: UUID | None = None,
    detail: str = "",
) -> None:
    """Tell the accounts in ``subjects``, and those in ``roles`` (of ``organisation``, if named), of ``record``.

    Nobody is told of their own doing. ``project`` names the project it is about; who may not read it is not shown it.
    """
    told = {
        "kind": kind, "actor": actor.subject, "actor_name": actor.name, "subjects": list(subjects),
        "roles": [role.value for role in roles], "organisation": organisation, "project": project, "record": record,
        "detail": detail,
    }  # fmt: skip
    await session.execute(_NOTIFY, told)
