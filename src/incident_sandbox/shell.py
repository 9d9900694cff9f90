"""HTTP around the services: one thread, calls handled in their order of arrival."""

from __future__ import annotations

import asyncio
from email.utils import format_datetime
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from incident_sandbox import control, ledger, links
from incident_sandbox.faults import Fault
from incident_sandbox.hub import Sandbox
from incident_sandbox.keys import SANDBOX
from incident_sandbox.ledger import Call
from incident_sandbox.page import routes
from incident_sandbox.service import Request, Response, Service

MAX_BODY: Final = 64 * 1024 * 1024
CLIENT_POLL_S: Final = 0.05


def application(sandbox: Sandbox) -> web.Application:
    """Build the web application: services and sockets, ``/_control/…``, the page at ``/``."""
    app = web.Application(client_max_size=MAX_BODY)
    app[SANDBOX] = sandbox
    app.on_response_prepare.append(_stamp)
    app.on_shutdown.append(_let_go)
    control.add_routes(app)
    links.add_routes(app)
    routes.add_routes(app)
    app.router.add_route("*", "/{service}/{rest:.*}", _serve)
    return app


async def _stamp(request: web.Request, response: web.StreamResponse) -> None:
    now = request.app[SANDBOX].clock.now()
    response.headers["Date"] = format_datetime(now, usegmt=True)


async def _let_go(app: web.Application) -> None:
    app[SANDBOX].gates.release_all()
    app[SANDBOX].faults.clear()


async def _serve(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    service = sandbox.services.get(request.match_info["service"])
    if service is None:
        return web.json_response({"error": "no such service"}, status=404)
    call_request = await _translate(request, service.name)
    method = service.method_of(call_request)
    now, peer = sandbox.clock.now(), _peer(request)
    call = sandbox.ledger.open(service.name, method, call_request, now, peer)
    sandbox.record.add(service.name, call_request)
    fault = sandbox.faults.take(call)
    if fault is not None:
        call.fault = fault.label
    response = await _answer(request, service, call_request, call, fault)
    return _send(request, call, response)


def _peer(request: web.Request) -> str:
    told = request.transport.get_extra_info("peername") if request.transport else None
    return "" if told is None else f"{told[0]}:{told[1]}"


async def _translate(request: web.Request, service: str) -> Request:
    raw, _, query = request.raw_path.partition("?")
    return Request(
        method=request.method,
        path=raw.removeprefix(f"/{service}"),
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        headers={key.lower(): value for key, value in request.headers.items()},
        body=await request.read(),
    )


async def _answer(
    request: web.Request,
    service: Service,
    call_request: Request,
    call: Call,
    fault: Fault | None,
) -> Response | None:
    """Return what to send, ``None`` for a dropped connection."""
    sandbox = request.app[SANDBOX]
    if fault is not None and fault.strikes == "before":
        early = await _befall(request, call, fault, None)
        if early is not PASS:
            return early
    response = service.handle(call_request, sandbox.clock.now())
    sandbox.ledger.carried_out(call)
    await request.app[links.LINKS].stir()
    call.effect = _has_effect(call_request, response)
    if fault is not None and fault.strikes == "after":
        late = await _befall(request, call, fault, response)
        return response if late is PASS else late
    return response


PASS: Final = Response(status=0, body=b"")  # the call goes on as if nothing happened


async def _befall(
    request: web.Request, call: Call, fault: Fault, done: Response | None
) -> Response | None:
    """Let the fault happen; ``done`` is the service's answer when it has acted."""
    sandbox = request.app[SANDBOX]
    if fault.kind == "status":
        return fault.reply(call)
    if fault.kind == "committed_503" and done is not None:
        return fault.committed(call, done)
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return PASS
    if fault.kind == "gate":
        proceed = await sandbox.gates.hold(call, "before" if done is None else "after")
        return PASS if proceed else None
    if fault.kind == "hang":
        await _hang(request, sandbox)
    return None


async def _hang(request: web.Request, sandbox: Sandbox) -> None:
    epoch = sandbox.faults.epoch
    while sandbox.faults.epoch == epoch and not _client_gone(request):  # noqa: ASYNC110
        await asyncio.sleep(CLIENT_POLL_S)  # no event tells that a client is gone


def _client_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _has_effect(request: Request, response: Response) -> bool:
    if response.effect is not None:
        return response.effect
    return request.method != "GET" and response.status < 300  # noqa: PLR2004


def _send(request: web.Request, call: Call, response: Response | None) -> web.StreamResponse:
    if response is None:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    call.status = response.status
    call.error = ledger.error_of(response)
    return web.Response(status=response.status, body=response.body, headers=dict(response.headers))
