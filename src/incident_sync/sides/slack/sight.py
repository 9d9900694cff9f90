"""Floor 6. What the last look of this process saw. Losing it costs a call or an edit, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from incident_sync.sides.slack.codec import Channel
from incident_sync.sides.slack.reading import Mark


@dataclass(slots=True)
class Sight:
    """``announce`` is the announcement channel, None where there is none to be seen.

    ``newest`` holds by channel the ts of the last thing said in it, ``threads`` the marks by
    channel and thread; our own writes keep both up to date.
    """

    announce: Channel | None = None
    newest: dict[str, str] = field(default_factory=dict)
    threads: dict[tuple[str, str], Mark] = field(default_factory=dict)

    def hear(self, newest: Mapping[str, str]) -> None:
        """Something was said in these channels, at that ts the latest."""
        for channel, ts in newest.items():
            self.newest[channel] = max(ts, self.newest.get(channel, ""))

    def posted(self, channel: str, thread: str, ts: str) -> None:
        """We said something."""
        if not thread:
            self.newest[channel] = ts
            return
        mark = self.threads.get((channel, thread)) or Mark(thread)
        self.threads[channel, thread] = mark.after_own(ts)
