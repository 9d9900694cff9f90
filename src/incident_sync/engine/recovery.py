"""Floor 6. After a crash or an unknown outcome: look first, send again only what did not happen."""

from __future__ import annotations

from collections.abc import Sequence

from incident_sync.clock import Clock
from incident_sync.engine.remember import Memory
from incident_sync.errors import IncidentSyncError, Permanent, Temporary
from incident_sync.ports import Side
from incident_sync.store import Store


def recover(
    store: Store, sides: Sequence[Side], memory: Memory, clock: Clock
) -> list[IncidentSyncError]:
    """Settle every intent without an outcome; those of a side that cannot say wait."""
    errors: list[IncidentSyncError] = []
    by_name = {side.name: side for side in sides}
    for action, since in store.effects("intended"):
        side = by_name.get(action.side)
        if side is None:
            continue
        try:
            outcome = side.look_up(action, since)
        except (Temporary, Permanent) as error:
            errors.append(error)
            continue
        if outcome is None:
            memory.forget(action)
        else:
            memory.outcomes(side, [outcome], clock.now())
    return errors
