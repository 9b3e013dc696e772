"""Errors on the wire: ``application/problem+json`` (RFC 9457) in the language asked for."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service_kit.jsons import dumps
from service_kit.telemetry import log, request_id
from service_kit.texts import negotiate, pick

_CATALOGUE: Final[dict[str, dict[str, dict[str, str]]]] = {}


def register_messages(package: str) -> None:
    """Add the problems and field messages of ``package``'s ``messages.json`` to the catalogue."""
    _CATALOGUE.update(json.loads(files(package).joinpath("messages.json").read_text("utf-8")))


register_messages("service_kit")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong in a request: where (JSON pointer), what (code), and the facts for the sentence."""

    pointer: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Problem(Exception):
    """An answer that is an error.

    Args:
        status: HTTP status.
        code: a key of the message catalogue; the problem's type is ``urn:milpa:problem:<code>``.
        errors: what is wrong field by field.
        headers: further response headers.
        extra: further members of the problem object (RFC 9457 §3.2).
        params: facts for the sentence.
    """

    def __init__(
        self,
        status: int,
        code: str,
        /,
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.errors = status, code, list(errors)
        self.headers, self.extra, self.params = dict(headers or {}), dict(extra or {}), params


def not_found(what: str, key: object) -> Problem:
    """Return the 404 that says which record was not found."""
    return Problem(404, "not-found", what=what, key=str(key))


def invalid(*errors: FieldError) -> Problem:
    """Return the 422 that lists what is wrong field by field."""
    return Problem(422, "invalid", errors=errors)


def sentence(code: str, part: str, language: str, params: Mapping[str, Any]) -> str:
    """Return the catalogue's ``part`` (title, detail) of ``code`` with its facts filled in."""
    text = pick(_CATALOGUE.get(code, {}).get(part), language) or pick(_CATALOGUE["error"][part], language)
    for name, value in params.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def problem_body(problem: Problem, language: str, instance: str, request: str) -> bytes:
    """Return the problem object as JSON; ``request`` is the request's id."""
    body: dict[str, Any] = {
        "type": f"urn:milpa:problem:{problem.code}",
        "title": sentence(problem.code, "title", language, problem.params),
        "status": problem.status,
        "detail": sentence(problem.code, "detail", language, problem.params),
        "instance": instance,
        "request_id": request,
    }
    if problem.errors:
        body["errors"] = [
            {"pointer": e.pointer, "code": e.code, "detail": sentence(e.code, "detail", language, e.params)}
            for e in problem.errors
        ]
    return dumps(body | problem.extra)


def problem_response(problem: Problem, request: Request) -> Response:
    """Return ``problem`` as a response in the language the request asks for."""
    language = negotiate(request.headers.get("accept-language"))
    return Response(
        problem_body(problem, language, request.url.path, request_id(request.scope)),
        problem.status,
        {"Content-Language": language, **problem.headers},
        media_type="application/problem+json",
    )


_PYDANTIC_CODES: Final = {
    "missing": "field-required",
    "text_required": "field-text-required",
    "string_too_short": "field-required",
    "too_short": "field-required",
    "string_too_long": "field-too-long",
    "too_long": "field-too-many",
    "language": "field-language",
    "control_character": "field-control-character",
    "extra_forbidden": "field-unknown",
    "enum": "field-choice",
    "literal_error": "field-choice",
    "decimal_parsing": "field-number",
    "decimal_type": "field-number",
    "decimal_max_digits": "field-number-size",
    "decimal_max_places": "field-number-size",
    "finite_number": "field-number",
    "int_parsing": "field-whole-number",
    "greater_than": "field-greater",
    "greater_than_equal": "field-at-least",
    "less_than_equal": "field-at-most",
    "date_parsing": "field-date",
    "date_type": "field-date",
    "date_from_datetime_parsing": "field-date",
    "date_from_datetime_inexact": "field-date",
    "uuid_parsing": "field-id",
    "string_pattern_mismatch": "field-format",
    "json_invalid": "json-invalid",
}


def _field_error(error: Mapping[str, Any]) -> FieldError:
    location = [str(part) for part in error["loc"]]
    place = location[0] if location else ""
    parts = location[1:] if place in {"body", "query", "path", "header"} else location
    escaped = "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)
    pointer = f"#{place}:{'/'.join(parts)}" if place in {"query", "path", "header"} else "/" + escaped
    context = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    code = _PYDANTIC_CODES.get(error["type"], "field-invalid")
    if error["type"] == "json_invalid":
        return FieldError("", code, context)
    return FieldError(pointer, code, {"reason": str(error["msg"]), **context})


def field_errors(exc: RequestValidationError | ValidationError) -> list[FieldError]:
    """Return what a validation found wrong, field by field."""
    return [_field_error(error) for error in exc.errors()]


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` as a problem."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, exc: Problem) -> Response:
        return problem_response(exc, request)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, exc: RequestValidationError) -> Response:
        return problem_response(invalid(*field_errors(exc)), request)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, exc: HTTPException) -> Response:
        code = {404: "no-such-path", 405: "method-not-allowed"}.get(exc.status_code, "error")
        problem = Problem(exc.status_code, code, headers=exc.headers, reason=exc.detail)
        return problem_response(problem, request)

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, exc: Exception) -> Response:
        log.error("unexpected", exc_info=exc, request_id=request_id(request.scope))
        return problem_response(Problem(500, "unexpected"), request)
