"""A desk to work the Slack side from: it remembers as the engine does, and people act beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from incident_sync.clock import ManualClock
from incident_sync.errors import Temporary
from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Item, Link
from incident_sync.model.people import Directory
from incident_sync.model.values import Value
from incident_sync.model.view import Known, View
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.sides.slack import DEFAULT_RATE, RATES, SlackOptions, SlackSide
from incident_sync.wire import CallCounter, Policy, Wire
from tests.sandbox.shell_client import TOKEN, Control

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
INSTALLATION = "ab12cd34"
HEAD = f"1.7.{'ab' * 32}"
"""Where the history stands, as the engine tells the side."""
WORDS = Vocabulary(
    Words(("Minor", "Major")), ("Investigating", "Fixing", "Monitoring"), ("Resolved", "Declined")
)
ROW = "https://docs.google.com/spreadsheets/d/KEY/edit#gid=0"


def options(url: str = "http://127.0.0.1:1/slack/api/", **given: Any) -> SlackOptions:
    """The options of the tests: our installation, #incidents as the announcement channel."""
    return SlackOptions(
        **{
            "token": lambda: TOKEN,
            "api_url": url,
            "announce": "incidents",
            "installation": INSTALLATION,
            **given,
        }
    )


def incident(number: int = 42, /, **values: Value) -> Item:
    """An incident as the hub holds it; every value at version 1."""
    ready: dict[str, Value] = {
        "title": "Checkout errors",
        "status": "Investigating",
        "severity": "Minor",
        **values,
    }
    fields = {name: Agreed(value, 1) for name, value in ready.items()}
    return Item(number, Kind.INCIDENT, f"INC-{number}", number, fields=fields)


def follow_up(text: str, *, done: bool = False) -> Item:
    """A follow-up as the hub holds it."""
    return Item(7, Kind.FOLLOW_UP, fields={"text": Agreed(text, 1), "done": Agreed(done, 1)})


