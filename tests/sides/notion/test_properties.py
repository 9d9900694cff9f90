"""What property values mean, and how values are written into properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.times import Unreadable
from incident_sync.model.values import Value, meaning
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.sides.notion.kinds import facet_field
from incident_sync.sides.notion.properties import Codec
from incident_sync.sides.notion.richtext import Unfit, plain
from incident_sync.sides.notion.schema import Prop
from incident_sync.sides.notion.shapes import extract, is_cut, text_of
from incident_sync.sides.notion.users import User, Users
from tests.sides.notion.samples import (
    BOT,
    PRIYA,
    SAM,
    USERS,
    answered,
    chosen,
    day,
    equation,
    mention,
    text,
    value,
)

WORDS = Vocabulary(
    severity=Words(("Minor", "Major"), {"Major": ("outage", "P1")}),
    active=("Investigating", "Fixing"),
    closed=("Resolved",),
    status_aliases={"Resolved": ("done", "closed")},
)
BERLIN = ZoneInfo("Europe/Berlin")
SAM_LEE = Person("sam", "sam@example.com", "U1")
DIRECTORY = Directory((Member(SAM_LEE, handle="sam", real_name="Sam Lee"),))
NOBODY = Directory()
CODEC = Codec(WORDS, BERLIN, Users.of(USERS))
STATUS = ("Investigating", "Fixing", "Done")


def read(facet: str, kind: str, content: Any, directory: Directory = NOBODY) -> Value:
    """What a property of that type with that content means as the facet."""
    return CODEC.read(facet_field(facet), prop(kind), value(kind, content), directory)


def write(
    facet: str,
    kind: str,
    new: Value,
    current: Any = None,
    *,
    options: tuple[str, ...] = (),
    directory: Directory = NOBODY,
) -> Any:
    """The content written into a property of that type."""
    shown = None if current is None else value(kind, current)
    sent = CODEC.write(facet_field(facet), prop(kind, options), new, shown, directory)
    assert sent.keys() == {kind}
    return sent[kind]


def prop(kind: str, options: tuple[str, ...] = ()) -> Prop:
    """A property of that type."""
    return Prop("x", "It", kind, options)


def formula(kind: str, content: Any) -> dict[str, Any]:
    """What a formula computed."""
    return {"type": kind, kind: content}


def rollup(*items: dict[str, Any]) -> dict[str, Any]:
    """What a rollup collected."""
    return {"type": "array", "array": list(items), "function": "show_original"}


@pytest.mark.parametrize(
    ("facet", "kind", "content", "wanted"),
    [
        ("title", "title", [text("Search "), text("is slow", bold=True)], "Search is slow"),
        ("summary", "rich_text", [text("with "), mention("@Sam Lee")], "with @Sam Lee"),
        ("summary", "rich_text", [equation("e=mc^2")], "e=mc^2"),
        ("summary", "rich_text", [text(" kept as it is\n")], " kept as it is\n"),
        ("summary", "rich_text", [], None),
        ("summary", "url", "https://example.com", "https://example.com"),
        ("summary", "url", None, None),
        ("summary", "number", 42.0, "42"),
        ("summary", "number", 0, "0"),
        ("summary", "number", 1.5, "1.5"),
        ("summary", "select", chosen("Big"), "Big"),
        ("summary", "formula", formula("string", "Both"), "Both"),
        ("summary", "formula", formula("boolean", content=False), "no"),
        ("summary", "rollup", rollup(value("title", [text("A")]), value("number", 2)), "A, 2"),
        ("summary", "rollup", rollup(), None),
        ("summary", "created_by", SAM, "Sam Lee"),
        ("id", "rich_text", [text(" INC-42 ")], "INC-42"),
        ("id", "unique_id", {"prefix": "INC", "number": 42}, "INC-42"),
        ("id", "unique_id", {"prefix": None, "number": 42}, "42"),
        ("id", "unique_id", {"prefix": "INC", "number": None}, None),
        ("id", "number", 42, "42"),
        ("channel", "url", "https://x.slack.com/archives/C1 ", "https://x.slack.com/archives/C1"),
    ],
)
def test_texts_are_read(facet: str, kind: str, content: Any, wanted: Value) -> None:
    """A text field is what the property says, whatever its type."""
    assert read(facet, kind, content) == wanted


@pytest.mark.parametrize(
    ("facet", "kind", "content", "wanted"),
    [
        ("status", "status", chosen("Fixing"), "Fixing"),
        ("status", "status", None, None),
        ("status", "status", chosen(" DONE"), "Resolved"),
        ("status", "rich_text", [text("fixing ")], "Fixing"),
        ("status", "rich_text", [text("  ")], None),
        ("severity", "select", chosen("p1"), "Major"),
        ("severity", "multi_select", [chosen("Minor")], "Minor"),
        ("severity", "multi_select", [], None),
        ("severity", "formula", formula("string", "outage"), "Major"),
        ("severity", "rollup", rollup(value("select", chosen("Major"))), "Major"),
    ],
)
def test_words_are_read(facet: str, kind: str, content: Any, wanted: Value) -> None:
    """A word is known by its aliases, trimmed and whatever its case."""
    assert read(facet, kind, content) == wanted


@pytest.mark.parametrize(
    ("kind", "content", "wanted"),
    [
        ("people", [SAM], SAM_LEE),
        ("people", [PRIYA], Person("Priya Nair", "priya@example.com")),
        ("people", [BOT], Person("incident-sync")),
        ("people", [], None),
        ("created_by", SAM, SAM_LEE),
        ("last_edited_by", PRIYA, Person("Priya Nair", "priya@example.com")),
        ("rich_text", [text("@sam")], SAM_LEE),
        ("rich_text", [text(" "), mention("@Whoever", of=SAM), text(" ")], SAM_LEE),
        ("rich_text", [text("Nobody Known")], Person("Nobody Known")),
        ("rich_text", [mention("@Sam"), text(" or Kim")], Person("@Sam or Kim")),
        ("rich_text", [], None),
        ("email", "sam@example.com", SAM_LEE),
        ("email", None, None),
        ("select", chosen("Sam Lee"), SAM_LEE),
        ("formula", formula("string", "sam"), SAM_LEE),
        ("rollup", rollup(value("people", [SAM])), SAM_LEE),
    ],
)
def test_people_are_read(kind: str, content: Any, wanted: Value) -> None:
    """A person is known by id, address or name, as Slack knows them."""
    assert read("lead", kind, content, DIRECTORY) == wanted


@pytest.mark.parametrize(
    ("kind", "content", "wanted"),
    [
        ("date", day("2026-11-23"), date(2026, 11, 23)),
        ("date", None, None),
        ("date", day("2026-11-23T10:15:00.000+00:00"), datetime(2026, 11, 23, 10, 15, tzinfo=UTC)),
        ("date", day("2026-11-23T10:15:00.000+05:30"), datetime(2026, 11, 23, 4, 45, tzinfo=UTC)),
        (
            "date",
            day("2026-11-23T10:15:00.000", zone="America/New_York"),
            datetime(2026, 11, 23, 15, 15, tzinfo=UTC),
        ),
        (
            "date",
            day("2026-11-23T10:15:00.000-05:00", zone="America/New_York"),
            datetime(2026, 11, 23, 15, 15, tzinfo=UTC),
        ),
        ("date", day("2026-11-23T10:15:00"), datetime(2026, 11, 23, 9, 15, tzinfo=UTC)),
        (
            "date",
            day("2026-11-23T10:15:42.5Z"),
            datetime(2026, 11, 23, 10, 15, 42, 500_000, tzinfo=UTC),
        ),
        ("date", day("2026-11-23", "2026-11-25"), date(2026, 11, 23)),
        ("created_time", "2026-11-23T10:15:00.000Z", datetime(2026, 11, 23, 10, 15, tzinfo=UTC)),
        ("formula", formula("date", day("2026-11-23")), date(2026, 11, 23)),
        ("formula", formula("date", None), None),
        ("formula", formula("string", "23 Nov 2026"), date(2026, 11, 23)),
        ("rollup", formula("date", day("2026-11-23")), date(2026, 11, 23)),
        ("rich_text", [text("2026-11-23 10:15")], datetime(2026, 11, 23, 9, 15, tzinfo=UTC)),
    ],
)
def test_times_are_read(kind: str, content: Any, wanted: Value) -> None:
    """An instant or a plain date, a wall time in the zone it names or else the configured one."""
    assert read("resolved_at", kind, content) == wanted


@pytest.mark.parametrize(
    ("facet", "kind", "content", "reason"),
    [
        ("status", "status", chosen("Parked"), "it is none of Investigating, Fixing, Resolved"),
        ("severity", "multi_select", [chosen("Minor"), chosen("Major")], "several words"),
        ("severity", "rollup", rollup(value("number", 1), value("number", 2)), "several values"),
        ("lead", "people", [SAM, PRIYA], "several people (Sam Lee, Priya Nair)"),
        ("lead", "people", [{"object": "group", "id": "g", "name": "SRE"}], "a group"),
        ("lead", "people", [{"object": "user", "id": "gone"}], "name this connection may not see"),
        ("resolved_at", "rich_text", [text("yesterday")], "no date or time"),
        ("resolved_at", "date", day("2026-11-23T10:15:00", zone="Moon/Base"), "Moon/Base"),
        ("resolved_at", "date", day("2026-10-25T02:30:00", zone="Europe/Berlin"), "twice"),
        ("resolved_at", "date", day("1066-10-14"), "1066"),
        ("resolved_at", "formula", formula("number", 7), "no date"),
    ],
)
def test_what_cannot_be_understood_is_refused(
    facet: str, kind: str, content: Any, reason: str
) -> None:
    """Nothing is guessed; the reason is for the person who typed it."""
    with pytest.raises(Unreadable) as caught:
        read(facet, kind, content)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("facet", "kind", "new", "options", "wanted"),
    [
        ("status", "status", "Fixing", STATUS, {"name": "Fixing"}),
        ("status", "status", "Resolved", STATUS, {"name": "Done"}),
        ("status", "status", "Fixing", ("FIXING",), {"name": "FIXING"}),
        ("severity", "select", "Major", ("p1",), {"name": "p1"}),
        ("severity", "select", "Major", (), {"name": "Major"}),
        ("severity", "select", None, ("p1",), None),
        ("lead", "people", Person("x", "priya@example.com"), (), [PRIYA]),
        ("lead", "people", Person("Priya Nair"), (), [PRIYA]),
        ("lead", "people", None, (), []),
        ("lead", "email", Person("x", "a@example.com"), (), "a@example.com"),
        ("lead", "email", None, (), None),
        ("lead", "select", Person("Kim"), ("kim",), {"name": "kim"}),
        ("lead", "select", SAM_LEE, ("Sam Lee",), {"name": "Sam Lee"}),
        ("lead", "select", SAM_LEE, (), {"name": "sam"}),
        ("resolved_at", "date", date(2026, 11, 23), (), {"start": "2026-11-23"}),
        (
            "resolved_at",
            "date",
            datetime(2026, 11, 23, 10, 15, tzinfo=UTC),
            (),
            {"start": "2026-11-23T10:15:00Z"},
        ),
        ("resolved_at", "date", None, (), None),
        (
            "channel",
            "url",
            "https://x.slack.com/archives/C1",
            (),
            "https://x.slack.com/archives/C1",
        ),
        ("channel", "url", None, (), None),
        ("title", "title", None, (), []),
        ("summary", "rich_text", "a\r\nb", (), [{"type": "text", "text": {"content": "a\nb"}}]),
        ("status", "rich_text", "Fixing", (), [{"type": "text", "text": {"content": "Fixing"}}]),
        ("lead", "rich_text", SAM_LEE, (), [{"type": "text", "text": {"content": "sam"}}]),
    ],
)
def test_values_are_written(
    facet: str, kind: str, new: Value, options: tuple[str, ...], wanted: Any
) -> None:
    """Words in the register's own spelling, people by id, empty values as Notion empties."""
    assert write(facet, kind, new, options=options, directory=DIRECTORY) == wanted


