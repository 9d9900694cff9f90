"""Taking back an entry of the history: what it comes to, and why it may not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from incident_sync.core import undo
from incident_sync.core.rebuild import UNDECIDED
from incident_sync.core.undo import Wanted
from incident_sync.errors import ConfigError
from incident_sync.model.edit import RULE, Change, Conflict, Edit, Past
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item, Link, State
from incident_sync.model.values import Value
from incident_sync.model.view import Command
from incident_sync.model.world import Decision, World
from tests.core.worlds import (
    NOW,
    PRIYA,
    SIDES,
    child,
    decided,
    item,
    linked,
    row_of,
    said,
    told,
    value_of,
    view,
    world,
)

EDIT = Past(57, "edit", 1, "sheets", "status", {"old": "Monitoring", "new": "Fixing"})
VALUES: Mapping[str, Value] = {"base": None, "slack": "Fixing", "notion": "Resolved"}
CONFLICT = Past(57, "conflict", 1, "slack", "status", VALUES, open=True)
THREE = replace(CONFLICT, values={**VALUES, "sheets": "Monitoring"})
FIXING = Agreed("Fixing", 3, "slack", "Sam")


@pytest.mark.parametrize(
    ("argument", "wanted"),
    [
        ("57", ("57", 57, "")),
        (" #57. ", ("#57.", 57, "")),
        ("57 --take Notion", ("57", 57, "notion")),
        ("57 the Sheet", ("57", 57, "sheet")),
        ("it", ("it", 0, "")),
        ("²", ("²", 0, "")),
        ("-5", ("-5", 0, "")),
        ("9" * 5000, ("9" * 5000, 0, "")),
        ("", ("", 0, "")),
        ("--take", ("", 0, "")),
    ],
)
def test_what_was_asked_for_is_read(argument: str, wanted: tuple[str, int, str]) -> None:
    """A number, and perhaps a side; whatever else is typed is no entry of ours."""
    assert undo.read(argument) == Wanted(*wanted)


@pytest.mark.parametrize(
    ("past", "take", "now", "code", "value"),
    [
        (EDIT, "", FIXING, "undone", "Monitoring"),
        (EDIT, "", replace(FIXING, value="Monitoring"), "idle", "Monitoring"),
        (EDIT, "", replace(FIXING, value="Resolved"), "moved", "Monitoring"),
        (EDIT, "sheets", FIXING, "no_side", None),
        (CONFLICT, "", FIXING, "undone", "Resolved"),
        (CONFLICT, "not", FIXING, "undone", "Resolved"),
        (CONFLICT, "slack", FIXING, "kept", "Fixing"),
        (CONFLICT, "", replace(FIXING, value="Resolved"), "kept", "Resolved"),
        (CONFLICT, "", replace(FIXING, value="Monitoring"), "moved", "Resolved"),
        (CONFLICT, "base", FIXING, "no_side", None),
        (CONFLICT, "sheets", FIXING, "no_side", None),
        (replace(CONFLICT, open=False), "", FIXING, "undone", "Resolved"),
        (replace(CONFLICT, open=False), "slack", FIXING, "idle", "Fixing"),
        (THREE, "", FIXING, "which", None),
        (THREE, "s", FIXING, "no_side", None),
        (THREE, "sheet", FIXING, "undone", "Monitoring"),
        (replace(THREE, values={**VALUES, "sheets": "Fixing"}), "", FIXING, "undone", "Resolved"),
        (replace(THREE, values={**VALUES, "sheets": "Resolved"}), "", FIXING, "undone", "Resolved"),
        (replace(EDIT, values=None), "", FIXING, "redacted", None),
        (replace(CONFLICT, values=None), "notion", FIXING, "redacted", None),
        (Past(57, "approved", None), "", FIXING, "no_undo", None),
        (None, "", FIXING, "no_entry", None),
    ],
)
def test_what_it_comes_to(
    past: Past | None, take: str, now: Agreed, code: str, value: Value
) -> None:
    """The value that did not count, or the old one; or why nothing is to be changed."""
    made = undo.judge(Wanted("57", 57, take), past, now)
    assert (made.code, made.value) == (code, value)
    assert made.fine == (code in {"undone", "kept"})


@pytest.mark.parametrize(
    ("past", "take", "now", "words"),
    [
        (None, "", FIXING, "history has no entry 57. incident-sync history lists them."),
        (Past(57, "approved", None), "", FIXING,
         ("entry 57 is no edit and no conflict: approved cannot be taken back. "
         "incident-sync history tells what each entry is.")),
        (replace(EDIT, values=None), "", FIXING,
         ("the values of entry 57 were redacted, so there is nothing to put back. "
         "Type the value where you keep it.")),
        (THREE, "", FIXING,
         ("entry 57 kept several values: “Resolved” (notion), “Monitoring” (sheets). Say which: "
         "incident-sync undo 57 --take notion or incident-sync undo 57 --take sheets.")),
        (CONFLICT, "sheets", FIXING,
         "entry 57 has no value of sheets. It has those of slack, notion."),
        (EDIT, "slack", FIXING,
         "entry 57 is an edit, with no sides to choose from. Leave out the side."),
        (EDIT, "", Agreed("Resolved", 9, "slack", "Sam"),
         ("INC-1: status has moved on since entry 57: it is “Resolved” now, set by Sam in slack; "
         "nothing was changed. incident-sync history tells what happened since.")),
        (EDIT, "", Agreed(None, 9, RULE),
         ("INC-1: status has moved on since entry 57: it is empty now, set by a rule; "
         "nothing was changed. incident-sync history tells what happened since.")),
        (EDIT, "", Agreed("a\n\x1b[m" + "b" * 100, 9, "sheets"),
         (f"INC-1: status has moved on since entry 57: it is “a [m{'b' * 76}…” now, set in sheets; "
         "nothing was changed. incident-sync history tells what happened since.")),
        (EDIT, "", Agreed("Monitoring", 9, "slack"),
         "INC-1: status is “Monitoring” already; nothing was changed."),
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_what_to_do(
    past: Past | None, take: str, now: Agreed, words: str
) -> None:
    """What it is now, who set it, that nothing was changed; what to type next."""
    made = undo.judge(Wanted("57", 57, take), past, now)
    assert str(undo.refusal(made, "INC-1", ConfigError)) == words


# what a decision makes of it


def known(past: Past, *items: Item, links: list[Link] | None = None, **more: Any) -> World:
    """A world of these incidents, of which the first has that past."""
    everywhere = [linked(one, side) for one in items for side in SIDES if one.parent is None]
    return world(items, links or everywhere, past={57: past}, **more)


def asks(argument: str = "57", **more: Any) -> Command:
    return said("undo", argument, **more)


def by_cli(argument: str = "57") -> Command:
    return asks(argument, ref="", key="cli:1")


def test_what_is_taken_back_is_an_edit_of_whoever_asked() -> None:
    """It is merged like any other, follows the rules, is answered, and stands in the history."""
    made = decided([], [asks()], known(CONFLICT, item()))
    assert value_of(made, item(), "status") == "Resolved"
    (change, stamped) = made.changes
    assert (change.side, change.by, change.old) == ("slack", PRIYA, "Fixing")
    assert (stamped.field, stamped.side) == ("resolved_at", RULE)
    (answer,) = told(made, "answer")
    assert (answer["code"], answer["value"], answer["side"]) == ("undone", "Resolved", "notion")
    (event,) = made.events
    assert (event.kind, event.field, event.by, event.values) == (
        "undone", "status", "Priya", {"entry": 57},
    )  # fmt: skip
    assert made.taken == {(1, "status")}
    assert told(made, "note") == []  # whoever reads the channel has read the answer


def test_a_concurrent_edit_meets_it_as_any_other() -> None:
    """Somebody changes the field elsewhere in that very cycle: a conflict, by the usual ranks."""
    one = item()
    typed = row_of(one, linked(one, "sheets"), status="Monitoring")
    made = decided([view("sheets", typed)], [asks()], known(CONFLICT, one))
    (conflict,) = made.conflicts
    assert conflict.values == {"slack": "Resolved", "sheets": "Monitoring"}
    assert (conflict.winner, value_of(made, one, "status")) == ("slack", "Resolved")


def test_from_the_command_line_the_channel_hears_of_it() -> None:
    """Nobody said it there, and it is no other side's either."""
    made = decided([], [by_cli()], known(CONFLICT, item()))
    (note,) = told(made, "note")
    (change,) = note["changes"]
    assert (change["field"], change["new"], change["by"], change["side"]) == (
        "status", "Resolved", "Priya", "",
    )  # fmt: skip
    assert told(made, "answer") == []


