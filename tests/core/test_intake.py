"""Rows of nobody: when one declares an incident, when it is history, and when it waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.edit import RULE
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, State
from incident_sync.model.people import Person
from incident_sync.model.values import Value
from incident_sync.model.view import Invalid, Row
from incident_sync.model.world import Decision
from tests.core.worlds import (
    NOW,
    RULES,
    child,
    decided,
    item,
    linked,
    row,
    row_of,
    said,
    told,
    value_of,
    view,
    world,
)

SLOW = replace(RULES, settle=timedelta(seconds=20))
THEN = datetime(2026, 11, 20, tzinfo=UTC)


def only(made: Decision) -> Item:
    (one,) = made.items.values()
    return one


@pytest.mark.parametrize(
    ("status", "resolved_at", "state"),
    [
        ("Fixing", None, State.LIVE),
        ("Investigating", None, State.LIVE),
        ("Fixing", THEN, State.HISTORY),
        ("Fixing", date(2026, 11, 20), State.HISTORY),
        ("Resolved", None, State.HISTORY),
        ("Declined", THEN, State.HISTORY),
        (None, None, State.HISTORY),
        (None, THEN, State.HISTORY),
    ],
)
def test_at_adoption_only_an_active_and_unresolved_row_is_live(
    status: str | None, resolved_at: Value, state: State
) -> None:
    """The rest is history: known, and nothing in it defaulted, stamped or numbered."""
    old = row("?a", title="Old", status=status, resolved_at=resolved_at, severity=None)
    made = decided([view("sheets", old)], within=world(adopted=frozenset()))
    one = only(made)
    assert one.state is state
    assert one.label == ("INC-1" if state is State.LIVE else "")
    names = ("status", "resolved_at", "severity", "reported_at")
    assert [one.value(name) for name in names] == [status, resolved_at, None, None]
    assert made.adopted == {"sheets"}
    assert [event.kind for event in made.events] == ["adopted"]


def test_an_unmapped_status_never_opens_a_channel() -> None:
    """A word that nobody understands is named where it stands; the row is mirrored, not live."""
    invalid = Invalid("sheets", "Incidents!C2", "status", "cooking", "no such word")
    for adopted in (frozenset({"sheets"}), frozenset[str]()):
        odd = row("?a", title="Odd", blocked={"status": "invalid"}, invalid=(invalid,))
        made = decided([view("sheets", odd)], within=world(adopted=adopted))
        assert only(made).state is State.HISTORY
        assert [one for one, _ in made.invalid] == [invalid]


def test_a_time_of_resolution_that_nobody_can_read_is_not_empty() -> None:
    """Somebody typed "last week": the row is history, not an incident that goes on."""
    odd = row("?a", title="Odd", status="Fixing", blocked={"resolved_at": "invalid"})
    assert only(decided([view("sheets", odd)], within=world(adopted=frozenset()))).state is (
        State.HISTORY
    )


def test_a_new_row_with_a_title_declares_an_incident() -> None:
    """What nobody said is set by rule, so that any word of a person outranks it."""
    made = decided([view("sheets", row("?a", title="Checkout fails", lead=Person("Sam")))],
                   within=world(counter=41))  # fmt: skip
    one = only(made)
    assert (one.label, one.number, one.state, one.origin) == ("INC-42", 42, State.LIVE, "sheets")
    assert (one.value("status"), one.value("severity")) == ("Investigating", "Minor")
    assert one.value("reported_at") == NOW
    assert {n for n, agreed in one.fields.items() if agreed.origin == RULE} == {
        "status", "severity", "reported_at",
    }  # fmt: skip
    assert made.counter == 42


@pytest.mark.parametrize("title", [None, "", "   ", "\n"])
def test_a_row_without_a_title_waits_and_is_named_once(title: str | None) -> None:
    """A person is still typing, or forgot: told in the first look, not in every one."""
    fresh = row("?a", title=title, summary="x", where="Incidents!A2")
    made = decided([view("sheets", fresh)])
    assert made.items == {}
    assert [(one.field, one.where) for one, _ in made.invalid] == [("title", "Incidents!A2")]
    again = decided([view("sheets", fresh)], within=world(pending={"sheets": {"?a": ("new", NOW)}}))
    assert again.invalid == []


def test_a_new_row_waits_until_it_has_stood_still() -> None:
    """Seen, changed, seen again, and still for twenty seconds: then it is an incident."""

    def look(digest: str, known: tuple[str, datetime] | None, at: datetime) -> Decision:
        pending = {"sheets": {"?a": known}} if known else {}
        fresh = row("?a", digest=digest, title="Chec")
        return decided([view("sheets", fresh)], within=world(pending=pending), rules=SLOW, at=at)

    first = look("d1", None, NOW)
    assert (first.items, first.waiting) == ({}, True)
    assert first.pending == {("sheets", "?a"): ("d1", NOW)}
    changed = look("d2", ("d1", NOW), NOW + timedelta(seconds=25))
    assert (changed.items, changed.waiting) == ({}, True)
    assert changed.pending["sheets", "?a"] == ("d2", NOW + timedelta(seconds=25))
    early = look("d2", ("d2", NOW), NOW + timedelta(seconds=19))
    assert (early.items, early.pending, early.waiting) == ({}, {}, True)
    ready = look("d2", ("d2", NOW), NOW + timedelta(seconds=20))
    assert only(ready).state is State.LIVE
    assert ready.settled == {("sheets", "?a")}


def test_adoption_and_slack_wait_for_nobody() -> None:
    """What stood there before we came has stood still; nobody types a channel."""
    made = decided([view("sheets", row("?a", title="Old", status="Fixing"))],
                   within=world(adopted=frozenset()), rules=SLOW)  # fmt: skip
    assert only(made).state is State.LIVE
    made = decided([view("slack", row("C9", label="", title="By hand"))], rules=SLOW)
    assert only(made).state is State.LIVE


def test_a_row_whose_status_says_that_it_is_over_is_history() -> None:
    """Somebody notes an old incident down: no channel opens, nothing is written into it."""
    made = decided([view("sheets", row("?a", title="Last week", status="Resolved"))])
    assert only(made).state is State.HISTORY
    assert only(made).value("severity") is None
    assert [event.kind for event in made.events] == ["recorded"]


def test_text_in_a_record_counts_once_it_has_settled() -> None:
    """Prose is typed letter by letter: neither read nor written until it stands still."""
    one = item(summary="Old")
    link = linked(one)
    typing = row_of(one, link, summary="Ne", severity="Major")
    made = decided([view("sheets", typing)], within=world([one], [link]), rules=SLOW)
    assert value_of(made, one, "summary") == "Old"
    assert value_of(made, one, "severity") == "Major"
    assert ("sheets", 1, "summary") in made.holding
    assert made.links["sheets", 1].digest == link.digest
    assert made.waiting
    pending = {"sheets": {link.ref: (typing.digest, NOW - timedelta(seconds=20))}}
    done = decided(
        [view("sheets", typing)], within=world([one], [link], pending=pending), rules=SLOW
    )
    assert value_of(done, one, "summary") == "Ne"
    assert done.links["sheets", 1].digest == typing.digest


def test_a_word_of_a_vocabulary_does_not_wait() -> None:
    """It was chosen from a list; Slack's text was sent whole."""
    one = item(summary="Old")
    for link, changed in (
        (linked(one), {"status": "Monitoring"}),
        (linked(one, "slack"), {"title": "T"}),
    ):
        made = decided(
            [view(link.side, row_of(one, link, **changed))], within=world([one], [link]), rules=SLOW
        )
        assert not made.waiting
        (name,) = changed
        assert value_of(made, one, name) == changed[name]


