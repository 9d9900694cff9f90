"""Floor 6. What people ask for by slash command, form, button and shortcut.

A form is opened at once, while Slack's trigger lasts (3 s); all else is a command for the next
cycle, with an address at which only the person who asked reads the answer. Payloads after
docs.slack.dev/interactivity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incident_sync.clock import Clock
from incident_sync.model.item import Item
from incident_sync.model.people import Member, Person
from incident_sync.model.view import Command
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.slack import codec, controls, grammar, modals, notice, text, words
from incident_sync.sides.slack.notice import Notice
from incident_sync.sides.slack.phrases import CUT

Payload = Mapping[str, Any]
REPORT = "report_incident"
"""The callback of the message shortcut."""
MOST_CARRIED = 1000
"""Of a message that a form carries along: twice as much where all of it is quoted in JSON."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What an envelope means: ``commands`` to keep, what the acknowledgement says, and ``then``."""

    commands: tuple[Command, ...] = ()
    answer: Payload | None = None
    then: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where, when, and the address of what only they read."""

    user: str
    channel: str
    reply: str
    at: datetime
    member: Member | None

    def command(self, key: str, verb: str, argument: str = "", **data: str) -> Command:
        """What they ask; an ``argument`` is plain text."""
        by = self.member.person if self.member else Person(self.user, slack=self.user)
        may = notice.may(self.member) if self.member else "nothing"
        given = {name: value for name, value in data.items() if value}
        reply = {"reply": self.reply} if self.reply else {}
        return Command(
            key, self.channel, verb, argument, by, self.at, may=may, data={**given, **reply}
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """``incident`` is the one whose channel that is; ``show`` opens a form under a trigger."""

    vocabulary: Vocabulary
    clock: Clock
    notice: Callable[[], Notice]
    member: Callable[[str], Member | None]
    incident: Callable[[str], Item | None]
    show: Callable[[str, modals.View], None]
    records: tuple[str, ...]

    def slash(self, payload: Payload) -> Meant:
        """A slash command: what its words ask, else the declaring form."""
        asker = self._asker(payload["user_id"], payload["channel_id"], payload)
        typed = str(payload.get("text") or "").strip()
        said = grammar.read_words(typed)
        key = f"slash:{payload['trigger_id']}"
        here = self.incident(asker.channel) is not None
        if not typed and here:
            return Meant((asker.command(key, "state"),))
        if typed and (said.verb != grammar.UNKNOWN or here or _is_slip(typed)):
            verb, argument = said.verb, self._plain(said)
            return Meant((asker.command(key, verb, argument),))
        return self._declare(asker, key, text.plain(typed, self._name), payload["trigger_id"])

    def interactive(self, payload: Payload) -> Meant:
        """A click, a form that was filled in, or the shortcut of a message."""
        kind = payload.get("type")
        if kind == "view_submission":
            return self._submitted(payload)
        if kind == "message_action" and payload.get("callback_id") == REPORT:
            return self._reported(payload)
        return self._clicked(payload) if kind == "block_actions" else Meant()

    def _clicked(self, payload: Payload) -> Meant:
        channel = (payload.get("channel") or {}).get("id") or ""
        asker = self._asker(payload["user"]["id"], channel, payload)
        wanted = controls.form(payload)
        if wanted and asker.member is not None and notice.may(asker.member) == "all":
            return self._form(wanted, asker, payload["trigger_id"])
        stamp = next((a.get("action_ts") for a in payload.get("actions") or ()), "")
        asks = [(wanted, "")] if wanted else list(controls.asked(payload))
        return Meant(tuple(
            asker.command(f"click:{channel}:{stamp}:{asker.user}:{n}", verb, argument)
            for n, (verb, argument) in enumerate(asks)
        ))  # fmt: skip

    def _form(self, wanted: str, asker: Asker, trigger: str) -> Meant:
        kept = {"channel": asker.channel, "reply": asker.reply}
        item = self.incident(asker.channel)
        if wanted == modals.RESOLVE:
            view = modals.resolve(str(item.value("summary") or "") if item else "", kept)
        else:
            view = modals.customers(self.records, kept)
        return Meant(then=lambda: self.show(trigger, view))

    def _reported(self, payload: Payload) -> Meant:
        message, channel = payload["message"], payload["channel"]["id"]
        asker = self._asker(payload["user"]["id"], channel, payload)
        said = text.plain(str(message.get("text") or ""), self._name)
        key = f"shortcut:{payload['trigger_id']}"
        title = next(iter(said.strip().splitlines()), "")
        return self._declare(
            asker, key, title, payload["trigger_id"],
            entry=text.shorten(text.clean(said), MOST_CARRIED, CUT),
            entry_by=str(message.get("user") or ""),
            entry_at=codec.moment(message["ts"]).isoformat(),
            entry_link=codec.permalink(self.notice().me, channel, codec.post(message)),
        )  # fmt: skip

    def _declare(self, asker: Asker, key: str, title: str, trigger: str, **more: str) -> Meant:
        if asker.member is None or notice.may(asker.member) != "all":
            return Meant((asker.command(key, "declare", title or "?"),))
        kept = {"channel": asker.channel, "reply": asker.reply, **more}
        view = modals.declare(title, self.vocabulary.severity.words, kept)
        return Meant(then=lambda: self.show(trigger, view))

    def _submitted(self, payload: Payload) -> Meant:
        view = payload["view"]
        callback, filled, kept = view.get("callback_id"), modals.filled(view), modals.kept(view)
        asker = self._asker(
            payload["user"]["id"], kept.pop("channel", ""), {"response_url": kept.pop("reply", "")}
        )
        key = f"form:{view['id']}"
        if callback == modals.DECLARE:
            title = filled.pop("title", "").strip()
            if not title:
                return Meant(answer=_wrong("title", words.TITLE_NEEDED))
            lead = filled.pop("lead", "")
            filled |= {"lead": f"<@{lead}>"} if lead else {}
            return Meant((asker.command(key, "declare", title, **filled, **kept),))
        said = filled.get("text", "").strip()
        if callback == modals.CUSTOMERS and not said:
            return Meant(answer=_wrong("text", words.TEXT_NEEDED))
        return Meant((asker.command(key, str(callback), said),)) if callback else Meant()

    def _asker(self, user: str, channel: str, payload: Payload) -> Asker:
        reply = str(payload.get("response_url") or "")
        return Asker(user, channel, reply, self.clock.now(), self.member(user))

    def _plain(self, said: grammar.Said) -> str:
        name = (lambda user: f"<@{user}>") if said.verb == "lead" else self._name
        return text.plain(said.argument, name)

    def _name(self, user: str) -> str:
        return self.notice().named(user)


def _is_slip(typed: str) -> bool:
    """Whether a single word is a command with a slip in it, and no title."""
    return len(typed.split()) == 1 and bool(grammar.near(typed))


def _wrong(block: str, why: str) -> Payload:
    return {"response_action": "errors", "errors": {block: why}}
