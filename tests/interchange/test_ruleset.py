"""Every rule of the official ruleset, broken once in a file that is otherwise without a finding."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from lxml import etree

from registry_api.interchange.iati.standard import codelist_rules, ruleset
from tests.conftest import FIXTURES, ROOT

Edit = Callable[[etree._Element], None]
RECORDS = {"iati-activity": "clean-activity-2.03.xml", "iati-organisation": "clean-organisation-2.03.xml"}
FUTURE = "2190-01-01"


def put(path: str, value: str) -> Edit:
    """Set the attribute, or the text, at a path."""

    def edit(record: etree._Element) -> None:
        where, _, name = path.rpartition("/@")
        for element in record.xpath(where or "."):
            if name:
                element.set(name.replace("xml:", "{http://www.w3.org/XML/1998/namespace}"), value)
            else:
                element.text = value

    if "/@" not in path and path.startswith("@"):
        return put("./" + path, value)
    return edit if "/@" in path else put_text(path, value)


def put_text(path: str, value: str) -> Edit:
    def edit(record: etree._Element) -> None:
        for element in record.xpath(path):
            element.text = value

    return edit


def drop(path: str) -> Edit:
    """Remove the elements or attributes at a path."""

    def edit(record: etree._Element) -> None:
        for node in record.xpath(path):
            if isinstance(node, str):
                del node.getparent().attrib[node.attrname]  # type: ignore[attr-defined]
            else:
                node.getparent().remove(node)

    return edit


def add(path: str, *xml: str) -> Edit:
    """Add elements after the last one at a path."""

    def edit(record: etree._Element) -> None:
        last = record.xpath(path)[-1]
        for piece in reversed(xml):
            last.addnext(etree.fromstring(piece))

    return edit


def region(code: str, share: str = "") -> str:
    percentage = f" percentage='{share}'" if share else ""
    return f"<recipient-region vocabulary='1' code='{code}'{percentage}/>"


WITH_SECTOR = (
    "<transaction><transaction-type code='3'/><transaction-date iso-date='2024-03-01'/>"
    "<value value-date='2024-03-01'>1</value><sector code='31120'/></transaction>"
)
A, O = "iati-activity", "iati-organisation"  # noqa: E741 (what the standard calls them is longer)
CASES: list[tuple[str, str, list[Edit]]] = [
    ("1.1.3", A, [put("iati-identifier", "XM-DAC-7")]),
    ("1.1.21", A, [put("iati-identifier", "XM-DAC-8-1")]),
    ("1.1.21", A, [put("iati-identifier", "XM-DAC-71")]),
    ("1.14.8", A, [put("reporting-org/@ref", "ZZ-NONE-1"), put("iati-identifier", "ZZ-NONE-1-1")]),
    ("6.11.1", A, [drop("activity-date[@type<3]")]),
    ("6.2.2", A, [drop("sector")]),
    ("4.1.1", A, [drop("@xml:lang")]),
    ("6.7.2", A, [drop("sector"), add("transaction", WITH_SECTOR)]),
    ("7.8.1", A, [drop("@default-currency")]),
    ("11.1.1", A, [put("@last-updated-datetime", f"{FUTURE}T00:00:00Z")]),
    ("11.1.2", A, [put("activity-date[@type=3]/@iso-date", "2023-12-31")]),
    ("11.1.3", A, [put("activity-date[@type=4]/@iso-date", "2024-01-31")]),
    ("11.1.4", A, [put("activity-date[@type=2]/@iso-date", FUTURE)]),
    ("11.1.5", A, [put("activity-date[@type=4]/@iso-date", FUTURE)]),
    ("11.2.1", A, [put("transaction/transaction-date/@iso-date", FUTURE)]),
    ("11.2.2", A, [put("transaction/value/@value-date", FUTURE)]),
    ("1.3.13", A, [put("iati-identifier", "XM-DAC-7-a/b")]),
    ("1.14.13", A, [put("reporting-org/@ref", "XM-DAC-7&8"), put("iati-identifier", "XM-DAC-7&8-1")]),
    ("1.3.1", A, [put("iati-identifier", "XM-DAC-7-RULES-1 ")]),
    ("1.14.1", A, [put("reporting-org/@ref", "XM-DAC-7 ")]),
    ("1.16.1", A, [put("other-identifier[@type='B1']/@ref", " OLD-1")]),
    ("1.6.1", A, [put("other-identifier[@type='A3']/@ref", "A3-1\n")]),
    ("1.7.1", A, [put("related-activity/@ref", " XM-DAC-7-RULES-1")]),
    ("2.1.2", A, [put("sector[1]/@percentage", "49.5")]),
    ("2.1.2", A, [put("sector[@vocabulary=2][1]/@percentage", "60")]),
    ("2.1.1", A, [drop("sector[1]/@percentage")]),
    ("2.1.1", A, [drop("sector[@vocabulary=2][1]/@percentage")]),
    ("2.1.4", A, [put("sector[@vocabulary=99]/@percentage", "90")]),
    ("2.1.4", A, [drop("sector[2]")]),
    ("3.4.1", A, [drop("recipient-country"), add("activity-date", region("380"), region("389"))]),
    ("3.4.4", A, [drop("recipient-country"), add("activity-date", region("489", "90"))]),
    ("3.4.2", A, [add("recipient-country", region("489", "10"))]),
    ("7.9.2", A, [put("country-budget-items/budget-item[1]/@percentage", "20")]),
    ("7.9.1", A, [drop("country-budget-items/budget-item/@percentage")]),
    ("7.9.4", A, [drop("country-budget-items/budget-item[1]")]),
    ("107.1.2", A, [add("default-aid-type", "<default-aid-type code='2' vocabulary='2'/>")]),
    ("107.1.2", A, [add("default-aid-type", "<default-aid-type code='B01'/>")]),
    ("3.1.2", A, [put("recipient-country[1]/@percentage", "70")]),
    ("12.1.1", A, [put("recipient-country[1]/@percentage", "-1")]),
    ("12.1.1", A, [add("recipient-country", "<recipient-region code='489' percentage='101'/>")]),
    ("12.3.1", A, [put("sector[1]/@percentage", "101")]),
    ("12.2.1", A, [put("capital-spend/@percentage", "100.01")]),
    ("12.2.1", A, [put("country-budget-items/budget-item[1]/@percentage", "-3")]),
    ("2.2.1", A, [drop("sector[@vocabulary=99]/narrative")]),
    ("102.1.1", A, [drop("sector[not(@vocabulary) or @vocabulary=1]")]),
    ("107.1.1", A, [drop("default-aid-type[1]")]),
    ("107.2.1", A, [drop("transaction/aid-type[1]")]),
    ("6.6.2", A, [add("transaction/receiver-org", "<sector code='31120'/>")]),
    ("3.6.2", A, [add("transaction/receiver-org", "<recipient-country code='GT'/>")]),
    ("3.7.1", A, [drop("recipient-country")]),
    ("3.7.2", A, [drop("recipient-country")]),
    ("3.1.1", A, [drop("recipient-country[1]/@percentage")]),
    ("3.1.4", A, [drop("recipient-country[1]")]),
    ("107.2.2", A, [add("transaction/aid-type", "<aid-type code='B01'/>")]),
    ("107.2.2", A, [add("transaction/aid-type", "<aid-type code='2' vocabulary='2'/>")]),
    ("6.8.1", A, [drop("other-identifier[1]/owner-org/@ref")]),
    ("1.11.1", A, [put("other-identifier[1]/owner-org/@ref", "XM-DAC-7 ")]),
    ("1.11.13", A, [put("other-identifier[1]/owner-org/@ref", "XM-DAC|7")]),
    ("6.9.1", A, [drop("transaction/provider-org/@ref")]),
    ("6.9.1", A, [drop("planned-disbursement/provider-org/@ref")]),
    ("1.10.13", A, [put("transaction/provider-org/@ref", "A?")]),
    ("1.10.1", A, [put("transaction/provider-org/@ref", " A")]),
    ("1.4.1", A, [put("transaction/provider-org/@provider-activity-id", "XM-DAC-7-RULES-1 ")]),
    ("6.9.2", A, [drop("planned-disbursement/receiver-org/narrative")]),
    ("1.15.1", A, [put("transaction/receiver-org/@ref", "XM-DAC-7\t")]),
    ("1.5.1", A, [put("transaction/receiver-org/@receiver-activity-id", " XM-DAC-7-RULES-1")]),
    ("1.15.13", A, [put("transaction/receiver-org/@ref", "XM/DAC/7")]),
    ("6.14.1", A, [drop("policy-marker/@significance")]),
    ("6.13.1", A, [drop("policy-marker/narrative")]),
    ("6.10.1", A, [drop("participating-org/@ref")]),
    ("1.8.13", A, [put("participating-org/@ref", "A|B")]),
    ("1.8.1", A, [put("participating-org/@ref", "XM-DAC-7 ")]),
    ("1.9.1", A, [put("participating-org/@activity-id", "XM-DAC-7-RULES-1 ")]),
    ("8.6.3", A, [put("planned-disbursement/period-end/@iso-date", "2023-06-30")]),
    ("8.6.3", A, [put("budget/period-end/@iso-date", "2023-06-30")]),
    ("7.5.3", A, [put("budget/period-end/@iso-date", "2025-01-02")]),
    ("8.11.1", A, [add("result/title", "<reference vocabulary='99' code='R'/>")]),
    ("8.6.1", A, [put("result/indicator[1]/period/period-end/@iso-date", "2023-01-01")]),
    ("8.8.1", A, [drop("result/indicator[1]/baseline/@value")]),
    ("8.8.2", A, [put("result/indicator[1]/baseline/@value", "ten")]),
    ("8.8.2", A, [drop("result/indicator[1]/baseline/@value")]),
    ("8.8.3", A, [put("result/indicator[2]/baseline/@value", "3")]),
    ("8.9.1", A, [drop("result/indicator[1]/period/target/@value")]),
    ("8.9.2", A, [put("result/indicator[1]/period/target/@value", "20 %")]),
    ("8.9.3", A, [put("result/indicator[2]/period/target/@value", "4")]),
    ("8.10.1", A, [drop("result/indicator[1]/period/actual/@value")]),
    ("8.10.2", A, [put("result/indicator[1]/period/actual/@value", "1,500")]),
    ("8.10.3", A, [put("result/indicator[2]/period/actual/@value", "5")]),
    ("4.3.1", A, [put("title/narrative", "")]),
    ("4.3.1", A, [drop("result/indicator[1]/title/narrative")]),
    ("4.4.1", A, [put("description/narrative", "")]),
    ("1000.0.1", A, [put("participating-org/@activity-id", "XM-DAC-7-ELSEWHERE")]),
    ("1000.0.2", A, [put("planned-disbursement/provider-org/@provider-activity-id", "XM-DAC-7-ELSEWHERE")]),
    ("1000.0.3", A, [put("planned-disbursement/receiver-org/@receiver-activity-id", "XM-DAC-7-ELSEWHERE")]),
    ("1000.0.4", A, [put("transaction/provider-org/@provider-activity-id", "XM-DAC-7-ELSEWHERE")]),
    ("1000.0.5", A, [put("transaction/receiver-org/@receiver-activity-id", "XM-DAC-7-ELSEWHERE")]),
    ("1000.0.6", A, [put("related-activity/@ref", "XM-DAC-7-ELSEWHERE")]),
    ("1.18.8", O, [put("reporting-org/@ref", "ZZ-NONE-1")]),
    ("1.12.13", O, [put("organisation-identifier", "ZZ/1")]),
    ("1.18.13", O, [put("reporting-org/@ref", "ZZ&1")]),
    ("1.12.1", O, [put("organisation-identifier", " XM-DAC-7")]),
    ("1.17.1", O, [put("recipient-org-budget/recipient-org/@ref", "XM-DAC-7 ")]),
    ("1.18.1", O, [put("reporting-org/@ref", "XM-DAC-7 ")]),
    ("11.4.1", O, [put("@last-updated-datetime", f"{FUTURE}T00:00:00+02:00")]),
    ("4.5.1", O, [drop("@xml:lang")]),
    ("7.8.2", O, [drop("@default-currency")]),
    *[
        (rule, O, [put(f"{budget}/period-end/@iso-date", end)])
        for budget in (
            "total-budget", "recipient-org-budget", "recipient-region-budget", "recipient-country-budget",
            "total-expenditure",
        )
        for rule, end in (("8.6.3", "2023-12-31"), ("7.5.3", "2025-01-02"))
    ],
    ("11.3.1", O, [put("recipient-country-budget/budget-line/value/@value-date", "2023-12-31")]),
]  # fmt: skip
OLDER: list[tuple[str, list[Edit]]] = [
    ("1.1.1", [put("iati-identifier", "XM-DAC-8-1")]),
    ("12.1.2", [put("recipient-country[1]/@percentage", "-1")]),
    ("12.2.2", [put("capital-spend/@percentage", "-1")]),
    ("12.3.2", [put("sector[1]/@percentage", "-1")]),
]


def broken(record: str, edits: list[Edit], version: str = "2.03") -> bytes:
    tree = etree.parse(str(FIXTURES / RECORDS[record]))
    tree.getroot().set("version", version)
    for edit in edits:
        edit(tree.getroot().find(record))
    return etree.tostring(tree)


def validate(client: httpx.Client, content: bytes) -> dict[str, Any]:
    answer = client.post("/api/v1/iati/validate", content=content)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("record", RECORDS)
def test_a_file_that_keeps_every_rule_has_no_finding(public: httpx.Client, record: str) -> None:
    report = validate(public, broken(record, []))
    assert report["errors"] == []
    assert report["valid"] is True


@pytest.mark.parametrize(
    ("rule", "record", "edits"), [pytest.param(*case, id=f"{case[0]}-{n}") for n, case in enumerate(CASES)]
)
def test_a_broken_rule_is_found_with_its_place_and_advice(
    public: httpx.Client, rule: str, record: str, edits: list[Edit]
) -> None:
    errors = [error for error in validate(public, broken(record, edits))["errors"] if error["id"] == rule]
    assert len(errors) == 1
    [error] = errors
    official = next(entry for entry in ruleset() if entry["id"] == rule)
    assert (error["severity"], error["category"]) == (official["severity"], official["category"])
    assert error["message"]
    assert "{" not in error["message"] + error["advice"]
    assert all(place["line"] > 1 and place["column"] >= 1 for place in error["context"])
    assert error["identifier"].strip()


@pytest.mark.parametrize(("rule", "edits"), OLDER)
@pytest.mark.parametrize("version", ["2.01", "2.02"])
def test_older_versions_have_their_own_rules(public: httpx.Client, rule: str, edits: list[Edit], version: str) -> None:
    found = {error["id"] for error in validate(public, broken("iati-activity", edits, version))["errors"]}
    assert rule in found


@pytest.mark.parametrize("language", ["es", "en", "de"])
def test_findings_are_said_in_the_language_asked_for(public: httpx.Client, language: str) -> None:
    content = broken("iati-activity", [put("sector[1]/@percentage", "49.5")])
    answer = public.post("/api/v1/iati/validate", content=content, headers={"Accept-Language": language})
    [error] = answer.json()["errors"]
    assert {"es": "suman 99.5", "en": "add up to 99.5", "de": "ergeben 99.5"}[language] in error["message"]


def test_percentages_count_within_each_vocabulary(public: httpx.Client) -> None:
    # The clean file's sectors add up to 300 over three vocabularies, and to 100 in each.
    found = validate(public, broken("iati-activity", [put("sector[@vocabulary=2][1]/@percentage", "70.00004")]))
    assert found["errors"] == []


def test_an_own_namespace_at_the_end_breaks_no_rule(public: httpx.Client) -> None:
    extension = "<x:own xmlns:x='https://example.org/ns'><x:title/></x:own>"
    assert validate(public, broken("iati-activity", [add("result", extension)]))["errors"] == []


def test_a_publisher_with_an_identifier_of_the_old_form_is_not_warned(public: httpx.Client) -> None:
    edits = [put("reporting-org/@ref", "DE-1"), put("iati-identifier", "DE-1-2018/1")]
    found = {error["id"] for error in validate(public, broken("iati-activity", edits))["errors"]}
    assert found.isdisjoint({"1.14.8", "1.14.13", "1.3.13"})


def test_an_activity_known_here_may_be_referred_to(machine: httpx.Client, new_project: Any) -> None:
    project = new_project(visibility="public")
    edits = [put("related-activity/@ref", project["iati_identifier"])]
    assert validate(machine, broken("iati-activity", edits))["errors"] == []


def test_a_reference_tells_nobody_of_a_project_they_may_not_see(public: httpx.Client, new_project: Any) -> None:
    project = new_project(visibility="internal")
    edits = [put("related-activity/@ref", project["iati_identifier"])]
    assert [error["id"] for error in validate(public, broken("iati-activity", edits))["errors"]] == ["1000.0.6"]


def test_a_repeated_identifier_is_one_finding_of_the_file(public: httpx.Client) -> None:
    tree = etree.parse(str(FIXTURES / RECORDS["iati-activity"]))
    for _ in range(2):
        tree.getroot().append(etree.fromstring(etree.tostring(tree.getroot()[0])))
    [error] = validate(public, etree.tostring(tree))["errors"]
    assert (error["id"], error["severity"], error["identifier"]) == ("1.1.2", "error", "file")
    assert len(error["context"]) == 2


@pytest.mark.parametrize(("identifiers", "twice"), [(("", ""), True), (("X-1", "X-1 "), False), (("", "X-1"), False)])
def test_an_identifier_counts_as_it_is_written(public: httpx.Client, identifiers: tuple[str, ...], twice: bool) -> None:
    """As in the official validator, whose own tests have two activities without identifier report 1.1.2."""
    tree = etree.parse(str(FIXTURES / RECORDS["iati-activity"]))
    root = tree.getroot()
    root.append(etree.fromstring(etree.tostring(root[0])))
    for record, identifier in zip(root, identifiers, strict=True):
        found = record.find("iati-identifier")
        assert found is not None
        found.text = identifier
    of_file = [
        error["id"] for error in validate(public, etree.tostring(tree))["errors"] if error["identifier"] == "file"
    ]
    assert ("1.1.2" in of_file) == twice


# --- code lists ---------------------------------------------------------------------------------------------


def with_bad_code(path: tuple[str, ...], condition: Any) -> bytes:
    """A file whose only value at a code-list rule's path is no code; the schema is not the point."""
    steps = [step for step in path if not step.startswith("@") and step != "text()"]
    if not steps:
        steps = ["iati-activity", "title", "narrative"]
    root = steps[0] if steps[0] in ("iati-activities", "iati-organisations") else None
    kind = root or ("iati-activities" if steps[0] == "iati-activity" else "iati-organisations")
    top = node = etree.Element(kind, version="2.03")
    for step in steps if root is None else ():
        node = etree.SubElement(node, step)
    name = path[-1]
    if name == "text()":
        node.text = "no-such-code"
    else:
        node.set(name[1:].replace("xml:", "{http://www.w3.org/XML/1998/namespace}"), "no-such-code")
    if condition is not None:
        values, absent_counts, on_parent = condition
        holder = node.getparent() if on_parent else node
        if not absent_counts:
            holder.set("vocabulary", min(values))
    return etree.tostring(top)


