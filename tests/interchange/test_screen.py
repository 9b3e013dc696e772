"""A suspicion may find too much, never too little: what a rule finds by itself, its screen has led to."""

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from registry_api.interchange.iati import codelist_check, ruleset
from registry_api.interchange.iati.findings import Findings
from registry_api.interchange.iati.rules import Rule, find
from registry_api.interchange.iati.screen import Look
from registry_api.interchange.iati.standard import SUPPORTED
from registry_api.interchange.iati.stream import Record
from tests.conftest import FIXTURES
from tests.interchange.generated import ACTIVITY
from tests.interchange.test_ruleset import CASES, RECORDS, Edit

XML = {"xml": "http://www.w3.org/XML/1998/namespace"}
DATES = (
    "2190-01-01", " 2190-01-01", "2190-01-01\n", "2190-01-01Z", "21900101", "2190-W01-1", "2020-02-30", "2020-1-1",
    "2190-01-01T00:00:00Z", " 20200101 ", " 21900101 ", "", "soon", "\u00a02190-01-01", "2024-02-29", "2025-02-28",
    "2025-03-01", "1999-01-01",
)  # fmt: skip
NUMBERS = (
    "100", "50", "33.33", "33.34", "", " 50 ", "1e2", "-1", "101", "100.00000000000000001", "-0.0000000000000000001",
    "ten", "٥٠",
)  # fmt: skip
TEXTS = (
    "", " ", "XM-DAC-7", "XM-DAC-7 ", "\u00a0XM-DAC-7", "A/B", "XM-DAC-7-RULES-1", "XM-DAC-7-", "1", "-X", "ZZ-NONE-1",
)  # fmt: skip
VOCABULARIES = ("", "1", "2", "99", "98", "DAC")


def odd(attribute: str) -> tuple[str, ...]:
    """Values that rules and suspicions may take differently."""
    if attribute.endswith(("date", "datetime")):
        return DATES
    if attribute in {"percentage", "value"}:
        return NUMBERS
    if attribute == "vocabulary":
        return VOCABULARIES
    return TEXTS if attribute in {"ref", "code", "type"} or attribute.endswith("activity-id") else ()


@st.composite
def disturbed(draw: st.DrawFn, kind: str) -> etree._Element:
    """The clean record, edited as for some of the rules, and with some values replaced, doubled or taken out."""
    record = etree.parse(str(FIXTURES / RECORDS[kind])).getroot()[0]
    edits: list[Edit] = draw(st.lists(st.sampled_from([e for _, k, es in CASES if k == kind for e in es]), max_size=2))
    for edit in edits:
        # One edit may have taken away what another builds on.
        try:
            edit(record)
        except IndexError:
            continue
    places = [(e, str(n)) for e in record.iter(etree.Element) for n in e.attrib if odd(str(n))]
    for element, name in draw(st.lists(st.sampled_from(places), max_size=8)):
        element.set(name, draw(st.sampled_from(odd(name))))
    identifier = record.find("iati-identifier")
    if identifier is not None and draw(st.booleans()):
        identifier.text = draw(st.sampled_from(TEXTS))
    for element in draw(st.lists(st.sampled_from(list(record.iter(etree.Element))[1:]), max_size=3)):
        parent = element.getparent()
        if parent is not None and draw(st.booleans()):
            element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))
        elif parent is not None:
            parent.remove(element)
    return record


def batch_of(records: list[etree._Element]) -> etree._Element:
    root = etree.Element("iati-activities" if records[0].tag == "iati-activity" else "iati-organisations")
    root.extend(records)
    return root


def name_of(rule: Rule) -> tuple[str, str, str]:
    """Return what tells rules apart: several have one id."""
    return rule.id, rule.kind, "" if rule.foreach is None else rule.foreach.path


@cache
def compiled(record: str, version: str) -> list[tuple[Any, Rule, etree.XPath]]:
    return [
        (entry, ruleset.rule_of(entry), etree.XPath(entry["context"], namespaces=XML))
        for entry in ruleset.entries(record, version)
    ]


def missed(root: etree._Element, version: str) -> list[Any]:
    """What breaks a rule in a batch, every rule looking at every context of its own, and no suspicion led to."""
    known = {
        (name_of(rule), context) for found in ruleset.suspects(Look(root), version).values() for rule, context in found
    }
    lost: list[Any] = []
    for record in root:
        for entry, rule, contexts in compiled(str(record.tag), version):
            for context in contexts(record):
                if rule.kind == "known_identifier":
                    broken: Any = [node for path in rule.given["paths"] for node in find(path, context, "")]
                else:
                    broken = list(ruleset.breaches(rule, context))
                if broken and (name_of(rule), context) not in known:
                    lost.append((entry, etree.tostring(context)))
    return lost


def uncoded(root: etree._Element) -> list[etree._Element]:
    """Records of which the walk over every code finds something, and no suspicion said so."""
    suspected = codelist_check.suspects(Look(root))
    lost = []
    for ordinal, record in enumerate(root):
        findings = Findings()
        codelist_check.check_codes(record, codelist_check.rule_tree(), Record(ordinal, record), findings)
        if findings.total and record not in suspected:
            lost.append(record)
    return lost


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("version", SUPPORTED)
def test_no_odd_value_is_missed(kind: str, version: str) -> None:
    clean = etree.parse(str(FIXTURES / RECORDS[kind])).getroot()[0]
    places = [(e, str(n)) for e in clean.iter(etree.Element) for n in e.attrib]
    for element, name in [*places, (clean[0], "")]:
        kept, records = element.get(name) if name else element.text, []
        for value in odd(name) if name else TEXTS:
            if name:
                element.set(name, value)
            else:
                element.text = value
            records.append(etree.fromstring(etree.tostring(clean)))
        if records:
            root = batch_of(records)
            assert missed(root, version) == []
            assert uncoded(root) == []
        if name:
            element.set(name, kept or "")
        else:
            element.text = kept


QUIETLY = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("version", SUPPORTED)
def test_no_breach_of_a_disturbed_record_is_missed(kind: str, version: str) -> None:
    @QUIETLY
    @given(st.lists(disturbed(kind), min_size=1, max_size=3))
    def run(records: list[etree._Element]) -> None:
        root = batch_of(records)
        assert missed(root, version) == []
        assert uncoded(root) == []

    run()


@QUIETLY
@given(st.lists(ACTIVITY, min_size=1, max_size=3))
def test_no_breach_of_anything_the_schema_allows_is_missed(records: list[etree._Element]) -> None:
    root = batch_of(records)
    assert missed(root, "2.03") == []
    assert uncoded(root) == []
