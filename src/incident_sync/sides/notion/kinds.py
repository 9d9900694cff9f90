"""Floor 6. Which types of property can show which facet. Pure.

A facet is what a record shows as one piece: a field, or the id, the channel's address, the sync
note. Which property is which facet is said in schema, what a value means in properties.
"""

from __future__ import annotations

from incident_sync.model.fields import EXTRA, FIELDS, Field, Kind, Type, field_of

_MADE = frozenset({"formula", "rollup"})
_AUTHORS = frozenset({"created_by", "last_edited_by"})
_STAMPS = frozenset({"created_time", "last_edited_time"})
_PLAIN = frozenset({"url", "email", "phone_number", "number", "select", "status", "unique_id"})

_WRITTEN: dict[str, tuple[str, ...]] = {
    Type.TEXT: ("title", "rich_text"),
    Type.WORD: ("status", "select", "rich_text"),
    Type.PERSON: ("people", "rich_text", "email", "select"),
    Type.TIME: ("date", "rich_text"),
    "id": ("rich_text", "title"),
    "channel": ("url", "rich_text"),
    "sync_note": ("rich_text",),
}
_READ: dict[str, frozenset[str]] = {
    Type.TEXT: _PLAIN | _MADE | _AUTHORS | _STAMPS,
    Type.WORD: _MADE | {"multi_select"},
    Type.PERSON: _MADE | _AUTHORS,
    Type.TIME: _MADE | _STAMPS,
    "id": frozenset({"unique_id", "number"}),
}
_SPOKEN = {"rich_text": "text", "people": "person", "unique_id": "unique ID"}


def facet_field(facet: str) -> Field:
    """The field a facet shows; an id, an address, a note or a user's own property is text."""
    if facet in FIELDS[Kind.INCIDENT] or facet.startswith(EXTRA):
        return field_of(Kind.INCIDENT, facet)
    return Field(facet, Type.TEXT, facet)


def can_write(facet: str, kind: str) -> bool:
    """Whether a property of that type is written with the facet."""
    return kind in _WRITTEN[_use(facet)]


def can_read(facet: str, kind: str) -> bool:
    """Whether a property of that type can at least be read as the facet."""
    return can_write(facet, kind) or kind in _READ.get(_use(facet), ())


def expected(facet: str) -> str:
    """The types a facet is written to, as a person knows them."""
    *others, last = map(spoken, _WRITTEN[_use(facet)])
    return f"{', '.join(others)} or {last}" if others else last


def spoken(kind: str) -> str:
    """A property type as a person knows it: "text" for ``rich_text``."""
    return _SPOKEN.get(kind, kind.replace("_", " "))


def _use(facet: str) -> str:
    return facet if facet in _WRITTEN else str(facet_field(facet).type)
