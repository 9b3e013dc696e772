"""The check of codes against the standard's code lists (rules 9.x.y)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from lxml import etree

from registry_api.interchange.iati.findings import Finding, Findings
from registry_api.interchange.iati.locate import position_of
from registry_api.interchange.iati.screen import Look, xpath
from registry_api.interchange.iati.standard import ROOTS, XML_LANG, CodelistRule, codelist_rules, codes
from registry_api.interchange.iati.stream import Record


@dataclass(slots=True)
class RuleNode:
    """The code-list rules of an element: of its attributes, its text, and below it."""

    children: dict[str, "RuleNode"] = field(default_factory=dict)
    attributes: dict[str, list[CodelistRule]] = field(default_factory=dict)
    text: CodelistRule | None = None


@cache
def rule_tree() -> RuleNode:
    """Return the code-list rules as a tree from the record down, so that one walk applies them all."""
    top = RuleNode()
    for rule in codelist_rules():
        if rule.path[0] in ROOTS or rule.path == ("@xml:lang",):
            continue
        node = top
        for step in rule.path[1:]:
            if step == "text()":
                node.text = rule
            elif step.startswith("@"):
                node.attributes.setdefault(step[1:], []).append(rule)
            else:
                # Activity and organisation records share no path with different lists, so one tree serves.
                node = node.children.setdefault(step, RuleNode())
    return top


@cache
def _language_rule() -> CodelistRule:
    return next(rule for rule in codelist_rules() if rule.path == ("@xml:lang",))


@dataclass(frozen=True, slots=True)
class _CodeScreen:
    """Where codes of a list stand in a batch: ``codes`` finds them, ``holders`` the elements that have them."""

    codelist: str
    codes: etree.XPath
    holders: etree.XPath
    code_of: Callable[[etree._Element], str]

    def suspects(self, look: Look) -> list[etree._Element]:
        """Return the elements whose code is not of the list."""
        unknown = look.texts(self.codes) - codes(self.codelist)
        return [holder for holder in look.find(self.holders) if self.code_of(holder) in unknown] if unknown else []


def suspects(look: Look) -> set[etree._Element]:
    """Return the records of a batch in which a code is not of its list."""
    return {look.record_of(holder) for screen in _screens(look.record) for holder in screen.suspects(look)}


_of_thread: Final = threading.local()


def _screens(record: str) -> list[_CodeScreen]:
    """Return the thread's compiled paths of codes in a kind of record."""
    made: dict[str, list[_CodeScreen]] = _of_thread.__dict__.setdefault("screens", {})
    if record not in made:
        made[record] = [_screen(rule) for rule in codelist_rules() if rule.path[0] == record]
        made[record].append(_attribute_screen("Language", "descendant::*", "xml:lang", XML_LANG))
    return made[record]


def _screen(rule: CodelistRule) -> _CodeScreen:
    *steps, name = rule.path
    if name == "text()":
        path = "/".join(steps)
        # An element without text has no text() to find, and no code.
        return _CodeScreen(rule.codelist, xpath(path), xpath(path), lambda holder: holder.text or "")
    if rule.condition is not None:
        values, absent_counts, on_parent = rule.condition
        tests = [f"@vocabulary = '{value}'" for value in sorted(values)]
        tests += ["not(string(@vocabulary))"] if absent_counts else []
        steps[-2 if on_parent else -1] += f"[{' or '.join(tests)}]"
    return _attribute_screen(rule.codelist, "/".join(steps), name[1:], name[1:])


def _attribute_screen(codelist: str, holders: str, attribute: str, name: str) -> _CodeScreen:
    found, holding = xpath(f"{holders}/@{attribute}"), xpath(f"{holders}[@{attribute}]")
    return _CodeScreen(codelist, found, holding, lambda holder: holder.get(name, ""))


def check_codes(element: etree._Element, rules: RuleNode | None, record: Record, findings: Findings) -> None:
    """Report every value in ``element`` and below it that is not a code of its list."""
    language = element.get(XML_LANG)
    if language is not None and language not in codes("Language"):
        _code_finding(element, _language_rule(), "xml:lang", language, record, findings)
    if rules is not None:
        for name, listed in rules.attributes.items():
            value = element.get(name)
            if value is not None:
                for rule in listed:
                    if value not in codes(rule.codelist) and _applies(rule, element):
                        _code_finding(element, rule, name, value, record, findings)
        if rules.text is not None and (element.text or "") not in codes(rules.text.codelist):
            _code_finding(element, rules.text, "", element.text or "", record, findings)
    for child in element:
        if isinstance(child.tag, str) and not child.tag.startswith("{"):
            check_codes(child, rules.children.get(child.tag) if rules else None, record, findings)


def _applies(rule: CodelistRule, element: etree._Element) -> bool:
    if rule.condition is None:
        return True
    values, absent_counts, on_parent = rule.condition
    holder = element.getparent() if on_parent else element
    vocabulary = holder.get("vocabulary") if holder is not None else None
    # An empty @vocabulary says as little as none: the default counts.
    return vocabulary in values if vocabulary else absent_counts


def _code_finding(
    element: etree._Element,
    rule: CodelistRule,
    attribute: str,
    value: str,
    record: Record,
    findings: Findings,
) -> None:
    params = {
        "element": str(element.tag),
        "attribute": attribute,
        "value": value[:100],
        "codelist": rule.codelist,
    }
    findings.add(
        Finding(
            rule.id, rule.severity, rule.category, "code-unknown" if attribute else "code-unknown-text", params,
            record.ordinal, position_of(element, record.element), line=element.sourceline, codelist=rule.codelist,
        )
    )  # fmt: skip
