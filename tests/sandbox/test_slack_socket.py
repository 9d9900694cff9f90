"""Sockets and envelopes: tickets, greetings, turns, answers, retries, and bad weather."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from incident_sandbox.mail import Mail
from incident_sandbox.service import Request
from incident_sandbox.slack import SlackService
from tests.sandbox.shell_client import TOKEN, Control, code
from tests.sandbox.socket_program import APP_TOKEN, Program, connected, until

NOON = "2026-11-23T12:00:00+00:00"


@pytest.fixture
def program(sandbox: Control) -> Iterator[Program]:
    """A program with one socket open."""
    with connected(sandbox) as found:
        yield found


def ticket_path(sandbox: Control) -> str:
    """The path of a fresh socket."""
    url = sandbox.web().apps_connections_open(app_token=APP_TOKEN)["url"]
    parts = urlsplit(url)
    assert parts.scheme == "ws"
    assert parts.netloc == urlsplit(sandbox.urls["url"]).netloc
    return f"{parts.path}?{parts.query}"


def test_each_token_opens_its_own(sandbox: Control, slack: WebClient) -> None:
    """The app-level token opens sockets and nothing else; the bot's everything else."""
    with pytest.raises(SlackApiError) as caught:
        slack.apps_connections_open(app_token=TOKEN)
    assert code(caught.value) == "not_allowed_token_type"
    with pytest.raises(SlackApiError) as caught:
        sandbox.web(APP_TOKEN).auth_test()
    assert code(caught.value) == "not_allowed_token_type"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    form = f"token={APP_TOKEN}".encode()
    request = Request("POST", "/api/apps.connections.open", (), headers, form)
    answer = SlackService(1).handle(request, datetime(2026, 11, 23, tzinfo=UTC))
    assert json.loads(answer.body)["error"] == "not_authed"


def test_a_ticket_is_good_once_and_for_thirty_seconds(sandbox: Control) -> None:
    """A plain GET with a good ticket fails at the handshake only, and uses it up."""
    path = ticket_path(sandbox)
    assert sandbox.call("GET", "/slack/link/?ticket=made-up")[0] == 401
    with pytest.raises(json.JSONDecodeError):
        sandbox.call("GET", path)  # 400 in plain text: no upgrade was asked for
    assert sandbox.call("GET", path)[0] == 401
    sandbox.ok("PUT", "clock", {"now": NOON})
    path = ticket_path(sandbox)
    sandbox.ok("PUT", "clock", {"advance_s": 30})
    assert sandbox.call("GET", path)[0] == 401


def test_hello_comes_first_and_names_the_app(sandbox: Control, program: Program) -> None:
    """How many sockets there are stands in it."""
    hello = json.loads(program.said[0])
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"]["app_id"] == sandbox.slack()["bot"]["app_id"]


def test_a_persons_message_arrives_as_an_event(
    sandbox: Control, program: Program, incidents: str
) -> None:
    """The wrapper names team, app and time; the ack is noted with its instant."""
    ts = sandbox.act("post", channel="incidents", user="sam", text="down & out")["ts"]
    event = program.wait(1)[0]
    assert (event["type"], event["channel_type"], event["ts"]) == ("message", "channel", ts)
    assert (event["text"], event["channel"]) == ("down &amp; out", incidents)
    payload = program.came[0].payload
    state = sandbox.slack()
    assert payload["type"] == "event_callback"
    assert payload["team_id"] == state["team"]["id"]
    assert payload["api_app_id"] == state["bot"]["app_id"]
    assert payload["authorizations"][0]["user_id"] == state["bot"]["user_id"]
    until(lambda: sandbox.ok("GET", "envelopes")["log"][0]["acked"])
    entry = sandbox.ok("GET", "envelopes")["log"][0]
    assert entry["at"] <= entry["sent"][0] <= entry["acked"]
    assert entry["envelope_id"] == program.came[0].envelope_id
    assert sandbox.act("socket", verb="status") == {"open": 1, "unacked": []}


def test_sockets_take_turns_and_ten_are_enough(sandbox: Control, program: Program) -> None:
    """Each envelope goes to one of them; the eleventh is sent away."""
    others = [Program(sandbox) for _ in range(10)]
    try:
        for other in others:
            other.connect()
        assert json.loads(others[-1].said[0])["reason"] == "too_many_websockets"
        for number in range(20):
            sandbox.act("post", channel="incidents", user="sam", text=str(number))
        everybody = [program, *others]
        until(lambda: sum(len(each.came) for each in everybody) == 20)
        assert [len(each.came) for each in everybody] == [2] * 10 + [0]
    finally:
        for other in others:
            other.close()


def test_unanswered_events_come_again_three_times(sandbox: Control, program: Program) -> None:
    """After 3 s, a minute and five more; the same event by its id, then never again."""
    sandbox.ok("PUT", "clock", {"now": NOON})
    program.acks = False
    sandbox.act("post", channel="incidents", user="sam", text="x")
    for attempt, wait in enumerate((3, 60, 300, 9999)):
        until(lambda: len(program.came) > attempt)  # noqa: B023 - asked at once
        sandbox.ok("PUT", "clock", {"advance_s": wait - 0.1})
        assert len(program.came) == attempt + 1
        sandbox.ok("PUT", "clock", {"advance_s": 0.1})
    assert [(r.retry_attempt, r.retry_reason) for r in program.came] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({r.payload["event_id"] for r in program.came}) == 1
    assert len(sandbox.act("socket", verb="status")["unacked"]) == 1


