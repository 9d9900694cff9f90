"""Who is who in a workspace."""

from __future__ import annotations

import pytest

from incident_sync.model.people import Person
from incident_sync.sides.notion.users import User, Users
from tests.sides.notion.samples import BOT, SAM, USERS


def test_a_partial_user_is_looked_up() -> None:
    """An id alone is enough where the user was listed."""
    users = Users.of(USERS)
    assert users.person_of(SAM) == Person("Sam Lee", "sam@example.com")
    assert users.person_of({"object": "user", "id": "nobody"}) is None
    assert users.name_of({"object": "user", "id": "nobody"}) == ""


def test_a_full_user_speaks_for_itself() -> None:
    """Without the list of users, a page's full user objects still tell a name."""
    assert Users().person_of(USERS[1]) == Person("Priya Nair", "priya@example.com")


def test_what_a_page_tells_and_what_is_listed_add_up() -> None:
    """A user object without an address takes the one in the list."""
    told = {"object": "user", "id": "user-sam", "type": "person", "name": "Samuel", "person": {}}
    assert Users.of(USERS).person_of(told) == Person("Samuel", "sam@example.com")


def test_bots_are_no_people() -> None:
    """A bot is known by its name, but is nobody who leads."""
    users = Users.of(USERS)
    assert users.person_of(BOT) is None
    assert users.name_of(BOT) == "incident-sync"
    assert users.id_of(Person("incident-sync")) is None


def test_people_are_found_by_address_first() -> None:
    """The address decides, whatever its case and whatever the name."""
    users = Users.of(USERS)
    assert users.id_of(Person("Priya Nair", "SAM@example.com")) == "user-sam"


def test_a_name_decides_only_where_no_address_contradicts() -> None:
    """A name that nobody shares is enough where one of the two has no address."""
    users = Users.of(USERS)
    assert users.id_of(Person("sam  lee")) == "user-sam"
    assert users.id_of(Person("Sam Lee", "sam@elsewhere.example")) is None
    bare = Users([User("1", "Sam Lee"), User("2", "Kim"), User("3", "kim")])
    assert bare.id_of(Person("Sam Lee", "sam@elsewhere.example")) == "1"
    assert bare.id_of(Person("Kim")) is None


def test_users_survive_the_cursor() -> None:
    """What is dumped is loaded again; what is none is refused."""
    users = Users.of(USERS)
    again = Users.load(users.dump())
    assert again == users
    assert hash(again) == hash(users)
    for text in ("1", "[1]", "[[]]"):
        with pytest.raises(ValueError, match="no users"):
            Users.load(text)
