"""Results that several projects give together: the rules, and figures through the gateway."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation_api.rollup.rules import RULES, Contribution, aggregate, ancestors, left_out
from tests.conftest import pointers
from tests.evaluation.conftest import AsRole, indicators, outline

Register = Callable[..., dict[str, Any]]
values = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
weights = st.decimals(min_value=1, max_value=10**6, places=2)
contributions = st.lists(
    st.builds(Contribution, st.uuids(), st.none() | values, st.none() | weights, st.dates().map(str)),
    max_size=8, unique_by=lambda c: c.project,
)  # fmt: skip


@given(given_=contributions, rule=st.sampled_from(RULES))
def test_a_figure_lies_within_what_counts(given_: list[Contribution], rule: str) -> None:
    omitted = left_out(given_, {}, rule)
    figure = aggregate(rule, given_, omitted)
    counted = [c.value for c in given_ if c.project not in omitted and c.value is not None]
    if not counted or rule == "none":
        assert figure is None
    elif rule == "sum":
        assert figure == sum(counted)
    else:
        assert figure is not None
        assert min(counted) - Decimal("0.001") <= figure <= max(counted) + Decimal("0.001")
    assert all(c.project in omitted for c in given_ if c.value is None)


@given(given_=contributions, rule=st.sampled_from(RULES), order=st.randoms())
def test_the_order_of_projects_does_not_matter(given_: list[Contribution], rule: str, order: Any) -> None:
    shuffled = list(given_)
    order.shuffle(shuffled)
    one, other = (aggregate(rule, rows, left_out(rows, {}, rule)) for rows in (given_, shuffled))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert abs(one - other) < Decimal("0.0001")


@given(values=st.lists(values, min_size=1, max_size=6), weight=weights)
def test_equal_weights_are_an_average(values: list[Decimal], weight: Decimal) -> None:
    rows = [Contribution(uuid4(), value, weight) for value in values]
    average, weighted = aggregate("average", rows, set()), aggregate("weighted", rows, set())
    assert average is not None
    assert weighted is not None
    assert abs(average - weighted) < Decimal("0.0001")


@given(depth=st.integers(1, 3), value=values)
def test_what_is_reported_above_and_below_counts_below(depth: int, value: Decimal) -> None:
    chain = [uuid4() for _ in range(depth + 1)]
    parents: dict[UUID, UUID | None] = dict(zip(chain, [*chain[1:], None], strict=True))
    rows = [Contribution(project, value) for project in chain]
    omitted = left_out(rows, parents, "sum")
    assert omitted == dict.fromkeys(chain[1:], "reported-by-parts")
    assert aggregate("sum", rows, omitted) == value
    assert ancestors(chain[0], parents) == chain[1:]


def trained(common: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An indicator that rolls up."""
    target = {"period_start": "2025-01-01", "period_end": "2025-12-31", "value": "100"}
    return {"title": {"es": "Personas capacitadas"}, "common_id": common["id"], "targets": [target]} | fields


