"""The history: every change is in it, the past can be read, and a changed link shows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_api.history.rules import Entry, differences, provenance, replay
from registry_api.history.verify import verify
from service_kit.database import libpq_url
from service_kit.roles import role_url
from tests.conftest import Platform

Register = Callable[..., dict[str, Any]]
TODAY = datetime.now(UTC).date()


def patch(client: httpx.Client, project: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = client.patch(
        f"/api/v1/projects/{project['code']}", json=fields, headers={"If-Match": f'"{project["version"]}"'}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_who_changed_what_and_when_is_told(
    as_role: Callable[[str], httpx.Client], machine: httpx.Client, new_project: Register
) -> None:
    project = new_project(objective={"es": "Antes"}, places=[{"kind": "country", "code": "GT"}])
    changed = patch(as_role("analyst"), project, objective={"es": "Después"}, places=[])
    entries = machine.get(f"/api/v1/projects/{project['code']}/history").json()
    newest = {entry["table"]: entry for entry in reversed(entries["items"])}
    assert newest["project"]["actor_name"] == "Analista SCI (demo)"
    assert newest["project"]["origin"] == "person"
    assert newest["project"]["rows"][0]["before"]["objective"] == {"es": "Antes"}
    assert newest["project"]["rows"][0]["after"]["objective"] == {"es": "Después"}
    assert newest["place"]["action"] == "delete"
    assert newest["place"]["rows"][0]["before"]["code"] == "GT"
    first = entries["items"][-1]
    assert (first["number"], first["action"], first["origin"]) == (1, "insert", "client")
    assert changed["version"] == 2


def test_the_request_that_changed_something_is_in_the_log(platform: Platform, machine: httpx.Client) -> None:
    answer = machine.post("/api/v1/projects", json={"title": {"es": "Con rastro"}, "modality": "multilateral"})
    [entry] = machine.get(f"/api/v1/projects/{answer.json()['code']}/history").json()["items"]
    assert entry["request_id"] == answer.headers["x-request-id"]
    assert entry["request_id"] in platform.log("registry-api")


def test_a_record_is_read_as_it_stood(platform: Platform, machine: httpx.Client, new_project: Register) -> None:
    project = new_project(title={"es": "Título de entonces"}, classifications=[{"vocabulary": "sdg-goal", "code": "6"}])
    age(platform, f"project:{project['id']}", days=10)
    patch(machine, project, title={"es": "Título de ahora"}, classifications=[])
    address = f"/api/v1/projects/{project['code']}"
    then = machine.get(address, params={"as_of": str(TODAY - timedelta(days=5))}).json()
    assert then["title"] == {"es": "Título de entonces"}
    assert [row["label"]["en"] for row in then["classifications"]] == ["Clean water and sanitation"]
    assert machine.get(address, params={"as_of": str(TODAY)}).json()["title"] == {"es": "Título de ahora"}
    assert machine.get(address, params={"as_of": str(TODAY - timedelta(days=20))}).status_code == 404
    days = {"before": str(TODAY - timedelta(days=5)), "after": str(TODAY)}
    found = machine.get(f"{address}/comparison", params=days).json()["items"]
    assert {"table": "project", "field": "title"}.items() <= found[-1].items()
    assert found[-1]["before"] == {"es": "Título de entonces"}
    assert found[-1]["after"] == {"es": "Título de ahora"}
    assert {row["table"] for row in found} == {"assignment", "project"}


BEFORE, AFTER = {"es": "De antes"}, {"es": "De ahora"}
RECORDS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "organisations": ({"name": BEFORE, "contacts": [{"name": "Ana"}]}, "PATCH", {"name": AFTER, "contacts": []}),
    "agreements": ({"type": "memorandum", "title": BEFORE}, "PUT", {"type": "memorandum", "title": AFTER}),
    "working-tables": ({"name": BEFORE}, "PUT", {"name": AFTER}),
    "events": (
        {"type": "workshop", "title": BEFORE, "starts": "2026", "participants": [{"person": "Ana", "people": 2}]},
        "PUT",
        {"type": "workshop", "title": AFTER, "starts": "2026"},
    ),
    "commitments": ({"what": BEFORE, "due_on": "2026-01-01"}, "PUT", {"what": AFTER, "due_on": "2026-01-01"}),
    "documents": ({"title": BEFORE}, "PATCH", {"title": AFTER}),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_any_record_is_read_as_it_stood(
    platform: Platform, machine: httpx.Client, public: httpx.Client, new_project: Register, kind: str
) -> None:
    before, method, after = RECORDS[kind]
    project = new_project()["id"]
    owner: dict[str, Any] = {}
    if kind == "commitments":
        organisation = machine.post("/api/v1/organisations", json={"name": {"es": "Responsable"}}).json()
        owner = {"organisation_id": organisation["id"]}
    elif kind in {"events", "documents"}:
        owner = {"project_id": project}
    answer = machine.post(f"/api/v1/{kind}", json=before | owner)
    assert answer.status_code == 201, answer.text
    address, identifier = answer.headers["location"], answer.json()["id"]
    for chain in chains_of(platform, identifier, project):
        age(platform, chain, days=10)
    changed = machine.request(
        method, address, json=after | ({} if method == "PATCH" else owner), headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text
    then = machine.get(address, params={"as_of": str(TODAY - timedelta(days=5))})
    assert then.status_code == 200, then.text
    assert "De antes" in then.text
    assert "De ahora" not in then.text
    assert "De ahora" in machine.get(address, params={"as_of": str(TODAY)}).text
    assert machine.get(address, params={"as_of": str(TODAY - timedelta(days=20))}).status_code == 404
    assert public.get(address, params={"as_of": str(TODAY)}).status_code in {401, 404}
    for rows in ("contacts", "participants"):
        if rows in before:
            assert "Ana" in str(then.json()[rows])
            assert changed.json()[rows] == []


def test_a_code_list_is_read_as_it_stood(
    platform: Platform, machine: httpx.Client, as_role: Callable[[str], httpx.Client]
) -> None:
    admin, codes = as_role("administrator"), "/api/v1/vocabularies/tag/codes"
    admin.post(codes, json={"code": "past", "label": BEFORE})
    age(platform, "vocabulary:tag", days=10)
    admin.patch(f"{codes}/past", json={"label": AFTER}, headers={"If-Match": "*"})
    then = machine.get(codes, params={"as_of": str(TODAY - timedelta(days=5))}).json()["items"]
    assert next(row for row in then if row["code"] == "past")["label"] == BEFORE
    assert next(row for row in machine.get(codes).json()["items"] if row["code"] == "past")["label"] == AFTER


def test_it_is_told_who_said_each_field(
    as_role: Callable[[str], httpx.Client], machine: httpx.Client, run_import: Callable[..., dict[str, Any]]
) -> None:
    identifier = "XM-EXAMPLE-PROVENANCE"
    file = f"""<iati-activities version="2.03"><iati-activity default-currency="USD">
        <iati-identifier>{identifier}</iati-identifier>
        <reporting-org ref="XM-EXAMPLE" type="10"><narrative>Example</narrative></reporting-org>
        <title><narrative>From a file</narrative></title></iati-activity></iati-activities>"""
    done = run_import(file.encode(), apply=True)
    [found] = machine.get("/api/v1/projects", params={"iati_identifier": identifier}).json()["items"]
    project = machine.get(f"/api/v1/projects/{found['code']}").json()
    patch(as_role("analyst"), project, objective={"es": "Dicho por una persona"})
    said = {row["field"]: row for row in machine.get(f"/api/v1/projects/{found['code']}/provenance").json()["items"]}
    assert said["title"]["origin"] == f"import:{done['id']}"
    assert (said["objective"]["origin"], said["objective"]["actor_name"]) == ("person", "Analista SCI (demo)")
    assert "cooperation_type" not in said


def test_the_public_reads_no_past(public: httpx.Client) -> None:
    for path in ("history", "provenance", "comparison?before=2026-01-01&after=2026-02-01"):
        assert public.get(f"/api/v1/projects/GT-2016-0001/{path}").status_code == 401
    assert public.get("/api/v1/projects/GT-2016-0001?as_of=2026-11-24").status_code == 401


def test_others_drafts_have_no_history_for_a_partner(
    as_role: Callable[[str], httpx.Client], new_project: Register
) -> None:
    project = new_project()
    assert as_role("partner").get(f"/api/v1/projects/{project['code']}/history").status_code == 404


# --- the chain ----------------------------------------------------------------------------------------------


@pytest.fixture
def owner(platform: Platform) -> Iterator[psycopg.Connection[Any]]:
    """The database's owner, who can do what no service can."""
    with psycopg.connect(libpq_url(platform.database_url), autocommit=True) as connection:
        yield connection


