"""Floor 1. The field table: every field's name, kind of value, and how it takes part.

An item is an incident or one of its children, a follow-up or a timeline entry; each kind has its
own fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an item is."""

    INCIDENT = "incident"
    FOLLOW_UP = "follow_up"
    TIMELINE = "timeline"


class Type(StrEnum):
    """What a field holds."""

    TEXT = "text"
    WORD = "word"  # one of a configured vocabulary
    PERSON = "person"
    TIME = "time"  # an instant or a plain date
    TRUTH = "truth"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one kind of item.

    ``prose`` fields are typed letter by letter, so an edit in a record counts only once settled.
    ``live`` fields are those in which Slack outranks the records while the incident is active.
    """

    name: str
    type: Type
    title: str
    prose: bool = False
    live: bool = False


_INCIDENT = (
    Field("title", Type.TEXT, "Title", prose=True),
    Field("status", Type.WORD, "Status", live=True),
    Field("severity", Type.WORD, "Severity", live=True),
    Field("lead", Type.PERSON, "Lead", live=True),
    Field("summary", Type.TEXT, "Summary", prose=True),
    Field("customer_update", Type.TEXT, "Customer update", prose=True),
    Field("reporter", Type.PERSON, "Reporter"),
    Field("reported_at", Type.TIME, "Reported at"),
    Field("resolved_at", Type.TIME, "Resolved at"),
)
_FOLLOW_UP = (
    Field("text", Type.TEXT, "Follow-up", prose=True),
    Field("done", Type.TRUTH, "Done"),
)
_TIMELINE = (
    Field("at", Type.TIME, "At"),
    Field("by", Type.PERSON, "By"),
    Field("text", Type.TEXT, "Entry", prose=True),
    Field("link", Type.TEXT, "Link"),
    Field("note", Type.TEXT, "Note"),
)

FIELDS: dict[Kind, dict[str, Field]] = {
    Kind.INCIDENT: {field.name: field for field in _INCIDENT},
    Kind.FOLLOW_UP: {field.name: field for field in _FOLLOW_UP},
    Kind.TIMELINE: {field.name: field for field in _TIMELINE},
}
EXTRA = "extra."
"""Prefix of a user's own column that the card shows: ``extra.Region``. Never written."""


def field_of(kind: Kind, name: str) -> Field:
    """The field of that name; a user's own column counts as text."""
    if name.startswith(EXTRA):
        return Field(name, Type.TEXT, name.removeprefix(EXTRA))
    return FIELDS[kind][name]
