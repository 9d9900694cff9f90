"""One thing a person does: who, where, what, by the rules a person is under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from incident_sandbox.mail import Mail
from incident_sandbox.service import Refused
from incident_sandbox.slack import channels, messages
from incident_sandbox.slack.text import as_typed, escape
from incident_sandbox.slack.workspace import Channel, Json, Workspace

MAX_TYPED: Final = 12_000
MENTION: Final = re.compile(r"<@(\w+)>")


@dataclass(frozen=True, slots=True)
class Deed:
    """One verb as it was called."""

    ws: Workspace
    args: dict[str, Any]
    now: datetime
    mail: Mail
    host: str

    def text(self, name: str) -> str:
        """Return a text argument that must be there."""
        value = self.args.get(name)
        if not isinstance(value, str):
            raise Refused(f"{name} is missing")
        return value

    def user(self, name: str = "user") -> str:
        """Return the id of the person (or "bot") an argument names."""
        wanted = self.text(name).removeprefix("@")
        if wanted == "bot":
            return self.ws.bot_user
        for key, raw in self.ws.users.items():
            if wanted in (key, raw["name"], raw["profile"].get("email")):
                return key
        raise Refused(f"nobody is called {wanted}")

    def channel(self) -> Channel:
        """Return the channel an argument names by id or name."""
        wanted = self.text("channel").removeprefix("#")
        found = self.ws.channels.get(wanted) or self.ws.named(wanted)
        if found is None:
            raise Refused(f"there is no channel {wanted}")
        return found

    def live(self) -> Channel:
        """Return a channel that is not archived."""
        channel = self.channel()
        if channel.is_archived:
            raise Refused(f"#{channel.name} is archived")
        return channel

    def entered(self, user: str) -> Channel:
        """Return a live channel the person is in; full members just walk in."""
        channel = self.live()
        if user not in channel.members:
            if channel.is_private or not self.is_full(user):
                raise Refused(f"{user} is not in #{channel.name}")
            channels.join(self.ws, channel, user, self.now)
        return channel

    def seen(self, user: str) -> Channel:
        """Return a live channel the person is in or could look into."""
        channel = self.live()
        if user not in channel.members and (channel.is_private or not self.is_full(user)):
            raise Refused(f"{user} is not in #{channel.name}")
        return channel

    def message(self, channel: Channel) -> Json:
        """Return the message that ``ts`` names."""
        found = channel.messages.get(self.text("ts"))
        if found is None or messages.is_gone(found):
            raise Refused(f"no message {self.text('ts')} in #{channel.name}")
        return found

    def is_full(self, user: str) -> bool:
        """Tell whether a person is a full, active member of this workspace."""
        raw = self.ws.users[user]
        own = raw["team_id"] == self.ws.team["id"]
        return own and not raw["is_restricted"] and not raw["deleted"]

    def typed(self) -> str:
        """Return the ``text`` argument as Slack keeps what a person types."""
        text = self._tokens(self.text("text"))
        if not text.strip() or len(text) > MAX_TYPED:
            raise Refused(f"a message has 1 to {MAX_TYPED} characters")
        return text

    def commanded(self) -> str:
        """Return the ``text`` argument as a slash command gets it; it may be empty.

        With ``should_escape`` in the manifest (argument ``escape``, by default true) mentions are
        tokens that carry the name, ``<@U1|sam>``; without, they stay as typed
        (docs.slack.dev/interactivity/implementing-slash-commands).
        """
        text = str(self.args.get("text", ""))
        if not self.args.get("escape", True):
            return escape(text)
        users = self.ws.users
        return MENTION.sub(lambda it: f"<@{it[1]}|{users[it[1]]['name']}>", self._tokens(text))

    def _tokens(self, text: str) -> str:
        handles = {raw["name"].lower(): key for key, raw in self.ws.users.items()}
        names = {c.name: c.id for c in self.ws.channels.values() if not c.is_archived}
        return as_typed(text, handles, names)
