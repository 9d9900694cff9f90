"""Floor 9. The command line: one file a command; output and exit codes; no judgement, no I/O of
its own but the terminal's.
"""

from incident_sync.cli.main import main

__all__ = ["main"]
