"""What is taken away comes back by a press, as it was: nobody is asked beforehand, nothing is lost."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
from playwright.sync_api import Page, expect

SignIn = Callable[[str], Page]
Register = Callable[..., dict[str, Any]]
AsRole = Callable[[str], httpx.Client]


def written(client: httpx.Client, address: str) -> list[dict[str, Any]]:
    """Rows of a list without what tells one writing of a row from the next."""
    items = client.get(address).json()["items"]
    return [{name: value for name, value in row.items() if name not in {"id", "version"}} for row in items]


def take_away_and_back(page: Page, what: str, told: str) -> None:
    page.get_by_role("button", name=what).first.click()
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_role("button", name=what)).to_have_count(0)
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_role("button", name=what)).to_have_count(1)


def test_a_transaction_comes_back_as_it_was(sign_in: SignIn, new_project: Register, as_role: AsRole) -> None:
    code = new_project()["code"]
    analyst = as_role("analyst")
    provider = analyst.get("/api/v1/session").json()["organisation"]["id"]
    address = f"/api/v1/projects/{code}/transactions"
    row = {"type": "3", "date": "2025-05-04", "value_date": "2025-05-01", "amount": "125000.50", "currency": "GTQ",
           "description": {"es": "Primer desembolso"}, "reference": "A-17", "provider_id": provider}  # fmt: skip
    assert analyst.post(address, json=row).status_code == 201
    before = written(analyst, address)
    page = sign_in("analyst")
    page.goto(f"/projects/{code}")
    take_away_and_back(page, "Quitar la transacción", "La transacción se quitó.")
    assert written(analyst, address) == before


def test_a_contribution_valued_by_rate_stays_so_when_it_is_edited_and_comes_back(
    sign_in: SignIn, new_project: Register, as_role: AsRole
) -> None:
    code = new_project()["code"]
    analyst = as_role("analyst")
    rate = {"country": "PA", "grade": "senior", "valid_from": "2020-01-01", "amount": "300", "currency": "USD"}
    assert analyst.post("/api/v1/valuation-rates", json=rate | {"source": "Prueba"}).status_code in {201, 409}
    address = f"/api/v1/projects/{code}/contributions"
    partner = analyst.get("/api/v1/session").json()["organisation"]["id"]
    row = {"organisation_id": partner, "kind": "expert-time", "basis": "planned", "year": 2025, "quantity": "20",
           "grade": "senior", "country": "PA"}  # fmt: skip
    assert analyst.post(address, json=row).status_code == 201
    [before] = written(analyst, address)
    assert (before["valuation"], before["amount"]) == ("rate-table", "6000")
    page = sign_in("analyst")
    page.goto(f"/projects/{code}?tab=contributions")
    region = page.get_by_role("region", name="Aportes en efectivo y en especie")
    region.get_by_role("button", name="Editar").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label(re.compile("^Días-persona")).fill("10")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)
    [edited] = written(analyst, address)
    assert (edited["valuation"], edited["amount"]) == ("rate-table", "3000")
    take_away_and_back(page, "Quitar el aporte", "El aporte se quitó.")
    assert written(analyst, address) == [edited]


def test_an_exchange_rate_comes_back(sign_in: SignIn, as_role: AsRole) -> None:
    analyst = as_role("analyst")
    day = date(2092, 1, 1) + timedelta(days=uuid.uuid4().int % 20_000)
    row = {"currency": "SEK", "date": day.isoformat(), "per_dollar": "10.25", "source": f"Prueba {uuid.uuid4().hex}"}
    assert analyst.post("/api/v1/exchange-rates", json=row).status_code == 201
    page = sign_in("analyst")
    page.goto("/rates")
    line = page.get_by_role("row").filter(has_text=row["source"])
    line.get_by_role("button", name="Quitar la tasa").click()
    expect(page.get_by_text("La tasa se quitó.")).to_be_visible()
    expect(line).to_have_count(0)
    page.get_by_role("button", name="Deshacer").click()
    expect(line).to_have_count(1)
    analyst.delete(f"/api/v1/exchange-rates/{_id(analyst, row)}")


def _id(client: httpx.Client, row: dict[str, str]) -> str:
    items = client.get("/api/v1/exchange-rates", params={"currency": "SEK", "limit": 100}).json()["items"]
    return str(next(item["id"] for item in items if item["source"] == row["source"]))
