"""What a method is called with, and the look-ups all methods share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incident_sandbox.slack import messages
from incident_sandbox.slack.args import Args
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Channel, Json, Workspace


@dataclass(frozen=True, slots=True)
class Context:
    """One call by the bot: the workspace, the arguments, the instant."""

    ws: Workspace
    args: Args
    now: datetime
    host: str = ""  # as the caller named us

    def require(self, scope: str) -> None:
        """Refuse with ``missing_scope`` unless the bot has the scope."""
        if scope not in self.ws.scopes:
            provided = ",".join(self.ws.scopes)
            raise SlackError("missing_scope", needed=scope, provided=provided)

    def channel(self, argument: str = "channel") -> Channel:
        """Return the channel named by id; ``channel_not_found`` if not visible."""
        channel = self.ws.channels.get(self.args.need(argument))
        if channel is None or not self.ws.is_visible(channel):
            raise SlackError("channel_not_found")
        return channel

    def joined(self, argument: str = "channel") -> Channel:
        """Return a channel the bot is in; else ``not_in_channel``."""
        channel = self.channel(argument)
        if not self.ws.is_joined(channel):
            raise SlackError("not_in_channel")
        return channel

    def open_joined(self, argument: str = "channel") -> Channel:
        """Return a live channel the bot is in; ``is_archived`` comes first."""
        if self.channel(argument).is_archived:
            raise SlackError("is_archived")
        return self.joined(argument)


def message_in(channel: Channel, ts: str) -> Json:
    """Return a message that is still there; else ``message_not_found``."""
    message = channel.messages.get(ts)
    if message is None or messages.is_gone(message):
        raise SlackError("message_not_found")
    return message
