"""Floor 6. What a property's value means and how a value is written into one. Pure: no page.

What cannot be understood is refused with a reason (Unreadable), what the property cannot hold, too
(Unfit); nothing is guessed or cut.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from incident_sync.model.fields import Field, Type
from incident_sync.model.people import Directory, Person, named, typed
from incident_sync.model.times import Unreadable, iso, parse_time
from incident_sync.model.values import Value, canonical
from incident_sync.model.vocabulary import Vocabulary, fold
from incident_sync.sides.notion.richtext import (
    LONGEST,
    Unfit,
    mentions,
    plain,
    sound,
    splice,
    units,
)
from incident_sync.sides.notion.schema import Prop
from incident_sync.sides.notion.shapes import TEXTS, Json, Leaf, extract, leaf_text, leaves, text_of
from incident_sync.sides.notion.users import Users

OPTION = 100
"""Characters of an option's name, and of an e-mail address (Notion API, Request limits)."""

V = TypeVar("V")

_NAMES = frozenset({"id", "channel"})


@dataclass(frozen=True, slots=True)
class Codec:
    """Property values to values and back.

    ``zone`` is the configured one, for times that name none.
    """

    vocabulary: Vocabulary
    zone: tzinfo
    users: Users

    def read(self, of: Field, prop: Prop, value: Json, directory: Directory) -> Value:
        """The value a property means; raises Unreadable with the reason where it means none."""
        if of.type is Type.TEXT:
            text = text_of(prop.type, value, self.users)
            return (text.strip() if of.name in _NAMES else text) or None
        leaf = _only(leaves(prop.type, value))
        if of.type is Type.PERSON and (users := _users(leaf)) is not None:
            return self._user(users, directory)
        if of.type is Type.TIME and leaf.type == "date":
            return self._date(leaf.content)
        text = leaf_text(leaf, self.users).strip()
        if not text:
            return None
        if of.type is Type.PERSON:
            return directory.resolve(typed(text))
        return parse_time(text, self.zone) if of.type is Type.TIME else self._word(of, leaf, text)

    def write(
        self,
        of: Field,
        prop: Prop,
        value: Value,
        current: Json | None,
        directory: Directory,
    ) -> dict[str, Any]:
        """The property value for a PATCH or POST that means ``value``.

        ``current`` is the value that the property shows: runs of text that did not change keep
        their formatting. Options are spelled as ``prop`` has them. Raises Unfit.
        """
        shown = (current or {}).get(prop.type)
        return {prop.type: self._content(of, prop, value, shown, directory)}

    def held(self, of: Field, prop: Prop, value: Value, directory: Directory) -> Value:
        """What the property reads back as once ``value`` is written there; raises Unfit."""
        return self.read(of, prop, self.write(of, prop, value, None, directory), directory)

    def _date(self, shown: Json | None) -> datetime | date | None:
        """The start of a date, as exact as it is told."""
        if not shown or not shown.get("start"):
            return None
        return parse_time(shown["start"], _zone(shown.get("time_zone")) or self.zone)

    def _word(self, of: Field, leaf: Leaf, text: str) -> str:
        if leaf.type == "multi_select" and len(leaf.content) > 1:
            raise Unreadable("several words where one is meant")
        words = self.vocabulary.of(of.name)
        word = words.read(text)
        if word is None:
            raise Unreadable(f"it is none of {', '.join(words.words)}")
        return word

    def _user(self, users: list[Json], directory: Directory) -> Person | None:
        if not users:
            return None
        names = [self.users.name_of(user) for user in users]
        if len(users) > 1:
            raise Unreadable(
                f"several people ({', '.join(filter(None, names))}) where one is meant"
            )
        if users[0].get("object") == "group":
            raise Unreadable("a group of people where one person is meant")
        if not names[0]:
            raise Unreadable("somebody whose name this connection may not see")
        return directory.resolve(self.users.person_of(users[0]) or Person(names[0]))

    def _content(
        self,
        of: Field,
        prop: Prop,
        value: Value,
        shown: Any,
        directory: Directory,
    ) -> Any:
        if prop.type in TEXTS:
            return splice(shown or (), self._text(of, prop, value, directory))
        if value is None:
            return _nothing(prop)
        if prop.type in ("people", "email"):
            return self._person(prop, value if isinstance(value, Person) else Person(str(value)))
        if prop.type == "date":
            return _written_date(value, shown)
        text = self._text(of, prop, value, directory)
        if prop.type == "url":
            return _address(text)
        return {"name": _option(prop, _spelled(prop, value, text, directory))}

    def _text(self, of: Field, prop: Prop, value: Value, directory: Directory) -> str:
        if value is None:
            return ""
        if isinstance(value, Person):
            return named(value, directory)
        if isinstance(value, date):  # a datetime is one, too
            return iso(value)
        if of.type is Type.WORD:
            return self.vocabulary.of(of.name).write(str(value), prop.options)
        return str(value).replace("\r\n", "\n")

    def _person(self, prop: Prop, person: Person) -> Any:
        if prop.type == "email":
            return _limited(person.email)
        known = self.users.id_of(person)
        if known is None:
            raise Unfit(f"{person.name or person.email} is not known in this Notion workspace")
        return [{"object": "user", "id": known}]


