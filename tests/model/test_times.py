"""What people write for a time, and what it means: by hand, cell by cell."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.times import Unreadable, iso, parse_time
from incident_sync.model.values import instant

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")

READABLE = {
    # ISO 8601 and its relatives
    "2021-04-19T18:50:00-00:00": "2021-04-19T18:50:00Z",
    "2021-06-25T10:55:00+02:00": "2021-06-25T08:55:00Z",
    "2021-06-25T10:55+02:00": "2021-06-25T08:55:00Z",
    "2017-12-04 15:00+0000": "2017-12-04T15:00:00Z",
    "2023-04-21 18:00+00": "2023-04-21T18:00:00Z",
    "2022-04-06 14:25:00 -0400": "2022-04-06T18:25:00Z",
    "2022-07-16T13:00:25.546Z": "2022-07-16T13:00:25.546Z",
    "2022-07-16T13:00:25,546Z": "2022-07-16T13:00:25.546Z",
    "2022-07-16T13:00:25.5Z": "2022-07-16T13:00:25.500Z",
    "2022-07-16T13:00:25.123987Z": "2022-07-16T13:00:25.123Z",
    "2021-05-04T05:51:46.141+0000": "2021-05-04T05:51:46.141Z",
    "2021-06-04 09:10:40+00:00": "2021-06-04T09:10:40Z",
    "2021-12-07T9:06:14+01:00": "2021-12-07T08:06:14Z",
    "2021-06-25t10:55:00z": "2021-06-25T10:55:00Z",
    "2021-06-25 10:55:00 \N{MINUS SIGN}03:30": "2021-06-25T14:25:00Z",
    "2020-02-29 00:00 UTC": "2020-02-29T00:00:00Z",
    "2021-12-31 23:59:59Z": "2021-12-31T23:59:59Z",
    "2021-01-01 00:30+14:00": "2020-12-31T10:30:00Z",
    # zones in words
    "2020-08-20 13:00 UTC": "2020-08-20T13:00:00Z",
    "2020-08-20 13:00UTC": "2020-08-20T13:00:00Z",
    "2021-08-27  4:51 UTC": "2021-08-27T04:51:00Z",
    "2021-08-27 4:51 utc": "2021-08-27T04:51:00Z",
    "2021-08-27 4:51 GMT": "2021-08-27T04:51:00Z",
    "2021-06-12 22:00 GMT+2": "2021-06-12T20:00:00Z",
    "2022-02-01 8:55 GMT +1": "2022-02-01T07:55:00Z",
    "2021-10-18 9:25 UTC+2": "2021-10-18T07:25:00Z",
    "2021-10-18 9:25 UTC-5": "2021-10-18T14:25:00Z",
    "2021-10-18 9:25 UTC+5:30": "2021-10-18T03:55:00Z",
    "2021-10-18 9:25 UTC+0530": "2021-10-18T03:55:00Z",
    "2019-06-08 22:00(GMT+2)": "2019-06-08T20:00:00Z",
    "2020-04-29 07:58(GMT+0)": "2020-04-29T07:58:00Z",
    "2021-09-23 01:00 (GMT+2)": "2021-09-22T23:00:00Z",
    "2021-09-23 01:00 (UTC)": "2021-09-23T01:00:00Z",
    ": 2021-09-23 04:00 (GMT+2)": "2021-09-23T02:00:00Z",
    "2019-06-08  23:00(GMT+2)": "2019-06-08T21:00:00Z",
    "2021-09-22 21:30 CEST": "2021-09-22T19:30:00Z",
    "2021-12-22 21:30 CET": "2021-12-22T20:30:00Z",
    "2021-07-22 21:30 EEST": "2021-07-22T18:30:00Z",
    "2021-12-22 21:30 WET": "2021-12-22T21:30:00Z",
    # no zone: the configured one, which is Berlin here
    "2020-06-13 15:54:00": "2020-06-13T13:54:00Z",
    "2019-12-06 11:10": "2019-12-06T10:10:00Z",
    "2021-02-13 7:30": "2021-02-13T06:30:00Z",
    "2021-02-13T07:30": "2021-02-13T06:30:00Z",
    "2021-02-13, 07:30": "2021-02-13T06:30:00Z",
    "  2021-02-13\t07:30 ": "2021-02-13T06:30:00Z",
    "2021-02-13\N{NO-BREAK SPACE}07:30": "2021-02-13T06:30:00Z",
    # twelve hours
    "2021-08-04 3:00 PM GMT+2": "2021-08-04T13:00:00Z",
    "2021-08-08 10:25 AM GMT+2": "2021-08-08T08:25:00Z",
    "2021-08-08 12:00 AM UTC": "2021-08-08T00:00:00Z",
    "2021-08-08 12:00 PM UTC": "2021-08-08T12:00:00Z",
    "2021-08-08 12:30pm UTC": "2021-08-08T12:30:00Z",
    "2021-08-08 7 p.m. UTC": "2021-08-08T19:00:00Z",
    # days alone
    "2023-11-20": "2023-11-20",
    "2021-9-20": "2021-09-20",
    "2021/09/05": "2021-09-05",
    "2020-02-29": "2020-02-29",
    # months in words
    "5 March 2020": "2020-03-05",
    "5 March 2020 14:00 UTC": "2020-03-05T14:00:00Z",
    "Mar 5, 2020": "2020-03-05",
    "March 5 2020, 2:00 PM UTC": "2020-03-05T14:00:00Z",
    "5th Mar 2020": "2020-03-05",
    "Sept 1, 2020": "2020-09-01",
    "1 sep. 2020": "2020-09-01",
    "May 31st, 2020": "2020-05-31",
    # numbers of which only one can be the month
    "25-03-2020": "2020-03-25",
    "03/25/2020 14:00 UTC": "2020-03-25T14:00:00Z",
}

UNREADABLE = {
    "05-03-2020 01:40": "day and month cannot be told apart",
    "11-03-2020": "day and month cannot be told apart",
    "31/04/2020": "there is no day 31/4 in 2020",
    "03/05/2020": "day and month cannot be told apart",
    "05.03.20": "day and month cannot be told apart",
    "2021-07-01 19:00 GTM+2": '"GTM+2" is no zone known here',
    "2022-10-05 05:45 GTM": '"GTM" is no zone known here',
    "2021-07-01 19:00 EST": '"EST" is no zone known here',
    "2021-07-01 19:00 IST": '"IST" is no zone known here',
    "2021-07-01 19:00 UTC+25": "no place on Earth",
    "2021-07-01 19:00 UTC+2:75": "no place on Earth",
    "2021-07-01 19:00 CET": "CET is not the time kept on 2021-07-01",
    "2021-12-01 19:00 CEST": "CEST is not the time kept on 2021-12-01",
    "2021-9-20 18:35 PM UTC": "18 is no hour of the 12-hour clock",
    "2021-9-20 0:35 AM UTC": "0 is no hour of the 12-hour clock",
    "2024-08-13T015:00:00+02:00": "015:00 is no time of day",
    "2024-08-13T15:0:00+02:00": "15:0 is no time of day",
    "2024-08-13 15 UTC": "15 is no time of day",
    "2024-08-13 24:00 UTC": "there is no time 24:00:00",
    "2024-08-13 23:60 UTC": "there is no time 23:60:00",
    "2024-08-13 23:59:60 UTC": "there is no time 23:59:60",
    "2024-13-01": "there is no day 1 of month 13 in 2024",
    "2023-02-29": "there is no day 29 of month 2 in 2023",
    "2024-06-31 10:00 UTC": "there is no day 31 of month 6",
    "0001-01-01 00:00+14:00": "the year 1 is out of range",
    "2021-03-28 02:30": "02:30 was skipped on 2021-03-28",
    "2021-10-31 02:30": "02:30 happened twice on 2021-10-31",
    "yesterday": "no date or time is known in this form",
    "2021": "no date or time is known in this form",
    "14:00": "no date or time is known in this form",
    "2021-09/20": "no date or time is known in this form",
    "20 Foo 2020": "no date or time is known in this form",
    "2021-09-20 UTC": "no date or time is known in this form",
    "2021-09-20 to 2021-09-21": "no date or time is known in this form",
    "Tue, 23 Nov 2026": "2026-11-23 is a Monday",
    "2026-11-23 10:15 - 11:00": '"- 11:00" may be an offset or an end',
    "2026-11-23 10:15 +01:00 UTC": "the offset and UTC are two zones",
}


@pytest.mark.parametrize("cell", READABLE)
def test_what_has_one_meaning_is_read(cell: str) -> None:
    """Each of these has exactly one reading, and it is this."""
    assert iso(parse_time(cell, BERLIN)) == READABLE[cell]


@pytest.mark.parametrize("cell", UNREADABLE)
def test_what_has_none_or_several_is_named(cell: str) -> None:
    """Nothing is guessed: the reason tells the person what to mend."""
    with pytest.raises(Unreadable, match=UNREADABLE[cell].replace("+", r"\+").replace(".", r"\.")):
        parse_time(cell, BERLIN)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Any text is a time or is refused; nothing else is ever raised."""
    with suppress(Unreadable):
        parse_time(text, BERLIN)


instants = st.datetimes(
    datetime(1971, 1, 1),  # noqa: DTZ001 - Hypothesis wants bounds without zone
    datetime(2199, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
).map(instant)
days = st.dates(date(1970, 1, 1), date(2199, 12, 31))
zones = st.sampled_from(
    [UTC, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), timezone(timedelta(hours=-7))]
)


@given(instants | days, zones)
def test_a_written_text_reads_back(value: datetime | date, zone: timezone) -> None:
    """What is written as text means the same again, whatever zone is configured."""
    assert parse_time(iso(value), zone) == value
