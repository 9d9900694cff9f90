"""What a typed text becomes: USER_ENTERED, as in the browser. Pure.

GD ValueInputOption: "parsed as if the user typed them into the UI". Formulas, numbers,
booleans and dates are recognised; leading zeros are lost (Sheets API, spreadsheets.values).
"""

from __future__ import annotations

import re
from datetime import datetime

from incident_sandbox.google.formats import day_first, serial_of
from incident_sandbox.google.values import (
    Cell,
    Entered,
    Formula,
    JsonObject,
    number,
    with_number_format,
    with_value,
)

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d{1,3})?")
_TIME = (
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s*(?P<half>[AaPp][Mm]))?)?"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})" + _TIME)
_LOCAL = re.compile(r"(?P<first>\d{1,2})[/.-](?P<second_>\d{1,2})[/.-](?P<year>\d{4})" + _TIME)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?")
_NOON = 12


def typed(old: Cell | None, text: Entered, locale: str) -> Cell | None:
    """The cell after somebody typed that into it.

    A recognised date or percentage gives an unformatted cell a format; a cell formatted
    as plain text takes everything as text.
    """
    if not isinstance(text, str):
        return with_value(old, text)
    number_format = old.number_format if old else None
    if number_format and number_format.get("type") == "TEXT":
        return with_value(old, text)
    value, looks = interpreted(text, locale)
    made = with_value(old, value)
    return with_number_format(made, looks) if looks and not number_format else made


def interpreted(text: str, locale: str) -> tuple[Entered, JsonObject | None]:
    """The value a typed text stands for, and the number format that comes with it."""
    if text.startswith("'"):
        return text[1:], None
    stripped = text.strip()
    if stripped.upper() in {"TRUE", "FALSE"}:
        return stripped.upper() == "TRUE", None
    found = _figure(stripped) or _date(stripped, locale)
    if found:
        return found
    if stripped[:1] in {"=", "+", "-"} and len(stripped) > 1:
        return Formula(stripped if stripped[0] == "=" else f"={stripped}"), None
    return text, None


def _figure(text: str) -> tuple[Entered, JsonObject | None] | None:
    body, looks = text, None
    if text.endswith("%"):
        body, looks = text[:-1], {"type": "PERCENT", "pattern": "0.00%"}
    elif text.startswith("$"):
        body, looks = text[1:], {"type": "CURRENCY", "pattern": "$#,##0.00"}
    if not any(sign.isdigit() for sign in body) or not _NUMBER.fullmatch(body):
        return None
    value = float(body.replace(",", ""))
    if value in {float("inf"), float("-inf")}:
        return None
    return number(value / 100 if text.endswith("%") else value), looks


def _date(text: str, locale: str) -> tuple[Entered, JsonObject | None] | None:
    iso, local, clock = _ISO.fullmatch(text), _LOCAL.fullmatch(text), _CLOCK.fullmatch(text)
    try:
        if iso:
            day = int(iso["year"]), int(iso["month"]), int(iso["day"])
            return _dated(iso, day, "yyyy-mm-dd")
        if local:
            return _dated(local, _local_day(local, locale), _pattern(local, locale))
        if clock:
            share = serial_of(datetime(1899, 12, 30, *_time(clock)))  # noqa: DTZ001
            return share, {"type": "TIME", "pattern": "h:mm:ss" if clock["second"] else "h:mm"}
    except ValueError:
        return None
    return None


def _local_day(found: re.Match[str], locale: str) -> tuple[int, int, int]:
    first, second = int(found["first"]), int(found["second_"])
    month, day = (second, first) if day_first(locale) else (first, second)
    return int(found["year"]), month, day


def _pattern(found: re.Match[str], locale: str) -> str:
    mark = found.group(0)[len(found["first"])]
    first, second = ("dd", "mm") if day_first(locale) else ("m", "d")
    return f"{first}{mark}{second}{mark}yyyy"


def _dated(
    found: re.Match[str], day: tuple[int, int, int], pattern: str
) -> tuple[Entered, JsonObject]:
    if found["hour"] is None:
        return serial_of(datetime(*day)), {"type": "DATE", "pattern": pattern}  # noqa: DTZ001
    moment = datetime(*day, *_time(found))  # noqa: DTZ001 - the spreadsheet's own zone
    seconds = ":ss" if found["second"] else ""
    half = " am/pm" if found["half"] else ""
    return serial_of(moment), {"type": "DATE_TIME", "pattern": f"{pattern} h:mm{seconds}{half}"}


def _time(found: re.Match[str]) -> tuple[int, int, int]:
    hour = int(found["hour"])
    half = (found.groupdict().get("half") or "").upper()
    if half:
        hour = hour % _NOON + (_NOON if half == "PM" else 0)
    return hour, int(found["minute"]), int(found["second"] or 0)
