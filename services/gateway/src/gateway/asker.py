"""Who asks the gateway itself, as its own operations see them."""

from typing import Annotated

from fastapi import Depends, Request

from gateway.door import Door
from gateway.identity.commands import Browser
from gateway.limits import address_of
from service_kit.history import Actor, act_as
from service_kit.principal import PUBLIC, Principal
from service_kit.problems import Problem


async def current_asker(request: Request) -> Principal:
    """FastAPI dependency: who asks, who acts from here on.

    Raises:
        Problem: 401 for a bearer token that is not valid; 403 for a browser's change without CSRF token.
    """
    door: Door = request.app.state.door
    holder = await door.holder(request.scope)
    if holder is None:
        return PUBLIC
    door.require_csrf(request.scope, holder)
    principal = holder.principal
    act_as(Actor(principal.subject, principal.name, "client" if principal.machine else "person"))
    return principal


Asker = Annotated[Principal, Depends(current_asker)]


async def current_person(asker: Asker) -> Principal:
    """FastAPI dependency: the person who is signed in.

    Raises:
        Problem: 401 for the public; 403 for a machine client.
    """
    if asker is PUBLIC:
        raise Problem(401, "sign-in-required", headers={"WWW-Authenticate": "Bearer"})
    if asker.machine:
        raise Problem(403, "person-only")
    return asker


Person = Annotated[Principal, Depends(current_person)]


def browser_of(request: Request) -> Browser:
    """Return where a request comes from."""
    return Browser(address_of(request.scope), request.headers.get("user-agent", ""))
