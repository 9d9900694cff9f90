"""Floor 3. What people in the channel should hear of a decision. Pure; the words are Slack's."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from incident_sync.core.rank import SLACK
from incident_sync.core.undo import choices
from incident_sync.core.working import Working
from incident_sync.model.edit import Change, Conflict
from incident_sync.model.fields import Kind
from incident_sync.model.values import canonical, encode, same

_ANNOUNCED = frozenset({"severity", "status", "lead"})
"""What the announcement's thread hears of; the rest shows on the card."""
_SILENT = frozenset({"resolved_at", "reported_at", "reporter"})
"""What follows from something else that is told anyway."""


def tell(work: Working) -> None:
    """Queue one change note per incident for what came from elsewhere, and one thread update."""
    notes: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    heard: dict[int, list[Any]] = defaultdict(list)
    for change in work.made.changes:
        item = work.item(change.item)
        if item.kind is Kind.INCIDENT and item.label and change.field not in _SILENT:
            if change.side != SLACK:
                notes[item.id]["changes"].append(_said(change))
            elif (change.item, change.field) in work.aloud:
                notes[item.id]["changes"].append({**_said(change), "side": ""})
            if change.field in _ANNOUNCED:
                heard[item.id].append(_said(change))
    for conflict in work.made.conflicts:
        if work.item(conflict.item).kind is Kind.INCIDENT:
            notes[conflict.item]["conflicts"].append(_differing(conflict))
    for invalid, number in work.made.invalid:
        if number is not None and work.item(number).kind is Kind.INCIDENT:
            notes[number]["invalid"].append(
                {"field": invalid.field, "value": invalid.value, "where": invalid.where,
                 "reason": invalid.reason}
            )  # fmt: skip
    _queue(work, notes, heard)


def _queue(
    work: Working, notes: dict[int, dict[str, list[Any]]], heard: dict[int, list[Any]]
) -> None:
    for number, note in notes.items():
        if _has_channel(work, number):
            work.say(number, "note", _key("note", work, number, note), **note)
    for number, changes in heard.items():
        if _has_channel(work, number):
            work.say(number, "thread", _key("thread", work, number, changes), changes=changes)


def _has_channel(work: Working, number: int) -> bool:
    return work.link(SLACK, number) is not None


def _key(kind: str, work: Working, number: int, data: Any) -> str:
    """Unique per happening: the instant of the decision is part of it."""
    body = canonical([work.now.isoformat(), data]).encode("utf-8", "surrogatepass")
    return f"{kind}:{number}:{hashlib.blake2b(body, digest_size=6).hexdigest()}"


def _differing(conflict: Conflict) -> dict[str, Any]:
    kept = conflict.values[conflict.winner]
    lost = {s: encode(v) for s, v in conflict.values.items() if not same(v, kept)}
    return {
        "field": conflict.field, "winner": conflict.winner, "kept": encode(kept), "lost": lost,
        "choices": list(choices(conflict.values, conflict.winner)),
        **({"undecided": True} if conflict.undecided else {}),
    }  # fmt: skip


def _said(change: Change) -> dict[str, Any]:
    return {
        "field": change.field,
        "old": encode(change.old),
        "new": encode(change.new),
        "by": change.by.name if change.by else "",
        "side": change.side,
    }
