"""Floor 6. What is remembered of the spreadsheet as a whole: tabs, zone, looks of dates. Pure.

It changes rarely, so it is fetched once a day and kept as text between the cycles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incident_sync.errors import SideUnusable
from incident_sync.model.values import canonical
from incident_sync.sides.sheets.layout import fold

TABS = "properties.timeZone,sheets.properties(sheetId,title)"
MASK = TABS + ",sheets.data.rowData.values(formattedValue,userEnteredFormat.numberFormat)"
"""The fields asked for (GD spreadsheets.get), without and with what the cells look like."""

KEPT = timedelta(days=1)
_DATES = frozenset({"DATE", "TIME", "DATE_TIME"})
_FIXED = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2})(?::?(\d\d))?")


@dataclass(frozen=True, slots=True)
class Book:
    """A spreadsheet: when it was looked at, its zone, its tabs' ids by title, and their formats.

    ``formats`` gives, by tab and folded header, the number format of the first data cell that has
    one.
    """

    at: datetime
    zone: str
    tabs: Mapping[str, int]
    formats: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def is_old(self, now: datetime) -> bool:
        """Whether it had better be fetched again; also where the clock ran backwards."""
        return not self.at <= now < self.at + KEPT

    def tzinfo(self) -> tzinfo:
        """The spreadsheet's zone; SideUnusable where nobody here knows it."""
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
        fixed = _FIXED.fullmatch(self.zone)
        if fixed is None:
            raise SideUnusable(
                f'the spreadsheet is in the time zone "{self.zone}", which is not known here',
                where="File, Settings, Time zone",
                remedy="Choose another time zone for the spreadsheet.",
            )
        ahead = timedelta(hours=int(fixed[2]), minutes=int(fixed[3] or 0))
        return timezone(ahead if fixed[1] == "+" else -ahead)

    def looks_like_dates(self, tab: str, header: str) -> bool:
        """Whether the cells of a column are formatted as dates or times."""
        return self.formats.get(tab, {}).get(fold(header), {}).get("type") in _DATES

    def dump(self) -> str:
        """As text, for the cursor."""
        told = {"at": self.at.isoformat(), "zone": self.zone}
        return canonical({**told, "tabs": self.tabs, "formats": self.formats})


def load(text: str) -> Book | None:
    """The book of a cursor; None where there is none, or one of another age of this program."""
    try:
        data = json.loads(text)
        return Book(datetime.fromisoformat(data["at"]), data["zone"], data["tabs"], data["formats"])
    except (ValueError, KeyError, TypeError):
        return None


def read_book(answer: Mapping[str, Any], now: datetime) -> Book:
    """The book of a ``spreadsheets.get`` answer masked by ``MASK``."""
    sheets = answer.get("sheets", [])
    return Book(
        at=now,
        zone=answer.get("properties", {}).get("timeZone", "UTC"),
        tabs={s["properties"]["title"]: s["properties"].get("sheetId", 0) for s in sheets},
        formats={s["properties"]["title"]: _formats(s.get("data", [])) for s in sheets},
    )


def _formats(data: list[dict[str, Any]]) -> dict[str, Any]:
    """The number formats below each header; the header is whatever text stands topmost."""
    rows = [row.get("values", []) for part in data for row in part.get("rowData", [])]
    found: dict[str, Any] = {}
    headers: dict[int, str] = {}
    for row in rows:
        for column, cell in enumerate(row):
            looks = cell.get("userEnteredFormat", {}).get("numberFormat")
            if looks and column in headers:
                found.setdefault(headers[column], looks)
            if cell.get("formattedValue") and column not in headers:
                headers[column] = fold(cell["formattedValue"])
    return found
