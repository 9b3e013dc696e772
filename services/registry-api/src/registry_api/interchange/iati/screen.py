"""What a batch of records may break, found for all of them at once in libxml2.

A rule costs Python some microseconds an element, and most records keep most rules. So each rule has a *suspicion*: an
XPath that finds, in a whole batch, every context that may break it. It may find too much, never too little
(``tests/interchange/test_screen.py``). The rule itself (``rules``) then looks at what was found, and alone decides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.rules import Rule, fits, text_of
from registry_api.interchange.iati.standard import ROOTS

Entry = Mapping[str, Any]
"""A rule as ``standard/ruleset.json`` has it."""

_DAY: Final = "%Y%m%d"


@dataclass(frozen=True, slots=True)
class Screen:
    """A rule's suspicion: ``contexts`` finds them; where ``values`` are given, only if one of those does not fit."""

    rule: Rule
    contexts: tuple[etree.XPath, ...]
    values: tuple[etree.XPath, ...]

    def suspects(self, look: "Look") -> list[etree._Element]:
        """Return the contexts in a batch that may break the rule, in document order but for unions."""
        if self.values and all(fits(self.rule, text) for path in self.values for text in look.texts(path)):
            return []
        return [context for path in self.contexts for context in look.find(path)]


class Look:
    """A batch being looked at; the texts at a path are read once, however many rules ask for them."""

    def __init__(self, root: etree._Element) -> None:
        self._root, self.record = root, ROOTS[str(root.tag)]
        self._texts: dict[str, frozenset[str]] = {}
        now = datetime.now(UTC)
        # Days as numbers: 20261124. A moment of yesterday is past in every time zone.
        self._today, self._yesterday = now.strftime(_DAY), (now - timedelta(days=1)).strftime(_DAY)

    def find(self, path: etree.XPath) -> list[Any]:
        """Return what an XPath finds in the batch."""
        found: list[Any] = path(self._root, today=int(self._today), yesterday=int(self._yesterday))
        return found

    def texts(self, path: etree.XPath) -> frozenset[str]:
        """Return the different texts at an XPath."""
        if path.path not in self._texts:
            self._texts[path.path] = frozenset(map(text_of, self.find(path)))
        return self._texts[path.path]

    def record_of(self, node: etree._Element) -> etree._Element:
        """Return the record that an element of the batch is in, or is."""
        while (parent := node.getparent()) is not None and parent is not self._root:
            node = parent
        return node


def xpath(path: str) -> etree.XPath:
    """Compile an XPath that finds elements, or texts that need not know where they stand."""
    return etree.XPath(path, smart_strings=False)


def screen_of(entry: Entry, rule: Rule) -> Screen:
    """Return the suspicion of a rule."""
    contexts = [_within_batch(entry["record"], part) for part in entry["context"].split(" | ")]
    if rule.kind in _OF_VALUES:
        values = [f"{context}/{path}" for context in contexts for path in entry["paths"]]
        having = _any(entry["paths"])
        return Screen(rule, _compiled(f"{context}[{having}]" for context in contexts), _compiled(values))
    if "foreach" in entry:
        suspicion = _of_groups(entry)
    else:
        suspicion = _SUSPICIONS[rule.kind](entry)
        if "condition" in entry:
            suspicion = f"({entry['condition']}) and ({suspicion})"
    return Screen(rule, _compiled(f"{context}[{suspicion}]" for context in contexts), ())


def _within_batch(record: str, context: str) -> str:
    if context.startswith(".//"):
        # From the root down in one go; from each record anew libxml2 needs the square of the time.
        return f"descendant::{context.removeprefix('.//')}"
    return record if context == "." else f"{record}/{context}"


def _compiled(paths: Iterable[str]) -> tuple[etree.XPath, ...]:
    return tuple(map(xpath, paths))


def _of_groups(entry: Entry) -> str:
    """What a rule repeated for groups says depends on the group: where there is one, it may be broken.

    Of ``no_more_than_one`` only where there are two, because its paths find no more than what the groups come from.
    """
    least = 1 if entry["kind"] == "no_more_than_one" else 0
    return f"count({entry['foreach']}) > {least}"


