"""Floor 4. What the product remembers: SQLAlchemy Core on SQLite, in SQL that PostgreSQL speaks.

Nothing above this room sees a table, a row or an SQLAlchemy exception.
"""

from incident_sync.store.check import check_store
from incident_sync.store.opening import installation_of
from incident_sync.store.records import Guard, Kept, Lease, Ref
from incident_sync.store.store import Store
from incident_sync.store.writing import Writing

__all__ = ["Guard", "Kept", "Lease", "Ref", "Store", "Writing", "check_store", "installation_of"]
