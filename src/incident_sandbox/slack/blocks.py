"""Block Kit as far as messages and modals need it: what is refused, what Slack adds.

Limits: docs.slack.dev/reference/block-kit/blocks. An unknown type or field is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final, NamedTuple

from incident_sandbox.slack import elements
from incident_sandbox.slack.errors import SlackError, invalid_arguments
from incident_sandbox.slack.shapes import (
    IDENT,
    URL,
    Fields,
    Wrong,
    anything,
    flag,
    items,
    plain,
    string,
    text,
)

MAX_BLOCKS: Final = 50
MAX_TOTAL_TEXT: Final = 40_000
MAX_FIELDS: Final = 10
MAX_CONTEXT: Final = 10
MAX_ACTIONS: Final = 25

Block = dict[str, Any]


class Surface(NamedTuple):
    """Where blocks stand: the pointer to them, how many there may be."""

    where: str = "/blocks"
    cap: int = MAX_BLOCKS


def checked(value: object, mint: Callable[[], str]) -> list[Block]:
    """Return a message's blocks as Slack keeps them.

    Raises ``SlackError``: ``invalid_blocks_format`` (no list of objects), ``invalid_blocks``
    (a limit or shape, explained in ``response_metadata``), ``msg_blocks_too_long``.
    """
    if not isinstance(value, list) or not all(isinstance(x, dict) for x in value):
        raise SlackError("invalid_blocks_format")
    try:
        blocks = arranged(value, mint, Surface())
    except Wrong as wrong:
        raise invalid_arguments(str(wrong), "invalid_blocks") from wrong
    if sum(map(_text_length, blocks)) > MAX_TOTAL_TEXT:
        raise SlackError("msg_blocks_too_long")
    return blocks


def arranged(value: Any, mint: Callable[[], str], surface: Surface) -> list[Block]:
    """Return own copies, every block and control with an id; raises ``Wrong``.

    Plain text gains ``emoji``, mrkdwn ``verbatim``.
    """
    blocks: list[Block] = deepcopy(value)
    items(_check_block, surface.cap, least=0)(blocks, surface.where)
    _check_ids(blocks, surface.where)
    for block in blocks:
        block.setdefault("block_id", mint())
        for element in _controls(block):
            element.setdefault("action_id", mint())
    return blocks


def _check_block(block: Any, where: str) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in BLOCKS:
        raise Wrong(f"unsupported type: {kind}", f"{where}/type")
    BLOCKS[kind].check(block, where)
    if kind == "section" and "text" not in block and "fields" not in block:
        raise Wrong("missing required field: text", where)


def _check_ids(blocks: list[Block], where: str) -> None:
    given = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(given)) < len(given):
        raise Wrong("block_id already exists", where)
    for number, block in enumerate(blocks):
        actions = [each["action_id"] for each in _controls(block) if "action_id" in each]
        if len(set(actions)) < len(actions):
            raise Wrong("action_id already exists", f"{where}/{number}")


def _controls(block: Block) -> list[Block]:
    if block["type"] == "actions":
        return list(block["elements"])
    found = [block.get("accessory"), block.get("element")]
    return [each for each in found if each is not None and each["type"] != "image"]


def _context_element(value: Any, where: str) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        elements.ELEMENTS["image"].check(value, where)
    else:
        text(3_000)(value, where)


COMMON: Final = {"block_id": IDENT}
KIND: Final = {"type": anything}
BLOCKS: Final[dict[str, Fields]] = {
    "section": Fields(
        KIND,
        {
            **COMMON,
            "text": text(3_000),
            "fields": items(text(2_000), MAX_FIELDS),
            "accessory": elements.element(elements.IN_SECTION),
            "expand": flag,
        },
    ),
    "header": Fields({**KIND, "text": plain(150)}, COMMON),
    "context": Fields({**KIND, "elements": items(_context_element, MAX_CONTEXT)}, COMMON),
    "actions": Fields(
        {**KIND, "elements": items(elements.element(elements.IN_ACTIONS), MAX_ACTIONS)}, COMMON
    ),
    "input": Fields(
        {**KIND, "label": plain(2_000), "element": elements.element(elements.IN_INPUT)},
        {**COMMON, "hint": plain(2_000), "optional": flag, "dispatch_action": flag},
    ),
    "image": Fields(
        {**KIND, "image_url": URL, "alt_text": string(2_000)}, {**COMMON, "title": plain(2_000)}
    ),
    "markdown": Fields({**KIND, "text": string(12_000, least=1)}, COMMON),
    "rich_text": Fields({**KIND, "elements": items(anything, 1_000, least=0)}, COMMON),
    "divider": Fields(KIND, COMMON),
}


def _text_length(value: object) -> int:
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_text_length(x) for x in value.values())
    if isinstance(value, list):
        return sum(map(_text_length, value))
    return 0
