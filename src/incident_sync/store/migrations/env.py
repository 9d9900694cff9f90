"""Floor 4. What alembic runs: the steps, on the connection and inside the transaction it is given.

Nothing else: no config file, no logging, no engine of its own.
"""

from alembic import context

from incident_sync.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
