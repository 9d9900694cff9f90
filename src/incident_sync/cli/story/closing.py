"""Floor 9. The last steps in Slack, Notion and the Sheet: the end of an incident, a quiet cycle."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from incident_sync.cli.story import page, sheet
from incident_sync.cli.story.failed import Failed, expect, expect_same
from incident_sync.cli.story.now import Now
from incident_sync.cli.story.opening import PAYMENTS
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import expect_announced, expect_card, expect_topic, expect_words
from incident_sync.cli.story.times import means
from incident_sync.cli.story.words import OURS

_SOON = timedelta(minutes=5)
_RECENT = timedelta(minutes=3)
_PAGE = 999
_QUERY = "POST /v1/data_sources/{id}/query"
_READ = "GET /v4/spreadsheets/{id}/values:batchGet"


class Resolved:
    """A word in Slack ends an incident: page and row are stamped, card and topic follow."""

    name = "an incident resolved in Slack is resolved in both records"

    def do(self, stage: Stage) -> str:
        stage.says("tomas", PAYMENTS, "@incident-sync resolve")
        stage.sync()
        return "Tomás writes in the channel: @incident-sync resolve"

    def check(self, stage: Stage) -> str:
        now = stage.now()
        expect_words(stage, now, PAYMENTS, status="Resolved")
        since = _stamped(sheet.moment_of(stage.line(PAYMENTS, now).cells.get("Resolved at")))
        if stage.property("resolved_at"):
            _stamped(self._in_notion(stage, now))
        channel = stage.channel(PAYMENTS, now)
        expect_topic(channel, "Minor | Resolved | Lead: @sam")
        expect_card(now.slack, channel, "Status: Resolved")
        expect_announced(now.slack, channel, "Resolved")
        status = stage.word(PAYMENTS, "status", now)
        return f"Notion reads {status}, the Sheet Resolved, since {since:%H:%M} UTC; Slack follows."

    def _in_notion(self, stage: Stage, now: Now) -> datetime | date | None:
        name, found = stage.property("resolved_at"), stage.page(PAYMENTS, now)
        if now.notion.types[name] == "date":
            return page.moment_of(found, name)
        return means(found.text(name), stage.register.zone)


def _stamped(moment: datetime | date | None) -> datetime:
    if not isinstance(moment, datetime) or abs(datetime.now(UTC) - moment) > _SOON:
        raise Failed("Resolved at to be just now", moment)
    return moment


class Quiet:
    """Nobody did anything: a cycle writes nothing and calls no more than looking takes."""

    name = "a second cycle has nothing to do"

    def __init__(self) -> None:
        self._report: Mapping[str, Any] = {}
        self._before: Any = None
        self._calls: list[Mapping[str, Any]] = []

    def do(self, stage: Stage) -> str:
        self._before = _world(stage.now())
        # A body that was read within the minute of its last edit is read once more after it.
        for _ in range(2):
            sofar = len(stage.calls())
            self._report = stage.sync()
            self._calls = stage.calls()[sofar:]
            if {call["method"] for call in self._calls if call["service"] == "notion"} == {_QUERY}:
                break
        return "Nobody does anything, and the mirror runs again."

    def check(self, stage: Stage) -> str:
        now = stage.now()
        expect_same("the actions", [], self._report["actions"])
        wrote = [call["method"] for call in self._calls if call["effect"]]
        expect("no call that changes anything", wrote, holds=not wrote)
        expect("Slack, Notion and the Sheet as they were", "another state",
               holds=_world(now) == self._before)  # fmt: skip
        counted = _counted(self._calls)
        expect_same("the calls, as the services counted them,", counted, self._report["api_calls"])
        floor = _floor(stage, now)
        expect_same("the calls to Slack", floor, sum(counted.get("slack", {}).values()))
        expect_same("the calls to Notion", {_QUERY: _queries(stage, now)}, counted.get("notion"))
        expect_same("the calls to the Sheet", {_READ: 1}, counted.get("sheets"))
        return (
            f"0 writes; {floor} calls to Slack, {_queries(stage, now)} to Notion, 1 to the Sheet, "
            "the fewest that looking takes."
        )


def _world(now: Now) -> Any:
    state = now.state
    notion = state["notion"]["pages"], state["notion"]["blocks"]
    return state["slack"]["channels"], notion, [book["tabs"] for book in state["sheets"]["books"]]


def _counted(calls: list[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    counts = Counter((call["service"], call["method"]) for call in calls)
    services = sorted({service for service, _ in counts})
    return {
        service: {name: n for (where, name), n in sorted(counts.items()) if where == service}
        for service in services
    }


def _queries(stage: Stage, now: Now) -> int:
    """Pages of a hundred, of what goes on or was edited in the last minutes."""
    status = stage.property("status")
    since = datetime.now(UTC) - _RECENT
    shown = [
        one
        for one in now.notion.live()
        if stage.register.means("status", one.text(status)) in OURS["active"]
        or datetime.fromtimestamp(one.edited[0], UTC) > since
    ]
    return max(1, math.ceil(len(shown) / 100))


def _floor(stage: Stage, now: Now) -> int:
    """Pages of the channel list, a history for each incident that goes on, one for those closed."""
    channels = sum(not one.archived for one in now.slack.channels)
    linked = [line for line in now.sheet.lines() if line.text(stage.header("channel"))]
    words = [stage.register.means("status", line.text(stage.header("status"))) for line in linked]
    active = sum(word in OURS["active"] for word in words)
    return math.ceil(channels / _PAGE) + active + any(word in OURS["closed"] for word in words)
