"""What Notion should show of an item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from incident_sync.model.action import Brief, Gap
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import Value, decode, encode
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.sides.notion.body import Moment
from incident_sync.sides.notion.facets import acks_of, blocked_of, facets_of, moment_of
from incident_sync.sides.notion.properties import Codec
from incident_sync.sides.notion.schema import layout
from incident_sync.sides.notion.users import Users
from tests.sides.notion.samples import USERS, register, usual

SAM = Person("sam", "sam@example.com", "U1")
DIRECTORY = Directory((Member(SAM, handle="sam"),))
CODEC = Codec(
    Vocabulary(
        severity=Words(("Minor", "Major")),
        active=("Investigating", "Fixing", "Monitoring"),
        closed=("Resolved", "Declined"),
    ),
    UTC,
    Users.of(USERS),
)
VALUES: dict[str, Value] = {
    "title": "Search is slow",
    "status": "Fixing",
    "severity": "Major",
    "lead": SAM,
    "summary": "An index is missing",
    "reported_at": datetime(2026, 11, 23, 10, 15, 42, tzinfo=UTC),
}


def item(values: Mapping[str, Value], kind: Kind = Kind.INCIDENT, label: str = "INC-42") -> Item:
    """An item with these values, each at version 3."""
    return Item(1, kind, label, fields={name: Agreed(one, 3) for name, one in values.items()})


def brief(of: Item, **more: Any) -> Brief:
    """A brief about an item."""
    return Brief(of, directory=DIRECTORY, **more)


def test_an_incident_is_shown() -> None:
    """Every facet, people as they read back, instants to the minute, empty ones empty."""
    told = brief(
        item(VALUES), urls={"slack": "https://x.slack.com/archives/C1"}, notes={"notion": "mend"}
    )
    assert facets_of(told, usual(), CODEC) == {
        "id": "INC-42",
        "title": "Search is slow",
        "status": "Fixing",
        "severity": "Major",
        "lead": encode(SAM),
        "summary": "An index is missing",
        "customer_update": None,
        "reporter": None,
        "reported_at": {"at": "2026-11-23T10:15:00+00:00"},
        "resolved_at": None,
        "channel": "https://x.slack.com/archives/C1",
        "sync_note": "mend",
    }
    assert blocked_of(told, usual(), CODEC) == {}


def test_what_is_not_known_yet_is_not_shown() -> None:
    """Without a label or a channel those facets are not there; the note is emptied."""
    facets = facets_of(brief(item(VALUES, label="")), usual(), CODEC)
    assert facets.keys().isdisjoint({"id", "channel"})
    assert facets["sync_note"] is None


def test_what_notion_cannot_hold_is_left_out_and_named() -> None:
    """A stranger, a missing option, an endless text: the rest goes on."""
    values = {**VALUES, "lead": Person("Stranger"), "summary": "x" * 200_001}
    told = brief(item(values))
    found = layout(register(Status=("st", "status", ("Investigating",))), {})
    assert facets_of(told, found, CODEC).keys().isdisjoint({"lead", "summary", "status"})
    blocked = blocked_of(told, found, CODEC)
    assert blocked.keys() == {"lead", "summary", "status"}
    assert "Stranger is not known" in blocked["lead"]
    assert 'no option "Fixing": add it in Notion' in blocked["status"]
    assert "too long" in blocked["summary"]


def test_without_a_note_what_notion_refuses_is_tried_so_that_it_is_told() -> None:
    """It is among the facets, and named; a word of no vocabulary is never written."""
    told = brief(item({**VALUES, "severity": "Huge"}))
    schema = register(Status=("st", "status", ("Investigating",)), Sync_note=None)
    found = layout(schema, {})
    facets = facets_of(told, found, CODEC)
    assert facets["status"] == "Fixing"
    assert "severity" not in facets
    assert blocked_of(told, found, CODEC).keys() == {"status", "severity"}


def test_a_word_that_is_in_no_vocabulary_is_left_out() -> None:
    """A word that would not be understood again is not written."""
    told = brief(item({**VALUES, "severity": "Huge"}))
    assert "severity" not in facets_of(told, usual(), CODEC)
    assert "none of Minor, Major" in blocked_of(told, usual(), CODEC)["severity"]


def test_only_what_is_there_and_written_is_shown() -> None:
    """A facet without a property, or in a computed one, is no facet of this side."""
    schema = register(Lead=("le", "created_by", ()), Sync_note=None, ID=("i", "unique_id", ()))
    facets = facets_of(brief(item(VALUES)), layout(schema, {"summary": ""}), CODEC)
    assert facets.keys().isdisjoint({"lead", "sync_note", "summary", "id"})
    assert blocked_of(brief(item(VALUES)), layout(schema, {}), CODEC) == {}


def test_what_is_shown_reads_back_as_itself() -> None:
    """Showing what was read back changes nothing."""
    first = facets_of(brief(item(VALUES)), usual(), CODEC)
    values = {name: decode(one) for name, one in first.items() if name in VALUES}
    again = facets_of(brief(item(values)), usual(), CODEC)
    assert again == first


def test_baselines_are_what_notion_then_says() -> None:
    """The acknowledged value is the one that reads back, at the version that was shown."""
    told = brief(item(VALUES))
    facets = facets_of(told, usual(), CODEC)
    acks = acks_of(Gap(told, None, facets))
    assert acks["reported_at"] == Base(datetime(2026, 11, 23, 10, 15, tzinfo=UTC), 3)
    assert acks["title"] == Base("Search is slow", 3)
    assert acks.keys().isdisjoint({"id", "sync_note", "channel"})


def test_a_follow_up_is_shown_by_its_fields() -> None:
    """Its text and its tick; never ticked is not ticked."""
    told = brief(item({"text": "Add an index"}, Kind.FOLLOW_UP))
    assert facets_of(told, usual(), CODEC) == {"text": "Add an index", "done": False}
    assert blocked_of(told, usual(), CODEC) == {}
    long = brief(item({"text": "x" * 200_001, "done": True}, Kind.FOLLOW_UP))
    assert facets_of(long, usual(), CODEC) == {"done": True}
    assert blocked_of(long, usual(), CODEC).keys() == {"text"}


def test_a_timeline_entry_is_shown_by_its_fields() -> None:
    """All that its bullet tells."""
    at = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    said = {"text": "Restarted", "link": "https://x", "note": "edited"}
    entry = item({"at": at, "by": SAM, **said}, Kind.TIMELINE)
    assert facets_of(brief(entry), usual(), CODEC) == {
        "at": encode(at),
        "by": encode(SAM),
        "text": "Restarted",
        "link": "https://x",
        "note": "edited",
    }
    assert moment_of(entry, DIRECTORY) == Moment("Restarted", at, "sam", "https://x", "edited")
    bare = item({"at": date(2026, 11, 23)}, Kind.TIMELINE)
    assert moment_of(bare, DIRECTORY) == Moment("", date(2026, 11, 23))
    long = brief(item({"at": at, "text": "x" * 200_000}, Kind.TIMELINE))
    assert "text" not in facets_of(long, usual(), CODEC)
    assert blocked_of(long, usual(), CODEC).keys() == {"text"}
