"""Floor 4. Schema 0001: the first.

Written in SQL's own types, so that what it makes never moves when the product's types do.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _hub()
    _queues()
    _decisions()
    _history()
    _heartbeat()


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _own_id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _given(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), primary_key=True, autoincrement=False)


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], deferrable=True, initially="DEFERRED")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"{table}_{column}", table, [column])


def _hub() -> None:
    op.create_table("meta", sa.Column("key", sa.String(), primary_key=True), *_texts("value"))
    op.create_table(
        "items",
        _given("id"),
        *_words("kind", "label"),
        sa.Column("number", sa.Integer()),
        sa.Column("parent", sa.Integer()),
        *_words("state", "origin"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.String()),
        *_texts("fields"),
        _refers("parent", "items.id"),
    )
    _index("items", "label", "parent", "active", "dirty", "closed_at")
    op.create_table(
        "links",
        *_words("side"),
        *_numbers("item"),
        *_words("kind", "ref", "digest"),
        *_numbers("missing"),
        *_words("reach"),
        *_texts("base", "shown", "blocked", "notes", "extra"),
        sa.PrimaryKeyConstraint("side", "item"),
        _refers("item", "items.id"),
        sa.UniqueConstraint("side", "kind", "ref", name="links_ref"),
    )
    _index("links", "item")
    op.create_table(
        "cursors",
        *_words("side", "name"),
        *_texts("value"),
        sa.PrimaryKeyConstraint("side", "name"),
    )
    op.create_table(
        "pending",
        *_words("side", "ref", "digest", "since"),
        sa.PrimaryKeyConstraint("side", "ref"),
    )


def _queues() -> None:
    op.create_table(
        "inbox",
        _own_id(),
        *_words("key", "state", "at"),
        *_texts("data"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "effects",
        _own_id(),
        *_words("key", "side", "kind"),
        *_numbers("item"),
        *_words("state", "intended_at"),
        *_texts("data", "outcome"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "outbox",
        _own_id(),
        *_words("key"),
        *_numbers("item"),
        *_words("kind", "state", "at"),
        *_texts("data"),
        sa.UniqueConstraint("key"),
    )
    for table in ("inbox", "effects", "outbox"):
        _index(table, "state")


def _decisions() -> None:
    op.create_table(
        "conflicts",
        _own_id(),
        *_numbers("item"),
        *_words("field"),
        *_texts("base", "values"),
        *_words("winner", "at", "state"),
        sa.Column("entry", sa.Integer()),
    )
    _index("conflicts", "state")
    op.create_table(
        "guards",
        sa.Column("id", sa.String(), primary_key=True),
        *_texts("reason", "held", "spent"),
        *_words("state", "at"),
        sa.Column("approved_at", sa.String()),
        *_words("approved_by"),
    )


def _history() -> None:
    op.create_table(
        "history",
        _given("seq"),
        *_words("at", "kind"),
        sa.Column("item", sa.Integer()),
        *_words("label", "side", "field", "by"),
        *_texts("commitments"),
        *_words("previous", "digest"),
    )
    _index("history", "item")
    op.create_table(
        "history_values",
        *_numbers("seq"),
        *_words("name", "salt"),
        *_texts("value"),
        sa.PrimaryKeyConstraint("seq", "name"),
        _refers("seq", "history.seq"),
    )


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        _given("id"),
        *_words("holder"),
        *_numbers("fencing"),
        *_words("host"),
        *_numbers("pid"),
        *_words("place", "born"),
        sa.Column("since", sa.String()),
        sa.Column("expires_at", sa.String()),
        sa.Column("expires_steady", sa.Float(), nullable=False),
        *_numbers("turn"),
        sa.Column("started_at", sa.String()),
        sa.Column("duration", sa.Float(), nullable=False),
        *_texts("health"),
        sa.CheckConstraint("id = 1", name="heartbeat_one_row"),
    )
