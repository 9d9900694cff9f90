"""Listings in pages: cursors that are UUIDs, and belong to one listing only. Pure.

A cursor holds the place and the listing's fingerprint, so that one of another query is
refused. The place is a count: rows that come or go between two pages shift what follows,
the harsher reading (Notion promises nothing here).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from incident_sandbox.notion.context import bad_cursor
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.text import dashed


def fingerprint(*parts: Any) -> str:
    """What tells one listing from another."""
    told = json.dumps(parts, sort_keys=True, default=str)
    return sha256(told.encode()).hexdigest()[:24]


def place_of(cursor: str | None, listing: str) -> int:
    """The place a cursor stands for; else 400."""
    if cursor is None:
        return 0
    bare = cursor.replace("-", "").lower()
    if bare[:24] != listing:
        raise bad_cursor(cursor)
    return int(bare[24:], 16)


def cursor_at(place: int, listing: str) -> str:
    """The cursor of a place."""
    return dashed(f"{listing}{place:08x}")


def page_of(
    items: Sequence[Any], size: int, cursor: str | None, listing: str
) -> tuple[Sequence[Any], str | None]:
    """The items of one page, and the cursor of the next (``None``: it was the last)."""
    start = place_of(cursor, listing)
    end = start + size
    return items[start:end], cursor_at(end, listing) if end < len(items) else None


def answer(kind: str, results: list[Any], following: str | None) -> Json:
    """The object of a listing."""
    return {
        "object": "list",
        "results": results,
        "next_cursor": following,
        "has_more": following is not None,
        "type": kind,
        kind: {},
    }
