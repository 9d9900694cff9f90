"""Floor 6. The forms that open in Slack, and what was filled in; pure.

Limits after docs.slack.dev/reference/views and docs.slack.dev/reference/block-kit: 24 characters in
a title, 75 in an option, 3,000 in an input and in ``private_metadata``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from incident_sync.sides.slack import answers, words
from incident_sync.sides.slack.text import clean, one_line, shorten

View = dict[str, Any]

DECLARE, CUSTOMERS, RESOLVE = "declare", "customers", "resolve"
LONGEST_TITLE = 250
LONGEST_OPTION = 75
LONGEST_VALUE = 150
LONGEST_INPUT = 3000


def declare(title: str, severities: Iterable[str], kept: Mapping[str, str]) -> View:
    """The form that declares an incident; ``kept`` comes back with what was filled in."""
    choices = options(severities)
    severity = {"type": "static_select", "options": choices, "initial_option": choices[0]}
    return _view(DECLARE, words.DECLARE, kept, [
        _input("title", words.TITLE, _text(title, LONGEST_TITLE)),
        _input("severity", words.SEVERITY, severity),
        _input("lead", words.WHO_LEADS, {"type": "users_select"}, optional=True),
        _input("summary", words.SUMMARY, _text("", LONGEST_INPUT, lines=True), optional=True),
    ])  # fmt: skip


def customers(places: Iterable[str], kept: Mapping[str, str]) -> View:
    """The form for a customer update; it says where that will appear."""
    where = answers.appears_in(places)
    said = [{"type": "context", "elements": [plain(where)]}] if where else []
    text = _input("text", words.CUSTOMER_UPDATE, _text("", LONGEST_INPUT, lines=True))
    return _view(CUSTOMERS, words.TELL, kept, [*said, text])


def resolve(summary: str, kept: Mapping[str, str]) -> View:
    """The form that ends an incident, with its summary as it stands where that fits."""
    known = summary if len(summary) <= LONGEST_INPUT else ""
    field = _text(known, LONGEST_INPUT, lines=True)
    return _view(RESOLVE, words.RESOLVE, kept, [
        _input("text", words.SUMMARY, field, optional=True),
    ])  # fmt: skip


def filled(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by block; empty where nothing was."""
    found: dict[str, str] = {}
    for block, fields in (view.get("state") or {}).get("values", {}).items():
        for field in fields.values():
            chosen = (field.get("selected_option") or {}).get("value")
            found[block] = field.get("value") or chosen or field.get("selected_user") or ""
    return found


def kept(view: Mapping[str, Any]) -> dict[str, str]:
    """What the form was opened with."""
    found: dict[str, str] = json.loads(view.get("private_metadata") or "{}")
    return found


def options(said: Iterable[str]) -> list[dict[str, Any]]:
    """Words to choose from; one that Slack has no room for is left out."""
    return [option(one, one) for one in said if len(one) <= LONGEST_VALUE]


def option(text: str, value: str) -> dict[str, Any]:
    """One of them."""
    return {"text": plain(shorten(one_line(text), LONGEST_OPTION)), "value": value}


def plain(text: str) -> dict[str, Any]:
    """A text that Slack does not parse."""
    return {"type": "plain_text", "text": clean(text) or " ", "emoji": False}


def _text(value: str, longest: int, *, lines: bool = False) -> dict[str, Any]:
    field: dict[str, Any] = {"type": "plain_text_input", "multiline": lines, "max_length": longest}
    said = shorten(clean(value), longest)
    return {**field, "initial_value": said} if said else field


def _input(
    name: str, label: str, element: Mapping[str, Any], *, optional: bool = False
) -> dict[str, Any]:
    return {
        "type": "input", "block_id": name, "optional": optional, "label": plain(label),
        "element": {**element, "action_id": name},
    }  # fmt: skip


def _view(callback: str, title: str, kept: Mapping[str, str], blocks: list[dict[str, Any]]) -> View:
    return {
        "type": "modal", "callback_id": callback, "title": plain(title),
        "submit": plain(words.SUBMIT[callback]), "close": plain(words.CANCEL),
        "private_metadata": json.dumps(dict(kept), ensure_ascii=False), "blocks": blocks,
    }  # fmt: skip
