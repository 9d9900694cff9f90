"""Floor 6. What a date or time in a cell means. Pure: no cell formats, no clock, no vendor.

A number is a serial: days since 1899-12-30 in the spreadsheet's own zone (GD
DateTimeRenderOption). A text is read only where one reading exists: the year first or the month
in words, an offset or an unambiguous zone, a wall time that happened exactly once. All else is
refused with a reason for the person who typed it; nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from incident_sync.model.values import instant

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time, its zone is the spreadsheet's
_DAY_MS = 86_400_000
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)
_NOON = 12
_LONGEST_OFFSET = 14  # hours: Kiribati
_OLDEST = 1900

_MONTHS = [
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_TIME = r"(?P<hour>\d+)(?::(?P<minute>\d+)(?::(?P<second>\d+)(?:[.,](?P<fraction>\d+))?)?)?"
_TEXT = re.compile(
    rf"""
    (?: (?P<year>\d{{4}}) (?P<mark>[-/]) (?P<month>\d{{1,2}}) (?P=mark) (?P<day>\d{{1,2}})
      | (?P<day2>\d{{1,2}}) (?:st|nd|rd|th)? \ (?P<name>{_MONTH})[.,]?\ (?P<year2>\d{{4}})
      | (?P<name2>{_MONTH})\.?\ (?P<day3>\d{{1,2}}) (?:st|nd|rd|th)? ,?\ (?P<year3>\d{{4}})
    )
    (?: (?:T|,?\ ) {_TIME} \ ? (?P<half>[ap]\.?m\.?)? \ ? (?P<zone>\D.*)? )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+-]) ?(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_NUMBERS_FIRST = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2,4}\b")

# Words that name one offset the world over. EST, CST, IST, BST and their like name several. The
# place is where the word is right only for a part of the year: "CET" in July may mean either.
_ZONES: dict[str, tuple[int, str]] = {
    "Z": (0, ""),
    "UTC": (0, ""),
    "GMT": (0, ""),
    "WET": (0, "Europe/Lisbon"),
    "WEST": (1, "Europe/Lisbon"),
    "CET": (1, "Europe/Berlin"),
    "CEST": (2, "Europe/Berlin"),
    "EET": (2, "Europe/Athens"),
    "EEST": (3, "Europe/Athens"),
}


class Unreadable(ValueError):
    """What a cell says cannot be understood; the text is the reason, for the one who typed it."""


def parse_time(text: str, zone: tzinfo) -> datetime | date:
    """The instant or plain date that ``text`` means; ``zone`` is that of a text that names none.

    Raises Unreadable where it means none, or more than one.
    """
    tidy = " ".join(text.replace("\N{MINUS SIGN}", "-").split()).lstrip(": ").rstrip()
    found = _TEXT.fullmatch(tidy)
    if found is None:
        raise Unreadable(_why_not(tidy))
    part = found.groupdict()
    day = _day(part)
    if part["hour"] is None:
        return day
    wall = datetime.combine(day, datetime.min.time()) + _since_midnight(part)
    named = (part["zone"] or "").strip()
    return _placed(wall, _zone(named, wall) if named else zone)


def from_serial(serial: float, zone: tzinfo) -> datetime | date:
    """The plain date of a whole serial, else the instant at that wall time in ``zone``.

    Raises Unreadable outside the years 1970 to 2199: a year or a duration, not a date.
    """
    if not _serial(_FIRST) <= serial < _serial(_LAST) + 1:
        raise Unreadable(f"the number {serial:g} is no date")
    days, ms = divmod(round(serial * _DAY_MS), _DAY_MS)
    wall = _EPOCH + timedelta(days=days, milliseconds=ms)
    return _placed(wall, zone) if ms else wall.date()


def to_serial(value: datetime | date, zone: tzinfo) -> float | None:
    """The serial that reads back as ``value``; None where no serial does.

    None has the local midnight (it would read as the whole day) and the hour that a clock change
    repeats.
    """
    if isinstance(value, datetime):
        value = instant(value)
        serial = _serial(value.astimezone(zone).replace(tzinfo=None))
    else:
        serial = _serial(value)
    try:
        return serial if from_serial(serial, zone) == value else None
    except Unreadable:
        return None


