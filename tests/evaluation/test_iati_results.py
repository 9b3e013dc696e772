"""Results of IATI as a framework and back: nothing is lost, and only what was changed is written anew."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from evaluation_api.iati.elements import parse
from evaluation_api.iati.reading import read_results
from evaluation_api.iati.writing import write_results
from registry_api.interchange.iati.standard import schema
from tests.conftest import pointers
from tests.evaluation.conftest import AsRole, indicators

Register = Callable[..., dict[str, Any]]

RESULT = """
<result type="1" aggregation-status="1">
  <title><narrative>Clinics equipped</narrative><narrative xml:lang="es">Clínicas equipadas</narrative></title>
  <document-link format="text/html" url="https://example.org/r"><title><narrative>Report</narrative></title>
    <category code="A08"/></document-link>
  <reference vocabulary="99" code="R1" vocabulary-uri="https://example.org/v"/>
  <indicator measure="1" ascending="1" aggregation-status="1">
    <title><narrative>People trained</narrative></title>
    <reference vocabulary="9" code="3.8.1" indicator-uri="https://example.org/i"/>
    <baseline year="2020" iso-date="2020-12-31" value="10">
      <location ref="AF-KAN"/><dimension name="sex" value="female"/><comment><narrative>Of women</narrative></comment>
    </baseline>
    <baseline year="2020" value="1,500"><comment><narrative>All</narrative></comment></baseline>
    <period>
      <period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>
      <target value="20"><dimension name="sex" value="female"/></target>
      <target value="40"><comment><narrative>Of all</narrative></comment></target>
      <actual value="30"><document-link format="application/pdf" url="https://example.org/list.pdf">
        <title><narrative>List</narrative></title><category code="A08"/></document-link></actual>
      <actual value="18"><dimension name="sex" value="female"/></actual>
      <actual value="12"><dimension name="sex" value="male"/></actual>
    </period>
    <period>
      <period-start iso-date="2022-01-01"/><period-end iso-date="2022-12-31"/>
      <actual value="7"/>
    </period>
  </indicator>
  <indicator measure="5">
    <title><narrative>How partners see it</narrative></title>
    <period>
      <period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>
      <target><comment><narrative>Good</narrative></comment></target>
      <actual><comment><narrative>Fair</narrative></comment></actual>
    </period>
  </indicator>
