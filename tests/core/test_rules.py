"""The declared rules: when a time of resolution is stamped, when it is cleared, and when not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from incident_sync.model.edit import RULE
from incident_sync.model.item import State
from incident_sync.model.values import Value
from tests.core.worlds import (
    NOW,
    RULES,
    decided,
    item,
    linked,
    row_of,
    said,
    value_of,
    view,
    world,
)

THEN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        ("Fixing", "Resolved", None, NOW),
        ("Fixing", "Declined", None, NOW),
        ("Fixing", "Resolved", THEN, THEN),
        ("Fixing", "Resolved", date(2026, 11, 20), date(2026, 11, 20)),
        ("Resolved", "Declined", THEN, THEN),
        ("Resolved", "Fixing", THEN, None),
        ("Declined", "Investigating", date(2026, 11, 20), None),
        ("Fixing", "Monitoring", None, None),
        ("Fixing", "Monitoring", THEN, THEN),
        ("Resolved", "Declined", None, NOW),
    ],
)
def test_a_status_stamps_and_clears_the_time_of_resolution(
    before: str, after: str, was: Value, now: Value
) -> None:
    """Stamped when it turns closed and is empty; cleared when it is opened again; else kept."""
    one = item(status=before, resolved_at=was)
    link = linked(one)
    made = decided([view("sheets", row_of(one, link, status=after))], within=world([one], [link]))
    assert value_of(made, one, "resolved_at") == now
    moved = [change.field for change in made.changes]
    assert moved == (["status"] if was == now else ["status", "resolved_at"])


def test_the_stamp_is_the_time_of_the_edit() -> None:
    """Resolved two minutes before we looked is two minutes ago; to the minute, if need be."""
    one = item()
    at = NOW - timedelta(minutes=2, microseconds=1)
    around = world([one], [linked(one, "slack")])
    made = decided(commands=[said("resolve", at=at)], within=around)
    exact = datetime(2026, 11, 23, 8, 57, 59, 999000, tzinfo=UTC)
    assert value_of(made, one, "resolved_at") == exact
    assert made.items[1].agreed("resolved_at").origin == RULE
    minutes = replace(RULES, whole_minutes=True)
    made = decided(commands=[said("resolve", at=at)], within=around, rules=minutes)
    assert value_of(made, one, "resolved_at") == exact.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("status", "typed"), [("Resolved", THEN), ("Resolved", None), ("Fixing", THEN)]
)
def test_a_rule_never_speaks_over_a_person(status: str, typed: Value) -> None:
    """Who edits the time in the same look has the last word."""
    was = THEN + timedelta(days=1)
    one = item(status="Fixing" if status == "Resolved" else "Resolved", resolved_at=was)
    link = linked(one)
    edited = row_of(one, link, status=status, resolved_at=typed)
    made = decided([view("sheets", edited)], within=world([one], [link]))
    assert value_of(made, one, "resolved_at") == typed


def test_an_unreadable_time_is_not_overruled() -> None:
    """Somebody typed "last Friday": it is left alone and named, not stamped over."""
    one = item()
    link = linked(one)
    edited = replace(row_of(one, link, status="Resolved"), blocked={"resolved_at": "invalid"})
    made = decided([view("sheets", edited)], within=world([one], [link]))
    assert value_of(made, one, "status") == "Resolved"
    assert value_of(made, one, "resolved_at") is None


def test_a_stamp_yields_to_every_later_word() -> None:
    """A person who had not seen the stamp and typed a time is not in conflict with a rule."""
    one = item()
    link = linked(one)
    stamped = decided(commands=[said("resolve")], within=world([one], [linked(one, "slack"), link]))
    after = stamped.items[1]
    late = decided(
        [view("sheets", row_of(one, link, resolved_at=THEN))],
        within=world([after], [link, stamped.links["slack", 1]]),
    )
    assert value_of(late, after, "resolved_at") == THEN


def test_history_that_turns_active_becomes_an_incident() -> None:
    """Only where it was not resolved; it gets a label then, and is told of as declared."""
    one = item(7, state=State.HISTORY, label="", status="Resolved")
    link = linked(one, ref="?7")
    made = decided(
        [view("sheets", row_of(one, link, status="Fixing"))],
        within=world([one], [link], counter=41),
    )
    assert made.items[7].state is State.LIVE
    assert made.items[7].label == "INC-42"
    assert "declared" in [event.kind for event in made.events]


@pytest.mark.parametrize(("status", "resolved_at"), [("Declined", None), ("Fixing", THEN)])
def test_other_history_stays_history(status: str, resolved_at: Value) -> None:
    """A corrected word, or an active status beside a time of resolution, opens nothing."""
    one = item(7, state=State.HISTORY, label="", status="Resolved", resolved_at=resolved_at)
    link = linked(one, ref="?7")
    made = decided([view("sheets", row_of(one, link, status=status))], within=world([one], [link]))
    assert made.items[7].state is State.HISTORY
    assert value_of(made, one, "status") == status
    assert value_of(made, one, "resolved_at") == resolved_at
