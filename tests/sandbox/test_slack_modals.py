"""Modals: triggers, shapes, filling in, submitting, and what an answer may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.shell_client import Control
from tests.sandbox.socket_program import Program, connected

NOON = "2026-11-23T12:00:00+00:00"
Json = dict[str, Any]


@pytest.fixture
def program(sandbox: Control) -> Iterator[Program]:
    """A program with one socket open."""
    with connected(sandbox) as found:
        yield found


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


def field(block_id: str, element: Json, **more: Any) -> Json:
    named = {**element, "action_id": block_id}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "element": named,
        **more,
    }


TITLE = field("title", {"type": "plain_text_input", "min_length": 3, "max_length": 20})
SEVERITY = field(
    "severity",
    {
        "type": "static_select",
        "options": [option("minor"), option("major")],
        "initial_option": option("minor"),
    },
)
LEAD = field("lead", {"type": "users_select"}, optional=True)
VIEW: Json = {
    "type": "modal",
    "callback_id": "declare",
    "private_metadata": "kept",
    "title": plain("Declare"),
    "submit": plain("Go"),
    "blocks": [TITLE, SEVERITY, LEAD],
}


def trigger(sandbox: Control, user: str = "sam") -> str:
    """A fresh trigger of a person."""
    args = {"channel": "incidents", "command": "/incident", "text": ""}
    return str(sandbox.act("slash", user=user, **args)["trigger_id"])


def opened(sandbox: Control, slack: WebClient, view: Json) -> Json:
    """A modal that Sam sees."""
    found: Json = slack.views_open(trigger_id=trigger(sandbox), view=view)["view"]
    return found


def refusal(slack: WebClient, method: str, **args: Any) -> Json:
    """What Slack says to a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        slack.api_call(method, json=args)
    found: Json = caught.value.response.data
    return found


def last(program: Program, kind: str) -> Json:
    """The newest interaction of a type."""
    found = [r.payload for r in program.came if r.payload.get("type") == kind]
    newest: Json = found[-1]
    return newest


def test_a_trigger_is_good_once_for_three_seconds(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """Each way to be late has its own code; a view refused leaves the trigger good."""
    sandbox.ok("PUT", "clock", {"now": NOON})
    first = trigger(sandbox)
    assert refusal(slack, "views.open", trigger_id=first, view={})["error"] == "invalid_arguments"
    assert slack.views_open(trigger_id=first, view=VIEW)["view"]["callback_id"] == "declare"
    args = {"trigger_id": first, "view": VIEW}
    assert refusal(slack, "views.open", **args)["error"] == "exchanged_trigger_id"
    second = trigger(sandbox)
    sandbox.ok("PUT", "clock", {"advance_s": 3.1})
    args = {"trigger_id": second, "view": VIEW}
    assert refusal(slack, "views.open", **args)["error"] == "expired_trigger_id"
    args = {"trigger_id": "made.up", "view": VIEW}
    assert refusal(slack, "views.open", **args)["error"] == "invalid_trigger_id"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": plain("x" * 25)}, "/view/title"),
        ({"title": None}, "/view/title"),
        ({"submit": {"type": "mrkdwn", "text": "Go"}}, "/view/submit"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"callback_id": "x" * 256}, "/view/callback_id"),
        ({"blocks": [{"type": "divider"}] * 101}, "/view/blocks"),
        ({"blocks": "[]"}, "/view/blocks"),
        ({"blocks": [{**TITLE, "label": plain("x" * 2001)}]}, "/view/blocks/0/label"),
        ({"blocks": [{**TITLE, "element": {"type": "button"}}]}, "/view/blocks/0/element"),
        ({"blocks": [TITLE, TITLE]}, "/view/blocks"),
        ({"type": "dialog"}, "/view/type"),
        ({"notify_on_close": "yes"}, "/view/notify_on_close"),
        ({"colour": "red"}, "/view"),
    ],
)
def test_bad_modals(
    sandbox: Control, program: Program, slack: WebClient, change: Json, where: str
) -> None:
    """Refused with the place of the mistake."""
    view = {**VIEW, **change}
    told = refusal(slack, "views.open", trigger_id=trigger(sandbox), view=view)
    assert told["error"] == "invalid_arguments"
    assert f"[json-pointer:{where}" in told["response_metadata"]["messages"][0]


