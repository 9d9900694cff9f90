"""The one clock of the sandbox: real, shifted or frozen. All times are aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant; one without a zone is taken as UTC.

    Raises ``ValueError`` on anything else.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


class Clock:
    """Real time plus an offset, or one frozen instant that only ``advance`` moves."""

    def __init__(self, frozen_at: datetime | None = None) -> None:
        """Start frozen at an instant, or (``None``) as real time."""
        self._frozen = frozen_at
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the current instant of the sandbox."""
        if self._frozen is not None:
            return self._frozen
        return datetime.now(UTC) + self._offset

    def freeze(self, at: datetime) -> None:
        """Stop at an instant; earlier ones are allowed (clocks do go backwards)."""
        self._frozen = at

    def shift(self, seconds: float) -> None:
        """Run as real time plus so many seconds (zero: plain real time)."""
        self._frozen = None
        self._offset = timedelta(seconds=seconds)

    def advance(self, seconds: float) -> None:
        """Move forward (or back) by so many seconds, frozen or running."""
        step = timedelta(seconds=seconds)
        if self._frozen is None:
            self._offset += step
        else:
            self._frozen += step

    def describe(self) -> dict[str, object]:
        """Return ``{"now": ISO, "frozen": bool, "offset_s": seconds}``."""
        return {
            "now": self.now().isoformat(),
            "frozen": self._frozen is not None,
            "offset_s": self._offset.total_seconds(),
        }
