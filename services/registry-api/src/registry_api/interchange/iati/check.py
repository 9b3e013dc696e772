"""The check of an IATI file: well-formed, IATI, version, schema, code lists, ruleset, identifiers.

Rule ids and severities are the official validator's: 0.1.1 not XML, 0.2.1 not IATI, 0.6.1 version, 0.3.1
schema, 9.x.y code lists, 1.1.2 identifier used twice, 1000.0.x references, the rest the ruleset. Valid means:
nothing critical.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from registry_api.interchange.iati import codelist_check, ruleset
from registry_api.interchange.iati.findings import NO_IDENTIFIER, Finding, Findings, Place
from registry_api.interchange.iati.intake import Fault, Intake, take_in
from registry_api.interchange.iati.locate import locate, position_of
from registry_api.interchange.iati.rules import text_of
from registry_api.interchange.iati.ruleset import References
from registry_api.interchange.iati.schema_check import check_root, check_schema
from registry_api.interchange.iati.screen import Look
from registry_api.interchange.iati.standard import ROOTS, SUPPORTED, UPGRADED, schema
from registry_api.interchange.iati.stream import Batch, Outside, Record, record_batches


@dataclass(slots=True)
class Report:
    """What the check of a file found; ``done`` records were looked at."""

    findings: Findings = field(default_factory=Findings)
    references: References = field(default_factory=References)
    file_type: str = ""
    version: str = ""
    encoding: str = ""
    intake: Intake | None = None
    done: int = 0

    def stop(self, fault: Fault) -> None:
        """Put down why the file can't be read further."""
        self.findings = Findings()
        self.findings.add(
            Finding(
                fault.rule,
                "critical",
                "documents" if fault.rule == "0.6.1" else "iati",
                fault.message,
                fault.params,
                line=fault.line,
                column=fault.column,
            )
        )


def check_file(received: Path, workspace: Path) -> Report:
    """Check a file as the official validator does; ``close`` finishes the report.

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
    report.intake = intake
    return report


def close(report: Report, known: set[str]) -> None:
    """Finish a report: references to activities not ``known`` either, and the place of every finding."""
    report.references.report(known, report.findings)
    if report.intake is not None:
        locate(report.intake, report.findings.listed)


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
    twice: Finding | None = None
    outside = Outside()
    check_root(intake, report.version, report.findings)
    for batch in prepared_batches(intake, report, prepare, outside):
        look = Look(batch.root)
        valid = xsd.validate(batch.root)
        miscoded = codelist_check.suspects(look)
        suspected = ruleset.suspects(look, version)
        for record in batch.records:
            report.findings.owner = partial(naming, record.element)
            if not valid:
                check_schema(record, xsd, report.findings)
            if record.element in miscoded:
                codelist_check.check_codes(record.element, codelist_check.rule_tree(), record, report.findings)
            ruleset.check_rules(record, suspected.get(record.element, ()), report.findings, report.references)
            twice = _check_identifier(record, report.references.present, twice)
            yield record
    report.findings.owner = None
    if twice is not None:
        report.findings.add(twice)
    for name, line in outside.children:
        if not name.startswith("{"):
            params = {"element": name, "expected": ROOTS[intake.root]}
            report.findings.add(Finding("0.3.1", "critical", "schema", "schema-unexpected", params, line=line))
    if report.done == 0:
        params = {"element": intake.root, "expected": ROOTS[intake.root]}
        report.findings.add(
            Finding(
                "0.3.1",
                "critical",
                "schema",
                "schema-missing-child",
                params,
                line=intake.line,
                column=intake.column,
            )
        )


def prepared_records(
    intake: Intake, report: Report, prepare: Callable[[etree._Element], None] | None = None
) -> Iterator[Record]:
    """Yield the file's records after ``prepare``, unchecked, and count them.

    Raises:
        Fault: 0.1.1 where the XML stops being well-formed.
    """
    for batch in prepared_batches(intake, report, prepare, Outside()):
        yield from batch.records


def prepared_batches(
    intake: Intake, report: Report, prepare: Callable[[etree._Element], None] | None, outside: Outside
) -> Iterator[Batch]:
    """Yield the file's records by batches as ``prepared_records`` does, and put down what is no record.

    Raises:
        Fault: 0.1.1 where the XML stops being well-formed.
    """
    for batch in record_batches(intake, outside):
        if prepare is not None:
            for record in batch.records:
                prepare(record.element)
        report.done += len(batch.records)
        yield batch


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


# --- identifiers --------------------------------------------------------------------------------------------


def _check_identifier(record: Record, seen: set[str], twice: Finding | None) -> Finding | None:
    """Return the file's finding of identifiers that stand more than once, with this record's if it is one.

    As in the official validator, an identifier counts as it is written, and records without one have the same.
    """
    name = "iati-identifier" if record.element.tag == "iati-activity" else "organisation-identifier"
    node = record.element.find(name)
    identifier = ("" if node is None else text_of(node)) or NO_IDENTIFIER
    if identifier not in seen:
        seen.add(identifier)
        return twice
    found = record.element if node is None else node
    place = Place(record.ordinal, position_of(found, record.element), found.sourceline)
    if twice is None:
        params: dict[str, Any] = {"value": identifier, "element": name, "count": 1}
        message = "identifier-none-twice" if identifier == NO_IDENTIFIER else "identifier-twice"
        return Finding("1.1.2", "error", "identifiers", message, params, place.ordinal, place.path, line=place.line)
    twice.params = {**twice.params, "count": twice.params["count"] + 1}
    twice.add_place(place)
    return twice
