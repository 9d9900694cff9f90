"""Google's refusals: one exception, and the bodies Sheets and Drive answer with.

The wordings are Google's own where one was seen: in GD, in recorded answers of public
client libraries, or in the issue threads quoted beside each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from incident_sandbox.service import Response

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
DRIVE_REASONS = {400: "invalidParameter", 401: "authError", 403: "forbidden", 404: "notFound"}


class ApiError(Exception):
    """A refusal: an HTTP code, google.rpc's name for it, a message, details."""

    def __init__(
        self,
        message: str,
        code: int = 400,
        status: str = "INVALID_ARGUMENT",
        details: Sequence[dict[str, Any]] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.details = list(details)

    def answer(self) -> Response:
        """The answer of the Sheets API."""
        return Response.json({"error": self._core()}, self.code, self._headers(), effect=False)

    def drive_answer(self) -> Response:
        """The answer of the Drive API, which adds the older ``errors`` list (DD)."""
        reason = DRIVE_REASONS.get(self.code, "backendError")
        item = {"message": self.message, "domain": "global", "reason": reason}
        body = {"error": {**self._core(), "errors": [item]}}
        return Response.json(body, self.code, self._headers(), effect=False)

    def _core(self) -> dict[str, Any]:
        core: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        return {**core, "details": self.details} if self.details else core

    def _headers(self) -> dict[str, str]:
        if self.code != 401:  # noqa: PLR2004 - the one code with a header of its own
            return {}
        realm = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        return {"www-authenticate": realm}


def bad_field(path: str, message: str) -> ApiError:
    """A body or query that does not fit the schema (google-api-python-client #930)."""
    violation = {"field": path, "description": message} if path else {"description": message}
    return ApiError(message, details=[{"@type": BAD_REQUEST, "fieldViolations": [violation]}])


def unknown_name(name: str, path: str) -> ApiError:
    """A field no message of that kind has."""
    place = f" at '{path}'" if path else ""
    return bad_field(
        path, f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'
    )


def unknown_parameter(name: str) -> ApiError:
    """A query parameter the method does not take (VBA-Web #332)."""
    return bad_field(
        "",
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message.",
    )


def unparsable_range(text: str) -> ApiError:
    """A range that is no A1 notation, or names a tab that is not there (dataset #97)."""
    return ApiError(f"Unable to parse range: {text}")


def beyond_grid(spelled: str, rows: int, columns: int) -> ApiError:
    """A range outside the tab's grid (airbyte #1740)."""
    return ApiError(
        f"Range ({spelled}) exceeds grid limits. Max rows: {rows}, max columns: {columns}"
    )


def not_found() -> ApiError:
    """No such spreadsheet (gspread's recorded test_access_non_existing_spreadsheet)."""
    return ApiError("Requested entity was not found.", 404, "NOT_FOUND")


def forbidden() -> ApiError:
    """The spreadsheet is there and the caller may not (Sheets API, sharing)."""
    return ApiError("The caller does not have permission", 403, "PERMISSION_DENIED")


def unauthenticated(*, missing: bool) -> ApiError:
    """No credentials where some are needed, or credentials that are no longer good."""
    what = (
        "is missing required authentication credential"
        if missing
        else "had invalid authentication credentials"
    )
    return ApiError(
        f"Request {what}. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
        401,
        "UNAUTHENTICATED",
    )


def exhausted(kind: str) -> ApiError:
    """The minute's quota is used up; no Retry-After is promised (Sheets API, usage limits)."""
    info = {"@type": ERROR_INFO, "reason": "RATE_LIMIT_EXCEEDED", "domain": "googleapis.com"}
    return ApiError(
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per "
        "minute per user' of service 'sheets.googleapis.com' for consumer "
        "'project_number:100000000001'.",
        429,
        "RESOURCE_EXHAUSTED",
        [info],
    )


def not_offered(what: str) -> ApiError:
    """Google has it, the sandbox has not: said so, and never mistaken for a refusal."""
    return ApiError(f"The sandbox does not offer {what}.", 501, "UNIMPLEMENTED")
