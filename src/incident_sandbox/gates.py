"""Gates hold one call still, so that a test can act (or kill) at that very point."""

from __future__ import annotations

import asyncio
from typing import Any

from incident_sandbox.ledger import Call


class Gates:
    """The calls being held, oldest first."""

    def __init__(self) -> None:
        """Start with none held."""
        self._held: list[tuple[Call, str, asyncio.Future[bool]]] = []
        self._changed = asyncio.Event()

    async def hold(self, call: Call, phase: str) -> bool:
        """Wait until released; return whether the call is to proceed."""
        released: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        entry = (call, phase, released)
        self._held.append(entry)
        self._changed.set()
        try:
            return await released
        finally:
            self._held.remove(entry)

    async def wait(self, seconds: float) -> dict[str, Any] | None:
        """Return ``{"n", "service", "method", "phase"}`` of the oldest held call.

        Waits so long for one; ``None`` if none came.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        while not self._waiting():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return None
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return None
        call, phase, _ = self._waiting()[0]
        held = {"n": call.n, "service": call.service, "method": call.method}
        return {**held, "phase": phase}

    def release(self, *, proceed: bool) -> bool:
        """Let the oldest held call go on (or drop it); ``False`` if none is held."""
        waiting = self._waiting()
        if waiting:
            waiting[0][2].set_result(proceed)
        return bool(waiting)

    def release_all(self) -> None:
        """Drop every held call; used at shutdown."""
        while self.release(proceed=False):
            pass

    def _waiting(self) -> list[tuple[Call, str, asyncio.Future[bool]]]:
        # A released call stays in the list until its task runs again.
        return [entry for entry in self._held if not entry[2].done()]
