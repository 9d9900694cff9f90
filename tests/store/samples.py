"""One of everything the store keeps, with every field away from its default."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from incident_sync.history import Draft
from incident_sync.model.action import Action, Message
from incident_sync.model.edit import Conflict
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item, Link, Reach, State
from incident_sync.model.people import Member, Person
from incident_sync.model.view import Command
from incident_sync.model.world import Guard
from incident_sync.store import Store, Writing

AT = datetime(2026, 11, 23, 15, 0, 0, 123000, tzinfo=UTC)
PRIYA = Person("Priya", "priya@example.com", "U1")
# What people type: emoji, both marks of direction, NUL, half a surrogate, injected formulas.
AWKWARD = "=1+1 👩‍💻 \u202eabc \0 \ud800 'quoted' \r\n"


def incident(number: int, *, state: State = State.LIVE, parent: int | None = None) -> Item:
    """An incident (or, with a parent, its follow-up) that uses every kind of value."""
    return Item(
        id=number,
        kind=Kind.FOLLOW_UP if parent else Kind.INCIDENT,
        label=f"INC-{number}",
        number=number,
        parent=parent,
        state=state,
        fields={
            "title": Agreed(AWKWARD, 3, "sheets", "Priya", AT, ((2, "slack"), (3, "sheets"))),
            "lead": Agreed(PRIYA, 1, "slack"),
            "reported_at": Agreed(AT, 1),
            "resolved_at": Agreed(date(2026, 11, 23), 2),
            "done": Agreed(value=True, version=1),
            "summary": Agreed(),
        },
    )


def link(item: int, side: str = "slack", **different: object) -> Link:
    """A link that uses every field."""
    values = {
        "ref": f"C{item}",
        "kind": Kind.INCIDENT,
        "digest": f"digest {item}",
        "base": {"title": Base(AWKWARD, 3), "lead": Base(PRIYA, 1), "summary": Base()},
        "shown": {"topic": "s:Major", "card": "abc"},
        "blocked": {"summary": "a formula"},
        "missing": 1,
        "reach": Reach.OPEN,
        "notes": {"card": "1700000000.000100"},
        "extra": {"Region": AWKWARD},
        **different,
    }
    return Link(side=side, item=item, **values)  # type: ignore[arg-type]


def action(key: str) -> Action:
    """An effect that uses every field."""
    return Action(
        side="sheets",
        kind="add_row",
        item=1,
        key=key,
        ref="INC-1",
        facets={"title": AWKWARD, "lead": {"person": "Priya"}},
        acks={"title": Base(AWKWARD, 3), "reported_at": Base(AT, 1)},
        data={"cells": [1, None, {"a": True}]},
        effect=True,
        of=Kind.TIMELINE,
    )


def command(key: str) -> Command:
    """A command that uses every field."""
    return Command(
        key, "C1", "lead", AWKWARD, PRIYA, AT, may="little", thread="17.1", data={"id": "1"}
    )


def message(key: str, item: int = 1) -> Message:
    """A message with data."""
    return Message(key, item, "note", {"changes": [AWKWARD]})


def member() -> Member:
    """A member that uses every field."""
    return Member(PRIYA, "priya", "Priya R", guest=True, foreign=True, gone=True, bot=True)


def conflict(item: int = 1) -> Conflict:
    """A conflict between two sides."""
    return Conflict(item, "lead", None, {"slack": PRIYA, "sheets": Person("Sam")}, "slack")


def save(store: Store, *items: Item, active: bool = True, dirty: bool = False) -> None:
    """Keep items in a transaction of their own."""
    with store.writing() as tx:
        for item in items:
            tx.save_item(item, active=active, closed_at=None, dirty=dirty)


def save_links(store: Store, *links: Link) -> None:
    """Keep links in a transaction of their own."""
    with store.writing() as tx:
        for one in links:
            tx.save_link(one)


def everything(tx: Writing) -> None:
    """Run every kind of change, and send it to the database."""
    tx.save_item(incident(1), active=True, closed_at=None, dirty=True)
    tx.save_link(link(1))
    tx.set_cursors("slack", {"a": "1"})
    tx.set_members((member(),))
    tx.set_adopted("slack")
    tx.set_pending("sheets", "row", "digest", AT)
    tx.raise_counter(7)
    tx.inbox_add(command("c"))
    tx.intend(action("a"), AT)
    tx.queue(message("m"), AT)
    tx.conflict(conflict(), AT)
    tx.hold(Guard("3f2a", "7 channels", ("a",), at=AT))
    tx.append(Draft("edit", AT, 1, "INC-1", values={"new": 1}))
    tx.beat(3, AT, 0.1, {})
    tx.flush()


def url(path: Path) -> str:
    """The address of a store in that file."""
    return f"sqlite:///{path}"


def dump(path: Path) -> list[str]:
    """Everything a store's file holds, as SQL."""
    with raw(path) as database:
        return list(database.iterdump())


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file behind the store's back."""
    database = sqlite3.connect(path)
    try:
        with database:
            yield database
    finally:
        database.close()
