"""Floor 9. The words of the story: the fields, the vocabulary, and what other registers call them.

They are the defaults that the product documents, written down once more, since a check that took
them from the product would check nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Aliases: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]

FIELDS = {
    "id": "ID",
    "title": "Title",
    "status": "Status",
    "severity": "Severity",
    "lead": "Lead",
    "summary": "Summary",
    "customer_update": "Customer update",
    "reporter": "Reporter",
    "reported_at": "Reported at",
    "resolved_at": "Resolved at",
    "channel": "Channel",
    "sync_note": "Sync note",
}
"""The usual header of every field."""
NEEDED = ("title", "status")
TIMES = ("reported_at", "resolved_at")

OURS = {
    "severity": ("Minor", "Major"),
    "active": ("Investigating", "Fixing", "Monitoring"),
    "closed": ("Resolved", "Declined"),
}

PROPOSED: Aliases = {
    "status": {
        "Investigating": ("investigating", "open", "ongoing"),
        "Fixing": ("fixing", "identified", "in progress"),
        "Monitoring": ("monitoring", "watching"),
        "Resolved": ("resolved", "closed", "true", "done", "fixed"),
        "Declined": ("declined", "invalid", "duplicate"),
    },
    "severity": {
        "Minor": (
            "minor", "disrupted", "notice", "degradation", "degraded", "degraded performance",
            "service disruption", "avvisi",
        ),
        "Major": ("major", "critical", "down", "outage", "major outage"),
    },
}  # fmt: skip
"""What a register that nobody mapped most likely means, compared in lower case. ``true`` and
``false`` are how cState spells a resolved flag; ``false``, ``update`` and an empty cell say nothing
of how far an incident is, so they stay unmapped."""


def fold(text: str) -> str:
    """How words and headers are compared: trimmed, one space between, case ignored."""
    return " ".join(text.split()).casefold()


def meaning_of(field: str, typed: str, aliases: Aliases) -> str | None:
    """Our word for ``typed`` in ``field`` ("status" or "severity"), or None."""
    words = OURS["severity"] if field == "severity" else (*OURS["active"], *OURS["closed"])
    wanted = fold(typed)
    for word in words:
        if wanted in {fold(word), *map(fold, aliases.get(field, {}).get(word, ()))}:
            return word
    return None


def names_of(people: Mapping[str, str]) -> dict[str, str]:
    """The names of people by whatever else they are called; ``people`` are names by e-mail."""
    return {
        fold(word): name
        for email, name in people.items()
        for handle in (email.partition("@")[0],)
        for word in (name, email, handle, f"@{handle}")
    }