def test_a_copy_of_the_last_row_waits_until_it_has_a_title_of_its_own() -> None:
    """While it says the same it is named; retitled, it is a new incident with its own number."""
    one = item(1, reporter=Person("Priya"), reported_at=THEN)
    link = linked(one)
    original = replace(row_of(one, link), ref="INC-1#1")
    copy = replace(row_of(one, link, severity="Major"), ref="INC-1#2")
    within = world([one], [link])
    made = decided([view("sheets", original, copy)], within=within)
    assert set(made.items) == set()
    assert [(i.field, i.value) for i, _ in made.invalid] == [("id", "INC-1")]
    retitled = replace(copy, values={**copy.values, "title": "Another"}, digest="x")
    made = decided([view("sheets", original, retitled)], within=within)
    fresh = only(made)
    assert (fresh.label, fresh.number, fresh.value("title")) == ("INC-2", 2, "Another")
    assert fresh.value("severity") == "Major"
    assert fresh.value("reporter") is None
    assert fresh.value("reported_at") == NOW


def test_what_customers_were_told_goes_along_with_a_copy_only_in_words_of_its_own() -> None:
    """Those of the original were about another incident; what was typed into the copy is kept."""
    one = item(1, customer_update="We are at it")
    link = linked(one)
    original = replace(row_of(one, link), ref="INC-1#1")
    copy = replace(row_of(one, link, title="Another"), ref="INC-1#2", digest="x")
    within = world([one], [link])
    assert only(decided([view("sheets", original, copy)], within=within)).value(
        "customer_update"
    ) is None  # fmt: skip
    typed = replace(copy, values={**copy.values, "customer_update": "This one, too"})
    fresh = only(decided([view("sheets", original, typed)], within=within))
    assert fresh.value("customer_update") == "This one, too"


def test_two_rows_that_nobody_can_tell_apart_are_not_written_and_a_person_is_told() -> None:
    """Both equal their baseline: hands off, and a sentence in the channel."""
    one = item(1)
    link = linked(one)
    rows = [replace(row_of(one, link), ref=f"INC-1#{n}", where=f"A{n}") for n in (2, 3)]
    made = decided([view("sheets", *rows)], within=world([one], [link]))
    assert made.items == {}
    assert {("sheets", 1, name) for name in ("id", "status", "title", "channel")} <= made.holding
    (data,) = told(made, "told")
    assert (data["code"], data["where"]) == ("duplicate", ["A2", "A3"])


