"""An operation that nobody decided about is refused."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi import Depends, FastAPI, Request

from service_kit import problems
from service_kit.access import EVERYONE, PERSON, guard, needs
from service_kit.principal import PUBLIC, Action, Principal, Role

PEOPLE = {
    "nobody": PUBLIC,
    "analyst": Principal("account:1", "Ana", Role.ANALYST),
    "client": Principal("client:1", "Sistema", Role.INTEGRATION, None, frozenset({"projects:write"})),
}


@pytest.fixture
def client() -> httpx.AsyncClient:
    async def who(request: Request) -> Principal:
        return PEOPLE[request.headers["x-who"]]

    table = {"open": EVERYONE, "own": PERSON, "write": needs(Action.PROJECT_WRITE), "admin": needs(Action.AUDIT_READ)}
    app = FastAPI(dependencies=[Depends(guard(table, who))])
    problems.install(app)
    for name in (*table, "forgotten"):
        app.get(f"/{name}", operation_id=name)(lambda: {})
    app.get("/healthz", include_in_schema=False)(lambda: {})
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def _answers(client: httpx.AsyncClient, who: str) -> dict[str, int]:
    names = ("open", "own", "write", "admin", "forgotten", "healthz")
    return {name: (await client.get(f"/{name}", headers={"X-Who": who})).status_code for name in names}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("nobody", {"open": 200, "own": 401, "write": 401, "admin": 401, "forgotten": 403, "healthz": 200}),
        ("analyst", {"open": 200, "own": 200, "write": 200, "admin": 403, "forgotten": 403, "healthz": 200}),
        ("client", {"open": 200, "own": 403, "write": 200, "admin": 403, "forgotten": 403, "healthz": 200}),
    ],
)
def test_the_table_decides(client: httpx.AsyncClient, who: str, expected: dict[str, int]) -> None:
    # In a thread of its own: Playwright leaves a running event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(_answers(client, who))).result() == expected
