"""A conflict is told with its number, taken back beside the daemon, and settled once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from incident_sync.engine.load import past
from incident_sync.engine.report import PERSON
from incident_sync.model.people import Person
from incident_sync.model.view import Command
from tests.engine.pair import Pair
from tests.engine.stage import Stage, unavailable


def conflicted(field: str = "status", winner: str = "Fixing", loser: str = "Resolved") -> Stage:
    """A stage on which the channel won against the register; what was said before is forgotten."""
    stage = Stage()
    stage.declared()
    stage.slack.type("row1", field, winner)
    stage.sheet.type("row1", field, loser)
    assert stage.cycle().errors == []
    return stage


def number(stage: Stage) -> int:
    """The entry of the newest conflict."""
    entry = stage.store.conflicts(open_only=False)[-1].entry
    assert entry is not None
    return entry


def states(stage: Stage) -> list[str]:
    return [kept.state for kept in stage.store.conflicts(open_only=False)]


def answers(stage: Stage) -> list[Mapping[str, Any]]:
    return [one.data for one in stage.slack.said.values() if one.kind == "answer"]


def by_cli(stage: Stage, argument: str) -> None:
    """What ``incident-sync undo`` leaves in the inbox."""
    key = f"cli:{argument}:{stage.clock.now().timestamp()}"
    command = Command(key, "", "undo", argument, Person("ops"), stage.clock.now())
    with stage.store.writing() as tx:
        tx.inbox_add(command)


def shown(stage: Stage, field: str = "status") -> set[object]:
    """What all sides show of a field."""
    sides = [stage.slack, stage.sheet, *([stage.pages] if isinstance(stage, Pair) else [])]
    return {entry.values.get(field) for side in sides for entry in side.entries.values()}


def test_the_note_names_the_entry_that_takes_it_back() -> None:
    """The number is known only once the history has it: both are of one commit."""
    stage = conflicted()
    (note,) = [m.data for m in stage.slack.said.values() if m.kind == "note"]
    assert [one["entry"] for one in note["conflicts"]] == [number(stage)]
    ((entry, values),) = [one for one in stage.store.history() if one[0].kind == "conflict"]
    assert (entry.seq, values["sheets"]) == (number(stage), "Resolved")


def test_the_losing_value_is_taken_by_mention() -> None:
    """All sides show it, the conflict is settled, the history says by whom; then all is idle."""
    stage = conflicted()
    stage.ask("undo", str(number(stage)))
    assert stage.cycle().errors == []
    assert shown(stage) == {"Resolved"}
    assert states(stage) == ["resolved"]
    assert [one["code"] for one in answers(stage)] == ["undone"]
    (entry,) = [one for one, _ in stage.store.history() if one.kind == "undone"]
    assert (entry.by, entry.field, entry.label) == ("Priya", "status", "INC-1")
    assert stage.cycle().actions == []


def test_taken_back_twice_the_second_is_told_so() -> None:
    """There is nothing to do, and nothing is written."""
    stage = conflicted()
    for _ in range(2):
        stage.ask("undo", str(number(stage)))
        stage.cycle()
    assert [one["code"] for one in answers(stage)] == ["undone", "idle"]
    assert len([one for one, _ in stage.store.history() if one.kind == "undone"]) == 1


def test_an_undo_can_be_undone() -> None:
    """It is an edit like any other, with an entry of its own."""
    stage = conflicted()
    stage.ask("undo", str(number(stage)))
    stage.cycle()
    (edit,) = [one.seq for one, values in stage.store.history()
               if one.kind == "edit" and values["new"] == "Resolved"]  # fmt: skip
    stage.ask("undo", str(edit))
    stage.cycle()
    assert shown(stage) == {"Fixing"}


def test_a_person_who_edits_the_field_settles_it() -> None:
    """Whichever side; a rule that follows is nobody's word."""
    stage = conflicted("resolved_at", "2026-11-01", "2026-11-02")
    stage.ask("resolve")
    stage.cycle()
    stage.ask("reopen")
    stage.cycle()
    assert shown(stage, "resolved_at") == {None}  # by rule
    assert states(stage) == ["open"]
    stage.sheet.type("row1", "resolved_at", "2026-11-03")
    stage.cycle()
    assert states(stage) == ["resolved"]


def test_an_edit_of_another_field_or_incident_leaves_it_open() -> None:
    """And a conflict that is made in the same cycle settles only those before it."""
    stage = conflicted()
    stage.declared("Payments fail")
    stage.sheet.type("row1", "severity", "Major")
    stage.sheet.type("row2", "status", "Fixing")
    stage.cycle()
    assert states(stage) == ["open"]
    stage.slack.type("row1", "status", "Investigating")
    stage.sheet.type("row1", "status", "Declined")
    stage.cycle()
    assert states(stage) == ["resolved", "open"]


def test_a_quiet_cycle_writes_nothing_while_a_conflict_is_open() -> None:
    """Only the heartbeat moves."""
    stage = conflicted()
    stage.cycle()

    def remembered() -> object:
        store = stage.store
        return store.history(), store.conflicts(), store.index("sheets"), store.dirty()

    before = remembered()
    assert stage.cycle().actions == []
    assert remembered() == before


