"""Floor 3. What of an incident is gone, and the asking for it to be put back. Pure.

What is gone keeps its link, which is marked as wanted and numbered: the new counterpart is made
under a key that was never used, so that it is not doubled either. Whether a page is still in the
trash, or has to be made anew, is the side's to find out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from incident_sync.core.held import detaching
from incident_sync.core.labels import meant
from incident_sync.core.rank import SLACK
from incident_sync.core.working import Working
from incident_sync.model.action import Message
from incident_sync.model.fields import Kind
from incident_sync.model.item import AGAIN, WANTED, Item, Link, Reach, State
from incident_sync.model.view import Command
from incident_sync.model.world import Rules

Links = Mapping[str, Link]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an incident stands: the sides on which it, or a child of it, is ``gone``; the others.

    ``shut`` says why a channel that cannot be written gets no successor: "over" for what goes on no
    more, "private" since that would be public; empty where that is not so. ``archived`` are
    the records that have its row in their archive, out of which only people can take it.
    """

    gone: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    shut: str = ""
    archived: tuple[str, ...] = ()


def standing(item: Item, links: Links, kin: Iterable[Links], rules: Rules) -> Standing:
    """Where an incident stands by its ``links`` and those of its children, ``kin``."""
    family = [links, *kin]
    gone = [
        side
        for side in rules.records
        if any(is_gone(some.get(side)) for some in family)
        or (item.state is State.DETACHED and side not in links)
    ]
    channel, why = links.get(SLACK), ""
    if channel is not None and channel.reach is not Reach.OPEN:
        active = rules.vocabulary.is_active(item.value("status"))
        why = "private" if channel.notes.get("private") else "" if active else "over"
        gone += [] if why else [SLACK]
    there = [side for side in (*rules.records, SLACK) if side in links and side not in gone]
    archived = [side for side in rules.records if _is_archived(links.get(side))]
    open_ = [side for side in there if links[side].reach is Reach.OPEN]
    return Standing(tuple(gone), tuple(open_), why, tuple(archived))


def is_gone(link: Link | None) -> bool:
    """Whether a record's row is not there, as far as the last look knows."""
    return link is not None and (link.reach is Reach.GONE or link.missing > 0)


def _is_archived(link: Link | None) -> bool:
    return link is not None and link.reach is Reach.ARCHIVED


def run(work: Working, command: Command, here: Item | None) -> dict[str, Any]:
    """Ask for all of an incident that is gone; the answer.

    It is the one that the command names, or the one ``here`` that it was said in.
    """
    item = _named(work, command) if command.argument.strip() else here
    if item is None:
        return {"code": "no_such_incident", "id": command.argument.strip()}
    stands = _standing(work, item)
    if not stands.gone:
        return {
            "code": "nothing_gone", "label": item.label, "there": list(stands.there),
            "shut": stands.shut, "archived": list(stands.archived),
        }  # fmt: skip
    _ask(work, item, stands)
    for side in stands.gone:
        work.record("restored", item.id, side=side, by=command.by.name if command.by else "")
    return {"code": "restoring", "label": item.label, "gone": list(stands.gone)}


def _named(work: Working, command: Command) -> Item | None:
    numbers = (work.world.labels.get(name) for name in meant(command.argument, work.rules))
    items = [work.item(number) for number in numbers if number is not None]
    return next((item for item in items if item.kind is Kind.INCIDENT), None)


def _standing(work: Working, item: Item) -> Standing:
    def links(number: int) -> dict[str, Link]:
        sides = (*work.rules.records, SLACK)
        return {side: link for side in sides if (link := work.link(side, number))}

    return standing(item, links(item.id), map(links, _kin(work, item)), work.rules)


def _kin(work: Working, item: Item) -> list[int]:
    return [child.id for kind in Kind for child in work.children(item.id, kind)]


def _ask(work: Working, item: Item, stands: Standing) -> None:
    family = [item.id, *_kin(work, item)]
    for number in family:
        work.attach(number)
        for side in stands.gone:
            link = work.link(side, number)
            # What was said in a channel stays where it was said.
            if link is not None and (number == item.id if side == SLACK else is_gone(link)):
                _want(work, link)
    work.made.lacking |= set(family)
    work.made.messages = [one for one in work.made.messages if not _tells_of_loss(one, item)]


def _tells_of_loss(message: Message, item: Item) -> bool:
    """Whether it tells, since this very look, of what is put back now."""
    return message.item == item.id and message.data.get("code") == "detached"


def _want(work: Working, link: Link) -> None:
    """Mark what is gone as wanted; nothing about it waits for anybody any more."""
    work.made.holding.discard((link.side, link.item, "*"))
    work.made.held.pop(detaching(link.side, link.item), None)
    work.bind(wanted(link))


def wanted(link: Link) -> Link:
    """The link of what is to be put back; asked for twice, it is the same."""
    if link.wanted:
        return link
    reach = Reach.GONE if link.reach is Reach.OPEN else link.reach
    return replace(link, reach=reach, notes={**link.notes, AGAIN: link.after, WANTED: "1"})