def test_an_answered_retry_ends_it(sandbox: Control, program: Program) -> None:
    """An ack of the second delivery settles the event."""
    sandbox.ok("PUT", "clock", {"now": NOON})
    program.acks = False
    sandbox.act("post", channel="incidents", user="sam", text="x")
    program.wait(1)
    program.acks = True
    sandbox.ok("PUT", "clock", {"advance_s": 3})
    program.wait(2)
    until(lambda: not sandbox.act("socket", verb="status")["unacked"])
    sandbox.ok("PUT", "clock", {"advance_s": 600})
    sandbox.act("post", channel="incidents", user="sam", text="y")
    assert [event["text"] for event in program.wait(3)] == ["x", "x", "y"]


def test_what_happens_while_no_socket_is_open_comes_as_a_retry(sandbox: Control) -> None:
    """Within six minutes or so; then it is gone."""
    sandbox.ok("PUT", "clock", {"now": NOON})
    sandbox.act("post", channel="incidents", user="sam", text="early")
    sandbox.ok("PUT", "clock", {"advance_s": 3})
    sandbox.ok("PUT", "clock", {"advance_s": 60})
    sandbox.ok("PUT", "clock", {"advance_s": 300})
    sandbox.act("post", channel="incidents", user="sam", text="late")
    with connected(sandbox) as program:
        sandbox.ok("PUT", "clock", {"advance_s": 3})
        assert [event["text"] for event in program.wait(1)] == ["late"]
        assert program.came[0].retry_attempt == 1
        assert sandbox.ok("GET", "envelopes")["log"][0]["sent"] == []


def test_a_program_told_to_go_comes_back(sandbox: Control, program: Program) -> None:
    """The SDK opens another socket; what happens meanwhile goes to the one that stays."""
    sandbox.ok("PUT", "clock", {"now": NOON})
    assert sandbox.act("socket", verb="disconnect", reason="warning") == {"told": 1}
    until(lambda: len(program.said) == 3)
    assert json.loads(program.said[1])["reason"] == "warning"
    assert json.loads(program.said[2])["type"] == "hello"
    sandbox.act("post", channel="incidents", user="sam", text="meanwhile")
    program.wait(1)
    sandbox.ok("PUT", "clock", {"advance_s": 10})
    until(lambda: sandbox.act("socket", verb="status")["open"] == 1)
    assert "reason" in sandbox.refused("socket", verb="disconnect", reason="boredom")


def test_a_cut_is_without_a_word(sandbox: Control, program: Program) -> None:
    """All sockets are gone at once, and nothing was said; another may be opened."""
    assert sandbox.act("socket", verb="cut") == {"cut": 1}
    assert sandbox.act("socket", verb="status")["open"] == 0
    assert len(program.said) == 1
    program.connect()
    assert sandbox.act("socket", verb="status")["open"] == 1


@pytest.mark.parametrize(("reason", "seconds"), [("warning", 10), ("link_disabled", 0)])
def test_who_stays_after_a_disconnect_is_closed(reason: str, seconds: int) -> None:
    """Ten seconds after a warning, at once where the app's sockets were switched off."""
    mail, now = Mail(), datetime(2026, 11, 23, tzinfo=UTC)
    number = mail.sockets.open("A1")
    mail.due(now)
    mail.sockets.disconnect(reason, now)
    frames = mail.due(now)
    assert json.loads(str(frames[0].text)) == {
        "type": "disconnect",
        "reason": reason,
        "debug_info": {"host": "applink-sandbox"},
    }
    if seconds:
        assert mail.next_due() == now + timedelta(seconds=seconds)
        frames += mail.due(now + timedelta(seconds=seconds))
    assert frames[1:] == [(number, None, False)]
    assert not mail.sockets.any_open()


def test_bad_weather_loses_repeats_and_shuffles(sandbox: Control, program: Program) -> None:
    """A tenth lost for good, the rest one to three times, out of order; fair again by request."""
    weather = {"copies": 3, "delay_s": 0.2, "drop": 0.1, "seed": 3}
    sandbox.ok("PUT", "envelopes/faults", weather)
    for number in range(60):
        sandbox.act("post", channel="incidents", user="sam", text=str(number))
    log = sandbox.ok("GET", "envelopes")
    assert log["faults"] == weather
    lost = {e["payload"]["event"]["text"] for e in log["log"] if e["lost"]}
    until(lambda: len({event["text"] for event in program.events()}) == 60 - len(lost))
    assert 0 < len(lost) < 20
    sandbox.ok("DELETE", "faults")
    sandbox.act("post", channel="incidents", user="sam", text="fair")
    until(lambda: "fair" in [event["text"] for event in program.events()])
    texts = [event["text"] for event in program.events()]
    assert not lost & set(texts)
    assert set(Counter(texts).values()) == {1, 2, 3}
    firsts: list[Any] = list(dict.fromkeys(text for text in texts if text != "fair"))
    assert firsts != sorted(firsts, key=int)
    assert sandbox.call("PUT", "envelopes/faults", {"copies": 4})[0] == 400
