"""A program on the other end of the sandbox's sockets: the real Socket Mode client of the SDK."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.sandbox.shell_client import PATIENCE_S, Control

APP_TOKEN = "xapp-1-sandbox"
Answer = Callable[[SocketModeRequest], dict[str, Any] | None]


class Program:
    """What came in, and how it is answered; ``answer`` returns the ack's payload."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.came: list[SocketModeRequest] = []
        self.said: list[str] = []
        self.acks = True
        self.answer: Answer = lambda _: None
        self.client = SocketModeClient(
            APP_TOKEN,
            web_client=control.web(),
            auto_reconnect_enabled=False,
            on_message_listeners=[self.said.append],
        )
        self.client.socket_mode_request_listeners.append(self._take)

    def connect(self) -> None:
        """Open a socket and wait for its greeting."""
        before = len(self.said)
        self.client.connect_to_new_endpoint(force=True)
        until(lambda: len(self.said) > before)

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The events that came, those of one type if it is named."""
        found = [r.payload["event"] for r in self.came if r.type == "events_api"]
        return [event for event in found if kind in (None, event["type"])]

    def wait(self, count: int, kind: str | None = None) -> list[dict[str, Any]]:
        """Wait for so many events and return all there are."""
        until(lambda: len(self.events(kind)) >= count)
        return self.events(kind)

    def close(self) -> None:
        self.control.act("socket", verb="cut")  # the client would else wait out its recv
        self.client.closed = True
        self.client.enqueue_message("{}")  # and a second for a message
        self.client.close()

    def _take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        self.came.append(request)
        if self.acks:
            payload = self.answer(request)
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))


@contextmanager
def connected(control: Control) -> Iterator[Program]:
    """A program with one socket open, for the time of the block."""
    program = Program(control)
    try:
        program.connect()
        yield program
    finally:
        program.close()


def until(true: Callable[[], object]) -> None:
    """Wait for something another process or thread brings about; soon, or fail."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)
