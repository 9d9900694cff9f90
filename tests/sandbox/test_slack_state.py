"""The service without HTTP: seeded, dumped, loaded, and the same ever after."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from incident_sandbox.service import Refused, Request
from incident_sandbox.slack import SlackService
from tests.sandbox.shell_client import TOKEN

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Step = tuple[str, str]

STEPS: list[Step] = [
    ("bot", "conversations.create"),
    ("bot", "chat.postMessage"),
    ("bot", "chat.update"),
    ("bot", "pins.add"),
    ("bot", "reactions.add"),
    ("bot", "bookmarks.add"),
    ("bot", "conversations.setTopic"),
    ("bot", "conversations.archive"),
    ("bot", "conversations.list"),
    ("bot", "chat.delete"),
    ("person", "post"),
    ("person", "reply"),
    ("person", "delete"),
    ("person", "kick"),
    ("person", "rename"),
    ("person", "unarchive"),
]


def call(service: SlackService, method: str, args: dict[str, Any], now: datetime) -> Any:
    """One call by the bot."""
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    body = json.dumps(args).encode()
    request = Request("POST", f"/api/{method}", (), headers, body)
    response = service.handle(request, now)
    return response.status, json.loads(response.body), response.effect


def play(service: SlackService, steps: list[Step], start: datetime) -> list[Any]:
    """Play steps on the newest channel and its newest message; return the answers."""
    answers: list[Any] = []
    for number, (who, what) in enumerate(steps):
        now = start + timedelta(seconds=number)
        channel = list(service.dump()["channels"].values())[-1]
        ts = list(channel["messages"])[-1]
        if who == "bot":
            args = {
                "channel": channel["id"],
                "channel_id": channel["id"],
                "ts": ts,
                "timestamp": ts,
                "text": "text",
                "topic": "R&D",
                "name": "pushpin" if what == "reactions.add" else f"inc-{number}",
                "title": "t",
                "type": "link",
                "link": "https://x.example",
                "limit": 2,
            }
            answers.append(call(service, what, args, now))
        else:
            verb = "post" if what == "reply" else what
            args = {"channel": channel["id"], "user": "priya", "text": "hi", "ts": ts}
            args["name"] = f"renamed-{number}"
            if what == "reply":
                args["thread_ts"] = ts
            try:
                answers.append(service.act(verb, args, now))
            except Refused as refusal:
                answers.append(str(refusal))
    return answers


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=25), st.lists(st.sampled_from(STEPS), max_size=10))
def test_a_loaded_service_behaves_the_same(before: list[Step], after: list[Step]) -> None:
    """load(dump()) is the same workspace, also through JSON text."""
    original = SlackService(3)
    play(original, before, START)
    state = original.dump()
    twin = SlackService(99)
    twin.load(json.loads(json.dumps(state)))
    assert twin.dump() == state
    later = START + timedelta(seconds=30)
    assert play(twin, after, later) == play(original, after, later)
    assert twin.dump() == original.dump()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_effect_means_that_the_state_changed(steps: list[Step]) -> None:
    """The log's flag is true exactly when something but quotas and ids moved."""
    service = SlackService(3)
    for number, step in enumerate(steps):
        before = service.dump()
        answer = play(service, [step], START + timedelta(seconds=number * 60))[0]
        after = service.dump()
        if isinstance(answer, str):
            assert before == after, "a refused person changed something"
        if step[0] == "bot":
            for state in (before, after):
                for key in ("spent", "minted", "changes"):
                    del state[key]
            assert answer[2] == (before != after)


def test_the_seed_decides_the_ids() -> None:
    """Same seed and steps, same answers; another seed, other ids."""
    assert play(SlackService(1), STEPS, START) == play(SlackService(1), STEPS, START)
    assert SlackService(1).dump() != SlackService(2).dump()


def test_a_clock_set_back_never_repeats_a_ts() -> None:
    """Each is later than the last within its channel."""
    service = SlackService(1)
    channel = next(c for c in service.dump()["channels"].values() if c["name"] == "incidents")
    args = {"channel": channel["id"], "text": "x"}
    first = call(service, "chat.postMessage", args, START)[1]["ts"]
    second = call(service, "chat.postMessage", args, START - timedelta(hours=1))[1]["ts"]
    assert second > first
