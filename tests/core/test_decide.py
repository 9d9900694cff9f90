"""One look becomes one decision: edits merged, commands run, people told, links moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.fields import Kind
from incident_sync.model.item import Base, Reach, State
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import same
from incident_sync.model.view import Invalid, View
from tests.core.worlds import (
    NOW,
    PRIYA,
    SIDES,
    child,
    decided,
    item,
    linked,
    mirrored,
    row,
    row_of,
    said,
    told,
    value_of,
    view,
    world,
)  # fmt: skip


def test_an_edit_moves_the_hub_and_its_sides_baseline() -> None:
    """The side that typed it is in step; what the others show is left to the plan."""
    one = item()
    within, links = mirrored(one)
    made = decided(
        [view("sheets", row_of(one, links["sheets", 1], severity="Major"))], within=within
    )
    assert made.items[1].agreed("severity").version == 2
    assert made.items[1].agreed("severity").origin == "sheets"
    assert made.links["sheets", 1].base["severity"] == Base("Major", 2)
    assert ("slack", 1) not in made.links
    (edit,) = made.edits
    assert (edit.field, edit.old, edit.new, edit.base) == ("severity", "Minor", "Major", 1)


def test_what_was_read_as_before_decides_nothing() -> None:
    """A row that is reported again with the same meaning is no edit."""
    one = item()
    within, links = mirrored(one)
    same_again = row_of(one, links["sheets", 1], title="Title 1", status="Fixing")
    made = decided([view("sheets", same_again)], within=within)
    assert (made.edits, made.changes, made.items, made.messages) == ([], [], {}, [])


def test_a_field_that_was_not_read_is_no_edit() -> None:
    """What a side could not read, it says nothing about."""
    one = item(summary="x")
    within, _ = mirrored(one)
    made = decided([view("sheets", row("INC-1", severity="Major"))], within=within)
    assert [edit.field for edit in made.edits] == ["severity"]


def test_an_invalid_word_is_left_alone_and_named_once() -> None:
    """The rest of the row counts; the next look with the same word is silent."""
    one = item()
    within, links = mirrored(one)
    bad = Invalid("sheets", "Incidents!C2", "status", "cooking", "no such word")
    edited = replace(row_of(one, links["sheets", 1], severity="Major"), invalid=(bad,))
    edited = replace(edited, values={k: v for k, v in edited.values.items() if k != "status"})
    made = decided([view("sheets", edited)], within=within)
    assert [number for _, number in made.invalid] == [1]
    assert made.links["sheets", 1].blocked == {"status": "no such word"}
    assert value_of(made, one, "severity") == "Major"
    assert told(made, "note")[0]["invalid"][0]["where"] == "Incidents!C2"
    known = world([one], [made.links["sheets", 1], links["slack", 1]])
    again = decided([view("sheets", replace(edited, digest="other"))], within=known)
    assert again.invalid == []


def test_a_mended_word_is_no_longer_blocked() -> None:
    """Once somebody typed a word that we know, it counts and may be written again."""
    one = item()
    link = linked(one, blocked={"status": "no such word"})
    made = decided(
        [view("sheets", row_of(one, link, status="Monitoring"))], within=world([one], [link])
    )
    assert made.links["sheets", 1].blocked == {}
    assert value_of(made, one, "status") == "Monitoring"


@given(
    st.permutations(SIDES),
    st.dictionaries(st.sampled_from(SIDES), st.sampled_from(["Minor", "Major"]), min_size=1),
    st.dictionaries(st.sampled_from(SIDES), st.sampled_from(["A", "B", "C"])),
    st.booleans(),
)
def test_the_order_of_the_sides_decides_nothing(
    order: list[str], severity: dict[str, str], title: dict[str, str], backwards: bool
) -> None:
    """The same edits in any order of views and rows leave the same hub, baselines and conflicts."""
    ones = [item(1), item(2)]
    within, links = mirrored(*ones)

    def views(sides: list[str], *, turned: bool) -> list[View]:
        found = []
        for side in sides:
            rows = []
            for one in ones:
                changed = {
                    n: v[side] for n, v in (("severity", severity), ("title", title)) if side in v
                }
                rows.append(row_of(one, links[side, one.id], **changed))
            found.append(view(side, *(reversed(rows) if turned else rows)))
        return found

    made = decided(views(list(SIDES), turned=False), within=within)
    other = decided(views(order, turned=backwards), within=within)
    assert other.items == made.items
    assert other.links == made.links
    by_field = {(one.item, one.field): one for one in made.conflicts}
    assert {(one.item, one.field): one for one in other.conflicts} == by_field


def test_two_people_at_once_end_in_a_conflict_that_both_channels_of_talk_hear_of() -> None:
    """Severity of an active incident: Slack's word counts, the Sheet's is kept and shown."""
    one = item(severity=None)
    within, links = mirrored(one)
    made = decided(
        [view("sheets", row_of(one, links["sheets", 1], severity="Minor")),
         view("slack", row_of(one, links["slack", 1], severity="Major"))], within=within,
    )  # fmt: skip
    assert value_of(made, one, "severity") == "Major"
    (note,) = told(made, "note")
    assert note["conflicts"] == [
        {
            "field": "severity",
            "winner": "slack",
            "kept": "Major",
            "lost": {"sheets": "Minor"},
            "choices": ["sheets"],
        }
    ]


def test_rank_turns_with_the_incidents_state() -> None:
    """Once it is closed, the register's word on severity outranks Slack's."""
    one = item(status="Resolved", resolved_at=NOW)
    within, links = mirrored(one)
    made = decided(
        [view("sheets", row_of(one, links["sheets", 1], severity="Major")),
         view("slack", row_of(one, links["slack", 1], severity="Major", lead=PRIYA)),
         view("notion", row_of(one, links["notion", 1], lead=Person("Sam")))], within=within,
    )  # fmt: skip
    assert value_of(made, one, "lead") == Person("Sam")
    assert [conflict.field for conflict in made.conflicts] == ["lead"]


def test_a_late_side_is_told_what_won() -> None:
    """It was away while the hub moved on: its baseline is what it shows, and as old as it was."""
    one = item()
    newer = replace(one.agreed("status"), value="Monitoring", version=2, trail=((2, "slack"),))
    now = one.having(status=newer)
    link = linked(one)
    late = row_of(one, link, status="Investigating")
    made = decided([view("sheets", late)], within=world([now], [link]))
    assert value_of(made, now, "status") == "Monitoring"
    assert made.links["sheets", 1].base["status"] == Base("Investigating", 1)
    assert [conflict.winner for conflict in made.conflicts] == ["slack"]


# Commands.


def test_a_command_is_an_edit_of_slack() -> None:
    """Who said it and when is who edited it and when."""
    one = item()
    within, _ = mirrored(one)
    made = decided(commands=[said("severity", "major")], within=within)
    (edit,) = made.edits
    assert (edit.side, edit.by, edit.new) == ("slack", PRIYA, "Major")
    assert made.links["slack", 1].base["severity"] == Base("Major", 2)
    assert [command.key for command in made.commands] == [said("severity", "major").key]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_commands_in_one_look_the_later_one_counts(turned: bool) -> None:
    """Somebody corrected themselves before we looked; the first word is noted as superseded."""
    one = item()
    within, _ = mirrored(one)
    words = [said("lead", "Sam", at=NOW), said("lead", "Lena", at=NOW + timedelta(seconds=5))]
    made = decided(commands=words[::-1] if turned else words, within=within)
    assert value_of(made, one, "lead") == Person("Lena")
    assert [edit.new for edit in made.edits] == [Person("Lena")]
    assert made.conflicts == []
    assert [event.kind for event in made.events] == ["superseded"]


def test_saying_the_same_twice_supersedes_nothing() -> None:
    """Two people who say one thing."""
    one = item()
    within, _ = mirrored(one)
    made = decided(
        commands=[said("severity", "major"), said("severity", "Major", key="b")], within=within
    )
    assert value_of(made, one, "severity") == "Major"
    assert made.events == []


def test_a_command_and_a_record_are_concurrent_like_any_two_edits() -> None:
    """Slack's status wins while the incident goes on, and the other is kept."""
    one = item()
    within, links = mirrored(one)
    edited = row_of(one, links["sheets", 1], status="Monitoring")
    made = decided([view("sheets", edited)], [said("resolve")], within)
    assert value_of(made, one, "status") == "Resolved"
    assert [dict(one.values) for one in made.conflicts] == [
        {"slack": "Resolved", "sheets": "Monitoring"}
    ]


