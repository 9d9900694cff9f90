"""Floor 4. What one transaction may change. All of it happens, or none."""

from incident_sync.store.writing.hub import HubWriting
from incident_sync.store.writing.past import PastWriting
from incident_sync.store.writing.queues import QueueWriting


class Writing(HubWriting, QueueWriting, PastWriting):
    """All the changes together; valid only inside ``Store.writing``."""


__all__ = ["Writing"]
