"""A number that grows with every change, and waiting for it to grow."""

from __future__ import annotations

import asyncio


class Bell:
    """Counts changes; whoever waits hears of the next one."""

    def __init__(self) -> None:
        """Start at 0."""
        self.version = 0
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Count a change and wake everybody."""
        self.version += 1
        self._rung.set()
        self._rung = asyncio.Event()

    async def after(self, version: int, seconds: float) -> int | None:
        """Wait so long for a version beyond this one; ``None`` if none came."""
        try:
            async with asyncio.timeout(seconds):
                while self.version <= version:
                    await self._rung.wait()
        except TimeoutError:
            return None
        return self.version
