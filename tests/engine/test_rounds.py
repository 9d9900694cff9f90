"""Planning and applying in rounds: what is done, in which calls, and what waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incident_sync.engine.rounds import MOST
from incident_sync.errors import Permanent, SideUnusable, Unsafe
from tests.engine.stage import Stage, Wilful, lost_reply, unavailable


def test_a_new_row_gets_its_id_then_its_channel_then_the_address() -> None:
    """All in one cycle, in the fewest calls, the ID before the channel."""
    stage = Stage()
    stage.cycle()
    ref = stage.sheet.add(title="Checkout fails")
    seen: list[str] = []
    stage.slack.meanwhile.append(lambda: seen.append(stage.sheet.entries[ref].label))
    report = stage.cycle()
    assert seen == ["INC-1"]
    steps = [(action.side, action.kind) for action in report.actions]
    assert steps.index(("sheets", "write")) < steps.index(("slack", "open_channel"))
    assert steps.count(("sheets", "write")) == 2
    assert stage.sheet.entries[ref].channel == "memory://slack/row1"
    assert stage.cycle().actions == []


def test_a_declaration_in_slack_becomes_one_row_with_its_address() -> None:
    """The row waits for the channel, so that it is written once."""
    stage = Stage()
    stage.cycle()
    stage.ask("declare", "Checkout fails", ref="")
    stage.cycle()
    assert stage.sheet.calls == [("add",)]
    (entry,) = stage.sheet.entries.values()
    assert (entry.label, entry.channel, entry.values["title"]) == (
        "INC-1", "memory://slack/row1", "Checkout fails",
    )  # fmt: skip


def test_all_rows_go_in_one_call_and_channels_one_by_one() -> None:
    """However many incidents moved."""
    stage = Stage()
    stage.cycle()
    for number in range(3):
        stage.sheet.add(title=f"Title {number}")
    stage.cycle()
    assert stage.sheet.calls == [("write",) * 3, ("write",) * 3]
    assert [call for call in stage.slack.calls if call == ("open_channel",)] == [
        ("open_channel",)
    ] * 3


@pytest.mark.parametrize("error", [Permanent("name taken", where="slack"), unavailable()])
def test_one_failure_is_that_incidents_alone(error: Permanent) -> None:
    """It is named, not tried again in this cycle, and tried in the next."""
    stage = Stage()
    stage.cycle()
    ref = stage.sheet.add(title="Checkout fails")
    stage.slack.fails["open_channel"] = error
    report = stage.cycle()
    assert report.errors == [error]
    assert report.exit_code == 3
    assert stage.slack.calls == [("open_channel",)]
    assert stage.sheet.entries[ref].label == "INC-1"
    stage.slack.fails.clear()
    assert stage.cycle().exit_code == 0
    assert (stage.channels(), stage.sheet.entries[ref].channel) == (1, "memory://slack/row1")


def test_what_somebody_changed_in_that_second_waits_for_the_next_cycle() -> None:
    """Their word is not overwritten; the next cycle merges it like any other."""
    stage = Stage()
    ref = stage.declared()
    stage.slack.type("row1", "status", "Fixing")
    stage.sheet.meanwhile.append(lambda: stage.sheet.type(ref, "status", "Resolved"))
    stage.cycle()
    assert stage.sheet.entries[ref].values["status"] == "Resolved"
    stage.cycle()
    (conflict,) = stage.store.conflicts(open_only=False)
    assert dict(conflict.conflict.values) == {"slack": "Fixing", "sheets": "Resolved"}
    assert stage.sheet.entries[ref].values["status"] == "Fixing"
    assert stage.cycle().actions == []


def test_too_many_channels_are_held_until_somebody_approves_just_those() -> None:
    """Rows get their IDs, no channel opens, the set is named; approved, all of it opens."""
    stage = Stage(max_new_channels=2)
    stage.cycle()
    refs = [stage.sheet.add(title=f"Title {number}") for number in range(3)]
    report = stage.cycle()
    assert report.guard is not None
    assert len(report.guard.held) == 3
    assert (stage.channels(), report.exit_code) == (0, 3)
    assert [stage.sheet.entries[ref].label for ref in refs] == ["INC-1", "INC-2", "INC-3"]
    told = [message.data for message in stage.slack.said.values()]
    assert [data["code"] for data in told] == ["held"]
    assert stage.cycle().guard == replace(report.guard, at=None)
    assert len(stage.slack.said) == 1
    stage.ask("approve", report.guard.id)
    report = stage.cycle()
    assert (stage.channels(), report.guard, report.exit_code) == (3, None, 0)
    assert stage.store.guard() is None
    assert stage.cycle().actions == []


def test_a_new_incident_is_not_stuck_behind_a_held_set() -> None:
    """Somebody else's row opens its channel as ever."""
    stage = Stage(max_new_channels=2)
    stage.cycle()
    for number in range(3):
        stage.sheet.add(title=f"Title {number}")
    stage.cycle()
    stage.sheet.add(title="Another")
    report = stage.cycle()
    assert stage.channels() == 1
    assert report.guard is not None
    assert len(report.guard.held) == 3


