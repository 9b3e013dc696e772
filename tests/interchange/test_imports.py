"""A file on its way in: checked, looked at, applied, reported, undone."""

import os
import signal
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from lxml import etree

from registry_api.interchange.iati.standard import schema
from tests.conftest import FIXTURES, Platform, wait_for_import
from tests.interchange.test_validate import resident_mb

RunImport = Callable[..., dict[str, Any]]
REAL_FILES = os.environ.get("MILPA_REAL_FILES", "")
RECORDS = {"iati-activities": "iati-activity", "iati-organisations": "iati-organisation"}


def own(name: str) -> tuple[bytes, str]:
    """A fixture whose identifiers are this test's alone, and what they start with."""
    mark = f"XM-EXAMPLE-{uuid.uuid4().hex[:10]}"
    content = (FIXTURES / name).read_bytes()
    for prefix in (b"XM-EXAMPLE-OLD-", b"XM-EXAMPLE-T-", b"XM-EXAMPLE-ORG-"):
        content = content.replace(prefix, f"{mark}-".encode())
    return content, mark


def big(activities: int, mark: str) -> bytes:
    """A file of many small activities."""
    one = (
        "<iati-activity><iati-identifier>{id}</iati-identifier><reporting-org ref='XM-EXAMPLE-T' type='10'>"
        "<narrative>A</narrative></reporting-org><title><narrative>Proyecto {n}</narrative></title><description>"
        "<narrative>D</narrative></description><participating-org role='1' ref='XM-EXAMPLE-T'/>"
        "<activity-status code='2'/><activity-date type='2' iso-date='2020-01-01'/></iati-activity>"
    )
    body = "".join(one.format(id=f"{mark}-{n}", n=n) for n in range(activities))
    return f'<iati-activities version="2.03">{body}</iati-activities>'.encode()


def projects_of(client: httpx.Client, import_id: str) -> list[dict[str, Any]]:
    page = client.get("/api/v1/projects", params={"imported_by": import_id, "limit": 200}).json()
    return list(page["items"])