def to_minute(value: V) -> V | datetime:
    """A time as a date property surely keeps it: Notion shows no more, and may drop the rest."""
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    return value


def unread(prop: Prop, value: Json) -> str:
    """A print that no meaning has, so that a change of what is there is seen all the same."""
    return f"?:{canonical(extract(prop.type, value))}"


def _only(found: list[Leaf]) -> Leaf:
    if len(found) > 1:
        raise Unreadable("several values where one is meant")
    return found[0] if found else Leaf("string", None)


def _users(leaf: Leaf) -> list[Json] | None:
    """The users a value names; None where it names nobody by id."""
    if leaf.type == "people":
        return list(leaf.content or ())
    if leaf.type in ("created_by", "last_edited_by"):
        return [leaf.content] if leaf.content else []
    if leaf.type in TEXTS:
        runs = [run for run in leaf.content or () if plain([run]).strip()]
        mentioned = [one for one in mentions(runs) if one.get("type") == "user"]
        if len(runs) == len(mentioned) == 1:
            return [mentioned[0]["user"]]
    return None


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError):
        raise Unreadable(f'the time zone "{name}" is not known here') from None


def _nothing(prop: Prop) -> Any:
    if prop.type == "status":
        # Page property values: null puts a status back to its default option.
        raise Unfit("a status property cannot be emptied")
    return [] if prop.type == "people" else None


def _written_date(value: Value, shown: Json | None) -> dict[str, Any]:
    if not isinstance(value, date):
        raise Unfit("it is no date")
    end = (shown or {}).get("end")
    return {"start": iso(to_minute(value))} | ({"end": end} if end and _goes_on(value, end) else {})


def _goes_on(start: date, end: str) -> bool:
    """Whether a range that a person made still is one with a new start."""
    # A day and an instant, or an end without an offset, cannot be compared.
    with suppress(TypeError, ValueError):
        return start <= (datetime if "T" in end else date).fromisoformat(end)
    return False


def _address(text: str) -> str:
    if units(text) > LONGEST:
        raise Unfit("it is too long for an address")
    return sound(text)


def _limited(email: str) -> str:
    if not email:
        raise Unfit("no e-mail address is known")
    if units(email) > OPTION:
        raise Unfit("the e-mail address is too long")
    return sound(email)


def _spelled(prop: Prop, value: Value, text: str, directory: Directory) -> str:
    """The option that means ``value`` already, else ``text``."""
    if not isinstance(value, Person):
        return text
    meant = directory.resolve(value).key
    return next((one for one in prop.options if directory.resolve(typed(one)).key == meant), text)


def _option(prop: Prop, text: str) -> str:
    """The option's name as the property spells it; a select may be given a new one."""
    known = next((one for one in prop.options if fold(one) == fold(text)), None)
    if known is not None:
        return known
    if prop.type == "status":
        raise Unfit(f'the status property "{prop.name}" has no option "{text}": add it in Notion')
    if "," in text or units(text) > OPTION:
        raise Unfit("an option of Notion holds no comma and at most 100 characters")
    return sound(text)
