"""The count and log of every service call, answered or not."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from incident_sandbox.service import Request, Response

SECRET_ARGS = frozenset({"token", "assertion", "access_token", "key"})


@dataclass(slots=True)
class Call:
    """One logged call.

    ``n`` counts arrivals from 1 since the last reset, ``done`` in the same way the
    calls that a service carried out, in that order; ``None`` for one that it never
    saw. ``peer`` is the connection it came on, ``address:port``. ``status`` is the
    one sent, ``None`` while pending and for a call that never got a reply; ``error``
    is the service's own code; ``effect`` tells whether state changed; ``fault`` is
    ``kind:phase``.
    """

    n: int
    service: str
    method: str
    http: str
    path: str
    at: str
    args: dict[str, Any] | None
    peer: str
    done: int | None = None
    status: int | None = None
    error: str | None = None
    effect: bool = False
    fault: str | None = None


class Ledger:
    """All calls since the last reset, in order of arrival."""

    def __init__(self) -> None:
        """Start empty."""
        self._log: list[Call] = []
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._done = 0

    def open(self, service: str, method: str, request: Request, now: datetime, peer: str) -> Call:
        """Count a call at its arrival and return its entry, to be completed."""
        call = Call(
            n=len(self._log) + 1,
            service=service,
            method=method,
            http=request.method,
            path=request.path,
            at=now.isoformat(),
            args=arguments_of(request),
            peer=peer,
        )
        self._log.append(call)
        self._counts[service][method] += 1
        return call

    def carried_out(self, call: Call) -> None:
        """Note that a service dealt with a call just now."""
        self._done += 1
        call.done = self._done

    def reset(self) -> None:
        """Forget everything; the next call is number 1."""
        self._log.clear()
        self._counts.clear()
        self._done = 0

    @property
    def total(self) -> int:
        """How many calls there were."""
        return len(self._log)

    def latest(self, most: int, wanted: Callable[[Call], bool]) -> list[Call]:
        """Return the last calls that are wanted, newest first."""
        return list(islice(filter(wanted, reversed(self._log)), most))

    def dump(self) -> dict[str, Any]:
        """Return ``{"counts": {service: {method: n}}, "log": [call, …]}``."""
        counts = {name: dict(methods) for name, methods in self._counts.items()}
        return {"counts": counts, "log": [asdict(call) for call in self._log]}


def arguments_of(request: Request) -> dict[str, Any] | None:
    """Return the call's arguments without secrets, ``None`` if there are none."""
    args: dict[str, Any] = {}
    for key, value in request.query:
        args[key] = [*args[key], value] if key in args else [value]
    args = {key: each[0] if len(each) == 1 else each for key, each in args.items()}
    args.update(_body_arguments(request))
    return {key: args[key] for key in args if key not in SECRET_ARGS} or None


def error_of(response: Response) -> str | None:
    """Return the service's own error code, if the answer carries one.

    Slack says ``{"error": "code"}``, Google ``{"error": {"status": "CODE"}}``, Notion
    ``{"object": "error", "code": "code"}``.
    """
    try:
        payload = json.loads(response.body)
    except ValueError:
        return None
    if not isinstance(payload, dict):
        return None
    error = payload.get("code") if payload.get("object") == "error" else payload.get("error")
    if isinstance(error, dict):
        error = error.get("status")
    return error if isinstance(error, str) else None


def _body_arguments(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "")
    text = request.body.decode("utf-8", "replace")
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, keep_blank_values=True))
    if kind.startswith("application/json"):
        try:
            payload = json.loads(text)
        except ValueError:
            return {}
        return payload if isinstance(payload, dict) else {}
    return {}