def iso(value: datetime | date) -> str:
    """The ISO 8601 text of a value: ``2026-11-23T10:15:00Z``, or ``2026-11-23``."""
    if not isinstance(value, datetime):
        return value.isoformat()
    exact = instant(value)
    spec = "milliseconds" if exact.microsecond else "seconds"
    return exact.replace(tzinfo=None).isoformat(timespec=spec) + "Z"


def _serial(wall: datetime | date) -> float:
    if not isinstance(wall, datetime):
        return float((wall - _EPOCH.date()).days)
    return (wall - _EPOCH) // timedelta(milliseconds=1) / _DAY_MS


def _day(part: dict[str, str | None]) -> date:
    year = int(part["year"] or part["year2"] or part["year3"] or 0)
    day = int(part["day"] or part["day2"] or part["day3"] or 0)
    name = part["name"] or part["name2"]
    month = int(part["month"] or 0) if name is None else _month(name)
    if not _OLDEST <= year <= _LAST.year:
        raise Unreadable(f"the year {year} is out of range")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"there is no day {day} of month {month} in {year}") from None


def _month(name: str) -> int:
    starts = [full[:3] for full in _MONTHS]
    return 1 + starts.index(name[:3].lower())


def _since_midnight(part: dict[str, str | None]) -> timedelta:
    hour, half = part["hour"] or "", (part["half"] or "")[:1].lower()
    if part["minute"] is None and not half:
        raise Unreadable(f"{hour} is no time of day: write 14:00")
    odd = any(len(part[name] or "00") != 2 for name in ("minute", "second"))  # noqa: PLR2004
    if odd or len(hour) > 2:  # noqa: PLR2004 - digits on a clock's face
        raise Unreadable(f"{hour}:{part['minute']} is no time of day: write 14:00")
    hours, minutes, seconds = int(hour), int(part["minute"] or 0), int(part["second"] or 0)
    if half and not 1 <= hours <= _NOON:
        raise Unreadable(f"{hours} is no hour of the 12-hour clock that AM and PM belong to")
    if hours > 23 or minutes > 59 or seconds > 59:  # noqa: PLR2004 - a clock's own numbers
        raise Unreadable(f"there is no time {hours}:{minutes:02}:{seconds:02}")
    if half:
        hours = hours % _NOON + (_NOON if half == "p" else 0)
    ms = int(((part["fraction"] or "") + "000")[:3])
    return timedelta(hours=hours, minutes=minutes, seconds=seconds, milliseconds=ms)


def _zone(named: str, wall: datetime) -> tzinfo:
    bare = named[1:-1].strip() if named.startswith("(") and named.endswith(")") else named
    if bare.upper() in _ZONES:
        return _word_zone(bare.upper(), wall)
    found = _OFFSET.fullmatch(bare)
    if found is None:
        raise Unreadable(f'"{bare}" is no zone known here: write UTC, GMT+2, +02:00 or CET')
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > _LONGEST_OFFSET or minutes > 59:  # noqa: PLR2004 - as above
        raise Unreadable(f'no place on Earth is at "{bare}"')
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if found[1] == "-" else ahead)


def _word_zone(word: str, wall: datetime) -> tzinfo:
    hours, place = _ZONES[word]
    zone = timezone(timedelta(hours=hours))
    if place:
        there = wall.replace(tzinfo=zone).astimezone(ZoneInfo(place))
        if there.utcoffset() != timedelta(hours=hours):
            raise Unreadable(f"{word} is not the time kept on {wall:%Y-%m-%d}: write the offset")
    return zone


def _placed(wall: datetime, zone: tzinfo) -> datetime:
    """The instant of a wall time; refused where the clocks skipped or repeated it."""
    early = wall.replace(tzinfo=zone, fold=0)
    late = wall.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return instant(early)
    exists = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    what = "happened twice" if exists else "was skipped"
    raise Unreadable(f"{wall:%H:%M} {what} on {wall:%Y-%m-%d} in {zone}: write the offset")


def _why_not(tidy: str) -> str:
    if _NUMBERS_FIRST.match(tidy):
        return "day and month cannot be told apart: write the year first, as in 2026-03-05"
    return "no date or time is known in this form: write it as 2026-03-05 14:00"
