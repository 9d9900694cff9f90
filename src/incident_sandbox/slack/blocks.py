"""Block Kit as far as messages need it: what is refused, what Slack adds.

Limits: docs.slack.dev/reference/block-kit/blocks. An unknown type is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

from incident_sandbox.slack.errors import SlackError, invalid_arguments

MAX_BLOCKS: Final = 50
MAX_TOTAL_TEXT: Final = 40_000
MAX_ID: Final = 255
MAX_MRKDWN: Final = 3_000
MAX_HEADER: Final = 150
MAX_FIELD: Final = 2_000
MAX_FIELDS: Final = 10
MAX_CONTEXT: Final = 10
MAX_ACTIONS: Final = 25
MAX_BUTTON_TEXT: Final = 75
MAX_BUTTON_VALUE: Final = 2_000
MAX_MARKDOWN: Final = 12_000
MAX_URL: Final = 3_000

Block = dict[str, Any]
Check = Callable[[Block, str], None]


def checked(value: object, mint: Callable[[], str]) -> list[Block]:
    """Return the blocks as Slack keeps them: own copies, every one with an id.

    Plain text gains ``emoji``, mrkdwn ``verbatim``. Raises ``SlackError``:
    ``invalid_blocks_format`` (no list of objects), ``invalid_blocks`` (a limit or
    shape, explained in ``response_metadata``), ``msg_blocks_too_long``.
    """
    if not isinstance(value, list) or not all(isinstance(x, dict) for x in value):
        raise SlackError("invalid_blocks_format")
    if len(value) > MAX_BLOCKS:
        raise _bad(f"no more than {MAX_BLOCKS} items allowed", "/blocks")
    blocks = deepcopy(value)
    for number, block in enumerate(blocks):
        _check_block(block, f"/blocks/{number}")
    _check_ids(blocks)
    if sum(map(_text_length, blocks)) > MAX_TOTAL_TEXT:
        raise SlackError("msg_blocks_too_long")
    for block in blocks:
        block.setdefault("block_id", mint())
    return blocks


def _bad(message: str, where: str) -> SlackError:
    return invalid_arguments(f"{message} [json-pointer:{where}]", "invalid_blocks")


def _check_block(block: Block, where: str) -> None:
    check = CHECKS.get(str(block.get("type")))
    if check is None:
        raise _bad(f"unsupported type: {block.get('type')}", f"{where}/type")
    check(block, where)


def _check_ids(blocks: list[Block]) -> None:
    given = [block["block_id"] for block in blocks if "block_id" in block]
    if not all(isinstance(x, str) and 0 < len(x) <= MAX_ID for x in given):
        raise _bad("bad block_id", "/blocks")
    if len(set(given)) < len(given):
        raise _bad("block_id already exists", "/blocks")


def _check_text(value: object, where: str, cap: int, *, plain: bool = False) -> None:
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(value, dict) or value.get("type") not in kinds:
        raise _bad(f"must be a text object of {' or '.join(kinds)}", where)
    text = value.get("text")
    if not isinstance(text, str) or not text:
        raise _bad("must be more than 0 characters", f"{where}/text")
    if len(text) > cap:
        raise _bad(f"must be less than {cap + 1} characters", f"{where}/text")
    if value["type"] == "mrkdwn" and "emoji" in value:
        raise _bad("additional property: emoji", where)
    added = ("emoji", True) if value["type"] == "plain_text" else ("verbatim", False)
    value.setdefault(*added)


def _section(block: Block, where: str) -> None:
    if "text" not in block and not block.get("fields"):
        raise _bad("missing required field: text", where)
    if "text" in block:
        _check_text(block["text"], f"{where}/text", MAX_MRKDWN)
    fields = block.get("fields", [])
    if not isinstance(fields, list) or len(fields) > MAX_FIELDS:
        raise _bad(f"no more than {MAX_FIELDS} items allowed", f"{where}/fields")
    for number, each in enumerate(fields):
        _check_text(each, f"{where}/fields/{number}", MAX_FIELD)
    if "accessory" in block:
        _check_element(block["accessory"], f"{where}/accessory")


def _header(block: Block, where: str) -> None:
    _check_text(block.get("text"), f"{where}/text", MAX_HEADER, plain=True)


def _context(block: Block, where: str) -> None:
    for element, spot in _elements(block, where, MAX_CONTEXT):
        if element.get("type") == "image":
            _image(element, spot)
        else:
            _check_text(element, spot, MAX_MRKDWN)


def _actions(block: Block, where: str) -> None:
    for element, spot in _elements(block, where, MAX_ACTIONS):
        _check_element(element, spot)


def _elements(block: Block, where: str, cap: int) -> list[tuple[Block, str]]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not 0 < len(elements) <= cap:
        raise _bad(f"must have 1 to {cap} items", f"{where}/elements")
    if not all(isinstance(each, dict) for each in elements):
        raise _bad("must be objects", f"{where}/elements")
    spots = (f"{where}/elements/{number}" for number in range(len(elements)))
    return list(zip(elements, spots, strict=True))


def _check_element(element: object, where: str) -> None:
    if not isinstance(element, dict) or not isinstance(element.get("type"), str):
        raise _bad("must be an element", where)
    action = element.get("action_id")
    if action is not None and not (isinstance(action, str) and len(action) <= MAX_ID):
        raise _bad("bad action_id", f"{where}/action_id")
    if element["type"] == "button":
        _button(element, where)


def _button(element: Block, where: str) -> None:
    _check_text(element.get("text"), f"{where}/text", MAX_BUTTON_TEXT, plain=True)
    value, url = element.get("value", ""), element.get("url", "")
    if not isinstance(value, str) or len(value) > MAX_BUTTON_VALUE:
        raise _bad("bad value", f"{where}/value")
    if not isinstance(url, str) or len(url) > MAX_URL:
        raise _bad("bad url", f"{where}/url")


def _image(block: Block, where: str) -> None:
    url, alt = block.get("image_url"), block.get("alt_text")
    if not isinstance(url, str) or not url or len(url) > MAX_URL:
        raise _bad("missing required field: image_url", where)
    if not isinstance(alt, str):
        raise _bad("missing required field: alt_text", where)


def _markdown(block: Block, where: str) -> None:
    text = block.get("text")
    if not isinstance(text, str) or not 0 < len(text) <= MAX_MARKDOWN:
        raise _bad(f"must have 1 to {MAX_MARKDOWN} characters", f"{where}/text")


def _rich_text(block: Block, where: str) -> None:
    if not isinstance(block.get("elements"), list):
        raise _bad("missing required field: elements", where)


def _divider(block: Block, where: str) -> None:
    extra = set(block) - {"type", "block_id"}
    if extra:
        raise _bad(f"additional property: {min(extra)}", where)


CHECKS: Final[dict[str, Check]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "divider": _divider,
}


def _text_length(value: object) -> int:
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_text_length(x) for x in value.values())
    if isinstance(value, list):
        return sum(map(_text_length, value))
    return 0
