"""Every method served: its tier, its scopes, what it does.

Tiers and scopes: docs.slack.dev/reference/methods, docs.slack.dev/apis/web-api/
rate-limits. ``scopes`` are alternatives, one is enough; ``private`` replaces them
where the call is about a private channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from incident_sandbox.slack import (
    apps,
    bookmarks,
    chat,
    pins,
    reactions,
    team,
    views,
)
from incident_sandbox.slack import conversations_read as reading
from incident_sandbox.slack import conversations_write as writing
from incident_sandbox.slack.context import Context
from incident_sandbox.slack.workspace import Json

Handler = Callable[[Context], Json]
Scopes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: calls a minute, scopes, the function, and whether it takes an app-level token."""

    per_minute: int
    handler: Handler
    scopes: Scopes = ()
    private: Scopes = ()
    app_level: bool = False


T2: Final = 20
T3: Final = 50
T4: Final = 100
AUTH_TEST: Final = 600
POSTS: Final = 300

READ: Final = (("channels:read",), ("groups:read",))
HISTORY: Final = (("channels:history",), ("groups:history",))
MANAGE: Final = (("channels:manage",), ("groups:write",))
DESCRIBE: Final = (
    ("channels:manage", "channels:write.topic"),
    ("groups:write", "groups:write.topic"),
)
INVITE: Final = (
    ("channels:manage", "channels:write.invites"),
    ("groups:write", "groups:write.invites"),
)

METHODS: Final[dict[str, Method]] = {
    "apps.connections.open": Method(T3, apps.connections_open, app_level=True),
    "auth.test": Method(AUTH_TEST, team.auth_test),
    "team.info": Method(T3, team.team_info, ("team:read",)),
    "users.list": Method(T2, team.users_list, ("users:read",)),
    "users.info": Method(T4, team.users_info, ("users:read",)),
    "users.lookupByEmail": Method(T3, team.users_lookup, ("users:read.email",)),
    # The two listings check the scopes of the types they are asked for.
    "users.conversations": Method(T3, reading.list_joined),
    "conversations.list": Method(T2, reading.list_all),
    "conversations.info": Method(T3, reading.info, *READ),
    "conversations.members": Method(T4, reading.members, *READ),
    "conversations.history": Method(T3, reading.history, *HISTORY),
    "conversations.replies": Method(T3, reading.replies, *HISTORY),
    "conversations.create": Method(T2, writing.create, *MANAGE),
    "conversations.rename": Method(T2, writing.rename, *MANAGE),
    "conversations.setTopic": Method(T2, writing.set_topic, *DESCRIBE),
    "conversations.setPurpose": Method(T2, writing.set_purpose, *DESCRIBE),
    "conversations.archive": Method(T2, writing.archive, *MANAGE),
    "conversations.unarchive": Method(T2, writing.unarchive, *MANAGE),
    "conversations.invite": Method(T3, writing.invite, *INVITE),
    "conversations.join": Method(T3, writing.join, ("channels:join",)),
    "conversations.leave": Method(T3, writing.leave, *MANAGE),
    "chat.postMessage": Method(POSTS, chat.post_message, ("chat:write",)),
    "chat.update": Method(T3, chat.update, ("chat:write",)),
    "chat.delete": Method(T3, chat.delete, ("chat:write",)),
    "chat.postEphemeral": Method(T4, chat.post_ephemeral, ("chat:write",)),
    "chat.getPermalink": Method(T4, reading.permalink),
    "views.open": Method(T4, views.open_one),
    "views.push": Method(T4, views.push),
    "views.update": Method(T4, views.update),
    "pins.add": Method(T2, pins.add, ("pins:write",)),
    "pins.remove": Method(T2, pins.remove, ("pins:write",)),
    "pins.list": Method(T2, pins.list_all, ("pins:read",)),
    "bookmarks.add": Method(T2, bookmarks.add, ("bookmarks:write",)),
    "bookmarks.edit": Method(T2, bookmarks.edit, ("bookmarks:write",)),
    "bookmarks.remove": Method(T2, bookmarks.remove, ("bookmarks:write",)),
    "bookmarks.list": Method(T3, bookmarks.list_all, ("bookmarks:read",)),
    "reactions.add": Method(T3, reactions.add, ("reactions:write",)),
    "reactions.remove": Method(T2, reactions.remove, ("reactions:write",)),
    "reactions.get": Method(T3, reactions.get, ("reactions:read",)),
}