def test_a_child_is_taken_back_in_its_incidents_channel() -> None:
    """A tick of a follow-up."""
    one = item()
    ticked = child(2, Kind.FOLLOW_UP, one, text="Write", done=True)
    past = Past(57, "edit", 2, "sheets", "done", {"old": False, "new": True})
    made = decided([], [asks()], known(past, one, ticked))
    assert value_of(made, ticked, "done") is False


def test_what_is_of_another_incident_is_refused() -> None:
    """A mistyped number; the values of a private incident are not for everybody, too."""
    made = decided([], [asks(ref="C2")], known(CONFLICT, item(1), item(2)))
    (answer,) = told(made, "answer")
    assert (answer["code"], answer["label"]) == ("elsewhere", "INC-1")
    assert (made.changes, made.events, made.taken) == ([], [], set())


def test_outside_of_any_incident_no_values_are_told() -> None:
    """In the announcement channel it is done and its own channel hears what was changed."""
    made = decided([], [asks(ref="C9")], known(CONFLICT, item()))
    assert value_of(made, item(), "status") == "Resolved"
    (answer,) = told(made, "answer")
    assert (answer["code"], answer["label"], "value" in answer) == ("undone", "INC-1", False)
    assert len(told(made, "note")) == 1


@pytest.mark.parametrize("may", ["little", "nothing"])
def test_only_full_members_may(may: str) -> None:
    """A guest's word takes nothing back."""
    made = decided([], [asks(may=may)], known(CONFLICT, item()))
    assert [one["code"] for one in told(made, "answer")] == ["not_allowed"]
    assert (made.changes, made.taken) == ([], set())