</result>
"""


def activity(identifier: str, results: str = RESULT) -> str:
    return f"""<iati-activities version="2.03"><iati-activity xml:lang="en" default-currency="USD">
      <iati-identifier>{identifier}</iati-identifier>
      <reporting-org ref="XM-DAC-1" type="10"><narrative>Reporter</narrative></reporting-org>
      <title><narrative>Training {identifier}</narrative></title>
      <description><narrative>What it does</narrative></description>
      <participating-org role="1" ref="XM-DAC-1" type="10"/>
      <activity-status code="2"/><activity-date type="1" iso-date="2021-01-01"/>
      {results}</iati-activity></iati-activities>"""


def str_of(part: dict[str, Any]) -> str:
    return str(sorted(part["categories"].items()))


def canonical(element: etree._Element) -> str:
    """An element as it compares: without what only formats it."""
    parser = etree.XMLParser(remove_blank_text=True)
    text = etree.tostring(etree.fromstring(etree.tostring(element), parser), encoding="unicode")
    return str(etree.canonicalize(text, strip_text=True))


def as_stored(xml: str) -> list[dict[str, Any]]:
    """Results as ``write_results`` takes them, right after they were taken over and verified."""
    rows = []
    for result in read_results(parse(xml.encode())):
        told = []
        for found in result.indicators:
            targets = [
                {
                    "period_start": date.fromisoformat(target["period_start"]),
                    "period_end": date.fromisoformat(target["period_end"]),
                    "value": target["value"], "source_position": place,
                }
                for target, place in zip(found.fields["targets"], found.target_positions, strict=True)
            ]  # fmt: skip
            measured = [
                {
                    "period_start": m.start, "period_end": m.end, "value": m.value, "comment": m.comment,
                    "parts": m.parts, "evidence": m.evidence, "status": "verified",
                }
                for m in found.measured
            ]  # fmt: skip
            told.append(
                found.fields
                | {"common_id": None, "source_position": found.position, "targets": targets, "measurements": measured}
            )
        rows.append(result.fields | {"source": result.source, "indicators": told})
    return rows


numbers = st.decimals(0, 10**6, places=2).map(str)
words = st.text("abcdefghij ñü<&\"'", min_size=1, max_size=20).filter(str.strip)


@st.composite
def results(draw: st.DrawFn) -> str:
    """A result with what may be in one, in the order of the schema."""
    root = etree.Element("result", type=draw(st.sampled_from("1239")))

    def told(parent: etree._Element, tag: str) -> None:
        child = etree.SubElement(parent, tag)
        for language in draw(st.lists(st.sampled_from(["", "es", "fr"]), unique=True, min_size=1)):
            narrative = etree.SubElement(child, "narrative")
            narrative.text = draw(words)
            if language:
                narrative.set("{http://www.w3.org/XML/1998/namespace}lang", language)

    def value(parent: etree._Element, tag: str, **attributes: str) -> None:
        element = etree.SubElement(parent, tag, attributes)
        if draw(st.booleans()):
            element.set("value", draw(numbers))
        for name in draw(st.lists(st.sampled_from(["sex", "age"]), unique=True)):
            etree.SubElement(element, "dimension", name=name, value=draw(st.sampled_from("ab")))
        if draw(st.booleans()):
            told(element, "comment")

    told(root, "title")
    for _ in range(draw(st.integers(1, 2))):
        measure = draw(st.sampled_from("12345"))
        indicator = etree.SubElement(
            root, "indicator", measure=measure, ascending=draw(st.sampled_from(["0", "1", "true"]))
        )
        told(indicator, "title")
        for _ in range(draw(st.integers(0, 2))):
            etree.SubElement(indicator, "reference", vocabulary="99", code=draw(st.sampled_from("xyz")))
        for _ in range(draw(st.integers(0, 2))):
            value(indicator, "baseline", year=draw(st.sampled_from(["2019", "2020"])))
        for year in range(2021, 2021 + draw(st.integers(0, 3))):
            period = etree.SubElement(indicator, "period")
            etree.SubElement(period, "period-start", {"iso-date": f"{year}-01-01"})
            etree.SubElement(period, "period-end", {"iso-date": f"{year}-12-31"})
            for tag in ("target", "actual"):
                for _ in range(draw(st.integers(0, 2))):
                    value(period, tag)
    return str(etree.tostring(root, encoding="unicode"))


@settings(max_examples=150, deadline=None)
@given(result=results())
def test_results_that_nobody_changed_are_written_as_they_were(result: str) -> None:
    xml = f'<iati-activity xml:lang="en">{result}</iati-activity>'
    [before] = parse(xml.encode()).findall("result")
    [after] = parse(write_results(as_stored(xml), "es").encode())
    assert canonical(after) == canonical(before)


@pytest.fixture
def imported(run_import: Any, machine: httpx.Client) -> Callable[..., str]:
    """Imports an activity with results, returns the project's code."""

    def run(results: str = RESULT) -> str:
        identifier = f"XM-DAC-1-{uuid4().hex[:10]}"
        done = run_import(activity(identifier, results).encode(), apply="true")
        assert done["status"] in {"applied", "ready"}, done
        if done["status"] == "ready":
            machine.post(f"/api/v1/imports/{done['id']}/apply")
        found = machine.get("/api/v1/projects", params={"iati_identifier": identifier}).json()["items"]
        return str(found[0]["code"])

    return run


def exported(client: httpx.Client, code: str) -> etree._Element:
    identifier = client.get(f"/api/v1/projects/{code}").json()["iati_identifier"]
    answer = client.get("/api/v1/exports/iati", params={"iati_identifier": identifier})
    root = etree.fromstring(answer.content)
    xsd = schema("iati-activities")
    assert xsd.validate(root), xsd.error_log
    return root