def test_a_modal_with_inputs_needs_submit_and_all_of_it_fits(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """A hundred blocks are fine; 250 kB are not."""
    view = {key: value for key, value in VIEW.items() if key != "submit"}
    fresh = trigger(sandbox)
    told = refusal(slack, "views.open", trigger_id=fresh, view=view)
    assert "submit" in told["response_metadata"]["messages"][0]
    text = {"type": "section", "text": plain("x" * 3000)}
    big = {**VIEW, "blocks": [text] * 90}
    assert refusal(slack, "views.open", trigger_id=fresh, view=big)["error"] == "view_too_large"
    slack.views_open(trigger_id=fresh, view={**view, "blocks": [{"type": "divider"}] * 100})


def test_submitting_sends_what_was_filled_in_and_closes(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """Inputs left alone keep their first value; the modal is gone afterwards."""
    view = opened(sandbox, slack, VIEW)
    values = {"title": {"title": "Checkout down"}, "lead": {"lead": sandbox.user_id("lena")}}
    done = sandbox.act("submit", user="sam", view_id=view["id"], values=values)
    assert (done["ok"], "response_action" in done) == (True, False)
    sent = last(program, "view_submission")
    state = sent["view"]["state"]["values"]
    assert state["title"]["title"] == {"type": "plain_text_input", "value": "Checkout down"}
    assert state["severity"]["severity"]["selected_option"]["value"] == "minor"
    assert state["lead"]["lead"]["selected_user"] == sandbox.user_id("lena")
    assert (sent["view"]["private_metadata"], sent["view"]["callback_id"]) == ("kept", "declare")
    assert (sent["view"]["id"], sent["view"]["hash"]) == (view["id"], view["hash"])
    assert sent["user"]["id"] == sandbox.user_id("sam")
    assert sandbox.slack()["views"] == {}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "title is required"),
        ({"title": {"title": "x"}}, "3 to 20"),
        ({"title": {"title": "x" * 21}}, "3 to 20"),
        ({"title": {"title": "two\nlines"}}, "one line"),
        ({"title": {"title": "fine"}, "severity": {"severity": "huge"}}, "not offered"),
        ({"title": {"title": "fine"}, "summary": {"summary": "x"}}, "0 controls"),
    ],
)
def test_what_slack_itself_refuses_to_submit(
    sandbox: Control, program: Program, slack: WebClient, values: Json, why: str
) -> None:
    """Nothing reaches the program and the modal stays open."""
    view = opened(sandbox, slack, VIEW)
    assert why in sandbox.refused("submit", user="sam", view_id=view["id"], values=values)
    assert not [r for r in program.came if r.payload.get("type") == "view_submission"]
    assert list(sandbox.slack()["views"]) == [view["id"]]
    sandbox.refused("submit", user="lena", view_id=view["id"], values=values)


def submitted(sandbox: Control, program: Program, view: Json, answer: Json) -> Json:
    """What becomes of a submission that the program answers so."""
    program.answer = lambda _: answer
    values = {"title": {"title": "Checkout"}}
    done: Json = sandbox.act("submit", user="sam", view_id=view["id"], values=values)
    return done


def test_errors_keep_the_modal_open(sandbox: Control, program: Program, slack: WebClient) -> None:
    """They are shown under their inputs; errors under anything else are the program's mistake."""
    view = opened(sandbox, slack, VIEW)
    errors = {"title": "taken"}
    answer = {"response_action": "errors", "errors": errors}
    done = submitted(sandbox, program, view, answer)
    assert (done["ok"], done["response_action"], done["errors"]) == (False, "errors", errors)
    kept = sandbox.slack()["views"][view["id"]]
    assert kept["values"]["title"]["title"]["value"] == "Checkout"
    for wrong in (
        {"response_action": "errors", "errors": {"elsewhere": "x"}},
        {"response_action": "errors"},
        {"response_action": "explode"},
        {"text": "hello"},
    ):
        done = submitted(sandbox, program, view, wrong)
        assert (done["ok"], done["error"]) == (False, "invalid_response_action")
    assert [e["error"] for e in sandbox.slack()["errors"]] == ["invalid_response_action"] * 4
    assert view["id"] in sandbox.slack()["views"]