def test_what_has_moved_on_is_left_alone_and_answered() -> None:
    """By mention the answer says it, and nobody else needs to."""
    made = decided([], [asks()], known(CONFLICT, item(status="Monitoring")))
    (answer,) = told(made, "answer")
    assert (answer["code"], answer["now"]["value"]) == ("moved", "Monitoring")
    assert (made.changes, made.errors, made.events) == ([], [], [])


def test_what_has_moved_on_is_not_silent_from_the_command_line() -> None:
    """The history and the cycle's report say that it was not done, without the values."""
    made = decided([], [by_cli("57 --take notion")], known(CONFLICT, item(status="Monitoring")))
    (error,) = made.errors
    assert "status has moved on since entry 57: it is “Monitoring” now" in str(error)
    assert error.where == "incident-sync undo 57 --take notion"
    (event,) = made.events
    assert (event.kind, event.item, event.by, event.values) == (
        "refused", 1, "Priya", {"undo": "57", "why": "moved"},
    )  # fmt: skip
    assert made.changes == []


@pytest.mark.parametrize(
    ("first", "code"),
    [(("undo", "57"), "idle"), (("status", "monitoring"), "moved"), (("title", "x"), "undone")],
)
def test_of_two_in_one_look_the_later_meets_what_the_earlier_said(
    first: tuple[str, str], code: str
) -> None:
    """Both were said before anybody read them; the one who was late is told so."""
    earlier = said(*first, at=NOW - timedelta(seconds=9))
    made = decided([], [asks(key="slack:C1:2"), earlier], known(CONFLICT, item()))
    assert told(made, "answer")[-1]["code"] == code


