"""What a page says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import meaning
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.sides.notion.properties import Codec
from incident_sync.sides.notion.reading import AWAY, CUT, Reader, channel_of, title_of
from incident_sync.sides.notion.schema import Layout, layout, schema_of
from incident_sync.sides.notion.users import Users
from tests.sides.notion.samples import (
    BOT,
    PRIYA,
    REGISTER,
    SAM,
    USERS,
    chosen,
    day,
    mention,
    page,
    page_of,
    register,
    source,
    text,
    usual,
    value,
)

WORDS = Vocabulary(
    severity=Words(("Minor", "Major")),
    active=("Investigating", "Fixing", "Monitoring"),
    closed=("Resolved", "Declined"),
)
SAM_LEE = Person("sam", "sam@example.com", "U1")
DIRECTORY = Directory((Member(SAM_LEE),))
FULL: dict[str, Any] = {
    "Title": [text("Search "), text("is slow", bold=True)],
    "ID": [text("INC-42")],
    "Status": chosen("Fixing"),
    "Severity": chosen("Major"),
    "Lead": [SAM],
    "Summary": [text("An index is missing")],
    "Reporter": [PRIYA],
    "Reported at": day("2026-11-23T10:00:00.000+00:00"),
    "Channel": "https://x.slack.com/archives/C0123456",
}


def reader(where: Layout | None = None, **more: Any) -> Reader:
    """A reader of the usual register."""
    codec = Codec(more.get("words", WORDS), more.get("zone", UTC), Users.of(USERS))
    return Reader(where or usual(), codec, DIRECTORY)


def test_a_page_is_read() -> None:
    """Values by field, prints of every facet, and what leads to it."""
    row = reader().row(page(FULL), "digest")
    assert row.kind is Kind.INCIDENT
    assert row.ref == "page-1"
    assert row.digest == "digest"
    assert row.values == {
        "title": "Search is slow",
        "status": "Fixing",
        "severity": "Major",
        "lead": SAM_LEE,
        "summary": "An index is missing",
        "customer_update": None,
        "reporter": Person("Priya Nair", "priya@example.com"),
        "reported_at": datetime(2026, 11, 23, 10, tzinfo=UTC),
        "resolved_at": None,
    }
    assert row.shown.keys() == usual().bound.keys()
    assert row.shown["id"] == meaning("INC-42")
    assert row.shown["sync_note"] == ""
    assert row.shown["channel"] == meaning("https://x.slack.com/archives/C0123456")
    assert row.shown["lead"] == meaning(SAM_LEE)
    assert (row.label, row.channel) == ("INC-42", "C0123456")
    assert row.where == '"Search is slow" https://www.notion.so/page1'
    assert row.at == datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    assert row.reach is Reach.OPEN
    assert row.by == SAM_LEE
    assert row.blocked == {}
    assert row.invalid == ()
    assert reader().prints(page(FULL)) == row.shown


def test_seconds_are_read_and_not_compared() -> None:
    """A program wrote them: they are mirrored, and that we write minutes alone is no difference."""
    row = reader().row(page({"Reported at": day("2026-11-23T10:15:42.000Z")}), "d")
    assert row.values["reported_at"] == datetime(2026, 11, 23, 10, 15, 42, tzinfo=UTC)
    assert row.shown["reported_at"] == meaning(datetime(2026, 11, 23, 10, 15, tzinfo=UTC))


def test_a_bot_edits_for_nobody() -> None:
    """An edit by a bot, ours or another, names no person."""
    assert reader().row(page(last_edited_by=BOT), "").by is None
    assert reader().row(page(last_edited_by={"object": "user", "id": "x"}), "").by is None


def test_an_archived_page_says_so() -> None:
    """An archived page is there, but parked."""
    assert reader().row(page(is_archived=True), "").reach is Reach.ARCHIVED


def test_an_empty_page_is_empty() -> None:
    """Empty properties are empty values, not missing ones."""
    row = reader().row(page(), "")
    assert set(row.values.values()) == {None}
    assert set(row.shown.values()) == {""}
    assert row.label == row.channel == ""
    assert row.where == '"" https://www.notion.so/page1'


def test_what_cannot_be_read_is_told_and_left_alone() -> None:
    """The value, the place and the reason are told; the rest of the page counts."""
    row = reader().row(page({**FULL, "Status": chosen("Parked"), "Lead": [SAM, PRIYA]}), "")
    assert "status" not in row.values
    assert "lead" not in row.values
    assert row.values["severity"] == "Major"
    told = {one.field: one for one in row.invalid}
    assert told["status"].value == "Parked"
    assert told["status"].where == row.where
    assert told["lead"].value == "Sam Lee, Priya Nair"
    assert "several people" in told["lead"].reason
    assert row.blocked == {one.field: one.reason for one in row.invalid}
    other = reader().row(page({**FULL, "Status": chosen("Waiting")}), "")
    assert other.shown["status"] != row.shown["status"] != meaning("Parked")


def test_what_notion_cuts_is_never_taken_for_an_edit() -> None:
    """A text with more mentions than a page object shows is left out, with the reason."""
    many = [mention(f"@{n}") for n in range(25)]
    row = reader().row(page({**FULL, "Summary": many, "Title": many}), "")
    assert row.values.keys().isdisjoint({"summary", "title"})
    assert row.blocked == {"summary": CUT, "title": CUT}
    assert row.invalid == ()
    assert row.shown["summary"].startswith("?:")


def test_a_property_that_the_page_lacks_is_left_alone() -> None:
    """A page that shows another schema than the one known gives no value for what differs."""
    shown = page(FULL)
    del shown["properties"]["Summary"]
    shown["properties"]["Lead"] = value("rich_text", [text("Sam")], "le")
    row = reader().row(shown, "")
    assert row.values.keys().isdisjoint({"summary", "lead"})
    assert row.shown.keys().isdisjoint({"summary", "lead"})
    assert row.blocked == {"summary": AWAY, "lead": AWAY}
    assert set(reader().strangers(shown)) == {"su", "le"}


def test_a_property_that_is_only_read_counts() -> None:
    """The value of a computed property is a value; only writing it is out of the question."""
    schema = register(Resolved_at=("rs", "last_edited_time", ()))
    properties = {**REGISTER, "Resolved at": ("rs", "last_edited_time", ())}
    shown = page_of(properties, {**FULL, "Resolved at": "2026-11-23T10:15:00.000Z"})
    row = reader(layout(schema, {})).row(shown, "")
    assert row.values["resolved_at"] == datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    assert row.blocked == {}


def test_a_renamed_property_is_read_by_its_id() -> None:
    """The name under which a page shows a property does not matter."""
    shown = page(FULL)
    shown["properties"]["Abstract"] = shown["properties"].pop("Summary")
    assert reader().row(shown, "").values["summary"] == "An index is missing"
    assert reader().page_hash(shown) == reader().page_hash(page(FULL))


def test_users_own_properties_are_shown() -> None:
    """Those named in the configuration, by the name given there, as text."""
    properties = {**REGISTER, "Area": ("ar", "multi_select", ("EU", "US"))}
    found = layout(schema_of(source(properties)), {}, ("Area", "Cost"))
    shown = page_of(properties, {**FULL, "Area": [chosen("EU"), chosen("US")]})
    assert reader(found).row(shown, "").extra == {"Area": "EU, US"}


def test_a_minted_label_is_read() -> None:
    """An ID that Notion gives is the label; before it does there is none."""
    properties = {**REGISTER, "ID": ("i", "unique_id", ())}
    found = reader(layout(schema_of(source(properties)), {}))
    shown = page_of(properties, {**FULL, "ID": {"prefix": "INC", "number": 7}})
    assert found.row(shown, "").label == "INC-7"
    waiting = page_of(properties, {**FULL, "ID": {"prefix": "INC", "number": None}})
    assert found.row(waiting, "").label == ""


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://x.slack.com/archives/C0123456", "C0123456"),
        ("https://x.slack.com/archives/C0123456/p1700000000", "C0123456"),
        ("https://app.slack.com/client/T012/G0123456", "G0123456"),
        ("https://example.com/archives/old", ""),
        ("", ""),
    ],
)
def test_the_channel_is_named_by_its_address(address: str, wanted: str) -> None:
    """The id is taken from either form of a channel's address."""
    assert channel_of(address) == wanted


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Title", [text("Other")]),
        ("Status", chosen("Resolved")),
        ("Lead", [PRIYA]),
        ("Lead", []),
        ("Resolved at", day("2026-11-23")),
        ("Channel", None),
        ("Sync note", [text("x")]),
        ("ID", []),
    ],
)
def test_the_hash_sees_every_mapped_property(name: str, content: Any) -> None:
    """A change of any property of ours changes the hash."""
    assert reader().page_hash(page({**FULL, name: content})) != reader().page_hash(page(FULL))


