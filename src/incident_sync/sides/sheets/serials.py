"""Floor 6. Serial dates: days since 1899-12-30 in the spreadsheet's own zone. Pure.

Source: GD DateTimeRenderOption. What a text means is the model's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from incident_sync.model.times import Unreadable, placed
from incident_sync.model.values import instant

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time, its zone is the spreadsheet's
_DAY_MS = 86_400_000
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)


def from_serial(serial: float, zone: tzinfo) -> datetime | date:
    """The plain date of a whole serial, else the instant at that wall time in ``zone``.

    Raises Unreadable outside the years 1970 to 2199: a year or a duration, not a date.
    """
    if not _serial(_FIRST) <= serial < _serial(_LAST) + 1:
        raise Unreadable(f"the number {serial:g} is no date")
    days, ms = divmod(round(serial * _DAY_MS), _DAY_MS)
    wall = _EPOCH + timedelta(days=days, milliseconds=ms)
    return placed(wall, zone) if ms else wall.date()


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


def _serial(wall: datetime | date) -> float:
    if not isinstance(wall, datetime):
        return float((wall - _EPOCH.date()).days)
    return (wall - _EPOCH) // timedelta(milliseconds=1) / _DAY_MS
