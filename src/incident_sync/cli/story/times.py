"""Floor 9. What a date in a register means, read by rules of the story's own: ISO 8601, loosely.

It exists to check the product's reading of dates, so it shares no line with it. It reads the forms
that have one meaning: year, month, day; a time of day after it; a zone as an offset or as UTC, GMT
or CEST. Everything else is unreadable.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?\s*(AM|PM)?")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?")
_WORDS = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", "CEST": "+02:00"}
_NOON = 12


def means(text: str, zone: str) -> datetime | date | None:
    """The instant (UTC) or plain date of a cell's text; None where it has no single meaning.

    ``zone`` is the IANA name of the zone that a text without one is in.
    """
    day, clock, offset = _pieces(text)
    if not day:
        return None
    try:
        whole = date(*map(int, day))
        if not clock:
            return None if offset else whole
        wall = datetime.fromisoformat(f"{whole.isoformat()}T{_hours(clock)}{offset}")
    except ValueError:
        return None
    placed = wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(zone))
    return placed.astimezone(UTC)


def _pieces(text: str) -> tuple[tuple[str, ...], tuple[str | None, ...], str]:
    """Day, time of day and offset as written; an empty day where the text has another form."""
    rest = text.strip().removeprefix(":").strip()
    day = _DAY.match(rest)
    if day is None:
        return (), (), ""
    rest = rest[day.end() :].removeprefix("T").strip()
    clock = _CLOCK.match(rest)
    if clock is None:
        return day.groups(), (), rest
    return day.groups(), clock.groups(), _offset(rest[clock.end() :].strip(" ()"))


def _offset(named: str) -> str:
    if not named or named in _WORDS:
        return _WORDS.get(named, "")
    found = _OFFSET.fullmatch(named)
    return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}" if found else "?"


def _hours(clock: tuple[str | None, ...]) -> str:
    hour, minute, second, fraction, half = clock
    hours = int(hour or 0)
    if half and not 1 <= hours <= _NOON:
        raise ValueError(hour)
    if half:
        hours = hours % _NOON + (_NOON if half == "PM" else 0)
    return f"{hours:02}:{minute}:{second or '00'}.{(fraction or '').ljust(6, '0')}"
