"""Floor 1. What ``doctor`` finds: one thing looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    ``what`` names it the same way whether it is well or not ("Slack: scope chat:write"). ``ok`` is
    None where nobody could tell; ``said`` then says why. ``remedy`` is empty unless ``ok`` is
    False. ``vital`` where nothing of its side, or of the program, works without it.
    """

    what: str
    ok: bool | None
    said: str
    remedy: str = ""
    where: str = ""
    vital: bool = False


def fine(what: str, said: str, where: str = "") -> Finding:
    """It is as it should be."""
    return Finding(what, ok=True, said=said, where=where)


def unseen(what: str, why: str) -> Finding:
    """Nobody can tell how it is."""
    return Finding(what, ok=None, said=why)


def amiss(what: str, said: str, remedy: str, where: str = "") -> Finding:
    """It is not as it should be, and the rest goes on."""
    return Finding(what, ok=False, said=said, remedy=remedy, where=where)


def wrong(what: str, error: IncidentSyncError) -> Finding:
    """What an error says is wrong; vital where the error would stop a whole side."""
    lasts = isinstance(error, Permanent)
    vital = isinstance(error, SideUnusable) or not lasts
    remedy = error.remedy or ("Mend what it names." if lasts else "Look again in a minute.")
    return Finding(what, False, error.message, remedy, error.where, vital)  # noqa: FBT003
