"""Floor 6. What notion-client and httpx raise, in the words of this product.

No vendor exception leaves this side, and no message holds a credential: an answer's own text is
quoted only where Notion wrote it. The status decides, since the SDK's list of codes is older than
Notion's (notion-client 3.1, errors.py; Notion API, Status codes).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from notion_client.errors import (
    HTTPResponseError,
    InvalidPathParameterError,
    RequestTimeoutError,
)

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.wire import read_retry_after

WHERE = "Notion"
NOT_FOUND, REFUSED, FORBIDDEN = "object_not_found", "validation_error", "restricted_resource"
"""Notion's own words, which a few places decide on."""

_BLOCKED = "public_api_request_blocked"
_FULL = "row_limit_exceeded"
_BAD, _MANY, _LATE, _CLASH, _SERVER = 400, 429, 408, 409, 500
_AGAIN = "It is tried again in the next cycle."
_UNREADABLE = "the answer could not be read"
_LONGEST = 300

# No request leaves before a connection stands.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Use:
    """What a call needs: the capability, as the integration's settings word it.

    ``register`` where what it asks for is the database itself, so that nothing goes without it.
    """

    capability: str
    register: bool = False


class Committed(Exception):
    """Notion saved what was sent and said 503 (Notion API, Request limits: Saved, but 503).

    ``resource`` is the id of the page, ``children`` those of new blocks.
    """

    def __init__(self, resource: str, children: tuple[str, ...]) -> None:
        super().__init__("saved")
        self.resource = resource
        self.children = children


@contextmanager
def translated(use: Use, now: datetime) -> Iterator[None]:
    """Run a request; what it raises becomes Temporary, Permanent or SideUnusable.

    Raises Committed where the request was done although the answer is an error.
    """
    try:
        yield
    except IncidentSyncError:
        raise
    except HTTPResponseError as error:
        raise _of_answer(error, use, now) from error
    except RequestTimeoutError as error:
        raise _unreached("it took too long", error.__context__) from None
    except InvalidPathParameterError as error:
        raise Permanent("no such id can be asked for", where=WHERE, code=NOT_FOUND) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        # Its text may quote a header, or an address with the password of a proxy.
        raise _unreached(type(error).__name__, error) from None
    except UnicodeEncodeError:
        raise Permanent(
            "the text holds half a character, which cannot be sent",
            where=WHERE,
            remedy="Type it anew where it was written.",
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        # An HTML page, half a document or another one under status 200.
        raise Temporary(_UNREADABLE, where=WHERE, remedy=_AGAIN) from error


def _unreached(how: str, cause: BaseException | None) -> IncidentSyncError:
    if isinstance(cause, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return SideUnusable(
            "the address of the API is none",
            where="api_url in [notion]",
            remedy="Set it to https://api.notion.com, or leave it out.",
        )
    return Temporary(
        f"Notion could not be reached: {how}",
        where=WHERE,
        remedy="Check this machine's network; it is tried again in the next cycle.",
        outcome_known=isinstance(cause, _BEFORE_SENDING),
    )


def _of_answer(error: HTTPResponseError, use: Use, now: datetime) -> Exception:
    body = _body(error)
    more = body.get("additional_data")
    more = more if isinstance(more, dict) else {}
    wait = error.headers.get("Retry-After") or more.get("retry_after")
    retry_after = read_retry_after(None if wait is None else str(wait), now)
    if error.status >= _SERVER:
        return _of_server(error.status, more, retry_after)
    if error.status == _MANY:
        return _too_many(more, retry_after)
    code = str(body.get("code", ""))
    if error.status in {_LATE, _CLASH} and code != _FULL:
        return Temporary(
            f"Notion answered with status {error.status}",
            where=WHERE,
            remedy=_AGAIN,
            # A conflict is a transaction that was not carried out (Notion API, Status codes).
            outcome_known=error.status == _CLASH,
        )
    if error.status < _BAD or (error.status == 404 and code != NOT_FOUND):  # noqa: PLR2004
        # Somebody in between answered: nothing is known to be gone.
        return Temporary(_UNREADABLE, where=WHERE, remedy=_AGAIN)
    return _lasting(error.status, code, _said(body, error.status), use)


def _of_server(status: int, more: Mapping[str, Any], retry_after: float | None) -> Exception:
    resource = more.get("committed_resource_id")
    if isinstance(resource, str) and resource:
        children = more.get("committed_child_ids")
        return Committed(resource, tuple(map(str, children)) if isinstance(children, list) else ())
    return Temporary(
        f"Notion answered with status {status}",
        where=WHERE,
        remedy=_AGAIN,
        retry_after=retry_after,
    )


def _too_many(more: Mapping[str, Any], retry_after: float | None) -> Exception:
    if more.get("rate_limit_reason") == _BLOCKED:
        return SideUnusable(
            "Notion has blocked this integration's requests",
            where=WHERE,
            remedy="Ask Notion's support why; nothing is sent again by itself within this cycle.",
            code=_BLOCKED,
        )
    return Temporary(
        "Notion's quota of calls is used up",
        where=WHERE,
        remedy="It is refilled every minute; it is tried again by itself.",
        retry_after=retry_after,
        outcome_known=True,
    )


def _lasting(status: int, code: str, said: str, use: Use) -> Permanent:
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        return SideUnusable(
            "Notion does not accept the token",
            where=WHERE,
            remedy="Set token in [notion] to the integration's secret, as its settings show it.",
            code="unauthorized",
        )
    if status == 403:  # noqa: PLR2004 - HTTP's own number
        return SideUnusable(
            f"Notion does not allow it: {said}",
            where=WHERE,
            remedy=f'Give the integration the capability "{use.capability}" in its settings.',
            code=FORBIDDEN,
        )
    if code == NOT_FOUND and use.register:
        return SideUnusable(
            "the database is not there for this integration: it is not shared with it, or the "
            "token is one of another workspace",
            where="database in [notion]",
            remedy="Open the database in Notion, then ••• → Connections → add the integration; "
            "or set database to the address of one that is shared, or token to the secret of an "
            "integration of its workspace.",
            code=NOT_FOUND,
        )
    if code == NOT_FOUND:
        return Permanent("it is not there any more", where=WHERE, code=NOT_FOUND)
    return Permanent(
        f"Notion refused it: {said}",
        where=WHERE,
        remedy="Mend what it names; the rest goes on.",
        code=code or str(status),
    )


def _body(error: HTTPResponseError) -> dict[str, Any]:
    """The JSON object of an error, whose code the SDK may not know; empty where it is none."""
    try:
        body = json.loads(error.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _said(body: Mapping[str, Any], status: int) -> str:
    said = " ".join(str(body.get("message", "")).split())
    return said[:_LONGEST].rstrip(".") or f"status {status}"
