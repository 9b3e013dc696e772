"""Who may call what: every operation with every role, and the records of one's own and of others."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from gateway.identity.demo import CLIENT_ID, CLIENT_SECRET, PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET
from launcher.access import asker, decision, page
from service_kit.access import Access
from service_kit.principal import ALL_SCOPES, GRANTS, Action, Principal, Reach, Role
from tests.conftest import ROOT, Platform
from tests.evaluation.test_evaluations import Course, complete

DOCUMENT = json.loads((ROOT / "frontend" / "openapi.json").read_text())
OPERATIONS = [
    (method, path, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]
# Called as anyone they change who asks; each has tests of its own.
_SESSIONS = {"sign_in", "sign_out", "issue_token", "start_oidc_sign_in", "finish_oidc_sign_in"}


def filled(path: str) -> str:
    """A path whose record nobody has."""
    names = {"{number}": "1", "{report}": "segib", "{system}": "nobodys", "{token}": "x" * 30}
    for name, value in names.items():
        path = path.replace(name, value)
    return re.sub(r"{\w+}", lambda _: str(uuid4()), path)


def example(operation: dict[str, Any]) -> dict[str, Any]:
    """The request's keyword arguments with the body that the document shows."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        reference = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        return {"json": DOCUMENT["components"]["schemas"][reference]["examples"][0]}
    return {"content": b"x", "headers": {"Content-Type": next(iter(content))}} if content else {}


def test_the_page_in_the_docs_is_what_the_code_decides() -> None:
    assert (ROOT / "docs" / "access.md").read_text() == page(), "run: make access"


def test_every_operation_has_a_decision_and_every_action_a_use() -> None:
    used = {action for _, _, operation in OPERATIONS for action in decision(operation).any_of}
    # The first decides which projects a reader sees, in every operation that shows any.
    assert set(Action) - used == {Action.PROJECT_READ}
    assert set(GRANTS) == set(Action)


def test_a_client_may_do_nothing_beyond_its_scopes() -> None:
    for action in Action:
        for role in (Role.INTEGRATION, Role.PARTNER, Role.REGISTRAR):
            bare = Principal("client:x", "x", role, None, frozenset())
            whole = Principal("client:x", "x", role, None, ALL_SCOPES)
            assert bare.reach(action) is Reach.NONE
            assert whole.reach(action) is GRANTS[action].get(role, Reach.NONE)


@pytest.fixture(scope="module")
def callers(
    platform: Platform, public: httpx.Client, machine: httpx.Client, as_role: Callable[[str], httpx.Client]
) -> dict[Role, httpx.Client]:
    people = [role for role in Role if role not in {Role.PUBLIC, Role.INTEGRATION}]
    return {Role.PUBLIC: public, Role.INTEGRATION: machine} | {role: as_role(role.value) for role in people}


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[operation["operationId"] for _, _, operation in OPERATIONS]
)
def test_every_operation_with_every_role(
    callers: dict[Role, httpx.Client], method: str, path: str, operation: dict[str, Any]
) -> None:
    if operation["operationId"] in _SESSIONS:
        pytest.skip("changes who asks")
    access = decision(operation)
    if access.person and method != "get":
        # What a person does to their own account is tested where it is; here only who may not.
        callers = {role: callers[role] for role in (Role.PUBLIC, Role.INTEGRATION)}
    for role, caller in callers.items():
        answer = caller.request(method.upper(), filled(path), **example(operation))
        if access.reach(asker(role)) is Reach.NONE:
            assert answer.status_code == (401 if role is Role.PUBLIC else 403), (role, answer.status_code, answer.text)
        else:
            refused = answer.status_code in {401, 403} and not _of_another(answer, access)
            assert not refused, (role, answer.text)
        assert answer.status_code < 500, (role, answer.text)


def _of_another(answer: httpx.Response, access: Access) -> bool:
    """Say whether the refusal is about whose record it is, not about the operation."""
    return bool(access.about) and answer.status_code == 403


# --- whose record it is -----------------------------------------------------------------------------------------


