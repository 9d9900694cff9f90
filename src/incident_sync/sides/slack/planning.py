"""Floor 6. From facets that differ, and from messages, to actions; pure. No call is made here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from incident_sync.model.action import Action, Brief, Gap
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import AGAIN, Base, Item, Link, Reach
from incident_sync.sides.slack import channels, text
from incident_sync.sides.slack.claims import claims
from incident_sync.sides.slack.options import SlackOptions

SIDE = "slack"


def plan(gap: Gap, options: SlackOptions, announce: str) -> tuple[Action, ...]:
    """The actions that close a gap; ``announce`` is the announcement channel's id.

    Without a channel only that is opened: all else follows once it is there. Of a channel that
    cannot be written, the announcement alone is kept up.
    """
    if gap.brief.item.kind is not Kind.INCIDENT:
        return ()
    if gap.link is None:
        return (_open(gap, options),)
    steps = _Steps(gap.brief, gap.link, gap.facets, announce)
    return tuple(steps.actions())


def _open(gap: Gap, options: SlackOptions) -> Action:
    item = gap.brief.item
    title = str(item.value("title") or "")
    name = text.channel_name(options.prefix, item.number, title)
    data = {"name": name, "label": item.label, **_inherited(gap.former)}
    key = f"{SIDE}:{item.id}:channel{gap.turn}"
    return Action(SIDE, "open_channel", item.id, key, data=data, effect=True)


def _inherited(former: Link | None) -> dict[str, Any]:
    """What a successor knows of the channel before it.

    It has a card and a bookmark of its own, and the one announcement; it is followed by whoever
    was invited before.
    """
    if former is None:
        return {}
    notes = {name: former.notes.get(name) or "" for name in ("announcement", "announcement_no")}
    people = [former.notes.get(name) or "" for name in ("crew", "invited")]
    notes["crew"] = ",".join(filter(None, people))
    notes["former"] = ",".join([*channels.former(former.notes), former.ref])
    return {"notes": {name: value for name, value in notes.items() if value}}


def part_key(facet: str) -> re.Pattern[str]:
    """The keys of an incident's cards, say: ".2" is the second one, "-2" that of a successor."""
    return re.compile(rf"{SIDE}:\d+:{facet}(\.\d+)?(-\d+)?")


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps for one linked incident."""

    brief: Brief
    link: Link
    facets: Mapping[str, Any]
    announce: str

    def actions(self) -> Iterator[Action]:
        steps: tuple[tuple[str, Callable[[Any], Action | None]], ...] = (
            ("purpose", self._purpose),
            ("topic", self._topic),
            ("members", self._members),
            ("card", self._card),
            ("pin", self._pin),
            ("bookmark", self._bookmark),
            ("announcement", self._announcement),
        )
        for facet, step in steps:
            reachable = self.link.reach is Reach.OPEN or facet == "announcement"
            if facet in self.facets and reachable:
                action = step(self.facets[facet])
                if action is not None:
                    yield action

    def _action(self, kind: str, facet: str, data: Mapping[str, Any]) -> Action:
        item = self.brief.item
        return Action(
            SIDE,
            kind,
            item.id,
            f"{SIDE}:{item.id}:{kind}",
            ref=self.link.ref,
            facets={facet: self.facets[facet]},
            data=data,
        )

    def _effect(self, kind: str, facet: str, data: Mapping[str, Any]) -> Action:
        """As an effect, under a key that is new each time the old one was taken away."""
        number = self.link.notes.get(f"{facet}_no") or ""
        item = self.brief.item
        # A channel that was there before we knew it may have all of this already.
        found = self.link.notes.get("found") or ""
        return Action(
            SIDE,
            kind,
            item.id,
            self._key(facet),
            ref=self.link.ref,
            facets={facet: self.facets[facet]},
            data={**data, "found": found} if found and not number else data,
            effect=True,
        )

    def _purpose(self, facet: str) -> Action:
        return self._action("set_purpose", "purpose", {"purpose": facet})

    def _topic(self, facet: str) -> Action:
        return self._action("set_topic", "topic", {"topic": facet})

    def _members(self, facet: list[str]) -> Action:
        invited = set((self.link.notes.get("invited") or "").split(","))
        users = [user for user in facet if user not in invited]
        return self._action("invite", "members", {"users": users})

    def _card(self, facet: Mapping[str, Any]) -> Action:
        ts = self.link.notes.get("card")
        data = {**facet, **self._signed(), "claims": claims(self.brief.item)}
        if ts:
            data |= {**self._next("card"), "ts": ts}
            made = self._action("edit_card", "card", data)
        else:
            made = self._effect("post_card", "card", data)
        return _with_acks(made, self.brief.item)

    def _pin(self, facet: str) -> Action:
        return self._action("pin_card", "pin", {"ts": facet})

    def _bookmark(self, facet: Mapping[str, Any]) -> Action:
        kept = self.link.notes.get("bookmark")
        if kept:
            data = {**facet, **self._next("bookmark"), "id": kept}
            return self._action("edit_bookmark", "bookmark", data)
        return self._effect("add_bookmark", "bookmark", facet)

    def _announcement(self, facet: Mapping[str, Any]) -> Action | None:
        channel, _, ts = (self.link.notes.get("announcement") or "").partition(":")
        data = {**facet, **self._signed()}
        if ts:
            data = {**data, **self._next("announcement"), "channel": channel, "ts": ts}
            return self._action("edit_announcement", "announcement", data)
        if not self.announce or self.link.reach is not Reach.OPEN:
            return None
        data = {**data, "channel": self.announce}
        return self._effect("post_announcement", "announcement", data)

    def _signed(self) -> dict[str, str]:
        """What a message carries about us (``codec.metadata``)."""
        return {"label": self.brief.item.label, "head": self.brief.head}

    def _key(self, facet: str) -> str:
        """The key that the present one of a facet was made under, or will be (``part_key``)."""
        number, again = (self.link.notes.get(name) or "" for name in (f"{facet}_no", AGAIN))
        ends = [f".{number}" if number else "", f"-{again}" if again else ""]
        return f"{SIDE}:{self.brief.item.id}:{facet}{''.join(ends)}"

    def _next(self, facet: str) -> dict[str, str]:
        """What an edit knows of the message: its key, and what numbers the next one.

        The next one comes should this one turn out to be gone.
        """
        number = int(self.link.notes.get(f"{facet}_no") or "1")
        return {"posted": self._key(facet), "next": str(number + 1)}


def _with_acks(action: Action, item: Item) -> Action:
    """The card shows the incident: whoever answers to it answers to these values."""
    agreed = {name: item.agreed(name) for name in FIELDS[Kind.INCIDENT]}
    acks = {name: Base(one.value, one.version) for name, one in agreed.items()}
    return replace(action, acks=acks)
