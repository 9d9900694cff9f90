"""Floor 4. The tables, as SQLAlchemy Core sees them. No query and no judgement here.

The migrations make them; ``SCHEMA`` names the newest one, and a test holds the two together.
Instants are ISO 8601 text in UTC with milliseconds, so that they sort, compare and read the same in
every database. Dicts are JSON text in ASCII: one row an item and one a link, not one a field, so
that 10,000 incidents stay cheap, and no character that people type can be refused.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from incident_sync.model.values import instant

SCHEMA = "0001"
"""The newest migration. Numbers only rise, so a higher one in a file is of a newer version."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime as sortable text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else instant(value).isoformat(timespec="milliseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else datetime.fromisoformat(value)


_to_json = json.JSONEncoder(separators=(",", ":")).encode  # json.dumps would make one a call


class Json(TypeDecorator[Any]):
    """JSON as text, its order of keys kept."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        del dialect
        return _to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        del dialect
        return None if value is None else json.loads(value)


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Json, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("label", String, nullable=False),
    Column("number", Integer),
    Column("parent", ForeignKey("items.id", deferrable=True, initially="DEFERRED")),
    Column("state", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("dirty", Boolean, nullable=False),
    Column("closed_at", Instant),
    Column("fields", Json, nullable=False),
    Index("items_label", "label"),
    Index("items_parent", "parent"),
    Index("items_active", "active"),
    Index("items_dirty", "dirty"),
    Index("items_closed_at", "closed_at"),
)

links = Table(
    "links",
    metadata,
    Column("side", String, primary_key=True),
    Column(
        "item",
        ForeignKey("items.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("kind", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("reach", String, nullable=False),
    Column("base", Json, nullable=False),
    Column("shown", Json, nullable=False),
    Column("blocked", Json, nullable=False),
    Column("notes", Json, nullable=False),
    Column("extra", Json, nullable=False),
    UniqueConstraint("side", "kind", "ref", name="links_ref"),
    Index("links_item", "item"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("side", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

pending = Table(
    "pending",
    metadata,
    Column("side", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("since", Instant, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", Json, nullable=False),
    Index("inbox_state", "state"),
)

effects = Table(
    "effects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("side", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("item", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("intended_at", Instant, nullable=False),
    Column("data", Json, nullable=False),
    Column("outcome", Json, nullable=False),
    Index("effects_state", "state"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("item", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", Json, nullable=False),
    Index("outbox_state", "state"),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item", Integer, nullable=False),
    Column("field", String, nullable=False),
    Column("base", Json, nullable=False),
    Column("values", Json, nullable=False),
    Column("winner", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("entry", Integer),
    Index("conflicts_state", "state"),
)

guards = Table(
    "guards",
    metadata,
    Column("id", String, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("held", Json, nullable=False),
    Column("spent", Json, nullable=False),
    Column("state", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("approved_at", Instant),
    Column("approved_by", String, nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("kind", String, nullable=False),
    Column("item", Integer),
    Column("label", String, nullable=False),
    Column("side", String, nullable=False),
    Column("field", String, nullable=False),
    Column("by", String, nullable=False),
    Column("commitments", Json, nullable=False),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False),
    Index("history_item", "item"),
)

history_values = Table(
    "history_values",
    metadata,
    Column(
        "seq",
        ForeignKey("history.seq", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("name", String, primary_key=True),
    Column("salt", String, nullable=False),
    Column("value", Json, nullable=False),
)

# One row holds the lease and what the last cycle left: it is all that an idle cycle may write.
heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String, nullable=False),
    Column("fencing", Integer, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("place", String, nullable=False),
    Column("born", String, nullable=False),
    Column("since", Instant),
    Column("expires_at", Instant),
    Column("expires_steady", Float, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("started_at", Instant),
    Column("duration", Float, nullable=False),
    Column("health", Json, nullable=False),
    CheckConstraint("id = 1", name="heartbeat_one_row"),
)

BLANK_HEARTBEAT = {
    "id": 1,
    "holder": "",
    "fencing": 0,
    "host": "",
    "pid": 0,
    "place": "",
    "born": "",
    "expires_steady": 0.0,
    "turn": 0,
    "duration": 0.0,
    "health": {},
}
