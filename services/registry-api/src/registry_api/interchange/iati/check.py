"""The check of an IATI file: well-formed, IATI, version, schema, code lists, identifiers.

Rule ids and severities are the official validator's: 0.1.1 not XML, 0.2.1 not IATI, 0.6.1 version, 0.3.1
schema, 9.x.y code lists, 1.1.2 identifier used twice. Valid means: nothing critical.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.findings import FILE, NO_IDENTIFIER, Finding, Findings
from registry_api.interchange.iati.intake import Fault, Intake, take_in
from registry_api.interchange.iati.locate import locate
from registry_api.interchange.iati.standard import (
    ROOTS,
    SUPPORTED,
    UPGRADED,
    XML_LANG,
    CodelistRule,
    codelist_rules,
    codes,
    schema,
)
from registry_api.interchange.iati.stream import Outside, Record, records

_MAX_SCHEMA_ERRORS_A_RECORD: Final = 100


@dataclass(slots=True)
class Report:
    """What the check of a file found; ``done`` records were looked at."""

    findings: Findings = field(default_factory=Findings)
    file_type: str = ""
    version: str = ""
    encoding: str = ""
    done: int = 0

    def stop(self, fault: Fault) -> None:
        """Put down why the file can't be read further."""
        self.findings = Findings()
        self.findings.add(
            Finding(
                fault.rule,
                "critical",
                "iati",
                fault.message,
                fault.params,
                line=fault.line,
                column=fault.column,
            )
        )


def check_file(received: Path, workspace: Path) -> Report:
    """Check a file as the official validator does.

    Versions before 2.01 are not supported there (0.6.1); the import upgrades them and checks the outcome.
    """
    report = Report()
    try:
        intake = open_iati(received, workspace, report)
        if report.version not in SUPPORTED:
            report.findings.add(_version_finding(report.version, intake))
            return report
        for _record in checked_records(intake, report):
            pass
    except Fault as fault:
        report.stop(fault)
        return report
    locate(intake, report.findings.listed)
    return report


def open_iati(received: Path, workspace: Path, report: Report) -> Intake:
    """Take a file in, put its type and version in ``report``.

    Raises:
        Fault: 0.1.1 when it is not XML, 0.2.1 when its root is not IATI's.
    """
    intake = take_in(received, workspace)
    report.encoding = intake.encoding
    if intake.root not in ROOTS:
        raise Fault("0.2.1", "not-iati", intake.line, intake.column, root=intake.root.rpartition("}")[2][:80])
    report.file_type = intake.root
    report.version = (intake.attributes.get("version") or "").strip()
    return intake


def supported_or_upgraded(version: str) -> bool:
    """Say whether the import takes files of ``version``; 1.0x without a version attribute count as 1.0."""
    return version in SUPPORTED or version in UPGRADED or not version


def _version_finding(version: str, intake: Intake) -> Finding:
    key = "version-missing" if not version else "version-old" if version.startswith("1.") else "version-unknown"
    params = {"version": version[:20], "supported": ", ".join(SUPPORTED)}
    return Finding("0.6.1", "critical", "documents", key, params, line=intake.line, column=intake.column)


def checked_records(
    intake: Intake, report: Report, prepare: Callable[[etree._Element], None] | None = None
) -> Iterator[Record]:
    """Yield the file's records, each checked (after ``prepare``) before it is handed on.

    Raises:
        Fault: 0.1.1 where the XML stops being well-formed.
    """
    version = report.version if report.version in SUPPORTED else SUPPORTED[-1]
    xsd = schema(intake.root, version)
    identifiers: dict[str, int] = {}
    outside = Outside([])
    _check_root(intake, report)
    for record in prepared_records(intake, report, prepare, outside):
        mark = len(report.findings.listed)
        _check_schema(record, xsd, report.findings)
        _check_codes(record.element, rule_tree(), record, report.findings)
        _check_identifier(record, identifiers, report.findings)
        if len(report.findings.listed) > mark:
            identifier, title = naming(record.element)
            for finding in report.findings.listed[mark:]:
                finding.identifier, finding.title = identifier or NO_IDENTIFIER, title
        yield record
    for name, line, _before in outside.children:
        if not name.startswith("{"):
            params = {"element": name, "expected": ROOTS[intake.root]}
            report.findings.add(Finding("0.3.1", "critical", "iati", "schema-unexpected", params, line=line))
    if report.done == 0:
        params = {"element": intake.root, "expected": ROOTS[intake.root]}
        report.findings.add(
            Finding(
                "0.3.1",
                "critical",
                "iati",
                "schema-missing-child",
                params,
                line=intake.line,
                column=intake.column,
            )
        )


def prepared_records(
    intake: Intake,
    report: Report,
    prepare: Callable[[etree._Element], None] | None = None,
    outside: Outside | None = None,
) -> Iterator[Record]:
    """Yield the file's records after ``prepare``, unchecked, and count them.

    Raises:
        Fault: 0.1.1 where the XML stops being well-formed.
    """
    for record in records(intake, outside):
        if prepare is not None:
            prepare(record.element)
        report.done += 1
        yield record


def naming(element: etree._Element) -> tuple[str, str]:
    """Return a record's identifier and title (both may be empty)."""
    identifier = element.findtext("iati-identifier") or element.findtext("organisation-identifier") or ""
    title = ""
    for path in ("title", "name", "reporting-org"):
        node = element.find(path)
        if node is not None:
            title = node.findtext("narrative") or (node.text or "")
            break
    return identifier.strip(), " ".join(title.split())[:300]


# --- schema -------------------------------------------------------------------------------------------------

