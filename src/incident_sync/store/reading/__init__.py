"""Floor 4. What the store can be asked. Nothing here writes, so all of it is free."""

from incident_sync.store.reading.hub import HubReading
from incident_sync.store.reading.past import PastReading
from incident_sync.store.reading.queues import QueueReading


class Reading(HubReading, QueueReading, PastReading):
    """All the questions together."""


__all__ = ["Reading"]
