"""Floor 6. The grammar of commands: what a person may ask in words; pure, and it never raises.

What a command does stays out: that is the engine's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

VERBS = (
    "lead",
    "severity",
    "status",
    "resolve",
    "reopen",
    "decline",
    "title",
    "summary",
    "update",
    "customers",
    "todo",
    "done",
    "undone",
    "timeline",
    "declare",
    "approve",
    "undo",
    "restore",
    "state",
    "help",
)
ALIASES = {"sev": "severity", "close": "resolve"}
UNKNOWN = "unknown"

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_WORD = re.compile(r"\s*(\S+)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """A verb and what it is about, as it was written in Slack (still escaped).

    The verb "unknown" has the word that nobody knows as its argument.
    """

    verb: str
    argument: str = ""


def read(text: str, bot: str) -> Said | None:
    """What a message asks of us; None where its first mention is not that of user ``bot``.

    A bare mention asks for help.
    """
    found = _MENTION.search(text)
    if found is None or found[1] != bot:
        return None
    return read_words(text[found.end() :].lstrip(" ,:\u00a0"))


def read_words(text: str) -> Said:
    """What the words after our name ask for."""
    found = _WORD.match(text)
    if found is None:
        return Said("help")
    word = found[1].casefold().rstrip(":,.!?")
    verb = ALIASES.get(word, word)
    return Said(verb, found[2].strip()) if verb in VERBS else Said(UNKNOWN, found[1])


def near(word: str) -> str:
    """The command that a mistyped word most likely meant; empty where none is near."""
    known = (*VERBS, *ALIASES)
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return close[0] if close else ""
