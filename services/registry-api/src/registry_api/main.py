"""registry-api's application: ``uvicorn registry_api.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from registry_api.access import ACCESS
from registry_api.agreements.routes import router as agreements
from registry_api.analytics.routes import router as analytics
from registry_api.base import IDEMPOTENCY_KEYS
from registry_api.changes.routes import router as changes
from registry_api.classification.routes import router as classification
from registry_api.comments.routes import router as comments
from registry_api.contributions.routes import router as contributions
from registry_api.coordination.commitment_routes import router as commitments
from registry_api.coordination.event_routes import router as events
from registry_api.coordination.table_routes import router as working_tables
from registry_api.cycle.routes import router as cycle
from registry_api.documents.routes import router as documents
from registry_api.federation.routes import router as federation
from registry_api.finance.routes import router as finance
from registry_api.finance.routes import summary_router as finance_summary
from registry_api.history.routes import router as history
from registry_api.interchange.exports.routes import router as exports
from registry_api.interchange.publishing.routes import router as publishing
from registry_api.interchange.routes import router as interchange
from registry_api.interchange.sheets.routes import router as sheets
from registry_api.jobs.routes import router as jobs
from registry_api.notifications.routes import router as notifications
from registry_api.organisations.routes import router as organisations
from registry_api.people.routes import router as people
from registry_api.projects.bulk import router as bulk
from registry_api.projects.routes import router as projects
from registry_api.rates.routes import router as rates
from registry_api.reports.routes import router as reports
from registry_api.settings import settings
from registry_api.sheet.routes import router as sheet
from registry_api.views.routes import router as views
from registry_api.webhooks.routes import messages
from registry_api.webhooks.routes import router as webhooks
from service_kit.app import create_service
from service_kit.database import Database
from service_kit.idempotency import Once
from service_kit.jobs import WORKER_ALIVE
from service_kit.problems import register_messages

register_messages("registry_api")


@asynccontextmanager
async def _start(app: FastAPI) -> AsyncIterator[None]:
    app.state.once = Once(app.state.database, IDEMPOTENCY_KEYS)
    yield


async def _worker_alive(database: Database) -> bool:
    return bool(await database.scalar(WORKER_ALIVE))


app = create_service(
    "registry-api", settings(), access=ACCESS, version="0.1.0", checks={"worker": _worker_alive}, start=_start
)
ROUTERS = (
    history, cycle, comments, people, bulk, sheet, projects, finance, finance_summary, contributions, rates,
    agreements, working_tables, events, commitments, documents, organisations, classification,
    sheets, interchange, exports, publishing, reports, analytics, changes, federation, webhooks,
    jobs, views, notifications,
)  # fmt: skip
for router in ROUTERS:
    app.include_router(router)
app.webhooks.include_router(messages)