def _left_alone(one: Item, **more: Any) -> list[Link]:
    """Its links, of which the page's was never written the value that counts."""
    page = linked(one, "notion", **more)
    base = {**page.base, "status": Base("Resolved", one.agreed("status").version)}
    shown = {**page.shown, "status": "s:Resolved"}
    return [linked(one, "slack"), linked(one, "sheets"), replace(page, base=base, shown=shown)]


def test_to_keep_what_counts_settles_it_and_writes_it_where_it_was_not() -> None:
    """No value changes; the record that was left alone is to be compared again."""
    one = item()
    links = _left_alone(one, blocked={"status": UNDECIDED, "lead": "a formula"})
    made = decided([], [asks("57 slack")], known(CONFLICT, one, links=links))
    assert (made.changes, made.edits, made.items) == ([], [], {})
    assert (made.taken, made.lacking) == ({(1, "status")}, {1})
    assert made.links["notion", 1].blocked == {"lead": "a formula"}
    assert [one["code"] for one in told(made, "answer")] == ["kept"]


def test_what_stands_there_and_cannot_be_read_stays_blocked() -> None:
    """A formula in the cell is not overruled by anybody's choice."""
    one = item()
    page = linked(one, "notion", blocked={"status": "a formula"})
    page = replace(page, shown={**page.shown, "status": "?:=A1"})
    made = decided([], [asks("57 slack")], known(CONFLICT, one, links=[page]))
    assert ("notion", 1) not in made.links


def test_history_that_differs_is_written_once_somebody_decides() -> None:
    """At adoption each record kept its own value, as if it were what counts."""
    one = item(state=State.HISTORY)
    links = _left_alone(one)
    made = decided([], [by_cli("57 --take slack")], known(CONFLICT, one, links=links))
    version = one.agreed("status").version
    assert made.links["notion", 1].baseline("status").version < version
    assert ("sheets", 1) not in made.links


def test_whoever_showed_the_value_already_is_no_rival_later() -> None:
    """The page kept its value; an edit there after that is one after the decision."""
    one = item()
    made = decided([], [asks()], known(CONFLICT, one, links=_left_alone(one)))
    after = made.items[1]
    page = made.links["notion", 1]
    assert page.baseline("status") == Base("Resolved", after.agreed("status").version)
    later = decided(
        [view("notion", row_of(after, page, status="Declined"))], [], world([after], [page])
    )
    assert (later.conflicts, value_of(later, after, "status")) == ([], "Declined")


# what settles a conflict

OPEN = {5: Conflict(1, "status", None, {"slack": "Fixing", "notion": "Resolved"}, "slack")}


def _edit(side: str, new: Value, name: str = "status") -> Edit:
    return Edit(1, name, side, None, new, 1, NOW)


def _change(side: str, name: str = "status") -> Change:
    return Change(1, name, "Fixing", "Monitoring", side, None, NOW)


@pytest.mark.parametrize(
    ("made", "settled"),
    [
        (Decision(), False),
        (Decision(taken={(1, "status")}), True),
        (Decision(taken={(1, "lead"), (2, "status")}), False),
        (Decision(changes=[_change("sheets")]), True),
        (Decision(changes=[_change("sheets", "lead")]), False),
        (Decision(changes=[_change(RULE)]), False),
        (Decision(edits=[_edit("notion", "Fixing")]), True),
        (Decision(edits=[_edit("notion", "Resolved")]), False),
        (Decision(edits=[_edit("sheets", "Fixing")]), False),
    ],
)
def test_what_settles_a_conflict(made: Decision, settled: bool) -> None:
    """A person's later edit, a value taken, or what counts typed where it did not stand."""
    assert undo.overtaken(OPEN, made, {1: item()}) == ([5] if settled else [])
