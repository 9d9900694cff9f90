"""Who calls, in which version, how often, and whether they may.

Rate: so many calls in any 60 seconds per connection, 180 on most plans, 600 on Business
(developers.notion.com/reference/request-limits, 2026). The window slides, the harsher
reading of "per 60-second window". A refused call costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Final

from incident_sandbox.notion.errors import MISSING, NotionError, restricted, shown
from incident_sandbox.notion.world import Connection, World

OLD: Final = "2025-09-03"
NEW: Final = "2026-03-11"
VERSIONS: Final = (OLD, NEW)
WINDOW_S: Final = 60.0
LIMITED: Final = "You have been rate limited. Please try again in a few minutes."


def caller(world: World, headers: Mapping[str, str]) -> Connection:
    """The connection of the token; else 401."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    found = world.connections.get(token.strip()) if scheme.lower() == "bearer" else None
    if found is None or found.revoked:
        raise NotionError(401, "unauthorized", "API token is invalid.")
    return found


def version_of(headers: Mapping[str, str]) -> str:
    """The version asked for; it is mandatory, and these two are served."""
    given = headers.get("notion-version")
    if given is None:
        said = f"Notion-Version header should be defined, instead was `{shown(MISSING)}`."
        raise NotionError(
            400, "missing_version", f"Notion-Version header failed validation: {said}"
        )
    if given not in VERSIONS:
        listed = " or ".join(f'`"{each}"`' for each in VERSIONS)
        said = f"Notion-Version header should be {listed}, instead was `{shown(given)}`."
        raise NotionError(
            400, "validation_error", f"Notion-Version header failed validation: {said}"
        )
    return given


def spend(world: World, connection: Connection, now: datetime) -> None:
    """Enter a call into the connection's minute; else 429 with the seconds to wait."""
    limit = int(world.behaviour["rate_limit"])
    moment = now.timestamp()
    # Instants from the future are left over from a clock that was turned back.
    recent = [at for at in connection.spent if moment - WINDOW_S < at <= moment]
    connection.spent = recent
    if len(recent) < limit:
        recent.append(moment)
        return
    wait = max(1, ceil(recent[-limit] + WINDOW_S - moment))
    reason = {"rate_limit_reason": "public_api_request_rate_limit", "retry_after": str(wait)}
    raise NotionError(429, "rate_limited", LIMITED, reason)


def need(connection: Connection, capability: str) -> None:
    """Refuse with 403 unless the connection has ``read``, ``update`` or ``insert``."""
    if capability not in connection.content:
        raise restricted()


def need_users(connection: Connection) -> None:
    """Refuse with 403 unless the connection may read user information."""
    if connection.users == "none":
        raise restricted()