class World:
    """Records of an organisation and of another: seen by both, and hidden from each other."""

    def __init__(self, machine: httpx.Client, analyst: httpx.Client, organisation: str) -> None:
        self.machine, self.analyst, self.mine = machine, analyst, organisation
        self.theirs = self.made("/api/v1/organisations", name={"es": f"Otra {uuid4().hex[:8]}"}, country="GT")["id"]
        self._kept: dict[tuple[str, str], dict[str, Any]] = {}

    def made(self, path: str, *, by: httpx.Client | None = None, **body: Any) -> dict[str, Any]:
        answer = (by or self.machine).post(path, json=body)
        assert answer.status_code in {200, 201}, (path, answer.text)
        return dict(answer.json())

    def made_by_put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.machine.put(path, json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def project(self, owner: str, visibility: str = "public", participant: str | None = None) -> str:
        key = (owner, f"project {visibility} {participant}")
        if key not in self._kept:
            roles = [{"organisation_id": participant, "role": "provider"}] if participant else []
            self._kept[key] = self.made(
                "/api/v1/projects", title={"es": f"De {owner[:8]}"}, modality="south-south-bilateral",
                responsible_id=owner, visibility=visibility, participations=roles,
            )  # fmt: skip
        return str(self._kept[key]["code"])


def _project(world: World, owner: str, visibility: str) -> dict[str, str]:
    return {"key": world.project(owner, visibility)}


def _contribution(world: World, owner: str, visibility: str) -> dict[str, str]:
    code = world.project(owner, visibility)
    body = dict(example(_operation("create_contribution"))["json"]) | {"organisation_id": owner}
    made = world.made(f"/api/v1/projects/{code}/contributions", **body)
    return {"key": code, "contribution_id": made["id"]}


def _transaction(world: World, owner: str, visibility: str) -> dict[str, str]:
    code = world.project(owner, visibility)
    made = world.made(f"/api/v1/projects/{code}/transactions", type="2", date="2026-01-02", amount="5", currency="GTQ")
    return {"key": code, "transaction_id": made["id"]}


def _document(world: World, owner: str, visibility: str) -> dict[str, str]:
    code = world.project(owner, visibility)
    project_id = world.machine.get(f"/api/v1/projects/{code}").json()["id"]
    made = world.made(
        "/api/v1/documents", title={"es": "Informe"}, url="https://example.org/x.pdf", project_id=project_id,
        category="A01", visibility="public" if visibility == "public" else "internal",
    )  # fmt: skip
    return {"document_id": made["id"]}


def _report(world: World, owner: str, visibility: str) -> dict[str, str]:
    code = world.project(owner, visibility)
    year = next(_YEARS)
    period = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    return {"report_id": world.made("/api/v1/monitoring/reports", project=code, **period)["id"]}


def _risk(world: World, owner: str, visibility: str) -> dict[str, str]:
    body = dict(example(_operation("create_risk"))["json"]) | {"project": world.project(owner, visibility)}
    return {"risk_id": world.made("/api/v1/risks", **body)["id"]}


def _commitment(world: World, owner: str, _visibility: str) -> dict[str, str]:
    body = dict(example(_operation("create_commitment"))["json"]) | {"organisation_id": owner}
    for name in ("event_id", "table_id", "project_id"):
        body.pop(name, None)
    return {"record_id": world.made("/api/v1/commitments", **body)["id"]}


def _lesson(world: World, owner: str, visibility: str) -> dict[str, str]:
    project_id = world.machine.get(f"/api/v1/projects/{world.project(owner, visibility)}").json()["id"]
    body = {"title": {"es": "Lección"}, "lesson": {"es": "Algo"}, "project_id": project_id}
    return {"lesson_id": world.made("/api/v1/lessons", **body)["id"]}


def _capacity(world: World, owner: str, _visibility: str) -> dict[str, str]:
    body = dict(example(_operation("create_capacity"))["json"]) | {"organisation_id": owner}
    return {"capacity_id": world.made("/api/v1/capacities", **body)["id"]}


def _practice(world: World, owner: str, _visibility: str) -> dict[str, str]:
    body = dict(example(_operation("create_practice"))["json"]) | {"organisation_id": owner}
    return {"practice_id": world.made("/api/v1/practices", **body)["id"]}


def _evaluation(world: World, owner: str, visibility: str) -> dict[str, str]:
    made = world.made(
        "/api/v1/evaluations", by=world.analyst, projects=[world.project(owner, visibility)],
        title={"es": "Evaluación"}, timing="final", team=[{"name": "Equipo", "organisation_id": owner}],
    )  # fmt: skip
    return {"evaluation_id": made["id"], "organisation_id": owner}


_YEARS = iter(range(2030, 2090))


def _operation(name: str) -> dict[str, Any]:
    return next(operation for _, _, operation in OPERATIONS if operation["operationId"] == name)


Builder = Callable[[World, str, str], dict[str, str]]
REGISTRAR, PARTNER, EVALUATOR = Role.REGISTRAR, Role.PARTNER, Role.EVALUATOR
OF_THE_OWNER: dict[str, tuple[Builder, tuple[Role, ...]]] = {
    **dict.fromkeys(("update_project", "delete_project", "create_contribution", "create_transaction", "move_project",
                     "write_framework", "take_over_iati_results"), (_project, (REGISTRAR,))),
    **dict.fromkeys(("replace_contribution", "delete_contribution"), (_contribution, (REGISTRAR,))),
    **dict.fromkeys(("replace_transaction", "delete_transaction"), (_transaction, (REGISTRAR,))),
    **dict.fromkeys(("update_document", "delete_document", "add_document_version"), (_document, (REGISTRAR,))),
    **dict.fromkeys(("update_monitoring_report", "delete_monitoring_report", "submit_monitoring_report"),
                    (_report, (REGISTRAR,))),
    "assess_risk": (_risk, (REGISTRAR,)),
    "report_commitment": (_commitment, (REGISTRAR, PARTNER)),
    **dict.fromkeys(("update_lesson", "delete_lesson"), (_lesson, (REGISTRAR,))),
    **dict.fromkeys(("update_capacity", "delete_capacity"), (_capacity, (REGISTRAR, PARTNER))),
    **dict.fromkeys(("update_practice", "delete_practice"), (_practice, (REGISTRAR, PARTNER))),
    "update_evaluation": (_evaluation, (EVALUATOR,)),
    "record_partner_view": (_evaluation, (REGISTRAR, PARTNER)),
}  # fmt: skip
CASES = [(name, role) for name, (_, roles) in OF_THE_OWNER.items() for role in roles]


@pytest.fixture(scope="module")
def worlds(callers: dict[Role, httpx.Client]) -> dict[Role, World]:
    """A world for each role: the evaluator and the registrar are of one organisation, the partner of another."""

    def of(role: Role) -> World:
        organisation = callers[role].get("/api/v1/session").json()["organisation"]["id"]
        return World(callers[Role.INTEGRATION], callers[Role.ANALYST], organisation)

    return {role: of(role) for role in (REGISTRAR, PARTNER, EVALUATOR)}


def _path(name: str, params: dict[str, str]) -> tuple[str, str]:
    method, path = next((m, p) for m, p, operation in OPERATIONS if operation["operationId"] == name)
    for key, value in params.items():
        path = path.replace("{" + key + "}", value)
    return method.upper(), path


@pytest.mark.parametrize(("name", "role"), CASES, ids=[f"{name} {role}" for name, role in CASES])
def test_records_of_ones_own_and_of_others(
    worlds: dict[Role, World], callers: dict[Role, httpx.Client], name: str, role: Role
) -> None:
    world, caller, build = worlds[role], callers[role], OF_THE_OWNER[name][0]
    body = example(_operation(name))
    if name == "update_practice":
        body = {"json": {**body["json"], "organisation_id": world.mine}}

    def call(owner: str, visibility: str) -> httpx.Response:
        method, path = _path(name, build(world, owner, visibility))
        params = {"filename": "x.pdf"} if name == "add_document_version" else None
        return caller.request(method, path, params=params, **body)

    others = call(world.theirs, "public")
    assert others.status_code == 403, others.text
    mine = call(world.mine, "public")
    assert mine.status_code not in {401, 403, 404}, mine.text
    assert mine.status_code < 500
    if build in {_project, _contribution, _transaction, _document, _report, _risk, _lesson} and role is REGISTRAR:
        hidden = call(world.theirs, "draft")
        assert hidden.status_code == 404, hidden.text


def _of_project(world: World, owner: str) -> dict[str, Any]:
    return {"project": world.project(owner)}


def _of_project_id(world: World, owner: str) -> dict[str, Any]:
    return {"project_id": world.machine.get(f"/api/v1/projects/{world.project(owner)}").json()["id"]}


def _of_organisation(_world: World, owner: str) -> dict[str, Any]:
    return {"organisation_id": owner}


CREATED: dict[str, tuple[Callable[[World, str], dict[str, Any]], tuple[Role, ...]]] = {
    "create_monitoring_report": (_of_project, (REGISTRAR,)),
    "create_risk": (_of_project, (REGISTRAR,)),
    "create_document": (_of_project_id, (REGISTRAR,)),
    "create_lesson": (_of_project_id, (REGISTRAR,)),
    "create_practice": (_of_organisation, (REGISTRAR, PARTNER)),
    "create_capacity": (_of_organisation, (REGISTRAR, PARTNER)),
}


@pytest.mark.parametrize(("name", "role"), [(name, role) for name, (_, roles) in CREATED.items() for role in roles])
def test_what_is_made_for_ones_own_and_for_others(
    worlds: dict[Role, World], callers: dict[Role, httpx.Client], name: str, role: Role
) -> None:
    world, _, path = worlds[role], *_path(name, {})

    def make(owner: str) -> httpx.Response:
        body = {**example(_operation(name))["json"], **CREATED[name][0](world, owner)}
        return callers[role].post(path, json=body)

    assert make(world.theirs).status_code == 403
    assert make(world.mine).status_code in {201, 409}


def _system(admin: httpx.Client, owner: str, *, sandbox: bool = False) -> str:
    key = f"registro-{uuid4().hex[:10]}"
    body = {"key": key, "name": {"es": "Registro"}, "organisation_id": owner, "sandbox": sandbox}
    answer = admin.post("/api/v1/partner-systems", json=body)
    assert answer.status_code == 201, answer.text
    return key


RECORD = {"revision": 1, "title": {"es": "Informado"}}


@pytest.mark.parametrize("role", [REGISTRAR, PARTNER])
def test_registries_of_ones_own_and_of_others(
    worlds: dict[Role, World], callers: dict[Role, httpx.Client], role: Role
) -> None:
    world, caller = worlds[role], callers[role]

    def statuses(owner: str) -> list[int]:
        system = _system(callers[Role.ADMINISTRATOR], owner, sandbox=True)
        address = f"/api/v1/partner-records/{system}"
        kept = world.machine.put(f"{address}/1", json=RECORD).json()
        answers = [
            caller.put(f"{address}/1", json=RECORD),
            caller.post(address, content=json.dumps({"external_id": "2", "record": RECORD})),
            caller.get(f"{address}/1"),
            caller.get(f"/api/v1/reconciliation/{kept['id']}"),
            caller.delete(f"{address}/1", params={"revision": 2}),
            caller.delete(f"/api/v1/partner-systems/{system}/records"),
        ]
        listed = caller.get("/api/v1/partner-records", params={"system": system}).json()["total"]
        assert listed == 0
        assert (system in caller.get("/api/v1/partner-systems").text) == (owner == world.mine)
        return [answer.status_code for answer in answers]

    assert statuses(world.mine) == [200, 200, 200, 200, 200, 204]
    assert set(statuses(world.theirs)) == {404}


def test_a_registrar_reconciles_projects_of_their_institution_only(
    worlds: dict[Role, World], callers: dict[Role, httpx.Client]
) -> None:
    world, registrar = worlds[REGISTRAR], callers[REGISTRAR]
    system = _system(callers[Role.ADMINISTRATOR], world.mine)

    def statuses(owner: str) -> list[int]:
        record = {**RECORD, "project": world.project(owner)}
        kept = world.made_by_put(f"/api/v1/partner-records/{system}/{uuid4().hex[:8]}", record)
        address, match = f"/api/v1/reconciliation/{kept['id']}", {"If-Match": "*"}
        choices = {"choices": [{"field": "title", "choice": "ours"}]}
        answers = [
            registrar.post(f"{address}/choices", json=choices, headers=match),
            registrar.put(f"{address}/link", json={"project": world.project(owner)}, headers=match),
            registrar.delete(f"{address}/link", headers=match),
        ]
        return [answer.status_code for answer in answers]

    assert statuses(world.mine) == [200, 200, 200]
    assert statuses(world.theirs) == [403, 403, 403]


@pytest.mark.parametrize("role", [REGISTRAR, PARTNER])
def test_recommendations_to_ones_own_and_to_others(
    worlds: dict[Role, World], callers: dict[Role, httpx.Client], role: Role
) -> None:
    world, caller, match = worlds[role], callers[role], {"If-Match": "*"}
    response = example(_operation("respond_to_recommendation"))["json"]

    def statuses(addressee: str) -> list[int]:
        course = Course(world.analyst, world.project(world.mine))
        complete(course, addressee)
        [recommendation] = course.told["recommendations"]
        address = f"/api/v1/recommendations/{recommendation['id']}"
        answered = caller.put(f"{address}/response", json=response, headers=match)
        if answered.status_code != 200:
            world.analyst.put(f"{address}/response", json=response, headers=match).raise_for_status()
        action = world.analyst.get(address).json()["actions"][0]["id"]
        reported = caller.patch(f"/api/v1/management-actions/{action}", json={"status": "in-progress"}, headers=match)
        return [answered.status_code, reported.status_code]

    assert statuses(world.mine) == [200, 200]
    assert statuses(world.theirs) == [403, 403]


HIDDEN = "Nunca publicado ni contado"


class TestWhatIsNotPublished:
    """A draft of another institution is nowhere: not in lists, counts, facets, search, exports, feed, history."""

    @pytest.fixture(scope="class")
    def draft(self, machine: httpx.Client) -> dict[str, Any]:
        theirs = machine.post("/api/v1/organisations", json={"name": {"es": f"Ajena {uuid4().hex[:6]}"}}).json()["id"]
        body = {
            "title": {"es": HIDDEN}, "modality": "south-south-bilateral", "responsible_id": theirs,
            "places": [{"kind": "country", "code": "GT", "share": "100"}],
            "budgets": [{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "7", "currency": "GTQ"}],
        }  # fmt: skip
        return dict(machine.post("/api/v1/projects", json=body).json())

    @pytest.fixture(params=["public", "partner", "registrar", "bound client"])
    def stranger(
        self, request: pytest.FixtureRequest, callers: dict[Role, httpx.Client], platform: Platform
    ) -> Iterator[httpx.Client]:
        if request.param != "bound client":
            yield callers[Role(request.param)]
            return
        grant = {"grant_type": "client_credentials"}
        answer = httpx.post(platform.url + "/oauth/token", data=grant, auth=(PARTNER_CLIENT_ID, PARTNER_CLIENT_SECRET))
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        with httpx.Client(base_url=platform.url, headers=headers, timeout=60) as client:
            yield client

    @pytest.mark.parametrize(
        "address",
        [
            "/api/v1/projects?limit=200", f"/api/v1/projects?q={HIDDEN}", "/api/v1/exports/csv",
            "/api/v1/exports/json", "/api/v1/exports/iati", "/api/v1/changes?limit=1000",
            "/api/v1/publishing/iati-activities.xml", "/api/v1/partner-records?limit=200",
            f"/api/v1/projects/similar?title={HIDDEN}", "/api/v1/monitoring/reports", "/api/v1/documents",
        ],
    )  # fmt: skip
    def test_it_is_in_no_list(self, stranger: httpx.Client, draft: dict[str, Any], address: str) -> None:
        text = stranger.get(address).text
        assert draft["code"] not in text
        assert draft["id"] not in text

    @pytest.mark.parametrize(
        "address",
        [
            "", "/completeness", "/finance", "/contributions", "/transactions", "/history", "/provenance", "/cycle",
            "?as_of=2026-01-01",
        ],
    )  # fmt: skip
    def test_it_is_not_there(self, stranger: httpx.Client, draft: dict[str, Any], address: str) -> None:
        for key in (draft["code"], draft["id"]):
            answer = stranger.get(f"/api/v1/projects/{key}{address}")
            assert answer.status_code in {401, 403, 404}, answer.text
            nobodys = stranger.get(f"/api/v1/projects/GT-1999-9999{address}")
            assert answer.status_code == nobodys.status_code

    def test_counts_and_facets_do_not_change(
        self, callers: dict[Role, httpx.Client], machine: httpx.Client, draft: dict[str, Any]
    ) -> None:
        def counted() -> list[Any]:
            public = callers[Role.PUBLIC]
            return [
                public.get("/api/v1/projects", params={"limit": 1}).json()["total"],
                public.get("/api/v1/projects/facets").json(),
                public.get("/api/v1/reports/segib/completeness").json(),
            ]

        before = counted()
        body = {"title": {"es": HIDDEN}, "modality": "triangular", "responsible_id": draft["responsible"]["id"]}
        machine.post("/api/v1/projects", json=body).raise_for_status()
        assert counted() == before


def test_the_demonstrations_client_has_every_scope(public: httpx.Client) -> None:
    answer = public.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT_ID, CLIENT_SECRET))
    assert set(answer.json()["scope"].split()) == ALL_SCOPES
