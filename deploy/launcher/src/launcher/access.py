"""``python -m launcher.access FILE``: writes who may call which operation from the code, as a page of the docs."""

import sys
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from launcher.openapi import document
from service_kit.access import Access
from service_kit.principal import ALL_SCOPES, MACHINE, PUBLIC, Action, Principal, Reach, Role

_HEAD: Final = """# Who may call which operation

Made from the access tables of the services (`make access`); `tests/gateway/test_access.py` walks it, every operation
with every role. An operation that is not in the table is refused.

- **all**: every record. **published**: what is published, and what else one may read. **own**: records of one's own,
  as the last column says. **–**: refused (401 without an account, 403 with one). What is not published is
  invisible to those who may not read it: 404, and in no count, search, export, feed or history.
- A machine client acts in one of the roles *integration*, *partner* or *registrar*, within its scopes; a scope is the
  action's name. An operation with several actions asks for one of them.

"""
_SYMBOLS: Final = {Reach.NONE: "–", Reach.OWN: "own", Reach.ALL: "all"}
_SOMEONE: Final = UUID(int=1)


def asker(role: Role) -> Principal:
    """Return somebody with a role: a client with every scope, a person, or the public."""
    if role is Role.PUBLIC:
        return PUBLIC
    if role is Role.INTEGRATION:
        return Principal(MACHINE + "x", "x", role, _SOMEONE, ALL_SCOPES)
    return Principal("account:x", "x", role, _SOMEONE)


def decision(operation: dict[str, Any]) -> Access:
    """Return the decision that an operation of the OpenAPI document tells."""
    told = operation["x-access"]
    return Access(tuple(Action(name) for name in told["any_of"]), told["person"], told["about"])


def page() -> str:
    """Return the page."""
    roles = list(Role)
    lines = [
        "| Operation | " + " | ".join(role.value for role in roles) + " | Action | Own is |",
        "|---|" + ":-:|" * len(roles) + "---|---|",
    ]
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            access = decision(operation)
            shown = "published" if access.everyone and access.about else ""
            cells = [shown or _SYMBOLS[access.reach(asker(role))] for role in roles]
            actions = ", ".join(f"`{action.value}`" for action in access.any_of)
            lines.append(f"| `{method.upper()} {path}` | {' | '.join(cells)} | {actions} | {access.about} |")
    return _HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Write the page to the file named by the first argument."""
    Path(sys.argv[1]).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
