"""Floor 6. The page's body: our two sections, their items, and the blocks to send. Pure.

Follow-ups are to-do blocks under our heading "Follow-ups", the timeline bullets under "Timeline",
both top-level (Notion API, Block). What else stands in the body is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from incident_sync.model.vocabulary import fold
from incident_sync.sides.notion.richtext import MOST, Unfit, fresh, linked, plain, splice

FOLLOW_UPS = "Follow-ups"
TIMELINE = "Timeline"

_ITEMS = {FOLLOW_UPS: "to_do", TIMELINE: "bulleted_list_item"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One to-do or bullet: its block's id, type, text and runs, and whether it is ticked."""

    id: str
    type: str
    text: str
    checked: bool = False
    runs: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """One of our sections.

    ``heading`` is its heading's block id, ``items`` in order, ``last`` the block after which a new
    item goes: the last item, else the heading.
    """

    heading: str
    items: tuple[Entry, ...] = ()
    last: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a bullet of the timeline tells."""

    text: str
    at: datetime | date | None = None
    by: str = ""
    link: str = ""
    note: str = ""


def sections(
    blocks: Iterable[Mapping[str, Any]], known: Mapping[str, str] | None = None
) -> dict[str, Section]:
    """Our sections by name, of a page's top-level blocks.

    A heading is known by its id (``known`` by name) first, else by its text. A section ends at the
    next heading of its own or a higher level, so that people may divide it further.
    """
    here = [block for block in blocks if not block.get("in_trash")]
    starts = _starts(here, known or {})
    found: dict[str, Section] = {}
    name = ""
    depth = 0
    for block in here:
        level = _level(block)
        if block["id"] in starts:
            name, depth = starts[block["id"]], level
            found[name] = Section(block["id"], last=block["id"])
        elif level and level <= depth:
            name = ""
        elif name and block["type"] == _ITEMS[name]:
            found[name] = _longer(found[name], entry_of(block))
    return found


def entry_of(block: Mapping[str, Any]) -> Entry:
    """A to-do or bullet block as an item."""
    content = block[block["type"]]
    runs = tuple(content["rich_text"])
    checked = bool(content.get("checked"))
    return Entry(block["id"], block["type"], plain(runs), checked, runs)


def heading(name: str) -> dict[str, Any]:
    """The block to send for a section's heading."""
    return {"type": "heading_2", "heading_2": {"rich_text": fresh(name)}}


def to_do(text: str, *, checked: bool, runs: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The block to send for a follow-up, also as the body of an update; raises Unfit.

    ``runs`` are those it shows now, whose formatting is kept where the text did not change.
    """
    return {"type": "to_do", "to_do": {"rich_text": splice(runs, text), "checked": checked}}


def bullet(moment: Moment) -> dict[str, Any]:
    """The block to send for a timeline entry, also as the body of an update; raises Unfit.

    It says ``2026-11-23 10:15 UTC · Sam: text (note)``, the time leading to the message.
    """
    runs = _told(moment)
    if len(runs) > MOST:
        raise Unfit("it is too long for a block of Notion")
    return {"type": "bulleted_list_item", "bulleted_list_item": {"rich_text": runs}}


def _told(moment: Moment) -> list[dict[str, Any]]:
    when = _when(moment.at)
    who = f"{moment.by}: " if moment.by else ""
    note = f" ({moment.note})" if moment.note else ""
    said = f"{who}{moment.text}{note}"
    if not when:
        return fresh(said)
    return [linked(when, moment.link), *fresh(f" · {said}")]


def _when(at: datetime | date | None) -> str:
    if isinstance(at, datetime):
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return at.isoformat() if at else ""


def _starts(blocks: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> dict[str, str]:
    """Our headings' names by block id."""
    headings = {block["id"]: block for block in blocks if _level(block)}
    starts = {known[name]: name for name in _ITEMS if known.get(name) in headings}
    for at, block in headings.items():
        text = fold(plain(block[block["type"]]["rich_text"]))
        name = next((one for one in _ITEMS if fold(one) == text), "")
        if name and name not in starts.values() and at not in starts:
            starts[at] = name
    return starts


def _level(block: Mapping[str, Any]) -> int:
    """The level of a heading, from 1; 0 for any other block."""
    kind, _, level = block["type"].partition("_")
    return int(level) if kind == "heading" and level.isdecimal() else 0


def _longer(section: Section, entry: Entry) -> Section:
    return Section(section.heading, (*section.items, entry), entry.id)
