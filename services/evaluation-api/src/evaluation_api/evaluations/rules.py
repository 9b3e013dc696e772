"""The course of an evaluation, what each step needs, quality, and where a recommendation stands: pure rules.

Sources: the six criteria and their use, OECD DAC Network on Development Evaluation, "Better Criteria for Better
Evaluation" (2019); independence, joint work, management response and follow-up, OECD DAC "Quality Standards for
Development Evaluation" (2010). What exactly is required at which step is Milpa's, told in docs/methods.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "planned": ("commissioned", "cancelled"),
    "commissioned": ("in-progress", "cancelled"),
    "in-progress": ("completed", "cancelled"),
    "completed": ("in-progress",),
    "cancelled": ("planned",),
}
"""From each status to those that may follow."""
REASONED: Final = frozenset({("completed", "in-progress"), ("cancelled", "planned")})
"""Steps back, which need a reason; so does every cancellation."""
OPEN: Final = frozenset({"planned", "commissioned", "in-progress"})
"""Statuses in which its content is written."""
CRITERIA: Final = ("relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability")
PENDING: Final = frozenset({"planned", "in-progress"})
"""Statuses of an action that is still to be done."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conditions of a step look at in an evaluation."""

    terms: bool = False
    commissioner: bool = False
    asked: Collection[str] = ()
    """Criteria that questions are asked under."""
    lead: bool = False
    declared: bool = False
    """Whether everyone on the team has declared their independence."""
    external_lead: bool = True
    """Whether the lead of an external evaluation is independent; true for others."""
    rated: Collection[str] = ()
    """Criteria with a rating and its justification."""
    findings: Collection[int] = ()
    conclusions: Mapping[int, Sequence[int]] = field(default_factory=dict)
    recommendations: Mapping[int, Sequence[int]] = field(default_factory=dict)
    unaddressed: int = 0
    """Recommendations without an addressee."""
    reported: bool = False
    quality: bool = False
    views_missing: int = 0
    """Partners of a joint evaluation whose view is not recorded."""


def missing(to: str, facts: Facts) -> list[str]:
    """Return what is missing for the step to a status, as codes of messages; nothing for a step back."""
    if to == "commissioned":
        wanted = {
            "evaluation-needs-terms": facts.terms,
            "evaluation-needs-questions": bool(facts.asked),
            "evaluation-needs-commissioner": facts.commissioner,
        }
    elif to == "in-progress":
        wanted = {
            "evaluation-needs-lead": facts.lead,
            "evaluation-needs-declarations": facts.declared,
            "evaluation-needs-independent-lead": facts.external_lead,
        }
    elif to == "completed":
        wanted = {
            "evaluation-needs-ratings": set(facts.asked) <= set(facts.rated),
            "evaluation-needs-findings": bool(facts.findings),
            "evaluation-needs-evidence": _based(facts.conclusions, facts.findings),
            "evaluation-needs-conclusions": _based(facts.recommendations, facts.conclusions),
            "evaluation-needs-addressees": facts.unaddressed == 0,
            "evaluation-needs-report": facts.reported,
            "evaluation-needs-quality": facts.quality,
            "evaluation-needs-views": facts.views_missing == 0,
        }
    else:
        wanted = {}
    return [code for code, met in wanted.items() if not met]


def _based(statements: Mapping[int, Sequence[int]], grounds: Collection[int]) -> bool:
    """Say whether every statement rests on at least one ground, and on none that does not exist."""
    return all(numbers and set(numbers) <= set(grounds) for numbers in statements.values())


def quality_score(answers: Collection[str]) -> int | None:
    """Return how far the checklist is met in per cent (partly is half), or None when nothing of it applies."""
    points = {"met": 100, "partly": 50, "not-met": 0}
    counted = [points[answer] for answer in answers if answer in points]
    return round(sum(counted) / len(counted)) if counted else None


@dataclass(frozen=True, slots=True)
class Action:
    """An action in response to a recommendation."""

    status: str
    due_on: date


def standing(decision: str | None, respond_by: date | None, actions: Sequence[Action], today: date) -> str:
    """Return where a recommendation stands.

    ``awaiting-response``, ``response-late``, ``rejected``, ``overdue`` (an action is past its day), ``in-follow-up``,
    ``implemented`` (nothing is left to do).
    """
    if decision is None:
        return "response-late" if respond_by is not None and respond_by < today else "awaiting-response"
    if decision == "rejected":
        return "rejected"
    pending = [action for action in actions if action.status in PENDING]
    if not pending:
        return "implemented"
    return "overdue" if any(action.due_on < today for action in pending) else "in-follow-up"
