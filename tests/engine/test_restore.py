"""What is gone is put back on demand, once; what cannot be written is told, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from incident_sync.core.rank import SLACK
from incident_sync.errors import Permanent
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach, State
from incident_sync.model.values import Value
from incident_sync.sides.memory import Entry
from tests.engine.pair import Pair
from tests.engine.stage import Stage, lost_reply
from tests.engine.world import Killed, World


def heard(stage: Stage) -> list[Mapping[str, Any]]:
    """What needed a person, as it was said."""
    return [one.data for one in stage.slack.said.values() if one.kind == "told"]


def answers(stage: Stage) -> list[str]:
    """The codes of the answers, in order."""
    return [one.data["code"] for one in stage.slack.said.values() if one.kind == "answer"]


def done(stage: Stage) -> list[str]:
    """What one cycle does beside speaking."""
    return [one.kind for one in stage.cycle().actions if one.kind != "say"]


def two(**values: Value) -> Stage:
    """A stage with two incidents, so that one row may go."""
    stage = Stage()
    stage.declared("Disk full")
    stage.declared("Checkout fails", **values)
    return stage


def without_row(stage: Stage) -> Stage:
    """INC-2's row was deleted, and is known to be gone."""
    stage.sheet.take_away("row2")
    for _ in range(2):
        assert stage.cycle().errors == []
    return stage


def titled(stage: Stage, title: str = "Checkout fails") -> list[Entry]:
    """The rows of a title."""
    return [one for one in stage.sheet.entries.values() if one.values.get("title") == title]


def test_a_row_that_is_gone_is_added_again_with_its_id_and_what_happened_since() -> None:
    """The hub's values count, and the channel's address stands in it; then all is quiet."""
    stage = without_row(two())
    (item,) = stage.store.items(stage.store.find_labels(["INC-2"]).values()).values()
    assert item.state is State.DETACHED
    stage.ask("severity", "major", ref="row2")
    stage.cycle()
    stage.ask("restore", ref="row2")
    assert stage.cycle().errors == []
    (row,) = titled(stage)
    assert (row.label, row.channel) == ("INC-2", "memory://slack/row2")
    assert row.values["severity"] == "Major"
    assert answers(stage) == ["restoring"]
    assert stage.cycle().actions == []
    stage.sheet.type("row3", "severity", "Minor")
    stage.cycle()
    assert stage.slack.entries["row2"].values["severity"] == "Minor"


def test_history_says_who_asked_and_what_was_done() -> None:
    """One entry for the wish, one for the row, and the chain holds."""
    stage = without_row(two())
    stage.ask("restore", "inc-2", ref="lobby")
    stage.cycle()
    number = stage.store.find_labels(["INC-2"])["INC-2"]
    told = [(entry.kind, entry.side, entry.by) for entry, _ in stage.store.history(item=number)]
    assert told[:2] == [("effect", "sheets", ""), ("restored", "sheets", "Priya")]
    assert stage.store.verify() == []


def test_a_row_may_go_and_come_back_again_and_again() -> None:
    """Each new row is an effect under a key of its own."""
    stage = two()
    for turn in (2, 3, 4):
        (ref,) = [ref for ref, one in stage.sheet.entries.items() if one.label == "INC-2"]
        stage.sheet.take_away(ref)
        for _ in range(2):
            stage.cycle()
        stage.ask("restore", ref="row2")
        assert stage.cycle().errors == []
        assert len(titled(stage)) == 1
        number = stage.store.find_labels(["INC-2"])["INC-2"]
        assert f"sheets:{number}:add.{turn}" in stage.sheet.made
    assert stage.cycle().actions == []


def test_the_last_row_that_waits_for_an_approval_is_put_back_instead() -> None:
    """Nothing is held any more, and nothing was detached."""
    stage = Stage()
    stage.declared()
    stage.sheet.take_away("row1")
    for _ in range(2):
        report = stage.cycle()
    assert report.guard is not None
    stage.ask("restore")
    report = stage.cycle()
    assert (report.guard, stage.store.guard()) == (None, None)
    assert [one.label for one in titled(stage)] == ["INC-1"]
    for _ in range(3):
        assert stage.cycle().actions == []


def test_a_row_that_was_missed_once_can_be_asked_for() -> None:
    """Whoever deleted it just now need not wait until that is certain."""
    stage = two()
    stage.sheet.take_away("row2")
    stage.cycle()
    stage.ask("restore", ref="row2")
    stage.cycle()
    assert len(titled(stage)) == 1
    assert [one["code"] for one in heard(stage)] == []


def test_a_person_who_is_faster_wins() -> None:
    """The row was put back by hand in the same moment: it is taken as it is, and none is added."""
    stage = without_row(two())
    stage.sheet.put_back("row2")
    stage.ask("restore", ref="row2")
    stage.cycle()
    assert len(titled(stage)) == 1
    assert answers(stage) == ["nothing_gone"]


