"""How these tests reach a Sheet: the sandbox, a person's hands, and the side under test."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from incident_sync.clock import ManualClock
from incident_sync.model.action import Action, Brief, Gap, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Item, Link
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import Value
from incident_sync.model.view import Known, Row, View
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.sides.sheets import Credentials, SheetsOptions, SheetsSide, sheets_wire
from incident_sync.wire import CallCounter

KEY = "sandbox-register"
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
SAM = Person("Sam Field", "sam@people.example", "U0SAM")
PRIYA = Person("Priya Nair", "priya@people.example", "U0PRIYA")
PEOPLE = Directory((Member(SAM, handle="sam"), Member(PRIYA, handle="priya")))
WORDS = Vocabulary(
    Words(("Minor", "Major"), {"Major": ("outage",)}),
    ("Investigating", "Fixing", "Monitoring"),
    ("Resolved", "Declined"),
    {"Resolved": ("true", "closed")},
)


class Sandbox:
    """A running sandbox, seen from its control API."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self.urls = urls
        self.fresh = self.control("GET", "state")

    def control(self, method: str, path: str, body: object = None) -> Any:
        parts = urlsplit(self.urls["url"])
        connection = HTTPConnection(str(parts.hostname), parts.port, timeout=20)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, f"/_control/{path}", sent)
            answer = connection.getresponse()
            told = json.loads(answer.read())
            assert answer.status == 200, told
            return told
        finally:
            connection.close()

    def reset(self) -> None:
        self.control("PUT", "state", self.fresh)
        self.control("DELETE", "faults")
        self.control("DELETE", "calls")
        self.control("PUT", "quotas", {"enabled": False})

    def person(self, verb: str, **args: Any) -> Any:
        """What a person does in the browser."""
        body = {"service": "sheets", "verb": verb, "args": {"key": KEY, **args}}
        return self.control("POST", "act", body)["result"]

    def type(self, *rows: Mapping[str, Any], tab: str = "Incidents") -> None:
        """Somebody fills in rows below all others, by header."""
        for row in rows:
            self.person("append_row", tab=tab, values=dict(row), raw=True)

    def cells(self, tab: str = "Incidents", render: str = "UNFORMATTED_VALUE") -> list[list[Any]]:
        rows: list[list[Any]] = self.person("read", tab=tab, render=render)
        return rows

    def records(
        self, tab: str = "Incidents", render: str = "UNFORMATTED_VALUE"
    ) -> list[dict[str, Any]]:
        """The rows below the header, by header; empty rows and cells left out."""
        header, *rows = filter(any, self.cells(tab, render))
        return [{h: c for h, c in zip(header, row, strict=False) if c != ""} for row in rows]

    def calls(self) -> dict[str, int]:
        """The calls since the last question, by short name."""
        counts = self.control("GET", "calls")["counts"].get("sheets", {})
        self.control("DELETE", "calls")
        return {name.replace("/v4/spreadsheets/{id}", ""): n for name, n in counts.items()}

    def fault(self, **fault: Any) -> None:
        self.control("POST", "faults", {"service": "sheets", **fault})

    @contextmanager
    def meanwhile(self, method: str, *acts: tuple[str, dict[str, Any]]) -> Iterator[None]:
        """While the block runs, hold its next call of ``method`` and let a person act first."""
        self.fault(kind="gate", method=method)

        def act() -> None:
            assert self.control("GET", "gates?wait=10")["held"]
            for verb, args in acts:
                self.person(verb, **args)
            self.control("POST", "gates/release")

        thread = threading.Thread(target=act)
        thread.start()
        yield
        thread.join()


