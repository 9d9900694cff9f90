"""Floor 3. Where a side does not show yet what the hub holds. Pure.

Level-triggered: only the difference between what a side should show and what it was last seen or
acknowledged to show decides; what happened in between does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from incident_sync.core.rank import SLACK
from incident_sync.model.action import Brief, Gap
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, Link, State
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.ports import Side


def gap(side: Side, brief: Brief, vocabulary: Vocabulary, holding: Collection[str]) -> Gap | None:
    """What a side lacks of an item; None where it lacks nothing or must be left alone.

    ``holding`` are the fields not to be written now ("*" for all of them).
    """
    link = brief.links.get(side.name)
    if "*" in holding or brief.item.kind not in side.kinds:
        return None
    if link is None and not _wanted(side, brief, vocabulary):
        return None
    if side.is_record and brief.item.state is State.DETACHED:
        return None
    facets = side.fit(brief)
    if not facets:
        return None
    if link is None:
        return Gap(brief, None, facets)
    lacking = _lacking(side, link, facets, holding)
    return Gap(brief, link, lacking) if lacking else None


def _wanted(side: Side, brief: Brief, vocabulary: Vocabulary) -> bool:
    """Whether an item should get a counterpart where it has none."""
    top = brief.parent or brief.item
    if top.state is not State.LIVE or brief.item.state is not State.LIVE:
        return False
    if not side.is_record:
        return brief.item.kind is Kind.INCIDENT and vocabulary.is_active(brief.item.value("status"))
    return True


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
    return item.id in opening and SLACK not in links
