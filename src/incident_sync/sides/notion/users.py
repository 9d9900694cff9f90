"""Floor 6. The workspace's users, and who is who. Pure.

Page objects may name a user by id alone, and an e-mail address is there only with the capability
"user information including email" (Notion API, User object), so people are looked up in the list
of users: by address where there is one, else by a name that nobody shares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from incident_sync.model.people import Person
from incident_sync.model.vocabulary import fold


class User(NamedTuple):
    """One user of the workspace."""

    id: str
    name: str
    email: str = ""
    bot: bool = False


class Users:
    """The users of a workspace, searchable."""

    def __init__(self, users: Iterable[User] = ()) -> None:
        self._by_id = {user.id: user for user in users}
        people = [user for user in self._by_id.values() if not user.bot]
        self._by_email = {fold(user.email): user for user in people if user.email}
        self._by_name: dict[str, list[User]] = {}
        for user in people:
            self._by_name.setdefault(fold(user.name), []).append(user)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Users) and self._by_id == other._by_id

    def __hash__(self) -> int:
        return hash(frozenset(self._by_id.values()))

    @classmethod
    def of(cls, results: Iterable[Mapping[str, Any]]) -> Users:
        """The users in the results of "List all users"."""
        return cls(map(_user, results))

    def dump(self) -> str:
        """The users as JSON text; the inverse of :meth:`load`."""
        return json.dumps(list(self._by_id.values()), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Users:
        """The users of a JSON text; raises ValueError where it is none."""
        try:
            return cls(User(*one) for one in json.loads(text))
        except TypeError as error:
            raise ValueError("no users") from error

    def person_of(self, user: Mapping[str, Any]) -> Person | None:
        """The person a user object stands for, a partial one by its id; None for bots, unknown."""
        known = self._known(user)
        return None if known.bot or not known.name else Person(known.name, known.email)

    def name_of(self, user: Mapping[str, Any]) -> str:
        """The name of a user object, a bot's or a group's too; "" where nobody knows it."""
        return self._known(user).name

    def id_of(self, person: Person) -> str | None:
        """The id of the user who is ``person``: by e-mail, else by a name that nobody shares.

        A name alone says nothing where both have an address and the two differ.
        """
        if person.email and (known := self._by_email.get(fold(person.email))):
            return known.id
        namesakes = self._by_name.get(fold(person.name), [])
        if len(namesakes) != 1 or (person.email and namesakes[0].email):
            return None
        return namesakes[0].id

    def _known(self, user: Mapping[str, Any]) -> User:
        told = _user(user)
        known = self._by_id.get(told.id, told)
        return known._replace(
            name=told.name or known.name, email=told.email or known.email, bot=told.bot or known.bot
        )


def _user(user: Mapping[str, Any]) -> User:
    email = (user.get("person") or {}).get("email") or ""
    # Somebody without a name is called by their address.
    name = user.get("name") or email
    return User(user["id"], name, email, bot=user.get("type") == "bot")
