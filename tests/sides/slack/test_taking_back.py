"""A conflict in one line, and what is answered to whoever takes something back."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sync.model.edit import Past
from incident_sync.model.people import Person
from incident_sync.model.values import Value, encode
from incident_sync.sides.slack import answers, grammar, words
from incident_sync.sides.slack.grammar import Said
from tests.core.worlds import decided, item, linked, world
from tests.core.worlds import said as command
from tests.core.worlds import told as heard
from tests.sides.slack.test_cards import SPEAKER

CONFLICT: dict[str, Any] = {
    "field": "lead", "winner": "slack", "kept": encode(Person("Sam")), "lost": {"notion": None},
    "choices": ["notion"], "entry": 57,
}  # fmt: skip
SEVERAL = {**CONFLICT, "lost": {"notion": "A\nB", "sheets": "C"}, "choices": ["notion", "sheets"]}


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (CONFLICT,
         ("Lead was changed in two places at once: “Sam” from Slack counts, empty in Notion does "
         "not. To take that instead: @incident-sync undo 57")),
        (SEVERAL,
         ("Lead was changed in two places at once: “Sam” from Slack counts, “A B” in Notion and "
         "“C” in the Sheet do not. To take another instead: "
         "@incident-sync undo 57 notion or @incident-sync undo 57 sheets")),
        ({**CONFLICT, "lost": {"notion": "C"}, "undecided": True},
         ("Lead differs: “Sam” in Slack, “C” in Notion. The store was lost, so that nobody can "
         "tell which came last, and nothing was written. To say which counts: "
         "@incident-sync undo 57 slack or @incident-sync undo 57 notion")),
    ],
)  # fmt: skip
def test_a_conflict_is_one_line_with_the_command_that_takes_the_other_value(
    one: dict[str, Any], line: str
) -> None:
    """What counts, what does not, and what to say."""
    assert words.note({"conflicts": [one]}, SPEAKER) == line


def test_the_command_that_is_told_is_one_that_is_understood() -> None:
    """As a person would type it, with the mention that Slack makes of our name."""
    for line in words.note({"conflicts": [SEVERAL]}, SPEAKER).split(": ")[-1].split(" or "):
        typed = line.replace("@incident-sync", "<@U0BOT>")
        assert grammar.read(typed, "U0BOT") == Said(
            "undo", line.removeprefix("@incident-sync undo ")
        )


VALUES: dict[str, Value] = {"slack": "Fixing", "notion": "Resolved"}
PAST = Past(57, "conflict", 1, "slack", "status", VALUES, open=True)
"""Of the incident whose status is Fixing, since the channel's word counted."""


def _said(
    argument: str, past: Past | None = PAST, *, status: str = "Fixing", ref: str = "C1"
) -> str:
    """What is answered in a channel; C1 is the incident's, C2 another's, any other is nobody's."""
    items = [item(1, status=status), item(2)]
    links = [linked(one, "slack") for one in items]
    within = world(items, links, past={57: past})
    (answer,) = heard(decided([], [command("undo", argument, ref=ref)], within), "answer")
    return answers.answer(answer, SPEAKER)


EDIT = Past(57, "edit", 1, "sheets", "status", {"old": "Monitoring", "new": "Fixing"})
THREE = Past(57, "conflict", 1, "slack", "status", {**VALUES, "sheets": None}, open=True)
"""Somebody emptied the cell, too."""


@pytest.mark.parametrize(
    ("told", "inside", "outside"),
    [
        (("57", PAST), "Status is “Resolved”, as it was in Notion.",
         "Status of INC-1 is as it was in Notion."),
        (("57", EDIT), "Status is “Monitoring” again.",
         "Status of INC-1 is as it was before."),
        (("57 slack", PAST), "Status stays “Fixing”; the conflict is settled.",
         "Status of INC-1 stays as it is; the conflict is settled."),
        (("57", THREE),
         ("Entry 57 kept several values: “Resolved” in Notion and empty in the Sheet. Say which: "
         "@incident-sync undo 57 notion or @incident-sync undo 57 sheets"),
         ("Entry 57 kept several values: Notion and the Sheet. Say which: "
         "@incident-sync undo 57 notion or @incident-sync undo 57 sheets")),
        (("57 sheets", PAST),
         ("Entry 57 has no value of “sheets”. Say which: "
         "@incident-sync undo 57 slack or @incident-sync undo 57 notion"), ""),
        (("57 slack", EDIT),
         "Entry 57 is an edit, with no sides to choose from. Just say @incident-sync undo 57", ""),
        (("58",),
         ("The history has no entry “58”, so nothing was changed. The number stands in the message "
         "that told of the conflict, or in incident-sync history."), ""),
        (("57", Past(57, "declared", 1)),
         "Entry 57 is no edit and no conflict, so it cannot be taken back.", ""),
        (("57", Past(57, "edit", 1, "slack", "status")),
         "The values of entry 57 were redacted, so there is nothing to put back.", ""),
    ],
)  # fmt: skip
def test_what_is_answered(told: tuple[Any, ...], inside: str, outside: str) -> None:
    """In the incident's own channel with the values; elsewhere without, they may be private."""
    assert _said(*told) == inside
    assert _said(*told, ref="C9") == (outside or inside)


def test_what_has_moved_on_is_answered_with_what_it_is_now() -> None:
    """And by whom; outside of its channel only that it did."""
    assert _said("57", status="Declined") == (
        "Status has moved on since entry 57, so nothing was changed: it is “Declined” now in Slack."
    )
    assert _said("57", status="Declined", ref="C9") == (
        "Status of INC-1 has moved on since entry 57, so nothing was changed. "
        "Its channel shows what it is now."
    )
    assert _said("57", EDIT, status="Monitoring") == (
        "Status is “Monitoring” already, so nothing was changed."
    )
    assert _said("57", EDIT, status="Monitoring", ref="C9") == (
        "Status of INC-1 is so already, so nothing was changed."
    )


def test_another_incidents_channel_is_not_the_place() -> None:
    """A mistyped number changes nothing there."""
    assert _said("57", ref="C2") == (
        "Entry 57 is about INC-1. Please say it in that incident's channel."
    )