def age(platform: Platform, chain: str, *, days: int) -> None:
    """Make a chain's entries older, as its owner may, and link them anew."""
    with psycopg.connect(libpq_url(platform.database_url)) as connection:
        connection.execute("ALTER TABLE registry.history DISABLE TRIGGER history_stays")
        connection.execute(
            "UPDATE registry.history SET at = at - make_interval(days => %s) WHERE chain = %s", [days, chain]
        )
        rows = connection.execute("SELECT number FROM registry.history WHERE chain = %s ORDER BY 1", [chain])
        for (number,) in rows.fetchall():
            connection.execute(
                """UPDATE registry.history h SET previous = coalesce((SELECT p.hash FROM registry.history p
                   WHERE p.chain = h.chain AND p.number = h.number - 1), '') WHERE chain = %s AND number = %s""",
                [chain, number],
            )
            connection.execute(
                "UPDATE registry.history h SET hash = registry.history_hash(h) WHERE chain = %s AND number = %s",
                [chain, number],
            )
        connection.execute(
            """UPDATE registry.history_head d SET hash = h.hash FROM registry.history h
               WHERE h.chain = d.chain AND h.number = d.number AND d.chain = %s""",
            [chain],
        )
        connection.execute("ALTER TABLE registry.history ENABLE TRIGGER history_stays")


