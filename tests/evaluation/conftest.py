"""What tests of evaluation build on: measured projects, organisations, common indicators."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

AsRole = Callable[[str], httpx.Client]
YEAR = {"period_start": "2025-01-01", "period_end": "2025-12-31"}


def outline(*indicators: dict[str, Any]) -> dict[str, Any]:
    """An outline of one outcome with the given indicators."""
    return {"results": [{"level": "outcome", "title": {"es": "Se usan datos comunes"}, "indicators": list(indicators)}]}


@pytest.fixture
def organisation(machine: httpx.Client) -> Callable[..., str]:
    """Registers an organisation, returns its id."""

    def register(country: str = "GT") -> str:
        body = {"name": {"es": f"Institución {uuid4().hex[:8]}"}, "country": country, "type": "10"}
        answer = machine.post("/api/v1/organisations", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    return register


@pytest.fixture
def common_indicator(as_role: AsRole) -> Callable[..., dict[str, Any]]:
    """Adds a common indicator."""

    def add(**fields: Any) -> dict[str, Any]:
        body = {"title": {"es": f"Personas capacitadas {uuid4().hex[:6]}"}, "aggregation": "sum"} | fields
        answer = as_role("analyst").post("/api/v1/common-indicators", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()) | {"etag": answer.headers["etag"]}

    return add


@pytest.fixture
def approved(as_role: AsRole) -> Callable[..., dict[str, Any]]:
    """Writes and approves a project's framework; returns the outline that the API tells."""

    def write(code: str, *indicators: dict[str, Any]) -> dict[str, Any]:
        analyst = as_role("analyst")
        made = analyst.put(f"/api/v1/frameworks/{code}", json=outline(*indicators))
        assert made.status_code == 200, made.text
        done = analyst.post(f"/api/v1/frameworks/{code}/approval", json={})
        assert done.status_code == 200, done.text
        return dict(done.json())

    return write


@pytest.fixture
def verified(as_role: AsRole, machine: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Reports what indicators showed in a period and has it verified."""

    def report(code: str, values: dict[str, str], **fields: Any) -> dict[str, Any]:
        measurements = [
            {"indicator_id": key, "value": value, "evidence": ["https://example.org/lista.pdf"]}
            for key, value in values.items()
        ]
        body = {"project": code, **YEAR, "measurements": measurements} | fields
        answer = machine.post("/api/v1/monitoring/reports", json=body)
        assert answer.status_code == 201, answer.text
        address = answer.headers["location"]
        submitted = machine.post(f"{address}/submission", headers={"If-Match": answer.headers["etag"]})
        tag = {"If-Match": submitted.headers["etag"]}
        done = as_role("analyst").post(f"{address}/verification", json={"decision": "verified"}, headers=tag)
        assert done.status_code == 200, done.text
        return dict(done.json())

    return report


def indicators(framework: dict[str, Any]) -> list[dict[str, Any]]:
    """Every indicator of a framework, in order."""
    return [indicator for result in framework["results"] for indicator in result["indicators"]]
