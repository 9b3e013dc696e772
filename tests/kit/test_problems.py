"""What a service answers when something fails that nobody foresaw."""

from fastapi import FastAPI
from starlette.testclient import TestClient

from service_kit import problems, telemetry


def test_an_unexpected_error_names_its_request() -> None:
    app = FastAPI()
    problems.install(app)
    app.add_middleware(telemetry.RequestLog, service="test", trust_client_id=True)

    @app.get("/")
    async def fails() -> None:
        raise RuntimeError("unforeseen")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/", headers={"X-Request-Id": "request-0001"})
    assert answer.status_code == 500
    assert answer.json()["request_id"] == "request-0001"
    assert "unforeseen" not in answer.text
