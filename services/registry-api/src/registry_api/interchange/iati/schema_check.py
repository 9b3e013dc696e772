"""The check against the standard's XSD: libxml2's messages as findings in plain words."""

import re
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.findings import Finding, Findings, Place
from registry_api.interchange.iati.intake import Intake
from registry_api.interchange.iati.locate import path_of_error
from registry_api.interchange.iati.standard import SUPPORTED, schema
from registry_api.interchange.iati.stream import Record

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


def check_schema(record: Record, xsd: etree.XMLSchema, findings: Findings) -> None:
    """Report what the XSD finds in a record; what it says in the same words is one finding with several places."""
    if xsd.validate(record.element):
        return
    alike: dict[str, Finding] = {}
    # The types of one value are reported twice by libxml2: for the simple type, then for the element.
    for error in xsd.error_log:
        path = path_of_error(record.element, str(error.path or ""))
        if error.message in alike:
            alike[error.message].add_place(Place(record.ordinal, path, error.line or None))
            continue
        key, params = _schema_finding(error.message)
        finding = Finding("0.3.1", "critical", "schema", key, params, record.ordinal, path, line=error.line or None)
        alike[error.message] = finding
        findings.add(finding)


def check_root(intake: Intake, version: str, findings: Findings) -> None:
    """Check the root's own attributes against the schema: types of dates, unknown names."""
    if version not in SUPPORTED:
        return
    shell = etree.Element(intake.root)
    for name, value in intake.attributes.items():
        if "}" not in name:
            shell.set(name, value)
    xsd = schema(intake.root, version)
    xsd.validate(shell)
    for error in xsd.error_log:
        if "attribute" in error.message:
            key, params = _schema_finding(error.message)
            findings.add(Finding("0.3.1", "critical", "schema", key, params, line=intake.line, column=intake.column))
