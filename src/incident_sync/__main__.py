"""``python -m incident_sync``: the same as ``incident-sync``."""

from incident_sync.cli import main

main()
