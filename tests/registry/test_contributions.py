"""Contributions in cash and in kind, rates, and what they add up to."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_api.finance.rules import (
    MAX_RATE_AGE,
    Line,
    PersonDayRate,
    Rate,
    RateBook,
    Total,
    counted,
    day_of,
    valued,
)
from tests.conftest import pointers

Register = Callable[..., dict[str, Any]]


@pytest.fixture
def mexico(machine: httpx.Client) -> str:
    body = {"name": {"es": f"Agencia {uuid.uuid4().hex[:8]}"}, "country": "MX"}
    return str(machine.post("/api/v1/organisations", json=body).json()["id"])


@pytest.fixture
def rates(machine: httpx.Client) -> Iterator[None]:
    """Rates of years that nothing else uses, gone afterwards."""
    added = []
    for path, body in (
        ("exchange-rates", {"currency": "GTQ", "date": "2091-01-01", "per_dollar": "8", "source": "Test"}),
        ("exchange-rates", {"currency": "EUR", "date": "2091-01-01", "per_dollar": "0.8", "source": "Test"}),
        (
            "valuation-rates",
            {"country": "MX", "grade": "senior", "valid_from": "2091-01-01", "amount": "200", "currency": "USD",
             "source": "Test"},
        ),
    ):  # fmt: skip
        answer = machine.post(f"/api/v1/{path}", json=body)
        assert answer.status_code == 201, answer.text
        added.append(f"/api/v1/{path}/{answer.json()['id']}")
    yield
    for address in added:
        machine.delete(address)


def give(client: httpx.Client, project: dict[str, Any], **fields: Any) -> httpx.Response:
    body = {"kind": "expert-time", "basis": "planned", "year": 2091} | fields
    return client.post(f"/api/v1/projects/{project['code']}/contributions", json=body)


def test_person_days_are_valued_by_the_rate_table(
    machine: httpx.Client, new_project: Register, mexico: str, rates: None
) -> None:
    project = new_project()
    answer = give(machine, project, organisation_id=mexico, quantity="12.5", grade="senior", country="MX")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["valuation"], made["amount"], made["currency"]) == ("rate-table", "2500", "USD")
    assert made["rate"]["source"] == "Test"
    give(machine, project, organisation_id=mexico, basis="executed", amount="1600.10", currency="GTQ", kind="travel")
    give(machine, project, organisation_id=mexico, basis="executed", quantity="3")
    found = machine.get(f"/api/v1/projects/{project['code']}/finance").json()
    assert found["planned"]["converted"] == {"GTQ": "20000", "USD": "2500", "EUR": "2000"}
    assert found["executed"]["original"] == [{"currency": "GTQ", "amount": "1600.1"}]
    assert found["executed"]["converted"]["USD"] == "200.01"
    assert found["executed"]["unvalued"] == 1
    assert [partner["organisation"]["id"] for partner in found["partners"]] == [mexico]
    assert {kind["kind"] for kind in found["kinds"]} == {"expert-time", "travel"}
    assert found["gaps"] == []
    assert {rate["source"] for rate in found["rates"]} == {"Test"}
    in_use = machine.get("/api/v1/valuation-rates", params={"country": "MX"}).json()["items"][0]["id"]
    assert machine.delete(f"/api/v1/valuation-rates/{in_use}").status_code == 409
    machine.delete(f"/api/v1/projects/{project['code']}/contributions/{made['id']}", headers={"If-Match": '"1"'})


def test_a_missing_rate_is_told_and_not_taken_for_nothing(
    machine: httpx.Client, new_project: Register, mexico: str
) -> None:
    project = new_project()
    give(machine, project, organisation_id=mexico, year=2095, amount="100", currency="JPY", kind="cash")
    found = machine.get(f"/api/v1/projects/{project['code']}/finance").json()
    assert found["planned"]["original"] == [{"currency": "JPY", "amount": "100"}]
    assert found["planned"]["converted"] == {"GTQ": None, "USD": None, "EUR": None}
    assert {"currency": "JPY", "date": "2095-07-01"} in found["gaps"]


def test_the_same_money_registered_twice_counts_once(machine: httpx.Client, new_project: Register, mexico: str) -> None:
    period = {"period_start": "2091-01-01", "period_end": "2091-12-31", "amount": "500", "currency": "USD"}
    project = new_project(budgets=[period | {"organisation_id": mexico}])
    give(machine, project, organisation_id=mexico, kind="cash", amount="450", currency="USD")
    found = machine.get(f"/api/v1/projects/{project['code']}/finance").json()
    assert found["planned"]["original"] == [{"currency": "USD", "amount": "450"}]
    assert found["counts_once"] is True


def test_a_contribution_is_replaced_only_from_the_version_seen(
    machine: httpx.Client, new_project: Register, mexico: str
) -> None:
    project = new_project()
    made = give(machine, project, organisation_id=mexico, amount="10", currency="USD")
    address = made.headers["location"]
    body = {
        "organisation_id": mexico,
        "kind": "cash",
        "basis": "planned",
        "year": 2091,
        "amount": "11",
        "currency": "USD",
    }
    changed = machine.put(address, json=body, headers={"If-Match": made.headers["etag"]})
    assert (changed.status_code, changed.json()["amount"]) == (200, "11")
    stale = machine.put(address, json=body, headers={"If-Match": made.headers["etag"]})
    assert stale.status_code == 412
    assert stale.json()["current"]["amount"] == "11"


def test_what_is_wrong_with_a_contribution_is_named(machine: httpx.Client, new_project: Register, mexico: str) -> None:
    project = new_project()
    assert pointers(give(machine, project, organisation_id=mexico)) == {"/amount": "contribution-empty"}
    assert pointers(give(machine, project, organisation_id=mexico, amount="1")) == {"/currency": "field-required"}
    assert pointers(give(machine, project, organisation_id=mexico, amount="1", currency="USD", kind="x")) == {
        "/kind": "code-unknown"
    }
    assert pointers(give(machine, project, organisation_id=str(uuid.uuid4()), amount="1", currency="USD")) == {
        "/organisation_id": "organisation-unknown"
    }


def test_rates_are_the_analysts(as_role: Callable[[str], httpx.Client], public: httpx.Client, rates: None) -> None:
    body = {"currency": "GTQ", "date": "2092-01-01", "per_dollar": "7.5", "source": "Test"}
    assert public.post("/api/v1/exchange-rates", json=body).status_code == 401
    assert as_role("registrar").post("/api/v1/exchange-rates", json=body).status_code == 403
    taken = as_role("analyst").post("/api/v1/exchange-rates", json=body | {"date": "2091-01-01"})
    assert taken.status_code == 409
    assert public.get("/api/v1/exchange-rates", params={"currency": "GTQ"}).json()["items"][0]["date"] == "2091-01-01"


# --- rules --------------------------------------------------------------------------------------------------

days = st.dates(date(2000, 1, 1), date(2030, 12, 31))
amounts = st.decimals(Decimal("0.01"), Decimal(10**9), places=2)
per_dollar = st.decimals(Decimal("0.0001"), Decimal(10**5), places=4)
histories = st.dictionaries(days, per_dollar, max_size=6)
ORGANISATIONS = [uuid.UUID(int=n) for n in range(1, 4)]
lines = st.builds(
    Line,
    st.sampled_from([None, *ORGANISATIONS]),
    st.sampled_from(["planned", "executed"]),
    st.sampled_from(["cash", "travel"]),
    st.sampled_from(["contribution", "budget", "disbursement", "expenditure"]),
    st.dates(date(2020, 1, 1), date(2021, 12, 31)),
    amounts,
    st.sampled_from(["USD", "GTQ"]),
)


def book(**rates: dict[date, Decimal]) -> RateBook:
    return RateBook({name: [Rate(day, value, "s") for day, value in rate.items()] for name, rate in rates.items()})


@given(amounts, days, histories)
def test_an_amount_is_converted_by_the_newest_rate_before_it_or_not_at_all(
    amount: Decimal, day: date, history: dict[date, Decimal]
) -> None:
    rates = book(GTQ=history)
    found = rates.convert(amount, "USD", "GTQ", day)
    usable = [known for known in history if known <= day <= known + timedelta(days=MAX_RATE_AGE)]
    if not usable:
        assert found is None
        assert rates.gaps == {("GTQ", day)}
    else:
        assert found is not None
        assert abs(found - amount * history[max(usable)]) <= Decimal("0.005")
        assert set(rates.used) == {("GTQ", max(usable))}


@given(amounts, days)
def test_a_currency_is_worth_itself(amount: Decimal, day: date) -> None:
    assert book().convert(amount, "XXX", "XXX", day) == amount


@given(st.lists(lines, max_size=20))
def test_sums_by_partner_add_up_to_the_whole_exactly(found: list[Line]) -> None:
    kept, rates = counted(found), book()
    whole, parts = Total(), {partner: Total() for partner in [None, *ORGANISATIONS]}
    for line in kept:
        whole.add(line, rates)
        parts[line.organisation_id].add(line, rates)
    for currency in ("USD", "GTQ"):
        assert sum(part.original[currency] for part in parts.values()) == whole.original[currency]


@given(st.lists(lines, max_size=20))
def test_no_cash_of_a_partner_and_year_counts_from_two_registers(found: list[Line]) -> None:
    kept = counted(found)
    assert [line for line in kept if line.kind != "cash"] == [line for line in found if line.kind != "cash"]
    registers: dict[tuple[Any, ...], set[str]] = {}
    for line in kept:
        if line.kind == "cash":
            registers.setdefault((line.organisation_id, line.basis, line.day.year), set()).add(line.origin)
    places = {(line.organisation_id, line.basis, line.day.year) for line in found if line.kind == "cash"}
    assert set(registers) == places
    for origins in registers.values():
        assert len(origins) == 1 or origins == {"budget", "disbursement"}


@given(st.decimals(Decimal("0.5"), 1000, places=1), st.dictionaries(days, amounts, max_size=5), st.integers(1999, 2031))
def test_person_days_are_valued_by_the_rate_in_force_at_mid_year(
    quantity: Decimal, table: dict[date, Decimal], year: int
) -> None:
    rates = [PersonDayRate(uuid.uuid4(), day, amount, "USD") for day, amount in table.items()]
    found = valued(quantity, rates, day_of(year))
    in_force = [day for day in table if day <= date(year, 7, 1)]
    if not in_force:
        assert found is None
    else:
        assert found is not None
        assert found[1].valid_from == max(in_force)
        assert abs(found[0] - quantity * table[max(in_force)]) <= Decimal("0.005")