def test_imported_results_become_a_framework_and_reports_to_verify(
    as_role: AsRole, machine: httpx.Client, imported: Callable[..., str]
) -> None:
    code = imported()
    assert machine.get(f"/api/v1/frameworks/{code}/iati").json() == {"results": 1, "indicators": 2, "measurements": 3}
    before = canonical(exported(machine, code).find(".//result"))
    taken = machine.post(f"/api/v1/frameworks/{code}/iati")
    assert taken.status_code == 201, taken.text
    trained, seen = indicators(taken.json())
    assert (trained["baseline"], trained["baseline_year"], trained["targets"][0]["value"]) == ("1500", 2020, "40")
    assert trained["dimensions"] == [{"name": "sex", "categories": ["female", "male"]}]
    assert [m["value"] for m in trained["measurements"]] == ["30", "7"]
    assert (seen["measure"], seen["targets"][0]["value"], seen["measurements"][0]["value"]) == (
        "qualitative", "Good", "Fair",
    )  # fmt: skip
    assert machine.post(f"/api/v1/frameworks/{code}/iati").status_code == 409
    listed = machine.get("/api/v1/monitoring/reports", params={"project": code}).json()["items"]
    assert {(report["status"], report["submitted_by"]) for report in listed} == {("submitted", "IATI")}
    analyst = as_role("analyst")
    for report in listed:
        address = f"/api/v1/monitoring/reports/{report['id']}"
        tag = {"If-Match": f'"{report["version"]}"'}
        assert analyst.post(f"{address}/verification", json={"decision": "verified"}, headers=tag).is_success
    assert analyst.post(f"/api/v1/frameworks/{code}/approval", json={}).is_success
    assert canonical(exported(machine, code).find(".//result")) == before, "verified as published: written as published"
    [told, _] = indicators(machine.get(f"/api/v1/frameworks/{code}").json())
    assert told["targets"][0]["actual"] == "30"


def test_only_what_was_changed_is_written_anew(
    as_role: AsRole, machine: httpx.Client, imported: Callable[..., str]
) -> None:
    code, analyst = imported(), as_role("analyst")
    taken = machine.post(f"/api/v1/frameworks/{code}/iati")
    result = taken.json()["results"][0]
    sent = {"id", "level", "title", "description", "assumptions"}
    fields = {
        "id", "title", "definition", "measure", "unit", "direction", "cumulative", "baseline", "baseline_year",
        "scale", "dimensions", "verification",
    }  # fmt: skip
    rows = [{name: row[name] for name in fields} for row in result["indicators"]]
    rows[0]["targets"] = [
        {"id": result["indicators"][0]["targets"][0]["id"], "period_start": "2021-01-01",
         "period_end": "2021-12-31", "value": "45"},
        {"period_start": "2023-01-01", "period_end": "2023-12-31", "value": "60"},
    ]  # fmt: skip
    rows[1]["targets"] = [
        {name: target[name] for name in ("id", "period_start", "period_end", "value")}
        for target in result["indicators"][1]["targets"]
    ]
    rows[0]["baseline"] = "1400"
    body = {
        "results": [{name: result[name] for name in sent} | {"title": {"en": "Clinics that work"}, "indicators": rows}]
    }
    changed = machine.put(f"/api/v1/frameworks/{code}", json=body, headers={"If-Match": taken.headers["etag"]})
    assert changed.status_code == 200, changed.text
    assert analyst.post(f"/api/v1/frameworks/{code}/approval", json={}).is_success
    [after] = exported(machine, code).iter("result")
    assert after.findtext("title/narrative") == "Clinics that work"
    first, second = after.findall("indicator")
    assert [(b.get("value"), b.findtext("comment/narrative")) for b in first.findall("baseline")] == [
        ("10", "Of women"), ("1400", "All"),
    ]  # fmt: skip
    assert [
        [(t.get("value"), t.find("dimension") is not None) for t in p.findall("target")]
        for p in first.findall("period")
    ] == [[("20", True), ("45", False)], [], [("60", False)]]
    assert [a.get("value") for a in first.iter("actual")] == ["30", "18", "12", "7"], "unverified stays as published"
    assert after.find("reference").get("code") == "R1"
    assert first.find("reference").get("indicator-uri") == "https://example.org/i"
    [untouched] = [e for e in etree.fromstring(RESULT).findall("indicator") if e.get("measure") == "5"]
    assert canonical(second) == canonical(untouched)