def chains_of(platform: Platform, *keys: str) -> list[str]:
    with psycopg.connect(libpq_url(platform.database_url)) as connection:
        rows = connection.execute(
            "SELECT chain FROM registry.history_head WHERE split_part(chain, ':', 2) = ANY(%s)", [list(keys)]
        )
        return [chain for (chain,) in rows]


TAMPERINGS = {
    "content": (
        """UPDATE registry.history SET rows = '[]' WHERE chain = %(chain)s AND number = 2""",
        "entry 2",
        "its content was changed",
    ),
    "taken out": (
        "DELETE FROM registry.history WHERE chain = %(chain)s AND number = 2",
        "entry 3",
        "an entry before it is missing",
    ),
    "newest taken out": (
        "DELETE FROM registry.history WHERE chain = %(chain)s AND number = 3",
        "entry 3",
        "the newest entries are missing",
    ),
    "said by another": (
        "UPDATE registry.history SET actor_name = 'someone else' WHERE chain = %(chain)s AND number = 1",
        "entry 1",
        "its content was changed",
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_check_names_the_first_broken_link(
    platform: Platform, owner: psycopg.Connection[Any], machine: httpx.Client, new_project: Register, name: str
) -> None:
    statement, place, reason = TAMPERINGS[name]
    project = new_project()
    for number in range(2):
        project |= patch(machine, project, objective={"es": f"Cambio {number}"})
    chain = f"project:{project['id']}"
    assert verify(platform.database_url) is None
    kept = owner.execute("SELECT * FROM registry.history WHERE chain = %s", [chain]).fetchall()
    owner.execute("ALTER TABLE registry.history DISABLE TRIGGER history_stays")
    try:
        owner.execute(statement, {"chain": chain})
        broken = verify(platform.database_url)
        assert broken is not None
        assert chain in broken
        assert place in broken
        assert reason in broken
    finally:
        owner.execute("DELETE FROM registry.history WHERE chain = %s", [chain])
        for row in kept:
            values = [psycopg.types.json.Jsonb(v) if isinstance(v, list) else v for v in row]
            owner.execute(f"INSERT INTO registry.history VALUES ({', '.join(['%s'] * len(values))})", values)
        owner.execute("ALTER TABLE registry.history ENABLE TRIGGER history_stays")
    assert verify(platform.database_url) is None


def test_nobody_changes_the_history(platform: Platform, owner: psycopg.Connection[Any]) -> None:
    for statement in (
        "UPDATE registry.history SET actor = 'x'",
        "DELETE FROM registry.history",
        "TRUNCATE registry.history",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            owner.execute(statement)
    secret = (platform.home / "secret").read_text().strip()
    with psycopg.connect(libpq_url(role_url(platform.database_url, "registry", secret)), autocommit=True) as service:
        for statement in (
            "UPDATE registry.history SET actor = 'x'",
            "INSERT INTO registry.history_head VALUES ('project:x', 1, '')",
            "DELETE FROM registry.history",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                service.execute(statement)


def test_every_domain_table_is_followed(owner: psycopg.Connection[Any]) -> None:
    """A new table is either followed or named here with the reason why not."""
    no_domain = {
        "alembic_version", "history", "history_head", "idempotency_key",  # the platform's own
        "project_code_counter",  # says nothing that codes do not
        "import", "import_problem", "import_row",  # a record of changes themselves
        "stored_file", "stored_file_chunk", "iati_source", "iati_organisation_source",  # files, never changed
        "change", "change_era", "shown_project",  # made from the history itself
        "webhook_delivery",  # keeps its own attempts
        "saved_view", "notification",  # a person's own conveniences
    }  # fmt: skip
    followed = {
        name
        for (name,) in owner.execute(
            """SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'registry' AND t.tgname LIKE 'history_%%'
               GROUP BY 1 HAVING count(*) = 3"""
        )
    }
    tables = {
        name for (name,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'registry'").fetchall()
    }
    assert tables - no_domain == followed


def test_bulk_statements_are_in_it_row_by_row(owner: psycopg.Connection[Any], new_project: Register) -> None:
    projects = [new_project() for _ in range(3)]
    ids = [project["id"] for project in projects]
    owner.execute("UPDATE registry.project SET source = 'bulk' WHERE id = ANY(%s)", [ids])
    for project in projects:
        row = owner.execute(
            """SELECT origin, rows->0->'after'->>'source' FROM registry.history WHERE chain = %s
               ORDER BY number DESC LIMIT 1""",
            [f"project:{project['id']}"],
        ).fetchone()
        assert row == ("database", "bulk")


# --- rules --------------------------------------------------------------------------------------------------

values = st.one_of(st.none(), st.text(max_size=5), st.integers(0, 9))
rows = st.dictionaries(st.sampled_from("abc"), values, min_size=1, max_size=3)


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Entry], list[dict[str, dict[str, Any]]]]:
    """Entries as the triggers write them, and the table as it stood after each."""
    table: dict[str, dict[str, Any]] = {}
    entries, states = [], []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        key = draw(st.sampled_from("123"))
        if key not in table:
            table[key] = draw(rows)
            change = {"key": key, "after": dict(table[key])}
            action = "insert"
        elif draw(st.booleans()):
            change, action = {"key": key, "before": table.pop(key)}, "delete"
        else:
            after = draw(rows)
            before = {name: table[key].get(name) for name in after}
            table[key] = table[key] | after
            change, action = {"key": key, "before": before, "after": after}, "update"
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        entries.append(Entry(number, at, "t", action, [change], "a", f"actor {number}", "person", ""))
        states.append({name: dict(row) for name, row in table.items()})
    return entries, states


@given(chains())
def test_replaying_any_prefix_gives_the_table_as_it_stood(
    made: tuple[list[Entry], list[dict[str, dict[str, Any]]]],
) -> None:
    entries, states = made
    for count, expected in enumerate(states, 1):
        assert replay(entries[:count]) == {"t": expected}


@given(chains())
def test_differences_are_none_exactly_when_nothing_differs(
    made: tuple[list[Entry], list[dict[str, dict[str, Any]]]],
) -> None:
    entries, _ = made
    whole, part = replay(entries), replay(entries[:-1])
    assert list(differences(whole, whole)) == []
    for found in differences(part, whole):
        assert part.get("t", {}).get(found.key, {}).get(found.field) == found.before
        assert whole["t"].get(found.key, {}).get(found.field) == found.after
        assert found.before != found.after


@given(chains())
def test_the_last_who_wrote_a_field_said_it(made: tuple[list[Entry], list[dict[str, dict[str, Any]]]]) -> None:
    entries, _ = made
    for field, said in provenance(entries, "t").items():
        writers = [e for e in entries for change in e.rows if field in (change.get("after") or {})]
        assert said.actor_name == writers[-1].actor_name
