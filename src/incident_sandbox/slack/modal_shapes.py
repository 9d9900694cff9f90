"""What a modal has to be (docs.slack.dev/reference/views/modal-views). Pure.

A mistake is ``invalid_arguments`` with the place in ``response_metadata.messages``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from incident_sandbox.slack import blocks, shapes
from incident_sandbox.slack.errors import SlackError, invalid_arguments
from incident_sandbox.slack.shapes import Fields, Wrong
from incident_sandbox.slack.workspace import Json

MAX_BYTES: Final = 250_000
SURFACE: Final = blocks.Surface("/view/blocks", 100)
LABEL: Final = shapes.plain(24)
FIELDS: Final = Fields(
    required={"type": shapes.one_of("modal"), "title": LABEL, "blocks": shapes.anything},
    optional={
        "submit": LABEL,
        "close": LABEL,
        "private_metadata": shapes.string(3_000),
        "callback_id": shapes.string(255),
        "external_id": shapes.string(255),
        "clear_on_close": shapes.flag,
        "notify_on_close": shapes.flag,
        "submit_disabled": shapes.flag,
    },
)
DEFAULTS: Final[Json] = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "submit": None,
    "close": None,
}


def checked(sent: Any, mint: Callable[[], str]) -> Json:
    """Return the modal with Slack's defaults, every block and control with an id.

    Raises ``SlackError``: ``invalid_arguments``, ``view_too_large``.
    """
    if len(json.dumps(sent).encode()) > MAX_BYTES:
        raise SlackError("view_too_large")
    try:
        shown = _blocks(sent, mint)
    except Wrong as wrong:
        raise invalid_arguments(str(wrong)) from wrong
    return {**DEFAULTS, **sent, "blocks": shown}


def _blocks(sent: Any, mint: Callable[[], str]) -> list[Json]:
    FIELDS.check(sent, "/view")
    shown = blocks.arranged(sent["blocks"], mint, SURFACE)
    kinds = {block["type"] for block in shown}
    if "submit" not in sent and "input" in kinds:
        raise Wrong("missing required field: submit", "/view")
    if "markdown" in kinds:  # for messages only, by the block's page
        raise Wrong("unsupported type: markdown", SURFACE.where)
    return shown
