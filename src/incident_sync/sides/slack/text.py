"""Floor 6. Text on its way to and from Slack; pure. What is said, and where, stays out.

Only ``& < >`` are escaped, and what comes in is escaped already; ``<...>`` holds mentions and links
(docs.slack.dev/messaging/formatting-message-text).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LONGEST_NAME = 80
"""Characters of a channel's name (docs.slack.dev/reference/methods/conversations.create)."""

_TOKEN = re.compile(r"<([^<>]*)>")
_WORDS = re.compile(r"[^a-z0-9]+")
# Controls, lone surrogates, and the marks that turn the direction of all text after them.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what cannot be sent, or would disturb the text around it."""
    return _HARMFUL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape(text: str) -> str:
    """The text as Slack shows it literally: no mention, no link."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The inverse of :func:`escape`; ``&amp;lt;`` is ``&lt;``."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str, name_of: Callable[[str], str]) -> str:
    """What a person reads: mentions by ``name_of`` a Slack id, links as label and address."""
    parts = _TOKEN.split(text)
    # split() alternates: outside, inside a token, outside, ...
    read = (
        _token(part, name_of) if index % 2 else unescape(part) for index, part in enumerate(parts)
    )
    return "".join(read)


def _token(inside: str, name_of: Callable[[str], str]) -> str:
    target, _, label = inside.partition("|")
    target, label = unescape(target), unescape(label)
    if target.startswith("@"):
        return name_of(target[1:])
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    address = target.removeprefix("mailto:")
    # What Slack linked by itself carries its own text as the label.
    return (label or address) if label in address else f"{label} ({address})"


def units(text: str) -> int:
    """The length as Slack may count it: an emoji beyond the first plane counts twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def shorten(text: str, limit: int, end: str = "…") -> str:
    """The text, or its beginning and ``end``, in at most ``limit`` units."""
    if units(text) <= limit:
        return text
    room = max(limit - units(end), 0)
    taken = 0
    for index, character in enumerate(text):
        taken += units(character)
        if taken > room:
            return text[:index].rstrip() + end
    return end


def escape_within(text: str, limit: int) -> str:
    """The text escaped, cut so that the result has at most ``limit`` units and no half escape."""
    whole = escape(text)
    if units(whole) <= limit:
        return whole
    kept, room = [], limit - 1
    for character in clean(text):
        piece = escape(character)
        room -= units(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…"


def one_line(text: str) -> str:
    """The text with every run of blanks and breaks as one space."""
    return " ".join(clean(text).split())


def channel_name(prefix: str, number: int | None, title: str) -> str:
    """``inc-42-checkout-errors``: ASCII alone, at most 80 characters; the title may be empty."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = _WORDS.sub("-", ascii_title).strip("-")
    label = "" if number is None else str(number)
    parts = [part for part in (label, slug) if part]
    name = prefix + "-".join(parts or ["incident"])
    return name[:LONGEST_NAME].rstrip("-_")


def next_name(name: str, turn: int) -> str:
    """The name to try where ``name`` is taken: ``name-2`` for turn 2; within the limit."""
    end = f"-{turn}"
    return name[: LONGEST_NAME - len(end)].rstrip("-_") + end


def title_of(name: str, prefix: str) -> str:
    """The words of a channel's name without prefix and number; the name where none are left."""
    words = re.sub(r"^\d+(?=-|_|$)", "", name.removeprefix(prefix))
    return " ".join(re.split(r"[-_]+", words)).strip() or name


def number_of(name: str, prefix: str) -> int:
    """The incident's number in a channel's name; 0 where it has none.

    ``inc-2026-11-23-outage`` and ``inc-20261123`` name a day, not the two-thousandth incident.
    """
    found = re.match(r"(\d{1,6})(?=[-_]|$)(?!-\d\d-\d\d(?!\d))", name.removeprefix(prefix))
    return int(found[1]) if found and name.startswith(prefix) else 0
