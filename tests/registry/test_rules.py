"""Pure rules, over whatever hypothesis thinks of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from registry_api.projects import rules


@dataclass
class Weighted:
    vocabulary: str
    code: str
    weight: Decimal | None


def split(parts: list[int]) -> list[Decimal]:
    """Percentages that sum to 100 exactly, in proportion to ``parts``."""
    shares = [Decimal(100 * part // sum(parts)) for part in parts[:-1]]
    return [*shares, Decimal(100) - sum(shares)]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_weights_that_sum_to_100_are_accepted_and_others_are_not(parts: list[int]) -> None:
    weights = split(parts)
    rows = [Weighted("sdg-goal", str(n), weight) for n, weight in enumerate(weights)]
    assert list(rules.weights(rows)) == []
    rows[0].weight = weights[0] + Decimal("0.000001")
    assert [error.code for error in rules.weights(rows)] == ["weights-sum"]


@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=6))
def test_a_list_without_percentages_is_accepted(vocabularies: list[str]) -> None:
    assert list(rules.weights([Weighted(v, str(n), None) for n, v in enumerate(vocabularies)])) == []


@given(st.dates(), st.dates())
def test_the_end_is_never_before_the_start(start: date, end: date) -> None:
    errors = list(rules.date_order([("start", start, "end", end)]))
    assert (len(errors) == 1) == (end < start)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("12")), max_size=10))
def test_every_repetition_is_named_once(keys: list[tuple[str, str]]) -> None:
    assert len(list(rules.repeated("/rows", keys))) == len(keys) - len(set(keys))
