"""Floor 6. From messages to actions: where each is said, and in which words; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incident_sync.model.action import Action, Brief, Message
from incident_sync.model.item import Link, Reach
from incident_sync.sides.slack import answers, cards, telling, words
from incident_sync.sides.slack.phrases import Speaker
from incident_sync.sides.slack.planning import SIDE
from incident_sync.sides.slack.sight import Sight

KEEP_NOTING = 600.0
"""Seconds for which our last note is edited instead of followed by another."""
LONGEST_NOTE = 2000
# What is wrong with the row is said in the channel, what is wrong with the channel is not.
_IN_CHANNEL = {"detached", "duplicate", "unreadable"}

Place = tuple[str, str]
"""A channel's id and, in a thread, the thread's ts."""


def say(
    message: Message, brief: Brief, speaker: Speaker, sight: Sight, now: datetime
) -> tuple[Action, ...]:
    """The one action that says a message; none where there is no place for it."""
    link = brief.links.get(SIDE)
    if message.kind == "note":
        return _note(message, brief, link, speaker, sight, now)
    if message.kind == "thread":
        return _at(_announcement(link), message, brief, words.thread(message.data))
    if message.kind == "answer" and message.data.get("reply"):
        return (_reply(message, brief, answers.answer(message.data, speaker)),)
    if message.kind == "answer":
        place = (str(message.data["channel"]), str(message.data.get("thread") or ""))
        return _at(place, message, brief, answers.answer(message.data, speaker))
    text = telling.told(message.data, brief.item.label, speaker)
    return _at(_for_told(str(message.data["code"]), link, sight), message, brief, text)


def _note(
    message: Message,
    brief: Brief,
    link: Link | None,
    speaker: Speaker,
    sight: Sight,
    now: datetime,
) -> tuple[Action, ...]:
    text = words.note(message.data, speaker)
    if link is None or link.reach is not Reach.OPEN or not text:
        return ()
    last, said = link.notes.get("note") or "", link.notes.get("note_text") or ""
    joined = f"{said}\n{text}"
    newest = last and sight.newest.get(link.ref) == last
    if newest and now.timestamp() - float(last) < KEEP_NOTING and len(joined) < LONGEST_NOTE:
        data = {"ts": last, "alone": text}
        return (_post("edit_note", (link.ref, ""), message, brief, joined, data),)
    return (_post("post_note", (link.ref, ""), message, brief, text, {}),)


def _at(place: Place | None, message: Message, brief: Brief, text: str) -> tuple[Action, ...]:
    if place is None or not text:
        return ()
    return (_post(f"post_{message.kind}", place, message, brief, text, {}),)


def _post(
    kind: str, place: Place, message: Message, brief: Brief, text: str, data: Mapping[str, Any]
) -> Action:
    link = brief.links.get(SIDE)
    return Action(
        SIDE,
        kind,
        message.item,
        message.key,
        ref=link.ref if link else "",
        data={
            **data,
            "channel": place[0],
            "thread": place[1],
            "said": text,
            "label": brief.item.label,
            "head": brief.head,
            **cards.message(text),
        },
        effect=True,
    )


def _reply(message: Message, brief: Brief, said: str) -> Action:
    """What only the person who asked reads."""
    data = {"url": message.data["reply"], "label": brief.item.label, **cards.message(said)}
    return Action(SIDE, "reply", message.item, message.key, data=data, effect=True)


def _announcement(link: Link | None) -> Place | None:
    """The announcement's thread; never that of a private incident, which everybody could read."""
    if link is None or link.notes.get("private"):
        return None
    channel, _, ts = (link.notes.get("announcement") or "").partition(":")
    return (channel, ts) if ts else None


def _for_told(code: str, link: Link | None, sight: Sight) -> Place | None:
    channel = (link.ref, "") if link and link.reach is Reach.OPEN else None
    secret = link is not None and bool(link.notes.get("private"))
    lobby = (sight.announce.id, "") if sight.announce and not secret else None
    thread = _announcement(link)
    order = (channel, thread, lobby) if code in _IN_CHANNEL else (thread, lobby, channel)
    return next((place for place in order if place), None)
