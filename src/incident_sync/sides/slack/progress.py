"""Floor 6. How far a channel is known after a reading, and whether that is worth a row; pure.

Nothing that we do ourselves moves it, so that the look after our own writes reports nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.view import Row
from incident_sync.sides.slack import channels, reading
from incident_sync.sides.slack.reading import Reading


def row(
    one: Reading, known: str, notes_before: Mapping[str, str], *, now: str, held: bool
) -> Row | None:
    """The row of a channel that was read, None where nobody did anything.

    ``known`` is its digest until now, ``now`` the present as a ts; ``held`` says that somebody
    asked something who is not known yet, so that it has to be read again.
    """
    before = channels.parsed(known)
    changed = {} if held else notes(one, notes_before)
    changed |= channels.description(one.channel, notes_before)
    seen = before.seen if held else _seen(one, before.seen)
    if changed and seen == before.seen:
        # A reply was deleted, say: newer than all that we know, but without a time of its own.
        seen = max(seen, now)
    digest = channels.digest(one.channel, Reach.OPEN, seen)
    if digest == before:
        return None
    return Row(
        Kind.INCIDENT,
        one.channel.id,
        str(digest),
        where=f"#{one.channel.name}",
        notes=channels.with_notes(notes_before, changed),
    )


def notes(one: Reading, before: Mapping[str, str]) -> dict[str, str]:
    """The notes of how far the channel and its threads are known, where they changed."""
    current = {reading.THREAD + ts: str(mark) for ts, mark in one.marks.items()}
    current["read"] = one.read
    changed = {name: value for name, value in current.items() if before.get(name, "") != value}
    if not changed:
        return {}
    # A thread that left the window is no longer looked at; that alone is worth no row.
    there = {reading.THREAD + post.ts for post in one.windows[0].posts}
    left = [name for name in before if name.startswith(reading.THREAD) and name not in there]
    return {**dict.fromkeys(left, ""), **changed}


def _seen(one: Reading, known: str) -> str:
    """When people last did something, threads included; never earlier than ``known``."""
    threads = (mark.read for ts, mark in one.marks.items() if mark.read > ts)
    return max((known, one.read, *threads))
