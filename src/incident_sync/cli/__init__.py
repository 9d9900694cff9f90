"""Floor 9. The command line: one file a command, output and exit codes. No judgement."""

from incident_sync.cli.main import main

__all__ = ["main"]
