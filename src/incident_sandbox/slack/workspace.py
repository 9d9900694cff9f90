"""The state of one workspace: plain data that dumps to JSON and back.

Only ``channels``, ``messages`` and the method files change it, and every change goes
through ``touch``, so that the call log can tell an effect from a mere answer.
"""

from __future__ import annotations

from base64 import b32encode
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]
SLACKBOT: Final = "USLACKBOT"
APP_TOKEN: Final = "xapp-1-sandbox"  # noqa: S105 - opens nothing but this sandbox
SUBSCRIBED: Final = (
    "app_mention",
    "channel_archive",
    "channel_created",
    "channel_deleted",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
)
NOTHING_SAID: Final[Json] = {"value": "", "creator": "", "last_set": 0}


@dataclass(slots=True)
class Channel:
    """One conversation.

    ``messages`` maps ``ts`` to the raw message, oldest first, replies included;
    ``pins`` holds ``{"ts", "created", "created_by"}``; ``created`` is in seconds,
    ``updated`` in milliseconds, ``last_us`` (of the last ``ts``) in microseconds.
    """

    id: str
    name: str
    created: int
    creator: str
    updated: int
    is_private: bool = False
    is_archived: bool = False
    is_general: bool = False
    is_ext_shared: bool = False
    previous_names: list[str] = field(default_factory=list)
    topic: Json = field(default_factory=lambda: dict(NOTHING_SAID))
    purpose: Json = field(default_factory=lambda: dict(NOTHING_SAID))
    members: list[str] = field(default_factory=list)
    messages: dict[str, Json] = field(default_factory=dict)
    pins: list[Json] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    ephemerals: list[Json] = field(default_factory=list)
    last_us: int = 0

    @property
    def shown_name(self) -> str:
        """The name as interactions tell it: a private channel's is kept."""
        return "privategroup" if self.is_private else self.name

    def pin_of(self, ts: str) -> Json | None:
        """Return the pin of a message, if it is pinned."""
        return next((pin for pin in self.pins if pin["ts"] == ts), None)


@dataclass(slots=True)
class Workspace:
    """Everything Slack knows. Users are raw user objects, e-mail included."""

    seed: int
    team: Json = field(default_factory=dict)
    bot: Json = field(default_factory=dict)  # {"user_id", "bot_id", "app_id", "name"}
    tokens: dict[str, str] = field(default_factory=dict)  # token: "active" | "revoked"
    scopes: list[str] = field(default_factory=list)
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    minted: dict[str, int] = field(default_factory=dict)
    spent: dict[str, list[float]] = field(default_factory=dict)  # quota key: instants
    changes: int = 0
    subscribed: list[str] = field(default_factory=lambda: list(SUBSCRIBED))
    app_tokens: list[str] = field(default_factory=lambda: [APP_TOKEN])
    tickets: dict[str, float] = field(default_factory=dict)  # of sockets: end, in seconds
    triggers: dict[str, Json] = field(default_factory=dict)  # {"user", "at", "used", "view"}
    responses: dict[str, Json] = field(default_factory=dict)  # response_url's last part: Json
    views: dict[str, Json] = field(default_factory=dict)  # {"user", "view", "values"}
    errors: list[Json] = field(default_factory=list)  # what Slack told people: "error", "user"
    happened: list[Json] = field(default_factory=list)  # events not handed on yet; not saved

    @classmethod
    def restore(cls, state: Json) -> Workspace:
        """Build from what ``dump`` returned."""
        channels = {key: Channel(**raw) for key, raw in state["channels"].items()}
        return cls(**{**state, "channels": channels})

    def dump(self) -> Json:
        """Return all of it as JSON, in copies."""
        state = asdict(self)
        del state["happened"]
        return state

    def touch(self) -> None:
        """Note that something changed."""
        self.changes += 1

    def mint(self, prefix: str) -> str:
        """Return a fresh id of a kind: the prefix, a zero and nine characters."""
        number = self.minted.get(prefix, 0) + 1
        self.minted[prefix] = number
        digest = sha256(f"{self.seed}:{prefix}:{number}".encode()).digest()
        return f"{prefix}0{b32encode(digest).decode()[:9]}"

    def named(self, name: str) -> Channel | None:
        """Find a channel by its present name, archived and private ones included."""
        return next((c for c in self.channels.values() if c.name == name), None)

    @property
    def bot_user(self) -> str:
        """Return the bot's user id."""
        user: str = self.bot["user_id"]
        return user

    def is_joined(self, channel: Channel) -> bool:
        """Tell whether the bot is a member."""
        return self.bot_user in channel.members

    def is_visible(self, channel: Channel) -> bool:
        """Tell whether the bot can know of the channel."""
        return not channel.is_private or self.is_joined(channel)


def microseconds(now: datetime) -> int:
    """Return an instant as whole microseconds since 1970."""
    return int(now.timestamp()) * 1_000_000 + now.microsecond


def stamp(moment_us: int) -> str:
    """Return microseconds as a ``ts``: seconds with six decimals."""
    return f"{moment_us // 1_000_000}.{moment_us % 1_000_000:06d}"
