"""What a test kept to be told at the end of the run, though it passed."""

from __future__ import annotations

import pytest

TALLY = "tally"
"""The property, as ``record_property`` takes it."""


def tell(reporter: pytest.TerminalReporter) -> None:
    """A line for each, the slowest test first."""
    reports = [*reporter.getreports("passed"), *reporter.getreports("failed")]
    for report in sorted(reports, key=lambda one: -one.duration):
        for name, told in report.user_properties:
            if name == TALLY:
                reporter.write_line(f"{report.duration:6.1f} s  {report.nodeid}: {told}")
