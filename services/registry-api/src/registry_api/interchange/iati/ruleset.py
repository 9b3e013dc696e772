"""The check against the official ruleset, whose rules are data (``standard/ruleset.json``)."""

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.findings import MAX_LISTED, Finding, Findings, Place
from registry_api.interchange.iati.locate import position_of
from registry_api.interchange.iati.rules import CHECKS, Breach, Node, Rule, find, text_of, true
from registry_api.interchange.iati.screen import Look, Screen, screen_of
from registry_api.interchange.iati.standard import codes, ruleset
from registry_api.interchange.iati.stream import Record

_XML: Final = {"xml": "http://www.w3.org/XML/1998/namespace"}
_KNOWN_IDENTIFIER: Final = "known_identifier"
MAX_REFERENCES: Final = 10_000
"""References to other activities followed in one file."""


@dataclass(slots=True)
class References:
    """Activities that a file has, and those it refers to: what it refers to should exist (1000.0.x).

    Which of them exist is known when the file is read, so findings wait until then: ``MAX_LISTED`` of them, and the
    first of each identifier, however often a file repeats itself. ``unheld`` counts the others by identifier and
    severity.
    """

    present: set[str] = field(default_factory=set)
    wanted: dict[str, list[Finding]] = field(default_factory=dict)
    unheld: Counter[tuple[str, str]] = field(default_factory=Counter)
    held: int = 0

    def note(self, identifier: str, severity: str, finding: Callable[[], Finding]) -> None:
        """Put down what to report if there turns out to be no such activity; made only if it is held."""
        if identifier in self.present:
            return
        if identifier not in self.wanted:
            if len(self.wanted) == MAX_REFERENCES:
                return
            self.wanted[identifier] = [finding()]
        elif self.held < MAX_LISTED:
            self.wanted[identifier].append(finding())
        else:
            self.unheld[identifier, severity] += 1
            return
        self.held += 1

    def absent(self) -> set[str]:
        """Return the identifiers referred to that the file itself does not have."""
        return self.wanted.keys() - self.present

    def report(self, known: set[str], findings: Findings) -> None:
        """Add an advisory for every reference to an activity that is neither in the file nor ``known``."""
        absent = self.absent() - known
        for identifier in sorted(absent):
            for finding in self.wanted[identifier]:
                findings.add(finding)
        for (identifier, severity), times in self.unheld.items():
            if identifier in absent:
                findings.counts[severity] += times


Suspect = tuple[Rule, etree._Element]
"""A rule that may be broken, and the context in which."""


def suspects(look: Look, version: str) -> dict[etree._Element, list[Suspect]]:
    """Return, by record, what may be broken of the ruleset of ``version``."""
    found: dict[etree._Element, list[Suspect]] = defaultdict(list)
    for screen in _screens(look.record, version):
        for context in screen.suspects(look):
            found[look.record_of(context)].append((screen.rule, context))
    return found


def check_rules(record: Record, suspected: Sequence[Suspect], findings: Findings, references: References) -> None:
    """Report what in a record breaks the ruleset, of what is suspected of it."""
    for rule, context in suspected:
        if rule.kind == _KNOWN_IDENTIFIER:
            _note_references(rule, context, record, findings, references)
            continue
        for value, breach in breaches(rule, context):
            findings.found(rule.severity, partial(_finding, rule, breach, value, record))


def breaches(rule: Rule, context: etree._Element) -> Iterator[tuple[str, Breach]]:
    """Yield how a context breaks a rule, with the value if it is repeated for several."""
    groups = [""] if rule.foreach is None else sorted({str(value) for value in rule.foreach(context)})
    for group in groups:
        if rule.condition is not None and not true(find(rule.condition, context, group)):
            continue
        if rule.unless is not None and _is_publisher(rule, context, group):
            continue
        breach = CHECKS[rule.kind](rule, context, group)
        if breach is not None:
            yield group, breach


