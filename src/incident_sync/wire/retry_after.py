"""Reading the ``Retry-After`` header. Floor 5; pure.

Slack and Notion send seconds, proxies may send an HTTP date (RFC 9110, 10.2.3), Google promises
none at all.
"""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 3600.0
"""Seconds that are believed at most: a broken header must not park a method for a year."""


def read_retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait from ``now``, 0 to ``LONGEST``; None where the header says nothing usable."""
    if header is None:
        return None
    seconds = _seconds(header.strip())
    if seconds is None:
        seconds = _until(header.strip(), now)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _until(text: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - now).total_seconds()
