"""AMEXCID's side, as its systems might behave: a registry that pushes its projects and mirrors ours.

It is not reliable on purpose: it goes offline, loses answers, repeats, reorders and delays messages, forgets where it
was in the feed. It follows docs/integration.md and nothing else.
"""

import json
import random
from dataclasses import dataclass, field
from typing import Any

import httpx

SYSTEM = "amexcid"


@dataclass
class Message:
    """A message on its way: what it says at one revision."""

    external_id: str
    revision: int
    content: dict[str, Any] | None


@dataclass
class Simulator:
    """A partner's registry and its link to ours."""

    client: httpx.Client
    random: random.Random
    prefix: str
    projects: dict[str, Message] = field(default_factory=dict)
    waiting: list[Message] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    mirror: dict[str, dict[str, Any]] = field(default_factory=dict)
    place: str | None = None
    offline: bool = False
    faults: int = 0

    # --- its own registry

    def work(self) -> None:
        """Somebody at the partner registers, changes or withdraws a project."""
        choice = self.random.random()
        if choice < 0.45 or not self.projects:
            external_id = f"{self.prefix}/{len(self.projects) + 1}"
            self._say(external_id, 1, self._content(1))
        else:
            last = self.projects[self.random.choice(sorted(self.projects))]
            content = None if choice > 0.9 else self._content(last.revision + 1)
            self._say(last.external_id, last.revision + self.random.randint(1, 3), content)

    def _content(self, number: int) -> dict[str, Any]:
        title = f"Proyecto {self.prefix} {self.random.randrange(1000)} versión {number}"
        return {"title": {"es": title}, "start_planned": f"20{self.random.randint(20, 30)}-01-01", "sdg_goals": ["17"]}

    def _say(self, external_id: str, revision: int, content: dict[str, Any] | None) -> None:
        message = Message(external_id, revision, content)
        self.projects[external_id] = message
        self.waiting.append(message)

    # --- the link

    def push(self) -> None:
        """Send what waits, one by one or as a whole, with whatever goes wrong on the way."""
        if self.offline or not self.waiting:
            return
        if self.random.random() < 0.3:
            self.random.shuffle(self.waiting)
            self.faults += 1
        if self.random.random() < 0.3:
            self._push_bulk()
            return
        for message in list(self.waiting):
            fate = self.random.random()
            if fate < 0.1:  # lost on the way there: it stays waiting
                self.faults += 1
                continue
            self._put(message)
            if fate < 0.2:  # the answer was lost: sent again later
                self.faults += 1
                continue
            self.waiting.remove(message)
            self.sent.append(message)

    def repeat(self) -> None:
        """Send old messages again, long after newer ones."""
        if self.offline or not self.sent:
            return
        for message in self.random.sample(self.sent, min(3, len(self.sent))):
            self._put(message)
            self.faults += 1

    def _put(self, message: Message) -> None:
        address = f"/api/v1/partner-records/{SYSTEM}/{message.external_id}"
        if message.content is None:
            answer = self.client.delete(address, params={"revision": message.revision})
        else:
            answer = self.client.put(address, json={"revision": message.revision, **message.content})
        assert answer.status_code in {200, 201}, answer.text

    def _push_bulk(self) -> None:
        lines = [
            {"external_id": m.external_id}
            | ({"removed": {"revision": m.revision}} if m.content is None
               else {"record": {"revision": m.revision, **m.content}})
            for m in self.waiting
        ]  # fmt: skip
        answer = self.client.post(
            f"/api/v1/partner-records/{SYSTEM}", content="\n".join(json.dumps(line) for line in lines)
        )
        outcomes = {json.loads(line)["outcome"] for line in answer.text.splitlines()}
        assert outcomes <= {"created", "updated", "unchanged", "stale", "removed"}, answer.text
        if self.random.random() < 0.3:  # the answer was cut off
            self.faults += 1
            return
        self.sent += self.waiting
        self.waiting = []

    def pull(self) -> None:
        """Follow the feed for a few pages and mirror the projects that it names."""
        if self.offline:
            return
        if self.random.random() < 0.1:  # restored from a backup of before
            self.place, self.faults = None, self.faults + 1
        for _ in range(self.random.randint(1, 4)):
            params: dict[str, Any] = {"kind": "project", "limit": self.random.choice([1, 7, 200])}
            if self.place is not None:
                params["after"] = self.place
            page = self.client.get("/api/v1/changes", params=params).json()
            for item in page["items"]:
                self._mirror(item)
            if self.random.random() < 0.1:  # died before writing down where it was
                self.faults += 1
                return
            self.place = page["next"]
            if not page["more"]:
                return

    def _mirror(self, item: dict[str, Any]) -> None:
        record = item["record"]
        if item["type"] == "project.removed":
            self.mirror.pop(record["id"], None)
            return
        kept = self.mirror.get(record["id"])
        headers = {"If-None-Match": kept["etag"]} if kept else {}
        answer = self.client.get(record["href"], headers=headers)
        if answer.status_code == 200:
            self.mirror[record["id"]] = answer.json() | {"etag": answer.headers["etag"]}
        elif answer.status_code == 404:  # gone since: its removal comes later in the feed
            self.mirror.pop(record["id"], None)
        else:
            assert answer.status_code == 304, answer.text

    def toggle(self) -> None:
        """Lose the connection, or find it again."""
        self.offline = not self.offline
        self.faults += 1

    def settle(self) -> None:
        """Come back and finish everything, with nothing going wrong any more."""
        self.offline = False
        for message in self.waiting:
            self._put(message)
        self.waiting = []
        more = True
        while more:
            params = {"kind": "project", "limit": 200} | ({"after": self.place} if self.place else {})
            page = self.client.get("/api/v1/changes", params=params).json()
            for item in page["items"]:
                self._mirror(item)
            self.place, more = page["next"], page["more"]
