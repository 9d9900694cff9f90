"""Floor 6. What is remembered from look to look: digests, and the side's cursors. Pure.

A page's digest is the hash of what it says and the minute it was stamped with: two edits within one
minute share a stamp, and a query may answer from before our last write (Notion API, Page object;
queries are not promised to be up to date).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from incident_sync.model.values import canonical

MISSED, GONE, ARCHIVED, UNLISTED = "missed", "gone", "archived", "unlisted"
"""Why a counterpart is in no answer: not there once, twice; archived; not active in Notion."""


class Mark(NamedTuple):
    """A digest taken apart: the hash of the contents, and the stamp as 202611231015."""

    hash: str
    stamp: str

    def __str__(self) -> str:
        return f"{self.hash}.{self.stamp}"


def mark_of(digest: str) -> Mark:
    """The mark of a page's digest."""
    return Mark(*digest.partition(".")[::2])


def stamp_of(thing: Mapping[str, Any]) -> str:
    """The minute of the last edit of a page, as text that sorts as time does."""
    return digits(thing.get("last_edited_time"))


def digits(time: object) -> str:
    """The stamp of a time as Notion writes it: 2026-11-23T10:15:00.000Z."""
    return "".join(sign for sign in str(time or "") if sign.isdigit())[:12]


def stamp_at(moment: datetime) -> str:
    """The stamp of an edit made at that moment."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M")


def minute(text: str) -> datetime | None:
    """When the minute of a stamp began; None where it is none."""
    try:
        return datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def hashed(data: Any) -> str:
    """A short text for JSON-able data."""
    text = canonical(data).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def block_digest(page: str, *says: Any) -> str:
    """The digest of a block: its page, so that its page is known, and what it says."""
    return f"{page}.{hashed(list(says))}"


def page_of(digest: str) -> str:
    """The page of a block's digest; empty where it names none."""
    return digest.partition(".")[0]


@dataclass(slots=True)
class Marks:
    """The cursors of this side.

    ``since`` is the minute from which the next look asks for edits, ``scan`` when all pages were
    last read, ``salt`` what their hashes depended on. ``away`` says why a ref is in no answer;
    ``suspects`` refs whose absence is still to be looked into, ``told`` by page the digest that
    was reported and perhaps not taken over, and when that was first, ``items`` the same of blocks;
    ``bodies`` by page the stamp it had when its blocks were read, and when that was; ``unread``
    pages whose blocks are still to be read. Times are epoch seconds.
    """

    since: datetime | None = None
    scan: datetime | None = None
    salt: str = ""
    away: dict[str, str] = field(default_factory=dict)
    suspects: frozenset[str] = frozenset()
    told: dict[str, tuple[str, float]] = field(default_factory=dict)
    items: dict[str, tuple[str, float]] = field(default_factory=dict)
    bodies: dict[str, tuple[str, float]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @classmethod
    def load(cls, cursors: Mapping[str, str]) -> Marks:
        """The marks of the cursors; what cannot be read is as if it was never there."""
        return cls(
            since=_time(cursors.get("since", "")),
            scan=_time(cursors.get("scan", "")),
            salt=cursors.get("salt", ""),
            away=_object(cursors.get("away", "")),
            suspects=frozenset(_object(cursors.get("suspects", ""))),
            told=_dated(cursors.get("told", "")),
            items=_dated(cursors.get("items", "")),
            bodies=_dated(cursors.get("bodies", "")),
            unread=frozenset(_object(cursors.get("unread", ""))),
        )

    def dump(self) -> dict[str, str]:
        """As cursors; an empty one is to be forgotten."""
        kept = {
            "away": self.away,
            "suspects": dict.fromkeys(sorted(self.suspects), 1),
            "told": self.told,
            "items": self.items,
            "bodies": self.bodies,
            "unread": dict.fromkeys(sorted(self.unread), 1),
        }
        return {
            "since": self.since.isoformat() if self.since else "",
            "scan": self.scan.isoformat() if self.scan else "",
            "salt": self.salt,
            **{name: canonical(data) if data else "" for name, data in kept.items()},
        }


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _object(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _dated(text: str) -> dict[str, tuple[str, float]]:
    try:
        return {key: (str(mark), float(at)) for key, (mark, at) in _object(text).items()}
    except (ValueError, TypeError):
        return {}
