"""Cursors: opaque, bound to their method, dead once what they point at is gone."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

from incident_sandbox.slack.args import Args
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Json

T = TypeVar("T")


def encode(kind: str, key: str) -> str:
    """Return a cursor that points at the next item by its key."""
    return urlsafe_b64encode(json.dumps([kind, key]).encode()).decode()


def decode(kind: str, cursor: str) -> str:
    """Return the key; raises ``invalid_cursor`` for another method's or a forged."""
    try:
        found: Any = json.loads(urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
    if not isinstance(found, list) or len(found) != 2 or found[0] != kind:  # noqa: PLR2004
        raise SlackError("invalid_cursor")
    return str(found[1])


def limit(args: Args, default: int, maximum: int) -> int:
    """Return the page size; outside 1 to ``maximum`` it is ``invalid_limit``."""
    asked = args.whole("limit")
    if asked is None or asked == 0:
        return default
    if not 0 < asked <= maximum:
        raise SlackError("invalid_limit")
    return asked


def page(args: Args, kind: str, items: Sequence[tuple[str, T]], size: int) -> tuple[list[T], Json]:
    """Cut one page out of keyed items; return it and the ``response_metadata``.

    Pages are kept of even length, so one may be short before the end (Slack says so)
    although that never costs a call more.
    """
    start = _start(args, kind, items)
    left = len(items) - start
    pages = -(-left // size)
    stop = start + (-(-left // pages) if pages else 0)
    following = encode(kind, items[stop][0]) if stop < len(items) else ""
    return [item for _, item in items[start:stop]], {"next_cursor": following}


def _start(args: Args, kind: str, items: Sequence[tuple[str, T]]) -> int:
    cursor = args.text("cursor")
    if not cursor:
        return 0
    wanted = decode(kind, cursor)
    for number, (key, _) in enumerate(items):
        if key == wanted:
            return number
    raise SlackError("invalid_cursor")
