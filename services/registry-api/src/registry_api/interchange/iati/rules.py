"""What each kind of rule of the official ruleset means: given a record's element, the places that break it.

The kinds are those of the IATI Ruleset specification (IATI-Rulesets, SPEC_JS). Paths are XPath 1.0 relative to
the rule's context; ``$group`` is the value a rule is repeated for.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.standard import codes

Node = Any
"""What an XPath finds: an element, or the text of an attribute that knows its element."""
_FOUR_PLACES: Final = Decimal("0.0001")
_NUMBER: Final = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data: ``given`` holds the XPaths and values of its kind, compiled."""

    id: str
    severity: str
    category: str
    message: str
    kind: str
    foreach: etree.XPath | None
    condition: etree.XPath | None
    unless: str | None
    given: Mapping[str, Any]


@dataclass(slots=True)
class Breach:
    """A rule broken: at which nodes, and facts for the sentence."""

    nodes: Sequence[Node]
    params: dict[str, Any] = field(default_factory=dict)


Check = Callable[[Rule, etree._Element, str], Breach | None]


def find(path: etree.XPath, element: etree._Element, group: str) -> Any:
    """Evaluate an XPath of a rule."""
    return path(element, group=group)


def true(result: Any) -> bool:
    """Return an XPath's outcome as XPath's ``boolean()`` does."""
    return bool(result)


def text_of(node: Node) -> str:
    """Return the text of an attribute, or all text in an element."""
    return str(node) if isinstance(node, str) else "".join(node.itertext())


def _nodes(rule: Rule, element: etree._Element, group: str) -> list[Node]:
    return [node for path in rule.given["paths"] for node in find(path, element, group)]


