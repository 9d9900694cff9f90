"""Slash commands, forms, clicks and the shortcut: what each asks for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.model.action import Brief
from incident_sync.model.item import Item
from incident_sync.model.people import Directory, Member, Person
from incident_sync.sides.slack import controls, modals
from incident_sync.sides.slack.asking import REPORT, Asking
from incident_sync.sides.slack.notice import Notice
from incident_sync.sides.slack.phrases import CUT
from incident_sync.sides.slack.text import units
from tests.sides.slack.desk import WORDS, follow_up, incident
from tests.sides.slack.test_hearing import ME, OPTIONS, SAM

GUEST = Member(Person("Gil", slack="UGIL"), "gil", "Gil", guest=True)
REPLY = "https://hooks.example.com/commands/1"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Desk:
    """Somebody in #inc-1 (C1) or elsewhere, and the forms that opened."""

    def __init__(self) -> None:
        self.item: Item = incident(title="Disk full", summary="No space", status="Fixing")
        self.opened: list[tuple[str, dict[str, Any]]] = []
        directory = Directory((SAM, GUEST))
        self.asking = Asking(
            WORDS,
            ManualClock(NOW),
            lambda: Notice(ME, OPTIONS, directory, fresh=True),
            directory.member,
            lambda channel: self.item if channel == "C1" else None,
            lambda trigger, view: self.opened.append((trigger, view)),
            ("notion", "sheets"),
        )

    def slash(self, text: str, channel: str = "C1", user: str = "USAM") -> Any:
        meant = self.asking.slash({
            "user_id": user, "channel_id": channel, "text": text, "trigger_id": "1.2",
            "response_url": REPLY,
        })  # fmt: skip
        if meant.then is not None:
            meant.then()
        return meant

    def interacts(self, kind: str, user: str = "USAM", **more: Any) -> Any:
        meant = self.asking.interactive({
            "type": kind, "user": {"id": user}, "trigger_id": "1.2", "response_url": REPLY, **more,
        })  # fmt: skip
        if meant.then is not None:
            meant.then()
        return meant

    def clicks(self, user: str = "USAM", *, message: Any = None, **action: Any) -> Any:
        return self.interacts(
            "block_actions", user, channel={"id": "C1"}, message=message or {},
            actions=[{"action_ts": "5.5", **action}],
        )  # fmt: skip

    def submits(self, callback: str, kept: dict[str, str], **filled: Any) -> Any:
        values = {name: {name: field} for name, field in filled.items()}
        view = {"id": "V1", "callback_id": callback, "private_metadata": json.dumps(kept),
                "state": {"values": values}}  # fmt: skip
        return self.interacts("view_submission", view=view)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def asked(meant: Any) -> list[tuple[str, str, str]]:
    return [(one.verb, one.argument, one.may) for one in meant.commands]


def test_words_are_a_command_whose_answer_only_its_author_reads(desk: Desk) -> None:
    """In the channel it was said in, under a key of its own."""
    meant = desk.slash("severity  major")
    assert asked(meant) == [("severity", "major", "all")]
    (command,) = meant.commands
    assert (command.ref, command.by, command.at) == ("C1", SAM.person, NOW)
    assert command.data == {"reply": REPLY}
    assert desk.opened == []


def test_a_lead_stays_a_mention_and_all_else_is_read_as_people_do(desk: Desk) -> None:
    """``<@U…>`` in a title would ping nobody and say nothing."""
    assert asked(desk.slash("lead <@USAM|sam>")) == [("lead", "<@USAM>", "all")]
    assert asked(desk.slash("summary ask <@USAM> &amp; co")) == [
        ("summary", "ask @Sam Rivera & co", "all")
    ]


def test_bare_in_an_incidents_channel_it_shows_the_state(desk: Desk) -> None:
    """And what one can do there."""
    assert asked(desk.slash("")) == [("state", "", "all")]


def test_bare_elsewhere_it_opens_the_declaring_form(desk: Desk) -> None:
    """With the words typed as title; the answer goes where the command was typed."""
    assert desk.slash("", "C9").commands == ()
    assert desk.slash("Checkout fails", "C9").commands == ()
    assert [trigger for trigger, _ in desk.opened] == ["1.2", "1.2"]
    bare, titled = (view for _, view in desk.opened)
    assert "initial_value" not in bare["blocks"][0]["element"]
    assert titled["blocks"][0]["element"]["initial_value"] == "Checkout fails"
    assert modals.kept(titled) == {"channel": "C9", "reply": REPLY}


@pytest.mark.parametrize(("text", "channel"), [("sevrity", "C9"), ("hepl me now", "C1")])
def test_a_slip_is_answered_and_opens_nothing(desk: Desk, text: str, channel: str) -> None:
    """A single mistyped word is no title; in an incident's channel nothing is."""
    assert [verb for verb, *_ in asked(desk.slash(text, channel))] == ["unknown"]
    assert desk.opened == []


@pytest.mark.parametrize(("user", "may"), [("UGIL", "little"), ("UNOBODY", "nothing")])
def test_guests_and_strangers_get_no_form(desk: Desk, user: str, may: str) -> None:
    """What they want is refused in words, as everywhere."""
    assert asked(desk.slash("Checkout fails", "C9", user)) == [("declare", "Checkout fails", may)]
    click = desk.clicks(user, type="button", action_id="resolve")
    assert asked(click) == [("resolve", "", may)]
    assert desk.opened == []


