"""Floor 9. Logs go to stderr, one line each, with every secret struck out."""

from __future__ import annotations

import logging
import sys

from incident_sync.wire import RedactingFilter, Redactor

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


def set_up(verbose: int) -> None:
    """Log to stderr at a level by the number of ``-v``; what looks like a secret never appears."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter(Redactor()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_LEVELS[min(verbose, len(_LEVELS) - 1)])