def test_children_of_a_command_stand_at_its_message() -> None:
    """The follow-up's place in Slack is the very message that asked for it."""
    one = item()
    within, _ = mirrored(one)
    made = decided(commands=[said("todo", "Call the bank", key="slack:C1:17.0")], within=within)
    (todo,) = [each for each in made.items.values() if each.kind is Kind.FOLLOW_UP]
    assert (todo.parent, todo.label, todo.value("text"), todo.value("done")) == (
        1, "INC-1-F1", "Call the bank", False,
    )  # fmt: skip
    assert made.links["slack", todo.id].ref == "C1:17.0:follow_up"


def test_an_update_is_a_timeline_entry_and_heard_in_the_announcements_thread() -> None:
    """An internal update, with its time and author."""
    one = item()
    within, _ = mirrored(one)
    made = decided(commands=[said("update", "Rolling back")], within=within)
    (line,) = [each for each in made.items.values() if each.kind is Kind.TIMELINE]
    assert (line.value("at"), line.value("by"), line.value("text")) == (NOW, PRIYA, "Rolling back")
    assert told(made, "thread") == [{"update": "Rolling back", "by": "Priya"}]


def test_a_ticked_follow_up_is_done() -> None:
    """An edit of the child, which is mirrored like any other."""
    one = item()
    todo = child(7, Kind.FOLLOW_UP, one, text="Call the bank", done=False)
    within = world([one, todo], [linked(one, "slack"), linked(todo, "sheets")])
    made = decided(commands=[said("done", "1")], within=within)
    assert made.items[7].value("done") is True
    assert [data["code"] for data in told(made, "answer")] == ["done"]


