"""Reading the ``Retry-After`` header."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from incident_sync.wire import LONGEST, read_retry_after
from tests.wire.conftest import START


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("1", 1.0),
        (" 30 ", 30.0),
        ("600", 600.0),
        ("1.5", 1.5),
        ("999999999", LONGEST),
        (format_datetime(START + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(START - timedelta(seconds=90), usegmt=True), 0.0),
        ("Thu, 01 Jan 2026 00:00:30", 30.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("99 Foo 2026", None),
    ],
)
def test_header(header: str | None, seconds: float | None) -> None:
    """Seconds and dates are read, the rest is nothing, and no wait is longer than an hour."""
    assert read_retry_after(header, START) == seconds
