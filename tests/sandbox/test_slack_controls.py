"""What people do with the app: commands, shortcuts, buttons, menus; and what may be answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.webhook import WebhookClient

from tests.sandbox.shell_client import Control, code
from tests.sandbox.socket_program import Program, connected, until


@pytest.fixture
def program(sandbox: Control) -> Iterator[Program]:
    """A program with one socket open."""
    with connected(sandbox) as found:
        yield found


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


SEVERITY: dict[str, Any] = {
    "type": "static_select",
    "action_id": "severity",
    "options": [option("minor"), option("major")],
    "initial_option": option("minor"),
}
BUTTON: dict[str, Any] = {
    "type": "button",
    "action_id": "resolve",
    "text": plain("Resolve"),
    "value": "42",
    "style": "danger",
}
CARD: list[dict[str, Any]] = [
    {
        "type": "actions",
        "block_id": "controls",
        "elements": [
            SEVERITY,
            {"type": "users_select", "action_id": "lead"},
            {"type": "checkboxes", "action_id": "flags", "options": [option("a"), option("b")]},
            BUTTON,
        ],
    }
]


@pytest.fixture
def card(slack: WebClient, incidents: str) -> str:
    """The ts of a message with controls."""
    return str(slack.chat_postMessage(channel=incidents, text="card", blocks=CARD)["ts"])


def interactions(program: Program) -> list[dict[str, Any]]:
    return [r.payload for r in program.came if r.type == "interactive"]


def ephemerals(sandbox: Control, channel: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.slack()["channels"][channel]["ephemerals"]
    return found


def test_a_slash_command_is_answered_to_its_sender(
    sandbox: Control, program: Program, incidents: str
) -> None:
    """Mentions are tokens with names; the ack's text is seen by one person."""
    program.answer = lambda request: {"text": "lead it is"} if "command" in request.payload else {}
    sam, lena = sandbox.user_id("sam"), sandbox.user_id("lena")
    done = sandbox.act(
        "slash", user="sam", channel="incidents", command="/incident", text="lead @lena"
    )
    assert (done["ok"], done["payload"]) == (True, {"text": "lead it is"})
    request = next(r for r in program.came if r.type == "slash_commands")
    assert request.accepts_response_payload
    sent = request.payload
    assert (sent["command"], sent["text"]) == ("/incident", f"lead <@{lena}|lena>")
    assert (sent["user_id"], sent["user_name"]) == (sam, "sam")
    assert (sent["channel_id"], sent["channel_name"]) == (incidents, "incidents")
    assert (sent["team_domain"], sent["trigger_id"]) == ("sandbox", done["trigger_id"])
    assert [(e["user"], e["text"]) for e in ephemerals(sandbox, incidents)] == [(sam, "lead it is")]


def test_mentions_stay_as_typed_where_the_manifest_asks_for_no_escaping(
    sandbox: Control, program: Program
) -> None:
    """``escape=False`` stands for should_escape: false."""
    args = {"user": "sam", "channel": "incidents", "command": "/incident", "escape": False}
    sandbox.act("slash", **args, text="lead @lena & co")
    assert program.came[-1].payload["text"] == "lead @lena &amp; co"


def test_people_see_slacks_own_errors(sandbox: Control, card: str) -> None:
    """Nobody listens, or nobody answers in three seconds of the clock; no second delivery."""
    args = {"user": "sam", "channel": "incidents", "command": "/incident", "text": ""}
    refused = sandbox.act("slash", **args)
    assert (refused["ok"], refused["error"]) == (False, "dispatch_failed")
    with connected(sandbox) as program:
        program.acks = False
        sandbox.ok("PUT", "clock", {"now": "2026-11-23T12:00:00+00:00"})
        where = {"user": "sam", "channel": "incidents", "ts": card, "action_id": "resolve"}
        with ThreadPoolExecutor() as pool:
            pressing = pool.submit(sandbox.act, "press", **where)
            until(lambda: interactions(program))
            sandbox.ok("PUT", "clock", {"advance_s": 3})
            late = pressing.result()
        assert (late["ok"], late["error"]) == (False, "operation_timeout")
        sandbox.ok("PUT", "clock", {"advance_s": 600})
        sandbox.act("post", channel="incidents", user="sam", text="x")
        until(lambda: [e for e in program.events("message") if e["text"] == "x"])
        assert len(interactions(program)) == 1
    told = [(e["user"], e["what"], e["error"]) for e in sandbox.slack()["errors"]]
    sam = sandbox.user_id("sam")
    assert told == [
        (sam, "/incident", "dispatch_failed"),
        (sam, "block_actions", "operation_timeout"),
    ]


