"""People and channels: create, invite, archive, rename, describe, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from incident_sandbox.service import Refused
from incident_sandbox.slack import channels, events
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.text import escape
from incident_sandbox.slack.workspace import Json, Workspace

MAX_DESCRIPTION: Final = 250


def _create_channel(deed: Deed) -> Json:
    user = deed.user()
    name = deed.text("name")
    if not deed.is_full(user):
        raise Refused("guests make no channels")
    channels.check_name(name)
    channels.check_free(deed.ws, name)
    private = bool(deed.args.get("private"))
    made = channels.create(deed.ws, name, user, deed.now, private=private)
    return {"channel": made.id}


def _invite(deed: Deed) -> Json:
    user, invited = deed.user(), deed.user("invited")
    if invited in deed.live().members:
        raise Refused("already in the channel")
    channel = deed.entered(user)
    channels.join(deed.ws, channel, invited, deed.now, inviter=user)
    return {}


def _kick(deed: Deed) -> Json:
    channel = deed.live()
    user = deed.user()
    if user not in channel.members:
        raise Refused("not in the channel")
    channels.leave(deed.ws, channel, user, deed.now)
    return {}


def _archive(deed: Deed) -> Json:
    channel = deed.live()
    if channel.is_general:
        raise Refused("#general cannot be archived")
    channels.archive(deed.ws, channel, deed.user(), deed.now)
    return {}


def _unarchive(deed: Deed) -> Json:
    channel = deed.channel()
    if not channel.is_archived:
        raise Refused(f"#{channel.name} is not archived")
    channels.unarchive(deed.ws, channel, deed.user(), deed.now)
    return {}


def _rename(deed: Deed) -> Json:
    channel = deed.live()
    name = deed.text("name")
    channels.check_name(name)
    channels.check_free(deed.ws, name)
    channels.rename(deed.ws, channel, name, deed.user(), deed.now)
    return {}


def _delete_channel(deed: Deed) -> Json:
    channel = deed.channel()
    if channel.is_general:
        raise Refused("#general cannot be deleted")
    if not deed.ws.users[deed.user()]["is_admin"]:
        raise Refused("only an admin deletes channels")
    events.channel_is(deed.ws, channel, "deleted", {})
    del deed.ws.channels[channel.id]
    deed.ws.touch()
    return {}


def _make_private(deed: Deed) -> Json:
    channel = deed.live()
    if channel.is_private or channel.is_general:
        raise Refused(f"#{channel.name} cannot be made private")
    channels.make_private(deed.ws, channel, deed.user(), deed.now)
    return {}


def _set_topic(deed: Deed) -> Json:
    return _describe(deed, "topic")


def _set_purpose(deed: Deed) -> Json:
    return _describe(deed, "purpose")


def _describe(deed: Deed, kind: str) -> Json:
    user = deed.user()
    value = escape(deed.text(kind))
    if len(value) > MAX_DESCRIPTION:
        raise Refused(f"a {kind} has at most {MAX_DESCRIPTION} characters")
    channel = deed.entered(user)
    channels.describe(deed.ws, channel, (kind, value), user, deed.now)
    return {}


def _add_channels(deed: Deed) -> Json:
    count, prefix = deed.args.get("count"), deed.text("prefix")
    if not isinstance(count, int) or count < 1:
        raise Refused("count is a positive number")
    taken = {channel.name for channel in deed.ws.channels.values()}
    names = [f"{prefix}{number}" for number in range(1, count + 1)]
    if taken & set(names):
        raise Refused("some of these names are taken")
    creator = deed.user() if "user" in deed.args else _admin(deed.ws)
    channels.check_name(max(names, key=len))
    made = []
    for name in names:
        channel = channels.create(deed.ws, name, creator, deed.now)
        if deed.args.get("bot"):
            channels.join(deed.ws, channel, deed.ws.bot_user, deed.now, creator)
        made.append(channel.id)
    return {"channels": made}


def _admin(ws: Workspace) -> str:
    return next(key for key, raw in ws.users.items() if raw["is_admin"])


VERBS: Final[dict[str, Callable[[Deed], Json]]] = {
    "create_channel": _create_channel,
    "invite": _invite,
    "kick": _kick,
    "archive": _archive,
    "unarchive": _unarchive,
    "rename": _rename,
    "delete_channel": _delete_channel,
    "make_private": _make_private,
    "set_topic": _set_topic,
    "set_purpose": _set_purpose,
    "add_channels": _add_channels,
}