def test_a_framework_of_our_own_is_exported_and_read_back(
    machine: httpx.Client, new_project: Register, approved: Any, verified: Any
) -> None:
    code = new_project(visibility="public")["code"]
    year = {"period_start": "2025-01-01", "period_end": "2025-12-31"}
    dimensions = [
        {"name": "sexo", "categories": ["mujeres", "hombres"]},
        {"name": "edad", "categories": ["joven", "adulta"]},
    ]
    framework = approved(
        code,
        {"title": {"es": "Personas"}, "unit": {"es": "personas"}, "baseline": "0", "dimensions": dimensions,
         "targets": [year | {"value": "40"}], "goal": "sdg-goal:17", "reference": "people"},
        {"title": {"es": "Razón"}, "measure": "ratio", "targets": [year | {"value": "1.5"}], "direction": "descending"},
        {"title": {"es": "¿Acordado?"}, "measure": "yes-no", "targets": [year | {"value": "yes"}]},
        {"title": {"es": "Grado"}, "measure": "ordinal", "scale": ["mal", "bien"],
         "targets": [year | {"value": "bien"}]},
        {"title": {"es": "Visión"}, "measure": "qualitative", "targets": [year | {"value": "Se comparte"}]},
    )  # fmt: skip
    people, ratio, agreed, degree, vision = indicators(framework)
    report = {ratio["id"]: "2", agreed["id"]: "no", degree["id"]: "mal", vision["id"]: "En parte"}
    parts = [
        {"categories": {"sexo": sex, "edad": age}, "value": value}
        for (sex, age), value in zip(
            [(s, a) for s in ("mujeres", "hombres") for a in ("joven", "adulta")], "9876", strict=True
        )
    ]
    measured = [{"indicator_id": key, "value": value} for key, value in report.items()]
    measured.append(
        {"indicator_id": people["id"], "value": "30", "parts": parts, "evidence": ["https://example.org/l"]}
    )
    verified(code, {}, measurements=measured)
    other = new_project()["code"]
    xml = etree.tostring(exported(machine, code))
    taken = machine.post(f"/api/v1/frameworks/{other}/iati", content=xml, headers={"Content-Type": "application/xml"})
    assert taken.status_code == 201, taken.text
    same = ("title", "unit", "measure", "direction", "baseline", "scale", "goal", "reference", "dimensions")
    for was, now in zip(indicators(framework), indicators(taken.json()), strict=True):
        assert {name: now[name] for name in same} == {name: was[name] for name in same}
        assert [t["value"] for t in now["targets"]] == [t["value"] for t in was["targets"]]
    values = {i["title"]["es"]: i["measurements"][0] for i in indicators(taken.json())}
    assert {title: m["value"] for title, m in values.items()} == {
        "Personas": "30", "Razón": "2", "¿Acordado?": "no", "Grado": "mal", "Visión": "En parte",
    }  # fmt: skip
    assert values["Personas"]["evidence"] == ["https://example.org/l"]
    assert sorted(values["Personas"]["parts"], key=str_of) == sorted(parts, key=str_of)


@pytest.mark.parametrize(
    ("content", "query", "problem"),
    [
        (b"<iati-activities", {}, {"/": "iati-xml"}),
        (b'<!DOCTYPE x [<!ENTITY e "boom">]><iati-activity>&e;</iati-activity>', {}, {"/": "iati-xml"}),
        (b'<iati-activities version="1.05"><iati-activity/></iati-activities>', {}, {"/": "iati-version"}),
        (b"<iati-activities><iati-activity/><iati-activity/></iati-activities>", {}, {"#query:activity": "iati-which"}),
        (activity("a").encode(), {"activity": "b"}, {"#query:activity": "iati-which"}),
    ],
)
def test_a_file_that_does_not_serve_says_why(
    machine: httpx.Client, new_project: Register, content: bytes, query: dict[str, str], problem: dict[str, str]
) -> None:
    answer = machine.post(f"/api/v1/frameworks/{new_project()['code']}/iati", params=query, content=content)
    assert pointers(answer) == problem


def test_a_project_without_results_has_nothing_to_take_over(machine: httpx.Client, new_project: Register) -> None:
    code = new_project()["code"]
    assert machine.post(f"/api/v1/frameworks/{code}/iati").status_code == 404
    assert machine.post(f"/api/v1/frameworks/{code}/iati", content=activity("x", "").encode()).status_code == 404
