"""Floor 1. How far this machine's clock is from a service's. Pure; nobody is asked here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from incident_sync.model.finding import Finding, amiss, fine, unseen

MOST = timedelta(seconds=60)
"""More than this and times of edits, tokens and quotas no longer mean what they say."""

_REMEDY = "Have the machine's clock set by NTP: timedatectl set-ntp true."


def read_date(header: str | None) -> datetime | None:
    """The instant of a ``Date`` header (RFC 9110, 6.6.1); None where there is none."""
    try:
        date = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def clock_finding(service: str, theirs: datetime | None, ours: datetime) -> Finding:
    """Whether our clock agrees with ``theirs``, the date of an answer just read."""
    what = f"{service}: clock"
    if theirs is None:
        return unseen(what, "no answer said what time it is there")
    ahead = ours - theirs
    if abs(ahead) <= MOST:
        return fine(what, f"this machine's clock agrees with that of {service}")
    seconds = f"{abs(ahead).total_seconds():.0f} s"
    side = "ahead of" if ahead > timedelta() else "behind"
    return amiss(what, f"this machine's clock is {seconds} {side} that of {service}", _REMEDY)