@pytest.mark.parametrize("rule", [rule for rule in codelist_rules() if rule.path[-1] != "@version"], ids=lambda r: r.id)
def test_a_value_that_is_no_code_is_found(public: httpx.Client, rule: Any) -> None:
    errors = validate(public, with_bad_code(rule.path, rule.condition))["errors"]
    found = [error for error in errors if error["id"] == rule.id]
    assert [(error["severity"], error["category"], error["codelist"]) for error in found] == [
        (rule.severity, rule.category, rule.codelist)
    ]


# --- coverage -----------------------------------------------------------------------------------------------

TABLE = ROOT / "docs" / "iati-rules.md"


def coverage() -> str:
    """The table of docs/iati-rules.md: every rule, and the test that breaks it."""
    tested = {case[0] for case in CASES} | {case[0] for case in OLDER}
    rows = ["| Rule | Severity | Category | What it finds | Test |", "|---|---|---|---|---|"]
    sentences = json.loads((ROOT / "services/registry-api/src/registry_api/interchange/iati/findings.json").read_text())
    seen = set()
    for rule in ruleset():
        if rule["id"] not in seen:
            seen.add(rule["id"])
            what = sentences[rule["message"]]["message"]["en"].replace("|", "\\|")
            test = "test_a_broken_rule_is_found" if rule["id"] not in {o[0] for o in OLDER} else "test_older_versions"
            assert rule["id"] in tested, f"rule {rule['id']} has no test"
            rows.append(f"| {rule['id']} | {rule['severity']} | {rule['category']} | {what} | `{test}…` |")
    for listed in codelist_rules():
        path = "/".join(listed.path)
        test = "test_validate" if listed.path[-1] == "@version" else "test_a_value_that_is_no_code"
        what = f"`{path}` is no code of {listed.codelist}"
        rows.append(f"| {listed.id} | {listed.severity} | {listed.category} | {what} | `{test}…` |")
    return "\n".join(rows) + "\n"


def test_every_rule_has_a_test_and_stands_in_the_documentation() -> None:
    assert coverage() in TABLE.read_text()
