"""Floor 6. Doing an action: its one call, and what comes of it. What is to be done stays out.

Codes that say "it is so already" are success. After docs.slack.dev/reference/methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from incident_sync.errors import Permanent, SideUnusable, Temporary
from incident_sync.model.action import Action, Outcome
from incident_sync.model.item import Reach
from incident_sync.sides.slack import cards, channels, codec, reading, text
from incident_sync.sides.slack.client import Client, Json
from incident_sync.sides.slack.finding import Finder
from incident_sync.sides.slack.sight import Sight

LAST_TURN = 9
"""The last number that is tried behind a channel's name that is taken."""
_DESCRIBE = {
    "set_purpose": "conversations.setPurpose",
    "set_topic": "conversations.setTopic",
}
# Why a person is not, or cannot be, invited: nothing that the incident should wait for.
_INVITED = {
    "already_in_channel",
    "cant_invite",
    "cant_invite_self",
    "user_not_found",
    "user_is_restricted",
    "ura_max_channels",
    "org_user_not_in_team",
    "invitee_cant_see_channel",
    "no_user",
}
_REACH = {
    "is_archived": Reach.ARCHIVED,
    "is_inactive": Reach.ARCHIVED,
    "channel_not_found": Reach.GONE,
    "not_in_channel": Reach.GONE,
}
_TAKEN_AWAY = {"message_not_found", "cant_update_message", "edit_window_closed", "not_found"}
# Spare parts of a channel that Slack may refuse for good; the incident goes on without them.
_SPARE = {"pin_card": "pin", "add_bookmark": "bookmark", "edit_bookmark": "bookmark"}
_SPARE_REFUSALS = {
    "missing_scope",
    "too_many_pins",
    "not_pinnable",
    "too_many_bookmarks",
    "restricted_action",
    "invalid_link",
}


