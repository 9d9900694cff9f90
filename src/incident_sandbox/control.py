"""The control API: state, calls, people, faults, gates, clock, quotas.

For tests and demos; the product never uses it. It has no authentication, so it
answers loopback clients only, and no web page (a request with an Origin).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from incident_sandbox import control_mail
from incident_sandbox.clock import parse_instant
from incident_sandbox.faults import Fault, FaultError
from incident_sandbox.keys import SANDBOX
from incident_sandbox.links import LINKS
from incident_sandbox.service import Refused, Waiting

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application) -> None:
    """Hang the control routes under ``/_control``."""
    routes: dict[tuple[str, str], Handler] = {
        ("GET", "state"): _get_state,
        ("PUT", "state"): _put_state,
        ("GET", "calls"): _get_calls,
        ("DELETE", "calls"): _delete_calls,
        ("POST", "act"): act,
        ("GET", "faults"): _get_faults,
        ("POST", "faults"): _post_fault,
        ("DELETE", "faults"): _delete_faults,
        ("GET", "gates"): _get_gates,
        ("POST", "gates/release"): _release_gate,
        ("GET", "clock"): _get_clock,
        ("PUT", "clock"): _put_clock,
        ("PUT", "quotas"): _put_quotas,
        **control_mail.ROUTES,
    }
    for (method, name), handler in routes.items():
        app.router.add_route(method, f"/_control/{name}", guarded(handler))


def guarded(handler: Handler) -> Handler:
    """Let local programs in alone, and word what goes wrong."""
    worded = answered(handler)

    async def checked(request: web.Request) -> web.StreamResponse:
        if not _is_local(request.remote) or "Origin" in request.headers:
            return _problem(403, "the control API answers local programs only")
        return await worded(request)

    return checked


def answered(handler: Handler) -> Handler:
    """Word what goes wrong: 422 where a person could not, 400 where the request is none."""

    async def worded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            return _problem(422, str(refusal))
        except (FaultError, ValueError, KeyError, TypeError) as error:
            return _problem(400, f"{type(error).__name__}: {error}")

    return worded


def _is_local(remote: str | None) -> bool:
    return remote is not None and ipaddress.ip_address(remote).is_loopback


def _problem(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)


async def _body(request: web.Request) -> dict[str, Any]:
    if not request.can_read_body:
        return {}
    payload = await request.json()
    if not isinstance(payload, dict):
        raise TypeError("the body is a JSON object")
    return payload


async def _get_state(request: web.Request) -> web.Response:
    return web.json_response(request.app[SANDBOX].dump())


async def _put_state(request: web.Request) -> web.Response:
    request.app[SANDBOX].load(await _body(request))
    await request.app[LINKS].stir()
    return web.json_response({"ok": True})


async def _get_calls(request: web.Request) -> web.Response:
    return web.json_response(request.app[SANDBOX].ledger.dump())


async def _delete_calls(request: web.Request) -> web.Response:
    request.app[SANDBOX].ledger.reset()
    return web.json_response({"ok": True})


async def act(request: web.Request) -> web.Response:
    """Do what the body ``{service, verb, args}`` says that a person does."""
    sandbox = request.app[SANDBOX]
    body = await _body(request)
    service = sandbox.services[body["service"]]
    result = service.act(body["verb"], body.get("args", {}), sandbox.clock.now())
    await request.app[LINKS].stir()
    if isinstance(result, Waiting):
        result = await request.app[LINKS].settle(result)
    return web.json_response({"result": result})


async def _get_faults(request: web.Request) -> web.Response:
    return web.json_response({"faults": request.app[SANDBOX].faults.dump()})


async def _post_fault(request: web.Request) -> web.Response:
    request.app[SANDBOX].faults.arm(Fault.parse(await _body(request)))
    return web.json_response({"ok": True})


async def _delete_faults(request: web.Request) -> web.Response:
    request.app[SANDBOX].faults.clear()
    control_mail.clear_up(request)
    return web.json_response({"ok": True})


async def _get_gates(request: web.Request) -> web.Response:
    seconds = float(request.query.get("wait", "0"))
    held = await request.app[SANDBOX].gates.wait(seconds)
    return web.json_response({"held": held})


async def _release_gate(request: web.Request) -> web.Response:
    proceed = (await _body(request)).get("proceed", True)
    released = request.app[SANDBOX].gates.release(proceed=bool(proceed))
    return web.json_response({"released": released})


async def _get_clock(request: web.Request) -> web.Response:
    return web.json_response(request.app[SANDBOX].clock.describe())


async def _put_clock(request: web.Request) -> web.Response:
    clock = request.app[SANDBOX].clock
    body = await _body(request)
    if "now" in body:
        clock.freeze(parse_instant(body["now"]))
    if "offset_s" in body:
        clock.shift(float(body["offset_s"]))
    if "advance_s" in body:
        clock.advance(float(body["advance_s"]))
    await request.app[LINKS].stir()
    return web.json_response(clock.describe())


async def _put_quotas(request: web.Request) -> web.Response:
    enabled = (await _body(request))["enabled"]
    request.app[SANDBOX].set_quotas(enabled=bool(enabled))
    return web.json_response({"enabled": bool(enabled)})
