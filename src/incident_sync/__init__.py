"""incident-sync: mirrors incidents between Slack and a register people keep in a sheet."""

__version__ = "0.1.0"
