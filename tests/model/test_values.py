"""Values: when two mean the same, and their stored form."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.people import Person
from incident_sync.model.values import (
    Value,
    canonical,
    decode,
    encode,
    instant,
    meaning,
    plain,
    prints,
    same,
)

zones = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
instants = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=zones).map(instant)  # noqa: DTZ001
people = st.builds(Person, st.text(), st.text(), st.text())
values: st.SearchStrategy[Value] = (
    st.none() | st.text() | st.booleans() | instants | st.dates() | people
)


@given(values)
def test_a_value_survives_being_stored(value: Value) -> None:
    """Through JSON and back it is the same value, not only the same meaning."""
    assert decode(json.loads(canonical(encode(value)))) == value


@given(values, values)
def test_meaning_is_shared_exactly_by_what_is_the_same(one: Value, other: Value) -> None:
    """Stored forms and meanings agree on what differs."""
    assert same(one, other) == (meaning(one) == meaning(other))
    if one == other:
        assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, ""),
        ("a\r\nb", "a\nb"),
        (Person("Sam", slack="U1"), Person("Samuel", "s@x.example", "U1")),
        (Person("Sam", "S@x.example"), Person("", "s@x.example")),
        (Person(" Sam  Lee"), Person("sam lee")),
        (
            datetime(2026, 11, 23, 9, 0, 0, 1999, tzinfo=UTC),
            datetime(2026, 11, 23, 10, 0, 0, 1000, tzinfo=timezone(timedelta(hours=1))),
        ),
    ],
)
def test_the_same_in_other_words(one: Value, other: Value) -> None:
    """No rewrite is needed between these."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, False), ("", False), ("True", True), ("a", "A"), ("a", "a "), ("Café", "Cafe\u0301"),
        (date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23", date(2026, 11, 23)), (Person("sam"), "sam"), (Person(""), Person("x")),
        (Person("Sam", "a@x.example"), Person("Sam", "b@x.example")),
    ],
)  # fmt: skip
def test_not_the_same(one: Value, other: Value) -> None:
    """Types and letters matter: what a service trims or folds is that side's to say."""
    assert not same(one, other)


@given(st.dictionaries(st.text(max_size=5), values))
def test_prints_are_the_meanings_of_stored_facets(facets: dict[str, Value]) -> None:
    """A record's facets are compared by what they mean."""
    stored = {name: encode(value) for name, value in facets.items()}
    assert prints(stored) == {name: meaning(value) for name, value in facets.items()}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "2026-11-23T09:00:00Z"),
        (date(2026, 11, 23), "2026-11-23"),
        (Person("Sam", "s@x.example"), "s@x.example"),
        (Person("Sam"), "Sam"),
        (True, True),
        (None, None),
    ],
)
def test_what_scripts_read(value: Value, told: object) -> None:
    """ISO for times, an address or a name for people."""
    assert plain(value) == told
