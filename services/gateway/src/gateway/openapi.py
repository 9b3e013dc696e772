"""One OpenAPI document out of every service's, so that integrators see one API."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI

from gateway.examples import error_examples, illustrate
from service_kit.app import openapi_document
from service_kit.principal import ALL_SCOPES

_DESCRIPTION: Final = """
The registry of technical cooperation and its evaluation.

**Sign in**: `POST /oauth/token` with client credentials gives a bearer token. Published records need none.
**Lists** are pages: `limit`, `after` (the `next` of the page before), `Link: rel="next"`.
**Changes** need `If-Match` with the record's `ETag` (428 without, 412 when stale, with the record as it is now).
**Following along**: `GET /api/v1/changes`, or webhooks. **Limits**: the `RateLimit` header says what is left.
**Repeats** are safe with an `Idempotency-Key` on POST.
**Errors** are `application/problem+json`, in the language of `Accept-Language` (es, en, de).
"""
_SECURITY: Final[dict[str, Any]] = {
    "oauth2": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "milpa_session"},
}


def of_service(app: FastAPI) -> dict[str, Any]:
    """Return a service's own document."""
    return openapi_document(app)


def merge(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one document with every service's paths and schemas.

    Raises:
        ValueError: when two services describe one path, or one name differently.
    """
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    webhooks: dict[str, Any] = {}
    for document in documents:
        for path, operations in document.get("paths", {}).items():
            if path in paths:
                raise ValueError(f"two services answer {path}")
            paths[path] = operations
        webhooks |= document.get("webhooks", {})
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            if schemas.setdefault(name, schema) != schema:
                raise ValueError(f"two services describe {name} differently")
    illustrate(paths, schemas)
    scopes = {scope: scope for scope in sorted(ALL_SCOPES)}
    oauth2 = {
        **_SECURITY["oauth2"],
        "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Milpa",
            "version": "1",
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"oauth2": []}, {"session": []}],
        "paths": dict(sorted(paths.items())),
        "webhooks": webhooks,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "examples": error_examples(),
            "securitySchemes": {**_SECURITY, "oauth2": oauth2},
        },
    }
