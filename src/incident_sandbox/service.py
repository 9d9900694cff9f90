"""The contract between the shell and a service: requests in, responses out.

A service holds its whole state in memory and does no I/O: no sockets, no files, no
clock of its own. The same code is therefore stepped by a test, or served by HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from incident_sandbox.envelopes import Envelope
from incident_sandbox.mail import Mail

JSON_HEADERS: Mapping[str, str] = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, as it reached a service.

    ``path`` is what follows the service's prefix, raw as sent (percent-encoding
    kept); ``query`` holds decoded pairs; header names are lower-case.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer.

    ``effect`` tells the call log whether the call changed state; ``None`` leaves the
    shell to guess (a successful call by another verb than GET counts as an effect).
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: dict(JSON_HEADERS))
    effect: bool | None = None

    @classmethod
    def json(
        cls,
        payload: object,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        *,
        effect: bool | None = None,
    ) -> Response:
        """Build an answer from a JSON value; ``headers`` are added to the usual."""
        body = json.dumps(payload).encode()
        return cls(status, body, {**JSON_HEADERS, **(headers or {})}, effect)


class Refused(Exception):
    """A person could not do this; the message says why. The shell answers 422."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deed whose outcome is the program's answer to an envelope.

    ``finish`` takes the envelope, answered or not, and the instant, and returns the outcome.
    """

    envelope: Envelope
    finish: Callable[[Envelope, datetime], object]


class Service(Protocol):
    """What the shell needs of a service; ``name`` is the first path segment."""

    name: str

    def method_of(self, request: Request) -> str:
        """Return the name the call is counted under, "conversations.list" say."""
        ...

    def handle(self, request: Request, now: datetime) -> Response:
        """Answer one call of the program; ``now`` is an aware UTC datetime."""
        ...

    def act(self, verb: str, args: dict[str, Any], now: datetime) -> object:
        """Do what a person does behind the program's back; JSON in, JSON out.

        Returns ``Waiting`` where the program has to answer first. Raises ``Refused`` where
        a person could not.
        """
        ...

    def dump(self) -> dict[str, Any]:
        """Return the whole state as JSON."""
        ...

    def load(self, state: dict[str, Any]) -> None:
        """Replace the whole state by what ``dump`` returned."""
        ...


@runtime_checkable
class Metered(Protocol):
    """A service with quotas the control API may switch off."""

    quotas_enabled: bool


@runtime_checkable
class Linked(Protocol):
    """A service that the program opens sockets to, at ``/{name}/link/``."""

    mail: Mail

    def admit(self, ticket: str, now: datetime) -> bool:
        """Take a ticket; tell whether it is good."""
        ...

    def enter(self) -> int:
        """Enter a socket that has been opened; return its number."""
        ...
