"""What people in the channel hear of a decision, and what they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from incident_sync.model.edit import RULE
from tests.core.worlds import (
    NOW,
    PRIYA,
    decided,
    item,
    linked,
    mirrored,
    row_of,
    said,
    told,
    view,
    world,
)  # fmt: skip


def test_one_note_tells_all_that_changed_elsewhere_and_nothing_of_slack_itself() -> None:
    """Two edits in the Sheet make one note; what was said in the channel is known there."""
    one = item()
    within, links = mirrored(one)
    edited = replace(row_of(one, links["sheets", 1], severity="Major", title="Other"), by=PRIYA)
    made = decided([view("sheets", edited)], [said("status", "monitoring")], within)
    (note,) = told(made, "note")
    assert [(c["field"], c["by"], c["side"]) for c in note["changes"]] == [
        ("title", "Priya", "sheets"), ("severity", "Priya", "sheets"),
    ]  # fmt: skip
    (thread,) = told(made, "thread")
    assert {change["field"] for change in thread["changes"]} == {"severity", "status"}


def test_nothing_is_said_where_there_is_no_channel() -> None:
    """History and closed incidents of a register have none."""
    one = item()
    link = linked(one)
    made = decided(
        [view("sheets", row_of(one, link, severity="Major"))], within=world([one], [link])
    )
    assert made.messages == []


def test_what_follows_from_a_status_is_not_told_beside_it() -> None:
    """The stamp is on the card."""
    one = item()
    within, links = mirrored(one)
    made = decided(
        [view("sheets", row_of(one, links["sheets", 1], status="Resolved"))], within=within
    )
    assert [change.side for change in made.changes] == ["sheets", RULE]
    (note,) = told(made, "note")
    assert [change["field"] for change in note["changes"]] == ["status"]


def test_who_said_what_counts_is_not_told_to_have_lost() -> None:
    """Two of three sides agree; the third one's value alone is what can be taken instead."""
    one = item()
    within, links = mirrored(one)
    words = {"slack": "Monitoring", "sheets": "Monitoring", "notion": "Resolved"}
    made = decided([view(s, row_of(one, links[s, 1], status=w)) for s, w in words.items()],
                   within=within)  # fmt: skip
    (conflict,) = told(made, "note")[0]["conflicts"]
    assert (conflict["winner"], conflict["kept"]) == ("slack", "Monitoring")
    assert (conflict["lost"], conflict["choices"]) == ({"notion": "Resolved"}, ["notion"])


def test_every_happening_has_a_key_of_its_own() -> None:
    """The same change a minute later is another message; the same decision is the same one."""
    one = item()
    within, links = mirrored(one)
    look = [view("sheets", row_of(one, links["sheets", 1], severity="Major"))]
    keys = [
        [m.key for m in decided(look, within=within, at=NOW + timedelta(minutes=n)).messages]
        for n in (0, 0, 1)
    ]
    assert keys[0] == keys[1]
    assert not set(keys[0]) & set(keys[2])