def test_commands_need_their_scope_and_a_place(sandbox: Control, program: Program) -> None:
    """Without the scope there is no such command; a guest is not let into other channels."""
    args = {"channel": "random", "command": "/incident", "text": ""}
    assert sandbox.act("slash", user="sam", **args)["ok"]
    sandbox.act("kick", channel="random", user="gus")
    assert "not in #random" in sandbox.refused("slash", user="gus", **args)
    assert "no command" in sandbox.refused("slash", user="sam", **{**args, "command": "incident"})
    sandbox.act("set_scopes", scopes=["chat:write"])
    assert "commands" in sandbox.refused("slash", user="sam", **args)


def test_a_shortcut_carries_the_message(sandbox: Control, program: Program, incidents: str) -> None:
    """Message, channel, who, a trigger and a URL to respond to."""
    ts = sandbox.act("post", channel="incidents", user="lena", text="all is down")["ts"]
    args = {"user": "sam", "channel": "incidents", "ts": ts, "callback_id": "report"}
    done = sandbox.act("shortcut", **args)
    sent = interactions(program)[0]
    assert (sent["type"], sent["callback_id"]) == ("message_action", "report")
    assert (sent["message"]["text"], sent["message"]["ts"]) == ("all is down", ts)
    assert sent["channel"] == {"id": incidents, "name": "incidents"}
    assert sent["user"]["id"] == sandbox.user_id("sam")
    assert sent["trigger_id"] == done["trigger_id"]


def test_pressing_and_choosing(
    sandbox: Control, program: Program, incidents: str, card: str
) -> None:
    """The action says what was done, the state what all the controls say now."""
    where = {"user": "sam", "channel": "incidents", "ts": card}
    lena = sandbox.user_id("lena")
    sandbox.act("press", **where, action_id="resolve")
    sandbox.act("choose", **where, action_id="severity", value="major", block_id="controls")
    sandbox.act("choose", **where, action_id="lead", value=lena)
    sandbox.act("choose", **where, action_id="flags", value=["b"])
    pressed, severity, lead, flags = interactions(program)
    assert pressed["type"] == "block_actions"
    assert pressed["container"] == {
        "type": "message",
        "message_ts": card,
        "channel_id": incidents,
        "is_ephemeral": False,
    }
    assert pressed["message"]["ts"] == card
    button = pressed["actions"][0]
    assert (button["type"], button["value"], button["block_id"]) == ("button", "42", "controls")
    assert pressed["state"]["values"]["controls"]["severity"]["selected_option"]["value"] == "minor"
    assert "resolve" not in pressed["state"]["values"]["controls"]
    assert severity["actions"][0]["selected_option"]["value"] == "major"
    state = severity["state"]["values"]["controls"]["severity"]
    assert state["selected_option"]["value"] == "major"
    assert lead["actions"][0]["selected_user"] == lena
    assert [each["value"] for each in flags["actions"][0]["selected_options"]] == ["b"]


@pytest.mark.parametrize(
    ("verb", "args", "why"),
    [
        ("press", {"action_id": "explode"}, "0 controls"),
        ("press", {"action_id": "severity"}, "no button"),
        ("press", {"action_id": "resolve", "block_id": "elsewhere"}, "0 controls"),
        ("choose", {"action_id": "severity", "value": "huge"}, "not offered"),
        ("choose", {"action_id": "lead", "value": "U404"}, "no user"),
        ("choose", {"action_id": "flags", "value": "a"}, "list"),
        ("choose", {"action_id": "resolve", "value": "42"}, "nothing can be chosen"),
    ],
)
def test_what_is_not_there_cannot_be_used(
    sandbox: Control, program: Program, card: str, verb: str, args: dict[str, Any], why: str
) -> None:
    """Refused at once; nothing is sent."""
    where = {"user": "sam", "channel": "incidents", "ts": card}
    assert why in sandbox.refused(verb, **where, **args)
    assert interactions(program) == []


def test_a_response_url_answers_five_times_within_half_an_hour(
    sandbox: Control, program: Program, slack: WebClient, incidents: str, card: str
) -> None:
    """Ephemeral by default, in the channel on request; it replaces and deletes its message."""
    where = {"user": "sam", "channel": "incidents", "ts": card}
    for _ in range(2):
        sandbox.act("press", **where, action_id="resolve")
    urls = [sent["response_url"] for sent in interactions(program)]
    hook = WebhookClient(urls[0], retry_handlers=[])
    assert hook.send(text="only you").status_code == 200
    assert ephemerals(sandbox, incidents)[-1]["text"] == "only you"
    hook.send(text="all of you", response_type="in_channel")
    newest = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert (newest["text"], newest["bot_id"]) == ("all of you", slack.auth_test()["bot_id"])
    hook.send(text="done", replace_original=True)
    found = slack.conversations_replies(channel=incidents, ts=card)["messages"][0]
    assert found["text"] == "done"
    assert "blocks" not in found
    assert hook.send(text="").status_code == 400
    hook.send(text="four")
    hook.send(delete_original=True)
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_replies(channel=incidents, ts=card)
    assert code(caught.value) == "thread_not_found"
    spent = hook.send(text="six")
    assert (spent.status_code, json.loads(spent.body)["error"]) == (404, "used_url")
    sandbox.ok("PUT", "clock", {"offset_s": 1801})
    late = WebhookClient(urls[1], retry_handlers=[]).send(text="late")
    assert json.loads(late.body)["error"] == "expired_url"


