"""Vocabularies: seeded, public, with their sources, in three languages."""

import httpx
import pytest

DOMAIN_LISTS = [
    "modality", "stage", "partner-role", "cooperation-type", "instrument", "event-type", "sdg-goal", "katun-axis",
    "national-priority", "government-policy", "iberoamerican-sector", "country",
    "transaction-type", "organisation-type", "budget-type", "budget-status", "policy-marker", "currency",
]  # fmt: skip


def test_every_list_names_its_source(public: httpx.Client) -> None:
    items = public.get("/api/v1/vocabularies").json()["items"]
    assert all(item["source"] for item in items)
    assert {item["key"]: item["codes"] for item in items}["department"] == 22


@pytest.mark.parametrize("key", DOMAIN_LISTS)
def test_what_people_choose_from_is_in_three_languages(public: httpx.Client, key: str) -> None:
    items = public.get(f"/api/v1/vocabularies/{key}/codes").json()["items"]
    assert items
    missing = [item["code"] for item in items if not item["withdrawn"] and not {"es", "en", "de"} <= set(item["label"])]
    # CLDR has no German or Spanish name for a few codes that IATI keeps.
    assert len(missing) <= len(items) * 0.03, missing[:10]


def test_an_unknown_list_is_a_clear_404(public: httpx.Client) -> None:
    answer = public.get("/api/v1/vocabularies/nope/codes")
    assert answer.status_code == 404
    assert "nope" in answer.json()["detail"]
