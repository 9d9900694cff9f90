"""Cells to values and back, in every style that a column may have."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.fields import FIELDS, Field, Kind
from incident_sync.model.people import Directory, Member, Person, held, named
from incident_sync.model.times import Unreadable
from incident_sync.model.values import Value, instant, meaning
from incident_sync.sides.sheets.cells import Codec, Style, style_of, too_long
from incident_sync.sides.sheets.rows import Cell, text_of
from tests.sides.sheets.desk import PEOPLE, PRIYA, SAM, WORDS

BERLIN = ZoneInfo("Europe/Berlin")
CODEC = Codec(WORDS, BERLIN, UTC)
TITLE = FIELDS[Kind.INCIDENT]["title"]
STATUS = FIELDS[Kind.INCIDENT]["status"]
LEAD = FIELDS[Kind.INCIDENT]["lead"]
AT = FIELDS[Kind.INCIDENT]["reported_at"]
DONE = FIELDS[Kind.FOLLOW_UP]["done"]


def read(of: Field, cell: Cell) -> Value:
    return CODEC.read(of, cell, PEOPLE)


texts = st.text(min_size=1, max_size=60).filter(lambda text: not text.startswith("#"))
times = st.one_of(
    st.datetimes(datetime(1971, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC)).map(instant),  # noqa: DTZ001
    st.dates(date(1970, 1, 1), date(2150, 1, 1)),
)
words = st.sampled_from(WORDS.status.words)
used: list[Cell] = ["Resolved", "closed", "TRUE", True, " fixing "]
in_use = st.lists(st.sampled_from(used)).map(lambda cells: style_of(cells, formatted=False))
sheet_zones = st.sampled_from([UTC, BERLIN, ZoneInfo("America/New_York")])


@given(texts)
def test_a_text_is_kept_as_it_is(text: str) -> None:
    """Titles go through byte by byte, blanks at the end and all."""
    assert read(TITLE, CODEC.write(TITLE, text, Style())) == text


@given(times, sheet_zones, st.booleans())
def test_a_time_reads_back_in_either_style(value: Value, zone: tzinfo, serial: bool) -> None:
    """As a serial in the spreadsheet's zone or as ISO text, a time means the same again."""
    codec = Codec(WORDS, zone, ZoneInfo("Asia/Tokyo"))
    assert codec.read(AT, codec.write(AT, value, Style(serial=serial)), PEOPLE) == value


@given(words, in_use)
def test_a_word_reads_back_in_the_registers_own_language(word: str, style: Style) -> None:
    """Whatever words a register uses, the one written means the one meant."""
    assert read(STATUS, CODEC.write(STATUS, word, style)) == word


@given(st.booleans())
def test_a_tick_reads_back(truth: bool) -> None:
    """A ticked box is true, an unticked one false."""
    assert read(DONE, CODEC.write(DONE, truth, Style())) is truth


people = st.builds(
    Person,
    st.sampled_from(["Sam Field", "Robin", "robin", "Jo Doe", "x"]),
    st.sampled_from(["", "robin@people.example", "sam@people.example"]),
    st.sampled_from(["", "U0SAM", "U0ROBIN", "U0GONE"]),
)


@given(people)
def test_what_a_persons_cell_reads_back_as_is_stable(person: Person) -> None:
    """The person that a side holds is written and read as that same person for ever."""
    there = Directory(
        (
            Member(SAM, handle="sam"),
            Member(Person("Robin", "robin@people.example", "U0ROBIN"), handle="robin"),
            Member(Person("Robin", "", "U0OTHER"), handle="robin2"),
            Member(Person("Jo Doe", "", "U0GONE"), gone=True),
        )
    )
    kept = held(person, there)
    assert CODEC.read(LEAD, named(person, there), there) == kept
    assert meaning(held(kept, there)) == meaning(kept)


