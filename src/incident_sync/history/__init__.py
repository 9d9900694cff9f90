"""Floor 3. The append-only, hash-chained log as pure data: entries, commitments, the chain.

Where entries are kept is the store's business; nothing here reads or writes anything.
"""

from incident_sync.history.chain import append, verify
from incident_sync.history.entry import Draft, Entry, Problem, Secret

__all__ = ["Draft", "Entry", "Problem", "Secret", "append", "verify"]
