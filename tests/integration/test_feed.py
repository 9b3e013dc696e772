"""The feed of changes: nothing is ever skipped, and nothing unpublished is told."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, text

from registry_api.changes.era import begin_era_if_restored
from service_kit.database import driver_url
from tests.conftest import Platform


def follow(client: httpx.Client, after: str, limit: int = 1000, **params: Any) -> Iterator[dict[str, Any]]:
    """Yield pages until nothing more is there."""
    while True:
        answer = client.get("/api/v1/changes", params={"after": after, "limit": limit, **params})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page
        after = page["next"]
        if not page["more"]:
            return


def latest(client: httpx.Client) -> str:
    return str(client.get("/api/v1/changes", params={"after": "latest"}).json()["next"])


def settle(platform: Platform) -> None:
    """Wait until all that was committed by now is shown: other transactions of the platform may still run."""
    with psycopg.connect(platform.database_url, autocommit=True) as connection:
        [xid] = connection.execute("SELECT pg_current_xact_id()::text").fetchone() or [0]
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = connection.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::text::xid8", [xid]
            ).fetchone()
            if found == (True,):
                return
            time.sleep(0.02)
    raise AssertionError("a transaction does not end")


def told_since(platform: Platform, client: httpx.Client, after: str) -> list[tuple[str, str]]:
    settle(platform)
    return [(i["type"], i["record"]["id"]) for page in follow(client, after) for i in page["items"]]


RECORDS = 6
WRITERS = 4


@pytest.fixture(scope="module")
def organisations(machine: httpx.Client) -> list[str]:
    return [
        machine.post("/api/v1/organisations", json={"name": {"es": f"Del feed {n}"}}).json()["id"]
        for n in range(RECORDS)
    ]


def test_no_change_is_skipped_whatever_the_order_of_commits(
    platform: Platform, machine: httpx.Client, organisations: list[str]
) -> None:
    """Writers whose transactions overlap in every way that hypothesis finds, and a reader that pages in between.

    After a commit the record is dirty until the reader is told of it by a page read later; in the end none is.
    """

    class Feed(RuleBasedStateMachine):
        idle = Bundle("idle")
        busy = Bundle("busy")

        @initialize(target=idle)
        def connect(self) -> Any:
            self.open: dict[int, set[str]] = {}
            self.dirty: set[str] = set()
            self.ever: set[str] = set()
            self.connections = [psycopg.connect(platform.database_url) for _ in range(WRITERS)]
            self.place = latest(machine)
            return 0

        @initialize(target=idle)
        def second(self) -> int:
            return 1

        @initialize(target=idle)
        def third(self) -> int:
            return 2

        @initialize(target=idle)
        def fourth(self) -> int:
            return 3

        @rule(target=busy, writer=consumes(idle), record=st.sampled_from(organisations))
        def begin(self, writer: int, record: str) -> int:
            self.open[writer] = set()
            self._write(writer, record)
            return writer

        @rule(writer=busy, record=st.sampled_from(organisations))
        def write(self, writer: int, record: str) -> None:
            self._write(writer, record)

        def _write(self, writer: int, record: str) -> None:
            # A record that another open transaction changes would make this one wait for it.
            if any(record in held for other, held in self.open.items() if other != writer):
                # An id is taken all the same, so that a gap opens in the order of commits.
                self.connections[writer].execute("SELECT pg_current_xact_id()")
                return
            self.connections[writer].execute(
                "UPDATE registry.organisation SET website = gen_random_uuid()::text WHERE id = %s", [record]
            )
            self.open[writer].add(record)

        @rule(target=idle, writer=consumes(busy), pages=st.integers(0, 3), limit=st.integers(1, 3))
        def commit(self, writer: int, pages: int, limit: int) -> int:
            self.connections[writer].commit()
            self.dirty |= self.open[writer]
            self.ever |= self.open.pop(writer)
            for _ in range(pages):
                self._take(next(follow(machine, self.place, limit)))
            return writer

        @rule(target=idle, writer=consumes(busy))
        def roll_back(self, writer: int) -> int:
            self.connections[writer].rollback()
            del self.open[writer]
            return writer

        def _take(self, page: dict[str, Any]) -> None:
            told = {item["record"]["id"] for item in page["items"]} & set(organisations)
            assert told <= self.ever, "told of what was never committed"
            self.dirty -= told
            self.place = page["next"]

        @precondition(lambda self: not self.open)
        @invariant()
        def nothing_is_missing_once_nobody_writes(self) -> None:
            if not self.dirty:
                return
            settle(platform)
            for page in follow(machine, self.place, 2):
                self._take(page)
            assert not self.dirty

        def teardown(self) -> None:
            for connection in getattr(self, "connections", []):
                connection.close()

    run_state_machine_as_test(
        Feed,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_reader_beside_writers_through_the_api_hears_of_every_record(
    platform: Platform, machine: httpx.Client
) -> None:
    place, created, done = latest(machine), set(), threading.Event()
    lock = threading.Lock()

    def write(n: int) -> None:
        for i in range(12):
            body = {"name": {"es": f"Escritor {n}, {i}"}}
            identifier = machine.post("/api/v1/organisations", json=body).json()["id"]
            with lock:
                created.add(identifier)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for writer in writers:
        writer.start()
    heard: set[str] = set()
    while any(writer.is_alive() for writer in writers):
        for page in follow(machine, place, 5):
            heard |= {item["record"]["id"] for item in page["items"]}
            place = page["next"]
    done.set()
    settle(platform)
    for page in follow(machine, place, 5):
        heard |= {item["record"]["id"] for item in page["items"]}
    assert len(created) == 72
    assert created <= heard


class TestWhatIsTold:
    def test_one_change_a_record_and_transaction(
        self, platform: Platform, machine: httpx.Client, new_project: Callable[..., dict[str, Any]]
    ) -> None:
        place = latest(machine)
        project = new_project(places=[{"kind": "country", "code": "GT"}], budgets=[
            {"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "5", "currency": "GTQ"}
        ])  # fmt: skip
        settle(platform)
        items = [item for page in follow(machine, place) for item in page["items"]]
        [item] = [item for item in items if item["record"]["id"] == project["id"]]
        assert (item["type"], item["record"]["code"], item["own"]) == ("project.changed", project["code"], True)
        assert machine.get(item["record"]["href"]).json()["code"] == project["code"]

    def test_the_public_hears_of_published_projects_only_and_of_their_withdrawal(
        self,
        platform: Platform,
        machine: httpx.Client,
        public: httpx.Client,
        new_project: Callable[..., dict[str, Any]],
    ) -> None:
        place = latest(public)
        draft = new_project(title={"es": "Nunca publicado"})
        open_one = new_project(title={"es": "Publicado"}, visibility="public")
        told = told_since(platform, public, place)
        assert ("project.changed", open_one["id"]) in told
        assert draft["id"] not in {identifier for _, identifier in told}
        machine.patch(
            f"/api/v1/projects/{draft['id']}", json={"humanitarian": True}, headers={"If-Match": draft["etag"]}
        ).raise_for_status()
        place = latest(public)
        machine.patch(
            f"/api/v1/projects/{open_one['id']}", json={"visibility": "internal"}, headers={"If-Match": "*"}
        ).raise_for_status()
        settle(platform)
        items = [item for page in follow(public, place) for item in page["items"]]
        [item] = [item for item in items if item["record"]["id"] == open_one["id"]]
        assert item["type"] == "project.removed"
        assert (item["record"]["code"], item["record"]["href"], item["own"]) == (None, None, False)
        machine.patch(f"/api/v1/projects/{draft['id']}", json={"visibility": "draft"}, headers={"If-Match": "*"})
        machine.delete(f"/api/v1/projects/{draft['id']}", headers={"If-Match": "*"}).raise_for_status()
        assert draft["id"] not in {identifier for _, identifier in told_since(platform, public, place)}

    def test_a_deleted_record_is_told_as_removed(
        self, platform: Platform, machine: httpx.Client, new_project: Callable[..., dict[str, Any]]
    ) -> None:
        project = new_project(responsible_id=machine.get("/api/v1/session").json()["organisation"]["id"])
        place = latest(machine)
        machine.delete(f"/api/v1/projects/{project['id']}", headers={"If-Match": "*"}).raise_for_status()
        events = [kind for kind, identifier in told_since(platform, machine, place) if identifier == project["id"]]
        assert events == ["project.removed"]

    def test_kinds_and_pages(self, machine: httpx.Client) -> None:
        page = machine.get("/api/v1/changes", params={"kind": "agreement", "limit": 2}).json()
        assert {item["record"]["kind"] for item in page["items"]} == {"agreement"}
        first = machine.get("/api/v1/changes", params={"limit": 2})
        assert first.json()["more"] is True
        assert 'rel="next"' in first.headers["link"]

    @pytest.mark.parametrize(
        "cursor", ["x", "WyIxIl0", "WyItMSIsIjEiLCJhIiwiYiJd", "WyIxIiwiOTk5OTk5OTk5OTk5OTk5OTk5OTkiLCIiLCIiXQ"]
    )
    def test_a_cursor_that_is_none_is_refused(self, public: httpx.Client, cursor: str) -> None:
        answer = public.get("/api/v1/changes", params={"after": cursor})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "#query:after"


def test_a_restored_backup_begins_a_new_era_and_readers_go_on(platform: Platform, machine: httpx.Client) -> None:
    place = latest(machine)
    organisation = machine.post("/api/v1/organisations", json={"name": {"es": "Antes de restaurar"}}).json()["id"]
    engine = create_engine(driver_url(platform.database_url, "psycopg"))
    with engine.begin() as connection:
        assert begin_era_if_restored(connection) is False
        # As a backup from a server that had given more transaction ids than this one.
        era = connection.scalar(text("SELECT number FROM registry.change_era"))
        connection.execute(
            text(
                "INSERT INTO registry.change VALUES (:era, '900000000000'::xid8, 'organisation', :id, false, now(), '')"
            ),
            {"era": era, "id": organisation},
        )
    assert list(told_since(platform, machine, latest(machine))) == []
    with engine.begin() as connection:
        assert begin_era_if_restored(connection) is True
        assert begin_era_if_restored(connection) is False
    engine.dispose()
    after = machine.post("/api/v1/organisations", json={"name": {"es": "Después de restaurar"}}).json()["id"]
    told = [identifier for _, identifier in told_since(platform, machine, place)]
    assert told.count(organisation) == 2
    assert told[-1] == after