@pytest.mark.parametrize(
    ("facet", "kind", "new", "reason"),
    [
        ("status", "status", "Resolved", 'no option "Resolved": add it in Notion'),
        ("status", "status", None, "cannot be emptied"),
        ("lead", "people", Person("Stranger"), "Stranger is not known in this Notion workspace"),
        ("lead", "people", Person("incident-sync"), "not known"),
        ("lead", "email", Person("Stranger"), "no e-mail address"),
        ("lead", "email", Person("x", "x" * 101), "too long"),
        ("lead", "select", Person("Lee, Sam"), "no comma"),
        ("lead", "select", Person("x" * 101), "at most 100"),
        ("lead", "select", Person("\ud83d"), "half a character"),
        ("summary", "rich_text", "x" * 200_001, "too long"),
        ("channel", "url", "https://example.com/" + "x" * 2_000, "too long"),
    ],
)
def test_what_the_property_cannot_hold_is_refused(
    facet: str, kind: str, new: Value, reason: str
) -> None:
    """Nothing is cut or left out in silence."""
    with pytest.raises(Unfit) as caught:
        write(facet, kind, new, options=STATUS[:2])
    assert reason in str(caught.value)


def test_a_new_text_is_spliced_into_the_old() -> None:
    """A write keeps the formatting of what stays."""
    current = [text("Search", bold=True), text(" is slow")]
    sent = write("summary", "rich_text", "Search is down", current)
    assert sent[0] == {
        "type": "text",
        "text": {"content": "Search"},
        "annotations": {"bold": True},
    }
    assert plain(sent) == "Search is down"


