"""Floor 6. Slack listened to: who hears it, what it means, and where it goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incident_sync.clock import Clock
from incident_sync.errors import Permanent, SideUnusable
from incident_sync.model.item import Item
from incident_sync.model.people import Directory, Member
from incident_sync.model.view import Command
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.slack import codec
from incident_sync.sides.slack.asking import Asking, Meant
from incident_sync.sides.slack.client import Client
from incident_sync.sides.slack.hearing import Hearing
from incident_sync.sides.slack.hints import Hints
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.notice import Notice
from incident_sync.sides.slack.options import SlackOptions
from incident_sync.sides.slack.socket import Ears
from incident_sync.wire import Wire

_REMEDY = (
    "Set app_token to an app-level token with the scope connections:write (Basic Information, "
    "App-Level Tokens), and switch Socket Mode on; or leave it out, and Slack is polled."
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the listener is lent of the place it works for.

    ``keep`` commits commands, ``wake`` asks for a cycle, ``directory`` is the last one that was
    listed, ``incident`` the one whose channel that is, ``records`` the registers there are.
    """

    keep: Callable[[Iterable[Command]], None]
    wake: Callable[[], None]
    directory: Callable[[], Directory]
    incident: Callable[[str], Item | None]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """What the listener has in common with the side that looks."""

    options: SlackOptions
    vocabulary: Vocabulary
    wire: Wire
    clock: Clock
    hints: Hints
    me: Callable[[], Identity]

    def client(self, token: Callable[[], str]) -> Client:
        """Calls under one token."""
        return Client(token, self.options.api_url, self.wire, self.clock)


def ears(app_token: Callable[[], str], tools: Tools, place: Place) -> Ears:
    """A listener, not yet connected."""
    hints = tools.hints
    hearing = Hearing(
        hints,
        lambda: Notice(tools.me(), tools.options, place.directory(), fresh=True),
        _People(tools, place).member,
        lambda channel: place.incident(channel) is not None,
    )

    bot = tools.client(tools.options.token)
    asking = Asking(
        tools.vocabulary, tools.clock, hearing.notice, hearing.member, place.incident,
        lambda trigger, view: _show(bot, trigger, view), place.records,
    )  # fmt: skip

    def events(payload: Mapping[str, Any]) -> Meant:
        command = hearing.heard(payload.get("event") or {})
        return Meant((command,) if command else ())

    meanings = {
        "events_api": events, "slash_commands": asking.slash, "interactive": asking.interactive,
    }  # fmt: skip
    app = tools.client(app_token)
    return Ears(lambda: _address(app), hints, meanings, place.keep, place.wake)


def _show(client: Client, trigger: str, view: Mapping[str, Any]) -> None:
    client.make("views.open", trigger_id=trigger, view=json.dumps(view))


def _address(client: Client) -> str:
    try:
        return str(client.read("apps.connections.open")["url"])
    except (Permanent, SideUnusable) as error:
        code = f": {error.code}" if error.code else ""
        raise Permanent(
            f"Slack does not let us listen{code}",
            where="Slack apps.connections.open", remedy=_REMEDY, code=error.code,
        ) from None  # fmt: skip


@dataclass(frozen=True, slots=True)
class _People:
    tools: Tools
    place: Place

    def member(self, user: str) -> Member | None:
        """Who that is; asked for where nobody has listed them yet. None for nobody."""
        known = self.place.directory().member(user)
        if known is not None:
            return known
        try:
            client = self.tools.client(self.tools.options.token)
            found = client.read("users.info", user=user)["user"]
        except Permanent:
            return None
        return codec.member(found, self.tools.me().team)
