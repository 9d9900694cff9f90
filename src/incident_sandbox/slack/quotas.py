"""Quotas: sliding windows per method, so that a minute's burst is allowed.

Each method may be called its tier's number of times in any 60 s. chat.postMessage
has besides about one message a second per channel: 5 in any 5 s
(docs.slack.dev/apis/web-api/rate-limits). A refused call costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

MINUTE_S: Final = 60.0
CHANNEL_WINDOW_S: Final = 5.0
CHANNEL_POSTS: Final = 5


@dataclass(frozen=True, slots=True)
class Window:
    """So many calls of a key in any so many seconds."""

    key: str
    calls: int
    seconds: float


def windows(method: str, per_minute: int, channel: str) -> list[Window]:
    """Return the windows a call has to fit into."""
    found = [Window(method, per_minute, MINUTE_S)]
    if method == "chat.postMessage" and channel:
        key = f"{method} {channel}"
        found.append(Window(key, CHANNEL_POSTS, CHANNEL_WINDOW_S))
    return found


def spend(spent: dict[str, list[float]], wanted: list[Window], now: datetime) -> int:
    """Enter a call into its windows, or return the seconds to wait (0: entered)."""
    moment = now.timestamp()
    waits = [_wait(spent, window, moment) for window in wanted]
    if any(waits):
        return max(waits)
    for window in wanted:
        spent[window.key].append(moment)
    return 0


def _wait(spent: dict[str, list[float]], window: Window, moment: float) -> int:
    # Instants from the future are left over from a clock that was turned back.
    since = moment - window.seconds
    recent = [at for at in spent.get(window.key, []) if since < at <= moment]
    spent[window.key] = recent
    if len(recent) < window.calls:
        return 0
    return max(1, ceil(recent[-window.calls] + window.seconds - moment))
