"""The store was lost, or is older than the sides: what they show is all there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.core.rebuild import UNDECIDED, to_read
from incident_sync.model.fields import Kind
from incident_sync.model.head import Head, read_head
from incident_sync.model.item import Item, Reach, State
from incident_sync.model.people import Person
from incident_sync.model.values import Value, alike
from incident_sync.model.view import Row, View
from incident_sync.model.world import Decision, World
from tests.core.worlds import RULES, decided, item, linked, mirrored, row, told, view, world

HEAD = Head(1, 7, "ab" * 32)
LOST = world(adopted=frozenset(), behind=HEAD)
FOUND = {"found": "1763888399.000000"}


def channel(ref: str = "C1", *, label: str = "INC-1", **more: Any) -> Row:
    """A channel of ours that nobody knows any more."""
    return row(ref, label=label, where=f"#inc-1-{ref}".lower(), notes=FOUND, **more)


def talk(*rows: Row) -> View:
    """A look at Slack that reports these."""
    ours = frozenset(one.ref for one in rows if one.kind is Kind.INCIDENT)
    return View("slack", rows=rows, forgotten=ours)


def only(made: Decision, kind: Kind = Kind.INCIDENT) -> Item:
    """The one item of a kind that a decision made."""
    (found,) = [one for one in made.items.values() if one.kind is kind]
    return found


TITLE: dict[str, Any] = {"title": "Checkout fails", "status": "Fixing", "severity": "Major"}


def test_what_the_sides_agree_on_is_taken_over() -> None:
    """One incident, known on both sides, whose fields are nobody's edits."""
    made = decided([view("sheets", row("INC-1", **TITLE)), talk(channel(**TITLE))], within=LOST)
    one = only(made)
    assert (one.label, one.state, one.value("status")) == ("INC-1", State.LIVE, "Fixing")
    assert {side for side, _ in made.links} == {"slack", "sheets"}
    assert (made.edits, made.conflicts, made.changes, made.messages) == ([], [], [], [])
    for link in made.links.values():
        assert {name: link.baseline(name).value for name in TITLE} == TITLE
        assert all(link.baseline(n).version == one.agreed(n).version for n in TITLE)
    assert made.events[0].kind == "rebuilt"
    assert made.rebuilt == HEAD


@pytest.mark.parametrize("records", [("sheets",), ("sheets", "notion")])
def test_where_they_differ_the_card_stands_and_no_record_is_written(
    records: tuple[str, ...],
) -> None:
    """Every value is kept in a conflict; the hub holds what the card shows, the records theirs."""
    views = [view(name, row("INC-1", **{**TITLE, "status": "Monitoring"})) for name in records]
    made = decided([*views, talk(channel(**TITLE))], within=LOST)
    (conflict,) = made.conflicts
    assert conflict.undecided
    assert (conflict.field, conflict.winner) == ("status", "slack")
    assert conflict.values == {"slack": "Fixing"} | dict.fromkeys(records, "Monitoring")
    one = only(made)
    assert one.value("status") == "Fixing"
    for name in records:
        link = made.links[name, one.id]
        assert link.blocked == {"status": UNDECIDED}
        assert link.baseline("status").value == "Monitoring"
    (note,) = told(made, "note")
    assert note["conflicts"][0]["undecided"]


def test_two_records_that_differ_are_left_as_they_are() -> None:
    """Where no card claims anything, the system of record's value is held, the other's kept."""
    made = decided(
        [view("sheets", row("INC-1", **TITLE)),
         view("notion", row("page", label="INC-1", **{**TITLE, "severity": "Minor"})),
         talk(channel())], within=LOST,
    )  # fmt: skip
    one = only(made)
    first, second = RULES.records
    values = {"sheets": "Major", "notion": "Minor"}
    assert one.value("severity") == values[first]
    assert made.links[second, one.id].blocked == {"severity": UNDECIDED}
    assert "severity" not in made.links[first, one.id].blocked


def _undecided() -> tuple[World, Item]:
    """An incident whose status differs since a rebuild."""
    one = item(1)
    links = [linked(one, side) for side in ("slack", "sheets")]
    links[1] = replace(
        links[1],
        base={**links[1].base, "status": replace(links[1].baseline("status"), value="Monitoring")},
        shown={**links[1].shown, "status": "s:Monitoring"},
        blocked={"status": UNDECIDED},
    )
    return world([one], links), one


def test_an_edit_of_another_field_decides_nothing() -> None:
    """The row is read anew; the field that differs is still not written."""
    within, one = _undecided()
    values: dict[str, Any] = {name: one.value(name) for name in ("title", "severity")} | {
        "status": "Monitoring"
    }
    made = decided([view("sheets", row("INC-1", **{**values, "severity": "Major"}))], within=within)
    assert made.items[1].value("severity") == "Major"
    assert made.links["sheets", 1].blocked == {"status": UNDECIDED}


def test_an_edit_of_the_field_decides_it() -> None:
    """Whoever says what it is now has looked at it: it is written everywhere again."""
    within, one = _undecided()
    values: dict[str, Any] = {name: one.value(name) for name in ("title", "severity")} | {
        "status": "Resolved"
    }
    made = decided([view("sheets", row("INC-1", **values))], within=within)
    assert made.items[1].value("status") == "Resolved"
    assert made.links["sheets", 1].blocked == {}


