"""How values of several projects become one figure: pure rules, told in docs/methods.md.

Nothing is counted twice: a project gives one figure to a common indicator (``frameworks.checks``), a programme that
reports what its own projects report too is left out (``left_out``), and figures of different goals are never added.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final
from uuid import UUID

RULES: Final = ("sum", "average", "weighted", "latest", "none")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a project gives to a common indicator: its value, its weight, the last day that the value is of."""

    project: UUID
    value: Decimal | None
    weight: Decimal | None = None
    until: object = None


def left_out(contributions: Sequence[Contribution], parents: Mapping[UUID, UUID | None], rule: str) -> dict[UUID, str]:
    """Return why a project's value does not count, by project.

    ``no-data``: nothing verified; ``no-weight``: the rule needs one; ``reported-by-parts``: a project below it
    reports the same, and that counts.
    """
    reasons: dict[UUID, str] = {}
    for contribution in contributions:
        if contribution.value is None:
            reasons[contribution.project] = "no-data"
        elif rule == "weighted" and contribution.weight is None:
            reasons[contribution.project] = "no-weight"
    counted = {contribution.project for contribution in contributions} - reasons.keys()
    above = {ancestor for project in counted for ancestor in ancestors(project, parents)}
    return reasons | dict.fromkeys(counted & above, "reported-by-parts")


def ancestors(project: UUID, parents: Mapping[UUID, UUID | None]) -> list[UUID]:
    """Return the programmes that a project is part of, the nearest first."""
    found: list[UUID] = []
    above = parents.get(project)
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found


def aggregate(rule: str, contributions: Iterable[Contribution], omitted: Collection[UUID]) -> Decimal | None:
    """Return the figure that the values which count come to, or None when none does or the rule is ``none``."""
    counted = [c for c in contributions if c.project not in omitted and c.value is not None]
    values = [c.value for c in counted if c.value is not None]
    if not values or rule == "none":
        return None
    with localcontext() as context:
        context.prec = 28
        match rule:
            case "sum":
                return sum(values, Decimal(0))
            case "average":
                return sum(values, Decimal(0)) / len(values)
            case "weighted":
                weights = sum((c.weight for c in counted if c.weight is not None), Decimal(0))
                weighted = sum(
                    (c.value * c.weight for c in counted if c.value is not None and c.weight is not None), Decimal(0)
                )
                return weighted / weights
            case _:
                newest = max(counted, key=lambda c: (str(c.until), str(c.project)))
                return newest.value
