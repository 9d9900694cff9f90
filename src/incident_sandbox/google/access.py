"""Who is calling, what they may open, and how often they may call.

Google's pages on usage limits and on sharing: 60 reads and 60 writes a minute for one user, a
batch counting once; a spreadsheet is opened by those it is shared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from incident_sandbox.google.book import Book
from incident_sandbox.google.errors import exhausted, forbidden, unauthenticated
from incident_sandbox.google.values import JsonObject

ANONYMOUS = "anonymous"
ROBOT = "incident-sync@sandbox.example"
FIRST_TOKEN = "ya29.sandbox-token"  # noqa: S105 - a made-up one, good in the sandbox only
PER_MINUTE = 60
_WINDOW = 60.0


@dataclass(slots=True)
class Gate:
    """The credentials the sandbox knows."""

    tokens: dict[str, str] = field(default_factory=lambda: {FIRST_TOKEN: ROBOT})
    token_required: bool = False

    def caller(self, headers: Mapping[str, str]) -> str:
        """Who the request comes from, or 401."""
        offered = headers.get("authorization")
        if offered is None:
            if self.token_required:
                raise unauthenticated(missing=True)
            return ANONYMOUS
        kind, _, token = offered.partition(" ")
        who = self.tokens.get(token)
        if kind.lower() != "bearer" or who is None:
            raise unauthenticated(missing=False)
        return who


def check_shared(book: Book, who: str, *, writing: bool) -> None:
    """Refuse a caller the spreadsheet is not shared with, or only for reading."""
    role = book.access.get(who)
    if role is None or (writing and role != "writer"):
        raise forbidden()


@dataclass(slots=True)
class Quota:
    """Calls of the last minute, by user and kind; a sliding window."""

    enabled: bool = True
    calls: dict[str, list[float]] = field(default_factory=dict)

    def count(self, who: str, now: datetime, *, writing: bool) -> None:
        """Count a call, or 429. A call refused here is not counted again."""
        if not self.enabled:
            return
        kind = "Write" if writing else "Read"
        at = now.timestamp()
        recent = [then for then in self.calls.get(f"{who} {kind}", []) if then > at - _WINDOW]
        self.calls[f"{who} {kind}"] = recent
        if len(recent) >= PER_MINUTE:
            raise exhausted(kind)
        recent.append(at)

    def dump(self) -> JsonObject:
        """The window as JSON."""
        return {"enabled": self.enabled, "calls": {w: list(t) for w, t in self.calls.items()}}
