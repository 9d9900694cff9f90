"""A program that only acknowledges: it stands where the daemon does while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.engine.place import Json, Place

APP_TOKEN = "xapp-1-sandbox"
WAIT_S = 10.0


@contextmanager
def acknowledged(place: Place) -> Iterator[Queue[Json]]:
    """The payloads of what people do meanwhile."""
    came: Queue[Json] = Queue()

    def take(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        came.put(dict(request.payload))

    web = WebClient(base_url=place.sandbox.urls["slack_api_url"])
    client = SocketModeClient(APP_TOKEN, web_client=web, auto_reconnect_enabled=False)
    client.socket_mode_request_listeners.append(take)
    client.connect()
    try:
        yield came
    finally:
        cut(place)
        client.close()


def cut(place: Place) -> None:
    """End all connections: a client sits in a read that nothing but Slack's end can end."""
    socket(place, "cut")


def socket(place: Place, what: str) -> Json:
    """Do something to the connections: "cut" them, ask for their "status"."""
    sent = {"service": "slack", "verb": "socket", "args": {"verb": what}}
    done: Json = place.sandbox.control("POST", "/act", sent)["result"]
    return done


def typed(place: Place, user: str, channel: str, text: str) -> dict[str, Any]:
    """What Slack tells of a slash command."""
    with acknowledged(place) as came:
        place.act("slack", "slash", user=user, channel=channel, command="/incident", text=text)
        return came.get(timeout=WAIT_S)
