"""Who may call which operation: every operation has an entry in its service's table, or is refused.

The table decides before anything else is looked at; whose record it is, where that matters, is decided by the command
that reads it (``Principal.require`` with its owners). ``docs/access.md`` publishes it, ``tests/gateway/test_access.py``
walks it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from service_kit.principal import Action, Principal, Reach, Role
from service_kit.problems import Problem


@dataclass(frozen=True, slots=True)
class Access:
    """The decision about an operation: any of the actions is enough; without actions it is everyone's.

    ``person`` is what a person who is signed in may do for themselves. ``about`` says what everyone sees, or whose
    record counts as one's own.
    """

    any_of: tuple[Action, ...] = ()
    person: bool = False
    about: str = ""

    @property
    def everyone(self) -> bool:
        """Say whether no account is needed."""
        return not self.any_of and not self.person

    def reach(self, principal: Principal) -> Reach:
        """Return how far the operation goes for ``principal``."""
        if self.person:
            return Reach.NONE if principal.role is Role.PUBLIC or principal.machine else Reach.OWN
        return max((principal.reach(action) for action in self.any_of), default=Reach.ALL)

    def require(self, principal: Principal) -> None:
        """Raise unless the operation is for ``principal``: 401 for the public, else 403."""
        if self.reach(principal) is not Reach.NONE:
            return
        if self.person and principal.role is not Role.PUBLIC:
            raise Problem(403, "person-only")
        raise principal.refusal(self.any_of[0] if self.any_of else Action.PROJECT_READ)


AccessTable = Mapping[str, Access]
"""Decisions by ``operationId``."""

EVERYONE: Final = Access()
PUBLISHED: Final = Access(about="what is published; the rest by what else you may read")
PERSON: Final = Access(person=True, about="your own account")


def needs(*any_of: Action, about: str = "") -> Access:
    """Return the decision that asks for any of the actions."""
    return Access(any_of, about=about)


def guard(table: AccessTable, who: Callable[[Request], Awaitable[Principal]]) -> Callable[[Request], Awaitable[None]]:
    """Return the dependency of a whole application that applies ``table``; ``who`` tells who asks."""

    async def decide(request: Request) -> None:
        route: Any = request.scope["route"]
        if not route.include_in_schema:
            return
        access = table.get(route.operation_id)
        if access is None:
            raise Problem(403, "no-decision")
        if not access.everyone:
            access.require(await who(request))

    return decide


def told(access: Access) -> dict[str, Any]:
    """Return the decision as operations of the OpenAPI document tell it (``x-access``)."""
    return {
        "any_of": [action.value for action in access.any_of],
        "person": access.person,
        "about": access.about,
    }
