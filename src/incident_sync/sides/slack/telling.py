"""Floor 6. What is told where something needs a person, in words; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from incident_sync.sides.slack.phrases import Data, Speaker, bare, listing, side
from incident_sync.sides.slack.text import one_line


def told(data: Data, label: str, speaker: Speaker) -> str:
    """What needs a person, by ``data["code"]``; ``label`` is the incident's."""
    named = label or "this incident"
    word = _TOLD.get(str(data["code"]))
    return word(data, named, speaker) if word else f"Please look at {named}: {bare(data)}"


def _archived(data: Data, label: str, speaker: Speaker) -> str:
    if data.get("side"):
        where = side(str(data["side"]))
        return (
            f"The row of {label} was archived in {where}, so nothing more is mirrored to it. "
            "To go on there, take it out of the archive."
        )
    return (
        f"{_shut(data, label)} is archived, so nothing more is mirrored to it, and bots cannot "
        "unarchive. Please do that in Slack to go on there. " + _successor(label, speaker)
    )


def _gone(data: Data, label: str, speaker: Speaker) -> str:
    return (
        f"{_shut(data, label)} is gone, or {speaker.bot} was removed from it, so nothing more is "
        "mirrored to it. If it is still there, please invite the bot again. "
        + _successor(label, speaker)
    )


def _shut(data: Data, label: str) -> str:
    if data.get("reopened"):
        return f"{label} goes on again, but its channel"
    return f"The channel of {label}"


def _successor(label: str, speaker: Speaker) -> str:
    """How to go on elsewhere; both ways of asking, since one is not always heard at once."""
    return f"To go on in a new channel: {_asking(label, speaker)}."


def _asking(label: str, speaker: Speaker) -> str:
    return (
        f"say {speaker.bot} restore {label} (heard within minutes), or run "
        f"{speaker.command} restore {label}"
    )


def _unreadable(_data: Data, label: str, speaker: Speaker) -> str:
    return f"{speaker.bot} cannot read the channel of {label}. Please invite it."


def _detached(data: Data, label: str, speaker: Speaker) -> str:
    where = side(str(data.get("side") or "the register"))
    rest = [side(name) for name in data.get("rest") or ()]
    stays = f"only {listing(rest)} and this channel are mirrored" if rest else "nothing is mirrored"
    return (
        f"The row of {label} is gone from {where}, so {stays} from now on. Nothing was deleted "
        f"here. To put it back: {_asking(label, speaker)}."
    )


def _duplicate(data: Data, label: str, _speaker: Speaker) -> str:
    where = listing([str(place) for place in data.get("where") or ()])
    place = f" ({where})" if where else ""
    return (
        f"Two rows carry the ID {label}{place}, so neither is written. "
        "Please clear the ID of the row that is the copy."
    )


def _held(data: Data, _label: str, speaker: Speaker) -> str:
    items = [f"• {one_line(str(item))}" for item in data.get("items") or ()]
    lines = "\n".join([*items[:10], *([f"• and {len(items) - 10} more"] if items[10:] else [])])
    said = f"Held for a person to look at: {data.get('reason')}\n{lines}".rstrip()
    return f"{said}\nTo let it pass, say here: {speaker.bot} approve {data.get('id')}"


_TOLD: Mapping[str, Callable[[Data, str, Speaker], str]] = {
    "archived": _archived,
    "gone": _gone,
    "unreadable": _unreadable,
    "detached": _detached,
    "duplicate": _duplicate,
    "held": _held,
}