def test_nothing_is_registered_before_it_is_applied(machine: httpx.Client, run_import: RunImport) -> None:
    content, mark = own("activities-2.03.xml")
    checked = run_import(content, filename="../../etc/mine.xml")
    assert checked["status"] == "ready"
    assert checked["filename"] == "mine.xml"
    assert checked["counts"] == {"created": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    assert machine.get("/api/v1/projects", params={"q": mark}).json()["total"] == 0
    rows = machine.get(checked["rows"]).json()["items"]
    assert [(row["action"], row["identifier"]) for row in rows] == [("created", f"{mark}-1"), ("created", f"{mark}-2")]
    assert rows[0]["line"] == 4
    address = f"/api/v1/imports/{checked['id']}"
    assert machine.post(f"{address}/apply").status_code == 202
    applied = wait_for_import(machine, address, "applied")
    assert applied["progress"] == {"done": 2, "total": 2, "remaining_seconds": None}
    assert machine.get("/api/v1/projects", params={"q": mark}).json()["total"] == 2


def test_what_an_activity_says_is_registered(machine: httpx.Client, run_import: RunImport) -> None:
    content, mark = own("activities-2.03.xml")
    run_import(content, apply=True, visibility="public")
    [item] = machine.get("/api/v1/projects", params={"iati_identifier": f"{mark}-1"}).json()["items"]
    project = machine.get(f"/api/v1/projects/{item['code']}").json()
    assert project["title"] == {
        "es": "Riego compartido en la cuenca", "en": "Shared irrigation in the basin", "fr": "Irrigation partagée",
    }  # fmt: skip
    assert project["objective"]["es"].startswith("Que los agricultores")
    assert (project["start_actual"], project["end_planned"]) == ("2025-02-01", "2027-01-31")
    assert project["stage"] == "implementation"
    assert project["visibility"] == "public"
    codes = {(row["vocabulary"], row["code"]): row["weight"] for row in project["classifications"]}
    assert codes[("crs-purpose", "14040")] == "60"
    assert ("country", "GT") in {(place["kind"], place["code"]) for place in project["places"]}
    assert {(t["type"], t["currency"], t["amount"]) for t in project["totals"]} == {
        ("budget", "EUR", "150000.5"), ("2", "EUR", "150000.5"), ("3", "USD", "-20.25"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["activities-2.03.xml", "activities-1.03.xml", "organisations-2.03.xml"])
def test_the_same_file_again_changes_nothing(machine: httpx.Client, run_import: RunImport, name: str) -> None:
    content, _ = own(name)
    first = run_import(content, apply=True)
    assert first["status"] == "applied"
    again = run_import(content, apply=True)
    changed = {"created": 0, "updated": 0, "rejected": 0}
    assert again["counts"] | changed == again["counts"]
    assert again["counts"]["unchanged"] == sum(first["counts"].values())


def test_an_old_version_is_upgraded_on_the_way_in(machine: httpx.Client, run_import: RunImport) -> None:
    content, mark = own("activities-1.03.xml")
    done = run_import(content, apply=True)
    assert done["counts"]["created"] == 1
    [item] = machine.get("/api/v1/projects", params={"iati_identifier": f"{mark}-1"}).json()["items"]
    assert item["title"] == {"es": "Formación de técnicos"}
    project = machine.get(f"/api/v1/projects/{item['code']}").json()
    assert {row["role"] for row in project["participations"]} == {"funding", "implementing"}
    assert (project["start_actual"], project["end_planned"]) == ("2010-03-01", "2012-12-31")
    exported = machine.get("/api/v1/exports/iati", params={"iati_identifier": f"{mark}-1"}).content
    schema("iati-activities").assertValid(etree.fromstring(exported))


def test_export_writes_back_what_the_model_does_not_hold(machine: httpx.Client, run_import: RunImport) -> None:
    content, _ = own("activities-2.03.xml")
    done = run_import(content, apply=True)
    exported = machine.get("/api/v1/exports/iati", params={"imported_by": done["id"]}).content
    tree = etree.fromstring(exported)
    schema("iati-activities").assertValid(tree)
    canonical = {canonical_activity(a) for a in tree.iterfind("iati-activity")}
    assert canonical == {canonical_activity(a) for a in etree.fromstring(content).iterfind("iati-activity")}


def canonical_activity(activity: etree._Element) -> bytes:
    """An activity's content, apart from how it is written: indentation and namespace declarations."""
    for element in activity.iter(etree.Element):
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    return etree.tostring(activity, method="c14n", exclusive=True, with_comments=False)


def test_a_newer_file_changes_what_it_changed_and_keeps_what_was_edited_here(
    machine: httpx.Client, run_import: RunImport
) -> None:
    content, mark = own("activities-2.03.xml")
    run_import(content, apply=True)
    [item] = machine.get("/api/v1/projects", params={"iati_identifier": f"{mark}-1"}).json()["items"]
    address = f"/api/v1/projects/{item['code']}"
    etag = machine.get(address).headers["etag"]
    edited = machine.patch(address, json={"objective": {"es": "Editado aquí"}}, headers={"If-Match": etag})
    assert edited.status_code == 200
    newer = content.replace(b"Riego compartido en la cuenca", "Riego común".encode())
    done = run_import(newer, apply=True)
    assert done["counts"] == {"created": 0, "updated": 1, "unchanged": 1, "rejected": 0}
    project = machine.get(address).json()
    assert project["title"]["es"] == "Riego común"
    assert project["objective"]["es"] == "Editado aquí"
    [row] = machine.get(done["rows"], params={"action": "updated"}).json()["items"]
    assert [change["field"] for change in row["changes"]] == ["title"]


def test_two_activities_with_one_identifier_are_left_out_and_named(
    machine: httpx.Client, run_import: RunImport
) -> None:
    content, mark = own("activities-2.03.xml")
    content = content.replace(f"{mark}-2".encode(), f"{mark}-1".encode())
    content = content.replace(b"</iati-activities>", big(1, mark)[32:])
    done = run_import(content, apply=True)
    assert done["status"] == "applied"
    assert done["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 2}
    assert machine.get("/api/v1/projects", params={"iati_identifier": f"{mark}-1"}).json()["total"] == 0
    rejected = machine.get(done["rows"], params={"action": "rejected"}).json()["items"]
    assert {row["reason"] for row in rejected} == {"identifier-twice"}
    problems = machine.get(done["problems"]).json()["items"]
    assert any(mark in problem["message"] + problem["identifier"] for problem in problems)


@pytest.mark.parametrize(("choice", "title"), [("first", "Proyecto 0"), ("last", "Proyecto 2")])
def test_of_activities_with_one_identifier_the_user_chooses(
    machine: httpx.Client, run_import: RunImport, choice: str, title: str
) -> None:
    mark = f"XM-EXAMPLE-{uuid.uuid4().hex[:10]}"
    content = (
        big(3, mark)
        .replace(f"{mark}-1".encode(), f"{mark}-0".encode())
        .replace(f"{mark}-2".encode(), f"{mark}-0".encode())
    )
    checked = run_import(content)
    assert checked["counts"]["rejected"] == 3
    address = f"/api/v1/imports/{checked['id']}"
    assert machine.post(f"{address}/apply", params={"repeated": choice}).status_code == 202
    applied = wait_for_import(machine, address, "applied")
    assert applied["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 2}
    [project] = machine.get("/api/v1/projects", params={"q": mark}).json()["items"]
    assert next(iter(project["title"].values())) == title


@pytest.mark.parametrize(
    ("content", "identifier"),
    [(b"not xml", "0.1.1"), (b"<html/>", "0.2.1"), (big(50, "XM-EXAMPLE-CUT")[:-400], "0.1.1")],
    ids=["words", "html", "truncated"],
)
def test_a_file_that_cannot_be_read_registers_nothing(
    machine: httpx.Client, run_import: RunImport, content: bytes, identifier: str
) -> None:
    failed = run_import(content, apply=True)
    assert failed["status"] == "failed"
    assert failed["failure"]["id"] == identifier
    assert failed["failure"]["advice"]
    assert projects_of(machine, failed["id"]) == []
    assert machine.post(f"/api/v1/imports/{failed['id']}/apply").status_code == 409
    assert machine.get("/api/v1/projects", params={"q": "XM-EXAMPLE-CUT"}).json()["total"] == 0


def test_an_import_is_undone_unless_someone_edited_since(machine: httpx.Client, run_import: RunImport) -> None:
    content, mark = own("activities-2.03.xml")
    done = run_import(content, apply=True)
    first = machine.get("/api/v1/projects", params={"iati_identifier": f"{mark}-1"}).json()["items"][0]["code"]
    etag = machine.get(f"/api/v1/projects/{first}").headers["etag"]
    machine.patch(f"/api/v1/projects/{first}", json={"stage": "closed"}, headers={"If-Match": etag})
    address = f"/api/v1/imports/{done['id']}"
    assert machine.post(f"{address}/undo").status_code == 202
    undone = wait_for_import(machine, address, "undone")
    assert undone["report"]["undone"] == {"deleted": 1, "restored": 0, "kept": 1}
    assert machine.get("/api/v1/projects", params={"q": mark}).json()["total"] == 1


def test_undoing_an_update_restores_what_was(machine: httpx.Client, run_import: RunImport) -> None:
    content, mark = own("activities-2.03.xml")
    run_import(content, apply=True)
    query = {"iati_identifier": f"{mark}-1"}
    code = machine.get("/api/v1/projects", params=query).json()["items"][0]["code"]
    before = machine.get(f"/api/v1/projects/{code}").json()
    newer = content.replace(b"Riego compartido en la cuenca", b"Otro").replace(
        b"150000.50</value><desc", b"9</value><desc"
    )
    done = run_import(newer, apply=True)
    assert machine.get(f"/api/v1/projects/{code}").json()["totals"] != before["totals"]
    machine.post(f"/api/v1/imports/{done['id']}/undo")
    undone = wait_for_import(machine, f"/api/v1/imports/{done['id']}", "undone")
    assert undone["report"]["undone"]["restored"] == 1
    after = machine.get(f"/api/v1/projects/{code}").json()
    moving = {"version", "updated_at", "updated_by"}
    assert {k: v for k, v in after.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}


def test_a_repeated_upload_starts_one_import(machine: httpx.Client) -> None:
    content, _ = own("activities-2.03.xml")
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    first = machine.post("/api/v1/imports?kind=iati", content=content, headers=headers)
    second = machine.post("/api/v1/imports?kind=iati", content=content, headers=headers)
    assert first.headers["location"] == second.headers["location"]
    other = machine.post("/api/v1/imports?kind=iati", content=content + b" ", headers=headers)
    assert other.status_code == 409


def test_pressing_apply_twice_applies_once(machine: httpx.Client, run_import: RunImport) -> None:
    content, mark = own("activities-2.03.xml")
    address = f"/api/v1/imports/{run_import(content)['id']}"
    assert [machine.post(f"{address}/apply").status_code for _ in range(3)] == [202] * 3
    wait_for_import(machine, address, "applied")
    time.sleep(0.5)
    assert machine.get("/api/v1/projects", params={"q": mark}).json()["total"] == 2


def test_one_file_sent_by_many_at_once_is_registered_once(machine: httpx.Client) -> None:
    content, mark = own("activities-2.03.xml")
    sent = [machine.post("/api/v1/imports?kind=iati&apply=true", content=content) for _ in range(4)]
    done = [wait_for_import(machine, answer.headers["location"]) for answer in sent]
    assert {item["status"] for item in done} == {"applied"}
    assert sum(item["counts"]["created"] for item in done) == 2
    assert machine.get("/api/v1/projects", params={"q": mark}).json()["total"] == 2


def test_a_killed_worker_loses_nothing_and_does_nothing_twice(platform: Platform, machine: httpx.Client) -> None:
    mark = f"XM-EXAMPLE-{uuid.uuid4().hex[:10]}"
    address = machine.post("/api/v1/imports?kind=iati&apply=true", content=big(3000, mark)).headers["location"]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        seen = machine.get(address).json()
        if seen["status"] == "applying" and seen["progress"]["done"] > 0:
            break
        time.sleep(0.02)
    assert seen["progress"]["done"] < 3000
    assert 0 < seen["progress"]["remaining_seconds"] < 120
    [pid] = platform.pids("registry_api.worker")
    os.kill(pid, signal.SIGKILL)
    done = wait_for_import(machine, address, "applied|failed")
    assert done["status"] == "applied"
    assert machine.get("/api/v1/projects", params={"q": mark}).json()["total"] == 3000


def test_the_worker_outlives_files_read_side_by_side(platform: Platform, machine: httpx.Client) -> None:
    before = platform.pids("registry_api.worker")
    files = [big(1500, f"XM-EXAMPLE-{uuid.uuid4().hex[:10]}") for _ in range(4)]
    started = [machine.post("/api/v1/imports?kind=iati", content=file).headers["location"] for file in files]
    for address in started:
        assert wait_for_import(machine, address)["counts"]["created"] == 1500
    assert platform.pids("registry_api.worker") == before


def test_an_import_that_every_worker_dies_of_is_given_up(platform: Platform, machine: httpx.Client) -> None:
    content, mark = own("activities-2.03.xml")
    address = machine.post("/api/v1/imports?kind=iati", content=content).headers["location"]
    found = wait_for_import(machine, address, "ready")
    with psycopg.connect(platform.database_url, options="-c search_path=jobs") as connection:
        connection.execute("UPDATE registry.import SET status = 'checking' WHERE id = %s", [found["id"]])
        connection.execute(
            "INSERT INTO procrastinate_jobs (task_name, args, status, attempts, queue_name) "
            "VALUES ('registry:imports.check', jsonb_build_object('import_id', %s::text), 'doing', 3, 'default')",
            [found["id"]],
        )
    failed = wait_for_import(machine, address, "failed")
    assert "send the file again" in failed["failure"]["advice"].lower()
    assert machine.get("/api/v1/projects", params={"q": mark}).json()["total"] == 0


def test_a_large_file_is_read_in_flat_memory(platform: Platform, machine: httpx.Client, run_import: RunImport) -> None:
    content, _ = own("activities-2.03.xml")
    start, one, rest = content.partition(b"<iati-activity>")
    filler = b"<!-- " + b"x" * 1000 + b" -->\n"

    def file() -> Any:
        yield start
        for _ in range(200):
            yield filler * 1000
        yield one + rest

    answer = machine.post("/api/v1/imports?kind=iati", content=file())
    assert answer.status_code == 202, answer.text
    assert answer.json()["size"] > 200_000_000
    done = wait_for_import(machine, answer.headers["location"])
    assert done["counts"]["created"] == 2
    for module in ("registry_api.main:app", "registry_api.worker", "gateway.main:app"):
        [pid] = platform.pids(module)
        assert resident_mb(pid) < 500, module


@pytest.mark.parametrize("role", ["public", "partner", "registrar", "evaluator"])
def test_who_may_not_import(role: str, public: httpx.Client, as_role: Callable[[str], httpx.Client]) -> None:
    client = public if role == "public" else as_role(role)
    expected = 401 if role == "public" else 403
    assert client.post("/api/v1/imports?kind=iati", content=b"<x/>").status_code == expected
    assert client.get("/api/v1/imports").status_code == expected


def test_an_unknown_kind_is_named(machine: httpx.Client) -> None:
    answer = machine.post("/api/v1/imports?kind=excel", content=b"x")
    assert answer.json()["errors"][0]["pointer"] == "#query:kind"


def real_files() -> list[Path]:
    return sorted(Path(REAL_FILES).glob("*.xml")) if REAL_FILES else []


@pytest.mark.parametrize("file", real_files(), ids=lambda file: file.name)
def test_real_files_import_with_nothing_lost(machine: httpx.Client, run_import: RunImport, file: Path) -> None:
    content = file.read_bytes()
    root = etree.parse(str(file)).getroot()
    records = len(root.findall(RECORDS[root.tag]))
    first = run_import(content, apply=True, filename=file.name)
    assert first["status"] == "applied"
    assert first["counts"]["rejected"] == 0
    assert sum(first["counts"].values()) == records
    again = run_import(content, apply=True)
    assert again["counts"] == {"created": 0, "updated": 0, "unchanged": records, "rejected": 0}
    if root.tag == "iati-organisations":
        return
    exported = machine.get("/api/v1/exports/iati", params={"imported_by": first["id"]}).content
    tree = etree.fromstring(exported)
    assert len(tree) == records
    schema("iati-activities").assertValid(tree)
    back = run_import(exported)
    assert back["counts"] == {"created": 0, "updated": 0, "unchanged": records, "rejected": 0}