def figure(client: httpx.Client, common: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/rollup/{common['id']}", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture
def three(
    new_project: Register, common_indicator: Register, approved: Any, verified: Any
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """A common indicator, and a programme with two projects that measured it: 30 and 50."""
    common = common_indicator(goals=["sdg-goal:17", "katun-axis:5", "sdg-target:4.4"])
    programme = new_project(title={"es": f"Programa {uuid4().hex[:6]}"}, visibility="internal", instrument="programme")
    parts = [new_project(parent_id=programme["id"], visibility="internal") for _ in range(2)]
    for part, value in zip(parts, ("30", "50"), strict=True):
        [only] = indicators(approved(part["code"], trained(common)))
        verified(part["code"], {only["id"]: value})
    return common, programme, parts


def test_a_programme_and_its_goals_show_the_sum_and_what_is_behind_it(
    machine: httpx.Client, three: tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]
) -> None:
    common, programme, parts = three
    for query in (
        {"programme": programme["code"]}, {"goal": "sdg-goal:17"}, {"goal": "sdg-goal:4"}, {"goal": "sdg-target:4.4"},
        {"goal": "katun-axis:5"}, {},
    ):  # fmt: skip
        told = figure(machine, common, **query)
        assert (told["value"], told["target"], told["achievement"], told["counted"]) == ("80", "200", "0.4", 2), query
        assert {row["project"]["code"] for row in told["contributions"]} == {part["code"] for part in parts}
    [first, _] = told["contributions"]
    assert first["measurements"][0]["evidence"] == ["https://example.org/lista.pdf"]
    assert first["measurements"][0]["verified_by"] == "Analista SCI (demo)"
    assert machine.get(f"/api/v1/monitoring/reports/{first['measurements'][0]['report_id']}").status_code == 200
    listed = machine.get("/api/v1/rollup", params={"by": "programme"}).json()
    [group] = [group for group in listed["groups"] if group["key"] == programme["code"]]
    assert [row["value"] for row in group["figures"]] == ["80"]
    goals = machine.get("/api/v1/rollup", params={"by": "sdg-goal"}).json()
    assert [row["value"] for row in goals["overall"] if row["common"]["id"] == common["id"]] == ["80"]


def test_a_programme_that_reports_the_same_is_not_counted_on_top(
    machine: httpx.Client, approved: Any, verified: Any,
    three: tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]],
) -> None:  # fmt: skip
    common, programme, _ = three
    [own] = indicators(approved(programme["code"], trained(common)))
    verified(programme["code"], {own["id"]: "999"})
    told = figure(machine, common, programme=programme["code"])
    assert (told["value"], told["counted"], told["left_out"]) == ("80", 2, 1)
    [above] = [row for row in told["contributions"] if not row["counted"]]
    assert (above["reason"], above["project"]["code"]) == ("reported-by-parts", programme["code"])


def test_a_period_outside_of_the_window_does_not_count(
    machine: httpx.Client, three: tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]
) -> None:
    common, _, _ = three
    told = figure(machine, common, **{"from": "2026-01-01"})
    assert (told["value"], told["left_out"]) == (None, 2)
    assert {row["reason"] for row in told["contributions"]} == {"no-data"}
    wrong = machine.get(f"/api/v1/rollup/{common['id']}", params={"from": "2026-01-01", "to": "2025-01-01"})
    assert pointers(wrong) == {"#query:to": "date-order"}


@pytest.mark.parametrize(
    ("rule", "value", "counted"), [("average", "20", 2), ("weighted", "40", 1), ("latest", "40", 2), ("none", None, 2)]
)
def test_every_rule(
    machine: httpx.Client, new_project: Register, common_indicator: Register, approved: Any, verified: Any,
    rule: str, value: str | None, counted: int,
) -> None:  # fmt: skip
    common = common_indicator(aggregation=rule, measure="percentage")
    late = {"period_start": "2026-01-01", "period_end": "2026-06-30"}
    for told, weight, period in (("0", None, {}), ("40", "7", late)):
        code = new_project(visibility="internal")["code"]
        [only] = indicators(approved(code, trained(common, measure="percentage", weight=weight)))
        verified(code, {only["id"]: told}, **period)
    found = figure(machine, common)
    assert (found["value"], found["counted"]) == (value, counted)


def test_unpublished_results_are_no_part_of_what_the_public_sees(
    public: httpx.Client, three: tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]
) -> None:
    common, programme, _ = three
    told = figure(public, common)
    assert (told["value"], told["contributions"]) == (None, [])
    assert public.get(f"/api/v1/rollup/{common['id']}", params={"programme": programme["code"]}).status_code == 404


def test_what_does_not_fit_a_common_indicator_is_refused(
    machine: httpx.Client, new_project: Register, common_indicator: Register
) -> None:
    common = common_indicator()
    code = new_project()["code"]
    twice = machine.put(f"/api/v1/frameworks/{code}", json=outline(trained(common), trained(common)))
    assert pointers(twice) == {"/results/0/indicators/1/common_id": "common-twice"}
    other = machine.put(f"/api/v1/frameworks/{code}", json=outline(trained(common, measure="percentage")))
    assert pointers(other) == {"/results/0/indicators/0/common_id": "common-measure"}
    unknown = machine.put(f"/api/v1/frameworks/{code}", json=outline(trained({"id": str(uuid4())})))
    assert pointers(unknown) == {"/results/0/indicators/0/common_id": "common-unknown"}


