"""What a service answers when something fails that nobody foresaw."""

import asyncio

import httpx
from fastapi import FastAPI

from service_kit import problems, telemetry


def test_an_unexpected_error_names_its_request() -> None:
    app = FastAPI()
    problems.install(app)
    app.add_middleware(telemetry.RequestLog, service="test", trust_client_id=True)

    @app.get("/")
    async def fails() -> None:
        raise RuntimeError("unforeseen")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/", headers={"X-Request-Id": "request-0001"})

    answer = asyncio.run(ask())
    assert answer.status_code == 500
    assert answer.json()["request_id"] == "request-0001"
    assert "unforeseen" not in answer.text
