"""What waits is kept in order, once, and with all that is needed to go on after a crash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident_sync.errors import Unsafe
from incident_sync.model.world import Guard
from incident_sync.store import Store
from tests.store.samples import AT, action, command, conflict, message

LATER = AT + timedelta(minutes=5)


def test_a_command_comes_back_as_it_was(store: Store) -> None:
    """Commands wait in the order they came in, whatever their keys."""
    with store.writing() as tx:
        assert tx.inbox_add(command("b"))
        assert tx.inbox_add(command("a"))
    assert store.inbox_new() == [command("b"), command("a")]


def test_a_command_runs_once(store: Store) -> None:
    """A key that came in before is not new again, run or not."""
    with store.writing() as tx:
        tx.inbox_add(command("a"))
        tx.inbox_done(["a"])
        assert not tx.inbox_add(command("a"))
        assert tx.inbox_add(command("old"), state="done")
    assert store.inbox_new() == []
    assert store.inbox_seen(["a", "old", "b"]) == {"a", "old"}


def test_an_intent_holds_the_whole_action(store: Store) -> None:
    """After a crash the action is known from the store alone."""
    with store.writing() as tx:
        tx.intend(action("row 1"), AT)
    assert store.effects("intended") == [(action("row 1"), AT)]
    assert store.effect("row 1") == ("intended", action("row 1"), AT)
    assert store.effect("row 2") is None


def test_an_effect_ends_done_or_failed(store: Store) -> None:
    """Effects move out of those in doubt once their outcome is known."""
    with store.writing() as tx:
        for key in ("a", "b", "c"):
            tx.intend(action(key), AT)
        tx.finish("a", {"ref": "C1"})
        tx.finish("b", {}, state="failed")
    assert [one.key for one, _ in store.effects("intended")] == ["c"]
    assert [one.key for one, _ in store.effects("done")] == ["a"]
    assert [one.key for one, _ in store.effects("failed")] == ["b"]


def test_an_effect_in_doubt_keeps_the_time_of_its_first_intent(store: Store) -> None:
    """A look-up must reach back to the first call that may have worked; a failed one did not."""
    with store.writing() as tx:
        tx.intend(action("a"), AT)
        tx.intend(action("a"), LATER)
    assert store.effects("intended") == [(action("a"), AT)]
    with store.writing() as tx:
        tx.finish("a", {}, state="failed")
        tx.intend(action("a"), LATER)
    assert store.effects("intended") == [(action("a"), LATER)]


def test_an_effect_is_never_intended_after_it_was_done(store: Store) -> None:
    """Doing it twice is refused, until somebody forgets that it was done."""
    with store.writing() as tx:
        tx.intend(action("a"), AT)
        tx.finish("a", {})
    with pytest.raises(Unsafe, match="second time"), store.writing() as tx:
        tx.intend(action("a"), LATER)
    with store.writing() as tx:
        tx.forget_effect("a")
        tx.intend(action("a"), LATER)
    assert store.effects("intended") == [(action("a"), LATER)]


def test_an_outcome_without_an_intent_is_refused(store: Store) -> None:
    """Nobody may have called for it: the intent comes first."""
    with pytest.raises(Unsafe, match="never intended"), store.writing() as tx:
        tx.finish("a", {})


def test_messages_are_due_in_order_and_once(store: Store) -> None:
    """A message decided twice is said once; said or parked, it is no longer due."""
    with store.writing() as tx:
        assert tx.queue(message("b"), AT)
        assert tx.queue(message("a"), AT)
        assert tx.queue(message("c"), AT)
        assert not tx.queue(message("b"), LATER)
    assert store.outbox() == [message("b"), message("a"), message("c")]
    with store.writing() as tx:
        tx.message_done("b")
        tx.message_done("a", "parked")
        assert not tx.queue(message("a"), LATER)
    assert store.outbox() == [message("c")]


def test_what_settles_is_kept_by_side_and_ref(store: Store) -> None:
    """A later digest takes the place of the earlier one; sides do not mix."""
    with store.writing() as tx:
        tx.set_pending("sheets", "row 1", "one", AT)
        tx.set_pending("sheets", "row 1", "two", LATER)
        tx.set_pending("sheets", "row 2", "three", AT)
        tx.set_pending("slack", "row 1", "four", AT)
        tx.clear_pending("sheets", ["row 2"])
    assert store.pending("sheets") == {"row 1": ("two", LATER)}
    assert store.pending("slack") == {"row 1": ("four", AT)}


def test_a_conflict_is_kept_until_resolved(store: Store) -> None:
    """Both values, the winner and the place in history stay readable after it is resolved."""
    with store.writing() as tx:
        first = tx.conflict(conflict(1), AT, entry=None)
        second = tx.conflict(conflict(2), LATER)
    with store.writing() as tx:
        tx.conflicts_resolved([first])
    (open_one,) = store.conflicts()
    assert (open_one.id, open_one.conflict, open_one.at) == (second, conflict(2), LATER)
    assert [kept.state for kept in store.conflicts(open_only=False)] == ["resolved", "open"]
    assert store.open_conflicts([1, 2, 3]) == [open_one]
    assert store.open_conflicts([1]) == store.open_conflicts([]) == []


HELD = Guard("3f2a", "7 channels", ("a", "b"), at=AT)


def test_a_held_set_waits_for_its_approval(store: Store) -> None:
    """Held, it lets nothing pass; approved, exactly its own keys, each once."""
    with store.writing() as tx:
        tx.hold(HELD)
    assert store.guard() == HELD
    assert store.approved() == set()
    with store.writing() as tx:
        assert tx.approve("3f2a", "Priya", LATER)
    assert store.guard() is None
    assert store.approved() == {"a", "b"}
    with store.writing() as tx:
        tx.spend(["a", "z"])
    assert store.approved() == {"b"}
    with store.writing() as tx:
        tx.spend(["b"])
    assert store.approved() == set()


def test_only_what_is_held_can_be_approved(store: Store) -> None:
    """An unknown, dropped or spent set is not there to be approved."""
    with store.writing() as tx:
        assert not tx.approve("3f2a", "Priya", AT)
        tx.hold(HELD)
        tx.drop_guard("3f2a")
        assert not tx.approve("3f2a", "Priya", AT)
    assert (store.guard(), store.approved()) == (None, set())


def test_a_new_held_set_takes_the_place_of_the_old(store: Store) -> None:
    """Nobody approves what they are no longer shown; what was approved stays approved."""
    other = Guard("77aa", "8 channels", ("a", "b", "c"), at=LATER)
    with store.writing() as tx:
        tx.hold(Guard("0001", "6 channels", ("x",), at=AT))
        tx.approve("0001", "Priya", AT)
        tx.hold(HELD)
        tx.hold(other)
        assert not tx.approve("3f2a", "Priya", LATER)
    assert store.guard() == other
    assert store.approved() == {"x"}


def test_a_set_held_again_needs_a_new_approval(store: Store) -> None:
    """What was spent is held anew in full."""
    with store.writing() as tx:
        tx.hold(HELD)
        tx.approve("3f2a", "Priya", AT)
        tx.spend(["a", "b"])
        tx.hold(HELD)
    assert store.guard() == HELD
    assert store.approved() == set()
