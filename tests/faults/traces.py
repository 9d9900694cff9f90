"""What a cycle sends and commits, and from where in the product."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

import incident_sync.sides
from incident_sync.wire import Wire

SIDES = Path(incident_sync.sides.__file__).parent
Spot = tuple[str, int]
"""A file below ``sides`` ("slack/doing.py") and a line."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One call of a service, and the lines of the sides that led to it, innermost first."""

    service: str
    method: str
    spots: tuple[Spot, ...]


@dataclass(slots=True)
class Trace:
    """All that was sent, in order, and how often the store committed."""

    sent: list[Sent] = field(default_factory=list)
    commits: int = 0


@contextmanager
def traced() -> Iterator[Trace]:
    """Watch this process: how each call went out of the sides, and every commit."""
    trace = Trace()
    call = Wire.call

    def watched(self: Wire, method: str, *args: Any, **more: Any) -> Any:
        trace.sent.append(Sent(self._service, method, _spots(sys._getframe(1))))
        return call(self, method, *args, **more)

    def committing(_connection: Any) -> None:
        trace.commits += 1

    event.listen(Engine, "commit", committing)
    try:
        with patch.object(Wire, "call", watched):
            yield trace
    finally:
        event.remove(Engine, "commit", committing)


def _spots(frame: FrameType | None) -> tuple[Spot, ...]:
    found = []
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(SIDES):
            found.append((file.relative_to(SIDES).as_posix(), frame.f_lineno))
        frame = frame.f_back
    return tuple(found)
