"""The control API's part for envelopes: their log, and the faults of their way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from incident_sandbox.keys import SANDBOX
from incident_sandbox.service import Linked
from incident_sandbox.weather import Weather


def clear_up(request: web.Request) -> None:
    """End the faults of the way."""
    for service in _linked(request):
        service.mail.weather = Weather()


async def _get_envelopes(request: web.Request) -> web.Response:
    linked = _linked(request)
    log = [entry for service in linked for entry in service.mail.log()]
    return web.json_response({"log": log, "faults": linked[0].mail.weather.dump()})


async def _delete_envelopes(request: web.Request) -> web.Response:
    for service in _linked(request):
        service.mail.clear()
    return web.json_response({"ok": True})


async def _put_weather(request: web.Request) -> web.Response:
    body = await request.json()
    for service in _linked(request):
        service.mail.weather = Weather.parse(body)
    return web.json_response({"ok": True})


def _linked(request: web.Request) -> list[Linked]:
    services = request.app[SANDBOX].services.values()
    return [service for service in services if isinstance(service, Linked)]


ROUTES: Final[dict[tuple[str, str], Callable[[web.Request], Awaitable[web.StreamResponse]]]] = {
    ("GET", "envelopes"): _get_envelopes,
    ("DELETE", "envelopes"): _delete_envelopes,
    ("PUT", "envelopes/faults"): _put_weather,
}
