"""People, recognised by whatever somebody typed, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.people import Directory, Member, Person, clashes

SAM = Person("Sam Rivera", "sam@example.com", "U1")
PRIYA = Person("Priya", "priya@example.com", "U2")
ALEX, ALEX_TOO = (
    Person("Alex", "alex@example.com", "U3"),
    Person("Alex", "alex.b@example.com", "U4"),
)
LEFT = Person("Lena", "lena@example.com", "U5")
PEOPLE = Directory((
    Member(SAM, "sam", "Samuel Rivera"), Member(PRIYA, "priya"), Member(ALEX, "alex"),
    Member(ALEX_TOO, "alexb"), Member(LEFT, "lena", gone=True),
))  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["Sam Rivera", "sam  RIVERA ", "Samuel Rivera", "@sam", "sam", "SAM@example.com"]
)
def test_a_member_is_recognised_by_name_handle_or_address(typed: str) -> None:
    """Case and spaces do not matter."""
    assert PEOPLE.resolve(Person(typed)) == SAM


def test_an_id_says_it_all() -> None:
    """Also of somebody who left."""
    assert PEOPLE.resolve(Person("whoever", slack="U5")) == LEFT


@pytest.mark.parametrize("typed", ["Alex", "Lena", "Nobody", "", "@"])
def test_nobody_is_guessed(typed: str) -> None:
    """Two of one name, somebody who left, a stranger: the text stays as it was."""
    assert PEOPLE.resolve(Person(typed)) == Person(typed)


def test_an_address_wins_over_a_name() -> None:
    """Two of one name are told apart by their addresses."""
    assert PEOPLE.resolve(Person("Alex", "alex.b@example.com")) == ALEX_TOO


@pytest.mark.parametrize(
    ("person", "cell"),
    [
        (SAM, "Sam Rivera"),
        (ALEX, "alex@example.com"),
        (Person("Stranger"), "Stranger"),
        (LEFT, "Lena"),
    ],
)
def test_how_a_person_is_written(person: Person, cell: str) -> None:
    """By name where nobody shares it, else by address."""
    assert PEOPLE.written(person) == cell


@given(st.text(), st.text(), st.text())
def test_no_text_makes_recognition_fail(name: str, email: str, slack: str) -> None:
    """Whatever people type is somebody, or itself."""
    typed = Person(name, email, slack)
    assert PEOPLE.resolve(typed) in {typed, SAM, PRIYA, ALEX, ALEX_TOO, LEFT}


def test_names_that_several_bear_are_told() -> None:
    """Active members alone count."""
    assert clashes(PEOPLE.members) == ["Alex"]
