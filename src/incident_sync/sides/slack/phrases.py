"""Floor 6. What every text in Slack is made of: values, sides, fields as people say them; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incident_sync.model.fields import FIELDS, Kind, field_of
from incident_sync.model.people import Person
from incident_sync.model.values import Value, decode
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.slack.text import one_line, shorten

LONGEST_VALUE = 200
CUT = "… (shortened)"
Data = Mapping[str, Any]
_SIDES = {"slack": "Slack", "sheets": "the Sheet", "notion": "Notion", "rule": "a rule"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the name people call us by, and the words and emoji we know."""

    command: str
    vocabulary: Vocabulary
    pin_emoji: str
    todo_emoji: str
    slash: str = ""

    @property
    def bot(self) -> str:
        """How people begin a command."""
        return f"@{self.command}"

    @property
    def ask(self) -> str:
        """How people begin a command by the shortest way."""
        return self.slash or self.bot


def side(name: str) -> str:
    """A side as people call it."""
    return _SIDES.get(name, name)


def shown(value: Value) -> str:
    """A value in a sentence, on one line, cut where it is long; empty for an empty one."""
    if value is None:
        return ""
    if isinstance(value, Person):
        return one_line(value.name or value.email)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.day} {value:%b %Y %H:%M} UTC"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return shorten(one_line(value), LONGEST_VALUE, CUT)


def listing(texts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def quoted(data: Data, name: str) -> str:
    """What stands under a name, in quotes, on one line and cut where it is long."""
    return f"“{shorten(one_line(str(data.get(name) or '')), LONGEST_VALUE, CUT)}”"


def origin_of(by: str, where: str) -> str:
    """Who and where, behind what was done: ``, by Priya in Notion``."""
    if where == "rule":
        return ", by a rule"
    who = f", by {by}" if by else ""
    place = f" in {side(where)}" if where else ""
    return who + place


def by_whom(by: object) -> str:
    """Somebody's name, from a person's JSON or as it is."""
    value = decode(by)
    return shown(value) if isinstance(value, Person | str) else ""


def title_of(field: str) -> str:
    """A field as people call it."""
    known = field in FIELDS[Kind.INCIDENT] or field.startswith("extra.")
    return field_of(Kind.INCIDENT, field).title if known else field.replace("_", " ").capitalize()


def bare(data: Data) -> str:
    """A code that has no words, and its reason."""
    reason = one_line(str(data.get("reason") or ""))
    return ": ".join(filter(None, (str(data["code"]).replace("_", " "), reason)))
