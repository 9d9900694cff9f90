"""The Notion service: from a request to an endpoint and back, in one order.

Address, token, version, rate, body, then the endpoint: capability, shape, look-ups, meaning.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from incident_sandbox.notion import access, people, routes, seed
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json, NotionError, invalid, misfit
from incident_sandbox.service import Request, Response

LARGEST_BODY: Final = 500_000


class NotionService:
    """The Notion API over one seeded workspace (``service.Service``)."""

    name = "notion"

    def __init__(self, seed_number: int) -> None:
        """Start with the seeded workspace; the same seed gives the same ids."""
        self.quotas_enabled = True
        self._world = seed.seeded(seed_number)

    def method_of(self, request: Request) -> str:
        """The endpoint, ``GET /v1/pages/{id}`` say."""
        return routes.place_of(request.method, request.path)[0]

    def handle(self, request: Request, now: datetime) -> Response:
        """Answer one call."""
        before = self._world.changes
        key = self._world.request_id()
        headers = {"x-notion-request-id": key}
        try:
            told = self._run(request, now)
        except NotionError as error:
            wait = (error.additional or {}).get("retry_after")
            waiting = {} if wait is None else {"retry-after": wait}
            body = error.body(key)
            return Response.json(body, error.status, {**headers, **waiting}, effect=False)
        return Response.json(told, headers=headers, effect=self._world.changes != before)

    def act(self, verb: str, args: dict[str, Any], now: datetime) -> object:
        """Do what a person does; see ``people.VERBS``. Raises ``Refused``."""
        return people.act(self._world, verb, args, now)

    def dump(self) -> dict[str, Any]:
        """The whole workspace."""
        return self._world.dump()

    def load(self, state: dict[str, Any]) -> None:
        """Replace the workspace by a dumped one."""
        self._world.load(state)

    def _run(self, request: Request, now: datetime) -> Json:
        name, keys = routes.place_of(request.method, request.path)
        handler = routes.ROUTES.get(name)
        if handler is None:
            raise NotionError(400, "invalid_request_url", "Invalid request URL.")
        connection = access.caller(self._world, request.headers)
        version = access.version_of(request.headers)
        if self.quotas_enabled:
            access.spend(self._world, connection, now)
        body = None if request.method in {"GET", "DELETE"} else _body(request)
        if request.query and name not in routes.PAGED_QUERY | routes.FILTERED_QUERY:
            raise misfit(f"query.{request.query[0][0]}", "not present", request.query[0][1])
        decoded = tuple(unquote(each) for each in keys)
        return handler(Context(self._world, connection, version, now, decoded, request.query, body))


def _body(request: Request) -> Json:
    if len(request.body) > LARGEST_BODY:
        raise invalid(f"Request body too large: at most {LARGEST_BODY} bytes are accepted.")
    try:
        payload = json.loads(request.body or b"{}", parse_constant=_no_constant)
        json.dumps(payload, ensure_ascii=False).encode("utf-8")  # no half of a surrogate pair
    except (ValueError, RecursionError):
        raise NotionError(400, "invalid_json", "Error parsing JSON body.") from None
    if not isinstance(payload, dict):
        raise misfit("body", "an object", payload)
    return payload


def _no_constant(name: str) -> Any:
    raise ValueError(name)
