"""Floor 9. The later steps: children, the end of an incident, a quiet cycle, and a kill."""

from __future__ import annotations

import math
import signal
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from incident_sync.cli.story.failed import Failed, expect, expect_same
from incident_sync.cli.story.opening import PAYMENTS
from incident_sync.cli.story.sheet import moment_of
from incident_sync.cli.story.stage import FOLLOW_UPS, TAB, TIMELINE, Stage
from incident_sync.cli.story.step import expect_card, expect_words
from incident_sync.cli.story.words import OURS

_SOON = timedelta(minutes=5)
_PAGE = 999
_GATE_S = 15


class Noted:
    """Follow-ups by command and by reaction, a timeline entry by a pin: each in its tab."""

    name = "follow-ups and the timeline arrive in their tabs"
    _todo, _ticked = "Write the gateway runbook", "Rotate the gateway's key"
    _pinned = "12:40 the bank confirms the move"
    _author = ("tomas", "@tomas", "Tomás Novák", "tomas@example.com")

    def do(self, stage: Stage) -> str:
        channel = stage.channel(PAYMENTS).id
        (ticked,) = stage.says("lena", PAYMENTS, self._ticked)
        (pinned,) = stage.says("tomas", PAYMENTS, self._pinned)
        stage.says("sam", PAYMENTS, f"@incident-sync todo {self._todo}")
        mark = {"channel": channel, "ts": ticked, "name": "ballot_box_with_check"}
        stage.act("slack", "react", user="priya", **mark)
        stage.act("slack", "pin", user="lena", channel=channel, ts=pinned)
        stage.sync()
        return "Sam writes a todo, Priya ticks a message of Lena's, Lena pins one of Tomás's."

    def check(self, stage: Stage) -> str:
        label = stage.plot[PAYMENTS]
        follow_ups, timeline = stage.tab(FOLLOW_UPS), stage.tab(TIMELINE)
        for text in (self._todo, self._ticked):
            expect_same("the follow-up's incident", label,
                        follow_ups.one("Follow-up", text).text("Incident"))  # fmt: skip
        entry = timeline.one("Entry", self._pinned)
        expect_same("the timeline entry's incident", label, entry.text("Incident"))
        expect("Tomás as its author", entry.text("By"), holds=entry.text("By") in self._author)
        return f"The Sheet's tabs have two follow-ups and one timeline entry for {label}."


class Resolved:
    """A word in Slack ends an incident: the row is stamped, card and topic follow."""

    name = "an incident resolved in Slack is resolved in the Sheet"

    def do(self, stage: Stage) -> str:
        stage.says("tomas", PAYMENTS, "@incident-sync resolve")
        stage.sync()
        return "Tomás writes in the channel: @incident-sync resolve"

    def check(self, stage: Stage) -> str:
        slack = stage.slack()
        expect_words(stage, PAYMENTS, status="Resolved")
        stamp = ""
        if stage.header("resolved_at"):
            stamp = f" since {self._stamped(stage):%H:%M} UTC"
        channel = stage.channel(PAYMENTS, slack)
        expect(f"Resolved in the topic of #{channel.name}", channel.topic,
               holds="| Resolved |" in channel.topic)  # fmt: skip
        expect_card(slack, channel, "Status: Resolved")
        said = slack.announcement(channel)
        expect("Resolved in the announcement", said, holds="Resolved" in said)
        status = stage.word(PAYMENTS, "status")
        return f"The Sheet reads {status}{stamp}; Slack's topic: {channel.topic}"

    def _stamped(self, stage: Stage) -> datetime:
        cell = stage.line(PAYMENTS).cells[stage.header("resolved_at")]
        moment = moment_of(cell)
        if moment is None or abs(datetime.now(UTC) - moment) > _SOON:
            raise Failed("Resolved at to be just now", cell)
        return moment


