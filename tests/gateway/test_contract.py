"""Every operation of the merged document, with whatever schemathesis thinks of: no crash, answers as documented."""

from collections.abc import Callable

import httpx
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import ROOT, Platform

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


@schemathesis.serializer("application/x-ndjson", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def as_it_is(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Bodies that are neither JSON nor XML: whatever was thought of, as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


# The document in the repository is the one served: test_door compares them.
schema = schemathesis.openapi.from_path(ROOT / "frontend" / "openapi.json")


@schema.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_every_operation(case: schemathesis.Case, platform: Platform, token: str) -> None:
    case.call_and_validate(
        base_url=platform.url, headers={"Authorization": f"Bearer {token}"}, checks=CHECKS, timeout=60
    )


@schema.include(tag=["administration", "account"]).parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_every_operation_of_people(
    case: schemathesis.Case, platform: Platform, as_role: Callable[[str], httpx.Client]
) -> None:
    """What a machine may not call, as an administrator in a browser."""
    admin = as_role("administrator")
    headers = {
        "X-CSRF-Token": admin.headers["X-CSRF-Token"],
        "Cookie": f"milpa_session={admin.cookies['milpa_session']}",
    }
    case.call_and_validate(base_url=platform.url, headers=headers, checks=CHECKS, timeout=60)
