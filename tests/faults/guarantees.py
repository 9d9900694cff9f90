"""The kinds of action that the guarantees tell of."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "guarantees.md"
KINDS = "The table under “What happens when it is killed” in docs/guarantees.md"
_HEADING = "## What happens when it is killed"
_ROW = re.compile(r"\| (Slack|Sheet|Notion) \| ([^|]+) \|")
_SIDES = {"Slack": "slack", "Sheet": "sheets", "Notion": "notion"}


def documented() -> set[str]:
    """By side and kind, "slack post_card": all between backticks in the second column."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(_HEADING)
    section = rest.partition("\n## ")[0]
    return {
        f"{_SIDES[side]} {kind}"
        for side, kinds in _ROW.findall(section)
        for kind in re.findall(r"`(\w+)`", kinds)
    }
