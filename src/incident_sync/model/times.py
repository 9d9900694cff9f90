"""Floor 1. What a date or time that somebody wrote means. Pure: no clock, no vendor.

A text is read only where one reading exists: the year first, the month in words, or a day that can
be no month; an offset or an unambiguous zone, a wall time that happened exactly once. All else is
refused with a reason for the person who typed it; nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from incident_sync.model.values import instant
from incident_sync.model.zones import Unreadable, zone_of

__all__ = ["Unreadable", "iso", "parse_time", "placed"]

_LATEST = 2199
_NOON = 12
_OLDEST = 1900

_WORDS = [  # January to December, in English, German and French, in full and as they are cut short
    "january jan januar janvier janv jänner",
    "february feb februar février fevrier févr",
    "march mar märz maerz mär mrz mars",
    "april apr avril avr",
    "may mai",
    "june jun juni juin",
    "july jul juli juillet juil",
    "august aug août aout",
    "september sep sept septembre",
    "october oct oktober okt octobre",
    "november nov novembre",
    "december dec dezember dez décembre decembre déc",
]
_MONTHS = {word: number for number, some in enumerate(_WORDS, 1) for word in some.split()}
_DAYS = [  # Monday to Sunday
    "monday mon montag lundi",
    "tuesday tue tues dienstag mardi",
    "wednesday wed mittwoch mercredi",
    "thursday thu thur thurs donnerstag jeudi",
    "friday fri freitag vendredi",
    "saturday sat samstag sonnabend samedi",
    "sunday sun sonntag dimanche",
]
_WEEKDAYS = {word: number for number, some in enumerate(_DAYS) for word in some.split()}

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(
    rf"(?:^|(?<=[ \d])\(?)({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\b[.,]?\)?,? ?",
    re.IGNORECASE,
)
_TIME = r"""
    (?: (?P<hour>\d+) (?: (?P<colon>[:.h]) (?P<minute>\d+)
                          (?: (?P=colon) (?P<second>\d+) (?: [.,] (?P<fraction>\d+) )? )? )?
      | (?P<noon>(?:12\ )?noon) )
    \ ? (?P<half>[ap]\.?m\.?(?![a-z]))? (?: \ ? (?:uhr|hrs|h)\b )? \ ? (?P<zone>[^\d\s].*)?
"""
_TEXT = re.compile(
    rf"""
    (?: (?P<year>\d{{4}}) (?P<mark>[-/.]) (?P<month>\d{{1,2}}) (?P=mark) (?P<day>\d{{1,2}})
      | (?P<year1>\d{{4}}) (?P<month1>\d\d) (?P<day1>\d\d)
      | (?P<day2>\d{{1,2}}) (?:st|nd|rd|th|er|\.)? (?:\ (?:of\ |de\ )?|(?P<dash>[-/]))
        (?P<name>{_MONTH}) (?(dash)(?P=dash)|[.,]?\ ) (?P<year2>\d{{4}})
      | (?P<name2>{_MONTH})\.?\ (?P<day3>\d{{1,2}}) (?:st|nd|rd|th)? ,?\ (?P<year3>\d{{4}})
      | (?P<one>\d{{1,2}}) (?P<mark2>[-/.]) (?P<two>\d{{1,2}}) (?P=mark2) (?P<year4>\d{{4}})
    )
    (?: (?P<joint>T|:|,?\ (?:(?:at|@|um|à|-)\ )?) {_TIME} )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "Nov 23 10:15:00 UTC 2026", as date(1) and C's asctime write it.
_YEAR_LAST = re.compile(
    rf"(?P<day>(?:{_MONTH}) \d{{1,2}}|\d{{1,2}} (?:{_MONTH}))"
    r" (?P<time>\d\d:\d\d:\d\d(?: [A-Z]+)?) (?P<year>\d{4})",
    re.IGNORECASE,
)
# "10:15, 23 November 2026 (UTC)", as people say it and wikis sign.
_TIME_FIRST = re.compile(
    r"(?P<time>\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?\(?[A-Z]+(?:[+-]\d{1,2})?\)?)??)"
    rf"(?:,| on|, on)? (?P<day>(?:\d|{_MONTH})[^(]{{7,}}?)(?P<zone> \([A-Z]+\))?",
    re.IGNORECASE,
)
_NUMBERS_FIRST = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2,4}\b")
_UNTIL = re.compile(r"-( ?)(\d{1,2})[:.](\d\d)")


def parse_time(text: str, zone: tzinfo) -> datetime | date:
    """The instant or plain date that ``text`` means; ``zone`` is that of a text that names none.

    Raises Unreadable where it means none, or more than one.
    """
    tidy = " ".join(re.sub("[\u2010-\u2013\u2212]", "-", text).split()).lstrip(": ").rstrip()
    weekday, rest = _without_weekday(tidy)
    found = _TEXT.fullmatch(_day_first(rest))
    if found is None:
        raise Unreadable(_why_not(tidy))
    part = found.groupdict()
    day = _day(part)
    if weekday not in (None, day.weekday()):
        raise Unreadable(f"{day} is a {_DAYS[day.weekday()].split()[0].title()}")
    if part["joint"] is None:
        return day
    wall = datetime.combine(day, datetime.min.time()) + _since_midnight(part)
    named = (part["zone"] or "").strip()
    _refuse_range(part, named, wall)
    return placed(wall, zone_of(named, wall) if named else zone)


