"""Slack keeps the contract, over HTTP and the real SDK."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.model.action import Message
from incident_sync.model.fields import Kind
from incident_sync.model.people import Person
from incident_sync.sides.slack import DEFAULT_RATE, RATES, SlackOptions, SlackSide
from incident_sync.wire import CallCounter, Wire
from tests.sandbox.shell_client import TOKEN, Control, running
from tests.sides.contract import ChannelContract
from tests.sides.contract_service import ServiceContract
from tests.sides.keeper import INSTALLATION, incident
from tests.sides.places import START, WORDS, ChannelPlace, ServicePlace

PREFIX = "inc-"


class _Workspace(ChannelPlace, ServicePlace):
    """People write in channels and read the card; other channels stand beside ours."""

    secret = TOKEN
    words = MappingProxyType({"customer_update": "customers"})

    def __init__(self, control: Control) -> None:
        self.control = control
        self.clock = ManualClock(START)
        self._tick(0)
        self.side: SlackSide = self.restarted()

    def restarted(self) -> SlackSide:
        options = SlackOptions(
            token=lambda: TOKEN,
            api_url=self.control.urls["slack_api_url"],
            prefix=PREFIX,
            announce="incidents",
            installation=INSTALLATION,
        )
        wire = Wire(
            "slack",
            clock=self.clock,
            rates=RATES,
            default_rate=DEFAULT_RATE,
            counter=CallCounter(),
            permit=self.permit,
        )
        return SlackSide(options, wire, self.clock, WORDS)

    def edit(self, ref: str, field: str, value: str, kind: Kind = Kind.INCIDENT) -> None:
        self._act(
            "post", channel=ref, text=f"@incident-sync {self.words.get(field, field)} {value}"
        )

    def add(self, title: str) -> None:
        self._act("create_channel", name=PREFIX + title.replace(" ", "-"))

    def read(self, ref: str, field: str, kind: Kind = Kind.INCIDENT) -> str:
        blocks = self._card(ref)["blocks"]
        if field == "title":
            return str(blocks[0]["text"]["text"]).partition(" ")[2]
        elements = [one for b in blocks[1:] for s in b["elements"] for one in s["elements"]]
        name = field.replace("_", " ").capitalize()
        for label, value in itertools.pairwise(elements):
            if label.get("text", "").rstrip(": \n") == name and label.get("style"):
                return str(value["text"]).removesuffix("\n")
        return ""

    def kept(self, text: str) -> str:
        return text.strip()

    def count(self) -> int:
        return len(self._ours())

    def foreign(self) -> Any:
        slack = self.control.slack()
        others = [one for one in slack["channels"].values() if one["id"] not in self._ours()]
        for one in others:
            said = one["messages"].values()
            one["messages"] = [m for m in said if m["user"] != slack["bot"]["user_id"]]
            del one["updated"], one["last_us"]
        return others, slack["users"]

    def said(self, ref: str) -> list[str]:
        me = self.control.slack()["bot"]["user_id"]
        return [one["text"] for one in self._messages(ref) if one["user"] == me]

    def parsed(self, ref: str) -> list[str]:
        """Every text of ours that Slack parses: topics, purposes, messages but for their blocks."""
        slack = self.control.slack()
        channels = [slack["channels"][ref], slack["channels"][self.control.channel_id("incidents")]]
        said = [one for channel in channels for one in channel["messages"].values()]
        me = slack["bot"]["user_id"]
        ours = [one["text"] for one in said if one["user"] == me and not one.get("subtype")]
        return [*ours, *(c[name]["value"] for c in channels for name in ("topic", "purpose"))]

    def arrived(self) -> int:
        return len(self.control.log())

    def shut(self, ref: str) -> None:
        self._act("archive", channel=ref)

    def drop(self, phase: str) -> None:
        self.control.fault(kind="drop", phase=phase, method="conversations.create")

    def garble(self, status: int, body: str) -> None:
        self.control.fault(kind="status", status=status, body=body, times=None)

    def spoil(self, ref: str) -> None:
        self.shut(ref)

    def lock_out(self) -> None:
        self._act("revoke_token")

    def _act(self, verb: str, **args: Any) -> Any:
        self._tick(1)
        told = self.control.act(verb, **{"user": "sam", **args})
        self._tick(1)
        return told

    def _tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.control.ok("PUT", "clock", {"now": self.clock.now().isoformat()})

    def _ours(self) -> dict[str, Any]:
        channels = self.control.slack()["channels"]
        return {ref: one for ref, one in channels.items() if one["name"].startswith(PREFIX)}

    def _messages(self, ref: str) -> list[dict[str, Any]]:
        said = self.control.slack()["channels"][ref]["messages"].values()
        return [one for one in said if not one.get("subtype")]

    def _card(self, ref: str) -> dict[str, Any]:
        (card,) = [
            one for one in self._messages(ref) if one.get("blocks", [{}])[0]["type"] == "header"
        ]
        return card


@pytest.fixture(scope="module")
def process() -> Iterator[tuple[Control, Any]]:
    """A running sandbox, and the workspace it started with."""
    with running("--seed", "5") as (control, _):
        yield control, control.slack()


@pytest.fixture
def workspace(process: tuple[Control, Any]) -> _Workspace:
    """The seeded workspace."""
    control, fresh = process
    control.ok("DELETE", "faults")
    control.ok("PUT", "state", {"slack": fresh})
    control.ok("PUT", "quotas", {"enabled": False})
    return _Workspace(control)


class TestSlack(ChannelContract, ServiceContract):
    """Slack by polling."""

    @pytest.fixture
    def place(self, workspace: _Workspace) -> _Workspace:
        """The seeded workspace, with #incidents as the announcement channel."""
        return workspace

    def test_text_from_a_record_never_pings(self, workspace: _Workspace) -> None:
        """Whatever people wrote in a record, no message, topic or purpose of ours mentions them."""
        keeper = workspace.keeper()
        shouted = "<!channel> <!subteam^S1> <@U1> @here <http://a.example|x>"
        item = incident(title=shouted, summary=shouted, lead=Person(shouted))
        ref = keeper.open(item)
        change = {"field": "title", "old": "", "new": shouted, "by": shouted, "side": "sheets"}
        for kind in ("note", "thread"):
            message = Message(f"{kind}:1", 1, kind, {"changes": [change]})
            assert keeper.carry_out(keeper.say(item, message))[0].done
        for text in workspace.parsed(ref):
            assert "<!" not in text
            assert "<@U1" not in text
            assert "<http://a.example" not in text
