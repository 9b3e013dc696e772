"""evaluation-api's application: ``uvicorn evaluation_api.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from evaluation_api.access import ACCESS
from evaluation_api.base import IDEMPOTENCY_KEYS
from evaluation_api.evaluations.routes import router as evaluations
from evaluation_api.frameworks.routes import router as frameworks
from evaluation_api.frameworks.spreadsheet_routes import router as spreadsheets
from evaluation_api.frameworks.template_routes import router as templates
from evaluation_api.iati.routes import router as iati
from evaluation_api.knowledge.capacity_routes import router as capacities
from evaluation_api.knowledge.practice_routes import router as practices
from evaluation_api.knowledge.routes import router as lessons
from evaluation_api.knowledge.search_routes import router as knowledge
from evaluation_api.monitoring.routes import router as monitoring
from evaluation_api.rollup.routes import router as rollup
from evaluation_api.settings import settings
from service_kit.app import create_service
from service_kit.idempotency import Once
from service_kit.problems import register_messages

register_messages("evaluation_api")


@asynccontextmanager
async def _start(app: FastAPI) -> AsyncIterator[None]:
    app.state.once = Once(app.state.database, IDEMPOTENCY_KEYS)
    yield


app = create_service("evaluation-api", settings(), access=ACCESS, version="0.1.0", start=_start)
for router in (
    frameworks, spreadsheets, templates, iati, monitoring, evaluations, knowledge, lessons, practices, capacities,
    rollup,
):  # fmt: skip
    app.include_router(router)
