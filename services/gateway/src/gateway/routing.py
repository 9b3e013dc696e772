"""The routing table: which service answers which path, and how large a body it may be sent."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Route:
    """Paths that start with ``prefix`` go to ``service`` with bodies of up to ``body_mb``.

    ``seconds`` is how long the service may leave the gateway without another byte.
    """

    prefix: str
    service: str
    body_mb: int = 8
    seconds: int = 60


REGISTRY: Final = "registry-api"
EVALUATION: Final = "evaluation-api"
SERVICES: Final = (REGISTRY, EVALUATION)

ROUTES: Final = (
    Route("/api/v1/imports", REGISTRY, body_mb=1100, seconds=300),
    Route("/api/v1/iati/validate", REGISTRY, body_mb=1100, seconds=300),
    Route("/api/v1/iati", REGISTRY),
    Route("/api/v1/exports", REGISTRY, seconds=300),
    Route("/api/v1/publishing", REGISTRY),
    Route("/api/v1/projects", REGISTRY),
    Route("/api/v1/organisations", REGISTRY),
    Route("/api/v1/agreements", REGISTRY),
    Route("/api/v1/documents", REGISTRY, body_mb=64),
    Route("/api/v1/working-tables", REGISTRY),
    Route("/api/v1/events", REGISTRY),
    Route("/api/v1/commitments", REGISTRY),
    Route("/api/v1/exchange-rates", REGISTRY),
    Route("/api/v1/valuation-rates", REGISTRY),
    Route("/api/v1/changes", REGISTRY),
    Route("/api/v1/webhooks", REGISTRY),
    Route("/api/v1/jobs", REGISTRY),
    Route("/api/v1/partner-systems", REGISTRY),
    Route("/api/v1/partner-records", REGISTRY, body_mb=64),
    Route("/api/v1/reconciliation", REGISTRY),
    Route("/api/v1/reports", REGISTRY),
    Route("/api/v1/analytics", REGISTRY),
    Route("/api/v1/views", REGISTRY),
    Route("/api/v1/notifications", REGISTRY),
    Route("/api/v1/vocabularies", REGISTRY),
    Route("/api/v1/lessons", EVALUATION),
    Route("/api/v1/frameworks", EVALUATION),
    Route("/api/v1/monitoring", EVALUATION),
    Route("/api/v1/framework-templates", EVALUATION),
    Route("/api/v1/framework-spreadsheets", EVALUATION),
    Route("/api/v1/indicators", EVALUATION),
    Route("/api/v1/risks", EVALUATION),
    Route("/api/v1/evaluations", EVALUATION),
    Route("/api/v1/recommendations", EVALUATION),
    Route("/api/v1/management-actions", EVALUATION),
    Route("/api/v1/knowledge", EVALUATION),
    Route("/api/v1/practices", EVALUATION),
    Route("/api/v1/capacities", EVALUATION),
    Route("/api/v1/common-indicators", EVALUATION),
    Route("/api/v1/rollup", EVALUATION),
)
"""The first that fits; what fits none is the gateway's own."""


def route_of(path: str) -> Route | None:
    """Return the route of a request's path, or None when the gateway answers itself."""
    for route in ROUTES:
        if path.startswith(route.prefix) and path[len(route.prefix) : len(route.prefix) + 1] in {"", "/"}:
            return route
    return None
