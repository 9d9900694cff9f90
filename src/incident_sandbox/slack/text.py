"""Text as Slack keeps it: escaping, and what becomes of what a person types.

Only ``& < >`` are escaped; text the API takes may already be
(docs.slack.dev/messaging/formatting-message-text).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

BARE_AMPERSAND: Final = re.compile(r"&(?!amp;|lt;|gt;)")
TYPED: Final = re.compile(
    r"(?P<url>https?://[^\s<>]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])@(?P<person>\w[\w.\-]*)"
    r"|(?<![\w#&])#(?P<channel>\w[\w\-]*)"
)
EVERYBODY: Final = frozenset({"here", "channel", "everyone"})


def escape(text: str) -> str:
    """Escape everything, as Slack does with what a person typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_sent(text: str) -> str:
    """Escape what a program sent as plain text, without escaping it twice."""
    safe = BARE_AMPERSAND.sub("&amp;", text)
    return safe.replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Turn typed text into message text.

    ``people`` maps handles (lower case) to user ids, ``channels`` names to ids.
    Known ``@handle`` and ``#channel`` become tokens, URLs and e-mails links, the
    rest is escaped.
    """

    def token(found: re.Match[str]) -> str:
        return _token(found, people, channels)

    return TYPED.sub(token, escape(text))


def _token(found: re.Match[str], people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    whole = found[0]
    if found["url"]:
        return f"<{whole}>"
    if found["email"]:
        return f"<mailto:{whole}|{whole}>"
    if found["channel"]:
        known = channels.get(found["channel"])
        return f"<#{known}|{found['channel']}>" if known else whole
    return _mention(found["person"], people) or whole


def _mention(typed: str, people: Mapping[str, str]) -> str | None:
    # A handle may hold dots and hyphens, a sentence may end with them.
    handle = typed.lower()
    rest = ""
    while handle:
        if handle in EVERYBODY:
            return f"<!{handle}>{rest}"
        if handle in people:
            return f"<@{people[handle]}>{rest}"
        if handle[-1] not in ".-_":
            return None
        handle, rest = handle[:-1], handle[-1] + rest
    return None
