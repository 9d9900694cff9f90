"""Floor 6. The actions that close a gap, and how they go into calls. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from incident_sync.model.action import Action, Brief, Gap
from incident_sync.model.fields import Kind
from incident_sync.model.item import AGAIN, Link, Reach
from incident_sync.sides.notion.body import bullet
from incident_sync.sides.notion.facets import PAGE, acks_of, blocked_of, facets_of, moment_of
from incident_sync.sides.notion.properties import Codec
from incident_sync.sides.notion.richtext import Unfit
from incident_sync.sides.notion.schema import SIDE, Layout

ADD_PAGE, EDIT_PAGE, RESTORE_PAGE = "create_page", "edit_page", "restore_page"
ADD_FOLLOW_UP, EDIT_FOLLOW_UP = "add_follow_up", "edit_follow_up"
ADD_ENTRY, EDIT_ENTRY = "add_entry", "edit_entry"

LOST = "lost"
"""The note of a page that is not to be had any more: the number of the one after it."""
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
        if gap.former is not None and not is_lost(gap.former):
            return (_restore(gap, gap.former),)
        return (_page(gap, blocked_of(gap.brief, layout, codec)),)
    page, facets = gap.brief.parent_links.get(SIDE), facets_of(gap.brief, layout, codec)
    try:
        if page is not None and _is_left_behind(gap, page):
            return _block(Gap(gap.brief, None, facets), f"block.{page.ref}")
        return _block(_of_block(gap), f"block{gap.turn}")
    except Unfit:
        return ()


def is_lost(former: Link) -> bool:
    """Whether a page was sought in the trash, and is not to be had any more."""
    return former.notes.get(LOST) == former.notes[AGAIN]


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
    return _action(gap, ADD_PAGE if link is None else EDIT_PAGE, f"row{gap.turn}", data)


def _restore(gap: Gap, former: Link) -> Action:
    """Take a page out of the trash; that may be done twice, so it is no effect."""
    return Action(
        side=SIDE,
        kind=RESTORE_PAGE,
        item=gap.brief.item.id,
        key=f"{SIDE}:{gap.brief.item.id}:restore",
        ref=former.ref,
        data={"digest": former.digest, "lost": former.notes[AGAIN]},
    )


def _is_left_behind(gap: Gap, page: Link) -> bool:
    """Whether a block stands in a page that is gone, and its incident has another one."""
    on = gap.link.notes.get("page") if gap.link and PAGE in gap.facets else ""
    return bool(on) and on != page.ref


def _of_block(gap: Gap) -> Gap:
    """The gap without the page, which a block that stands there cannot change."""
    if gap.link is None:
        return gap
    return replace(gap, facets={name: one for name, one in gap.facets.items() if name != PAGE})


def _block(gap: Gap, what: str) -> tuple[Action, ...]:
    if not gap.facets:
        return ()
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
    return (_action(gap, _verb(gap.brief, new=link is None), what, data),)


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
