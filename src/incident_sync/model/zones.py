"""Floor 1. What people and programs write for a time zone. Pure: no vendor.

A zone counts only where it names one offset: an offset, a word that means the same everywhere, a
place of the IANA database. EST, CST, IST, BST and their like name several and are refused.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_LONGEST_OFFSET = 14  # hours: Kiribati
_OFFSET = re.compile(r"(?:UTC|GMT)? ?([+-]) ?(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_PLACE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z_-]+)+")
# What programs put behind an offset: Java a place, mail and Go a word, JavaScript a description.
_REMARK = re.compile(
    r"(?P<offset>[^\[( ]*[+-] ?[\d:]+) ?[\[(]?"
    r"(?P<remark>UTC|Z|[A-Z]{1,4}T|[A-Z][A-Za-z. ]+ Time|[A-Za-z_]+(?:/[A-Za-z_-]+)+)[\])]?"
)

# Words that name one offset the world over. The place is where the word is right only for a part of
# the year: "CET" in July may mean either.
_WORDS: dict[str, tuple[int, str]] = {
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
    """What somebody wrote cannot be understood; the text is the reason, for who typed it."""


def zone_of(named: str, wall: datetime) -> tzinfo:
    """The zone that ``named`` means at a wall time. Raises Unreadable where it is not one."""
    bare = named[1:-1].strip() if named.startswith("(") and named.endswith(")") else named
    found = _REMARK.fullmatch(bare)
    if found is None:
        return _plain(bare, wall)
    zone = _plain(found["offset"], wall)
    _agree(zone, found["remark"], wall)
    return zone


def _plain(bare: str, wall: datetime) -> tzinfo:
    if bare.upper() in _WORDS:
        return _word(bare.upper(), wall)
    place = _place(bare)
    if place is not None:
        return place
    found = _OFFSET.fullmatch(bare)
    if found is None:
        raise Unreadable(f'"{bare}" is no zone known here: write UTC, GMT+2, +02:00 or CET')
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > _LONGEST_OFFSET or minutes > 59:  # noqa: PLR2004 - a clock's own numbers
        raise Unreadable(f'no place on Earth is at "{bare}"')
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if found[1] == "-" else ahead)


def _agree(zone: tzinfo, remark: str, wall: datetime) -> None:
    """Hold an offset against the word or place behind it, where that is one we know."""
    known = _place(remark)
    if remark in _WORDS:
        known = timezone(timedelta(hours=_WORDS[remark][0]))
    ahead = wall.replace(tzinfo=zone).utcoffset()
    if known is not None and wall.replace(tzinfo=zone).astimezone(known).utcoffset() != ahead:
        raise Unreadable(f"the offset and {remark} are two zones: write one of them")


def _place(name: str) -> tzinfo | None:
    if not _PLACE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown; a folder of the database; no name for a file
        return None


def _word(word: str, wall: datetime) -> tzinfo:
    hours, place = _WORDS[word]
    zone = timezone(timedelta(hours=hours))
    if place:
        there = wall.replace(tzinfo=zone).astimezone(ZoneInfo(place))
        if there.utcoffset() != timedelta(hours=hours):
            raise Unreadable(f"{word} is not the time kept on {wall:%Y-%m-%d}: write the offset")
    return zone