class Desk:
    """A side, what is remembered of it, and the sandbox's people; both clocks stand still."""

    def __init__(self, control: Control, **given: Any) -> None:
        self.control = control
        self.clock = ManualClock(START)
        self._given = given
        self.links: dict[int, Link] = {}
        self.digests: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        self.cursors: dict[str, str] = {}
        self.directory = Directory()
        self.closed: set[int] = set()
        self.awaiting_approval = False
        self.turn = 0
        self.advance(0)
        self.restart()

    def restart(self, **given: Any) -> None:
        """A new process: what was only in memory is gone."""
        self._given |= given
        self.counter = CallCounter()
        self.side = self.side_with("")

    def side_with(self, kept: str) -> SlackSide:
        """A side that nobody looked through yet."""
        wire = Wire(
            "slack",
            clock=self.clock,
            rates=RATES,
            default_rate=DEFAULT_RATE,
            counter=self.counter,
            policy=Policy(attempts=3, timeout=5),
        )
        settings = options(self.control.urls["slack_api_url"], **self._given)
        return SlackSide(settings, wire, self.clock, WORDS, kept)

    # Time and people.

    def advance(self, seconds: float) -> None:
        """Turn our clock and Slack's."""
        self.clock.advance(seconds)
        self.control.ok("PUT", "clock", {"now": self.clock.now().isoformat()})

    def act(self, verb: str, **args: Any) -> Any:
        """A person does something in Slack, a second later."""
        self.advance(1)
        return self.control.act(verb, **args)

    def say(self, channel: str, text: str, user: str = "sam", **more: Any) -> str:
        """A person writes; gives the ts."""
        return str(self.act("post", user=user, channel=channel, text=text, **more)["ts"])

    def calls(self) -> dict[str, int]:
        """The calls since the last asking, by method."""
        counted = self.counter.snapshot().get("slack", {})
        self.counter.reset()
        return counted

    # What the engine does.

    def known(self, *, dry: bool = False) -> Known:
        """What the side is told before it looks."""
        open_links = [link for link in self.links.values() if link.reach == "open"]
        active = tuple(link.ref for link in open_links if link.item not in self.closed)
        recent = tuple(link.ref for link in open_links if link.item in self.closed)
        return Known(
            digests=self.digests,
            active=active,
            recent=recent,
            notes={link.ref: link.notes for link in open_links},
            cursors=self.cursors,
            directory=self.directory,
            awaiting_approval=self.awaiting_approval,
            turn=self.turn,
            dry=dry,
        )

    def look(self) -> View:
        """Look, and remember all that was reported."""
        view = self.side.observe(self.known())
        self.cursors |= view.cursors
        if view.members is not None:
            self.directory = Directory(view.members)
        for row in view.rows:
            known = row.kind is not Kind.INCIDENT or row.ref in self.digests[row.kind]
            if known:
                self.digests[row.kind][row.ref] = row.digest
            for item, link in list(self.links.items()):
                if row.kind is Kind.INCIDENT and link.ref == row.ref:
                    notes = {**link.notes, **row.notes}
                    self.links[item] = replace(link, notes=notes, reach=row.reach)
        return view

    def adopt(self, item: int, view: View) -> Link:
        """Link the one unlinked channel that a view reports."""
        row = next(row for row in view.rows if row.kind is Kind.INCIDENT)
        link = Link("slack", row.ref, item, Kind.INCIDENT, row.digest, notes=row.notes)
        self.links[item] = link
        self.digests[Kind.INCIDENT][row.ref] = row.digest
        return link

    def brief(self, item: Item, **more: Any) -> Brief:
        """What the side is told of an incident."""
        link = self.links.get(item.id)
        ready = {
            "links": {"slack": link} if link else {},
            "urls": {"sheets": ROW},
            "installation": INSTALLATION,
            "directory": self.directory,
            "head": HEAD,
        }
        return Brief(item, **{**ready, **more})

    def gap(self, brief: Brief) -> Gap | None:
        """Where Slack does not show an incident as it is."""
        link = brief.links.get("slack")
        facets = self.side.fit(brief)
        if link is None:
            return Gap(brief, None, facets)
        shown = self.side.prints(facets)
        lacking = {
            name: facets[name]
            for name, mark in shown.items()
            if link.shown.get(name) != mark and name not in link.blocked
        }
        return Gap(brief, link, lacking) if lacking else None

    def show(self, item: Item, **more: Any) -> list[Outcome]:
        """Plan and apply in rounds until Slack shows the incident, or something failed."""
        outcomes: list[Outcome] = []
        for _ in range(5):
            gap = self.gap(self.brief(item, **more))
            done = self.carry_out(self.side.plan(gap)) if gap else []
            outcomes += done
            if not done or not all(one.done for one in done):
                break
        return outcomes

    def carry_out(self, actions: Iterable[Action]) -> list[Outcome]:
        """Apply, and remember what came of it."""
        outcomes = list(self.side.apply(list(actions)))
        for outcome in outcomes:
            self.remember(outcome)
        return outcomes

    def remember(self, outcome: Outcome) -> None:
        """Keep an outcome in its link."""
        action = outcome.action
        link = self.links.get(action.item)
        if link is None:
            if not outcome.ref:
                return
            link = Link("slack", outcome.ref, action.item, Kind.INCIDENT, outcome.digest)
            self.digests[Kind.INCIDENT][outcome.ref] = outcome.digest
        shown = self.side.prints(action.facets) if outcome.done else {}
        self.links[action.item] = replace(
            link,
            notes={**link.notes, **outcome.notes},
            shown={**link.shown, **shown},
            blocked={**link.blocked, **outcome.blocked},
            reach=outcome.reach or link.reach,
        )

    def tell(self, item: Item, kind: str, key: str = "", **data: Any) -> list[Outcome]:
        """Say a message about an incident."""
        message = Message(key or f"{kind}:{len(self.log())}", item.id, kind, data)
        return self.carry_out(self.side.say(message, self.brief(item)))

    def open(self, item: Item, **more: Any) -> Link:
        """Open an incident's channel, and show all of it; nothing may fail."""
        for outcome in self.show(item, **more):
            assert outcome.done, outcome.error
        return self.links[item.id]

    # What Slack shows.

    def log(self) -> list[dict[str, Any]]:
        """Every call of this test."""
        return self.control.log()

    def channel(self, ref: str) -> dict[str, Any]:
        """A channel's whole state, by id or name."""
        channels: Mapping[str, dict[str, Any]] = self.control.slack()["channels"]
        return channels.get(ref) or next(one for one in channels.values() if one["name"] == ref)

    def messages(self, ref: str) -> list[dict[str, Any]]:
        """What was said in a channel, threads too, oldest first; Slack's own notes left out."""
        said = self.channel(ref)["messages"].values()
        return [one for one in said if not str(one.get("subtype", "")).startswith("channel_")]

    def texts(self, ref: str) -> list[str]:
        """The texts of what was said in a channel."""
        return [str(one["text"]) for one in self.messages(ref)]


def failed(outcome: Outcome) -> Temporary:
    """The temporary error of an outcome."""
    assert isinstance(outcome.error, Temporary)
    return outcome.error