class Doer:
    """Does actions through one client, remembering in ``sight`` what they add to a channel."""

    def __init__(self, client: Client, finder: Finder, sight: Sight) -> None:
        self._client = client
        self._finder = finder
        self._sight = sight

    def do(self, action: Action) -> Outcome:
        """What came of an action. Raises SideUnusable; Unsafe where nothing more may be sent."""
        try:
            return self._already(action) or self._do(action)
        except SideUnusable:
            raise
        except Permanent as error:
            return _refused(action, error)
        except Temporary as error:
            return Outcome(action, error=error)

    def _already(self, action: Action) -> Outcome | None:
        """A part that a channel of ours had before we knew it, brought up to date; else None.

        Only where the store was lost, and the channel said whose it is, is one looked for.
        """
        since = action.data.get("found")
        found = self._finder.find_part(action, since) if since else None
        if found is not None and action.kind != "add_bookmark":
            facet = next(iter(action.facets))
            ts = found.notes[facet].rpartition(":")[2]
            self._edit(replace(action, data={**action.data, "ts": ts, "posted": action.key}))
        return found

    def _do(self, action: Action) -> Outcome:
        handlers: Mapping[str, Callable[[Action], Outcome]] = {
            "open_channel": self._open,
            "set_purpose": self._describe,
            "set_topic": self._describe,
            "invite": self._invite,
            "edit_card": self._edit,
            "pin_card": self._pin,
            "add_bookmark": self._add_bookmark,
            "edit_bookmark": self._edit_bookmark,
            "edit_announcement": self._edit,
            "edit_note": self._edit_note,
            "reply": self._reply,
        }
        return handlers.get(action.kind, self._post)(action)

    def _open(self, action: Action) -> Outcome:
        name = action.data["name"]
        for turn in range(1, LAST_TURN + 1):
            tried = name if turn == 1 else text.next_name(name, turn)
            try:
                answer = self._client.make("conversations.create", name=tried)
            except Permanent as error:
                if error.code != "name_taken" or turn == LAST_TURN:
                    raise
                continue
            return self._finder.opened(action, codec.channel(answer["channel"]))
        raise AssertionError("the last turn returns or raises")

    def _describe(self, action: Action) -> Outcome:
        method = _DESCRIBE[action.kind]
        self._client.write(method, channel=action.ref, **action.data)
        return Outcome(action)

    def _invite(self, action: Action) -> Outcome:
        users = ",".join(action.data["users"])
        if users:
            try:
                self._client.write(
                    "conversations.invite", channel=action.ref, users=users, force=True
                )
            except Permanent as error:
                if error.code not in _INVITED:
                    raise
        return Outcome(action, notes={"invited": ",".join(action.facets["members"])})

    def _pin(self, action: Action) -> Outcome:
        try:
            self._client.write("pins.add", channel=action.ref, timestamp=action.data["ts"])
        except Permanent as error:
            # The card was taken away: its next edit finds out and posts it anew.
            if error.code not in {"already_pinned", "message_not_found"}:
                raise
        return Outcome(action)

    def _add_bookmark(self, action: Action) -> Outcome:
        sent = {"channel_id": action.ref, "type": "link", **action.facets["bookmark"]}
        answer = self._client.make("bookmarks.add", **sent)
        return Outcome(action, notes={"bookmark": answer["bookmark"]["id"]})

    def _edit_bookmark(self, action: Action) -> Outcome:
        sent = {"channel_id": action.ref, **action.facets["bookmark"]}
        self._client.write("bookmarks.edit", bookmark_id=action.data["id"], **sent)
        return Outcome(action)

    def _edit(self, action: Action) -> Outcome:
        self._update(action, metadata=codec.metadata(action.data["posted"], action.data))
        return Outcome(action)

    def _update(self, action: Action, **more: Any) -> None:
        data = action.data
        self._client.update(
            channel=data.get("channel") or action.ref,
            ts=data["ts"],
            text=data["text"],
            blocks=data["blocks"],
            **more,
        )

    def _edit_note(self, action: Action) -> Outcome:
        try:
            self._update(action, metadata=codec.metadata(action.key, action.data))
        except Permanent as error:
            if error.code not in _TAKEN_AWAY:
                raise
            alone = cards.message(action.data["alone"])
            return self._post(replace(action, data={**action.data, **alone}))
        return self._finder.posted(action, action.data["ts"])

    def _reply(self, action: Action) -> Outcome:
        data = action.data
        self._client.respond(data["url"], text=data["text"], blocks=data["blocks"])
        return Outcome(action)

    def _post(self, action: Action) -> Outcome:
        data = action.data
        thread = str(data.get("thread") or "")
        answer: Json = self._client.post(
            channel=data.get("channel") or action.ref,
            text=data["text"],
            blocks=data["blocks"],
            metadata=codec.metadata(action.key, data),
            **({"thread_ts": thread} if thread else {}),
        )
        ts = answer["ts"]
        self._sight.posted(answer["channel"], thread, ts)
        outcome = self._finder.posted(action, ts)
        if not thread or answer["channel"] != action.ref:
            return outcome
        mark = self._sight.threads[action.ref, thread]
        return replace(outcome, notes={**outcome.notes, reading.THREAD + thread: str(mark)})


def _refused(action: Action, error: Permanent) -> Outcome:
    own = (action.data.get("channel") or action.ref) == action.ref
    if own and error.code in _REACH:
        reach = _REACH[error.code]
        # As a look would find it, so that it is entered again once people have opened it.
        found = channels.Digest(channels.standing(action.ref, reach, private=False))
        return Outcome(action, digest=str(found), reach=reach, error=error)
    if error.code in _TAKEN_AWAY and "next" in action.data:
        facet = next(iter(action.facets))
        return Outcome(action, notes={facet: "", f"{facet}_no": action.data["next"]}, moved=True)
    facet = _SPARE.get(action.kind, "")
    if facet and error.code in _SPARE_REFUSALS:
        return Outcome(action, blocked={facet: error.message}, error=error)
    return Outcome(action, error=error)
