"""The endpoints served: the names calls are counted under, and the functions behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from incident_sandbox.notion import blocks, databases, pages, query, search, users
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json

Handler = Callable[[Context], Json]

ROUTES: Final[dict[str, Handler]] = {
    "POST /v1/data_sources/{id}/query": query.query,
    "GET /v1/data_sources/{id}": databases.get_source,
    "PATCH /v1/data_sources/{id}": databases.update_source,
    "POST /v1/databases": databases.create,
    "GET /v1/databases/{id}": databases.get,
    "PATCH /v1/databases/{id}": databases.update,
    "POST /v1/pages": pages.create,
    "GET /v1/pages/{id}": pages.get,
    "PATCH /v1/pages/{id}": pages.update,
    "GET /v1/pages/{id}/properties/{property_id}": pages.get_property,
    "POST /v1/pages/{id}/move": pages.move,
    "GET /v1/blocks/{id}": blocks.get,
    "PATCH /v1/blocks/{id}": blocks.update,
    "DELETE /v1/blocks/{id}": blocks.delete,
    "GET /v1/blocks/{id}/children": blocks.children,
    "PATCH /v1/blocks/{id}/children": blocks.append,
    "GET /v1/users": users.listed,
    "GET /v1/users/me": users.me,
    "GET /v1/users/{id}": users.get,
    "POST /v1/search": search.search,
}
PAGED_QUERY: Final = frozenset(
    {
        "GET /v1/users",
        "GET /v1/blocks/{id}/children",
        "GET /v1/pages/{id}/properties/{property_id}",
    }
)
FILTERED_QUERY: Final = frozenset({"GET /v1/pages/{id}", "POST /v1/data_sources/{id}/query"})


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", r"([^/]+)", re.escape(name)))


# fixed words before placeholders, so that "me" is not taken for an id
_PATTERNS: Final = sorted(
    ((_pattern(name), name) for name in ROUTES), key=lambda pair: pair[1].count("{")
)


def place_of(method: str, path: str) -> tuple[str, tuple[str, ...]]:
    """The counted name of a call, and the ids in its path."""
    for pattern, name in _PATTERNS:
        found = pattern.fullmatch(f"{method} {path}")
        if found:
            return name, found.groups()
    return f"{method} (unknown)", ()