def test_the_filled_form_declares(desk: Desk) -> None:
    """Title, severity, lead and summary; the answer reaches whoever filled it in."""
    meant = desk.submits(
        "declare", {"channel": "C9", "reply": REPLY},
        title={"type": "plain_text_input", "value": " Checkout fails "},
        severity={"type": "static_select", "selected_option": {"value": "Major"}},
        lead={"type": "users_select", "selected_user": "USAM"},
        summary={"type": "plain_text_input", "value": None},
    )  # fmt: skip
    assert asked(meant) == [("declare", "Checkout fails", "all")]
    (command,) = meant.commands
    assert command.ref == "C9"
    assert command.data == {"reply": REPLY, "severity": "Major", "lead": "<@USAM>"}


@pytest.mark.parametrize(("callback", "block"), [("declare", "title"), ("customers", "text")])
def test_a_form_left_empty_says_so_and_stays_open(desk: Desk, callback: str, block: str) -> None:
    """Blanks are nothing; what was filled in beside them is not lost."""
    meant = desk.submits(callback, {"channel": "C1"}, **{block: {"value": "  "}})
    assert meant.commands == ()
    assert meant.answer["response_action"] == "errors"
    assert list(meant.answer["errors"]) == [block]


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        ({"type": "static_select", "action_id": "status", "selected_option": {"value": "Fixing"}},
         ("status", "Fixing")),
        ({"type": "static_select", "action_id": "severity", "selected_option": {"value": "Major"}},
         ("severity", "Major")),
        ({"type": "users_select", "action_id": "lead", "selected_user": "USAM"},
         ("lead", "<@USAM>")),
        ({"type": "button", "action_id": "take_lead"}, ("lead", "me")),
    ],
)  # fmt: skip
def test_a_click_is_a_command(desk: Desk, action: dict[str, Any], wanted: tuple[str, str]) -> None:
    """Under a key of its own, so that it is done once."""
    meant = desk.clicks(**action)
    assert asked(meant) == [(*wanted, "all")]
    assert meant.commands[0].key == "click:C1:5.5:USAM:0"


def test_the_checkboxes_tick_and_untick(desk: Desk) -> None:
    """What differs from the card that was clicked, and nothing else."""
    follow_ups = (follow_up("Buy a disk"), replace(follow_up("Tell Priya")), follow_up("Sleep"))
    shown = controls.blocks(Brief(desk.item, follow_ups=follow_ups), WORDS)
    boxes = shown[-1]["elements"][0]
    boxes["initial_options"] = boxes["options"][:1]
    chosen = [boxes["options"][1], boxes["options"][2]]
    meant = desk.clicks(message={"blocks": shown}, type="checkboxes", action_id="follow_ups",
                        selected_options=chosen)  # fmt: skip
    assert [(verb, number) for verb, number, _ in asked(meant)] == [
        ("done", "2"), ("done", "3"), ("undone", "1"),
    ]  # fmt: skip


def test_buttons_that_need_words_open_a_form(desk: Desk) -> None:
    """The summary as it stands; where the customers' words will appear."""
    assert desk.clicks(type="button", action_id="resolve").commands == ()
    assert desk.clicks(type="button", action_id="customers").commands == ()
    resolve, customers = (view for _, view in desk.opened)
    assert resolve["blocks"][0]["element"]["initial_value"] == "No space"
    assert "Notion and the Sheet" in str(customers["blocks"][0])
    meant = desk.submits("resolve", modals.kept(resolve), text={"value": "A bigger disk"})
    assert asked(meant) == [("resolve", "A bigger disk", "all")]
    assert meant.commands[0].ref == "C1"


def test_a_message_reported_opens_the_form_and_goes_along(desk: Desk) -> None:
    """Its first line is the title; text, author, time and address are the first entry's."""
    desk.interacts(
        "message_action", callback_id=REPORT, channel={"id": "C9"},
        message={"ts": "1763888400.000100", "user": "USAM", "text": "Checkout fails\nsince 9"},
    )  # fmt: skip
    ((_, view),) = desk.opened
    assert view["blocks"][0]["element"]["initial_value"] == "Checkout fails"
    meant = desk.submits("declare", modals.kept(view), title={"value": "Checkout fails"})
    (command,) = meant.commands
    assert command.data["entry"] == "Checkout fails\nsince 9"
    assert command.data["entry_by"] == "USAM"
    assert command.data["entry_at"] == "2025-11-23T09:00:00+00:00"
    assert command.data["entry_link"] == "https://example.slack.com/archives/C9/p1763888400000100"


@pytest.mark.parametrize("sign", ["x", '"', "\n", "é", "\u3042", "\U0001f525", "\x00"])
def test_a_long_message_reported_fits_into_the_form(desk: Desk, sign: str) -> None:
    """In any script; it is visibly shortened, and its address leads to the whole of it."""
    desk.interacts(
        "message_action", callback_id=REPORT, channel={"id": "C9"},
        message={"ts": "1763888400.000100", "user": "USAM", "text": f"Down {sign * 40_000}"},
    )  # fmt: skip
    ((_, view),) = desk.opened
    assert units(view["private_metadata"]) <= 3000
    kept = modals.kept(view)
    assert kept["entry"].endswith(CUT)
    assert kept["entry_link"].endswith("/p1763888400000100")


def test_controls_fit_what_slack_takes(desk: Desk) -> None:
    """Ten boxes, options cut, an initial option that is one of the options."""
    many = tuple(follow_up("x" * 300) for _ in range(30))
    shown = controls.blocks(Brief(desk.item, follow_ups=many), WORDS)
    boxes = shown[-1]["elements"][0]
    assert len(boxes["options"]) == 10
    assert max(len(one["text"]["text"]) for one in boxes["options"]) <= 75
    for block in shown:
        for element in block["elements"]:
            assert element.get("initial_option", None) in [None, *element.get("options", [])]