def test_beside_the_daemon_the_next_cycle_does_it_and_the_channel_hears() -> None:
    """Nobody said it there: the note names who did."""
    stage = conflicted()
    stage.slack.said.clear()
    by_cli(stage, str(number(stage)))
    report = stage.cycle()
    assert (report.errors, shown(stage), states(stage)) == ([], {"Resolved"}, ["resolved"])
    (note,) = [m.data for m in stage.slack.said.values() if m.kind == "note"]
    assert [(one["new"], one["by"]) for one in note["changes"]] == [("Resolved", "ops")]


def test_beside_the_daemon_what_moved_on_meanwhile_is_not_silent() -> None:
    """It was right when it was accepted: now the report needs a person, and the history has it."""
    stage = conflicted()
    stage.ask("status", "investigating")
    stage.clock.advance(1)
    by_cli(stage, str(number(stage)))
    report = stage.cycle()
    (error,) = report.errors
    assert f"since entry {number(stage)}: it is “Investigating” now, set by Priya" in str(error)
    assert report.exit_code == PERSON
    (entry, values) = next(one for one in stage.store.history() if one[0].kind == "refused")
    assert (entry.by, entry.label, values["why"]) == ("ops", "INC-1", "moved")
    assert shown(stage) == {"Investigating"}
    assert stage.cycle().errors == []


def test_a_plan_tells_what_would_be_refused_and_writes_nothing() -> None:
    """The command stays in the inbox."""
    stage = conflicted()
    by_cli(stage, "999")
    before = stage.store.history()
    (error,) = stage.mirror.plan(patient=False).errors
    assert "history has no entry 999" in str(error)
    assert (stage.store.history(), len(stage.store.inbox_new())) == (before, 1)


@pytest.mark.parametrize(("kind", "code"), [("", "no_entry"), ("effect", "no_undo")])
def test_what_is_nothing_to_take_back_is_answered(kind: str, code: str) -> None:
    """A number of more digits than the store can ask for; that a channel was opened."""
    stage = conflicted()
    entries = [str(one.seq) for one, _ in stage.store.history() if one.kind == kind]
    stage.ask("undo", entries[0] if kind else "9" * 40)
    stage.cycle()
    assert [one["code"] for one in answers(stage)] == [code]


@pytest.mark.parametrize("kind", ["edit", "conflict"])
def test_what_was_redacted_cannot_be_put_back(kind: str) -> None:
    """The values are gone for good."""
    stage = conflicted("summary", "Ours", "Theirs")
    entry = next(one.seq for one, _ in stage.store.history() if one.kind == kind)
    with stage.store.writing() as tx:
        tx.redact(entry)
    told = past(stage.store, [entry])[entry]
    assert (told.values, told.open) == (None, False)
    stage.ask("undo", str(entry))
    stage.cycle()
    assert [one["code"] for one in answers(stage)] == ["redacted"]


def three() -> Pair:
    """All three sides said something else at once; the channel's word counts."""
    pair = Pair()
    pair.pages.add(title="Checkout fails", status="Fixing")
    for _ in range(2):
        assert pair.cycle().errors == []
    for side, word in ((pair.slack, "Investigating"), (pair.sheet, "Resolved")):
        side.type(next(iter(side.entries)), "status", word)
    pair.pages.type("row1", "status", "Declined")
    pair.cycle()
    assert shown(pair) == {"Investigating"}
    return pair


def test_of_several_losing_values_one_has_to_be_named() -> None:
    """The answer names the choices; what is then taken goes everywhere."""
    pair = three()
    channel = next(iter(pair.slack.entries))
    pair.ask("undo", str(number(pair)), channel)
    pair.cycle()
    (asked,) = answers(pair)
    assert (asked["code"], asked["values"]) == (
        "which", {"notion": "Declined", "sheets": "Resolved"},
    )  # fmt: skip
    assert (shown(pair), states(pair)) == ({"Investigating"}, ["open"])
    pair.ask("undo", f"{number(pair)} notion", channel)
    pair.cycle()
    assert (shown(pair), states(pair)) == ({"Declined"}, ["resolved"])
    assert pair.cycle().actions == []


def differing() -> Pair:
    """History that the two records tell differently since they were met; nothing was written."""
    pair = Pair()
    for side, summary in ((pair.pages, "A cable"), (pair.sheet, "A cable, it seems")):
        side.add(title="Old one", status="Resolved", summary=summary)
    assert pair.cycle().actions == []
    assert shown(pair, "summary") == {"A cable", "A cable, it seems"}
    return pair


@pytest.mark.parametrize(
    ("take", "value"), [("", "A cable, it seems"), (" sheets", "A cable, it seems"),
                        (" notion", "A cable")]
)  # fmt: skip
def test_what_was_never_written_is_written_once_somebody_decides(take: str, value: str) -> None:
    """Either value, in both records."""
    pair = differing()
    by_cli(pair, f"{number(pair)}{take}")
    assert pair.cycle().errors == []
    assert (shown(pair, "summary"), states(pair)) == ({value}, ["resolved"])
    assert pair.cycle().actions == []


def test_what_was_decided_is_written_as_soon_as_it_can_be() -> None:
    """The record fails in the cycle that decides: it is still unfinished, and done in the next."""
    pair = differing()
    by_cli(pair, f"{number(pair)} notion")
    pair.sheet.fails["write"] = unavailable()
    pair.cycle()
    assert pair.store.dirty() != set()
    pair.sheet.fails.clear()
    pair.cycle()
    assert shown(pair, "summary") == {"A cable"}
    assert pair.store.dirty() == set()
