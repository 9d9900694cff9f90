"""Floor 1. People, and how a name somebody typed is recognised as one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_NAMED_MAIL = re.compile(r"(.+?)\s*<([^\s<>@]+@[^\s<>@]+)>")
_MAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who leads, reports or edits.

    Equality of meaning is by ``key``: the Slack id, else the e-mail address, else the text as it
    was typed (a name that matches nobody stays as the text it was).
    """

    name: str
    email: str = ""
    slack: str = ""

    @property
    def key(self) -> str:
        """What two mentions of one person share."""
        return self.slack or self.email.casefold() or " ".join(self.name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the workspace's directory knows them."""

    person: Person
    handle: str = ""
    real_name: str = ""
    guest: bool = False
    foreign: bool = False
    gone: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """The workspace's members, searchable by whatever people type."""

    members: tuple[Member, ...] = ()
    _found: dict[str, Person | None] = field(default_factory=dict, compare=False, repr=False)
    _by_id: dict[str, Member] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_id.update({m.person.slack: m for m in self.members})
        for member in (m for m in self.members if not m.gone):
            for word in set(_words(member)):
                # Two people of one name: nobody is guessed.
                self._found[word] = None if word in self._found else member.person

    def resolve(self, person: Person) -> Person:
        """The member meant by ``person``'s id, e-mail, ``@handle`` or name; else as typed."""
        if person.slack in self._by_id:
            return self._by_id[person.slack].person
        return self._found.get(_fold(person.email or person.name)) or person

    def member(self, slack_id: str) -> Member | None:
        """The member of that Slack id, deactivated ones included."""
        return self._by_id.get(slack_id)

    def written(self, person: Person) -> str:
        """How a person is written into a cell: the name where nobody shares it, else e-mail."""
        known = self.resolve(person)
        alone = self._found.get(_fold(known.name), known) is not None
        return known.name if alone or not known.email else known.email


def clashes(members: Iterable[Member]) -> list[str]:
    """Display names that more than one active member bears."""
    names = Counter(m.person.name for m in members if not m.gone)
    return sorted(name for name, count in names.items() if count > 1)


def typed(text: str) -> Person:
    """The person that somebody wrote down: a name, an address, or a name with its address."""
    both = _NAMED_MAIL.fullmatch(text)
    if both:
        return Person(both[1], email=both[2])
    return Person(text, email=text) if _MAIL.fullmatch(text) else Person(text)


def named(person: Person, directory: Directory) -> str:
    """The text for a person that reads back as that person, in the fewest strange characters.

    Where none does (two people of one name, and no address), the name.
    """
    usual = directory.written(person)
    member = directory.member(person.slack)
    handle = f"@{member.handle.lstrip('@')}" if member and member.handle else ""
    meant = directory.resolve(person).key
    for text in (usual, handle, person.email):
        if text and directory.resolve(typed(text)).key == meant:
            return text
    return usual or person.email


def held(person: Person, directory: Directory) -> Person:
    """The person that a text made by :func:`named` reads back as."""
    return directory.resolve(typed(named(person, directory)))


def _words(member: Member) -> Iterable[str]:
    person = member.person
    handle = member.handle.lstrip("@")
    candidates = (person.name, member.real_name, person.email, f"@{handle}" if handle else "")
    return [_fold(word) for word in (*candidates, handle) if word]


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