# --- suspicions by kind -------------------------------------------------------------------------------------

_OF_VALUES: Final = frozenset({"regex_matches", "org_prefix", "no_spaces"})
"""Kinds that ask each text by itself: what one text is, it is everywhere."""


_LIMITS: Final = (("min", ">"), ("max", "<"))


def _any(paths: Iterable[str]) -> str:
    return " or ".join(f"boolean({path})" for path in paths)


def _count(paths: Iterable[str]) -> str:
    return " + ".join(f"count({path})" for path in paths)


def _day(path: str) -> str:
    """Return the day at a path as a number; not a number when it is no day, and so neither less nor more."""
    return f"number(translate(substring(normalize-space({path}), 1, 10), '-', ''))"


def _unique(entry: Entry) -> str:
    paths = entry["paths"]
    twice = [f"count({path}) > 1" for path in paths]
    return " or ".join(twice + [f"{one} = {other}" for n, one in enumerate(paths) for other in paths[n + 1 :]])


def _sum(entry: Entry) -> str:
    total = " + ".join(f"sum({path})" for path in entry["paths"])
    return f"not({total} = {entry['sum']})"


def _date_order(entry: Entry) -> str:
    less, more = entry["less"], entry["more"]
    if more == "NOW":
        return f"{less}[not(string-length(.) = 10 and {_day('.')} <= $today)]"
    one_each = f"count({less}) = 1 and count({more}) = 1"
    in_order = f"string-length({less}) = 10 and string-length({more}) = 10 and {_day(less)} <= {_day(more)}"
    return f"{less} and {more} and not({one_each} and {in_order})"


def _time_limit(entry: Entry) -> str:
    start, end = entry["start"], entry["end"]
    one_each = f"count({start}) = 1 and count({end}) = 1 and string-length({start}) = 10 and string-length({end}) = 10"
    # 20200101 and 20210101 are 10,000 apart, and 366 days.
    return f"{start} and {end} and not({one_each} and {_day(end)} - {_day(start)} < 10000)"


def _starts_with(entry: Entry) -> str:
    [path], first = entry["paths"], entry["prefix"][0]
    sound = f"count({path}) = 1 and {first} and starts-with({path}, concat({first}, '{entry.get('separator', '')}'))"
    return f"{path} and not({sound})"


def _within(entry: Entry) -> str:
    # On the limit only as it is written there: libxml2 rounds 100.00000000000000001 to 100.
    limits = [f"(. {sign} {entry[name]} or . = '{entry[name]:g}')" for name, sign in _LIMITS if name in entry]
    return " or ".join(f"{path}[not({' and '.join(limits)})]" for path in entry["paths"])


def _only_one_of(entry: Entry) -> str:
    paths, excluded = entry["paths"], _any(entry["excluded"])
    return f"not(({excluded}) and not({_any(paths)}) or not({excluded}) and {_count(paths)} = 1)"


_SUSPICIONS: Final[Mapping[str, Callable[[Entry], str]]] = {
    "atleast_one": lambda entry: f"not({_any(entry['paths'])})",
    "no_more_than_one": lambda entry: f"{_count(entry['paths'])} > 1",
    "only_one_of": _only_one_of,
    "one_or_all": lambda entry: f"not({entry['one']}) and boolean({entry['all']})",
    "unique": _unique,
    "sum": lambda entry: f"({_any(entry['paths'])}) and {_sum(entry)}",
    "strict_sum": _sum,
    "date_order": _date_order,
    "date_now": lambda entry: f"{entry['date']}[not({_day('.')} < $yesterday)]",
    "time_limit": _time_limit,
    "between_dates": lambda entry: f"boolean({entry['date']})",
    "startswith": _starts_with,
    "range": _within,
    "if_then": lambda entry: f"not({entry['then']}) and ({entry['if']})",
    "known_identifier": lambda entry: _any(entry["paths"]),
}
