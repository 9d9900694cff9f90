"""Serial dates: what a number in a Sheet's cell means, and which numbers are written."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.times import Unreadable
from incident_sync.model.values import instant
from incident_sync.sides.sheets.serials import from_serial, to_serial

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")

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
def test_a_serial_reads_back_or_is_not_made(value: datetime | date, zone: timezone) -> None:
    """A serial is made only where it means the same again, to the millisecond."""
    serial = to_serial(value, zone)
    if serial is not None:
        again = from_serial(serial, zone)
        assert again == value
        assert type(again) is type(value)
    else:
        assert isinstance(value, datetime)


def test_the_serials_that_google_documents() -> None:
    """2026-11-23 is day 46349; noon is its half (Sheets API, spreadsheets.values)."""
    assert from_serial(46349, UTC) == date(2026, 11, 23)
    assert from_serial(46349.5, BERLIN) == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert to_serial(datetime(2026, 11, 23, 11, tzinfo=UTC), BERLIN) == 46349.5
    assert to_serial(date(2026, 11, 23), BERLIN) == 46349


@pytest.mark.parametrize("serial", [0, 0.5, -1, 2020, 25568.99, 109575.0, 1e9])
def test_a_number_that_is_no_date_is_named(serial: float) -> None:
    """A year, a duration or a count in a date's cell is not taken for a day long ago."""
    with pytest.raises(Unreadable, match="is no date"):
        from_serial(serial, UTC)


def test_what_no_serial_can_say_is_left_to_text() -> None:
    """A local midnight would read as the whole day, and a repeated hour as either."""
    assert to_serial(datetime(2026, 11, 22, 23, tzinfo=UTC), BERLIN) is None
    for hour in (0, 1):
        assert to_serial(datetime(2021, 10, 31, hour, 30, tzinfo=UTC), BERLIN) is None


def test_a_serial_in_a_skipped_or_repeated_hour_is_named() -> None:
    """A wall time that the clocks skipped or repeated means no one instant."""
    spring = (date(2021, 3, 28) - date(1899, 12, 30)).days + 2.5 / 24
    autumn = (date(2021, 10, 31) - date(1899, 12, 30)).days + 2.5 / 24
    with pytest.raises(Unreadable, match="was skipped"):
        from_serial(spring, BERLIN)
    with pytest.raises(Unreadable, match="happened twice"):
        from_serial(autumn, BERLIN)
