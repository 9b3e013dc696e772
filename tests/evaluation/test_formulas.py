"""Formula indicators: the arithmetic itself, and how a framework computes with it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation_api.frameworks.formula import FormulaError, evaluate, parse, references, series
from tests.conftest import pointers
from tests.evaluation.conftest import YEAR, indicators, outline

numbers = st.decimals(min_value=-(10**6), max_value=10**6, places=3)


@given(a=numbers, b=numbers)
def test_arithmetic_is_exact(a: Decimal, b: Decimal) -> None:
    values = {"a": a, "b": b}
    assert evaluate(parse("a + b - b"), values) == a
    assert evaluate(parse("-(a * 2) / 2"), values) == -a
    assert evaluate(parse("0.1 + 0.2"), {}) == Decimal("0.3")
    ratio = evaluate(parse("100 * a / b"), values)
    assert ratio is None if b == 0 else ratio is not None and abs(ratio * b - 100 * a) < Decimal("0.001")


@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_a_formula_or_refused(text: str) -> None:
    with suppress(FormulaError):
        tree = parse(text)
        evaluate(tree, dict.fromkeys(references(tree), Decimal(1)))


@pytest.mark.parametrize(
    "written",
    ["", "a +", "a ** b", "a // b", "f(a)", "a.b", "a[0]", "'x'", "1e9", "0x10", "1_000", "a if b else 1", "True",
     "a == b", "lambda: 1", "-" * 200 + "a", "__import__('os')", "a; b", "a\nb", "1" * 20],
)  # fmt: skip
def test_only_arithmetic_is_a_formula(written: str) -> None:
    with pytest.raises(FormulaError):
        parse(written)


def test_a_period_counts_when_everything_in_the_formula_was_measured() -> None:
    tree = parse("100 * women / total")
    first, second, third = ((date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026))
    measured = {
        "women": {first: Decimal(30), second: Decimal(5)},
        "total": {first: Decimal(60), third: Decimal(9)},
    }
    assert series(tree, measured) == {first: Decimal(50)}
    assert series(tree, {"women": measured["women"]}) == {}


def share(**fields: Any) -> dict[str, Any]:
    return {
        "title": {"es": "Participación de mujeres"}, "measure": "percentage", "formula": "100 * women / (women + men)",
        "targets": [YEAR | {"value": "50"}],
    } | fields  # fmt: skip


WOMEN = {"title": {"es": "Mujeres capacitadas"}, "reference": "women", "targets": [YEAR | {"value": "40"}]}
MEN = {"title": {"es": "Hombres capacitados"}, "reference": "men"}


def test_a_formula_is_computed_from_what_was_verified(
    machine: httpx.Client, new_project: Callable[..., dict[str, Any]], approved: Any, verified: Any
) -> None:
    code = new_project(visibility="internal")["code"]
    women, men, computed = indicators(approved(code, WOMEN, MEN, share()))
    by_hand = {"project": code, **YEAR, "measurements": [{"indicator_id": computed["id"], "value": "9"}]}
    assert pointers(machine.post("/api/v1/monitoring/reports", json=by_hand)) == {
        "/measurements/0/value": "indicator-computed"
    }
    verified(code, {women["id"]: "30", men["id"]: "60"})
    told = indicators(machine.get(f"/api/v1/frameworks/{code}").json())[2]
    assert told["measurements"][0]["value"] == "33.3333"
    assert told["measurements"][0]["status"] == "computed"
    assert told["targets"][0]["light"] == "at-risk"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"formula": "women +"}, "formula-syntax"),
        ({"formula": "1 + 1"}, "formula-syntax"),
        ({"formula": "children / women"}, "formula-reference"),
        ({"formula": "2 * again"}, "formula-reference"),
        ({"measure": "yes-no", "targets": []}, "formula-measure"),
    ],
)
def test_a_formula_that_cannot_be_computed_is_refused(
    machine: httpx.Client, new_project: Callable[..., dict[str, Any]], fields: dict[str, Any], code: str
) -> None:
    again = share(reference="again", title={"es": "Otra"})
    body = outline(WOMEN, MEN, again, share(**fields))
    answer = machine.put(f"/api/v1/frameworks/{new_project()['code']}", json=body)
    assert pointers(answer) == {"/results/0/indicators/3/formula": code}


def test_a_reference_names_one_indicator(machine: httpx.Client, new_project: Callable[..., dict[str, Any]]) -> None:
    answer = machine.put(f"/api/v1/frameworks/{new_project()['code']}", json=outline(WOMEN, WOMEN))
    assert pointers(answer) == {"/results/0/indicators/1/reference": "reference-twice"}
