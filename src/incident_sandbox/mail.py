"""The program's sockets and what goes over them, without I/O (docs.slack.dev, Socket Mode).

Whoever serves asks ``due`` what to send now and tells what came in. Nothing of it outlives a
restart: sockets and envelopes on their way are not saved.
"""

from __future__ import annotations

import json
from collections import deque
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Final, NamedTuple

from incident_sandbox.envelopes import Envelope, Json
from incident_sandbox.sockets import Sockets
from incident_sandbox.weather import Weather

MAX_LOG: Final = 10_000


class Frame(NamedTuple):
    """What to do with a socket: send a text, close it (``None``), cut it (``None``, cut)."""

    socket: int
    text: str | None
    cut: bool = False


class Mail:
    """Envelopes waiting, the log of them, and the open sockets."""

    def __init__(self) -> None:
        """Start with no socket and nothing to say."""
        self.sockets = Sockets()
        self.weather = Weather()
        self._log: deque[Envelope] = deque()
        self._by_id: dict[str, Envelope] = {}
        self._dues: list[tuple[datetime, int, Envelope]] = []
        self._held: list[tuple[datetime, int, Envelope, int]] = []
        self._order = count()

    def post(self, envelope: Envelope) -> None:
        """Take an envelope for delivery."""
        envelope.lost = self.weather.loses()
        self._keep(envelope)
        if not envelope.lost:
            self._await(envelope)

    def due(self, now: datetime) -> list[Frame]:
        """What is to be done with the sockets now, in this order."""
        while self._dues and self._dues[0][0] <= now:
            self._deliver(heappop(self._dues)[2], now)
        frames = [Frame(*each) for each in self.sockets.due(now)]
        while self._held and self._held[0][0] <= now:
            _, _, envelope, attempt = heappop(self._held)
            frames += self._frames(envelope, attempt, now)
        return frames

    def next_due(self) -> datetime | None:
        """When ``due`` will have something next, as far as is known."""
        heads = [queue[0][0] for queue in (self._dues, self._held) if queue]
        return min((*heads, *self.sockets.closings()), default=None)

    def received(self, text: str, now: datetime) -> None:
        """Take what the program sent: acks count, anything else is ignored."""
        try:
            said = json.loads(text)
        except ValueError:
            return
        envelope = self._by_id.get(str(said.get("envelope_id"))) if isinstance(said, dict) else None
        if envelope is not None and envelope.sent:
            envelope.settle(said.get("payload"), now)

    def log(self) -> list[Json]:
        """Every envelope since the last clearing, oldest first."""
        return [envelope.entry() for envelope in self._log]

    def unacked(self) -> list[str]:
        """The ids of what was made and not answered."""
        return [envelope.id for envelope in self._log if envelope.acked is None]

    def clear(self) -> None:
        """Forget the log, and whatever is still on its way."""
        self._log.clear()
        self._by_id.clear()
        self._dues.clear()
        self._held.clear()

    def reset(self) -> None:
        """Begin anew, as after a restart: every socket is cut, the weather fair."""
        self.clear()
        self.sockets.cut()
        self.weather = Weather()

    def _keep(self, envelope: Envelope) -> None:
        if len(self._log) >= MAX_LOG:
            for name in self._log.popleft().ids():
                del self._by_id[name]
        self._log.append(envelope)
        self._by_id.update(dict.fromkeys(envelope.ids(), envelope))

    def _await(self, envelope: Envelope) -> None:
        if envelope.due is not None:
            heappush(self._dues, (envelope.due, next(self._order), envelope))

    def _deliver(self, envelope: Envelope, now: datetime) -> None:
        if envelope.acked is not None:
            return
        attempt = envelope.advance(now)
        self._await(envelope)
        # With no socket open this attempt is over: only a later one can arrive.
        if not self.sockets.any_open():
            return
        for late in self.weather.delays():
            at = now + timedelta(seconds=late)
            heappush(self._held, (at, next(self._order), envelope, attempt))

    def _frames(self, envelope: Envelope, attempt: int, now: datetime) -> list[Frame]:
        socket = self.sockets.next()
        if socket is None:
            return []
        envelope.sent.append(now.isoformat())
        return [Frame(socket, envelope.frame(attempt))]