@pytest.mark.parametrize(
    ("new", "end", "kept"),
    [
        (date(2026, 11, 23), "2026-11-25", True),
        (date(2026, 11, 26), "2026-11-25", False),
        (date(2026, 11, 23), "2026-11-25T10:00:00.000+00:00", False),
        (datetime(2026, 11, 23, 10, tzinfo=UTC), "2026-11-23T12:00:00.000+00:00", True),
        (datetime(2026, 11, 23, 10, tzinfo=UTC), "2026-11-23T12:00:00.000", False),
        (datetime(2026, 11, 23, 10, tzinfo=UTC), "2026-11-24", False),
    ],
)
def test_the_end_of_a_range_is_kept_where_it_can_be(new: date, end: str, *, kept: bool) -> None:
    """A range that a person made keeps its end if that still comes after the start."""
    sent = write("resolved_at", "date", new, day("2026-11-20", end))
    assert sent.get("end") == (end if kept else None)


_NAMES = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=("Cs", "Z", "C")),
    min_size=1,
    max_size=12,
).filter(lambda name: not name.startswith("@") and "<" not in name)
_MINUTES = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - made aware below
    datetime(2100, 1, 1),  # noqa: DTZ001
).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC))
_TEXTS = st.text(min_size=1, max_size=80)
_PEOPLE = st.sampled_from(
    [Person("Sam Lee", "sam@example.com"), Person("Priya Nair", "priya@example.com")]
)
_ROUND = st.one_of(
    st.tuples(
        st.sampled_from(["title", "summary"]), st.sampled_from(["title", "rich_text"]), _TEXTS
    ),
    st.tuples(
        st.just("status"),
        st.sampled_from(["status", "select", "rich_text"]),
        st.sampled_from(["Investigating", "Fixing", "Resolved"]),
    ),
    st.tuples(
        st.just("severity"),
        st.sampled_from(["select", "rich_text"]),
        st.sampled_from(["Minor", "Major"]),
    ),
    st.tuples(
        st.just("lead"), st.sampled_from(["people", "rich_text", "email", "select"]), _PEOPLE
    ),
    st.tuples(st.just("lead"), st.sampled_from(["rich_text"]), _NAMES.map(Person)),
    st.tuples(
        st.just("resolved_at"),
        st.sampled_from(["date", "rich_text"]),
        _MINUTES | st.dates(date(1970, 1, 1), date(2199, 1, 1)),
    ),
    st.tuples(
        st.just("channel"),
        st.sampled_from(["url", "rich_text"]),
        st.just("https://x.slack.com/archives/C1"),
    ),
    st.tuples(
        st.sampled_from(["title", "severity", "lead", "resolved_at"]),
        st.sampled_from(["rich_text"]),
        st.none(),
    ),
)
_OPTIONS = st.sampled_from([STATUS, ("FIXING", "closed", "investigating", "p1", "minor")])


