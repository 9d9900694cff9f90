"""The conditions of a filter: from JSON to a test of one kept value. Pure.

Names and meanings: N-q and the OpenAPI. ``does_not_equal`` and ``does_not_contain`` are true
of empty values as well. Texts are compared as they are by ``equals``, without regard to case
by the others. A date is compared by its start; a day lasts from midnight to midnight UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from incident_sandbox.notion import options, shapes, times
from incident_sandbox.notion.errors import Json, invalid, misfit, unwanted
from incident_sandbox.notion.text import dashed
from incident_sandbox.notion.world import Property

Test = Callable[[Any], bool]
Makes = Callable[[Any], Test]
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?)?")


def empty(value: Any) -> bool:
    """Tell whether a kept value is none."""
    return value is None or value in ("", [])


def made(makers: Mapping[str, tuple[shapes.Check, Makes]], condition: Any, path: str) -> Test:
    """The test a condition object stands for: exactly one known operator."""
    given = shapes.mapping(condition, path)
    for key, value in given.items():
        if key not in makers and key not in _EXISTENCE:
            raise unwanted(f"{path}.{key}", value)
    if len(given) != 1:
        raise misfit(path, "an object with one condition", given)
    [(name, value)] = given.items()
    if name in _EXISTENCE and makers is not _CHECKBOX:
        shapes.words(True)(value, f"{path}.{name}")  # noqa: FBT003 - the word is `true`
        return _EXISTENCE[name]
    if name not in makers:
        raise unwanted(f"{path}.{name}", value)
    check, make = makers[name]
    check(value, f"{path}.{name}")
    return make(value)


_EXISTENCE: Final[Mapping[str, Test]] = {
    "is_empty": empty,
    "is_not_empty": lambda value: not empty(value),
}


def _text_maker(holds: Callable[[str, str], bool]) -> Makes:
    def make(wanted: str) -> Test:
        folded = wanted.lower()
        return lambda value: holds((value or "").lower(), folded)

    return make


def _equals(wanted: Any) -> Test:
    return lambda value: value == wanted


def _differs(wanted: Any) -> Test:
    return lambda value: value != wanted


_anyone = shapes.text()
_TEXT: Final = {
    "equals": (_anyone, lambda wanted: _equals(wanted or None)),
    "does_not_equal": (_anyone, lambda wanted: _differs(wanted or None)),
    "contains": (_anyone, _text_maker(lambda value, part: part in value)),
    "does_not_contain": (_anyone, _text_maker(lambda value, part: part not in value)),
    "starts_with": (_anyone, _text_maker(lambda value, part: value.startswith(part))),
    "ends_with": (_anyone, _text_maker(lambda value, part: value.endswith(part))),
}


def _number_maker(holds: Callable[[float, float], bool]) -> Makes:
    def make(wanted: float) -> Test:
        return lambda value: value is not None and holds(value, wanted)

    return make


_NUMBER: Final = {
    "equals": (shapes.number, _equals),
    "does_not_equal": (shapes.number, _differs),
    "greater_than": (shapes.number, _number_maker(lambda a, b: a > b)),
    "less_than": (shapes.number, _number_maker(lambda a, b: a < b)),
    "greater_than_or_equal_to": (shapes.number, _number_maker(lambda a, b: a >= b)),
    "less_than_or_equal_to": (shapes.number, _number_maker(lambda a, b: a <= b)),
}
_CHECKBOX: Final = {
    "equals": (shapes.flag, lambda wanted: lambda value: bool(value) is wanted),
    "does_not_equal": (shapes.flag, lambda wanted: lambda value: bool(value) is not wanted),
}


def text(condition: Any, path: str) -> Test:
    """A test of a plain text (``None`` when empty)."""
    return made(_TEXT, condition, path)


def number(condition: Any, path: str) -> Test:
    """A test of a number."""
    return made(_NUMBER, condition, path)


def checkbox(condition: Any, path: str) -> Test:
    """A test of a tick."""
    return made(_CHECKBOX, condition, path)


def choice(prop: Property, condition: Any, path: str) -> Test:
    """A test of one option's id; an option nobody made is refused (the harsher reading)."""

    def keys(wanted: Any) -> frozenset[str]:
        names = wanted if isinstance(wanted, list) else [wanted]
        return frozenset(_option(prop, name) for name in names)

    def among(wanted: Any) -> Test:
        chosen = keys(wanted)
        return lambda value: value in chosen

    def not_among(wanted: Any) -> Test:
        chosen = keys(wanted)
        return lambda value: value not in chosen

    makers = {"equals": (_names, among), "does_not_equal": (_names, not_among)}
    return made(makers, condition, path)


def _names(value: Any, path: str) -> None:
    if isinstance(value, list):
        shapes.array(shapes.text())(value, path)
    else:
        shapes.text()(value, path)


