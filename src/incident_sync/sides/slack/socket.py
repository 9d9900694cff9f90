"""Floor 6. Socket Mode: Slack tells us at once, without an address of ours that it could reach.

What is asked is kept before it is acknowledged, so that nothing acknowledged is lost: without a
store there is no acknowledgement, and the person sees Slack's own error. After
docs.slack.dev/apis/events-api/using-socket-mode. slack-sdk's own client does the reconnecting.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from incident_sync.errors import Permanent, Temporary
from incident_sync.model.view import Command
from incident_sync.sides.slack.asking import Meant
from incident_sync.sides.slack.hints import Hints

Payload = Mapping[str, Any]
Meaning = Callable[[Payload], Meant]
"""What an envelope's payload asks for."""

_log = logging.getLogger(__name__)
_quiet = logging.getLogger("incident_sync.sides.slack.socket_sdk")
# It logs addresses that hold a ticket, and what people wrote.
_quiet.setLevel(logging.CRITICAL)


class Ears:
    """Listens until it is closed; ``meanings`` are told by the type of an envelope.

    ``keep`` commits commands and raises where it cannot; ``wake`` is called once something is
    there to do.
    """

    def __init__(
        self,
        address: Callable[[], str],
        hints: Hints,
        meanings: Mapping[str, Meaning],
        keep: Callable[[Iterable[Command]], None],
        wake: Callable[[], None],
    ) -> None:
        self._hints = hints
        self._meanings = meanings
        self._keep = keep
        self._wake = wake
        self._opened = False
        self._trouble = ""
        self._client = _Client(address)
        self._client.message_listeners.append(self._greeted)
        self._client.socket_mode_request_listeners.append(self._told)
        hints.alive = self._client.is_connected

    def open(self) -> bool:
        """Connect for the first time, if that has not worked yet; whether it has.

        What stands in the way is said once; until it is gone, Slack is polled.
        """
        if not self._opened:
            try:
                self._client.connect()
            except (Temporary, Permanent, SlackClientError, OSError) as error:
                told, self._trouble = self._trouble, str(error)
                if told != self._trouble:
                    _log.error("Slack is polled, since it cannot be listened to: %s", error)
                return False
            self._opened = True
        return True

    def close(self) -> None:
        """Hear nothing more."""
        self._client.close()

    def _greeted(self, _client: BaseSocketModeClient, frame: Payload, _raw: object) -> None:
        # What happened before this connection stood was told to nobody.
        if frame.get("type") == "hello":
            self._hints.sweep()
            self._wake()

    def _told(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        # Without an acknowledgement Slack says that it did not work, or tells us again.
        try:
            meant = self._meanings.get(request.type, _nothing)(request.payload)
            self._keep(meant.commands)
        except (Temporary, Permanent) as error:
            _log.error("what Slack told could not be kept: %s", error)
            return
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # The text of such an error may quote what people wrote.
            kind = type(error).__name__
            _log.error("what Slack told of %s could not be read: %s", request.type, kind)
            return
        answer = dict(meant.answer) if meant.answer else None
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))
        if meant.commands or self._hints.pending:
            self._wake()
        if meant.then is not None:
            self._follow(meant.then)

    def _follow(self, then: Callable[[], None]) -> None:
        try:
            then()
        except (Temporary, Permanent) as error:
            _log.error("what was asked for in Slack did not open: %s", error)


def _nothing(_payload: Payload) -> Meant:
    """What an envelope means that we did not ask for."""
    return Meant()


class _Client(SocketModeClient):
    """Asks for its address as all else is asked for: paced, counted, in time."""

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address
        super().__init__(app_token="", web_client=WebClient(logger=_quiet), logger=_quiet)

    def issue_new_wss_url(self) -> str:
        return self._address()
