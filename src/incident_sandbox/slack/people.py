"""What people do behind the program's back: the verbs of ``POST /_control/act``.

Every verb acts as a named person (``user``: handle, id or e-mail), by the rules a
person is under: ``Refused`` says what they could not do, and then nothing happened.
Channels go by id or name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from incident_sandbox.service import Refused, Waiting
from incident_sandbox.slack import (
    people_apps,
    people_channels,
    people_controls,
    people_messages,
    people_views,
    seed,
)
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import SUBSCRIBED, Json


def act(deed: Deed, verb: str) -> object:
    """Do one of ``VERBS``; raises ``Refused``."""
    handler = VERBS.get(verb)
    if handler is None:
        raise Refused(f"no such verb {verb}; known: {', '.join(sorted(VERBS))}")
    try:
        return handler(deed)
    except SlackError as error:
        raise Refused(error.code) from error


def _add_user(deed: Deed) -> Json:
    handle, email = deed.text("handle"), deed.text("email")
    taken = (raw["name"] for raw in deed.ws.users.values())
    if handle in taken:
        raise Refused(f"{handle} is taken")
    kind = "guest" if deed.args.get("guest") else "member"
    return {"user": seed.add_person(deed.ws, handle, deed.text("name"), email, kind)}


def _deactivate_user(deed: Deed) -> Json:
    user = deed.user()
    deed.ws.users[user]["deleted"] = True
    for channel in deed.ws.channels.values():
        channel.members = [each for each in channel.members if each != user]
    deed.ws.touch()
    return {}


def _set_scopes(deed: Deed) -> Json:
    scopes = deed.args.get("scopes")
    if not isinstance(scopes, list) or not all(isinstance(x, str) for x in scopes):
        raise Refused("scopes is a list of texts")
    deed.ws.scopes = sorted(scopes)
    deed.ws.touch()
    return {}


def _revoke_token(deed: Deed) -> Json:
    for token in deed.ws.tokens:
        deed.ws.tokens[token] = "revoked"
    deed.ws.touch()
    return {}


def _subscribe(deed: Deed) -> Json:
    events = deed.args.get("events")
    if not isinstance(events, list) or not set(events) <= set(SUBSCRIBED):
        raise Refused(f"events is a list of {', '.join(SUBSCRIBED)}")
    deed.ws.subscribed = sorted(events)
    deed.ws.touch()
    return {}


VERBS: Final[dict[str, Callable[[Deed], Json | Waiting]]] = {
    **people_apps.VERBS,
    **people_controls.VERBS,
    **people_views.VERBS,
    **people_messages.VERBS,
    **people_channels.VERBS,
    "add_user": _add_user,
    "deactivate_user": _deactivate_user,
    "set_scopes": _set_scopes,
    "revoke_token": _revoke_token,
    "subscribe": _subscribe,
}