def _is_publisher(rule: Rule, context: etree._Element, group: str) -> bool:
    """Say whether one of the texts is (or starts with) a publisher's identifier, which may be of an old form."""
    texts = [text_of(node) for path in rule.given["paths"] for node in find(path, context, group)]
    if rule.unless == "publisher":
        return any(text in publishers() for text in texts)
    return any(begin in publishers() for text in texts for begin in _beginnings(text))


def _beginnings(text: str) -> Iterator[str]:
    """Yield what stands before each hyphen of a text, up to there."""
    parts = text.split("-")
    for size in range(1, len(parts)):
        yield "-".join(parts[:size])


@cache
def publishers() -> frozenset[str]:
    """Return identifiers of organisations known to publish: the standard's own two lists.

    The official validator asks the IATI Registry; this works without a network.
    """
    return codes("OrganisationIdentifier") | codes("IATIOrganisationIdentifier")


# --- findings -----------------------------------------------------------------------------------------------


def _finding(rule: Rule, breach: Breach, group: str, record: Record) -> Finding:
    first, *others = breach.nodes
    holder = _element_of(first)
    attribute = getattr(first, "attrname", None) or ""
    params = {
        "element": str(holder.tag),
        "attribute": str(attribute).replace("{http://www.w3.org/XML/1998/namespace}", "xml:"),
        "value": " ".join(text_of(first).split())[:100] if isinstance(first, str) or not len(first) else "",
        "vocabulary": group or "1",
        "count": len(breach.nodes),
    } | breach.params
    path = position_of(holder, record.element)
    line = holder.sourceline
    finding = Finding(rule.id, rule.severity, rule.category, rule.message, params, record.ordinal, path, line=line)
    for node in others:
        other = _element_of(node)
        finding.add_place(Place(record.ordinal, position_of(other, record.element), other.sourceline))
    return finding


def _element_of(node: Node) -> etree._Element:
    return node.getparent() if isinstance(node, str) else node  # type: ignore[attr-defined,no-any-return]


def _note_references(
    rule: Rule, context: etree._Element, record: Record, findings: Findings, references: References
) -> None:
    for path in rule.given["paths"]:
        for node in find(path, context, ""):
            identifier = text_of(node)
            if identifier:
                references.note(identifier, rule.severity, partial(_signed, findings, rule, node, record))


def _signed(findings: Findings, rule: Rule, node: Node, record: Record) -> Finding:
    return findings.sign(_finding(rule, Breach([node]), "", record))


# --- the rules, compiled ------------------------------------------------------------------------------------

_of_thread: Final = threading.local()


def _screens(record: str, version: str) -> tuple[Screen, ...]:
    """Return the thread's compiled rules for a kind of record."""
    made: dict[tuple[str, str], tuple[Screen, ...]] = _of_thread.__dict__.setdefault("screens", {})
    if (record, version) not in made:
        made[record, version] = tuple(screen_of(entry, rule_of(entry)) for entry in entries(record, version))
    return made[record, version]


def entries(record: str, version: str) -> list[Mapping[str, Any]]:
    """Return the ruleset's entries for a kind of record in a version of the standard."""
    return [e for e in ruleset() if e["record"] == record and version in e.get("versions", (version,))]


def rule_of(entry: Mapping[str, Any]) -> Rule:
    """Return an entry of the ruleset with its XPaths compiled, for this thread."""
    given: dict[str, Any] = {name: entry[name] for name in ("sum", "min", "max", "separator") if name in entry}
    for name in ("paths", "prefix", "excluded"):
        if name in entry:
            given[name] = tuple(_xpath(path) for path in entry[name])
    for name in ("if", "then", "one", "all", "less", "more", "date", "start", "end"):
        if name in entry:
            given[name] = None if entry[name] == "NOW" else _xpath(entry[name])
    if "regex" in entry:
        given["regex"] = re.compile(entry["regex"])
    return Rule(
        entry["id"],
        entry["severity"],
        entry["category"],
        entry["message"],
        entry["kind"],
        _xpath(entry["foreach"]) if "foreach" in entry else None,
        _xpath(entry["condition"]) if "condition" in entry else None,
        entry.get("unless"),
        given,
    )


def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=_XML)
