"""Both sides end equal, after a hundred random faults."""

import random
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from gateway.identity.demo import PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET
from tests.conftest import Platform
from tests.integration.simulator import SYSTEM, Simulator
from tests.integration.test_feed import settle

FAULTS = 100


@pytest.fixture
def partner(platform: Platform, public: httpx.Client) -> Iterator[httpx.Client]:
    grant = {"grant_type": "client_credentials"}
    answer = public.post("/oauth/token", data=grant, auth=(PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET))
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    with httpx.Client(base_url=platform.url, headers=headers, timeout=60) as client:
        yield client


class Ours:
    """Our side: people who register, publish, withdraw and delete projects meanwhile."""

    def __init__(self, machine: httpx.Client, chance: random.Random) -> None:
        self.machine, self.random = machine, chance
        self.projects: list[str] = []

    def work(self) -> None:
        choice = self.random.random()
        if choice < 0.4 or not self.projects:
            body = {"title": {"es": f"Nuestro {uuid4().hex[:6]}"}, "modality": "triangular", "visibility": "public"}
            self.projects.append(self.machine.post("/api/v1/projects", json=body).json()["id"])
            return
        address = f"/api/v1/projects/{self.random.choice(self.projects)}"
        visibility = "public" if choice < 0.7 else self.random.choice(["internal", "draft"])
        change = {"visibility": visibility, "objective": {"es": uuid4().hex}}
        changed = self.machine.patch(address, json=change, headers={"If-Match": "*"})
        assert changed.status_code == 200, changed.text
        if visibility == "draft" and self.random.random() < 0.3:
            self.machine.delete(address, headers={"If-Match": "*"}).raise_for_status()
            self.projects.remove(address.rsplit("/", 1)[1])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_sides_end_equal(platform: Platform, partner: httpx.Client, machine: httpx.Client, seed: int) -> None:
    chance = random.Random(seed)
    simulator = Simulator(partner, chance, f"S{seed}-{uuid4().hex[:6]}")
    ours = Ours(machine, chance)
    steps: list[Callable[[], None]] = [
        simulator.work, simulator.work, simulator.push, simulator.repeat, simulator.pull, ours.work, ours.work,
        simulator.toggle,
    ]  # fmt: skip
    while simulator.faults < FAULTS:
        chance.choice(steps)()
    settle(platform)
    simulator.settle()
    _what_they_said_is_what_we_keep(partner, simulator)
    _what_they_mirror_is_what_we_show(partner, simulator)


def _what_they_said_is_what_we_keep(partner: httpx.Client, simulator: Simulator) -> None:
    for message in simulator.projects.values():
        kept = partner.get(f"/api/v1/partner-records/{SYSTEM}/{message.external_id}").json()
        assert (kept["revision"], kept["removed"]) == (message.revision, message.content is None)
        if message.content is not None:
            assert {name: kept["content"][name] for name in message.content} == message.content
    assert len(simulator.projects) > 5


def _what_they_mirror_is_what_we_show(partner: httpx.Client, simulator: Simulator) -> None:
    shown: dict[str, Any] = {}
    after = None
    while True:
        page = partner.get("/api/v1/projects", params={"limit": 200} | ({"after": after} if after else {})).json()
        for item in page["items"]:
            shown[item["id"]] = item["updated_at"]
        after = page["next"]
        if after is None:
            break
    assert {key: kept["updated_at"] for key, kept in simulator.mirror.items()} == shown
