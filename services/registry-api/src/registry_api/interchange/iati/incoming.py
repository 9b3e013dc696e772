"""The records of a file on its way in: checked, upgraded to 2.03, read, batch by batch."""

import hashlib
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.check import (
    Report,
    checked_records,
    naming,
    open_iati,
    prepared_records,
    supported_or_upgraded,
)
from registry_api.interchange.iati.conform import conform
from registry_api.interchange.iati.findings import Finding
from registry_api.interchange.iati.intake import Fault, Intake
from registry_api.interchange.iati.sections import (
    Row,
    has_title,
    other_identifier,
    read_activity,
    read_organisation,
    read_text,
)
from registry_api.interchange.iati.shape import activity_shape, shapes
from registry_api.interchange.iati.standard import SUPPORTED, VERSION, schema
from registry_api.interchange.iati.upgrade import upgrade_activity

BATCH: Final = 100


@dataclass(slots=True)
class Incoming:
    """One record of the file, ready to be registered.

    ``key`` finds it again at the next import: its identifier, else another identifier it carries, else its
    content. ``document`` is what the model holds (activities) or ``{ref, name, type}`` (organisations).
    """

    ordinal: int
    line: int | None
    key: str
    identifier: str | None
    title: str
    digest: str
    xml: str
    document: Row
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """A file being read: its report so far, whether to check it, and the notes of the upgrade."""

    report: Report
    check: bool
    notes: Counter[str] = field(default_factory=Counter)


def open_import(received: Path, workspace: Path, report: Report) -> Intake:
    """Take in a file of any version the import knows.

    Raises:
        Fault: as ``open_iati``; 0.6.1 for a version that does not exist.
    """
    intake = open_iati(received, workspace, report)
    if not supported_or_upgraded(report.version):
        raise Fault(
            "0.6.1", "version-unknown", intake.line, intake.column,
            version=report.version[:20], supported=", ".join(SUPPORTED),
        )  # fmt: skip
    return intake


def batches(intake: Intake, reading: Reading) -> Generator[list[Incoming]]:
    """Yield the file's records in batches.

    Raises:
        Fault: 0.1.1 where the XML stops being well-formed.
    """
    old = reading.report.version not in SUPPORTED
    xsd = schema(intake.root, VERSION)
    activities = intake.root == "iati-activities"

    def prepare(element: etree._Element) -> None:
        if not old:
            return
        if activities:
            reading.notes.update(upgrade_activity(element))
            return
        for identifier in element.iterchildren("iati-identifier"):
            identifier.tag = "organisation-identifier"  # its name since 2.01
        conform(element, shapes("iati-organisations")["iati-organisation"])

    batch: list[Incoming] = []
    read = checked_records if reading.check else prepared_records
    for record in read(intake, reading.report, prepare):
        element = record.element
        if activities and not old and not xsd.validate(element):
            conform(element, activity_shape())
        batch.append((_activity if activities else _organisation)(record.ordinal, element, reading.report))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def digest_of(element: etree._Element) -> str:
    """Return SHA-256 of an element's exclusive canonical XML: equal for equal content however written."""
    canonical = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)  # type: ignore[call-overload]
    return hashlib.sha256(canonical).hexdigest()


def _activity(ordinal: int, element: etree._Element, report: Report) -> Incoming:
    document = read_activity(element)
    identifier = document["iati_identifier"]
    digest = digest_of(element)
    title = naming(element)[1]
    if not has_title(element):
        title = next(iter(document["title"].values()))
        finding = Finding("milpa-1", "advisory", "information", "title-missing", {}, ordinal)
        report.findings.add(finding)
    other = other_identifier(element)
    key = f"id:{identifier}" if identifier else f"other:{other}" if other else f"sha256:{digest}"
    return Incoming(ordinal, element.sourceline, key, identifier or other, title, digest, _text(element), document)


def _organisation(ordinal: int, element: etree._Element, _report: Report) -> Incoming:
    identifier = (element.findtext("organisation-identifier") or "").strip() or None
    reporting = read_organisation(element.find("reporting-org"), element)
    name = read_text(element.find("name"), element)
    if not name:
        name = {} if reporting is None else reporting["name"]
    ref = identifier or (reporting["ref"] if reporting else None)
    kind: Any = reporting["type"] if reporting and reporting["ref"] == ref else None
    document = {"ref": ref, "name": name, "type": kind}
    title = next(iter(name.values()), ref or "")
    return Incoming(ordinal, element.sourceline, f"org:{ref}", ref, title, digest_of(element), _text(element), document)


def _text(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)