def test_common_indicators_are_kept_by_analysts_and_stay_while_used(
    as_role: AsRole, machine: httpx.Client, new_project: Register, common_indicator: Register, approved: Any
) -> None:
    common = common_indicator()
    address, tag = f"/api/v1/common-indicators/{common['id']}", {"If-Match": common["etag"]}
    body = {"title": {"es": "Otra"}, "aggregation": "sum"}
    assert as_role("partner").put(address, json=body, headers=tag).status_code == 403
    analyst = as_role("analyst")
    assert pointers(analyst.put(address, json=body | {"goals": ["sdg-goal:99"]}, headers=tag)) == {
        "/goals/0": "goal-unknown"
    }
    approved(new_project()["code"], trained(common))
    assert analyst.delete(address, headers=tag).status_code == 409
    assert pointers(analyst.put(address, json=body | {"measure": "ratio"}, headers=tag)) == {"/measure": "common-used"}
    changed = analyst.put(address, json=body | {"withdrawn": True}, headers=tag)
    assert (changed.json()["withdrawn"], changed.json()["used"]) == (True, 1)
    assert analyst.put(address, json=body, headers=tag).status_code == 412


def test_an_indicator_s_light_can_be_overridden_with_a_justification(
    as_role: AsRole, machine: httpx.Client, new_project: Register, approved: Any, verified: Any, common_indicator: Any
) -> None:
    code = new_project(visibility="internal")["code"]
    [only] = indicators(approved(code, trained(common_indicator())))
    verified(code, {only["id"]: "100"})
    address = f"/api/v1/indicators/{only['id']}/light"
    body = {"light": "at-risk", "justification": "El dato es de un solo semestre."}
    assert machine.put(address, json=body).status_code == 403
    analyst = as_role("analyst")
    assert pointers(analyst.put(address, json={"light": "at-risk", "justification": ""})) == {
        "/justification": "field-required"
    }
    assert analyst.put(address, json=body).status_code == 204
    [told] = indicators(machine.get(f"/api/v1/frameworks/{code}").json())
    assert (told["light"], told["computed_light"], told["override"]["by_name"]) == (
        "at-risk", "achieved", "Analista SCI (demo)",
    )  # fmt: skip
    assert analyst.delete(address).status_code == 204
    [told] = indicators(machine.get(f"/api/v1/frameworks/{code}").json())
    assert (told["light"], told["override"]) == ("achieved", None)


def test_a_tree_of_projects_has_three_levels_and_no_loop(machine: httpx.Client, new_project: Register) -> None:
    top = new_project()
    middle = new_project(parent_id=top["id"])
    low = new_project(parent_id=middle["id"])
    too_low = machine.post(
        "/api/v1/projects", json={"title": {"es": "x"}, "modality": "bilateral", "parent_id": low["id"]}
    )
    assert pointers(too_low).get("/parent_id") == "project-levels"
    loop = machine.patch(
        f"/api/v1/projects/{top['code']}", json={"parent_id": low["id"]}, headers={"If-Match": top["etag"]}
    )
    assert pointers(loop) == {"/parent_id": "project-loop"}
    listed = machine.get("/api/v1/projects", params={"parent": top["id"]}).json()
    assert [item["code"] for item in listed["items"]] == [middle["code"]]


def test_lights_are_told_by_project_and_in_all(public: httpx.Client) -> None:
    body = public.get("/api/v1/rollup/lights").json()
    [demo] = [item for item in body["items"] if item["project"]["code"] == "GT-2025-0001"]
    framework = public.get("/api/v1/frameworks/GT-2025-0001").json()
    assert demo["lights"] == framework["lights"]
    assert sum(body["lights"].values()) >= sum(demo["lights"].values())
    assert body["projects"] >= len(body["items"]) > 0
