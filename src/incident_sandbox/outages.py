"""How each service words an outage: the bodies that injected faults answer with. Pure.

Notion: developers.notion.com/reference/status-codes and request-limits (2026). Its 502 is a
proxy's page, as everybody's; a 529 and a 429 carry Retry-After; a write may succeed and be
answered 503 with the ids of what was made.
"""

from __future__ import annotations

import json
from typing import Any, Final

QUOTA_MESSAGE: Final = "Quota exceeded for quota metric 'Requests'"
REQUEST_ID: Final = "6fa17a1e-0000-4000-a000-00000000000f"
TOO_MANY: Final = 429
UNAVAILABLE: Final = 503
_QUERY: Final = "POST /v1/data_sources/{id}/query"
_CREATES: Final = frozenset({"POST /v1/pages", "POST /v1/databases"})
_APPEND: Final = "PATCH /v1/blocks/{id}/children"
_WORDS: Final[dict[int, tuple[str, str]]] = {
    401: ("unauthorized", "API token is invalid."),
    403: ("restricted_resource", "Insufficient permissions for this endpoint."),
    404: ("object_not_found", "Could not find the object."),
    409: ("conflict_error", "Conflict occurred while saving. Please try again."),
    TOO_MANY: ("rate_limited", "You have been rate limited. Please try again in a few minutes."),
    500: ("internal_server_error", "Unexpected error occurred."),
    UNAVAILABLE: ("service_unavailable", "Public API service is temporarily unavailable."),
    504: ("gateway_timeout", "The request timed out. Please try again later."),
    529: ("service_overload", "Notion is overloaded. Please try again later."),
}
_SAVED: Final = "Your change was saved, but the service could not load the result."
_GUIDANCE: Final = (
    "Do not repeat the request: the change was saved.",
    "Retrieve the committed resource by its id instead.",
)


def body_of(service: str, method: str, status: int, retry_after: str | int | None) -> Any:
    """The JSON a service answers an outage with; ``None`` where a proxy's page stands in."""
    if service == "notion":
        return _notion(method, status, retry_after)
    if status != TOO_MANY:
        return None
    if service == "slack":
        return {"ok": False, "error": "ratelimited"}
    return {"error": {"code": 429, "message": QUOTA_MESSAGE, "status": "RESOURCE_EXHAUSTED"}}


def _notion(method: str, status: int, retry_after: str | int | None) -> Any:
    if status not in _WORDS:
        return None
    code, message = _WORDS[status]
    more: dict[str, Any] = {}
    if status == TOO_MANY:
        more["rate_limit_reason"] = "public_api_request_rate_limit"
    if status == UNAVAILABLE and method == _QUERY:
        more["endpoint_name"] = "public_queryDataSource"
    if retry_after is not None:
        more["retry_after"] = str(retry_after)
    return _error(status, code, message, more)


def _error(status: int, code: str, message: str, more: dict[str, Any]) -> dict[str, Any]:
    told = {"object": "error", "status": status, "code": code, "message": message}
    additional = {"additional_data": more} if more else {}
    return {**told, **additional, "request_id": REQUEST_ID}


def committed(method: str, path: str, done: bytes) -> dict[str, Any]:
    """Notion's 503 for a write that was saved; ``done`` is what it should have answered.

    A create names the new object, an append the parent and the new blocks, any other write
    only says that it was saved (request-limits, "503 after a successful write").
    """
    answer = json.loads(done)
    more: dict[str, Any] = {"retry_guidance": list(_GUIDANCE)}
    if method in _CREATES:
        more["committed_resource_id"] = answer["id"]
    if method == _APPEND:
        more["committed_resource_id"] = path.split("/")[3]
        more["committed_child_ids"] = [block["id"] for block in answer["results"]]
    return _error(UNAVAILABLE, "service_unavailable", _SAVED, more)
