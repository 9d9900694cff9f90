"""Floor 8. What ``doctor`` looks at: everything that has to be right, and nothing is written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from incident_sync.app.app import opened
from incident_sync.app.parts import hide, settings, sides_of
from incident_sync.clock import Clock, SystemClock
from incident_sync.config import (
    Mistakes,
    Settings,
    check_settings,
    mistakes,
    salvage,
)
from incident_sync.engine.compare import compare
from incident_sync.engine.waiting import waiting
from incident_sync.errors import ConfigError, IncidentSyncError
from incident_sync.model.finding import Finding, unseen, wrong
from incident_sync.ports import NO_CURSORS, Side
from incident_sync.store import Store, check_store
from incident_sync.wire import CallCounter


@dataclass(frozen=True, slots=True)
class Examined:
    """What ``doctor`` finds: of the program itself under "", and of each side under its name."""

    findings: Mapping[str, Sequence[Finding]]
    api_calls: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def compared(config: Path | None, clock: Clock | None = None) -> Examined:
    """Hold what every side shows against the store; nothing is written. Raises ConfigError."""
    with opened(config, writes=False, clock=clock) as app:
        found = compare(app.store, {side.name: side for side in app.sides})
        return Examined({"": [], **found}, app.counter.snapshot())


def examined(config: Path | None, clock: Clock | None = None) -> Examined:
    """Look at everything that has to be right; nothing is written, not even a store is made.

    What is wrong with the configuration is among the findings, and hides only what cannot be
    looked at without it.
    """
    chosen, broken, own = _configured(config)
    if chosen is None:
        return Examined({"": own})
    hide(chosen.secrets())
    time, counter = clock or SystemClock(), CallCounter()
    store = None
    if "state" not in broken:
        store, found = check_store(chosen.state.url.get_secret_value(), time)
        own += found
    try:
        own += waiting(store) if store else []
        sides = {side.name: side for side in sides_of(chosen, store, time, counter)}
        findings = {name: _asked(name, side, broken, store) for name, side in sides.items()}
    finally:
        if store is not None:
            store.close()
    hidden = {name: [_hidden(name)] for name in broken & {"slack", "notion", "sheets"}}
    return Examined({"": own, **findings, **hidden}, counter.snapshot())


def _configured(config: Path | None) -> tuple[Settings | None, frozenset[str], list[Finding]]:
    """The settings, the tables with mistakes that they go without, and how they are."""
    try:
        chosen = settings(config)
    except Mistakes as error:
        return *salvage(error, os.environ), mistakes(error)
    except ConfigError as error:
        return None, frozenset(), mistakes(error)
    return chosen, frozenset(), list(check_settings(chosen))


def _asked(name: str, side: Side, broken: frozenset[str], store: Store | None) -> Sequence[Finding]:
    # Whether a register has our words cannot be said before it is known what they are.
    if name in broken or (side.is_record and "incident" in broken):
        return [_hidden(name)]
    found: list[Finding] = []
    try:
        found.extend(side.check(store.cursors(name) if store else NO_CURSORS))
    except IncidentSyncError as error:
        found.append(wrong(name.capitalize(), error))
    return found


def _hidden(name: str) -> Finding:
    return unseen(name.capitalize(), "it is looked at once the configuration is mended")
