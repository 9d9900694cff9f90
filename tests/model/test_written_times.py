"""Dates and times as people and programs write them: what is read, and that nothing is guessed.

The expectation of each cell was decided by hand, in Berlin: what one reading exists for is
readable, everything else is not. A number is a Sheet's serial.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from incident_sync.model.times import Unreadable, iso, parse_time
from incident_sync.sides.sheets.serials import from_serial

BERLIN = ZoneInfo("Europe/Berlin")
UNREADABLE = ""
ENOUGH = 0.95

CELLS: dict[str | float, str] = {
    # ISO 8601, extended and compact, and how databases and languages print it
    "2026-11-23": "2026-11-23",
    "2026-11-23T10:15": "2026-11-23T09:15:00Z",
    "2026-11-23T10:15Z": "2026-11-23T10:15:00Z",
    "2026-11-23T10:15:00Z": "2026-11-23T10:15:00Z",
    "2026-11-23t10:15:00z": "2026-11-23T10:15:00Z",
    "2026-11-23T10:15:00.000Z": "2026-11-23T10:15:00Z",
    "2026-11-23T10:15:00.123456789Z": "2026-11-23T10:15:00.123Z",
    "2026-11-23T10:15:00,5Z": "2026-11-23T10:15:00.500Z",
    "2026-11-23T10:15:00+01:00": "2026-11-23T09:15:00Z",
    "2026-11-23T10:15:00+0100": "2026-11-23T09:15:00Z",
    "2026-11-23T10:15-05:00": "2026-11-23T15:15:00Z",
    "2026-11-23T10:15:00+01:00[Europe/Berlin]": "2026-11-23T09:15:00Z",
    "2026-11-23 10:15": "2026-11-23T09:15:00Z",
    "2026-11-23 10:15:30": "2026-11-23T09:15:30Z",
    "2026-11-23 10:15:00.000": "2026-11-23T09:15:00Z",
    "2026-11-23 10:15:00.123456+00": "2026-11-23T10:15:00.123Z",
    "2026-11-23 10:15:00 +0000 UTC": "2026-11-23T10:15:00Z",
    "2026-11-23 10:15:00 +0100 CET": "2026-11-23T09:15:00Z",
    "2026-11-23 10:15:00-05": "2026-11-23T15:15:00Z",
    "20261123": "2026-11-23",
    "20261123T1015": "2026-11-23T09:15:00Z",
    "20261123T101500Z": "2026-11-23T10:15:00Z",
    "20261123T101500+0100": "2026-11-23T09:15:00Z",
    "2026-W48-1": "2026-11-23",
    # the year first, otherwise
    "2026/11/23": "2026-11-23",
    "2026/11/23 10:15": "2026-11-23T09:15:00Z",
    "2026.11.23": "2026-11-23",
    "2026. 11. 23.": "2026-11-23",
    "2026-11-23, 10:15": "2026-11-23T09:15:00Z",
    "2026-11-23 at 10:15": "2026-11-23T09:15:00Z",
    "2026-11-23 @ 10:15": "2026-11-23T09:15:00Z",
    "2026-11-23 - 10:15": "2026-11-23T09:15:00Z",
    "2026-11-23 Mon 10:15": "2026-11-23T09:15:00Z",
    "2026-11-23 (Mon)": "2026-11-23",
    "2026\u201111\u201123": "2026-11-23",
    # mail, logs and the shell
    "Mon, 23 Nov 2026 10:15:00 +0000": "2026-11-23T10:15:00Z",
    "Mon, 23 Nov 2026 10:15:00 +0000 (UTC)": "2026-11-23T10:15:00Z",
    "Mon, 23 Nov 2026 10:15:00 GMT": "2026-11-23T10:15:00Z",
    "23 Nov 2026 10:15:00 +0100": "2026-11-23T09:15:00Z",
    "Mon Nov 23 10:15:00 2026": "2026-11-23T09:15:00Z",
    "Mon Nov 23 10:15:00 UTC 2026": "2026-11-23T10:15:00Z",
    "Mon 23 Nov 10:15:00 UTC 2026": "2026-11-23T10:15:00Z",
    "Mon Nov 23 2026": "2026-11-23",
    "Mon Nov 23 2026 10:15:00 GMT+0100 (Central European Standard Time)": "2026-11-23T09:15:00Z",
    "23/Nov/2026:10:15:00 +0000": "2026-11-23T10:15:00Z",
    "23-Nov-2026": "2026-11-23",
    "23-Nov-2026 10:15": "2026-11-23T09:15:00Z",
    # Notion, Google, Excel, and people
    "November 23, 2026": "2026-11-23",
    "November 23, 2026 10:15 AM": "2026-11-23T09:15:00Z",
    "November 23, 2026 10:15 AM (UTC)": "2026-11-23T10:15:00Z",
    "November 23, 2026 10:15 PM (GMT+1)": "2026-11-23T21:15:00Z",
    "November 23, 2026 at 10:15 AM GMT+1": "2026-11-23T09:15:00Z",
    "Nov 23, 2026, 10:15:00\u202fAM": "2026-11-23T09:15:00Z",
    "Nov 23, 2026": "2026-11-23",
    "Nov 23 2026": "2026-11-23",
    "Nov. 23, 2026": "2026-11-23",
    "Nov 23rd, 2026 10:15 PM": "2026-11-23T21:15:00Z",
    "NOV 23 2026 10:15PM": "2026-11-23T21:15:00Z",
    "23 Nov 2026 at 10:15": "2026-11-23T09:15:00Z",
    "23 Nov 2026, 10:15 UTC": "2026-11-23T10:15:00Z",
    "23 November 2026": "2026-11-23",
    "23rd of November 2026": "2026-11-23",
    "the 23rd of November 2026": "2026-11-23",
    "Monday, November 23, 2026": "2026-11-23",
    "Monday 23 November 2026 10:15": "2026-11-23T09:15:00Z",
    "Monday, November 23rd, 2026 at 10:15 a.m.": "2026-11-23T09:15:00Z",
    "10:15 UTC, 23 November 2026": "2026-11-23T10:15:00Z",
    "10:15, 23 November 2026 (UTC)": "2026-11-23T10:15:00Z",
    "10:15 PM on November 23, 2026": "2026-11-23T21:15:00Z",
    "10:15 2026-11-23": "2026-11-23T09:15:00Z",
    "11/23/2026": "2026-11-23",
    "11/23/2026 10:15:00": "2026-11-23T09:15:00Z",
    "23/11/2026 10:15": "2026-11-23T09:15:00Z",
    "23.11.2026": "2026-11-23",
    "11/11/2026": "2026-11-11",
    46349: "2026-11-23",
    46349.5: "2026-11-23T11:00:00Z",
    46349.427083333336: "2026-11-23T09:15:00Z",
    # other languages
    "23. November 2026": "2026-11-23",
    "Montag, 23. November 2026 um 22:15 Uhr": "2026-11-23T21:15:00Z",
    "3. März 2026": "2026-03-03",
    "12. Dez. 2026": "2026-12-12",
    "23 novembre 2026": "2026-11-23",
    "lundi 23 novembre 2026 à 10h15": "2026-11-23T09:15:00Z",
    "1er août 2026": "2026-08-01",
    # clocks and zones
    "2026-11-23 10:15pm": "2026-11-23T21:15:00Z",
    "2026-11-23 10 AM": "2026-11-23T09:00:00Z",
    "2026-11-23 12:15 AM": "2026-11-22T23:15:00Z",
    "2026-11-23 noon": "2026-11-23T11:00:00Z",
    "2026-11-23 10.15": "2026-11-23T09:15:00Z",
    "2026-11-23 22:15 Uhr": "2026-11-23T21:15:00Z",
    "2026-11-23 22:15h": "2026-11-23T21:15:00Z",
    "2026-11-23 1015 UTC": "2026-11-23T10:15:00Z",
    "2026-11-23 10:15 CET": "2026-11-23T09:15:00Z",
    "2026-07-23 10:15 CEST": "2026-07-23T08:15:00Z",
    "2026-11-23 10:15 UTC+01:00": "2026-11-23T09:15:00Z",
    "2026-11-23 10:15 UTC\u22125": "2026-11-23T15:15:00Z",
    "2026-11-23 10:15 Europe/Berlin": "2026-11-23T09:15:00Z",
    "2026-11-23 10:15 (America/New_York)": "2026-11-23T15:15:00Z",
    # the clocks go back on 25 October and forward on 29 March
    "2026-10-25 02:30 CEST": "2026-10-25T00:30:00Z",
    "2026-10-25 02:30+01:00": "2026-10-25T01:30:00Z",
    "2026-10-25 02:30": UNREADABLE,
    "2026-03-29 02:30": UNREADABLE,
    "2026-10-25 02:30 Europe/Berlin": UNREADABLE,
    46320.104166666664: UNREADABLE,
    # two readings or more
    "03/04/2026": UNREADABLE,
    "03-04-2026 10:15": UNREADABLE,
    "3.4.2026": UNREADABLE,
    "03/04/26": UNREADABLE,
    "10/11/12": UNREADABLE,
    "23-Nov-26": UNREADABLE,
    "2026-11-23 10:15 EST": UNREADABLE,
    "2026-11-23 10:15 IST": UNREADABLE,
    "2026-11-23 10:15 BST": UNREADABLE,
    "2026-11-23 midnight": UNREADABLE,
    "2026-11-23 10:15-11:00": UNREADABLE,
    "2026-11-23 10:15 - 11:00": UNREADABLE,
    "2026-11-23 2026": UNREADABLE,
    "10.11 2026-11-23": UNREADABLE,
    "1795428900": UNREADABLE,
    "1795428900000": UNREADABLE,
    # a part of a date, or none
    "Nov 23": UNREADABLE,
    "23/11": UNREADABLE,
    "November 2026": UNREADABLE,
    "2026-11": UNREADABLE,
    "2026": UNREADABLE,
    "Q3 2026": UNREADABLE,
    "2026-W48": UNREADABLE,
    "10:15": UNREADABLE,
    "~10:00": UNREADABLE,
    "noon": UNREADABLE,
    "Monday": UNREADABLE,
    "Monday 10:15": UNREADABLE,
    "today": UNREADABLE,
    "tomorrow": UNREADABLE,
    "yesterday 10:15": UNREADABLE,
    "TBD": UNREADABLE,
    "n/a": UNREADABLE,
    "-": UNREADABLE,
    "?": UNREADABLE,
    2026: UNREADABLE,
    0.427083333333: UNREADABLE,
    20261123: UNREADABLE,
    # more than a date, or doubted by its author
    "2026-11-23 - 2026-11-24": UNREADABLE,
    "23-24 Nov 2026": UNREADABLE,
    "2026-11-23/24": UNREADABLE,
    "2026-11-23?": UNREADABLE,
    "approx. 2026-11-23": UNREADABLE,
    "2026-11-23 ~10:00": UNREADABLE,
    "2026-11-23 10:15 or 11:15": UNREADABLE,
    "2026-11-23 10:15 (tbc)": UNREADABLE,
    "2026-11-23 10:15 local": UNREADABLE,
    "2026-11-23 morning": UNREADABLE,
    "after 2026-11-23": UNREADABLE,
    # what no calendar and no clock holds
    "Tue, 23 Nov 2026": UNREADABLE,
    "2026-11-31": UNREADABLE,
    "2026-02-29": UNREADABLE,
    "2026-13-01": UNREADABLE,
    "31/11/2026": UNREADABLE,
    "20261332": UNREADABLE,
    "2026-11-23 24:00": UNREADABLE,
    "2026-11-23 10:60": UNREADABLE,
    "2026-11-23 1:5": UNREADABLE,
    "2026-11-23 13:15 PM": UNREADABLE,
    "2026-11-23 10:15 +25:00": UNREADABLE,
    "2026-11-23 10:15 +01:00 UTC": UNREADABLE,
    "2026-11-23T10:15:00+01:00[America/New_York]": UNREADABLE,
    "2026-11-23 10:15 America/Indiana": UNREADABLE,
    "2026-11-23 10:15 CEST": UNREADABLE,
}


def read(cell: str | float) -> str:
    """What we make of a cell."""
    try:
        return iso(parse_time(cell, BERLIN) if isinstance(cell, str) else from_serial(cell, BERLIN))
    except Unreadable:
        return UNREADABLE


def test_what_has_one_reading_is_knownand_nothing_else() -> None:
    """At least 95 % of what can be read is read, and not one cell is read wrongly."""
    got = {cell: read(cell) for cell in CELLS}
    readable = [cell for cell, meant in CELLS.items() if meant]
    missed = [cell for cell in readable if not got[cell]]
    wrong = {cell: got[cell] for cell, meant in CELLS.items() if got[cell] not in (meant, "")}
    known = len(readable) - len(missed)
    figures = f"{len(CELLS)} cells, {len(readable)} readable, {known} read; missed {missed}"
    print(f"\n{figures}, wrong {wrong}")  # noqa: T201 - the figures
    assert len(CELLS) >= 80
    assert wrong == {}
    assert known >= ENOUGH * len(readable)