def test_answers_update_push_and_clear(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """An update keeps the id, a push makes a stack whose top alone can be used."""
    view = opened(sandbox, slack, VIEW)
    again = {**VIEW, "title": plain("Again")}
    done = submitted(sandbox, program, view, {"response_action": "update", "view": again})
    assert done["response_action"] == "update"
    kept = sandbox.slack()["views"][view["id"]]["view"]
    assert (kept["title"]["text"], kept["hash"] != view["hash"]) == ("Again", True)
    submitted(sandbox, program, view, {"response_action": "push", "view": VIEW})
    bottom, top = sandbox.slack()["views"].values()
    assert top["view"]["previous_view_id"] == bottom["view"]["id"]
    assert top["view"]["root_view_id"] == view["id"]
    assert "on top" in sandbox.refused("submit", user="sam", view_id=view["id"], values={})
    bad = submitted(sandbox, program, top["view"], {"response_action": "push", "view": {}})
    assert (bad["ok"], bad["error"]) == (False, "invalid_arguments")
    submitted(sandbox, program, top["view"], {"response_action": "clear"})
    assert sandbox.slack()["views"] == {}


def test_an_update_is_guarded_by_the_hash_and_keeps_what_was_typed(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """Inputs of the same ids keep their values, others begin anew."""
    view = opened(sandbox, slack, {**VIEW, "external_id": "mine"})
    where = {"user": "sam", "view_id": view["id"]}
    sandbox.act("choose", **where, action_id="severity", value="major")
    blocks = [SEVERITY, {**LEAD, "block_id": "other"}]
    changed = {**VIEW, "blocks": blocks, "external_id": "mine"}
    new = slack.views_update(view_id=view["id"], hash=view["hash"], view=changed)["view"]
    assert new["state"]["values"]["severity"]["severity"]["selected_option"]["value"] == "major"
    assert set(new["state"]["values"]) == {"severity", "other"}
    args = {"view_id": view["id"], "hash": view["hash"], "view": VIEW}
    assert refusal(slack, "views.update", **args)["error"] == "hash_conflict"
    slack.views_update(external_id="mine", view=VIEW)
    assert refusal(slack, "views.update", view_id="V404", view=VIEW)["error"] == "not_found"
    assert refusal(slack, "views.update", view=VIEW)["error"] == "invalid_arguments"


def test_a_control_in_a_modal_can_push_another(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """Only its trigger may push; three modals are the most; closing shows the one below."""
    more = {"type": "button", "action_id": "more", "text": plain("More")}
    view = {**VIEW, "blocks": [{"type": "actions", "elements": [more]}]}
    first = opened(sandbox, slack, view)
    args = {"trigger_id": trigger(sandbox), "view": view}
    assert refusal(slack, "views.push", **args)["error"] == "invalid_trigger_id"
    top = first
    for _ in range(2):
        done = sandbox.act("press", user="sam", view_id=top["id"], action_id="more")
        sent = last(program, "block_actions")
        assert sent["container"] == {"type": "view", "view_id": top["id"]}
        assert (sent["view"]["id"], "channel" in sent) == (top["id"], False)
        top = slack.views_push(trigger_id=done["trigger_id"], view=view)["view"]
    done = sandbox.act("press", user="sam", view_id=top["id"], action_id="more")
    args = {"trigger_id": done["trigger_id"], "view": view}
    assert refusal(slack, "views.push", **args)["error"] == "push_limit_reached"
    sandbox.act("close_view", user="sam", view_id=top["id"])
    assert len(sandbox.slack()["views"]) == 2


def test_closing_is_told_only_on_request(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """view_closed comes where notify_on_close asks for it."""
    quiet = opened(sandbox, slack, VIEW)
    sandbox.act("close_view", user="sam", view_id=quiet["id"])
    assert not [r for r in program.came if r.payload.get("type") == "view_closed"]
    loud = opened(sandbox, slack, {**VIEW, "notify_on_close": True})
    sandbox.act("close_view", user="sam", view_id=loud["id"])
    assert last(program, "view_closed")["view"]["id"] == loud["id"]
    assert sandbox.slack()["views"] == {}


def test_an_open_modal_survives_a_restart(
    sandbox: Control, program: Program, slack: WebClient
) -> None:
    """State put back has its modals; sockets are cut and envelopes forgotten."""
    view = opened(sandbox, slack, VIEW)
    sandbox.ok("PUT", "state", sandbox.ok("GET", "state"))
    assert view["id"] in sandbox.slack()["views"]
    assert sandbox.act("socket", verb="status") == {"open": 0, "unacked": []}
    values = {"title": {"title": "Checkout"}}
    done = sandbox.act("submit", user="sam", view_id=view["id"], values=values)
    assert done["error"] == "dispatch_failed"
    assert code_of_errors(sandbox) == ["dispatch_failed"]


def code_of_errors(sandbox: Control) -> list[str]:
    return [str(each["error"]) for each in sandbox.slack()["errors"]]
