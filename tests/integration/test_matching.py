"""Which project a partner's record may be about: measured on a labelled set, and found through the gateway."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from registry_api.federation.rules import PROPOSED_FROM, Facts, score, title_likeness
from tests.integration.titles import labelled

titles = st.text(alphabet="abcdefghij xyzáé0123", min_size=1, max_size=60)


def test_precision_and_recall_on_the_labelled_set() -> None:
    cases = labelled()
    proposed = [(case, score(case.ours, case.theirs)[0] >= PROPOSED_FROM) for case in cases]
    right = sum(case.same and found for case, found in proposed)
    precision = right / sum(found for _, found in proposed)
    recall = right / sum(case.same for case in cases)
    print(f"matching: {len(cases)} pairs, precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.97
    assert recall >= 0.97


@given(titles, titles)
def test_likeness_is_between_none_and_whole_and_has_no_direction(a: str, b: str) -> None:
    assert 0 <= title_likeness(a, b) <= 1
    assert title_likeness(a, b) == title_likeness(b, a)


@given(titles.filter(lambda t: any(c.isalnum() for c in t)), st.dates(), st.sets(st.sampled_from(["MX", "GT", "DE"])))
def test_a_project_is_most_like_itself(title: str, start: date, countries: set[str]) -> None:
    facts = Facts((title,), start, None, frozenset(), frozenset(countries))
    whole, parts = score(facts, facts)
    if "title" in parts and parts["title"] >= 1:
        assert whole >= 0.95
    if start < date.max - timedelta(days=800):
        later = Facts((title,), start + timedelta(days=800), None, frozenset(), frozenset(countries))
        assert score(facts, later)[0] <= whole


def test_the_project_is_proposed_with_its_reasons(
    machine: httpx.Client, new_project: Callable[..., dict[str, Any]]
) -> None:
    ours = new_project(
        title={
            "es": "Fortalecimiento de viveros forestales comunitarios",
            "en": "Strengthening community tree nurseries",
        },
        start_planned="2026-02-01",
    )
    new_project(title={"es": "Fortalecimiento de viveros forestales comunitarios, fase II"}, start_planned="2029-02-01")
    for n, title in enumerate(
        ("VIVEROS FORESTALES COMUNITARIOS: fortalecimiento", "Strengthening of community tree nurseries")
    ):
        record = {"revision": 1, "title": {"es": title}, "start_planned": "2026-03-01"}
        kept = machine.put(f"/api/v1/partner-records/amexcid/vivero-{n}", json=record).json()
        [proposal] = machine.get(f"/api/v1/reconciliation/{kept['id']}").json()["proposals"]
        assert proposal["project"]["code"] == ours["code"]
        assert proposal["score"] >= PROPOSED_FROM
        assert set(proposal["reasons"]) == {"title", "dates"}
