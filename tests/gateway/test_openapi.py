"""The merged OpenAPI document: what administrators and integrators read, and clients are generated from."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from gateway.identity.demo import CLIENT_ID, CLIENT_SECRET
from tests.conftest import ROOT, Platform

DOCUMENT = json.loads((ROOT / "frontend" / "openapi.json").read_text())
OPERATIONS = [
    (method, path, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]
each_operation = pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[operation["operationId"] for _, _, operation in OPERATIONS]
)


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every body: whose it is, its media type, what the document says of it."""
    for whose, body in [("request", operation.get("requestBody", {})), *operation["responses"].items()]:
        for media, content in body.get("content", {}).items():
            yield whose, media, content


def validator(schema: dict[str, Any]) -> Any:
    return jsonschema_rs.validator_for({**schema, "components": DOCUMENT["components"]})


def test_it_is_openapi_3_1() -> None:
    # The schema of OpenAPI documents leaves schemas to JSON Schema: both are checked.
    assert DOCUMENT["openapi"] == "3.1.0"
    for name, schema in DOCUMENT["components"]["schemas"].items():
        jsonschema_rs.meta.validate({**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"})
        assert re.fullmatch(r"[A-Z]\w+", name), name


def test_operations_have_names_that_a_generated_client_can_live_with() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)+|redeliver", name) for name in names), names


def test_paths_are_kebab_case_and_plural_resources() -> None:
    for path in DOCUMENT["paths"]:
        for part in re.sub(r"{\w+}", "x", path).split("/")[1:]:
            assert re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", part), path


@each_operation
def test_every_operation_is_described(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["tags"]
    assert operation["description"].rstrip("`").endswith((".", "?")), operation["description"]
    assert operation["x-access"]
    assert "application/problem+json" in operation["responses"]["default"]["content"]
    declared = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "path"}
    assert declared == set(re.findall(r"{(\w+)}", path))
    if method == "get":
        assert "requestBody" not in operation


@each_operation
def test_every_body_and_error_has_an_example_that_is_valid(method: str, path: str, operation: dict[str, Any]) -> None:
    for whose, media, content in contents(operation):
        if media == "application/problem+json":
            assert len(content["examples"]) >= 5
        elif media in {"application/json", "application/x-www-form-urlencoded"}:
            assert content.get("schema"), (whose, media)
            validator(content["schema"]).validate(content["example"])
    own = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in own:
        schema = DOCUMENT["components"]["schemas"][own["$ref"].rsplit("/", 1)[1]]
        for example in schema["examples"]:
            validator(schema).validate(example)


def test_error_examples_are_problems() -> None:
    problem = validator({"$ref": "#/components/schemas/Problem"})
    for example in DOCUMENT["components"]["examples"].values():
        problem.validate(example["value"])


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Python client, generated as docs/integration.md says."""
    folder = tmp_path_factory.mktemp("client")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "openapi-python-client"), "generate", "--path",
         str(ROOT / "frontend" / "openapi.json"), "--output-path", str(folder / "milpa_client"), "--meta", "none"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    # What it can't do is files and XML, which have no model; every JSON schema it must understand.
    assert "Unable to parse schema" not in done.stdout
    sys.path.insert(0, str(folder))
    yield folder / "milpa_client"
    sys.path.remove(str(folder))


def test_the_generated_python_client_works(generated: Path, platform: Platform, public: httpx.Client) -> None:
    client_module = importlib.import_module("milpa_client.client")
    answer = public.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT_ID, CLIENT_SECRET))
    client = client_module.AuthenticatedClient(base_url=platform.url, token=answer.json()["access_token"])
    projects = importlib.import_module("milpa_client.api.projects.list_projects")
    page = projects.sync(client=client, limit=2)
    assert (len(page.items), page.total > 2) == (2, True)
    models = importlib.import_module("milpa_client.models")
    put = importlib.import_module("milpa_client.api.federation.put_partner_record")
    record = models.PartnerRecordIn.from_dict({"revision": 1, "title": {"es": "Desde el cliente generado"}})
    kept = put.sync(client=client, system="amexcid-sandbox", external_id="generado", body=record)
    assert kept.outcome == "created"
    changes = importlib.import_module("milpa_client.api.changes.list_changes")
    assert changes.sync(client=client, limit=1).items[0].record.kind
    refused = put.sync_detailed(client=client, system="nobodys", external_id="x", body=record)
    assert refused.status_code == 404
    assert refused.parsed.type_ == "urn:milpa:problem:not-found"
