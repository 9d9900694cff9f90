"""The sockets that are open, and Slack's own words on them: hello and disconnect.

Shapes: java-slack-sdk socket-mode samples; docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

MAX_SOCKETS: Final = 10
NOTICE_S: Final = 10.0
REASONS: Final = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")
AT_ONCE: Final = frozenset({"link_disabled", "too_many_websockets"})
HOST: Final = "applink-sandbox"
LIFETIME_S: Final = 18_060

Order = tuple[int, str | None, bool]


class Sockets:
    """Open sockets by number; each envelope goes to the next of them in turn."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: list[int] = []
        self._leaving: dict[int, datetime] = {}
        self._orders: list[Order] = []
        self._numbers = 0

    def open(self, app_id: str) -> int:
        """Enter a socket and greet it; one too many is told so and closed."""
        self._numbers += 1
        number = self._numbers
        if len(self._open) >= MAX_SOCKETS:
            self._say(number, _goodbye("too_many_websockets"))
            self._orders.append((number, None, False))
            return number
        self._open.append(number)
        self._say(number, _hello(app_id, len(self._open)))
        return number

    def close(self, number: int) -> None:
        """Strike a socket that is gone."""
        self._open = [each for each in self._open if each != number]
        self._leaving.pop(number, None)

    def any_open(self) -> bool:
        """Tell whether anything could be sent."""
        return bool(self._open)

    def count(self) -> int:
        """How many are open."""
        return len(self._open)

    def next(self) -> int | None:
        """Whose turn it is; one that was told to go only if there is no other."""
        staying = [each for each in self._open if each not in self._leaving]
        chosen = (staying or self._open)[:1]
        for number in chosen:
            self._open.remove(number)
            self._open.append(number)
        return chosen[0] if chosen else None

    def cut(self) -> int:
        """Cut all without a word; return how many."""
        gone = list(self._open)
        self._orders += [(number, None, True) for number in gone]
        for number in gone:
            self.close(number)
        return len(gone)

    def disconnect(self, reason: str, now: datetime) -> int:
        """Tell all to go; they are closed some ten seconds later, or at once."""
        notice = 0.0 if reason in AT_ONCE else NOTICE_S
        for number in self._open:
            self._say(number, _goodbye(reason))
            self._leaving[number] = now + timedelta(seconds=notice)
        return len(self._open)

    def due(self, now: datetime) -> list[Order]:
        """Return (number, text or ``None`` to close, whether to cut), and forget them."""
        orders, self._orders = self._orders, []
        for number, at in list(self._leaving.items()):
            if at <= now:
                orders.append((number, None, False))
                self.close(number)
        return orders

    def closings(self) -> list[datetime]:
        """When the sockets that were told to go will be closed."""
        return list(self._leaving.values())

    def _say(self, number: int, text: str) -> None:
        self._orders.append((number, text, False))


def _hello(app_id: str, connections: int) -> str:
    debug = {"host": HOST, "build_number": 1, "approximate_connection_time": LIFETIME_S}
    info = {"app_id": app_id}
    hello = {"type": "hello", "num_connections": connections}
    return json.dumps({**hello, "debug_info": debug, "connection_info": info})


def _goodbye(reason: str) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