def at_least_one(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """There must be something at one of the paths."""
    return None if _nodes(rule, element, group) else Breach([element])


def no_more_than_one(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """There must not be two things at the paths."""
    nodes = _nodes(rule, element, group)
    return Breach(nodes) if len(nodes) > 1 else None


def only_one_of(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """With something at ``excluded`` there must be nothing at the paths; without, exactly one thing."""
    nodes = _nodes(rule, element, group)
    excluded = [node for path in rule.given["excluded"] for node in find(path, element, group)]
    kept = not nodes if excluded else len(nodes) == 1
    return None if kept else Breach(nodes or [element])


def one_or_all(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """``one`` must be there, or nothing at ``all`` (which finds what lacks it)."""
    if true(find(rule.given["one"], element, group)):
        return None
    lacking = find(rule.given["all"], element, group)
    return Breach(lacking) if lacking else None


def unique(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """No two texts at the paths may be the same."""
    nodes = _nodes(rule, element, group)
    return Breach(nodes) if len({text_of(node) for node in nodes}) < len(nodes) else None


def strict_sum(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """The numbers at the paths must add up to ``sum``, to four decimals."""
    nodes = _nodes(rule, element, group)
    numbers = [number(text_of(node)) for node in nodes]
    total = None if None in numbers else sum((n for n in numbers if n is not None), Decimal(0))
    if total is not None:
        total = total.quantize(_FOUR_PLACES, ROUND_HALF_UP)
        if total == Decimal(str(rule.given["sum"])):
            return None
    return Breach(nodes or [element], {"sum": "?" if total is None else f"{total.normalize():f}"})


def a_sum(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """As ``strict_sum``, unless there is nothing at the paths."""
    return strict_sum(rule, element, group) if _nodes(rule, element, group) else None


def date_order(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """No date at ``less`` may be later than the one at ``more``; what is no date is the schema's affair."""
    earlier = _moments(find(rule.given["less"], element, group))
    more = rule.given["more"]
    later = [(None, datetime.now(UTC))] if more is None else _moments(find(more, element, group))[:1]
    for _, limit in later:
        late = [node for node, moment in earlier if moment > limit]
        if late:
            return Breach(late, {"later": limit.date().isoformat()})
    return None


def date_now(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """The moment at ``date`` must not be in the future."""
    now = datetime.now(UTC)
    late = [node for node, moment in _moments(find(rule.given["date"], element, group)) if moment > now]
    return Breach(late) if late else None


def time_limit(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """From ``start`` to ``end`` there must be no more than 365 days."""
    starts = _moments(find(rule.given["start"], element, group))
    ends = _moments(find(rule.given["end"], element, group))
    if not starts or not ends or (ends[0][1] - starts[0][1]).days <= 365:
        return None
    return Breach([ends[0][0]], {"start": text_of(starts[0][0])})


def between_dates(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """Every date at ``date`` must lie from ``start`` to ``end``."""
    starts = _moments(find(rule.given["start"], element, group))
    ends = _moments(find(rule.given["end"], element, group))
    if not starts or not ends:
        return None
    dates = _moments(find(rule.given["date"], element, group))
    outside = [node for node, moment in dates if not starts[0][1] <= moment <= ends[0][1]]
    facts = {"start": text_of(starts[0][0]), "end": text_of(ends[0][0])}
    return Breach(outside, facts) if outside else None


def starts_with(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """Every text at the paths must start with one of the texts at ``prefix`` and the separator."""
    separator = rule.given.get("separator", "")
    prefixes = tuple(text_of(node) + separator for path in rule.given["prefix"] for node in find(path, element, group))
    return _each(rule, element, group, lambda text: text.startswith(prefixes))


def every_text_fits(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """Every text at the paths must be of the rule's form: see ``fits``."""
    return _each(rule, element, group, lambda text: fits(rule, text))


def fits(rule: Rule, text: str) -> bool:
    """Say whether a text is of the form that its rule asks for, whatever stands around it.

    ``regex_matches``: empty, or of the form ``regex``. ``org_prefix``: begins with the code of a registration agency
    (org-id.guide). ``no_spaces``: neither begins nor ends with a space or line break.
    """
    if rule.kind == "regex_matches":
        return not text or rule.given["regex"].fullmatch(text) is not None
    if rule.kind == "org_prefix":
        return "-".join(text.split("-")[:2]) in codes("OrganisationRegistrationAgency")
    return text == text.strip()


def within(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """Every number at the paths must be at least ``min`` and at most ``max``."""
    least, most = rule.given.get("min"), rule.given.get("max")

    def fits(text: str) -> bool:
        value = number(text)
        return value is not None and (least is None or value >= least) and (most is None or value <= most)

    return _each(rule, element, group, fits)


def if_then(rule: Rule, element: etree._Element, group: str) -> Breach | None:
    """Where ``if`` holds, ``then`` must hold."""
    if not true(find(rule.given["if"], element, group)) or true(find(rule.given["then"], element, group)):
        return None
    return Breach(_nodes(rule, element, group) or [element])


def _each(rule: Rule, element: etree._Element, group: str, fits: Callable[[str], bool]) -> Breach | None:
    wrong = [node for node in _nodes(rule, element, group) if not fits(text_of(node))]
    return Breach(wrong) if wrong else None


CHECKS: Final[Mapping[str, Check]] = {
    "atleast_one": at_least_one,
    "no_more_than_one": no_more_than_one,
    "only_one_of": only_one_of,
    "one_or_all": one_or_all,
    "unique": unique,
    "sum": a_sum,
    "strict_sum": strict_sum,
    "date_order": date_order,
    "date_now": date_now,
    "time_limit": time_limit,
    "between_dates": between_dates,
    "regex_matches": every_text_fits,
    "startswith": starts_with,
    "org_prefix": every_text_fits,
    "no_spaces": every_text_fits,
    "range": within,
    "if_then": if_then,
}


# --- values -------------------------------------------------------------------------------------------------


def number(text: str) -> Decimal | None:
    """Return a text as a number: an empty one is 0, as in the official validator; None when it is none."""
    if not text.strip():
        return Decimal(0)
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


def moment_of(text: str) -> datetime | None:
    """Return an XSD date (midnight UTC) or dateTime (UTC where it names no zone), or None."""
    text = text.strip()
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        if "T" not in text:
            # A date with a zone: 2020-01-31Z, 2020-01-31+02:00.
            text = f"{text[:10]}T00:00:00{text[10:]}"
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moments(nodes: Iterable[Node]) -> list[tuple[Node, datetime]]:
    return [(node, moment) for node in nodes if (moment := moment_of(text_of(node))) is not None]
