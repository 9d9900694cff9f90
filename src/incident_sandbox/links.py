"""Sockets around the services: WebSockets at ``/{service}/link/``, and the post that goes out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Final

from aiohttp import WSMsgType, web

from incident_sandbox.envelopes import PATIENCE_S, Envelope
from incident_sandbox.hub import Sandbox
from incident_sandbox.keys import SANDBOX
from incident_sandbox.mail import Frame
from incident_sandbox.service import Linked, Waiting

IDLE_S: Final = 3600.0
SHORTEST_S: Final = 0.02
PING_S: Final = 10.0  # Slack pings too; who does not answer is dropped
GOODBYE_S: Final = 0.5  # a client that says no goodbye is not waited for

Open = tuple[web.WebSocketResponse, asyncio.Transport | None]


class Links:
    """The open WebSockets of one application, and the task that feeds them."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Serve the linked services of a sandbox."""
        self._sandbox = sandbox
        found = sandbox.services.items()
        self._services = {name: each for name, each in found if isinstance(each, Linked)}
        self._sockets: dict[tuple[Linked, int], Open] = {}
        self._stirred = asyncio.Condition()

    async def stir(self) -> None:
        """Look again: a call, a deed, an answer or a turned clock may have made post due."""
        async with self._stirred:
            self._stirred.notify_all()

    async def settle(self, waiting: Waiting) -> object:
        """Wait for the program's answer as a person does: 3 s, real or by the turned clock."""
        envelope = waiting.envelope
        with suppress(TimeoutError):
            async with self._stirred:
                decided = self._stirred.wait_for(lambda: self._is_decided(envelope))
                await asyncio.wait_for(decided, PATIENCE_S)
        result = waiting.finish(envelope, self._sandbox.clock.now())
        await self.stir()
        return result

    async def run(self) -> None:
        """Send what is due, for ever."""
        while True:
            for service in self._services.values():
                for frame in service.mail.due(self._sandbox.clock.now()):
                    await self._send(service, frame)
            async with self._stirred:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stirred.wait(), self._pause())

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one WebSocket until either end closes it."""
        service = self._services.get(request.match_info["service"])
        if service is None:
            return web.json_response({"error": "no such link"}, status=404)
        ticket = request.query.get("ticket", "")
        if not service.admit(ticket, self._sandbox.clock.now()):
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        socket = web.WebSocketResponse(timeout=GOODBYE_S, heartbeat=PING_S)
        await socket.prepare(request)
        number = service.enter()
        self._sockets[service, number] = socket, request.transport
        try:
            await self._listen(service, socket)
        finally:
            service.mail.sockets.close(number)
            del self._sockets[service, number]
        return socket

    async def close(self) -> None:
        """Close every socket, at shutdown."""
        for socket, _ in list(self._sockets.values()):
            await socket.close()

    async def _listen(self, service: Linked, socket: web.WebSocketResponse) -> None:
        await self.stir()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                service.mail.received(message.data, self._sandbox.clock.now())
                await self.stir()

    async def _send(self, service: Linked, frame: Frame) -> None:
        found = self._sockets.get((service, frame.socket))
        if found is None:
            return
        socket, transport = found
        if frame.cut and transport is not None:
            transport.abort()
        elif frame.text is None:
            await socket.close()
        else:
            with suppress(ConnectionError):  # it went away while it was written to
                await socket.send_str(frame.text)

    def _pause(self) -> float:
        dues = [
            due for each in self._services.values() if (due := each.mail.next_due()) is not None
        ]
        if not dues:
            return IDLE_S
        left = (min(dues) - self._sandbox.clock.now()).total_seconds()
        return min(max(left, SHORTEST_S), IDLE_S)

    def _is_decided(self, envelope: Envelope) -> bool:
        late = envelope.at + timedelta(seconds=PATIENCE_S)
        return envelope.acked is not None or self._sandbox.clock.now() >= late


LINKS: Final = web.AppKey("links", Links)


def add_routes(app: web.Application) -> None:
    """Hang the sockets into the application and run their task beside it."""
    app[LINKS] = Links(app[SANDBOX])
    app.router.add_get("/{service}/link/", app[LINKS].serve)
    app.cleanup_ctx.append(_running)
    app.on_shutdown.append(_close)


async def _running(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(app[LINKS].run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _close(app: web.Application) -> None:
    await app[LINKS].close()
