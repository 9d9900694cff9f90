"""Faults that wait for a call: which one, when, and what happens to it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from incident_sandbox import outages
from incident_sandbox.ledger import Call
from incident_sandbox.service import JSON_HEADERS, Response

PHASES: Final = ("before", "after")
KINDS: Final = ("drop", "status", "hang", "kill_switch", "slow", "gate", "committed_503")
HTML_HEADERS: Final = {"content-type": "text/html; charset=utf-8"}


class FaultError(ValueError):
    """The description of a fault is not one; the message says what is wrong."""


@dataclass(slots=True)
class Fault:
    """One armed fault.

    It takes the calls that match ``service`` and ``method`` (``None``: any), from the
    ``call``-th such call on (1-based, counted from arming; ``None``: the next), or
    just the call whose log number is ``n``; ``times`` calls in all (``None``: until
    cleared). A ``kill_switch`` drops every call to the service from then on.
    ``seconds`` is the delay of ``slow``. ``headers`` are added to a
    ``status`` reply. A ``committed_503`` is Notion's: the write is done, and answered 503
    with the ids of what was made; a call that changed nothing is answered as ever.
    """

    kind: str
    service: str | None = None
    method: str | None = None
    call: int | None = None
    n: int | None = None
    phase: str = "before"
    status: int = 503
    retry_after: str | int | None = None
    body: str | dict[str, Any] | list[Any] | None = None
    headers: dict[str, str] | None = None
    seconds: float = 1.0
    times: int | None = 1
    seen: int = 0
    fired: int = 0

    @classmethod
    def parse(cls, payload: object) -> Fault:
        """Read a fault from JSON; raises ``FaultError``."""
        if not isinstance(payload, dict):
            raise FaultError("a fault is a JSON object")
        unknown = set(payload) - (set(cls.__dataclass_fields__) - {"seen", "fired"})
        if unknown:
            raise FaultError(f"unknown keys: {', '.join(sorted(unknown))}")
        if payload.get("kind") not in KINDS:
            raise FaultError(f"kind must be one of {', '.join(KINDS)}")
        if payload.get("phase", "before") not in PHASES:
            raise FaultError(f"phase must be one of {', '.join(PHASES)}")
        if payload["kind"] == "committed_503":
            if payload.get("service") != "notion":
                raise FaultError("committed_503 is for the service notion")
            payload = {**payload, "phase": "after"}
        return cls(**payload)

    @property
    def label(self) -> str:
        """Return the name the call log shows, ``drop:before`` say."""
        return f"{self.kind}:{self.phase}"

    @property
    def strikes(self) -> str:
        """Return the phase for the call just taken.

        A thrown kill switch keeps every later call from having any effect.
        """
        later = self.kind == "kill_switch" and self.fired > 1
        return "before" if later else self.phase

    @property
    def spent(self) -> bool:
        """Tell whether it will never fire again (a kill switch stays on)."""
        if self.kind == "kill_switch" or self.times is None:
            return False
        return self.fired >= self.times

    def takes(self, call: Call) -> bool:
        """Count a call and tell whether this fault falls on it."""
        if self.service not in (None, call.service):
            return False
        if self.kind == "kill_switch" and self.fired:
            return True
        if self.method not in (None, call.method):
            return False
        self.seen += 1
        if self.n is not None:
            return call.n == self.n
        return self.seen >= (self.call or 1)

    def reply(self, call: Call) -> Response:
        """Build the answer of a ``status`` fault.

        Without a ``body``, it is what the service itself says (``outages``), and a
        proxy's HTML page where it says nothing, as a real outage would show.
        """
        body, headers = self._content(call)
        if self.retry_after is not None:
            headers["retry-after"] = str(self.retry_after)
        headers.update(self.headers or {})
        return Response(self.status, body, headers, effect=False)

    def committed(self, call: Call, done: Response) -> Response:
        """Build the answer of a ``committed_503``, given what the service did."""
        if not done.effect:
            return done
        body = json.dumps(outages.committed(call.method, call.path, done.body)).encode()
        headers = {**JSON_HEADERS, **(self.headers or {})}
        if self.retry_after is not None:
            headers["retry-after"] = str(self.retry_after)
        return Response(outages.UNAVAILABLE, body, headers, effect=True)

    def _content(self, call: Call) -> tuple[bytes, dict[str, str]]:
        body = self.body
        if body is None:
            body = outages.body_of(call.service, call.method, self.status, self.retry_after)
        if body is None:
            page = f"<html><body><h1>{self.status} Server Error</h1></body></html>"
            return page.encode(), dict(HTML_HEADERS)
        if isinstance(body, str):
            looks_json = body.lstrip().startswith(("{", "["))
            kind = JSON_HEADERS if looks_json else HTML_HEADERS
            return body.encode("utf-8", "surrogatepass"), dict(kind)
        return json.dumps(body).encode(), dict(JSON_HEADERS)


class FaultBook:
    """The armed faults, in the order they were armed.

    ``epoch`` counts the clearings: a call that hangs ends with its epoch.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._faults: list[Fault] = []
        self.epoch = 0

    def arm(self, fault: Fault) -> None:
        """Add one."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Forget all, a thrown kill switch included; what hangs is let go."""
        self._faults.clear()
        self.epoch += 1

    def dump(self) -> list[dict[str, Any]]:
        """Return the armed faults with ``seen`` and ``fired`` counts."""
        return [asdict(fault) for fault in self._faults]

    def take(self, call: Call) -> Fault | None:
        """Return the fault that falls on a call; every armed one counts the call."""
        hits = [fault for fault in self._faults if fault.takes(call)]
        if not hits:
            return None
        hits[0].fired += 1
        self._faults = [fault for fault in self._faults if not fault.spent]
        return hits[0]
