"""Results frameworks and monitoring through the gateway; their rules with made-up data."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluation_api.frameworks.rules import (
    LEVELS,
    Point,
    achievement,
    actual,
    combinations,
    light,
    parents,
    part_errors,
    read_value,
)
from evaluation_api.monitoring.rules import DUE_DAYS, Period, standing, trend
from tests.conftest import pointers

Register = Callable[..., dict[str, Any]]
AsRole = Callable[[str], httpx.Client]
YEAR = {"period_start": "2026-01-01", "period_end": "2026-12-31"}


def indicator(**fields: Any) -> dict[str, Any]:
    return {
        "title": {"es": "Instituciones que informan"},
        "baseline": "0",
        "targets": [YEAR | {"value": "10"}],
    } | fields


def outline(*indicators: dict[str, Any]) -> dict[str, Any]:
    return {
        "results": [
            {"level": "outcome", "title": {"es": "Se usan datos comunes"}, "indicators": list(indicators)},
            {"level": "output", "title": {"es": "Un registro en línea"}},
        ]
    }


def write(client: httpx.Client, code: str, body: dict[str, Any], tag: str | None = None) -> httpx.Response:
    return client.put(f"/api/v1/frameworks/{code}", json=body, headers={"If-Match": tag} if tag else {})


def one(framework: dict[str, Any]) -> dict[str, Any]:
    return dict(framework["results"][0]["indicators"][0])


def measure(client: httpx.Client, code: str, identifier: str, value: str, **fields: Any) -> httpx.Response:
    body = {"project": code, **YEAR, "measurements": [{"indicator_id": identifier, "value": value} | fields]}
    return client.post("/api/v1/monitoring/reports", json=body)


def test_from_framework_to_a_verified_report(as_role: AsRole, machine: httpx.Client, new_project: Register) -> None:
    analyst, code = as_role("analyst"), new_project(visibility="internal")["code"]
    made = write(analyst, code, outline(indicator(goal="sdg-target:17.18")))
    assert made.status_code == 200, made.text
    assert made.json()["results"][1]["parent_id"] == made.json()["results"][0]["id"]
    assert one(made.json())["light"] == "no-data"
    approved = analyst.post(f"/api/v1/frameworks/{code}/approval", json={})
    assert (approved.json()["status"], approved.json()["revision"]) == ("approved", 1)
    [asked] = analyst.get("/api/v1/monitoring/calendar", params={"project": code}).json()["items"]
    assert (asked["period_end"], asked["report_id"]) == ("2026-12-31", None)
    report = measure(machine, code, one(made.json())["id"], "9")
    assert report.status_code == 201, report.text
    address = report.headers["location"]
    tag = {"If-Match": report.headers["etag"]}
    assert one(machine.get(f"/api/v1/frameworks/{code}").json())["light"] == "no-data", "not verified yet"
    submitted = machine.post(f"{address}/submission", headers=tag)
    assert submitted.json()["status"] == "submitted"
    tag = {"If-Match": submitted.headers["etag"]}
    assert machine.post(f"{address}/verification", json={"decision": "verified"}, headers=tag).status_code == 403
    silent = analyst.post(f"{address}/verification", json={"decision": "returned"}, headers=tag)
    assert pointers(silent) == {"/comment": "comment-required"}
    returned = analyst.post(
        f"{address}/verification", json={"decision": "returned", "comment": "¿Y la fuente?"}, headers=tag
    )
    assert returned.json()["comment"] == "¿Y la fuente?"
    evidence = {"evidence": ["https://example.org/acta.pdf"]}
    body = {"measurements": [{"indicator_id": one(made.json())["id"], "value": "9"} | evidence]}
    mended = machine.patch(address, json=body, headers={"If-Match": returned.headers["etag"]})
    assert mended.json()["measurements"][0]["evidence"] == ["https://example.org/acta.pdf"]
    again = machine.post(f"{address}/submission", headers={"If-Match": mended.headers["etag"]})
    done = analyst.post(
        f"{address}/verification", json={"decision": "verified"}, headers={"If-Match": again.headers["etag"]}
    )
    assert done.json()["decided_by"] == "Analista SCI (demo)"
    found = one(machine.get(f"/api/v1/frameworks/{code}").json())
    assert found["targets"][0] | {"id": ""} == {
        **YEAR, "id": "", "value": "10", "actual": "9", "achievement": "0.9", "light": "on-track",
    }  # fmt: skip
    assert machine.patch(address, json=body, headers={"If-Match": done.headers["etag"]}).status_code == 409


@pytest.mark.parametrize(
    ("fields", "value", "code"),
    [
        ({}, "muchas", "value-number"),
        ({}, "1,5", "value-number"),
        ({"measure": "yes-no", "baseline": "no", "targets": [YEAR | {"value": "yes"}]}, "tal vez", "value-yes-no"),
        (
            {"measure": "ordinal", "scale": ["mal", "bien"], "baseline": "mal", "targets": [YEAR | {"value": "bien"}]},
            "regular",
            "value-scale",
        ),
    ],
)
def test_a_value_that_is_not_of_the_measure_is_refused(
    machine: httpx.Client, new_project: Register, fields: dict[str, Any], value: str, code: str
) -> None:
    project = new_project()["code"]
    made = write(machine, project, outline(indicator(**fields)))
    assert made.status_code == 200, made.text
    refused = measure(machine, project, one(made.json())["id"], value)
    assert pointers(refused) == {"/measurements/0/value": code}


def test_what_is_wrong_with_a_framework_is_named_where_it_is(machine: httpx.Client, new_project: Register) -> None:
    wrong = indicator(
        baseline="ninguna", goal="sdg-target:99", targets=[{**YEAR, "period_end": "2025-01-01", "value": "x"}]
    )
    ordinal = indicator(measure="ordinal", baseline=None, targets=[])
    assert pointers(write(machine, new_project()["code"], outline(wrong, ordinal))) == {
        "/results/0/indicators/0/baseline": "value-number",
        "/results/0/indicators/0/targets/0/value": "value-number",
        "/results/0/indicators/0/targets/0/period_end": "date-order",
        "/results/0/indicators/0/goal": "goal-unknown",
        "/results/0/indicators/1/scale": "scale-short",
    }


def test_parts_agree_with_their_total(machine: httpx.Client, new_project: Register) -> None:
    project = new_project()["code"]
    dimensions = [
        {"name": "sexo", "categories": ["mujeres", "hombres"]},
        {"name": "pueblo", "categories": ["maya", "otro"]},
    ]
    made = write(machine, project, outline(indicator(dimensions=dimensions)))
    wanted = combinations(dimensions)
    parts = [{"categories": categories, "value": "2"} for categories in wanted]
    assert pointers(measure(machine, project, one(made.json())["id"], "9", parts=parts)) == {
        "/measurements/0/parts": "parts-sum"
    }
    unknown = [{"categories": {"sexo": "mujeres"}, "value": "8"}]
    assert "part-categories" in pointers(measure(machine, project, one(made.json())["id"], "8", parts=unknown)).values()
    assert measure(machine, project, one(made.json())["id"], "8", parts=parts).status_code == 201


def test_an_approved_framework_changes_with_a_reason_and_its_revisions_stay(
    as_role: AsRole, new_project: Register
) -> None:
    analyst, code = as_role("analyst"), new_project()["code"]
    empty = write(analyst, code, {"results": []})
    assert analyst.post(f"/api/v1/frameworks/{code}/approval", json={}).status_code == 409
    first = write(analyst, code, outline(indicator()), empty.headers["etag"])
    approved = analyst.post(f"/api/v1/frameworks/{code}/approval", json={})
    assert analyst.post(f"/api/v1/frameworks/{code}/approval", json={}).status_code == 409
    changed = first.json()["results"]
    changed[0]["indicators"][0]["targets"][0]["value"] = "20"
    body = {"results": [strip(result) for result in changed]}
    assert pointers(write(analyst, code, body, approved.headers["etag"])) == {"/reason": "framework-reason"}
    draft = write(analyst, code, body | {"reason": "Más fondos"}, approved.headers["etag"])
    assert (draft.json()["status"], one(draft.json())["id"]) == ("draft", one(first.json())["id"])
    assert write(analyst, code, body, approved.headers["etag"]).status_code == 412
    assert analyst.post(f"/api/v1/frameworks/{code}/approval", json={}).json()["revision"] == 2
    newest, oldest = analyst.get(f"/api/v1/frameworks/{code}/revisions").json()["items"]
    assert newest["reason"] == "Más fondos"
    assert [one(item["content"])["targets"][0]["value"] for item in (newest, oldest)] == ["20", "10"]


def strip(result: dict[str, Any]) -> dict[str, Any]:
    """A result as it is sent: without what was computed."""
    planned = {"id", "period_start", "period_end", "value"}
    indicators = [
        {
            name: value
            for name, value in found.items()
            if name not in {"measurements", "light", "computed_light", "override", "common", "goal_label"}
        }
        | {"targets": [{name: target[name] for name in planned} for target in found["targets"]]}
        for found in result["indicators"]
    ]
    return {name: value for name, value in result.items() if name != "parent_id"} | {"indicators": indicators}


def test_an_indicator_with_measurements_does_not_vanish(machine: httpx.Client, new_project: Register) -> None:
    code = new_project()["code"]
    made = write(machine, code, outline(indicator()))
    assert measure(machine, code, one(made.json())["id"], "1").status_code == 201
    assert write(machine, code, {"results": []}, made.headers["etag"]).status_code == 409


def test_who_may_see_and_report(
    as_role: AsRole, public: httpx.Client, machine: httpx.Client, new_project: Register
) -> None:
    partner = as_role("partner")
    own = partner.get("/api/v1/session").json()["organisation"]["id"]
    theirs = new_project(visibility="internal")["code"]
    mine = new_project(visibility="internal", participations=[{"organisation_id": own, "role": "pivotal"}])["code"]
    for code in (theirs, mine):
        assert write(machine, code, outline(indicator())).status_code == 200
        assert public.get(f"/api/v1/frameworks/{code}").status_code == 404
    assert partner.get(f"/api/v1/frameworks/{theirs}").status_code == 404
    assert write(partner, mine, outline(), '"1"').status_code == 403
    identifier = one(partner.get(f"/api/v1/frameworks/{mine}").json())["id"]
    assert measure(partner, mine, identifier, "3").status_code == 201
    assert measure(partner, theirs, identifier, "3").status_code == 404
    assert measure(partner, mine, identifier, "3").status_code == 409, "one report a period"


def test_a_risk_is_assessed_again(machine: httpx.Client, new_project: Register) -> None:
    body = {"project": new_project()["code"], "title": {"es": "Cambio de autoridades"}, "probability": 3, "impact": 4}
    made = machine.post("/api/v1/risks", json=body)
    assert (made.json()["score"], made.json()["trend"]) == (12, "new")
    again = machine.put(made.headers["location"], json=body | {"probability": 5}, headers={"If-Match": '"1"'})
    assert (again.json()["score"], again.json()["trend"]) == (20, "rising")
    assert machine.put(made.headers["location"], json=body, headers={"If-Match": '"1"'}).status_code == 412
    listed = machine.get("/api/v1/risks", params={"project": body["project"]}).json()["items"]
    assert [risk["score"] for risk in listed] == [20]
    found = machine.get(made.headers["location"])
    assert (found.json(), found.headers["etag"]) == (again.json(), '"2"')
    assert machine.get(f"/api/v1/risks/{uuid4()}").status_code == 404


def test_a_report_that_nobody_wrote_is_late(as_role: AsRole, new_project: Register) -> None:
    analyst, code = as_role("analyst"), new_project()["code"]
    past = {"period_start": "2020-01-01", "period_end": "2020-12-31", "value": "1"}
    write(analyst, code, outline(indicator(targets=[past])))
    assert analyst.get("/api/v1/monitoring/calendar", params={"project": code}).json()["items"] == []
    analyst.post(f"/api/v1/frameworks/{code}/approval", json={})
    [item] = analyst.get("/api/v1/monitoring/calendar", params={"project": code}).json()["items"]
    assert (item["standing"], item["due"]) == ("late", "2021-01-30")


# --- rules --------------------------------------------------------------------------------------------------

numbers = st.decimals(Decimal(-1000), Decimal(1000), places=2)


@given(st.lists(st.sampled_from(LEVELS), max_size=12))
def test_a_result_belongs_to_the_last_of_a_higher_level_before_it(levels: list[str]) -> None:
    for index, place in enumerate(parents(levels)):
        rank = LEVELS.index(levels[index])
        if place is None:
            assert all(LEVELS.index(level) >= rank for level in levels[:index])
        else:
            assert LEVELS.index(levels[place]) < rank
            assert all(LEVELS.index(level) >= rank for level in levels[place + 1 : index])


@given(numbers, numbers, st.booleans())
def test_the_baseline_is_nothing_and_the_target_everything(start: Decimal, target: Decimal, descending: bool) -> None:
    assume(start != target)
    assert achievement(start, target, start, descending=descending) == 0
    assert achievement(start, target, target, descending=descending) == 1


@given(numbers, numbers, numbers, numbers)
def test_nearer_to_the_target_is_never_worse(start: Decimal, target: Decimal, one_: Decimal, other: Decimal) -> None:
    assume(start != target)
    ahead = [value if target > start else -value for value in (one_, other)]
    done = [achievement(start, target, value, descending=target < start) for value in (one_, other)]
    assert (ahead[0] >= ahead[1]) == (done[0] >= done[1])


@given(st.decimals(Decimal(-3), Decimal(3), places=3), st.decimals(Decimal(-3), Decimal(3), places=3))
def test_more_achieved_never_makes_the_light_worse(one_: Decimal, other: Decimal) -> None:
    order = ["off-track", "at-risk", "on-track", "achieved"]
    low, high = sorted((one_, other))
    assert order.index(light(low)) <= order.index(light(high))
    assert light(None) == "no-data"


@given(st.lists(numbers, min_size=1, max_size=8))
def test_cumulative_takes_the_last_and_others_the_sum(values: list[Decimal]) -> None:
    points = [Point(value) for value in values]
    assert actual(points, cumulative=True) == values[-1]
    assert actual(points, cumulative=False) == sum(values)


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.integers(-1, 1))
def test_parts_are_right_exactly_when_they_sum_to_the_total(values: list[int], off: int) -> None:
    dimensions = [{"name": "a", "categories": ["1", "2"]}, {"name": "b", "categories": ["x", "y"]}]
    made = combinations(dimensions)
    parts = [{"categories": c, "value": str(v)} for c, v in zip(made, values, strict=True)]
    errors = list(part_errors("/p", Decimal(sum(values) + off), parts, dimensions))
    assert (not errors) is (off == 0)


@given(st.text(max_size=12))
def test_only_plain_numbers_are_numbers(text: str) -> None:
    try:
        value = read_value("number", text, [])
    except ValueError:
        return
    assert value == Decimal(text)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_a_report_is_late_only_after_its_due_day(end: date, days: int) -> None:
    period, today = Period(end - timedelta(days=90), end), end + timedelta(days=days)
    assert (standing(period, None, today) == "late") is (days > DUE_DAYS)
    assert standing(period, "verified", today) == "verified"


@given(st.integers(1, 25), st.integers(1, 25))
def test_the_trend_of_a_risk_is_that_of_its_score(before: int, now: int) -> None:
    assert trend(before, now) == ("steady" if now == before else "rising" if now > before else "falling")