def test_what_one_round_held_back_is_not_let_pass_by_the_next() -> None:
    """The grave one opens; the two that are left would be few enough, had it not been with them."""
    stage = Stage(max_new_channels=2)
    stage.cycle()
    for number, severity in enumerate(["Minor", "Minor", "Major"]):
        stage.sheet.add(title=f"Title {number}", severity=severity)
    report = stage.cycle()
    assert report.guard is not None
    assert (len(report.guard.held), stage.channels()) == (2, 1)


def test_a_side_that_becomes_unusable_half_way_is_left_alone_and_the_others_go_on() -> None:
    """The first refusal is enough; it is named, and later all is made good."""
    stage = Stage()
    stage.cycle()
    refs = [stage.sheet.add(title=f"Title {number}") for number in range(2)]
    stage.slack.fails["open_channel"] = SideUnusable("the token was revoked", remedy="Renew it.")
    report = stage.cycle()
    assert stage.slack.calls == [("open_channel",)]
    assert report.health == {"slack": "the token was revoked. Renew it.", "sheets": ""}
    assert report.exit_code == 3
    assert [stage.sheet.entries[ref].label for ref in refs] == ["INC-1", "INC-2"]
    stage.slack.fails.clear()
    stage.cycle()
    assert stage.channels() == 2
    assert stage.cycle().actions == []


def test_a_side_that_cannot_be_read_is_not_written() -> None:
    """What was decided meanwhile reaches it once it is back."""
    stage = Stage()
    ref = stage.declared()
    stage.sheet.blind = unavailable()
    stage.slack.type("row1", "status", "Fixing")
    report = stage.cycle()
    assert (stage.sheet.calls, report.exit_code) == ([], 3)
    stage.sheet.blind = None
    stage.cycle()
    assert stage.sheet.entries[ref].values["status"] == "Fixing"


def test_nothing_at_all_is_done_where_no_side_can_be_read() -> None:
    """All unusable: nothing is written, and the exit code says so."""
    stage = Stage()
    stage.declared()
    stage.sheet.blind = stage.slack.blind = unavailable()
    entries = len(stage.store.history(limit=1000))
    report = stage.cycle()
    assert (stage.sheet.calls, stage.slack.calls, report.exit_code) == ([], [], 1)
    assert len(stage.store.history(limit=1000)) == entries


class Deaf(Wilful):
    """A side that never keeps the summary it is told."""

    def fit(self, brief):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        self.asked = getattr(self, "asked", 0) + 1
        return {**Wilful.fit(self, brief), "summary": f"never the same {self.asked}"}


def test_a_side_that_never_settles_does_not_hold_up_the_cycle() -> None:
    """Rounds end, the incident stays unfinished, the others are mirrored."""
    stage = Stage()
    stage.declared()
    deaf = Deaf("sheets", known_by_label=True, entries=stage.sheet.entries, added=stage.sheet.added)
    stage.sheet = deaf
    stage.slack.type("row1", "status", "Fixing")
    stage.cycle()
    assert 1 <= len(deaf.calls) <= MOST
    assert stage.store.dirty()


def test_a_plan_shows_the_first_round_and_writes_nothing_anywhere() -> None:
    """Neither a side nor the store changes; the same actions are what a cycle then does."""
    stage = Stage()
    stage.cycle()
    ref = stage.sheet.add(title="Checkout fails")
    before = (
        repr(stage.sheet.entries),
        len(stage.store.history(limit=1000)),
        stage.store.counter(),
    )
    report = stage.mirror.plan(patient=False)
    assert {(one.side, one.kind) for one in report.actions} == {
        ("slack", "open_channel"),
        ("sheets", "write"),
    }
    assert (stage.sheet.calls, stage.slack.calls) == ([], [])
    after = (repr(stage.sheet.entries), len(stage.store.history(limit=1000)), stage.store.counter())
    assert after == before
    assert stage.store.items([1]) == {}
    stage.cycle()
    assert stage.sheet.entries[ref].label == "INC-1"


def test_a_plan_names_what_would_be_held() -> None:
    """The guard is shown before anybody runs into it."""
    stage = Stage(max_new_channels=1)
    stage.cycle()
    for number in range(2):
        stage.sheet.add(title=f"Title {number}")
    report = stage.mirror.plan(patient=False)
    assert report.guard is not None
    assert "open_channel" not in [action.kind for action in report.actions]
    assert stage.store.guard() is None


def test_a_lease_that_was_taken_over_stops_the_cycle_before_anything_is_written() -> None:
    """A paused process that wakes up finds another one at work."""
    stage = Stage()
    stage.declared()
    lease = stage.store.acquire("test", 180)
    stage.store.acquire("test", 180)
    stage.sheet.type("row1", "severity", "Major")
    with pytest.raises(Unsafe):
        stage.mirror.sync(lease, patient=False)
    assert (stage.slack.calls, stage.sheet.calls) == ([], [])


def test_an_unknown_outcome_of_one_incident_leaves_the_others() -> None:
    """The doubt is settled in the next cycle, without doubling anything."""
    stage = Stage()
    stage.cycle()
    for number in range(2):
        stage.sheet.add(title=f"Title {number}")
    stage.slack.losses["open_channel"] = lost_reply()
    stage.cycle()
    stage.slack.losses.clear()
    stage.cycle()
    assert stage.channels() == 2
    assert stage.cycle().actions == []