def test_the_hash_sees_nothing_else() -> None:
    """Stamps, editors, other properties, and how much is told of a user change nothing."""
    shown = page(
        {**FULL, "Lead": [USERS[0]]},
        last_edited_time="2026-11-24T00:00:00.000Z",
        last_edited_by=BOT,
        icon={"emoji": "x"},
    )
    shown["properties"]["Notes"] = value("rich_text", [text("mine")], "no")
    assert reader().page_hash(shown) == reader().page_hash(page(FULL))


@given(st.lists(st.tuples(st.text(min_size=1, max_size=9), st.booleans()), max_size=5))
def test_the_hash_does_not_see_formatting(parts: list[tuple[str, bool]]) -> None:
    """A page whose text is only coloured anew has the same hash."""
    bold = [text(said, bold=is_bold) for said, is_bold in parts]
    whole = "".join(said for said, _ in parts)
    bare = [text(whole)] if whole else []
    one, other = page({**FULL, "Summary": bold}), page({**FULL, "Summary": bare})
    assert reader().page_hash(one) == reader().page_hash(other)


def test_the_hash_covers_what_reading_depends_on() -> None:
    """Other words, another zone or another property for a field make every page worth a look."""
    usual_hash = reader().page_hash(page(FULL))
    words = Vocabulary(Words(("Minor", "Major")), ("Fixing",), ("Resolved",))
    assert reader(words=words).page_hash(page(FULL)) != usual_hash
    assert reader(zone=ZoneInfo("Europe/Berlin")).page_hash(page(FULL)) != usual_hash
    swapped = usual(summary="Customer update", customer_update="Summary")
    assert reader(swapped).page_hash(page(FULL)) != usual_hash
    assert reader().page_hash(page(FULL)) == usual_hash
    assert reader(words=words).salt != reader().salt


def test_a_schema_out_of_date_is_noticed() -> None:
    """A new property, another type or an unknown option; never a usual page."""
    assert reader().strangers(page(FULL)) == ()
    assert reader().strangers(page()) == ()
    grown = page(FULL)
    grown["properties"]["New"] = value("number", 1, "nw")
    assert reader().strangers(grown) == ("nw",)
    assert reader().strangers(page({**FULL, "Status": chosen("Parked")})) == ("st",)
    assert reader().strangers(page({**FULL, "Severity": chosen("Huge")})) == ("se",)


def test_the_title_is_found_whatever_it_is_called() -> None:
    """The page's own title, not the property of some name."""
    shown = page(FULL)
    shown["properties"]["Name"] = shown["properties"].pop("Title")
    assert title_of(shown) == "Search is slow"
    assert title_of({"properties": {}}) == ""
