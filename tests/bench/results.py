"""A results screen with 500 indicators, 12 periods and 3 categories: how long its one request takes."""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx

from gateway.identity.demo import ACCOUNTS, PASSWORD

INDICATORS, PERIODS = 500, 12
PROJECT = {"title": {"es": "Medido"}, "modality": "triangular", "visibility": "public"}
CATEGORIES = ("mujeres", "hombres", "sin dato")


def framework() -> dict[str, object]:
    """An outline of 500 indicators with a target for each of 12 periods."""
    targets = [{"period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "value": "90"} for year in _years()]
    indicators = [
        {
            "title": {"es": f"Indicador {number}"},
            "baseline": "0",
            "dimensions": [{"name": "sexo", "categories": list(CATEGORIES)}],
            "targets": targets,
        }
        for number in range(INDICATORS)
    ]
    return {
        "results": [
            {
                "level": "output",
                "title": {"es": f"Producto {start // 100}"},
                "indicators": indicators[start : start + 100],
            }
            for start in range(0, INDICATORS, 100)
        ]
    }


def _years() -> Iterator[int]:
    yield from range(2014, 2014 + PERIODS)


def analyst_of(url: str) -> httpx.Client:
    """The demonstration's analyst, signed in."""
    client = httpx.Client(base_url=url, timeout=600)
    email = next(account.email for account in ACCOUNTS if account.role == "analyst")
    session = client.post("/api/v1/session", json={"email": email, "password": PASSWORD}).json()
    client.headers["X-CSRF-Token"] = session["csrf_token"]
    return client


class Screen(NamedTuple):
    """Seconds of a request through the gateway and (median) to the service itself, and the answer's bytes."""

    median: float
    slowest: float
    direct: float
    size: int


def results_screen(url: str, direct_address: Callable[[], tuple[str, dict[str, str]]]) -> Screen:
    """Return how long the request of a results screen takes, of 20 through the gateway and 20 without it.

    ``direct_address`` gives the service's own address and a token, which is valid for a minute.
    """
    client = analyst_of(url)
    code = client.post("/api/v1/projects", json=PROJECT).json()["code"]
    made = client.put(f"/api/v1/frameworks/{code}", json=framework())
    assert made.status_code == 200, made.text
    assert client.post(f"/api/v1/frameworks/{code}/approval", json={}).status_code == 200
    ids = [indicator["id"] for result in made.json()["results"] for indicator in result["indicators"]]
    parts = [{"categories": {"sexo": category}, "value": "25"} for category in CATEGORIES]
    measured = [{"indicator_id": key, "value": "75", "parts": parts} for key in ids]
    for year in _years():
        period = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        report = client.post("/api/v1/monitoring/reports", json={"project": code, **period, "measurements": measured})
        assert report.status_code == 201, report.text
        address = report.headers["location"]
        sent = client.post(f"{address}/submission", headers={"If-Match": report.headers["etag"]})
        done = client.post(
            f"{address}/verification", json={"decision": "verified"}, headers={"If-Match": sent.headers["etag"]}
        )
        assert done.status_code == 200, done.text
    through, size = _timed(client, f"/api/v1/frameworks/{code}")
    direct, headers = direct_address()
    with httpx.Client(base_url=direct, headers=headers, timeout=600) as alone:
        bare, _ = _timed(alone, f"/api/v1/frameworks/{code}")
    return Screen(statistics.median(through), max(through), statistics.median(bare), size)


def _timed(client: httpx.Client, path: str) -> tuple[list[float], int]:
    """Return the seconds of 20 requests after a first one, and the size of the answer."""
    took = []
    for _ in range(21):
        started = time.perf_counter()
        answer = client.get(path)
        took.append(time.perf_counter() - started)
        assert len(answer.json()["results"]) == INDICATORS // 100
    return took[1:], len(answer.content)
