"""Floor 6. What the card, the announcement and each message are made of; pure.

Text from a record goes into plain_text and rich_text elements alone, which Slack does not parse;
``text`` is what notifications show, and is escaped. Limits: 150 units in a header, 3,000 in a text,
50 blocks (docs.slack.dev/reference/block-kit/blocks).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from incident_sync.model.action import Brief
from incident_sync.model.fields import EXTRA
from incident_sync.model.people import Person
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.slack import controls, phrases, words
from incident_sync.sides.slack.text import clean, escape_within, one_line, shorten

Block = dict[str, Any]

LONGEST_HEADER = 150
LONGEST_TEXT = 3000
LONGEST_SUMMARY = 400
MOST_FOLLOW_UPS = 20
MOST_EXTRAS = 10
_BOLD = {"bold": True}


def message(text: str) -> dict[str, Any]:
    """The ``text`` and ``blocks`` of a message that shows a plain text as it is."""
    said = shorten(clean(text), LONGEST_TEXT, phrases.CUT) or " "
    return {"text": escape_within(said, LONGEST_TEXT), "blocks": [_rich([_text(said)])]}


def addresses(brief: Brief) -> dict[str, str]:
    """The rows of an incident: their address by side, records alone."""
    return {
        name: url
        for name, url in brief.urls.items()
        if name != "slack" and url.startswith(("https://", "http://"))
    }


def card(
    brief: Brief, extra_fields: Iterable[str], words_of: Vocabulary | None = None
) -> dict[str, Any]:
    """The ``text`` and ``blocks`` of an incident's card; with controls for these words, if any."""
    rows = addresses(brief)
    head = shorten(words.name(brief), LONGEST_HEADER)
    header = {"type": "plain_text", "text": head, "emoji": False}
    blocks: list[Block] = [{"type": "header", "text": header}, _facts(brief, extra_fields)]
    for field in ("summary", "customer_update"):
        blocks += _prose(brief, field, has_row=bool(rows))
    if brief.follow_ups:
        blocks.append(_follow_ups(brief))
    if rows:
        blocks.append(_links(rows))
    if words_of is not None:
        blocks += controls.blocks(brief, words_of)
    return {"text": _summary(brief), "blocks": blocks}


def announcement(brief: Brief, channel: str) -> dict[str, Any]:
    """The ``text`` and ``blocks`` of an incident's announcement, with a link to its channel."""
    link = {"type": "channel", "channel_id": channel}
    state = " | ".join(words.state(brief))
    head = _text(shorten(words.name(brief), LONGEST_TEXT), bold=True)
    elements = [head, _text(f"\n{shorten(state, LONGEST_TEXT)}\n"), link]
    return {"text": f"{_summary(brief)} <#{channel}>", "blocks": [_rich(elements)]}


def _summary(brief: Brief) -> str:
    said = f"{words.name(brief)}: {', '.join(words.state(brief))}"
    return escape_within(said, LONGEST_SUMMARY)


def _facts(brief: Brief, extra_fields: Iterable[str]) -> Block:
    elements: list[Block] = []
    for name in ("severity", "status"):
        elements += _fact(name.capitalize(), phrases.shown(brief.item.value(name)) or "?")
    elements += [_text(words.LEAD, bold=True), _lead(brief), _text("\n")]
    extra = {name.removeprefix(EXTRA): value for name, value in brief.extra.items()}
    for name in [name for name in extra_fields if extra.get(name)][:MOST_EXTRAS]:
        value = shorten(one_line(extra[name]), phrases.LONGEST_VALUE, phrases.CUT)
        elements += _fact(one_line(name), value)
    return _rich(elements)


def _fact(name: str, value: str) -> list[Block]:
    title = shorten(name, phrases.LONGEST_VALUE)
    return [_text(f"{title}: ", bold=True), _text(f"{value}\n")]


def _lead(brief: Brief) -> Block:
    lead = brief.item.value("lead")
    if not isinstance(lead, Person):
        return _text(words.NOBODY)
    known = brief.directory.resolve(lead).slack
    if known:
        return {"type": "user", "user_id": known}
    return _text(shorten(words.handle(lead, brief.directory), phrases.LONGEST_VALUE))


def _prose(brief: Brief, field: str, *, has_row: bool) -> list[Block]:
    value = clean(str(brief.item.value(field) or "")).strip()
    if not value:
        return []
    title = field.replace("_", " ").capitalize()
    cut = words.cut_here(has_row=has_row)
    said = shorten(value, LONGEST_TEXT - len(cut), cut)
    return [_rich([_text(f"{title}\n", bold=True), _text(said)])]


def _follow_ups(brief: Brief) -> Block:
    lines = [
        words.follow_up(number, str(one.value("text") or ""), done=bool(one.value("done")))
        for number, one in enumerate(brief.follow_ups[:MOST_FOLLOW_UPS], 1)
    ]
    hidden = len(brief.follow_ups) - MOST_FOLLOW_UPS
    lines += [words.more(hidden)] if hidden > 0 else []
    said = [_text("\n".join(lines))]
    return _rich([_text(f"{words.FOLLOW_UPS}\n", bold=True), *said])


def _links(rows: Mapping[str, str]) -> Block:
    elements: list[Block] = []
    for name, url in rows.items():
        elements += [_text(" | ")] if elements else []
        elements.append({"type": "link", "url": url, "text": words.row_in(name)})
    return _rich(elements)


def _rich(elements: list[Block]) -> Block:
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "elements": [section]}


def _text(text: str, *, bold: bool = False) -> Block:
    # Slack refuses an empty element.
    said: Block = {"type": "text", "text": clean(text) or " "}
    return {**said, "style": dict(_BOLD)} if bold else said
