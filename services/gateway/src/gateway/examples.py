"""Examples for every answer and error of the OpenAPI document, made from its schemas.

A model's own example, where its author wrote one, comes first; then what its fields show; then something of the right
type and form. ``tests/gateway/test_openapi.py`` checks every one against its schema.
"""

from collections.abc import Mapping
from typing import Any, Final

_BY_FORMAT: Final = {
    "uuid": "01900000-0000-7000-8000-000000000000",
    "date": "2026-05-04",
    "date-time": "2026-05-04T15:00:00Z",
    "binary": "…",
}
_BY_NAME: Final = {
    "code": "GT-2016-0001", "currency": "GTQ", "country": "MX", "email": "ana@institucion.example",
    "url": "https://registro.example/proyectos/17", "amount": "125000.50", "language": "es", "acronym": "AMEXCID",
    "starts": "2026-05", "ends": "2026-06", "weight": "100", "share": "100", "longitude": "-90.51",
    "latitude": "14.63", "etag": '"3"', "href": "/api/v1/projects/GT-2016-0001", "next": None,
}  # fmt: skip
_DEEPEST: Final = 7

Schemas = Mapping[str, Mapping[str, Any]]


def example_of(schema: Mapping[str, Any], schemas: Schemas, name: str = "", depth: int = 0) -> Any:
    """Return an example of a schema; ``name`` is the field's, ``schemas`` those of the document's components."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, name, depth)
    if schema.get("examples"):
        return schema["examples"][0]
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _of_choice(schema[choice], schemas, name, depth)
    return _of_type(schema, schemas, name, depth)


def _of_choice(choices: list[Mapping[str, Any]], schemas: Schemas, name: str, depth: int) -> Any:
    nullable = any(choice.get("type") == "null" for choice in choices)
    if nullable and depth >= _DEEPEST:
        return None
    first = next((choice for choice in choices if choice.get("type") != "null"), {})
    return example_of(first, schemas, name, depth)


def _of_type(schema: Mapping[str, Any], schemas: Schemas, name: str, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return _of_object(schema, schemas, depth)
    if kind == "array":
        if depth >= _DEEPEST and not schema.get("minItems"):
            return []
        return [example_of(schema.get("items", {}), schemas, name, depth + 1)]
    if kind == "string":
        return _of_text(schema, name)
    if kind in {"integer", "number"}:
        return schema.get("minimum", 1)
    return True if kind == "boolean" else None


def _of_object(schema: Mapping[str, Any], schemas: Schemas, depth: int) -> dict[str, Any]:
    properties: Mapping[str, Any] = schema.get("properties", {})
    if not properties:
        values = schema.get("additionalProperties")
        texts = isinstance(values, Mapping) and values.get("type") == "string" and "enum" not in values
        return {"es": "Gestión de la cooperación técnica"} if texts else {}
    required = set(schema.get("required", ()))
    return {
        field: example_of(part, schemas, field, depth + 1)
        for field, part in properties.items()
        if depth < _DEEPEST or field in required
    }


def _of_text(schema: Mapping[str, Any], name: str) -> Any:
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    found = _BY_NAME.get(name)
    return found if found is not None else "texto"


_ERRORS: Final[tuple[tuple[int, str, str, str], ...]] = (
    (401, "sign-in-required", "Sign in", "This needs an account or an access token (POST /oauth/token)."),
    (403, "not-allowed", "Not allowed", "The role “partner” does not allow “projects:write” on this record. Ask an "
     "administrator for access."),
    (404, "not-found", "Not found", "There is no project with the identifier “GT-1999-0001”, or it is not published."),
    (412, "stale", "The record has changed meanwhile", "Someone saved a newer version; it is in “current”. Compare and "
     "save again; nothing was overwritten."),
    (422, "invalid", "Some data needs correcting", "Check the fields listed and send again."),
    (429, "rate-limited", "Too many requests", "1200 a minute are taken. Wait 3 seconds; see the RateLimit header."),
    (503, "part-not-ready", "A part of the platform does not answer", "“registry-api” is not available at the moment. "
     "Nothing was saved; try again in a few seconds."),
)  # fmt: skip


def error_examples() -> dict[str, Any]:
    """Return an example of every kind of error, by its code, for the document's components."""
    examples: dict[str, Any] = {}
    for status, code, title, detail in _ERRORS:
        value: dict[str, Any] = {
            "type": f"urn:milpa:problem:{code}", "title": title, "status": status, "detail": detail,
            "instance": "/api/v1/projects/GT-2016-0001", "request_id": "01900000-0000-7000-8000-000000000000",
        }  # fmt: skip
        if code == "invalid":
            value["errors"] = [{"pointer": "/title", "code": "field-required", "detail": "This is required."}]
        examples[code] = {"summary": f"{status}: {title}", "value": value}
    return examples


def illustrate(paths: Mapping[str, Mapping[str, Any]], schemas: Schemas) -> None:
    """Give every JSON body, answer and error of ``paths`` an example, in place, unless it has one."""
    references = {code: {"$ref": f"#/components/examples/{code}"} for _, code, _, _ in _ERRORS}
    for operations in paths.values():
        for operation in operations.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                for media, content in body.get("content", {}).items():
                    if media == "application/problem+json":
                        content["examples"] = references
                    elif media == "application/json" and not content.keys() & {"example", "examples"}:
                        content["example"] = example_of(content["schema"], schemas)