def test_controls_on_an_ephemeral_message_are_its_owners(
    sandbox: Control, program: Program, slack: WebClient, incidents: str
) -> None:
    """Nobody else can press them; the payload has no message, and its URL can delete it."""
    sam = sandbox.user_id("sam")
    ts = slack.chat_postEphemeral(channel=incidents, user=sam, text="sure?", blocks=CARD)
    where = {"channel": "incidents", "ts": ts["message_ts"], "action_id": "resolve"}
    sandbox.refused("press", user="lena", **where)
    sandbox.act("press", user="sam", **where)
    sent = interactions(program)[0]
    assert sent["container"]["is_ephemeral"] is True
    assert "message" not in sent
    WebhookClient(sent["response_url"], retry_handlers=[]).send(delete_original=True)
    assert ephemerals(sandbox, incidents) == []


@pytest.mark.parametrize(
    "element",
    [
        {**BUTTON, "style": "warning"},
        {**BUTTON, "text": plain("x" * 76)},
        {**BUTTON, "value": "x" * 2001},
        {**BUTTON, "colour": "red"},
        {**BUTTON, "confirm": {"title": plain("Sure?")}},
        {**BUTTON, "action_id": "x" * 256},
        {**SEVERITY, "options": []},
        {**SEVERITY, "options": [option(str(n)) for n in range(101)]},
        {**SEVERITY, "options": [option("x" * 76)]},
        {**SEVERITY, "initial_option": option("huge")},
        {**SEVERITY, "initial_option": {**option("minor"), "text": plain("other")}},
        {**SEVERITY, "options": [option("minor"), option("minor")]},
        {"type": "static_select", "action_id": "s"},
        {"type": "checkboxes", "options": [option(str(n)) for n in range(11)]},
        {"type": "checkboxes", "options": [option("a")], "initial_options": [option("b")]},
        {"type": "overflow", "options": [option(str(n)) for n in range(6)]},
        {"type": "users_select", "initial_user": 5},
        {"type": "datetimepicker", "initial_date_time": "soon"},
        {"type": "plain_text_input"},
        {"type": "novel"},
    ],
)
def test_bad_controls(slack: WebClient, incidents: str, element: dict[str, Any]) -> None:
    """Each is refused, with a pointer to the place."""
    blocks = [{"type": "actions", "elements": [element]}]
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel=incidents, text="x", blocks=blocks)
    assert code(caught.value) == "invalid_blocks"
    messages = caught.value.response["response_metadata"]["messages"]
    assert "/blocks/0" in messages[0]


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "actions", "elements": [BUTTON, BUTTON]}],
        [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}],
        [{"type": "section", "text": plain("x"), "accessory": {"type": "plain_text_input"}}],
        [{"type": "input", "label": plain("l"), "element": BUTTON}],
        [{"type": "input", "element": SEVERITY}],
        [{"type": "actions", "elements": [BUTTON], "hint": plain("h")}],
    ],
)
def test_bad_places_for_controls(
    slack: WebClient, incidents: str, blocks: list[dict[str, Any]]
) -> None:
    """Ids are unique where Slack demands it, and not every element fits everywhere."""
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel=incidents, text="x", blocks=blocks)
    assert code(caught.value) == "invalid_blocks"


def test_good_controls_are_kept_with_ids(slack: WebClient, incidents: str) -> None:
    """An element without an action_id is given one."""
    confirm = {
        "title": plain("Sure?"),
        "text": plain("It is closed then."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        "style": "danger",
    }
    accessory = {"type": "overflow", "options": [option("edit")]}
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": plain("x"), "accessory": accessory},
        {"type": "actions", "elements": [{**BUTTON, "confirm": confirm}]},
        {"type": "actions", "elements": [{"type": "datetimepicker"}]},
    ]
    posted = slack.chat_postMessage(channel=incidents, text="x", blocks=blocks)["message"]
    assert posted["blocks"][0]["accessory"]["action_id"]
    assert posted["blocks"][2]["elements"][0]["action_id"]


def refuse_all(_: SocketModeRequest) -> dict[str, Any]:
    return {"text": "", "blocks": [{"type": "novel"}]}


def test_an_answer_that_slack_cannot_show_is_an_error(
    sandbox: Control, program: Program, incidents: str
) -> None:
    """The person sees an error, and no message."""
    program.answer = refuse_all
    args = {"user": "sam", "channel": "incidents", "command": "/incident", "text": ""}
    done = sandbox.act("slash", **args)
    assert (done["ok"], done["error"]) == (False, "invalid_blocks")
    assert ephemerals(sandbox, incidents) == []
