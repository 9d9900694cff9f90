"""Floor 6. What is remembered of the database as a whole: its data source, schema, users. Pure.

It changes rarely, so it is fetched once a day and kept as text between the cycles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from incident_sync.model.values import canonical
from incident_sync.sides.notion.schema import Schema
from incident_sync.sides.notion.users import Users

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Book:
    """A database: when it was looked at, its data source's id and schema, the workspace's users.

    ``wanted`` is the id that the configuration names. ``listed`` says whether the users could be
    listed. ``seen`` are the properties by facet as the last Layout found them. ``odd`` are ids of
    properties and users that some page shows otherwise than was just fetched.
    """

    at: datetime
    wanted: str
    source: str
    schema: Schema
    users: Users = field(default_factory=Users)
    listed: bool = True
    seen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    odd: frozenset[str] = frozenset()

    def is_old(self, now: datetime) -> bool:
        """Whether it had better be fetched again; also where the clock ran backwards."""
        return not self.at <= now < self.at + KEPT

    def dump(self) -> str:
        """As text, for the cursor."""
        return canonical(
            {
                "at": self.at.isoformat(),
                "wanted": self.wanted,
                "source": self.source,
                "schema": self.schema.dump(),
                "users": self.users.dump(),
                "listed": self.listed,
                "seen": {facet: list(told) for facet, told in self.seen.items()},
                "odd": sorted(self.odd),
            }
        )


def load(text: str, wanted: str) -> Book | None:
    """The book of a cursor; None where there is none, or one of another database or age."""
    try:
        data = json.loads(text)
        book = Book(
            at=datetime.fromisoformat(data["at"]),
            wanted=data["wanted"],
            source=data["source"],
            schema=Schema.load(data["schema"]),
            users=Users.load(data["users"]),
            listed=bool(data["listed"]),
            seen={facet: tuple(told) for facet, told in data["seen"].items()},
            odd=frozenset(data["odd"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return book if book.wanted == wanted else None