def test_people_are_written_by_name_where_it_names_one() -> None:
    """A name shared by two is written as an address, or as a handle where there is none."""
    one = Person("Robin", "robin@people.example", "U1")
    other = Person("Robin", "", "U2")
    there = Directory((Member(one, handle="robin"), Member(other, handle="r2"), Member(SAM)))
    assert named(SAM, there) == "Sam Field"
    assert named(one, there) == "robin@people.example"
    assert named(other, there) == "@r2"


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("sam@people.example", SAM),
        ("Sam Field", SAM),
        ("  sam field ", SAM),
        ("@sam", SAM),
        ("Sam <sam@people.example>", SAM),
        ("@priya", PRIYA),
        ("Platform team", Person("Platform team")),
        ("new@people.example", Person("new@people.example", "new@people.example")),
        ("New <new@people.example>", Person("New", "new@people.example")),
    ],
)
def test_people_are_recognised_as_they_are_typed(typed: str, person: Person) -> None:
    """By address, handle or name; a name of nobody stays as the text it was."""
    assert read(LEAD, typed) == person


@pytest.mark.parametrize(
    ("cell", "word"),
    [("major outage", None), ("resolved ", "Resolved"), ("CLOSED", "Resolved"), (True, "Resolved")],
)
def test_words_are_read_in_any_case(cell: Cell, word: str | None) -> None:
    """Trimmed, in any case, by alias; a word of no meaning is refused with those that have one."""
    if word:
        assert read(STATUS, cell) == word
        return
    with pytest.raises(Unreadable, match="none of Investigating, Fixing"):
        read(STATUS, cell)


def test_a_register_of_ticks_keeps_its_ticks() -> None:
    """Where a column means Resolved by a ticked box, a ticked box is written."""
    style = style_of([True, "", True], formatted=False)
    assert CODEC.write(STATUS, "Resolved", style) is True
    assert CODEC.write(STATUS, "Fixing", style) == "Fixing"


def test_a_column_without_dates_follows_its_format() -> None:
    """Numbers make a date column; an empty one is what it is formatted as; texts stay texts."""
    assert style_of([46349.5, "soon"], formatted=False).serial
    assert style_of(["", ""], formatted=True).serial
    assert not style_of(["2026-11-23"], formatted=True).serial
    assert not style_of([True, ""], formatted=False).serial


@pytest.mark.parametrize(
    ("cell", "text"),
    [(42, "42"), (42.0, "42"), (42.5, "42.5"), (True, "TRUE"), (False, "FALSE"), ("007", "007")],
)
def test_other_cells_as_text(cell: Cell, text: str) -> None:
    """A title that Sheets took for a number or a tick is still that title."""
    assert text_of(cell) == text


@pytest.mark.parametrize("of", [TITLE, STATUS, LEAD, AT, DONE])
def test_a_failing_formula_is_no_value(of: Field) -> None:
    """``#REF!`` never becomes somebody's title, word, name or date."""
    with pytest.raises(Unreadable, match="formula in this cell fails"):
        read(of, "#REF!")


@pytest.mark.parametrize(
    ("cell", "truth"),
    [("", False), ("x", True), ("Yes", True), ("no", False), (1, True), (0, False)],
)
def test_ticks_in_words(cell: Cell, truth: bool) -> None:
    """People tick in many ways; an empty cell is not done."""
    assert read(DONE, cell) is truth


def test_a_tick_of_no_meaning_is_named() -> None:
    """``maybe`` is neither."""
    with pytest.raises(Unreadable, match="neither ticked nor empty"):
        read(DONE, "maybe")


def test_blank_cells_are_empty_values() -> None:
    """Blanks alone are no word, no person and no time; in a text they are a text."""
    assert [read(of, "  ") for of in (STATUS, LEAD, AT)] == [None, None, None]
    assert read(TITLE, "") is None
    assert read(TITLE, "  ") == "  "


def test_what_a_cell_can_hold() -> None:
    """50,000 characters, as UTF-16 counts them."""
    assert not too_long("a" * 50_000)
    assert too_long("a" * 50_001)
    assert too_long("\N{FIRE}" * 25_001)
