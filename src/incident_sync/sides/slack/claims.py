"""Floor 6. What a card of ours claims of its incident: written with it, and read back; pure.

It is read only where the store was lost or is older than the world. A value stands in the card's
metadata (docs.slack.dev/messaging/message-metadata, whose size is capped at an unpublished figure),
a long text by its digest alone: that is then read off the card itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from incident_sync.model.item import Item
from incident_sync.model.values import Value, canonical, decode, encode, meaning
from incident_sync.sides.slack.codec import Post

SHOWN = ("title", "status", "severity", "lead", "summary", "customer_update")
"""The fields that a card shows, so that it is edited whenever one of them changes."""
LONGEST = 400
"""Characters of JSON up to which a value stands in the metadata: six of them are below 8 KB."""
_LONG = "#"


def claims(item: Item) -> dict[str, str]:
    """What a card says of an incident, by field: the value as JSON, or the digest of a long one."""
    return {name: _claim(item.value(name)) for name in SHOWN}


def _claim(value: Value) -> str:
    said = json.dumps(encode(value))
    return said if len(said) <= LONGEST else _LONG + _digest(value)


def values(card: Post) -> dict[str, Value]:
    """The values that a card claims; a text that it does not show whole is left out."""
    return dict(_values(card))


def _values(card: Post) -> Iterator[tuple[str, Value]]:
    texts = _texts(card.blocks)
    for name in SHOWN:
        claim = card.claims.get(name, _LONG)
        if not claim.startswith(_LONG):
            value = _value(claim)
            yield from ((name, value[0]),) if value else ()
        elif (text := texts.get(name)) is not None and _LONG + _digest(text) == claim:
            yield name, text


def _value(claim: str) -> tuple[Value] | None:
    try:
        return (decode(json.loads(claim)),)
    except (ValueError, KeyError, TypeError):
        return None  # somebody else's app wrote it


def _texts(blocks: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The long texts on a card, by field (``cards._prose``)."""
    found = {}
    for block in blocks:
        elements = [one for part in block.get("elements") or () for one in part.get("elements", ())]
        if block.get("type") == "rich_text" and len(elements) > 1:
            title = str(elements[0].get("text", "")).strip()
            found[title.casefold().replace(" ", "_")] = str(elements[1].get("text", ""))
    return found


def _digest(value: Value) -> str:
    said = canonical(meaning(value)).encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=8).hexdigest()
