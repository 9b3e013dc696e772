"""What a partner's registry says: kept apart, in whatever order; linked, compared, taken over, counted once."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.identity.demo import PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET
from registry_api.federation import bulk
from registry_api.federation.rules import digest, same, verdict
from tests.conftest import Platform, pointers

SYSTEM = "/api/v1/partner-records/amexcid"
Register = Callable[..., dict[str, Any]]


@pytest.fixture
def partner(platform: Platform, public: httpx.Client) -> Iterator[httpx.Client]:
    grant = {"grant_type": "client_credentials"}
    answer = public.post("/oauth/token", data=grant, auth=(PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET))
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}", "Accept-Language": "en"}
    with httpx.Client(base_url=platform.url, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture
def analyst(as_role: Callable[[str], httpx.Client]) -> httpx.Client:
    return as_role("analyst")


def key() -> str:
    return f"{SYSTEM}/{uuid4().hex[:10]}"


def body(revision: int = 1, **fields: Any) -> dict[str, Any]:
    return {"revision": revision, "title": {"es": "Informado por la contraparte"}} | fields


# --- rules ----------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=12), st.randoms())
def test_the_newest_revision_is_left_whatever_the_order(messages: list[tuple[int, str]], random: Any) -> None:
    """One content a revision, as a source sends it; messages repeat and arrive in any order."""
    content = dict(reversed(messages))

    def kept_after(order: list[int]) -> tuple[int, str] | None:
        kept: tuple[int, str] | None = None
        for revision in order:
            if verdict(kept, revision, content[revision]) in {"created", "updated"}:
                kept = (revision, content[revision])
        return kept

    order = [revision for revision, _ in messages]
    shuffled = order + order
    random.shuffle(shuffled)
    assert kept_after(order) == kept_after(shuffled) == (max(content.items()) if content else None)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(-(2**53), 2**53)))
def test_a_digest_does_not_depend_on_the_order_of_members(content: dict[str, int]) -> None:
    backwards = dict(reversed(content.items()))
    assert digest(content, removed=False) == digest(backwards, removed=False)
    assert digest(content, removed=False) != digest(content, removed=True)


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "expected"),
    [
        ("title", {"es": "Gestión", "en": "Management"}, {"es": "GESTION"}, True),
        ("title", {"es": "Gestión"}, {"en": "Management"}, False),
        ("end_planned", "2027-01-31", None, True),
        ("end_planned", "2027-01-31", "2027-02-01", False),
        ("sdg_goals", ["17", "6"], ["6", "17"], True),
        ("budgets", [{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "5.00", "currency": "MXN"}],
         [{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "5", "currency": "MXN"}], True),
        ("partners", [{"name": {"es": "AMEXCID"}, "acronym": None, "country": "MX", "role": "provider"}],
         [{"name": "Amexcid", "role": "provider"}], True),
        ("partners", [{"name": {"es": "AMEXCID"}, "acronym": None, "country": "MX", "role": "pivotal"}],
         [{"name": "Amexcid", "role": "provider"}], False),
    ],
)  # fmt: skip
def test_what_means_the_same_is_no_difference(field: str, ours: Any, theirs: Any, expected: bool) -> None:
    assert same(field, ours, theirs) is expected


# --- sending ----------------------------------------------------------------------------------------------------


class TestSending:
    def test_sent_again_or_late_nothing_happens_twice(self, partner: httpx.Client) -> None:
        address = key()
        first = partner.put(address, json=body(3))
        assert (first.status_code, first.json()["outcome"]) == (201, "created")
        assert partner.put(address, json=body(3)).json()["outcome"] == "unchanged"
        late = partner.put(address, json=body(1, title={"es": "Vieja"}))
        assert (late.status_code, late.json()["outcome"]) == (200, "stale")
        assert late.json()["content"]["title"] == {"es": "Informado por la contraparte"}
        newer = partner.put(address, json=body(4, title={"es": "Nueva"})).json()
        assert (newer["outcome"], newer["version"]) == ("updated", 2)

    def test_two_contents_of_one_revision_are_the_senders_mistake(self, partner: httpx.Client) -> None:
        address = key()
        partner.put(address, json=body(3))
        answer = partner.put(address, json=body(3, title={"es": "Otra"}))
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:milpa:problem:revision-conflict")
        assert answer.json()["current"]["content"]["title"] == {"es": "Informado por la contraparte"}

    def test_a_withdrawn_record_stays_readable_and_can_come_back(self, partner: httpx.Client) -> None:
        address = key()
        partner.put(address, json=body(1))
        gone = partner.delete(address, params={"revision": 2})
        assert (gone.json()["outcome"], gone.json()["removed"]) == ("removed", True)
        assert partner.delete(address, params={"revision": 2}).json()["outcome"] == "unchanged"
        assert partner.put(address, json=body(1)).json()["outcome"] == "stale"
        assert partner.get(address).json()["content"]["title"]
        assert partner.put(address, json=body(3)).json()["removed"] is False

    def test_an_identifier_may_hold_slashes(self, partner: httpx.Client) -> None:
        name = f"MX/2026/{uuid4().hex[:6]}"
        made = partner.put(f"{SYSTEM}/{name.replace('/', '%2F')}", json=body())
        assert made.json()["external_id"] == name
        assert partner.get(f"{SYSTEM}/{name}").json()["id"] == made.json()["id"]

    def test_who_holds_it_already_is_told_so(self, partner: httpx.Client) -> None:
        address = key()
        partner.put(address, json=body())
        tag = partner.get(address).headers["etag"]
        assert partner.get(address, headers={"If-None-Match": tag}).status_code == 304

    def test_what_is_wrong_is_said_field_by_field(self, partner: httpx.Client) -> None:
        wrong = {"revision": -1, "title": {}, "partners": [{"name": "x"}], "sdg": ["1"], "url": "javascript:alert(1)"}
        assert pointers(partner.put(key(), json=wrong)) == {
            "/revision": "field-at-least", "/title": "field-text-required", "/partners/0/role": "field-required",
            "/sdg": "field-unknown", "/url": "field-format",
        }  # fmt: skip


class TestBulk:
    def test_a_result_a_line_and_nothing_lost_when_sent_again(self, partner: httpx.Client) -> None:
        prefix = uuid4().hex[:8]
        lines = [json.dumps({"external_id": f"{prefix}-{n}", "record": body()}) for n in range(1200)]
        lines[7] = "{broken"
        lines[8] = json.dumps({"external_id": f"{prefix}-8", "record": {"revision": 1}})
        lines[9] = json.dumps({"external_id": f"{prefix}-0", "record": body(0)})
        lines[10] = json.dumps({"external_id": f"{prefix}-1", "removed": {"revision": 2}})
        lines[11] = json.dumps({"external_id": f"{prefix}-11"})
        answer = partner.post(SYSTEM, content="\n".join(lines) + "\n\n")
        assert answer.headers["content-type"] == "application/x-ndjson"
        results = [json.loads(line) for line in answer.text.splitlines()]
        assert [result["line"] for result in results] == list(range(1, 1201))
        outcomes = {n: results[n]["outcome"] for n in (0, 7, 8, 9, 10, 11, 1199)}
        assert outcomes == {
            0: "created", 7: "invalid", 8: "invalid", 9: "stale", 10: "removed", 11: "invalid", 1199: "created",
        }  # fmt: skip
        assert results[8]["errors"][0]["pointer"] == "/record/title"
        assert results[11]["errors"][0]["code"] == "field-required"
        again = [
            json.loads(line)["outcome"] for line in partner.post(SYSTEM, content="\n".join(lines)).text.splitlines()
        ]
        assert set(again) <= {"unchanged", "invalid", "stale"}

    def test_too_many_lines_are_refused_whole(self, partner: httpx.Client) -> None:
        line = json.dumps({"external_id": "demasiados", "record": body()}) + "\n"
        answer = partner.post(SYSTEM, content=line * (bulk.MOST_LINES + 1))
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:milpa:problem:bulk-too-many")
        assert partner.get(f"{SYSTEM}/demasiados").status_code == 404


# --- linking and comparing --------------------------------------------------------------------------------------


def put(partner: httpx.Client, **fields: Any) -> dict[str, Any]:
    answer = partner.put(key(), json=body(**fields))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


class TestReconciliation:
    def test_one_identifier_links_the_two(self, partner: httpx.Client, new_project: Register) -> None:
        project = new_project(visibility="public", iati_identifier=f"MX-X-{uuid4().hex[:8]}")
        by_identifier = put(partner, iati_identifier=project["iati_identifier"])
        by_code = put(partner, project=project["code"])
        for record in (by_identifier, by_code):
            assert (record["status"], record["link"], record["project"]["code"]) == (
                "linked",
                "identifier",
                project["code"],
            )

    def test_a_link_to_a_project_that_is_not_shown_is_not_told(
        self, partner: httpx.Client, machine: httpx.Client, new_project: Register
    ) -> None:
        hidden = new_project()
        record = put(partner, project=hidden["code"])
        assert (record["status"], record["link"], record["project"]) == ("unlinked", None, None)
        assert hidden["code"] not in partner.get(f"/api/v1/reconciliation/{record['id']}").text.replace(
            f'"project":"{hidden["code"]}"', ""
        )
        assert machine.get(f"/api/v1/reconciliation/{record['id']}").json()["project"]["code"] == hidden["code"]

    def test_differences_are_chosen_field_by_field_with_their_source(
        self, partner: httpx.Client, analyst: httpx.Client, new_project: Register
    ) -> None:
        project = new_project(
            visibility="public", title={"es": "Título nuestro", "en": "Our title"}, start_planned="2026-01-01",
            classifications=[{"vocabulary": "sdg-goal", "code": "6"}, {"vocabulary": "policy-marker", "code": "1"}],
        )  # fmt: skip
        record = put(
            partner, project=project["code"], title={"es": "Título suyo"}, start_planned="2026-03-01",
            sdg_goals=["17"], stage="closed",
        )  # fmt: skip
        address = f"/api/v1/reconciliation/{record['id']}"
        found = analyst.get(address)
        states = {field["field"]: field["state"] for field in found.json()["fields"]}
        assert states == {"title": "differs", "start_planned": "differs", "sdg_goals": "differs", "stage": "differs"}
        choices = [
            {"field": "title", "choice": "ours", "note": "Así se firmó"},
            {"field": "start_planned", "choice": "theirs"},
            {"field": "sdg_goals", "choice": "theirs"},
        ]  # fmt: skip
        assert analyst.post(f"{address}/choices", json={"choices": choices}).status_code == 428
        tag = {"If-Match": found.headers["etag"]}
        chosen = analyst.post(f"{address}/choices", json={"choices": choices}, headers=tag)
        assert chosen.status_code == 200, chosen.text
        fields = {field["field"]: field for field in chosen.json()["fields"]}
        assert {name: field["state"] for name, field in fields.items()} == {
            "title": "ours", "start_planned": "theirs", "sdg_goals": "theirs", "stage": "differs",
        }  # fmt: skip
        assert (fields["title"]["chosen_by"], fields["title"]["note"]) == ("Analista SCI (demo)", "Así se firmó")
        assert chosen.json()["differences"] == 1
        after = analyst.get(f"/api/v1/projects/{project['code']}").json()
        assert (after["title"]["es"], after["start_planned"]) == ("Título nuestro", "2026-03-01")
        assert {(c["vocabulary"], c["code"]) for c in after["classifications"]} == {
            ("sdg-goal", "17"), ("policy-marker", "1"),
        }  # fmt: skip
        told = analyst.get(f"/api/v1/projects/{project['code']}/provenance").json()
        said = (
            {entry["field"]: entry for entry in told["fields"]}
            if "fields" in told
            else {e["field"]: e for e in told["items"]}
        )
        assert said["start_planned"]["origin"] == "partner:amexcid"
        stale = analyst.post(f"{address}/choices", json={"choices": choices}, headers=tag)
        assert stale.status_code == 412

    def test_a_newer_value_of_theirs_asks_again(
        self, partner: httpx.Client, analyst: httpx.Client, new_project: Register
    ) -> None:
        project = new_project(visibility="public", end_planned="2027-01-01")
        record = put(partner, project=project["code"], title=project["title"], end_planned="2027-02-01")
        address = f"/api/v1/reconciliation/{record['id']}"
        choose = {"choices": [{"field": "end_planned", "choice": "ours"}]}
        settled = analyst.post(f"{address}/choices", json=choose, headers={"If-Match": "*"}).json()
        assert settled["differences"] == 0
        external = f"{SYSTEM}/{record['external_id']}"
        partner.put(external, json=body(2, title=project["title"], project=project["code"], end_planned="2027-05-01"))
        assert analyst.get(address).json()["differences"] == 1

    def test_what_can_not_be_taken_over_is_said(
        self, partner: httpx.Client, analyst: httpx.Client, new_project: Register
    ) -> None:
        project = new_project(visibility="public")
        record = put(
            partner, project=project["code"], stage="closed", end_planned="2020-01-01", start_planned="2021-01-01"
        )
        address = f"/api/v1/reconciliation/{record['id']}/choices"

        def choose(*fields: str) -> httpx.Response:
            choices = [{"field": field, "choice": "theirs"} for field in fields]
            return analyst.post(address, json={"choices": choices}, headers={"If-Match": "*"})

        assert pointers(choose("stage")) == {"/choices/0/choice": "field-not-adoptable"}
        assert pointers(choose("objective", "code")) == {
            "/choices/0/field": "field-not-compared", "/choices/1/field": "field-not-compared",
        }  # fmt: skip
        assert choose("start_planned", "end_planned").status_code == 422  # they end before they start
        assert analyst.get(f"/api/v1/projects/{project['code']}").json()["start_planned"] is None

    def test_a_proposal_is_accepted_undone_and_not_made_again(
        self, partner: httpx.Client, analyst: httpx.Client, new_project: Register
    ) -> None:
        title = {"es": f"Cooperación en sismología aplicada {uuid4().hex[:6]}"}
        project = new_project(visibility="public", title=title)
        record = put(partner, title=title)
        address = f"/api/v1/reconciliation/{record['id']}"
        found = analyst.get(address)
        assert [p["project"]["code"] for p in found.json()["proposals"]] == [project["code"]]
        linked = analyst.put(f"{address}/link", json={"project": project["code"]}, headers={"If-Match": "*"})
        assert (linked.json()["record"]["status"], linked.json()["record"]["link"]) == ("linked", "accepted")
        undone = analyst.delete(f"{address}/link", headers={"If-Match": linked.headers["etag"]})
        assert undone.json()["record"]["status"] == "dismissed"
        again = partner.put(f"{SYSTEM}/{record['external_id']}", json=body(2, title=title, project=project["code"]))
        assert again.json()["status"] == "dismissed"
        nobodys = analyst.put(f"{address}/link", json={"project": "GT-1999-9999"}, headers={"If-Match": "*"})
        assert pointers(nobodys) == {"/project": "project-unknown"}

    def test_a_registrar_reconciles_projects_of_their_institution_only(
        self,
        partner: httpx.Client,
        as_role: Callable[[str], httpx.Client],
        new_project: Register,
        machine: httpx.Client,
    ) -> None:
        registrar = as_role("registrar")
        other = machine.post("/api/v1/organisations", json={"name": {"es": f"Ajena {uuid4().hex[:6]}"}}).json()["id"]
        project = new_project(visibility="public", responsible_id=other)
        record = put(partner, project=project["code"], title={"es": "Distinto"})
        choose = {"choices": [{"field": "title", "choice": "theirs"}]}
        address = f"/api/v1/reconciliation/{record['id']}/choices"
        # The record is another organisation's, so that a registrar does not see it at all.
        assert registrar.post(address, json=choose, headers={"If-Match": "*"}).status_code == 404

    def test_what_is_not_here_yet_is_registered_once(
        self, partner: httpx.Client, analyst: httpx.Client, machine: httpx.Client
    ) -> None:
        name = f"Agencia {uuid4().hex[:6]}"
        known = machine.post("/api/v1/organisations", json={"name": {"es": name}, "country": "CO"}).json()["id"]
        record = put(
            partner, title={"es": f"Solo de ellos {uuid4().hex[:6]}"}, modality="south-south-bilateral",
            sdg_goals=["6"], start_planned="2026-05-01",
            partners=[
                {"name": name, "country": "CO", "role": "provider"},
                {"name": f"Nueva {name}", "role": "beneficiary"},
            ],
            budgets=[{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "10", "currency": "MXN"}],
        )  # fmt: skip
        address = f"/api/v1/reconciliation/{record['id']}"
        made = analyst.post(f"{address}/project", json={"visibility": "internal"}, headers={"If-Match": "*"})
        assert made.status_code == 201, made.text
        project = analyst.get(made.headers["location"]).json()
        assert {p["organisation"]["id"] for p in project["participations"]} >= {known}
        assert (project["budgets"][0]["amount"], project["start_planned"]) == ("10", "2026-05-01")
        assert made.json()["differences"] == 0
        assert analyst.post(f"{address}/project", json={}, headers={"If-Match": "*"}).status_code == 409


class TestCountedOnce:
    def test_a_project_that_partners_report_too_is_one_in_every_total(
        self, partner: httpx.Client, machine: httpx.Client, analyst: httpx.Client, new_project: Register
    ) -> None:
        def totals() -> tuple[Any, ...]:
            summary = analyst.get("/api/v1/partner-records/summary").json()
            projects = analyst.get("/api/v1/projects", params={"limit": 1}).json()["total"]
            assert projects == summary["projects"]
            assert summary["total"] == summary["projects"] + summary["only_partners"]
            return summary["projects"], summary["confirmed"], summary["only_partners"]

        identifier = f"MX-X-{uuid4().hex[:8]}"
        before = totals()
        project = new_project(
            iati_identifier=identifier, visibility="public",
            budgets=[{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "100", "currency": "USD"}],
        )  # fmt: skip
        budget = [{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "100", "currency": "USD"}]
        put(partner, iati_identifier=identifier, budgets=budget)
        put(partner, iati_identifier=identifier, budgets=budget)
        assert totals() == (before[0] + 1, before[1] + 1, before[2])
        finance = analyst.get(f"/api/v1/projects/{project['code']}").json()["totals"]
        assert [(total["type"], total["amount"], total["count"]) for total in finance] == [("budget", "100", 1)]
        unknown = f"MX-X-{uuid4().hex[:8]}"
        for _ in range(2):
            put(partner, iati_identifier=unknown)
        assert totals() == (before[0] + 1, before[1] + 1, before[2] + 1)


class TestSandbox:
    def test_it_works_like_the_real_thing_and_counts_nowhere(
        self, partner: httpx.Client, analyst: httpx.Client, new_project: Register
    ) -> None:
        project = new_project(visibility="public")
        before = analyst.get("/api/v1/partner-records/summary").json()
        sandbox = "/api/v1/partner-records/amexcid-sandbox"
        record = partner.put(
            f"{sandbox}/prueba", json=body(1, project=project["code"], title={"es": "De prueba"})
        ).json()
        assert record["status"] == "linked"
        assert analyst.get("/api/v1/partner-records/summary").json() == before
        listed = analyst.get("/api/v1/partner-records", params={"limit": 200}).json()["items"]
        assert record["id"] not in {item["id"] for item in listed}
        choose = {"choices": [{"field": "title", "choice": "theirs"}]}
        refused = analyst.post(f"/api/v1/reconciliation/{record['id']}/choices", json=choose, headers={"If-Match": "*"})
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:milpa:problem:sandbox-record")
        assert partner.delete("/api/v1/partner-systems/amexcid-sandbox/records").status_code == 204
        assert partner.get(f"{sandbox}/prueba").status_code == 404
        assert partner.delete("/api/v1/partner-systems/amexcid/records").status_code == 409
