"""Floor 6. Say what is due, once: the outbox was committed with what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from incident_sync.engine.briefs import Briefs
from incident_sync.engine.remember import Memory
from incident_sync.engine.rounds import Rounds
from incident_sync.errors import SideUnusable, Temporary
from incident_sync.ports import Side
from incident_sync.store import Store


def speak(
    store: Store, sides: Sequence[Side], briefs: Briefs, rounds: Rounds, memory: Memory
) -> None:
    """Post every message that is due; what cannot be said stays due or, for good, is parked.

    ``sides`` are those that can be written now: where none of them speaks, everything stays due.
    """
    voices = [side for side in sides if not side.is_record]
    due = store.outbox() if voices else []
    if not due:
        return
    known = {brief.item.id: brief for brief in briefs.of({m.item for m in due if m.item})}
    late: set[int] = set()
    for message in due:
        if message.item in late:
            continue  # what comes after what is still due would be said in the wrong order
        brief = known.get(message.item) or briefs.nobody()
        actions = [(side, action) for side in voices for action in side.say(message, brief)]
        outcomes = [one for side, action in actions for one in rounds.call(side, [action], memory)]
        errors = [one.error for one in outcomes if one.error is not None]
        if len(outcomes) < len(actions) or any(isinstance(one, _PASSING) for one in errors):
            late |= {message.item} - {0}
        elif errors or not any(action.effect for _, action in actions):
            memory.said(message, parked=bool(errors))  # an effect's outcome closed it already


_PASSING = (Temporary, SideUnusable)
"""Errors after which the same words may still be said one day."""
