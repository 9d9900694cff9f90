"""The sandbox as one object: services, clock, call log, faults and gates."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from incident_sandbox.clock import Clock
from incident_sandbox.faults import FaultBook
from incident_sandbox.gates import Gates
from incident_sandbox.ledger import Ledger
from incident_sandbox.record import Record
from incident_sandbox.service import Metered, Service


class Sandbox:
    """What the shell serves and the control API turns."""

    def __init__(
        self, services: Iterable[Service], clock: Clock, record: Path | None = None
    ) -> None:
        """Take services by their names, the clock they are told the time by, a record's folder."""
        self.record = Record(record)
        self.services: dict[str, Service] = {each.name: each for each in services}
        self.clock = clock
        self.ledger = Ledger()
        self.faults = FaultBook()
        self.gates = Gates()

    def dump(self) -> dict[str, Any]:
        """Return ``{service: its dump}``."""
        return {name: service.dump() for name, service in self.services.items()}

    def load(self, state: dict[str, Any]) -> None:
        """Load the named services' dumps; raises ``KeyError`` for an unknown name."""
        chosen = [(self.services[name], dumped) for name, dumped in state.items()]
        for service, dumped in chosen:
            service.load(dumped)

    def set_quotas(self, *, enabled: bool) -> None:
        """Switch the quotas of every service that has any."""
        for service in self.services.values():
            if isinstance(service, Metered):
                service.quotas_enabled = enabled