def iso(value: datetime | date) -> str:
    """The ISO 8601 text of a value: ``2026-11-23T10:15:00Z``, or ``2026-11-23``."""
    if not isinstance(value, datetime):
        return value.isoformat()
    exact = instant(value)
    spec = "milliseconds" if exact.microsecond else "seconds"
    return exact.replace(tzinfo=None).isoformat(timespec=spec) + "Z"


def placed(wall: datetime, zone: tzinfo) -> datetime:
    """The instant of a wall time in ``zone``.

    Raises Unreadable where the clocks skipped or repeated it.
    """
    early = wall.replace(tzinfo=zone, fold=0)
    late = wall.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return instant(early)
    exists = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    what = "happened twice" if exists else "was skipped"
    raise Unreadable(f"{wall:%H:%M} {what} on {wall:%Y-%m-%d} in {zone}: write the offset")


def _without_weekday(tidy: str) -> tuple[int | None, str]:
    """The weekday that a text names, and the text without it."""
    found = _WEEKDAY.search(tidy)
    if found is None:
        return None, tidy
    rest = tidy[: found.start()] + tidy[found.end() :]
    return _WEEKDAYS[found[1].lower()], rest.strip(" ,")


def _day_first(text: str) -> str:
    """The text with its day before its time, whichever way round it was written."""
    for form in (_YEAR_LAST, _TIME_FIRST):
        found = form.fullmatch(text)
        if found:
            part = found.groupdict()
            parts = [part["day"], part.get("year"), part["time"], part.get("zone")]
            return " ".join(one.strip() for one in parts if one)
    return text


def _day(part: dict[str, str | None]) -> date:
    year = next(int(part[name] or 0) for name in _YEARS if part[name])
    if not _OLDEST <= year <= _LATEST:
        raise Unreadable(f"the year {year} is out of range")
    if part["one"] is not None:
        return _told_apart(year, int(part["one"]), int(part["two"] or 0))
    day = next(int(part[name] or 0) for name in _MONTH_DAYS if part[name])
    name = part["name"] or part["name2"]
    month = int(part["month"] or part["month1"] or 0) if name is None else _MONTHS[name.lower()]
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"there is no day {day} of month {month} in {year}") from None


_YEARS = ("year", "year1", "year2", "year3", "year4")
_MONTH_DAYS = ("day", "day1", "day2", "day3")


def _told_apart(year: int, one: int, two: int) -> date:
    """The day of two numbers of which one can be no month, or that are the same."""
    found = set()
    for month, day in ((one, two), (two, one)):
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    if len(found) != 1:
        raise Unreadable(_APART if found else f"there is no day {one}/{two} in {year}")
    return found.pop()


def _since_midnight(part: dict[str, str | None]) -> timedelta:
    if part["noon"]:
        return timedelta(hours=_NOON)
    hour, half = part["hour"] or "", (part["half"] or "")[:1].lower()
    minute, second = part["minute"], part["second"]
    iso_like = (part["joint"] or "") in "Tt" or part["zone"]  # "2026-11-23 2026" is no time
    if minute is None and not half and len(hour) in (4, 6) and iso_like:
        hour, minute, second = hour[:2], hour[2:4], hour[4:] or None
    if minute is None and not half:
        raise Unreadable(f"{hour} is no time of day: write 14:00")
    odd = any(len(one or "00") != 2 for one in (minute, second))  # noqa: PLR2004
    if odd or len(hour) > 2:  # noqa: PLR2004 - digits on a clock's face
        raise Unreadable(f"{hour}:{minute} is no time of day: write 14:00")
    ms = int(((part["fraction"] or "") + "000")[:3])
    hours = _hours(int(hour), half, f"{int(minute or 0):02}:{int(second or 0):02}")
    return timedelta(hours=hours, minutes=int(minute or 0), seconds=int(second or 0),
                     milliseconds=ms)  # fmt: skip


def _hours(hours: int, half: str, rest: str) -> int:
    """The hour of the day, of a clock of 24 or, with a ``half``, of 12 hours."""
    if half and not 1 <= hours <= _NOON:
        raise Unreadable(f"{hours} is no hour of the 12-hour clock that AM and PM belong to")
    if hours > 23 or rest > "59:59" or rest[3:] > "59":  # noqa: PLR2004 - a clock's own numbers
        raise Unreadable(f"there is no time {hours}:{rest}")
    return hours % _NOON + (_NOON if half == "p" else 0) if half else hours


def _refuse_range(part: dict[str, str | None], named: str, wall: datetime) -> None:
    """Refuse "10:15-11:00", which may be an hour's end as well as an offset."""
    found = _UNTIL.fullmatch(named)
    if found is None or part["second"] or (part["joint"] or "").upper() == "T":
        return
    if found[1] or (int(found[2]), int(found[3])) > (wall.hour, wall.minute):
        raise Unreadable(f'"{named}" may be an offset or an end: write the start with its seconds')


_APART = "day and month cannot be told apart: write the year first, as in 2026-03-05"


def _why_not(tidy: str) -> str:
    if _NUMBERS_FIRST.match(tidy):
        return _APART
    return "no date or time is known in this form: write it as 2026-03-05 14:00"