def test_a_row_that_comes_back_while_it_cannot_be_added_is_not_added_later() -> None:
    """The wish ends with the row's return."""
    stage = without_row(two())
    stage.sheet.fails["add"] = Permanent("it is full", where="sheets")
    stage.ask("restore", ref="row2")
    stage.cycle()
    assert titled(stage) == []
    stage.sheet.put_back("row2")
    stage.sheet.fails.clear()
    for _ in range(2):
        stage.cycle()
    assert len(titled(stage)) == 1
    assert stage.cycle().actions == []


def test_a_row_whose_reply_was_lost_is_not_added_twice() -> None:
    """The intent is looked up under the new key."""
    stage = without_row(two())
    stage.sheet.losses["add"] = lost_reply()
    stage.ask("restore", ref="row2")
    stage.cycle()
    stage.sheet.losses.clear()
    stage.cycle()
    assert len(titled(stage)) == 1
    assert stage.cycle().actions == []


def test_nothing_is_done_where_nothing_is_gone() -> None:
    """The answer says where it stands; an ID that nobody knows is named."""
    stage = two()
    stage.ask("restore", ref="row2")
    stage.ask("restore", "INC-9", ref="lobby")
    stage.ask("restore", ref="lobby")
    assert done(stage) == []
    told = {one.data["code"]: one.data for one in stage.slack.said.values()}
    assert told["nothing_gone"]["there"] == ["sheets", "slack"]
    assert told["no_such_incident"]["id"] == "INC-9"
    assert told["empty"]["example"] == "restore INC-42"


def test_a_follow_up_that_went_with_its_row_comes_back_with_it() -> None:
    """What is gone of an incident is all that is gone of it."""
    stage = two()
    stage.ask("todo", "Buy a disk", ref="row2")
    stage.cycle()
    (todo,) = [ref for ref, one in stage.sheet.entries.items() if one.kind is Kind.FOLLOW_UP]
    for ref in ("row2", todo):
        stage.sheet.take_away(ref)
    for _ in range(2):
        stage.cycle()
    stage.ask("restore", ref="row2")
    stage.cycle()
    assert sorted(one.label for one in stage.sheet.entries.values()) == [
        "INC-1", "INC-2", "INC-2-F1",
    ]  # fmt: skip
    assert stage.cycle().actions == []


def test_a_child_waits_with_its_incident_for_what_is_to_be_put_back() -> None:
    """It may have to follow it to another page, so nobody may take it for finished."""
    stage = two()
    stage.ask("todo", "Buy a disk", ref="row2")
    stage.cycle()
    stage = without_row(stage)
    stage.sheet.fails["add"] = Permanent("it is full", where="sheets")
    stage.ask("restore", ref="row2")
    stage.cycle()
    number = stage.store.find_labels(["INC-2"])["INC-2"]
    assert stage.store.dirty() == {number, *stage.store.children([number])[number]}
    stage.sheet.fails.clear()
    stage.cycle()
    assert stage.store.dirty() == set()


def test_what_both_records_lost_both_get() -> None:
    """A page and a row of one incident."""
    pair = Pair()
    pair.cycle()
    pair.declares("Disk full")
    pair.declares()
    for side in (pair.pages, pair.sheet):
        (ref,) = [ref for ref, one in side.entries.items() if one.label == "INC-2"]
        side.take_away(ref)
    for _ in range(2):
        pair.cycle()
    pair.ask("restore", "2", ref="lobby")
    pair.cycle()
    for side in (pair.pages, pair.sheet):
        assert sorted(one.label for one in side.entries.values()) == ["INC-1", "INC-2"]
    assert pair.cycle().actions == []


# channels


def shut(stage: Stage, reach: Reach = Reach.ARCHIVED) -> Stage:
    """INC-2's channel cannot be written any more."""
    stage.slack.shut["row2"] = reach
    stage.cycle()
    return stage


@pytest.mark.parametrize("reach", [Reach.ARCHIVED, Reach.GONE])
def test_a_channel_that_cannot_be_written_is_told_of_once(reach: Reach) -> None:
    """What is to be done there waits, and nothing is told a second time."""
    stage = shut(two(), reach)
    stage.sheet.type("row2", "severity", "Major")
    for _ in range(3):
        assert stage.cycle().errors == []
    assert [(one["code"], one["label"]) for one in heard(stage)] == [(str(reach), "INC-2")]
    assert stage.slack.entries["row2"].values["severity"] != "Major"
    stage.slack.shut.clear()
    stage.cycle()
    assert stage.slack.entries["row2"].values["severity"] == "Major"
    assert (len(heard(stage)), stage.cycle().actions) == (1, [])


def test_people_put_the_channel_of_a_closed_incident_away_and_nobody_is_told() -> None:
    """It is told once somebody reopens the incident, wherever."""
    stage = two()
    stage.sheet.type("row2", "status", "Resolved")
    stage.cycle()
    shut(stage)
    assert heard(stage) == []
    stage.sheet.type("row2", "status", "Fixing")
    for _ in range(3):
        stage.cycle()
    assert [(one["code"], one["reopened"]) for one in heard(stage)] == [("archived", True)]
    stage.sheet.type("row2", "status", "Declined")
    stage.cycle()
    stage.sheet.type("row2", "status", "Fixing")
    stage.cycle()
    assert [one["reopened"] for one in heard(stage)] == [True, True]