def test_a_command_from_nowhere_is_answered_nowhere() -> None:
    """From the command line there is no channel to answer in."""
    made = decided(commands=[said("help", ref="")])
    assert made.messages == []
    assert len(made.commands) == 1


def test_a_command_in_a_channel_declared_in_this_look_is_understood() -> None:
    """Somebody made the channel by hand and spoke at once."""
    fresh = row("C9", label="", title="By hand")
    made = decided([view("slack", fresh)], [said("severity", "major", ref="C9")])
    (one,) = made.items.values()
    assert one.value("severity") == "Major"


def test_a_lead_is_recognised_among_the_members() -> None:
    """A handle typed in a command is the person of that handle."""
    one = item()
    people = Directory((Member(PRIYA, "priya"),))
    within = world([one], [linked(one, "slack")], directory=people)
    made = decided(commands=[said("lead", "@priya")], within=within)
    assert value_of(made, one, "lead") == PRIYA


# Channels that cannot be written, rows that come back.


@pytest.mark.parametrize("reach", [Reach.ARCHIVED, Reach.GONE])
def test_a_channel_that_cannot_be_written_is_told_of_once(reach: Reach) -> None:
    """Archiving is no status edit; it is said where people still read."""
    one = item()
    within, links = mirrored(one)
    parked = replace(row("C1", label="", digest="x"), reach=reach)
    made = decided([view("slack", parked)], within=within)
    assert made.links["slack", 1].reach is reach
    assert value_of(made, one, "status") == "Fixing"
    assert [data["code"] for data in told(made, "told")] == [str(reach)]
    known = world([one], [made.links["slack", 1], links["sheets", 1]])
    again = decided([view("slack", replace(parked, digest="y"))], within=known)
    assert again.messages == []


def test_history_that_lost_its_row_stays_history_when_the_row_returns() -> None:
    """Only what was live before is live again."""
    old = item(9, state=State.DETACHED, label="")
    link = linked(old, ref="?9", missing=2)
    made = decided(
        [view("sheets", row_of(old, replace(link, digest="x")))], within=world([old], [link])
    )
    assert made.items[9].state is State.HISTORY


def test_a_row_found_in_a_second_record_is_read_as_edits_of_an_unseen_baseline() -> None:
    """What it says differently is concurrent with the hub; what it says alike is nothing."""
    one = item(summary="Hub")
    found = row("INC-1", title="Title 1", summary="Theirs", status="Fixing", severity="Minor")
    made = decided([view("notion", found)], within=world([one], [linked(one)]))
    assert [edit.field for edit in made.edits if not same(edit.new, one.value(edit.field))] == [
        "summary"
    ]
    assert value_of(made, one, "summary") == "Theirs"
    assert [conflict.field for conflict in made.conflicts] == ["summary"]


def test_a_users_own_column_is_remembered_and_never_held_back() -> None:
    """It is shown on the card, and is no field of the hub."""
    one = item()
    link = linked(one)
    made = decided([view("sheets", replace(row_of(one, link), digest="x", extra={"Region": "EU"}))],
                   within=world([one], [link]))  # fmt: skip
    assert made.links["sheets", 1].extra == {"Region": "EU"}
    assert made.items == {}


def test_two_rows_with_an_id_that_nobody_had_are_both_left_alone_and_named_once() -> None:
    """Which of them has it by right, only a person can say; neither becomes an incident."""
    twins = [row(f"PM-7#{n}", label="PM-7", title=f"Outage {n}", status="Fixing") for n in (1, 2)]
    made = decided([view("sheets", *twins)])
    assert made.items == {}
    assert {one.field for one, _ in made.invalid} == {"id"}
    assert len(made.invalid) == 2
    pending = {ref: mark for (_, ref), mark in made.pending.items()}
    again = decided([view("sheets", *twins)], within=replace(world(), pending={"sheets": pending}))
    assert again.invalid == []