@given(_ROUND, _OPTIONS)
def test_what_is_written_reads_back(case: tuple[str, str, Value], options: tuple[str, ...]) -> None:
    """For every type that is written: what was written means the value."""
    facet, kind, new = case
    of, target = facet_field(facet), prop(kind, options)
    sent = CODEC.write(of, target, new, None, NOBODY)
    content = sent[kind]
    if kind in ("title", "rich_text"):
        content = answered(content)
    if kind in ("select", "status") and content:
        content = chosen(content["name"])
    back = CODEC.read(of, target, value(kind, content), NOBODY)
    assert meaning(back) == meaning(new)
    held = CODEC.held(of, target, new, NOBODY)
    assert meaning(held) == meaning(back)
    assert meaning(CODEC.held(of, target, held, NOBODY)) == meaning(held)


def test_an_instant_is_held_to_the_minute() -> None:
    """Notion shows minutes: seconds are not taken for something that a person has to see there."""
    moment = datetime(2026, 11, 23, 10, 15, 42, 123_000, tzinfo=UTC)
    of = facet_field("resolved_at")
    held = CODEC.held(of, prop("date"), moment, NOBODY)
    assert held == moment.replace(second=0, microsecond=0)
    assert CODEC.held(of, prop("rich_text"), moment, NOBODY) == moment


def test_a_person_is_held_as_notion_knows_them() -> None:
    """A lead is read back with the address that Slack knows, by whatever name they go here."""
    held = CODEC.held(facet_field("lead"), prop("people"), SAM_LEE, DIRECTORY)
    assert held == SAM_LEE
    bare = Codec(WORDS, UTC, Users([User("1", "Sam Lee")]))
    assert bare.held(facet_field("lead"), prop("people"), Person("Sam Lee"), DIRECTORY) == SAM_LEE


