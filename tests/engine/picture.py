"""What people see on both sides, without the ids and times that differ from one run to the next."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.engine.place import TAB, Json, Place

_RUNNING = ("Reported at", "Resolved at", "row", "page", "url")


def picture(place: Place) -> Json:
    """The channels by name, all rows and pages, with every message and value in them."""
    raw = place.slack()
    names = {key: f"#{channel['name']}" for key, channel in raw["channels"].items()}
    names |= {page["page"].replace("-", ""): f"<{page['Title']}>" for page in place.paged()}
    tabs = (TAB, "Follow-ups", "Timeline") if place.key else ()
    return {
        "slack": {one["name"]: _channel(one, names) for one in raw["channels"].values()},
        **{tab: _rows(place.rows(tab), names) for tab in tabs},
        "pages": _rows([_whole(place, page) for page in place.paged()], names),
    }


def _whole(place: Place, page: Json) -> Json:
    """A page with the blocks below it; the timeline's without their time."""
    below = [
        (one["type"], one["text"].rpartition(" · ")[2])
        for one in place.pages.blocks_of(page["page"])
    ]
    return {**page, "blocks": below}


def _channel(raw: Mapping[str, Any], names: Mapping[str, str]) -> Json:
    said = raw["messages"].values()
    pinned = {pin["ts"] for pin in raw["pins"]}
    return {
        "topic": raw["topic"]["value"],
        "purpose": raw["purpose"]["value"],
        "members": sorted(raw["members"]),
        "bookmarks": sorted(mark["title"] for mark in raw["bookmarks"]),
        "pinned": sorted(_said(raw["messages"][ts], names) for ts in pinned),
        "messages": sorted(_said(one, names) for one in said if not _of_slack(one)),
        # A topic set again after a doubt says the same once more in Slack's own words.
        "notices": sorted({_said(one, names) for one in said if _of_slack(one)}),
    }


def _of_slack(message: Mapping[str, Any]) -> bool:
    """Whether Slack itself said it: somebody joined, a topic was set."""
    return str(message.get("subtype", "")).startswith("channel_")


def is_card(message: Mapping[str, Any]) -> bool:
    """Whether a message is a card: nothing else has a header."""
    return any(block["type"] == "header" for block in message.get("blocks") or ())


def _said(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    parts: Json = {name: message.get(name) for name in ("user", "subtype", "text")}
    blocks = message.get("blocks") or ()
    parts["blocks"] = [{**block, "block_id": ""} for block in blocks]
    parts["thread"] = "thread_ts" in message
    return _named(json.dumps(parts, sort_keys=True), names)


def _rows(rows: list[Json], names: Mapping[str, str]) -> list[str]:
    lasting = [{name: cell for name, cell in row.items() if name not in _RUNNING} for row in rows]
    return sorted(_named(json.dumps(row, sort_keys=True), names) for row in lasting)


def _named(text: str, names: Mapping[str, str]) -> str:
    for key, name in names.items():
        text = text.replace(key, name)
    return text


def doubled(place: Place) -> list[str]:
    """What stands twice where once is enough: messages of ours (by key), bookmarks, rows."""
    found = []
    raw = place.slack()
    for channel in raw["channels"].values():
        told = [one.get("metadata") for one in channel["messages"].values()]
        keys = Counter(one["event_payload"]["key"] for one in told if one)
        found += [f"{channel['name']}: {key}" for key, count in keys.items() if count > 1]
        marks = Counter(mark["link"] for mark in channel["bookmarks"])
        found += [f"{channel['name']}: {link}" for link, count in marks.items() if count > 1]
    titles = Counter(row["Title"] for row in place.rows()) if place.key else Counter()
    found += [f"row {title}" for title, count in titles.items() if count > 1]
    return found + _doubled_pages(place)


def _doubled_pages(place: Place) -> list[str]:
    pages = place.paged()
    titles = Counter(page["Title"] for page in pages)
    found = [f"page {title}" for title, count in titles.items() if count > 1]
    for page in pages:
        blocks = Counter((one["type"], one["text"]) for one in place.pages.blocks_of(page["page"]))
        found += [f"{page['Title']}: {said}" for said, count in blocks.items() if count > 1]
    return found