_PATTERNS: Final = (
    ("schema-unexpected", r"Element '(?P<element>[^']+)': This element is not expected\.(?: Expected is (?:one of )?\( (?P<expected>.*?) \)\.)?"),
    ("schema-missing-child", r"Element '(?P<element>[^']+)': Missing child element\(s\)\. Expected is (?:one of )?\( (?P<expected>.*?) \)\."),
    ("schema-attribute-unknown", r"Element '(?P<element>[^']+)', attribute '(?P<attribute>[^']+)': The attribute '[^']+' is not allowed\."),
    ("schema-attribute-missing", r"Element '(?P<element>[^']+)': The attribute '(?P<attribute>[^']+)' is required but missing\."),
    ("schema-attribute-value", r"Element '(?P<element>[^']+)', attribute '(?P<attribute>[^']+)': '(?P<value>.*)' is not a valid value of the (?:atomic|union|list|local atomic) type '(?P<type>[^']+)'\."),
    ("schema-value", r"Element '(?P<element>[^']+)': '(?P<value>.*)' is not a valid value of the (?:atomic|union|list|local atomic) type '(?P<type>[^']+)'\."),
    ("schema-text", r"Element '(?P<element>[^']+)': Character content (?:other than whitespace )?is not allowed.*"),
)  # fmt: skip
_COMPILED: Final = tuple((key, re.compile(pattern, re.DOTALL)) for key, pattern in _PATTERNS)


def _schema_finding(message: str) -> tuple[str, dict[str, Any]]:
    for key, pattern in _COMPILED:
        match = pattern.fullmatch(message)
        if match is not None:
            params = {name: (value or "")[:200] for name, value in match.groupdict().items()}
            if key == "schema-unexpected" and not params["expected"]:
                return "schema-unexpected-last", params
            if "##other" in params.get("expected", ""):
                params["expected"] = params["expected"].replace("##other{*}*", "…").strip(", ")
            return key, params
    return "schema-other", {"reason": message[:300]}


def _check_schema(record: Record, xsd: etree.XMLSchema, findings: Findings) -> None:
    if xsd.validate(record.element):
        return
    log = xsd.error_log
    # The types of one value are reported twice by libxml2: for the simple type, then for the element.
    for index, error in enumerate(log):
        if index >= _MAX_SCHEMA_ERRORS_A_RECORD:
            findings.counts["critical"] += len(log) - index
            return
        key, params = _schema_finding(error.message)
        findings.add(
            Finding(
                "0.3.1", "critical", "iati", key, params, record.ordinal,
                _path_of_error(record.element, str(error.path or "")), line=error.line or None,
            )
        )  # fmt: skip


_STEP: Final = re.compile(r"([^/\[\]]+)(?:\[(\d+)\])?")


def _path_of_error(element: etree._Element, path: str) -> tuple[int, ...]:
    positions: list[int] = []
    node = element
    for step in path.strip("/").split("/")[1:]:
        match = _STEP.fullmatch(step)
        if match is None:
            break
        name, wanted = match[1], int(match[2] or 1)
        seen = 0
        for index, child in enumerate(child for child in node if isinstance(child.tag, str)):
            if name in ("*", child.tag) or name.rpartition(":")[2] == etree.QName(child).localname:
                seen += 1
                if seen == wanted:
                    positions.append(index)
                    node = child
                    break
        else:
            break
    return tuple(positions)


def position_of(element: etree._Element, top: etree._Element) -> tuple[int, ...]:
    """Return the way from ``top`` down to ``element``: child positions, counting elements only."""
    positions: list[int] = []
    node = element
    while node is not top:
        parent = node.getparent()
        if parent is None:
            break
        positions.append(sum(1 for _ in node.itersiblings(etree.Element, preceding=True)))
        node = parent
    return tuple(reversed(positions))


def _check_root(intake: Intake, report: Report) -> None:
    """Check the root's own attributes against the schema: types of dates, unknown names."""
    if report.version not in SUPPORTED:
        return
    shell = etree.Element(intake.root)
    for name, value in intake.attributes.items():
        if "}" not in name:
            shell.set(name, value)
    xsd = schema(intake.root, report.version)
    xsd.validate(shell)
    for error in xsd.error_log:
        if "attribute" in error.message:
            key, params = _schema_finding(error.message)
            report.findings.add(
                Finding("0.3.1", "critical", "iati", key, params, line=intake.line, column=intake.column)
            )


# --- code lists ---------------------------------------------------------------------------------------------


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


def _check_codes(element: etree._Element, rules: RuleNode | None, record: Record, findings: Findings) -> None:
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
            _check_codes(child, rules.children.get(child.tag) if rules else None, record, findings)


def _applies(rule: CodelistRule, element: etree._Element) -> bool:
    if rule.condition is None:
        return True
    values, absent_counts, on_parent = rule.condition
    holder = element.getparent() if on_parent else element
    vocabulary = holder.get("vocabulary") if holder is not None else None
    return absent_counts if vocabulary is None else vocabulary in values


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


# --- identifiers --------------------------------------------------------------------------------------------


def _check_identifier(record: Record, seen: dict[str, int], findings: Findings) -> None:
    if record.element.tag != "iati-activity":
        return
    node = record.element.find("iati-identifier")
    identifier = (node.text or "").strip() if node is not None else ""
    if not identifier:
        return
    if identifier in seen and node is not None:
        findings.add(
            Finding(
                "1.1.2", "error", "identifiers", "identifier-twice",
                {"value": identifier, "first": seen[identifier], "element": "iati-identifier"},
                record.ordinal, position_of(node, record.element), line=node.sourceline,
            )
        )  # fmt: skip
    seen.setdefault(identifier, record.element.sourceline or 0)


__all__ = [
    "FILE",
    "Report",
    "check_file",
    "checked_records",
    "naming",
    "open_iati",
    "prepared_records",
    "supported_or_upgraded",
]
