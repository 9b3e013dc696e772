"""Projects through the gateway: register, read, change, find, delete."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.conftest import pointers

Register = Callable[..., dict[str, Any]]


def test_a_registered_project_is_read_back_by_id_and_by_code(machine: httpx.Client, new_project: Register) -> None:
    project = new_project(
        title={"es": "Agua", "en": "Water"},
        start_planned="2026-02-01",
        end_planned="2027-01-31",
        classifications=[{"vocabulary": "sdg-goal", "code": "6", "weight": "100"}],
        places=[{"kind": "department", "code": "GT-12", "share": "100"}],
        budgets=[{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "10.10", "currency": "GTQ"}],
        transactions=[{"type": "2", "date": "2026-02-01", "amount": "0.000001", "currency": "USD"}],
        events=[{"type": "study-visit", "title": {"es": "Visita"}, "starts": "2026-05"}],
    )
    assert project["code"].startswith("GT-2026-")
    for key in (project["id"], project["code"]):
        found = machine.get(f"/api/v1/projects/{key}")
        assert found.status_code == 200
        body = found.json()
        assert body["title"] == {"es": "Agua", "en": "Water"}
        assert body["places"][0]["name"]["es"] == "San Marcos"
        assert body["budgets"][0]["amount"] == "10.1"
        assert {"type": "2", "currency": "USD", "amount": "0.000001", "count": 1} in body["totals"]
        assert body["events"][0]["starts"] == "2026-05"
        assert found.headers["etag"] == '"1"'


def test_a_project_not_changed_since_is_not_sent_again(machine: httpx.Client, new_project: Register) -> None:
    project = new_project()
    answer = machine.get(f"/api/v1/projects/{project['code']}", headers={"If-None-Match": project["etag"]})
    assert answer.status_code == 304


def test_every_wrong_field_is_named_at_once(machine: httpx.Client) -> None:
    answer = machine.post(
        "/api/v1/projects",
        json={
            "title": {"es": " "},
            "modality": "no-such",
            "start_planned": "2027-01-01",
            "end_planned": "2026-01-01",
            "misspelt": 1,
            "budgets": [{"period_start": "2026-13-01", "period_end": "2026-12-31", "amount": "x", "currency": "GTQ"}],
        },
    )
    assert pointers(answer) == {
        "/title": "field-text-required",
        "/misspelt": "field-unknown",
        "/budgets/0/period_start": "field-date",
        "/budgets/0/amount": "field-number",
    }
    answer = machine.post(
        "/api/v1/projects",
        json={
            "title": {"es": "x"},
            "modality": "no-such",
            "start_planned": "2027-01-01",
            "end_planned": "2026-01-01",
            "participations": [{"organisation_id": str(uuid.uuid4()), "role": "pivotal"}],
            "classifications": [
                {"vocabulary": "sdg-goal", "code": "6", "weight": "60"},
                {"vocabulary": "sdg-goal", "code": "13", "weight": "30"},
            ],
        },
    )
    found = pointers(answer)
    assert found["/modality"] == "code-unknown"
    assert found["/end_planned"] == "date-order"
    assert found["/participations/0/organisation_id"] == "organisation-unknown"
    assert "weights-sum" in found.values()


@pytest.mark.parametrize(("language", "word"), [("es", "obligatorio"), ("en", "required"), ("de", "erforderlich")])
def test_errors_are_in_the_language_asked_for(machine: httpx.Client, language: str, word: str) -> None:
    answer = machine.post("/api/v1/projects", json={"title": {"es": "x"}}, headers={"Accept-Language": language})
    assert word in answer.json()["errors"][0]["detail"]
    assert answer.headers["content-language"] == language
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_change_needs_the_version_it_was_made_from(machine: httpx.Client, new_project: Register) -> None:
    project = new_project()
    address = f"/api/v1/projects/{project['code']}"
    assert machine.patch(address, json={"stage": "negotiation"}).status_code == 428
    first = machine.patch(address, json={"stage": "negotiation"}, headers={"If-Match": project["etag"]})
    assert first.status_code == 200
    stale = machine.patch(address, json={"stage": "approved"}, headers={"If-Match": project["etag"]})
    assert stale.status_code == 412
    assert stale.json()["current"]["stage"] == "negotiation"
    assert machine.get(address).json()["stage"] == "negotiation"


def test_of_many_changes_to_one_version_one_wins(machine: httpx.Client, new_project: Register) -> None:
    project = new_project()

    def change(number: int) -> int:
        return machine.patch(
            f"/api/v1/projects/{project['code']}",
            json={"description": {"es": f"Versión {number}"}},
            headers={"If-Match": project["etag"]},
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(change, range(8)))
    assert answers == [200, *[412] * 7]


def test_rows_keep_their_identity_when_a_list_is_changed(machine: httpx.Client, new_project: Register) -> None:
    project = new_project(places=[{"kind": "department", "code": "GT-01"}, {"kind": "department", "code": "GT-02"}])
    first, second = project["places"]
    answer = machine.patch(
        f"/api/v1/projects/{project['code']}",
        json={"places": [{"id": second["id"], "kind": "department", "code": "GT-02", "share": "40"},
                         {"kind": "department", "code": "GT-03"}]},
        headers={"If-Match": project["etag"]},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    places = answer.json()["places"]
    assert [place["code"] for place in places] == ["GT-02", "GT-03"]
    assert places[0]["id"] == second["id"]
    gone = machine.patch(
        f"/api/v1/projects/{project['code']}",
        json={"places": [{"id": first["id"], "kind": "department", "code": "GT-01"}]},
        headers={"If-Match": answer.headers["etag"]},
    )
    assert pointers(gone) == {"/places/0/id": "unknown-row"}


def test_only_drafts_are_deleted(machine: httpx.Client, new_project: Register) -> None:
    draft, published = new_project(), new_project(visibility="public")
    for project, status in ((draft, 204), (published, 409)):
        answer = machine.delete(f"/api/v1/projects/{project['code']}", headers={"If-Match": project["etag"]})
        assert answer.status_code == status
    assert machine.get(f"/api/v1/projects/{draft['code']}").status_code == 404


def test_a_repeated_registration_is_done_once(machine: httpx.Client) -> None:
    key, body = str(uuid.uuid4()), {"title": {"es": "Una sola vez"}, "modality": "triangular"}
    headers = {"Idempotency-Key": key}

    def register(_: int) -> httpx.Response:
        return machine.post("/api/v1/projects", json=body, headers=headers)

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(register, range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 1
    other = machine.post("/api/v1/projects", json=body | {"title": {"es": "Otra"}}, headers=headers)
    assert other.status_code == 409


def test_pages_show_every_project_once_whatever_the_order(machine: httpx.Client, new_project: Register) -> None:
    mark = uuid.uuid4().hex
    wanted = {new_project(title={"es": f"Página {mark} {n % 3}"}, start_planned="2026-01-01")["code"] for n in range(7)}
    for sort in ("-updated_at", "title", "start", "-start"):
        seen: list[str] = []
        after = None
        while True:
            query = {"q": mark, "limit": 2, "sort": sort} | ({"after": after} if after else {})
            page = machine.get("/api/v1/projects", params=query)
            seen += [item["code"] for item in page.json()["items"]]
            assert page.json()["total"] == 7
            after = page.json()["next"]
            assert (after is None) == ("link" not in page.headers)
            if after is None:
                break
        assert len(seen) == 7
        assert set(seen) == wanted


def test_words_are_found_without_accents_in_any_language(machine: httpx.Client, new_project: Register) -> None:
    mark = uuid.uuid4().hex[:10]
    code = new_project(title={"es": f"Educación {mark}", "de": "Bildungsförderung"})["code"]
    for words in (f"EDUCACION {mark}", f"{mark} bildungsforderung", code):
        items = machine.get("/api/v1/projects", params={"q": words}).json()["items"]
        assert code in {item["code"] for item in items}
    assert machine.get("/api/v1/projects", params={"q": f"{mark} 100%_"}).json()["total"] == 0


def test_filters_narrow_lists_facets_and_exports_alike(machine: httpx.Client, new_project: Register) -> None:
    mark = uuid.uuid4().hex
    title = {"es": mark}
    wanted = new_project(title=title, modality="triangular", places=[{"kind": "department", "code": "GT-16"}])
    new_project(title=title, modality="multilateral")
    query = {"q": mark, "modality": "triangular", "department": "GT-16"}
    assert [p["code"] for p in machine.get("/api/v1/projects", params=query).json()["items"]] == [wanted["code"]]
    facets = machine.get("/api/v1/projects/facets", params={"q": mark}).json()
    assert {(item["code"], item["projects"]) for item in facets["modality"]} == {("triangular", 1), ("multilateral", 1)}
    assert facets["department"] == [{"code": "GT-16", "projects": 1}]
    assert [p["code"] for p in machine.get("/api/v1/exports/json", params=query).json()] == [wanted["code"]]


@pytest.mark.parametrize("query", [{"after": "nonsense"}, {"limit": "0"}, {"sort": "nope"}, {"visibility": "x"}])
def test_a_wrong_query_is_named(machine: httpx.Client, query: dict[str, str]) -> None:
    [(pointer, _)] = pointers(machine.get("/api/v1/projects", params=query)).items()
    assert pointer.startswith(f"#query:{next(iter(query))}")


class TestWhoSeesWhat:
    """Unpublished projects of others match nowhere: record, list, facets, export."""

    @pytest.fixture
    def others(self, new_project: Register) -> dict[str, Any]:
        return new_project(title={"es": f"Ajeno {uuid.uuid4().hex}"}, visibility="internal")

    @pytest.mark.parametrize("role", ["public", "partner", "registrar"])
    def test_hidden(
        self, role: str, others: dict[str, Any], public: httpx.Client, as_role: Callable[[str], httpx.Client]
    ) -> None:
        client = public if role == "public" else as_role(role)
        query = {"q": others["title"]["es"]}
        assert client.get(f"/api/v1/projects/{others['code']}").status_code == 404
        assert client.get(f"/api/v1/projects/{others['code']}/transactions").status_code == 404
        assert client.get("/api/v1/projects", params=query).json()["total"] == 0
        assert client.get("/api/v1/projects/facets", params=query).json()["stage"] == []
        assert client.get("/api/v1/exports/json", params=query).json() == []
        assert others["code"] not in client.get("/api/v1/exports/iati", params=query).text

    @pytest.mark.parametrize("role", ["analyst", "evaluator", "administrator"])
    def test_seen(self, role: str, others: dict[str, Any], as_role: Callable[[str], httpx.Client]) -> None:
        assert as_role(role).get(f"/api/v1/projects/{others['code']}").status_code == 200

    def test_a_registrar_registers_for_the_own_institution(self, as_role: Callable[[str], httpx.Client]) -> None:
        registrar = as_role("registrar")
        own = registrar.get("/api/v1/session").json()["organisation"]["id"]
        answer = registrar.post("/api/v1/projects", json={"title": {"es": "Propio"}, "modality": "triangular"})
        assert answer.status_code == 201
        assert answer.json()["responsible"]["id"] == own
        other = registrar.get("/api/v1/organisations", params={"q": "AMEXCID"}).json()["items"][0]["id"]
        refused = registrar.post(
            "/api/v1/projects", json={"title": {"es": "Ajeno"}, "modality": "triangular", "responsible_id": other}
        )
        assert pointers(refused) == {"/responsible_id": "own-institution"}

    @pytest.mark.parametrize(("role", "status"), [("public", 401), ("partner", 403), ("evaluator", 403)])
    def test_who_may_not_register(
        self, role: str, status: int, public: httpx.Client, as_role: Callable[[str], httpx.Client]
    ) -> None:
        client = public if role == "public" else as_role(role)
        answer = client.post("/api/v1/projects", json={"title": {"es": "x"}, "modality": "triangular"})
        assert answer.status_code == status
        assert answer.json()["type"].startswith("urn:milpa:problem:")
