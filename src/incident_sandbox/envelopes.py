"""What a service sends of its own accord: one envelope, its deliveries and its answer. Pure.

``events_api`` is delivered up to four times, the others once (docs.slack.dev/apis/events-api,
"Retries", and using-socket-mode). The first delivery says ``retry_attempt`` 0 and an empty reason
(slackapi/bolt-js issue 2487).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

EVENTS: Final = "events_api"
PATIENCE_S: Final = 3.0
RETRIES_S: Final = (3.0, 60.0, 300.0)

Json = dict[str, Any]


@dataclass(slots=True)
class Envelope:
    """One thing to tell the program.

    Each delivery has an id of its own, ``id`` and then ``id`` with ``-1`` to ``-3`` at its end
    (whether Slack repeats the id is unpublished; to go by ``event_id`` is what its page asks).
    An answer to any of them settles it. ``due`` is the next delivery, ``None`` after the last.
    """

    id: str
    kind: str
    payload: Json
    at: datetime
    due: datetime | None
    attempt: int = 0
    sent: list[str] = field(default_factory=list)
    acked: datetime | None = None
    answer: Json | None = None
    lost: bool = False

    def advance(self, now: datetime) -> int:
        """Count a delivery and set the next one; return its attempt, 0 for the first."""
        attempt, self.attempt = self.attempt, self.attempt + 1
        retried = self.kind == EVENTS and attempt < len(RETRIES_S)
        self.due = now + timedelta(seconds=RETRIES_S[attempt]) if retried else None
        return attempt

    def settle(self, answer: Json | None, now: datetime) -> None:
        """Take the program's answer; a second one changes nothing."""
        if self.acked is None:
            self.acked, self.answer, self.due = now, answer, None

    def ids(self) -> list[str]:
        """Every id it is or was delivered under."""
        return [self.named(attempt) for attempt in range(len(RETRIES_S) + 1)]

    def named(self, attempt: int) -> str:
        """The id of one delivery."""
        return f"{self.id}-{attempt}" if attempt else self.id

    def frame(self, attempt: int) -> str:
        """One delivery as it goes over the socket."""
        body: Json = {
            "envelope_id": self.named(attempt),
            "type": self.kind,
            "payload": self.payload,
            "accepts_response_payload": self.kind != EVENTS,
        }
        if self.kind == EVENTS:
            body["retry_attempt"] = attempt
            body["retry_reason"] = "timeout" if attempt else ""
        return json.dumps(body)

    def entry(self) -> Json:
        """What the log shows of it; instants are ISO 8601, by the sandbox's clock."""
        return {
            "envelope_id": self.id,
            "type": self.kind,
            "payload": self.payload,
            "at": self.at.isoformat(),
            "sent": list(self.sent),
            "acked": self.acked.isoformat() if self.acked else None,
            "answer": self.answer,
            "lost": self.lost,
        }