def _option(prop: Property, name: str) -> str:
    found = options.by_name(prop, name, exact=True)
    if found is None:
        raise invalid(f'{prop.type} option "{name}" not found for property "{prop.name}".')
    return str(found["id"])


def choices(prop: Property, condition: Any, path: str) -> Test:
    """A test of several options' ids."""
    return _members(lambda name: _option(prop, name), shapes.text(), condition, path)


def people(me: str, condition: Any, path: str) -> Test:
    """A test of user ids; ``me`` is the bot itself."""

    def check(value: Any, place: str) -> None:
        if value != "me":
            shapes.uuid(value, place)

    return _members(lambda key: me if key == "me" else dashed(key), check, condition, path)


def relation(condition: Any, path: str) -> Test:
    """A test of page ids."""
    return _members(dashed, shapes.uuid, condition, path)


def _members(key_of: Callable[[str], str], check: shapes.Check, condition: Any, path: str) -> Test:
    def holds(wanted: str) -> Test:
        key = key_of(wanted)
        return lambda value: key in (value or ())

    def lacks(wanted: str) -> Test:
        key = key_of(wanted)
        return lambda value: key not in (value or ())

    makers = {"contains": (check, holds), "does_not_contain": (check, lacks)}
    return made(makers, condition, path)


def existence(condition: Any, path: str) -> Test:
    """A test for something being there at all."""
    return made({}, condition, path)


def date(now: datetime, condition: Any, path: str) -> Test:
    """A test of an instant in seconds since 1970 (``None`` when there is none)."""
    makers: dict[str, tuple[shapes.Check, Makes]] = {
        name: (_date_text(now), _bounded(name, now)) for name in _BOUNDS
    }
    for name, span in _spans(now).items():
        makers[name] = (shapes.nothing, _within(*span))
    return made(makers, condition, path)


def _date_text(now: datetime) -> shapes.Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or _interval(value, now) is None:
            raise misfit(path, "a valid ISO 8601 date string", value)

    return check


def _interval(value: str, now: datetime) -> tuple[float, float] | None:
    """The first second and the first second after; the same for an instant."""
    day = times.relative_day(value, now)
    if day is None and not _ISO.fullmatch(value):
        return None
    try:
        seconds = times.seconds_of(value if day is None else day.isoformat())
    except (ValueError, OverflowError):
        return None
    whole_day = day is not None or times.is_day(value)
    return (seconds, seconds + times.DAY_S) if whole_day else (seconds, seconds)


_BOUNDS: Final[Mapping[str, Callable[[float, float, float], bool]]] = {
    "equals": lambda at, first, after: first <= at < after or at == first,
    "before": lambda at, first, _after: at < first,
    "after": lambda at, first, after: at >= after if after > first else at > first,
    "on_or_before": lambda at, first, after: at < after or at == first,
    "on_or_after": lambda at, first, _after: at >= first,
}


def _bounded(name: str, now: datetime) -> Makes:
    holds = _BOUNDS[name]

    def make(wanted: str) -> Test:
        interval = _interval(wanted, now)
        first, after = interval or (0.0, 0.0)
        return lambda at: at is not None and holds(at, first, after)

    return make


def _within(first: float, last: float) -> Makes:
    return lambda _wanted: lambda at: at is not None and first <= at <= last


def _spans(now: datetime) -> dict[str, tuple[float, float]]:
    moment, today = now.timestamp(), now.astimezone(UTC).date()
    midnight = datetime.combine(today, time(), UTC)
    sunday = midnight - timedelta(days=(today.weekday() + 1) % 7)

    def months(count: int) -> float:
        then = datetime.combine(times.months_later(today, count), time(), UTC)
        return then.timestamp()

    week = 7 * times.DAY_S
    return {
        "this_week": (sunday.timestamp(), sunday.timestamp() + week - 1),
        "past_week": (midnight.timestamp() - week, moment),
        "past_month": (months(-1), moment),
        "past_year": (months(-12), moment),
        "next_week": (moment, midnight.timestamp() + week + times.DAY_S - 1),
        "next_month": (moment, months(1) + times.DAY_S - 1),
        "next_year": (moment, months(12) + times.DAY_S - 1),
    }


def formula(now: datetime, condition: Json, path: str) -> Test:
    """A test of what a formula came to."""
    kinds: dict[str, shapes.Check] = dict.fromkeys(
        ("string", "number", "checkbox", "date"), shapes.anything
    )
    shapes.one_of(kinds)(condition, path)
    kind = shapes.kind_of(condition, path, kinds)
    inner, place = condition[kind], f"{path}.{kind}"
    if kind == "date":
        test = date(now, inner, place)
        return lambda value: test(times.seconds_of(value) if isinstance(value, str) else None)
    return {"string": text, "number": number, "checkbox": checkbox}[kind](inner, place)
