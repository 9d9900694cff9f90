"""The count of calls, by service and method. Floor 5."""

from collections import Counter
from threading import Lock


class CallCounter:
    """Counts every attempt that is sent, refused and failed ones too. Safe between threads."""

    def __init__(self) -> None:
        self._calls: dict[str, Counter[str]] = {}
        self._lock = Lock()

    def add(self, service: str, method: str) -> None:
        """Count one attempt."""
        with self._lock:
            self._calls.setdefault(service, Counter())[method] += 1

    def snapshot(self) -> dict[str, dict[str, int]]:
        """A copy: ``{"slack": {"conversations.list": 3}}``, names in order."""
        with self._lock:
            return {name: dict(sorted(self._calls[name].items())) for name in sorted(self._calls)}

    def reset(self) -> None:
        """Begin again at nothing, for the next cycle."""
        with self._lock:
            self._calls.clear()
