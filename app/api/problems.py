"""What goes wrong, as RFC 9457 says it: a stable type, a status, a sentence with what to do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.api.problems_zh import IN_CHINESE
from pipeline.errors import (
    BadFile,
    Conflict,
    Erased,
    Forbidden,
    Held,
    Missing,
    ProofdeskError,
    StoreTrouble,
    Unsigned,
    WrongUse,
)

TYPE = "urn:proofdesk:problem:"
MEDIA_TYPE = "application/problem+json"
AGAIN_SECONDS = 5

_STATUS: Mapping[str, int] = {
    "too_large": 413,
    "form_too_large": 413,
    "type_mismatch": 415,
    "unsupported_type": 415,
    "not_multipart": 415,
    "not_json": 415,
    "facts_too_large": 413,
}
_FRAMEWORK: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be understood; see /v1/openapi.json."),
    404: ("not_found", "There is nothing at this address; see /v1/openapi.json."),
    405: ("method_not_allowed", "This address takes other methods; see the Allow header."),
    408: ("too_slow", "The body came too slowly; send it again over a better line."),
    413: ("body_too_large", "The body of this request is larger than allowed; send less."),
    422: ("bad_request_values", "A value of the request is not what it must be; see `errors`."),
}


class ProblemBody(BaseModel):
    """A problem as RFC 9457 shapes it; `code` is the end of `type`."""

    type: str
    title: str
    status: int
    detail: str
    detail_zh: str
    code: str


@dataclass
class Problem(Exception):
    """Raised anywhere in a request; `headers` such as Retry-After go along."""

    status: int
    code: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """The object that is sent."""
        return {
            "type": TYPE + self.code,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "detail_zh": IN_CHINESE.get(self.code, self.detail),
            "code": self.code,
            **self.more,
        }

    def response(self) -> Response:
        return AsciiJson(self.body(), self.status, dict(self.headers), MEDIA_TYPE)


class AsciiJson(JSONResponse):
    """JSON in ASCII: whatever a sender put into texts, half characters too, can be sent back."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def problem_of(error: ProofdeskError) -> Problem:
    """The one place where our errors become statuses."""
    match error:
        case BadFile(code=code, message=message):
            return Problem(_STATUS.get(code, 422), code, message)
        case Erased():
            return Problem(410, "erased", str(error))
        case Missing():
            return Problem(404, "not_found", str(error))
        case Held():
            return Problem(409, "held", str(error))
        case Conflict():
            return Problem(409, "conflict", str(error))
        case Forbidden():
            return Problem(401, "unknown_key", str(error), {"WWW-Authenticate": "Bearer"})
        case WrongUse():
            return Problem(422, "wrong_use", str(error))
        case Unsigned():
            return Problem(503, "ledger_unsigned", str(error), {"Retry-After": "60"})
        case StoreTrouble():
            return Problem(
                503, "store_away", "A store does not answer; send it again.", {"Retry-After": str(AGAIN_SECONDS)}
            )
        case _:
            return Problem(500, "internal_error", "Something failed on our side; it was written down.")


def from_error(request: Request, error: Exception) -> Response:
    if isinstance(error, Problem):
        return _answer(request, error)
    return _answer(request, problem_of(error if isinstance(error, ProofdeskError) else ProofdeskError()))


def from_framework(request: Request, error: Exception) -> Response:
    """404 and 405 of the router, values that do not fit, senders that hang up."""
    if isinstance(error, RequestValidationError):
        errors = [{"where": [str(part) for part in one["loc"]], "what": one["msg"]} for one in error.errors()]
        code, detail = _FRAMEWORK[422]
        return _answer(request, Problem(422, code, detail, more={"errors": errors[:20]}))
    status = error.status_code if isinstance(error, HTTPException) else 400  # else it hung up, and nobody listens
    code, detail = _FRAMEWORK.get(status, ("bad_request", "The request cannot be answered."))
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return _answer(request, Problem(status, code, detail, headers))


def _answer(request: Request, problem: Problem) -> Response:
    request.state.problem = problem.code  # for the log and the count of refusals
    return problem.response()


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Statuses for the OpenAPI page of a route, all with the problem as their body."""
    always = {400, 401, 403, 404, 422, 429, 500, 503} | ({408} if 413 in statuses else set())
    shape = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": shape}
        for status in sorted(always | set(statuses))
    }
