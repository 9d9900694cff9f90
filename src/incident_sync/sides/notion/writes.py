"""Floor 6. The actions that close a gap, and how they go into calls. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from incident_sync.model.action import Action, Brief, Gap
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.sides.notion.body import bullet
from incident_sync.sides.notion.facets import acks_of, blocked_of, moment_of
from incident_sync.sides.notion.properties import Codec
from incident_sync.sides.notion.richtext import Unfit
from incident_sync.sides.notion.schema import SIDE, Layout

ADD_PAGE, EDIT_PAGE = "create_page", "edit_page"
ADD_FOLLOW_UP, EDIT_FOLLOW_UP = "add_follow_up", "edit_follow_up"
ADD_ENTRY, EDIT_ENTRY = "add_entry", "edit_entry"

TOGETHER = 10
"""Patches that one look goes before."""

_FOUND_BY = ("id", "channel", "title")


def plan(gap: Gap, layout: Layout, codec: Codec) -> tuple[Action, ...]:
    """The actions that close a gap.

    None for a child whose incident has no page to be put on, or whose text no block can hold.
    """
    if not gap.facets:
        return ()
    if gap.brief.item.kind is Kind.INCIDENT:
        return (_page(gap, blocked_of(gap.brief, layout, codec)),)
    try:
        return _block(gap)
    except Unfit:
        return ()


def batches(actions: Sequence[Action]) -> list[list[Action]]:
    """New pages one by one, patches of pages in tens, then blocks one by one."""
    patches = [action for action in actions if action.kind == EDIT_PAGE]
    starts = range(0, len(patches), TOGETHER)
    return [
        *([action] for action in actions if action.kind == ADD_PAGE),
        *(patches[start : start + TOGETHER] for start in starts),
        *([action] for action in actions if action.kind not in {ADD_PAGE, EDIT_PAGE}),
    ]


def _page(gap: Gap, blocked: dict[str, str]) -> Action:
    link = gap.link
    data: dict[str, Any] = {"blocked": blocked} if blocked else {}
    if link is not None:
        shown = {name: link.shown.get(name, "").removeprefix("s:") for name in _FOUND_BY}
        data |= {"digest": link.digest, "expect": dict(link.shown), "find": shown}
    return _action(gap, ADD_PAGE if link is None else EDIT_PAGE, "row", data)


def _block(gap: Gap) -> tuple[Action, ...]:
    item, link = gap.brief.item, gap.link
    page = gap.brief.parent_links.get(SIDE)
    if link is None and (page is None or page.reach is not Reach.OPEN):
        return ()
    if link is None and "text" not in gap.facets:
        return ()  # what says nothing, or more than a block holds
    data: dict[str, Any] = {"page": page.ref if page else ""}
    if item.kind is Kind.TIMELINE:
        data["block"] = bullet(moment_of(item, gap.brief.directory))
    if link is not None:
        data |= {"digest": link.digest, "expect": dict(link.shown)}
        data["page"] = link.notes.get("page", "") or data["page"]
    return (_action(gap, _verb(gap.brief, new=link is None), "block", data),)


def _verb(brief: Brief, *, new: bool) -> str:
    if brief.item.kind is Kind.FOLLOW_UP:
        return ADD_FOLLOW_UP if new else EDIT_FOLLOW_UP
    return ADD_ENTRY if new else EDIT_ENTRY


def _action(gap: Gap, kind: str, what: str, data: dict[str, Any]) -> Action:
    item, link = gap.brief.item, gap.link
    return Action(
        side=SIDE,
        kind=kind,
        item=item.id,
        key=f"{SIDE}:{item.id}:{what if link is None else 'edit'}",
        ref="" if link is None else link.ref,
        facets=dict(gap.facets),
        acks=acks_of(gap),
        data=data,
        effect=link is None,
        of=item.kind,
    )
