"""How these tests reach Notion: the sandbox, a person's hands, and the side under test."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from incident_sync.clock import ManualClock
from incident_sync.engine.remember import shown_after
from incident_sync.model.action import Action, Brief, Gap, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item, Link, Reach
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import Value, same
from incident_sync.model.view import Known, Row, View
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.sides.notion import NotionOptions, NotionSide, notion_wire
from incident_sync.wire import CallCounter
from tests.sandbox.shell_client import Control

DATABASE, SOURCE = "4e15de75-0000-4000-a000-000000000002", "4e15de75-0000-4000-a000-000000000003"
TOKEN, OTHER_TOKEN = "ntn_sandbox", "ntn_other_workspace"
START = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
SAM = Person("Sam Rivera", "sam@example.com", "U0SAM")
PRIYA = Person("Priya Sharma", "priya@example.com", "U0PRIYA")
PEOPLE = Directory((Member(SAM, handle="sam"), Member(PRIYA, handle="priya")))
WORDS = Vocabulary(
    Words(("Minor", "Major"), {"Major": ("outage",)}),
    ("Investigating", "Fixing", "Monitoring"),
    ("Resolved", "Declined"),
    {"Resolved": ("closed",)},
)
QUERY, GET, PATCH, POST = (
    "POST data_sources/query", "GET pages", "PATCH pages", "POST pages",
)  # fmt: skip
LIST, APPEND, GET_BLOCK, PATCH_BLOCK = (
    "GET blocks/children", "PATCH blocks/children", "GET blocks", "PATCH blocks",
)  # fmt: skip


class Sandbox:
    """A running sandbox, seen from its control API."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.url = control.urls["notion_api_url"]
        self.fresh = control.ok("GET", "state")["notion"]

    def reset(self) -> None:
        self.control.ok("PUT", "state", {"notion": self.fresh})
        self.control.ok("DELETE", "faults")
        self.control.ok("PUT", "quotas", {"enabled": False})
        self.set_clock(START)
        self.calls()

    def set_clock(self, now: datetime) -> None:
        self.control.ok("PUT", "clock", {"now": now.isoformat()})

    def person(self, verb: str, **args: Any) -> Any:
        """What a person does in the app."""
        body = {"service": "notion", "verb": verb, "args": args}
        return self.control.ok("POST", "act", body)["result"]

    def row(self, **values: Any) -> str:
        """A person adds a row, by property name; its page's id."""
        given = {name.replace("_", " "): value for name, value in values.items()}
        return str(self.person("create_page", properties=given)["page"])

    def set(self, page: str, name: str, value: Any) -> None:
        """A person fills in a property."""
        self.person("set", page=page, property=name, value=value)

    def rows(self) -> list[dict[str, Any]]:
        """The rows that are not in the trash, as a person reads them."""
        return [row for row in self.person("read") if not row["in_trash"]]

    def shown(self, page: str) -> dict[str, Any]:
        """What a row says, empty properties left out."""
        values = self.person("read_page", page=page)["values"]
        return {name: value for name, value in values.items() if value not in ("", None, [])}

    def blocks(self, page: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.person("read_page", page=page)["blocks"]
        return found

    def lines(self, page: str) -> list[str]:
        """The body as a person reads it."""
        marks = {"heading_2": "## ", "bulleted_list_item": "• "}
        return [
            ("[x] " if block.get("checked") else "[ ] ") + block["text"]
            if block["type"] == "to_do"
            else marks.get(block["type"], "") + block["text"]
            for block in self.blocks(page)
        ]

    def calls(self) -> dict[str, int]:
        """The calls since the last question, by short name."""
        counts = self.control.ok("GET", "calls")["counts"].get("notion", {})
        self.control.ok("DELETE", "calls")
        short = {name: name.replace("/v1/", "").replace("/{id}", "") for name in counts}
        return {short[name]: count for name, count in counts.items()}

    def fault(self, **fault: Any) -> None:
        self.control.ok("POST", "faults", {"service": "notion", **fault})


@contextmanager
def running_sandbox(*options: str) -> Iterator[Control]:
    """A sandbox that writes down what it is sent, where the environment says so."""
    command = [sys.executable, "-m", "incident_sandbox", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout is not None
        yield Control(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


class LinkedClock(ManualClock):
    """A clock that turns the sandbox's with it."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(START)
        self._sandbox = sandbox

    def advance(self, seconds: float) -> None:
        super().advance(seconds)
        self._sandbox.set_clock(self.now())


@dataclass
class Mirror:
    """A side and what the engine would remember of it between cycles."""

    sandbox: Sandbox
    options: dict[str, Any] = field(default_factory=dict)
    people: Directory = PEOPLE
    words: Vocabulary = WORDS
    cursors: dict[str, str] = field(default_factory=dict)
    links: dict[int, Link] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    first: bool = True

    def __post_init__(self) -> None:
        self.clock = LinkedClock(self.sandbox)
        self.counter = CallCounter()
        self.side = self.started()

    def started(self) -> NotionSide:
        """The side as a new process makes it."""
        given = {"token": lambda: TOKEN, "database": DATABASE, "api_url": self.sandbox.url}
        options = NotionOptions(**{**given, **self.options})
        return NotionSide(options, notion_wire(self.clock, self.counter), self.clock, self.words)

    def restart(self) -> None:
        self.side = self.started()

    def known(self) -> Known:
        """What the side is told before it looks."""
        digests: dict[Kind, dict[str, str]] = {}
        for link in self.links.values():
            digests.setdefault(link.kind, {})[link.ref] = link.digest
        live = [link for link in self.links.values() if link.reach is not Reach.GONE]
        active = [
            link.ref for link in live if link.kind is Kind.INCIDENT and link.item not in self.closed
        ]
        return Known(
            digests=digests,
            active=tuple(active),
            notes={link.ref: link.notes for link in live},
            cursors=self.cursors,
            directory=self.people,
            first=self.first,
        )

    def look(self) -> View:
        """One look; what it says of linked items is taken over as the engine does."""
        view = self.side.observe(self.known())
        self.cursors = {k: v for k, v in {**self.cursors, **view.cursors}.items() if v}
        self.first = False
        refs = {link.ref: number for number, link in self.links.items()}
        for row in view.rows:
            if row.ref in refs:
                self.take(row, refs[row.ref])
        return view

    def rows(self) -> list[Row]:
        """The rows that the next look reports."""
        return list(self.look().rows)

    def edits(self) -> dict[tuple[int, str], Value]:
        """The values that the next look finds changed, by item and field."""
        before = dict(self.links)
        refs = {link.ref: number for number, link in before.items()}
        return {
            (refs[row.ref], name): value
            for row in self.rows()
            if row.ref in refs
            for name, value in row.values.items()
            if not same(value, before[refs[row.ref]].baseline(name).value)
        }

    def take(self, row: Row, item: int) -> Link:
        """Link an item to a row, or read it anew."""
        link = self.links.get(item) or Link("notion", row.ref, item, row.kind)
        base = {name: Base(value, 1) for name, value in row.values.items()}
        self.links[item] = replace(
            link,
            digest=row.digest,
            base={**link.base, **base},
            shown={**link.shown, **row.shown},
            blocked=dict(row.blocked),
            reach=row.reach,
            notes={**link.notes, **row.notes},
        )
        return self.links[item]

    def brief(self, item: Item, **more: Any) -> Brief:
        """What the side is told of an item."""
        link = self.links.get(item.id)
        above = self.links.get(item.parent) if item.parent else None
        return Brief(
            item,
            **{
                "links": {"notion": link} if link else {},
                "parent_links": {"notion": above} if above else {},
                "directory": self.people,
                **more,
            },
        )

    def plan(self, item: Item, **more: Any) -> tuple[Action, ...]:
        """The actions that make Notion show an item."""
        self.items[item.id] = item
        brief, link = self.brief(item, **more), self.links.get(item.id)
        facets = self.side.fit(brief)
        if link is not None:
            prints = self.side.prints(facets)
            facets = {
                name: facets[name]
                for name, mark in prints.items()
                if mark != link.shown.get(name, "") and name not in link.blocked
            }
        return self.side.plan(Gap(brief, link, facets)) if facets else ()

    def carry_out(self, *actions: Action) -> list[Outcome]:
        """Do actions in the batches that the side wants, and remember what came of it."""
        outcomes = []
        for batch in self.side.batches(actions):
            for outcome in self.side.apply(batch):
                self.remember(outcome)
                outcomes.append(outcome)
        return outcomes

    def show(self, *items: Item, **more: Any) -> list[Outcome]:
        """Make Notion show items, in one round."""
        return self.carry_out(*(action for item in items for action in self.plan(item, **more)))

    def remember(self, outcome: Outcome) -> None:
        number = outcome.action.item
        link = shown_after(self.side, outcome, self.links.get(number), self.items.get(number))
        if link is not None:
            self.links[number] = link

    def opened(self, *items: Item) -> list[str]:
        """The refs of items once Notion shows them, seen by a look."""
        if self.first:
            self.look()
        for outcome in self.show(*items):
            assert outcome.done, outcome.error or "moved"
        return [self.links[item.id].ref for item in items]


def incident(number: int = 1, /, **values: Value) -> Item:
    """A live incident with these values, each at version 1."""
    ready: dict[str, Value] = {
        "title": f"Checkout errors {number}", "status": "Investigating", "severity": "Minor",
        **values,
    }  # fmt: skip
    return Item(number, Kind.INCIDENT, f"INC-{number}", number, fields=_agreed(ready))


def follow_up(number: int, parent: int = 1, /, *, text: str, done: bool = False) -> Item:
    """A follow-up of an incident."""
    values: dict[str, Value] = {"text": text, "done": done}
    return Item(number, Kind.FOLLOW_UP, parent=parent, fields=_agreed(values))


def entry(number: int, parent: int = 1, /, **values: Value) -> Item:
    """A timeline entry of an incident."""
    return Item(number, Kind.TIMELINE, parent=parent, fields=_agreed(values))


def changed(item: Item, **values: Value) -> Item:
    """The item once somebody changed these fields elsewhere."""
    return item.having(**{n: Agreed(v, item.agreed(n).version + 1) for n, v in values.items()})


def _agreed(values: Mapping[str, Value]) -> dict[str, Agreed]:
    return {name: Agreed(value, 1) for name, value in values.items()}