@contextmanager
def running_sandbox() -> Iterator[Sandbox]:
    process = subprocess.Popen(
        [sys.executable, "-m", "incident_sandbox"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Sandbox(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


@dataclass
class Mirror:
    """A side and what the engine would remember of it between cycles."""

    sandbox: Sandbox
    options: dict[str, Any] = field(default_factory=dict)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    people: Directory = PEOPLE
    words: Vocabulary = WORDS
    digests: dict[Kind, dict[str, str]] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    links: dict[int, Link] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counter = CallCounter()
        self.side = self.started()

    def started(self) -> SheetsSide:
        """The side as a new process makes it."""
        options = SheetsOptions(
            **{
                "spreadsheet": KEY,
                "credentials": Credentials("anonymous"),
                "sheets_url": self.sandbox.urls["sheets_url"],
                "drive_url": self.sandbox.urls["drive_url"],
                **self.options,
            }
        )
        wire = sheets_wire(self.clock, self.counter)
        return SheetsSide(options, wire, self.clock, self.words)

    def look(self) -> View:
        """One look, remembered as the engine does."""
        known = Known(digests=self.digests, cursors=self.cursors, directory=self.people)
        view = self.side.observe(known)
        self.cursors = dict(view.cursors)
        for kind in view.whole:
            kept = self.digests.setdefault(kind, {})
            new = {row.ref: row.digest for row in view.rows if row.kind is kind}
            self.digests[kind] = {
                ref: digest
                for ref in view.present[kind]
                if (digest := new.get(ref, kept.get(ref, "")))
            }
        return view

    def rows(self) -> list[Row]:
        """The rows that the next look reports."""
        return list(self.look().rows)

    def link(self, row: Row, item: int = 1) -> Link:
        """Link an item to a row as the engine does after a look."""
        link = Link(
            "sheets", row.ref, item, row.kind, row.digest, shown=row.shown, blocked=row.blocked
        )
        self.links[item] = link
        return link

    def gap(self, brief: Brief) -> Gap | None:
        """Where the Sheet does not show an item yet."""
        link = self.links.get(brief.item.id)
        facets = self.side.fit(brief)
        if link is None:
            return Gap(brief, None, facets)
        prints = self.side.prints(facets)
        lacking = {
            name: facets[name]
            for name, mark in prints.items()
            if mark != link.shown.get(name, "") and name not in link.blocked
        }
        return Gap(brief, link, lacking) if lacking else None

    def plan(self, *briefs: Brief) -> list[Action]:
        gaps = [gap for brief in briefs if (gap := self.gap(brief))]
        return [action for gap in gaps for action in self.side.plan(gap)]

    def show(self, *briefs: Brief) -> list[Outcome]:
        """Make the Sheet show items, and remember what came of it."""
        outcomes = list(self.side.apply(self.plan(*briefs)))
        for outcome in outcomes:
            self.remember(outcome)
        return outcomes

    def remember(self, outcome: Outcome) -> None:
        action = outcome.action
        link = self.links.get(action.item)
        if not outcome.done:
            return
        taken = {n: v for n, v in action.facets.items() if n not in outcome.blocked}
        shown = {**(link.shown if link else {}), **self.side.prints(taken)}
        digest = outcome.digest or (link.digest if link else "")
        blocked = {**(link.blocked if link else {}), **outcome.blocked}
        self.links[action.item] = Link(
            "sheets", outcome.ref, action.item, action.of, digest, shown=shown, blocked=blocked
        )
        here = self.digests.setdefault(action.of, {})
        if link is not None and link.ref != outcome.ref:
            here.pop(link.ref, None)
        here[outcome.ref] = digest


def incident(label: str = "INC-42", number: int = 1, /, **values: Value) -> Item:
    """A live incident with these values, each at version 3."""
    fields = {name: Agreed(value, 3) for name, value in values.items()}
    return Item(number, Kind.INCIDENT, label, fields=fields)


def child(kind: Kind, label: str, number: int, **values: Value) -> Item:
    """A follow-up or timeline entry."""
    return Item(number, kind, label, fields={n: Agreed(v, 1) for n, v in values.items()})


def brief(item: Item, **more: Any) -> Brief:
    """What the side is told of an item."""
    return Brief(item, **{"directory": PEOPLE, **more})


def methods(calls: Mapping[str, int]) -> Sequence[str]:
    """The calls made, in order of name."""
    return sorted(calls)
