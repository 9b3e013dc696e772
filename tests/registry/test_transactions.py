"""A project's transactions."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.conftest import pointers

BODY = {"type": "3", "date": "2026-03-01", "amount": "1250.50", "currency": "GTQ"}


def test_added_listed_replaced_removed(machine: httpx.Client, new_project: Callable[..., dict[str, Any]]) -> None:
    project = new_project()
    address = f"/api/v1/projects/{project['code']}/transactions"
    added = machine.post(address, json=BODY)
    assert added.status_code == 201
    assert added.json()["amount"] == "1250.5"
    assert machine.get(f"/api/v1/projects/{project['code']}").json()["version"] == 2
    [listed] = machine.get(address).json()["items"]
    assert listed == added.json()
    one = f"{address}/{listed['id']}"
    assert machine.put(one, json=BODY).status_code == 428
    replaced = machine.put(one, json=BODY | {"amount": "-0.01"}, headers={"If-Match": '"1"'})
    assert replaced.json()["amount"] == "-0.01"
    assert machine.delete(one, headers={"If-Match": '"1"'}).status_code == 412
    assert machine.delete(one, headers={"If-Match": '"2"'}).status_code == 204
    assert machine.get(address).json() == {"items": [], "total": 0, "next": None}


def test_what_is_wrong_is_named(machine: httpx.Client, new_project: Callable[..., dict[str, Any]]) -> None:
    address = f"/api/v1/projects/{new_project()['code']}/transactions"
    wrong = machine.post(address, json=BODY | {"type": "99", "currency": "ZZZ"})
    assert pointers(wrong) == {"/type": "code-unknown", "/currency": "code-unknown"}
    assert pointers(machine.post(address, json=BODY | {"amount": "1e400"})) == {"/amount": "field-number-size"}
