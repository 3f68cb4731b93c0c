"""Errors as JSON: ``{"error": {"code", "message", "hint"}}`` with the status that fits."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound, WaymarkError
from bot.faults import fault

STATUS: dict[type[WaymarkError], int] = {
    NotFound: 404,
    InvalidInput: 400,
    NotAllowed: 403,
    Conflict: 409,
}
"""An error of ours that is not listed is a fault of the server: 500."""

_log = structlog.get_logger()


def status_of(problem: WaymarkError) -> int:
    """The HTTP status for ``problem``, by its class or the nearest one above it."""
    for kind in type(problem).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def error_body(code: str, message: str, hint: str | None = None) -> dict[str, Any]:
    """The body of every error answer."""
    return {"error": {"code": code, "message": message, "hint": hint}}


async def on_waymark_error(_request: Request, problem: Exception) -> JSONResponse:
    """Exception handler for :class:`WaymarkError`; the lead installs it on the application."""
    assert isinstance(problem, WaymarkError)
    status = status_of(problem)
    if status == 500:
        _log.error("request_failed", code=problem.code, **fault(problem))
        return JSONResponse(
            error_body(problem.code, "Something went wrong on our side.", "Try again in a moment."),
            status,
        )
    return JSONResponse(error_body(problem.code, problem.message, problem.hint), status)


async def on_invalid_request(_request: Request, problem: Exception) -> JSONResponse:
    """Exception handler for bodies that do not fit: names the field, never repeats its value."""
    assert isinstance(problem, RequestValidationError)
    first = problem.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part != "body")
    if first["type"] == "json_invalid":
        return JSONResponse(error_body("invalid_input", "The body is not valid JSON."), 400)
    reason = str(first["msg"]).removeprefix("Value error, ")
    text = f"{field}: {reason}." if field else f"{reason}."
    return JSONResponse(error_body("invalid_input", text), 400)


async def on_http_error(_request: Request, problem: Exception) -> JSONResponse:
    """Exception handler for the framework's own errors (no such route, wrong method)."""
    assert isinstance(problem, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(problem.status_code, "http_error")
    return JSONResponse(
        error_body(code, str(problem.detail)), problem.status_code, headers=problem.headers
    )