def test_a_store_of_yesterday_takes_no_value_for_an_edit() -> None:
    """What it knew proves nothing: equal values are taken, without conflict, change or echo."""
    old = item(1, status="Fixing")
    within, _ = mirrored(old)
    now = {**TITLE, "title": "Title 1", "status": "Resolved"}
    made = decided(
        [view("sheets", row("INC-1", **now)), view("notion", row("INC-1", label="INC-1", **now)),
         talk(row("C1", label="INC-1", **now))],
        within=replace(within, behind=HEAD),
    )  # fmt: skip
    assert made.items[1].value("status") == "Resolved"
    assert (made.conflicts, made.changes, made.edits, made.messages) == ([], [], [], [])


@pytest.mark.parametrize("recorded", [True, False])
def test_a_channel_without_a_row(recorded: bool) -> None:
    """Where it names a row somebody deleted that; where it never had one it is added now."""
    made = decided(
        [view("sheets"), talk(channel(label="INC-4", recorded=recorded, **TITLE))], within=LOST
    )
    one = only(made)
    assert (one.label, one.number) == ("INC-4", 4)
    assert one.state is (State.DETACHED if recorded else State.LIVE)
    assert [found.field for found, _ in made.invalid] == (["row"] if recorded else [])


def test_an_archived_channel_without_a_row_is_nobodys() -> None:
    """Nothing can be said there, and no record asks for it."""
    made = decided([view("sheets"), talk(channel(reach=Reach.ARCHIVED))], within=LOST)
    assert made.items == {}


def test_of_a_successor_and_its_predecessor_the_row_says_which_counts() -> None:
    """Both bear the incident's label."""
    one = row("INC-1", channel="C1", **TITLE)
    made = decided([view("sheets", one), talk(channel("C1"), channel("C9"))], within=LOST)
    assert made.links["slack", only(made).id].ref == "C1"
    bare = row("INC-1", **TITLE)
    shut = channel("C9", reach=Reach.ARCHIVED)
    made = decided([view("sheets", bare), talk(channel("C1"), shut)], within=LOST)
    assert made.links["slack", only(made).id].ref == "C1"


def test_a_row_that_lost_its_id_is_found_by_its_channel() -> None:
    """Notion pages have none as a rule; the address in them names the channel."""
    made = decided(
        [view("notion", row("page", label="", channel="C1", **TITLE)), talk(channel(**TITLE))],
        within=LOST,
    )
    assert made.links["slack", only(made).id].ref == "C1"


def test_children_are_met_again() -> None:
    """A pinned message by its address, a follow-up by what it says; none is added twice."""
    link = "https://example.slack.com/archives/C1/p1"
    entry = row("INC-1-T1", kind=Kind.TIMELINE, parent="INC-1", text="Rolled back", link=link)
    plan = row("INC-1-F1", kind=Kind.FOLLOW_UP, parent="INC-1", text="Buy a disk", done=True)
    table = replace(
        view("sheets", row("INC-1", **TITLE), entry, plan),
        whole=frozenset(Kind),
        present=dict.fromkeys(Kind, frozenset()),
    )
    pinned = row("C1:1", kind=Kind.TIMELINE, parent="C1", label="", text="Rolled back!", link=link)
    ticked = row("C1:2", kind=Kind.FOLLOW_UP, parent="C1", label="", text="Buy  a disk", done=False)
    made = decided([table, talk(channel(**TITLE), pinned, ticked)], within=LOST)
    assert only(made, Kind.TIMELINE).value("text") == "Rolled back"
    assert only(made, Kind.FOLLOW_UP).value("done") is True
    assert len([side for side, _ in made.links if side == "slack"]) == 3


def test_which_channels_are_to_be_read() -> None:
    """Those of what goes on as the records say, and those that no record knows."""
    rows = [
        row("INC-1", channel="C1", status="Fixing"),
        row("INC-2", channel="C2", status="Resolved"),
        row("INC-3", status="Monitoring"),
    ]
    ours = [channel(f"C{n}", label=f"INC-{n}") for n in (1, 2, 3, 4)]
    assert sorted(to_read(ours, rows, RULES.vocabulary)) == ["C1", "C3", "C4"]


_VALUES = st.one_of(
    st.text(max_size=5), st.booleans(), st.none(), st.dates(), st.datetimes(timezones=st.just(UTC)),
    st.builds(Person, st.text(min_size=1, max_size=3)),
)  # fmt: skip


@given(one=_VALUES, other=_VALUES)
def test_alike_is_the_same_both_ways(one: Value, other: Value) -> None:
    """And everything is like itself."""
    assert alike(one, one)
    assert alike(one, other) == alike(other, one)


def test_alike_forgives_what_a_side_does_not_show() -> None:
    """Seconds, the time of a date, blanks; nothing else."""
    moment = datetime(2026, 11, 23, 9, 30, 5, tzinfo=UTC)
    assert alike(moment, moment.replace(second=0))
    assert alike(moment, date(2026, 11, 23))
    assert not alike(moment, moment.replace(minute=31))
    assert alike("Two  words ", "Two words")
    assert not alike("Two words", "two words")
    assert alike(None, "")


def test_a_head_reads_back_and_the_later_one_is_the_greater() -> None:
    """Of two generations the newer counts, however short its chain."""
    assert read_head(str(HEAD)) == HEAD
    assert Head(2, 1, "00" * 32) > HEAD < Head(1, 8, "00" * 32)
    assert read_head("") is read_head("1.2.3") is None