_FORMATTED = st.tuples(st.text(min_size=1, max_size=20), st.booleans(), st.booleans())


@given(st.lists(_FORMATTED, max_size=6), st.integers(0, 120))
def test_formatting_is_no_content(parts: list[tuple[str, bool, bool]], cut: int) -> None:
    """What a text says is the same however its runs are cut, coloured or linked."""
    said = "".join(part for part, _, _ in parts)
    formatted = [
        text(part, "https://example.com" if linked else "", bold=bold)
        for part, bold, linked in parts
    ]
    runs = [text(one) for one in (said[:cut], said[cut:]) if one]
    one, other = (extract("rich_text", value("rich_text", each)) for each in (formatted, runs))
    assert one == other == [said]


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("people", [SAM], [USERS[0]], True),
        ("people", [SAM], [PRIYA], False),
        ("created_by", SAM, USERS[0], True),
        ("created_by", SAM, PRIYA, False),
        ("select", chosen("a"), {**chosen("a"), "color": "red"}, True),
        ("select", chosen("a"), chosen("b"), False),
        ("select", chosen("a"), None, False),
        ("multi_select", [chosen("a")], [chosen("a"), chosen("b")], False),
        (
            "files",
            [{"name": "f", "file": {"url": "a"}}],
            [{"name": "f", "file": {"url": "b"}}],
            True,
        ),
        ("files", [{"name": "f"}], [{"name": "g"}], False),
        ("relation", [{"id": "a"}], [{"id": "b"}], True),
        ("date", day("2026-11-23"), day("2026-11-24"), False),
        ("date", day("2026-11-23"), day("2026-11-23", "2026-11-24"), False),
        ("date", day("2026-11-23T10:00:00"), day("2026-11-23T10:00:00", zone="UTC"), False),
        ("unique_id", {"prefix": "A", "number": 1}, {"prefix": "A", "number": 2}, False),
        ("number", 1, 2, False),
        ("checkbox", True, False, False),
        ("formula", formula("string", "a"), formula("string", "b"), False),
        ("rollup", rollup(value("number", 1)), rollup(value("number", 2)), False),
        ("rich_text", [mention("@Sam", of=SAM)], [mention("@Sam", of=PRIYA)], False),
    ],
)
def test_what_counts_as_content(kind: str, one: Any, other: Any, *, same: bool) -> None:
    """Colours, signed addresses and how much is told of a user are no content."""
    assert (extract(kind, value(kind, one)) == extract(kind, value(kind, other))) is same


@pytest.mark.parametrize(
    ("kind", "content", "wanted"),
    [
        ("checkbox", True, "yes"),
        ("multi_select", [chosen("a"), chosen("b")], "a, b"),
        ("people", [SAM, BOT], "Sam Lee, incident-sync"),
        ("files", [{"name": "log.txt", "file": {"url": "https://signed"}}], "log.txt"),
        ("relation", [{"id": "a"}], ""),
        ("date", day("2026-11-23", "2026-11-24"), "2026-11-23 – 2026-11-24"),
        ("place", {"name": "Berlin", "lat": 1, "lon": 2}, "Berlin"),
        ("verification", {"state": "verified"}, "verified"),
        ("button", {}, ""),
        ("something_new", None, ""),
    ],
)
def test_any_property_can_be_told(kind: str, content: Any, wanted: str) -> None:
    """A user's own property of any type is shown as text."""
    assert text_of(kind, value(kind, content), CODEC.users) == wanted


def test_a_page_object_may_not_show_all() -> None:
    """With 25 mentions or people there may be more than the page object says."""
    many = [mention(f"@{n}") for n in range(25)]
    assert is_cut("rich_text", value("rich_text", many))
    assert is_cut("title", value("title", [text("x"), *many]))
    assert not is_cut("title", value("title", many[:24]))
    assert is_cut("people", value("people", [SAM] * 25))
    assert not is_cut("people", value("people", [SAM] * 24))
    assert not is_cut("number", value("number", 25))


@given(st.timedeltas(timedelta(0), timedelta(days=365)))
def test_a_wall_time_is_read_in_the_configured_zone(ahead: timedelta) -> None:
    """A date without zone means the configured one, or is refused where that has no such time."""
    wall = (datetime(2026, 1, 1) + ahead).replace(second=0, microsecond=0)  # noqa: DTZ001
    try:
        found = read("resolved_at", "date", day(wall.isoformat()))
    except Unreadable:
        return
    assert isinstance(found, datetime)
    assert found.astimezone(BERLIN).replace(tzinfo=None) == wall
