"""Floor 3. Where a side does not show yet what the hub holds. Pure.

Level-triggered: only the difference between what a side should show and what it was last seen or
acknowledged to show decides; what happened in between does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from incident_sync.core.rank import SLACK
from incident_sync.model.action import Brief, Gap
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Item, Link, Reach, State
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.ports import Side


def gap(side: Side, brief: Brief, vocabulary: Vocabulary, holding: Collection[str]) -> Gap | None:
    """What a side lacks of an item; None where it lacks nothing or must be left alone.

    ``holding`` are the fields not to be written now ("*" for all of them).
    """
    kept = brief.links.get(side.name)
    link, former = (None, kept) if kept is not None and kept.wanted else (kept, None)
    if "*" in holding or brief.item.kind not in side.kinds:
        return None
    if link is None and not _wanted(side, brief, vocabulary):
        return None
    if link is not None and not _writable(side, brief, link):
        return None
    facets = side.fit(brief)
    if not facets:
        return None
    if link is None:
        return Gap(brief, None, facets, former)
    lacking = _lacking(side, link, facets, holding)
    if brief.item.state is State.HISTORY:
        edited = _edited_since(brief.item, link)
        lacking = {name: facet for name, facet in lacking.items() if name in edited}
    return Gap(brief, link, lacking) if lacking else None


def _wanted(side: Side, brief: Brief, vocabulary: Vocabulary) -> bool:
    """Whether an item should get a counterpart where it has none.

    Channels are for what goes on; a record is given the history of the other record too. A row
    that is known by its ID waits for one.
    """
    states = {brief.item.state, (brief.parent or brief.item).state}
    if State.DETACHED in states:
        return False
    if not side.is_record:
        active = vocabulary.is_active(brief.item.value("status"))
        return states == {State.LIVE} and brief.item.kind is Kind.INCIDENT and active
    return bool(brief.item.label) or not side.known_by_label


def _writable(side: Side, brief: Brief, link: Link) -> bool:
    """Whether a counterpart may be written.

    A record's row is there, and so is the incident it belongs to; of history there is something
    to say, which is asked first, since to fit ten thousand rows takes its time. Where no record has
    an incident any more, its channel shows only what people change there.
    """
    if brief.item.state is not State.LIVE and not _edited_since(brief.item, link):
        return False
    there = brief.item.state is not State.DETACHED and link.reach is Reach.OPEN
    return there or not side.is_record


def _edited_since(item: Item, link: Link) -> set[str]:
    """What a person changed elsewhere of what is not mirrored: all else is left alone."""
    return {
        name
        for name in FIELDS[item.kind]
        if item.agreed(name).version > link.baseline(name).version
    }


def _lacking(
    side: Side, link: Link, facets: Mapping[str, Any], holding: Collection[str]
) -> dict[str, Any]:
    prints = side.prints(facets)
    return {
        name: facets[name]
        for name, mark in prints.items()
        if mark != link.shown.get(name, "") and name not in link.blocked and name not in holding
    }


def awaits_channel(item: Item, links: Mapping[str, Link], opening: Collection[int]) -> bool:
    """Whether a record's new row had better wait for the channel that this round opens."""
    return item.id in opening and not has_channel(links)


def has_channel(links: Mapping[str, Link]) -> bool:
    """Whether an incident has a channel that is to stay its own."""
    link = links.get(SLACK)
    return link is not None and not link.wanted