class Quiet:
    """Nobody did anything: a cycle writes nothing and calls no more than looking takes."""

    name = "a second cycle has nothing to do"

    def __init__(self) -> None:
        self._report: Mapping[str, Any] = {}
        self._before: Any = None
        self._calls: list[Mapping[str, Any]] = []

    def do(self, stage: Stage) -> str:
        self._before = _world(stage)
        sofar = len(stage.calls())
        self._report = stage.sync()
        self._calls = stage.calls()[sofar:]
        return "Nobody does anything, and the mirror runs again."

    def check(self, stage: Stage) -> str:
        expect_same("the actions", [], self._report["actions"])
        wrote = [call["method"] for call in self._calls if call["effect"]]
        expect("no call that changes anything", wrote, holds=not wrote)
        expect("Slack and the Sheet as they were", "another state",
               holds=_world(stage) == self._before)  # fmt: skip
        counted = _counted(self._calls)
        expect_same("the calls, as the services counted them,", counted, self._report["api_calls"])
        floor, slack = _floor(stage), counted.get("slack", {})
        expect_same("the calls to Slack", floor, sum(slack.values()))
        sheets = counted.get("sheets", {})
        reads = [name for name in sheets if name.endswith(":batchGet")]
        expect("one batchGet", sheets, holds=sum(sheets.values()) == len(reads) == 1)
        return (
            f"0 writes; {floor} calls to Slack and 1 to the Sheet, the fewest that looking takes."
        )


class Killed:
    """SIGKILL while a channel is being made, then a restart: one channel, one row."""

    name = "a kill while a channel opens opens no second one"
    _title, _slug = "Backups did not finish", "backups-did-not-finish"

    def do(self, stage: Stage) -> str:
        values = {stage.header("title"): self._title}
        stage.act("sheets", "append_row", tab=TAB, values=values)
        gate = {"kind": "gate", "service": "slack", "method": "conversations.create"}
        stage.sandbox.control("POST", "/faults", {**gate, "phase": "after"})
        with stage.product.started("sync", "--json") as process:
            held = stage.sandbox.control("GET", f"/gates?wait={_GATE_S}")["held"]
            process.send_signal(signal.SIGKILL)
        stage.sandbox.control("POST", "/gates/release", {"proceed": True})
        stage.sandbox.control("DELETE", "/faults")
        expect("the cycle to be making a channel", "none was made", holds=held is not None)
        stage.sync()
        return f"Robin adds “{self._title}”; kill -9 while Slack makes its channel; a restart."

    def check(self, stage: Stage) -> str:
        line = stage.tab().one(stage.header("title"), self._title)
        made = [one.name for one in stage.slack().incidents() if self._slug in one.name]
        expect(f"one channel for {self._title!r}", made, holds=len(made) == 1)
        link = line.text(stage.header("channel"))
        expect_same("the link in the row", made[0],
                    stage.slack().channel(link.rpartition("/")[2]).name)  # fmt: skip
        label = line.text(stage.header("id"))
        expect("an ID in the row", label, holds=bool(label))
        return f"Slack has one #{made[0]}, the Sheet one row {label}."


def _world(stage: Stage) -> Any:
    state = stage.state()
    return state["slack"]["channels"], [book["tabs"] for book in state["sheets"]["books"]]


def _counted(calls: list[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    counts = Counter((call["service"], call["method"]) for call in calls)
    services = sorted({service for service, _ in counts})
    return {
        service: {name: n for (where, name), n in sorted(counts.items()) if where == service}
        for service in services
    }


def _floor(stage: Stage) -> int:
    """Pages of the channel list, a history for each incident that goes on, one for those closed."""
    slack = stage.slack()
    channels = sum(not one.archived for one in slack.channels)
    linked = [line for line in stage.tab().lines() if line.text(stage.header("channel"))]
    words = [stage.register.means("status", line.text(stage.header("status"))) for line in linked]
    active = sum(word in OURS["active"] for word in words)
    return math.ceil(channels / _PAGE) + active + any(word in OURS["closed"] for word in words)
