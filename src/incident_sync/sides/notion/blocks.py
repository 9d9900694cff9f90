"""Floor 6. The blocks of a page, listed; which of them are ours. Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from incident_sync.errors import Permanent, SideUnusable, Temporary
from incident_sync.sides.notion.body import FOLLOW_UPS, TIMELINE, Section, sections
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.failures import NOT_FOUND
from incident_sync.sides.notion.richtext import plain

Json = dict[str, Any]

_HEADINGS = frozenset({"heading_1", "heading_2", "heading_3"})
_ITEMS = {FOLLOW_UPS: "to_do", TIMELINE: "bulleted_list_item"}


def children_of(client: NotionClient, page: str) -> list[Json] | None:
    """The blocks of a page that are not in the trash; None where the page is not there."""
    try:
        blocks = client.children(page)
    except SideUnusable:
        raise
    except Permanent as error:
        if error.code != NOT_FOUND:
            raise
        return None
    return [block for block in blocks if not block.get("in_trash")]


def is_away(client: NotionClient, key: str) -> bool:
    """Whether a write was refused since the page is in the trash or archived.

    A query may still have shown it; the next look finds out.
    """
    try:
        page = client.page(key)
    except SideUnusable:
        raise
    except (Temporary, Permanent):
        return False
    return bool(page.get("in_trash") or page.get("is_archived"))


def section_of(blocks: Sequence[Json], name: str, known: Collection[str]) -> Section | None:
    """Our section of that name: by its heading's text, else the one that has blocks of ours.

    People rename a heading; ``known`` are blocks of ours, in this section or another.
    """
    found = sections(blocks).get(name)
    if found is not None:
        return found
    heading = ""
    for block in blocks:
        if block.get("type") in _HEADINGS:
            heading = block["id"]
        elif block["id"] in known and block.get("type") == _ITEMS[name]:
            return sections(blocks, {name: heading}).get(name) if heading else None
    return None


def items_of(blocks: Sequence[Json], name: str, known: Collection[str]) -> frozenset[str]:
    """The ids of the items in our section of that name."""
    section = section_of(blocks, name, known)
    return frozenset(item.id for item in section.items) if section else frozenset()


def text_of(block: Mapping[str, Any]) -> str | None:
    """What a block says; None where it is of a type without text."""
    content = block.get(str(block.get("type")))
    runs = content.get("rich_text") if isinstance(content, Mapping) else None
    return plain(runs) if isinstance(runs, list) else None


def url_of(page: str, block: str = "") -> str:
    """The address of a page, or of a block in it, without the title that Notion's own has in it.

    The id leads there alone, and a new title is then nothing to tell whoever links to the page.
    """
    address = f"https://www.notion.so/{page.replace('-', '')}"
    return f"{address}#{block.replace('-', '')}" if block else address