def test_two_rows_of_one_follow_up_are_told_where_its_incident_is() -> None:
    """A follow-up has no channel of its own."""
    one = item(1)
    plan = child(2, Kind.FOLLOW_UP, one, text="Buy a disk")
    link = linked(plan)
    rows = [replace(row_of(plan, link), ref=f"INC-1-F2#{n}", where=f"A{n}") for n in (2, 3)]
    within = world([one, plan], [linked(one), link])
    made = decided([view("sheets", row_of(one, linked(one)), *rows)], within=within)
    ((data, number),) = [(m.data, m.item) for m in made.messages if m.kind == "told"]
    assert (data["label"], number) == (plan.label, one.id)


@given(
    st.text(max_size=12)
    | st.sampled_from(["INC-7", "inc-7", "INC-007", "INC-\u0667", "INC-" + "9" * 5000, "7"])
)
def test_any_id_is_kept_and_only_our_own_form_counts_as_a_number(label: str) -> None:
    """Other people's IDs are names; none stops a look or lifts the counter beyond reason."""
    stranger = row("?a", label=label, title="Adopted", status="Fixing")
    made = decided([view("sheets", stranger)], within=world(adopted=frozenset()))
    one = only(made)
    assert one.label == (label or "INC-1")
    assert made.counter < 10**9
    if label in {"INC-7", "inc-7"}:
        assert one.number == 7


def test_the_counter_is_above_all_that_was_seen() -> None:
    """A channel inc-90 that nobody knows keeps its number."""
    look = view("slack", row("C9", label="", title="By hand"), numbers=90)
    assert only(decided([look])).label == "INC-91"


def todo(parent: str, ref: str = "?t", text: str = "Call the bank") -> Row:
    return row(ref, kind=Kind.FOLLOW_UP, parent=parent, text=text, done=False)


def test_a_child_finds_its_incident_by_label_ref_or_in_the_same_look() -> None:
    """By the ID people typed, by the side's own ref, and beside a row that came with it."""
    one = item(1)
    for parent, link in (("INC-1", linked(one)), ("page-1", linked(one, ref="page-1"))):
        look = view("sheets", todo(parent), whole=frozenset(), present=[])
        made = decided([look], within=world([one], [link]))
        assert only(made).parent == 1
        assert only(made).label == "INC-1-F1"
    both = view("sheets", todo("OPS-1"), row("?p", label="OPS-1", title="New", status="Fixing"))
    made = decided([both], within=world())
    assert {i.kind: i.parent for i in made.items.values()} == {
        Kind.INCIDENT: None,
        Kind.FOLLOW_UP: 100,
    }


def test_a_child_of_nobody_waits_and_is_named() -> None:
    """It names no incident, or one that is not there."""
    made = decided([view("sheets", todo(""), todo("INC-9", "?u"), whole=frozenset())])
    assert made.items == {}
    assert [one.reason for one, _ in made.invalid] == [
        "it names no incident", "no incident has that ID",
    ]  # fmt: skip


def test_a_child_without_a_text_is_none() -> None:
    """An empty line under an incident says nothing."""
    one = item(1)
    made = decided(
        [view("sheets", todo("INC-1", text=" "), whole=frozenset())],
        within=world([one], [linked(one)]),
    )
    assert (made.items, made.invalid) == ({}, [])


def test_a_child_settles_like_any_other_text() -> None:
    """Half a follow-up is not mirrored."""
    one = item(1)
    within = world([one], [linked(one)])
    made = decided([view("sheets", todo("INC-1"), whole=frozenset())], within=within, rules=SLOW)
    assert (made.items, made.waiting) == ({}, True)


def test_declaring_in_slack_needs_no_record() -> None:
    """A command makes an incident at once, with who said it and when."""
    made = decided(
        commands=[said("declare", "Checkout fails", data={"severity": "outage", "lead": "Sam"})]
    )
    one = only(made)
    assert (one.label, one.origin, one.value("severity")) == ("INC-1", "slack", "Major")
    assert (one.value("reporter"), one.value("reported_at")) == (said("x").by, NOW)
    assert one.value("lead") == Person("Sam")
    assert [data["code"] for data in told(made, "answer")] == ["declared"]


def test_a_declaration_is_answered_where_it_was_made() -> None:
    """As that channel's incident, whose thread is then known to hold nothing but our own answer."""
    one = item(1)
    within = world([one], [linked(one, "slack")])
    made = decided(commands=[said("declare", "Search is slow")], within=within)
    (answer,) = [message for message in made.messages if message.kind == "answer"]
    assert (answer.item, answer.data["label"]) == (1, "INC-2")
