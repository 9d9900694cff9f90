"""Notion's clock and its dates. Pure.

Stamps are rounded down to the minute (changelog "last edited time is now rounded"), and
so are the times of date values: the app shows and keeps minutes, so seconds are dropped
(the harsher reading; no page says they survive). A date value is stored as
``{"start", "end"}`` in the form it is answered in; its ``time_zone`` is always answered as
null, the offset stands in the texts instead (changelog of 2021-12-14, time zone support).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incident_sandbox.notion.errors import Json, invalid, misfit
from incident_sandbox.notion.shapes import anything, fields

MINUTE_S: Final = 60
DAY_S: Final = 86_400
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?"
)

date_shape = fields({"start": anything}, {"end": anything, "time_zone": anything})


def stamp(now: datetime) -> int:
    """An instant as seconds since 1970, rounded down to the minute."""
    return int(now.timestamp()) // MINUTE_S * MINUTE_S


@lru_cache(maxsize=4096)
def shown(moment: int) -> str:
    """A stamp as Notion shows it: ``2026-11-23T10:15:00.000Z``."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:00.000Z")


def stored(value: Json, path: str) -> Json:
    """A date request (its shape already checked) in the form it is kept in."""
    zone = _zone(value.get("time_zone"), path)
    start = _side(value["start"], f"{path}.start", zone)
    end = value.get("end")
    kept_end = None if end is None else _side(end, f"{path}.end", zone)
    if kept_end is not None:
        if is_day(start) != is_day(kept_end):
            raise invalid(f"{path}: start and end must both have a time, or neither of them.")
        if seconds_of(kept_end) < seconds_of(start):
            raise invalid(f"{path}: the end date must not be before the start date.")
    return {"start": start, "end": kept_end}


def answered(kept: Json) -> Json:
    """A kept date as it is answered."""
    return {"start": kept["start"], "end": kept["end"], "time_zone": None}


def _zone(name: Any, path: str) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise misfit(f"{path}.time_zone", "a valid IANA time zone", name) from None


def _side(text: Any, path: str, zone: ZoneInfo | None) -> str:
    if not isinstance(text, str):
        raise misfit(path, "a string", text)
    if _DAY.fullmatch(text):
        if zone is not None:
            raise invalid(f"{path}: a date with a time_zone needs a time.")
        return _day(text, path)
    found = _MOMENT.fullmatch(text)
    if not found:
        raise misfit(path, "a valid ISO 8601 date string", text)
    if zone is not None and found["zone"]:
        raise invalid(f"{path}: a date with a time_zone must not contain a UTC offset.")
    return _moment(text, path, zone)


def _day(text: str, path: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise misfit(path, "a valid ISO 8601 date string", text) from None


def _moment(text: str, path: str, zone: ZoneInfo | None) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise misfit(path, "a valid ISO 8601 date string", text) from None
    moment = moment.replace(tzinfo=moment.tzinfo or zone or UTC)
    try:
        seen = moment if zone is not None else moment.astimezone(UTC)
    except OverflowError:
        raise misfit(path, "a valid ISO 8601 date string", text) from None
    return seen.replace(second=0, microsecond=0).isoformat(timespec="milliseconds")


def is_day(text: str) -> bool:
    """Tell whether a date text is a day without a time."""
    return "T" not in text


@lru_cache(maxsize=16384)
def seconds_of(text: str) -> float:
    """A date text as seconds since 1970; a day begins at midnight UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()


def day_of(text: str) -> date:
    """The day a date text stands for, in its own zone."""
    return datetime.fromisoformat(text).date()


def relative_day(word: str, now: datetime) -> date | None:
    """``today``, ``one_week_ago`` and the like (N-q, relative date values)."""
    today = now.astimezone(UTC).date()
    steps = {
        "today": 0,
        "tomorrow": 1,
        "yesterday": -1,
        "one_week_ago": -7,
        "one_week_from_now": 7,
    }
    if word in steps:
        return today + timedelta(days=steps[word])
    months = {"one_month_ago": -1, "one_month_from_now": 1}
    return months_later(today, months[word]) if word in months else None


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return day.replace(year=day.year + years, month=month + 1, day=last)
        except ValueError:
            continue
    return day.replace(year=day.year + years, month=month + 1)
