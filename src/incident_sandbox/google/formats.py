"""How a value looks in its cell: number formats, dates by locale. Pure.

Serial dates count days since 1899-12-30, the fraction is the time, there is no zone
(GD DateTimeRenderOption). Patterns follow the guide on date and number formats.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from incident_sandbox.google.values import Fault, JsonObject, Value, number

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial date has no zone
DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})
_DATES = {"en_US": "M/d/yyyy", "en_GB": "dd/mm/yyyy", "fr_FR": "dd/mm/yyyy", "de_DE": "dd.mm.yyyy"}
_ISO = "yyyy-mm-dd"
_NUMBERS = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": "$#,##0.00",
    "SCIENTIFIC": "0.00E+00",
}
_TOKEN = re.compile(r'am/pm|y+|m+|d+|h+|s+|"[^"]*"|\\.|.', re.IGNORECASE | re.DOTALL)
_NUMBER_PATTERN = re.compile(
    r"(?P<before>[^0#?]*)[#?0,]*[0#?](?:\.(?P<places>[0#]+))?(?P<after>.*)"
)
_LARGEST_PLAIN = 1e15


def serial_of(moment: datetime) -> int | float:
    """The serial number of a local date and time."""
    return number((moment - EPOCH) / timedelta(days=1))


def moment_of(serial: float) -> datetime | None:
    """The local date and time of a serial number; ``None`` beyond what a date can be."""
    try:
        return EPOCH + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return None


def day_first(locale: str) -> bool:
    """Whether people of that locale write the day before the month."""
    return locale in _DATES and locale != "en_US"


def displayed(value: Value, number_format: JsonObject | None, locale: str) -> str:
    """The text in the cell (GD CellData.formattedValue)."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Fault):
        return value.text
    kind = (number_format or {}).get("type", "")
    return _shown(value, kind, (number_format or {}).get("pattern", ""), locale)


@lru_cache(maxsize=65_536)
def _shown(value: float, kind: str, pattern: str, locale: str) -> str:
    if kind in DATE_TYPES:
        moment = moment_of(value)
        wanted = pattern or default_pattern(kind, locale)
        return "########" if moment is None else _dated(moment, wanted)
    if kind in _NUMBERS:
        return _numbered(value, pattern or _NUMBERS[kind])
    return _general(value)


def default_pattern(kind: str, locale: str) -> str:
    """The locale's pattern where the format names none (GD NumberFormat.pattern)."""
    date = _DATES.get(locale, _ISO)
    return {"DATE": date, "TIME": "h:mm:ss am/pm", "DATE_TIME": f"{date} h:mm:ss"}[kind]


def _general(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if abs(value) >= _LARGEST_PLAIN:
        return f"{value:.5E}"
    return f"{value:.10g}".replace("e", "E")


def _numbered(value: float, pattern: str) -> str:
    found = _NUMBER_PATTERN.match(pattern)
    if not found or "E+" in pattern.upper():
        return f"{value:.2E}"
    places, after = len(found["places"] or ""), found["after"]
    amount = value * 100 if "%" in after else value
    comma = "," if "," in pattern else ""
    sign = "-" if amount < 0 else ""
    text = f"{abs(amount):{comma}.{places}f}"
    return (sign + found["before"] + text + after).replace('"', "").replace("\\", "")


def _dated(moment: datetime, pattern: str) -> str:
    tokens: list[str] = _TOKEN.findall(pattern)
    half = any(token.lower() == "am/pm" for token in tokens)
    return "".join(
        _part(moment, token, half=half, minute=_is_minute(tokens, place))
        for place, token in enumerate(tokens)
    )


def _is_minute(tokens: list[str], place: int) -> bool:
    """An ``m`` beside hours or seconds means minutes (the guide on date formats)."""
    before = [t[0].lower() for t in tokens[:place] if t[0].lower() in "ymdhs"]
    after = [t[0].lower() for t in tokens[place + 1 :] if t[0].lower() in "ymdhs"]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _part(moment: datetime, token: str, *, half: bool, minute: bool) -> str:
    kind, size = token[0].lower(), len(token)
    if token.lower() == "am/pm":
        return f"{moment:%p}"
    if kind in '"\\' or kind not in "ymdhs":
        return token.strip('"').removeprefix("\\")
    if kind == "y":
        return f"{moment.year:04}" if size > 2 else f"{moment.year % 100:02}"  # noqa: PLR2004
    if kind in "md" and size > 2 and not minute:  # noqa: PLR2004 - mmm and ddd are names
        return _name(moment, kind, size)
    hour = (moment.hour % 12 or 12) if half else moment.hour
    month = moment.minute if minute else moment.month
    figure = {"m": month, "d": moment.day, "h": hour, "s": moment.second}[kind]
    return f"{figure:02}" if size > 1 else str(figure)


def _name(moment: datetime, kind: str, size: int) -> str:
    long = size > 3  # noqa: PLR2004 - mmmm is the whole name
    if kind == "m":
        return f"{moment:%B}" if long else f"{moment:%b}"
    return f"{moment:%A}" if long else f"{moment:%a}"
