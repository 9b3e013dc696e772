"""The cycle of a project: which moves there are, what each needs, and what is still missing for it.

Source: the management cycle of non-reimbursable cooperation as SEGEPLAN practises it (prioritisation and
alignment, negotiation, formulation, technical opinion, signature, implementation, follow-up, closure), with the
stages of the vocabulary ``stage``. Roles in triangular cooperation: Global Partnership Initiative on Effective
Triangular Co-operation (beneficiary, pivotal, facilitating) and SEGIB (receptor, primer y segundo oferente).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Final
from uuid import UUID

from service_kit.problems import FieldError

MULTILATERAL: Final = "40"
"""IATI OrganisationType of an organisation that belongs to no country."""


class Need(StrEnum):
    """What must be attached to a move."""

    REASON = "reason"
    OPINION = "opinion"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation's role in a project, and what country it stands for."""

    organisation_id: UUID
    role: str
    country: str | None
    type: str | None

    @property
    def side(self) -> str | None:
        """Return what makes it another party than its partners: its country, or itself if it has none by nature."""
        if self.country is None and self.type == MULTILATERAL:
            return str(self.organisation_id)
        return self.country


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions look at in a project."""

    objective: bool
    modality: str | None
    responsible: bool
    start: date | None
    end: date | None
    partners: Sequence[Partner] = ()
    vocabularies: frozenset[str] = frozenset()
    places: int = 0
    planned: int = 0
    executed: int = 0


Condition = Callable[[Facts], Iterator[FieldError]]


def described(facts: Facts) -> Iterator[FieldError]:
    """Say what the project is for and who answers for it."""
    if not facts.objective:
        yield FieldError("/objective", "cycle-objective")
    if not facts.responsible:
        yield FieldError("/responsible_id", "cycle-responsible")
    if not facts.partners:
        yield FieldError("/participations", "cycle-partners")


def formulated(facts: Facts) -> Iterator[FieldError]:
    """Say when, where, and with what the project works."""
    if facts.start is None:
        yield FieldError("/start_planned", "cycle-start")
    if facts.end is None:
        yield FieldError("/end_planned", "cycle-end")
    if not facts.places:
        yield FieldError("/places", "cycle-places")
    if not facts.planned:
        yield FieldError("/budgets", "cycle-budget")


def aligned(facts: Facts) -> Iterator[FieldError]:
    """Place the project in the 2030 Agenda, in the national plan and in a sector."""
    if "sdg-goal" not in facts.vocabularies and "sdg-target" not in facts.vocabularies:
        yield FieldError("/classifications", "cycle-sdg")
    if not facts.vocabularies & {"katun-axis", "national-priority"}:
        yield FieldError("/classifications", "cycle-national")
    if not facts.vocabularies & {"crs-purpose", "iberoamerican-sector"}:
        yield FieldError("/classifications", "cycle-sector")


def partnered(facts: Facts) -> Iterator[FieldError]:
    """Give the modality the partners it is made of, each from another country."""
    required = REQUIRED_ROLES.get(facts.modality or "")
    if required is None:
        return
    sides: list[set[str]] = []
    for roles in required:
        found = [partner for partner in facts.partners if partner.role in roles]
        if not found:
            yield FieldError("/participations", f"cycle-role-{roles[0]}")
            continue
        nowhere = [partner for partner in found if partner.side is None]
        if len(nowhere) == len(found):
            yield FieldError("/participations", f"cycle-country-{roles[0]}")
            continue
        sides.append({partner.side for partner in found if partner.side is not None})
    if len(sides) == len(required) and not _different(sides):
        yield FieldError("/participations", "cycle-same-country")


def _different(sides: Sequence[set[str]]) -> bool:
    """Say whether one can be taken of each so that no two are the same."""
    return any(len(set(chosen)) == len(sides) for chosen in product(*sides))


REQUIRED_ROLES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "triangular": (("beneficiary",), ("pivotal",), ("facilitating",)),
    "south-south-bilateral": (("beneficiary",), ("provider", "pivotal")),
    "bilateral-traditional": (("beneficiary", "implementing"), ("provider", "funding", "extending")),
}
"""For a modality, the roles of which one partner each is needed, all from different countries."""


def executed(facts: Facts) -> Iterator[FieldError]:
    """Say what was spent or given before the project is closed."""
    if not facts.executed:
        yield FieldError("/transactions", "cycle-executed")


@dataclass(frozen=True, slots=True)
class Move:
    """From one stage to another: what must hold, what is attached, and whether it is an approval."""

    to: str
    conditions: tuple[Condition, ...] = ()
    needs: frozenset[Need] = field(default_factory=frozenset)
    approval: bool = False

    def missing(self, facts: Facts) -> list[FieldError]:
        """Return what the project still lacks for this move."""
        return lacking(self.conditions, facts)


def lacking(conditions: Sequence[Condition], facts: Facts) -> list[FieldError]:
    """Return what of the conditions does not hold."""
    return [error for condition in conditions for error in condition(facts)]


_REASON: Final = frozenset({Need.REASON})
READY: Final = (described, partnered, formulated, aligned)
"""What a project needs to be approved."""
_STOP: Final = (Move("suspended", needs=_REASON), Move("cancelled", needs=_REASON))

MOVES: Final[dict[str, tuple[Move, ...]]] = {
    "requested": (Move("negotiation", (described,)), *_STOP),
    "negotiation": (Move("technical-opinion", READY), Move("requested", needs=_REASON), *_STOP),
    "technical-opinion": (
        Move("approved", READY, frozenset({Need.OPINION, Need.SIGNATURE}), approval=True),
        Move("negotiation", needs=_REASON, approval=True),
        *_STOP,
    ),
    "approved": (Move("implementation", READY), *_STOP),
    "implementation": (Move("finalisation"), *_STOP),
    "finalisation": (
        Move("closed", (executed,), approval=True),
        Move("implementation", needs=_REASON),
        Move("cancelled", needs=_REASON),
    ),
    "closed": (Move("finalisation", needs=_REASON, approval=True),),
    "cancelled": (Move("requested", needs=_REASON, approval=True),),
}


def moves(stage: str, before: str | None) -> tuple[Move, ...]:
    """Return the moves out of ``stage``; a suspended project goes back to the stage ``before``, or is cancelled."""
    if stage == "suspended":
        return (Move(before or "implementation", needs=_REASON), Move("cancelled", needs=_REASON))
    return MOVES.get(stage, ())


def attached(move: Move, *, note: str | None, verdict: str | None, signed_on: date | None) -> Iterator[FieldError]:
    """Yield what should be attached to a move and is not."""
    if Need.REASON in move.needs and not note:
        yield FieldError("/note", "cycle-reason")
    if Need.OPINION in move.needs:
        if not note:
            yield FieldError("/note", "cycle-opinion")
        if verdict != "favourable":
            yield FieldError("/verdict", "cycle-verdict")
    if Need.SIGNATURE in move.needs and signed_on is None:
        yield FieldError("/signed_on", "cycle-signed")
