"""Floor 6. Say what is due, once: the outbox was committed with what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from incident_sync.engine.briefs import Briefs
from incident_sync.engine.remember import Memory
from incident_sync.engine.rounds import Rounds
from incident_sync.errors import Temporary
from incident_sync.model.action import Message
from incident_sync.ports import Side
from incident_sync.store import Store


def speak(
    store: Store, sides: Sequence[Side], briefs: Briefs, rounds: Rounds, memory: Memory
) -> None:
    """Post every message that is due; what cannot be said stays due or, for good, is parked."""
    due = store.outbox()
    if not due:
        return
    known = {brief.item.id: brief for brief in briefs.of({m.item for m in due if m.item})}
    for message in due:
        brief = known.get(message.item) or briefs.nobody()
        actions = [
            (side, action)
            for side in sides
            if not side.is_record
            for action in side.say(message, brief)
        ]
        outcomes = [
            outcome
            for side, action in actions
            for outcome in rounds.carry_out(side, [action], memory)
        ]
        _close(message, len(actions), [one.error for one in outcomes], memory)


def _close(
    message: Message, wanted: int, errors: Sequence[BaseException | None], memory: Memory
) -> None:
    failed = [error for error in errors if error is not None]
    if len(errors) < wanted or any(isinstance(error, Temporary) for error in failed):
        return
    memory.said(message, parked=bool(failed))
