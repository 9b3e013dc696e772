"""The check against the official ruleset, whose rules are data (``standard/ruleset.json``)."""

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.findings import MAX_LISTED, Finding, Findings, Place
from registry_api.interchange.iati.locate import position_of
from registry_api.interchange.iati.rules import CHECKS, Breach, Node, Rule, find, text_of, true
from registry_api.interchange.iati.standard import codes, ruleset
from registry_api.interchange.iati.stream import Record

_XML: Final = {"xml": "http://www.w3.org/XML/1998/namespace"}
_KNOWN_IDENTIFIER: Final = "known_identifier"
_FIRST_STEP: Final = re.compile(r"[a-z][a-z-]*")
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

    def note(self, identifier: str, finding: Finding) -> None:
        """Put down what to report if there turns out to be no such activity."""
        if identifier not in self.wanted:
            if len(self.wanted) == MAX_REFERENCES:
                return
            self.wanted[identifier] = [finding]
        elif self.held < MAX_LISTED:
            self.wanted[identifier].append(finding)
        else:
            self.unheld[identifier, finding.severity] += 1
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


@dataclass(frozen=True, slots=True)
class _Group:
    """The rules of one context; ``needs`` are children without which the context finds nothing."""

    context: etree.XPath
    needs: frozenset[str]
    rules: tuple[tuple[frozenset[str], Rule], ...]


def check_rules(record: Record, version: str, findings: Findings, references: References) -> None:
    """Report what in a record breaks the ruleset of ``version``."""
    element = record.element
    children = {child.tag for child in element}
    for group in _groups(str(element.tag), version):
        if group.needs and group.needs.isdisjoint(children):
            continue
        for context in group.context(element):
            for needs, rule in group.rules:
                if needs and needs.isdisjoint(children):
                    continue
                if rule.kind == _KNOWN_IDENTIFIER:
                    _note_references(rule, context, record, findings, references)
                    continue
                for value, breach in _breaches(rule, context):
                    findings.add(_finding(rule, breach, value, record))


def _breaches(rule: Rule, context: etree._Element) -> Iterator[tuple[str, Breach]]:
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
                references.note(identifier, findings.sign(_finding(rule, Breach([node]), "", record)))


# --- the rules, compiled ------------------------------------------------------------------------------------

_of_thread: Final = threading.local()


def _groups(record: str, version: str) -> tuple[_Group, ...]:
    """Return the thread's compiled rules for a kind of record, by context."""
    made: dict[tuple[str, str], tuple[_Group, ...]] = _of_thread.__dict__.setdefault("groups", {})
    if (record, version) not in made:
        made[record, version] = _compile(record, version)
    return made[record, version]


def _compile(record: str, version: str) -> tuple[_Group, ...]:
    contexts: dict[str, list[tuple[frozenset[str], Rule]]] = defaultdict(list)
    for entry in ruleset():
        if entry["record"] == record and version in entry.get("versions", (version,)):
            needs = _needs(entry) if entry["context"] == "." else frozenset[str]()
            contexts[entry["context"]].append((needs, _rule(entry)))
    return tuple(
        _Group(_xpath(context), _first_steps([context]) if context[0] != "." else frozenset(), tuple(rules))
        for context, rules in contexts.items()
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
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
        _xpath(entry["context"]),
        _xpath(entry["foreach"]) if "foreach" in entry else None,
        _xpath(entry["condition"]) if "condition" in entry else None,
        entry.get("unless"),
        given,
    )


def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=_XML)


# Of these kinds nothing can break where the first step of no path is there.
_QUIET_WITHOUT: Final = {
    "no_more_than_one": "paths",
    "unique": "paths",
    "regex_matches": "paths",
    "startswith": "paths",
    "org_prefix": "paths",
    "no_spaces": "paths",
    "range": "paths",
    "date_order": "less",
}


def _needs(entry: Mapping[str, Any]) -> frozenset[str]:
    """Return children of which the record must have one for the rule to say anything; none: any record."""
    paths: Any = entry.get("foreach") or entry.get(_QUIET_WITHOUT.get(entry["kind"], ""), ())
    return _first_steps([paths] if isinstance(paths, str) else paths)


def _first_steps(paths: list[str]) -> frozenset[str]:
    steps = [_FIRST_STEP.match(part.strip()) for path in paths for part in path.split(" | ")]
    return frozenset(step[0] for step in steps if step) if all(steps) else frozenset()