def test_one_that_is_closed_and_put_away_in_one_go_is_not_missed() -> None:
    """What is so after the look counts, not what was so before."""
    stage = two()
    stage.sheet.type("row2", "status", "Resolved")
    shut(stage)
    assert heard(stage) == []


def test_a_channel_that_turns_out_to_be_shut_as_it_is_written_is_told_of_once() -> None:
    """Nobody looked at it, since it was over; the write finds out."""
    stage = two()
    stage.slack.refuses["row2"] = Reach.ARCHIVED
    stage.sheet.type("row2", "severity", "Major")
    for _ in range(3):
        stage.cycle()
    assert [(one["code"], one["label"]) for one in heard(stage)] == [("archived", "INC-2")]


def test_a_shut_channel_gets_one_successor() -> None:
    """The row names it, what waited is done there, and the old one is left alone."""
    stage = shut(two())
    stage.sheet.type("row2", "severity", "Major")
    stage.cycle()
    stage.ask("restore", "INC-2", ref="lobby")
    assert stage.cycle().errors == []
    assert stage.channels() == 3
    assert stage.sheet.entries["row2"].channel == "memory://slack/row3"
    assert stage.slack.entries["row3"].values["severity"] == "Major"
    assert stage.slack.entries["row2"].values["severity"] != "Major"
    assert stage.store.active_refs(SLACK) == ("row1", "row3")
    assert stage.cycle().actions == []


def test_the_row_of_an_incident_is_written_once_where_row_and_channel_are_gone() -> None:
    """It waits for its new channel's address."""
    stage = without_row(shut(two()))
    stage.sheet.calls.clear()
    stage.ask("restore", "INC-2", ref="lobby")
    stage.cycle()
    assert stage.sheet.calls == [("add",)]
    (row,) = titled(stage)
    assert row.channel == "memory://slack/row3"


def test_more_successors_than_may_open_at_once_are_not_held() -> None:
    """Each was asked for by a person."""
    stage = Stage(max_new_channels=1)
    for title in ("Disk full", "Checkout fails", "Search is slow"):
        stage.declared(title)
    for ref in ("row1", "row2", "row3"):
        stage.slack.shut[ref] = Reach.GONE
    stage.cycle()
    for number in (1, 2, 3):
        stage.ask("restore", str(number), ref="lobby")
    assert stage.cycle().guard is None
    assert stage.channels() == 6


def test_the_archived_channel_of_a_closed_incident_is_not_gone() -> None:
    """The answer says so; nothing is opened."""
    stage = two()
    stage.sheet.type("row2", "status", "Resolved")
    stage.cycle()
    shut(stage)
    stage.ask("restore", "INC-2", ref="lobby")
    assert done(stage) == []
    (answer,) = [one.data for one in stage.slack.said.values() if one.kind == "answer"]
    assert (answer["code"], answer["shut"]) == ("nothing_gone", "over")


def test_a_private_channel_gets_no_public_successor() -> None:
    """What was for few must not become what all can read."""
    stage = two()
    number = stage.store.find_labels(["INC-2"])["INC-2"]
    link = stage.store.links_of([number])[number][SLACK]
    with stage.store.writing() as tx:
        tx.save_link(replace(link, notes={"private": "1"}))
    shut(stage)
    stage.ask("restore", "INC-2", ref="lobby")
    assert done(stage) == []
    (answer,) = [one.data for one in stage.slack.said.values() if one.kind == "answer"]
    assert (answer["code"], answer["shut"]) == ("nothing_gone", "private")


# deaths


def _told(fuse: int | None = None) -> tuple[object, int]:
    """What stands there after a restore that died at a call, and reruns; the calls it took."""
    world = World(("a",))
    for title in ("Disk full", "Checkout fails"):
        world.sides["a"].add(title=title, status="Fixing")
    for _ in range(2):
        world.cycle()
    world.sides["a"].take_away("row2")
    world.sides["slack"].shut["row2"] = Reach.ARCHIVED
    for _ in range(2):
        world.cycle()
    world.asks("restore", "INC-2")
    calls = 1000 if fuse is None else fuse
    world.fuse[:] = [calls]
    try:
        world.cycle()
    except Killed:
        world.cycle()
    left = world.fuse[0] if world.fuse else 0
    world.fuse.clear()
    assert world.cycle().actions == []
    seen = {name: sorted(map(repr, side.entries.values())) for name, side in world.sides.items()}
    effects = [key for side in world.sides.values() for key in side.effects]
    assert len(effects) == len(set(effects))
    assert world.store.verify() == []
    world.close()
    return seen, calls - left


def test_a_death_at_any_call_ends_where_no_death_ends() -> None:
    """A row and a channel are gone; before and after each call; one of each, with equal values."""
    whole, calls = _told()
    assert calls > 2
    for fuse in range(calls):
        assert _told(fuse)[0] == whole, f"died at {fuse} of {calls}"
