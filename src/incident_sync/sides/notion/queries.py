"""Floor 6. The filters of queries. Pure.

A property is named by its id, which a rename does not change (Notion API, Filter data source
entries). An option that the data source does not have is never asked for: that is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.notion.schema import Layout, Prop

Filter = Mapping[str, Any]

OLDEST_FIRST = ({"timestamp": "created_time", "direction": "ascending"},)
"""The order in which a complete scan can go on where the cap stopped it."""

_LONGEST = 1000  # a longer title is not asked for: the page is read by its id instead
_TEXTS = frozenset({"title", "rich_text", "url", "email", "phone_number"})


def active_filter(layout: Layout, vocabulary: Vocabulary, since: datetime) -> Filter | None:
    """What was edited in the minute of ``since`` or later, or goes on; None if no filter can say.

    Edits are asked for by the minute that they are stamped with, never "after" it.
    """
    edited = _stamped("last_edited_time", since)
    statuses = _active(layout.bound["status"].prop, vocabulary)
    return None if statuses is None else {"or": [edited, *statuses]}


def _active(prop: Prop, vocabulary: Vocabulary) -> list[Filter] | None:
    if prop.type in {"status", "select", "multi_select"}:
        condition = "contains" if prop.type == "multi_select" else "equals"
        names = [
            name for name in prop.options if vocabulary.is_active(vocabulary.status.read(name))
        ]
        return [_where(prop, **{condition: name}) for name in names]
    if prop.type in _TEXTS:
        words = ((word, *vocabulary.status_aliases.get(word, ())) for word in vocabulary.active)
        return [_where(prop, equals=one) for some in words for one in some]
    return None


def created_filter(since: datetime) -> Filter:
    """What was created in the minute of ``since`` or later."""
    return _stamped("created_time", since)


def shown_filter(layout: Layout, shown: Mapping[str, str]) -> Filter | None:
    """The page that shows this ID, else this channel, else this title; perhaps others with it."""
    for facet in ("id", "channel", "title"):
        bound = layout.bound.get(facet)
        text = shown.get(facet, "")
        condition = _equals(bound.prop, text) if bound and text else None
        if condition is not None:
            return condition
    return None


def any_of(filters: Sequence[Filter]) -> Filter:
    """What any of these lets through."""
    return filters[0] if len(filters) == 1 else {"or": list(filters)}


def all_of(filters: Iterable[Filter]) -> Filter:
    """What all of these let through."""
    return {"and": list(filters)}


def _equals(prop: Prop, text: str) -> Filter | None:
    if len(text) > _LONGEST:
        return None
    if prop.type == "unique_id":
        number = text.rpartition("-")[2]
        return _where(prop, equals=int(number)) if number.isdecimal() else None
    return _where(prop, equals=text) if prop.type in _TEXTS else None


def _where(prop: Prop, **condition: Any) -> Filter:
    return {"property": prop.id, prop.type: condition}


def _stamped(stamp: str, since: datetime) -> Filter:
    at = since.replace(second=0, microsecond=0).isoformat().replace("+00:00", "Z")
    return {"timestamp": stamp, stamp: {"on_or_after": at}}
