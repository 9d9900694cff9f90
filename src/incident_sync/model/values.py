"""Floor 1. The values a field may hold, when two mean the same, and their stored form.

A value is ``None`` (empty), text, a truth, an instant (aware, UTC, whole milliseconds), a plain
date, or a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from incident_sync.model.people import Person

Value: TypeAlias = "str | bool | datetime | date | Person | None"


def instant(moment: datetime) -> datetime:
    """An aware datetime as this product keeps it: UTC, whole milliseconds."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def to_the_minute(moment: datetime) -> datetime:
    """A moment without its seconds, in UTC."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def same(one: Value, other: Value) -> bool:
    """Whether two values mean the same, so that neither side needs a rewrite."""
    return meaning(one) == meaning(other)


def alike(one: Value, other: Value) -> bool:
    """Whether two sides may mean the same by these, one of them showing less of it.

    Blanks around and within a text, seconds of a time, the time of a day that is shown as a date.
    """
    if isinstance(one, date) and isinstance(other, date):
        exact = isinstance(one, datetime) and isinstance(other, datetime)
        length = len("2026-11-23T10:00") if exact else len("2026-11-23")
        return one.isoformat()[:length] == other.isoformat()[:length]
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return same(one, other)


def meaning(value: Value) -> str:
    """A text that two values share exactly when they mean the same; empty for an empty value."""
    if value is None or value == "":
        return ""
    if isinstance(value, Person):
        return f"p:{value.key}"
    if isinstance(value, str):
        return "s:" + value.replace("\r\n", "\n")
    if isinstance(value, datetime):
        return "t:" + instant(value).isoformat(timespec="milliseconds")
    return f"b:{value}" if isinstance(value, bool) else f"d:{value.isoformat()}"


def is_meaning(print_: str) -> bool:
    """Whether a print is a value's, and not that of something unreadable (``?:…``)."""
    return not print_.startswith("?:")


def encode(value: Value) -> Any:
    """The JSON form of a value, as the store, the history and ``--json`` keep it."""
    if isinstance(value, Person):
        return {"person": value.name, "email": value.email, "slack": value.slack}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value


def decode(data: Any) -> Value:
    """The value of a JSON form; the inverse of :func:`encode`."""
    if not isinstance(data, dict):
        return data  # type: ignore[no-any-return]
    if "person" in data:
        return Person(data["person"], data.get("email", ""), data.get("slack", ""))
    return datetime.fromisoformat(data["at"]) if "at" in data else date.fromisoformat(data["on"])


def plain(value: Value) -> Any:
    """The value as scripts read it in ``--json``: ISO text for times, a name for a person."""
    if isinstance(value, Person):
        return value.email or value.name
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def canonical(data: Any) -> str:
    """One text for one JSON document: sorted keys, no spaces, no escapes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def prints(facets: Mapping[str, Any]) -> dict[str, str]:
    """The meaning of each encoded value: what a record's facets are compared by."""
    return {name: meaning(decode(data)) for name, data in facets.items()}
