"""The page's addresses: ``/``, its files, ``/page/state``, ``/page/events``, ``/page/act``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from incident_sandbox import control
from incident_sandbox.keys import SANDBOX
from incident_sandbox.page import guard, view
from incident_sandbox.page.bell import Bell
from incident_sandbox.page.files import all_files

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
DEBOUNCE_S: Final = 0.1
HEARTBEAT_S: Final = 15.0


@dataclass(slots=True)
class Desk:
    """What the page knows beside the services: how often they changed, the program's history.

    ``history`` is a list of entries, newest first, as whoever runs the program last told it;
    ``None`` where nobody did.
    """

    bell: Bell = field(default_factory=Bell)
    history: list[Any] | None = None


DESK: Final = web.AppKey("desk", Desk)


def add_routes(app: web.Application) -> None:
    """Hang the page into the sandbox's application, before its services."""
    app[DESK] = Desk()
    app.middlewares.append(_noticing)
    for name, (kind, content) in all_files().items():
        path = "/" if name == "index.html" else f"/page/{name}"
        app.router.add_get(path, _guarded(_file(kind, content)))
    app.router.add_get("/page/state", _guarded(_state))
    app.router.add_get("/page/events", _guarded(_events))
    app.router.add_post("/page/act", _guarded(control.answered(control.act)))
    app.router.add_put("/_control/history", control.guarded(_put_history))


@web.middleware
async def _noticing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Ring after whatever may have changed something: every call is a change of the log."""
    try:
        return await handler(request)
    finally:
        looks = request.method == "GET" and request.path.startswith(("/page/", "/_control/"))
        if not looks and request.path != "/":
            request.app[DESK].bell.ring()


def _guarded(handler: Handler) -> Handler:
    async def checked(request: web.Request) -> web.StreamResponse:
        why = guard.refusal(request)
        if why is not None:
            return web.json_response({"error": why}, status=403, headers=guard.HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(guard.HEADERS)
        return response

    return checked


def _file(kind: str, content: bytes) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=content, content_type=kind, charset="utf-8")

    return answer


async def _state(request: web.Request) -> web.StreamResponse:
    desk = request.app[DESK]
    version = desk.bell.version
    told = view.shown(request.app[SANDBOX], request.query)
    return web.json_response({"version": version, **told, "history": desk.history})


async def _events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: the version, at once and after each change; a comment now and then."""
    response = web.StreamResponse(headers={**guard.HEADERS, "Content-Type": "text/event-stream"})
    await response.prepare(request)
    with suppress(ConnectionResetError):  # the page is gone
        await _tell(request.app[DESK].bell, response)
    return response


async def _tell(bell: Bell, response: web.StreamResponse) -> None:
    version = -1
    while True:
        heard = await bell.after(version, HEARTBEAT_S)
        if heard is not None and version >= 0:
            await asyncio.sleep(DEBOUNCE_S)  # what comes in a burst is told once
        version = version if heard is None else bell.version
        await response.write(b": \n\n" if heard is None else f"data: {version}\n\n".encode())


async def _put_history(request: web.Request) -> web.Response:
    told = json.loads(await request.read())
    if not isinstance(told, list):
        raise TypeError("the history is a JSON list")
    request.app[DESK].history = told
    return web.json_response({"ok": True})
