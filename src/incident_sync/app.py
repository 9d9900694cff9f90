"""Floor 8. The one place that names concrete things and puts them together."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from incident_sync.clock import Clock, SystemClock
from incident_sync.config import (
    Mistakes,
    NotionSettings,
    Settings,
    SheetsSettings,
    check_settings,
    load,
    mistakes,
    salvage,
)
from incident_sync.engine.compare import compare
from incident_sync.engine.cycle import Mirror
from incident_sync.engine.report import Report
from incident_sync.engine.waiting import waiting
from incident_sync.errors import ConfigError, IncidentSyncError
from incident_sync.model.finding import Finding, unseen, wrong
from incident_sync.model.item import Item
from incident_sync.model.people import Directory
from incident_sync.model.view import Command
from incident_sync.model.world import Rules
from incident_sync.ports import NO_CURSORS, Side
from incident_sync.store import Lease, Store, check_store, installation_of
from incident_sync.wire import CallCounter, Permit, RedactingFilter, Redactor, Wire, at_will

LEASE_S = 240.0
"""How long the lease is taken for, beside the daemon's pause between two cycles.

Unless it is renewed: whoever is on another machine waits so long for a process that died.
"""
SPARE_S = 70.0
"""What is left of the lease once a call has taken all its time.

With calls of 90 s at most, it is renewed where less than 160 s are left: every 80 s at most.
"""


def settings(config: Path | None) -> Settings:
    """The configuration in force. Raises ConfigError with all that is wrong with it."""
    return load(config, os.environ, Path.cwd())


@dataclass(slots=True)
class Tenure:
    """The lease that this process has, if any: what the wires ask before they send."""

    store: Store
    lease: Lease | None = None

    def permit(self, seconds: float) -> None:
        """Make sure that for so long nobody else writes; Unsafe where another one does already."""
        if self.lease is not None:
            self.store.keep(self.lease, seconds + SPARE_S)


@dataclass(slots=True)
class App:
    """Everything one command works with; closed by :func:`opened`.

    ``well`` says that the last cycle could read every side.
    """

    settings: Settings
    store: Store
    clock: Clock
    sides: Sequence[Side]
    counter: CallCounter
    tenure: Tenure
    well: bool = False

    @property
    def mirror(self) -> Mirror:
        """The engine, ready to run."""
        return Mirror(self.store, self.sides, rules(self.settings, self.sides), self.clock)

    def sync(self, lease: Lease, *, patient: bool, prompt: bool = False) -> Report:
        """One cycle under the lease. Raises Unsafe where another process took it over.

        A ``prompt`` one leaves the records unread, unless one of them was not well when it was
        read last, or something is held there.
        """
        prompt = prompt and self.well and self.store.guard() is None
        self.well = False
        report = self.mirror.sync(lease, patient=patient, prompt=prompt)
        self.well = not any(report.health.values())
        return self._counted(report)

    def plan(self) -> Report:
        """What a cycle would do; nothing is written anywhere."""
        return self._counted(self.mirror.plan(patient=True))

    def _counted(self, report: Report) -> Report:
        report.api_calls = self.counter.snapshot()
        self.counter.reset()
        return report

    def keep(self, commands: Iterable[Command]) -> None:
        """Put commands into the inbox, once each; committed when this returns."""
        some = list(commands)
        if some:
            with self.store.writing() as tx:
                for command in some:
                    tx.inbox_add(command)

    @contextmanager
    def listening(self, wake: Callable[[], None]) -> Iterator[Callable[[], bool]]:
        """Hear what happens in Slack, where there is an app-level token.

        What is given has to be called now and then: it connects where that has not worked yet, and
        tells whether it has.
        """
        from incident_sync.sides.slack import Place, SlackSide

        token, store = self.settings.slack.app_token.get_secret_value, self.store
        side = next((one for one in self.sides if isinstance(one, SlackSide)), None)
        if side is None or not token():
            yield lambda: False
            return
        place = Place(
            keep=self.keep,
            wake=wake,
            directory=lambda: Directory(store.members()),
            incident=lambda ref: _incident(store, ref),
            records=tuple(one.name for one in self.sides if one.is_record),
        )
        ears = side.ears(token, place)
        try:
            yield ears.open
        finally:
            ears.close()

    @contextmanager
    def leased(self) -> Iterator[Lease]:
        """The right to write, given back at the end. Raises Unsafe, naming who has it."""
        name = f"{socket.gethostname()}-{uuid4().hex[:6]}"
        pause_s = self.settings.sync.every.total_seconds()
        lease = self.tenure.lease = self.store.acquire(name, LEASE_S + pause_s)
        try:
            yield lease
        finally:
            self.store.release(lease)


def _incident(store: Store, ref: str) -> Item | None:
    """The incident whose channel that is."""
    numbers = store.find_refs("slack", [ref]).values()
    return next(iter(store.items(numbers).values()), None)


def rules(settings: Settings, sides: Sequence[Side]) -> Rules:
    """What the judgement needs of the settings."""
    return Rules(
        vocabulary=settings.incident.vocabulary,
        records=tuple(side.name for side in sides if side.is_record),
        labelled=frozenset(side.name for side in sides if side.is_record and side.known_by_label),
        conflict=settings.sync.conflict,
        prefix=settings.slack.channel_prefix,
        settle=settings.sync.settle,
        max_new_channels=settings.sync.max_new_channels,
        max_changed_share=settings.sync.max_changed_share,
        whole_minutes=settings.notion is not None,
    )


@contextmanager
def opened(
    config: Path | None, *, writes: bool = True, trial: bool = False, clock: Clock | None = None
) -> Iterator[App]:
    """Open what a command needs.

    ``writes`` is False for commands that only read: they make no store. With ``trial`` a store that
    is not there yet is an empty one in passing, as a first cycle would find it. Raises ConfigError.
    """
    chosen = settings(config)
    time = clock or SystemClock()
    hide(chosen.secrets())
    store = _store(chosen, time, writes=writes, trial=trial)
    counter, tenure = CallCounter(), Tenure(store)
    try:
        sides = sides_of(chosen, store, time, counter, tenure.permit)
        yield App(chosen, store, time, sides, counter, tenure)
    finally:
        store.close()


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


def _store(settings: Settings, clock: Clock, *, writes: bool, trial: bool) -> Store:
    url, given = settings.state.url.get_secret_value(), settings.state.installation
    file = Path(url.removeprefix("sqlite:///"))
    if trial and url.startswith("sqlite:///") and not file.exists():
        return Store.in_memory(clock, installation=_installation(settings))
    return Store.open(url, clock, create=writes, installation=given)


def _installation(settings: Settings) -> str:
    """Whose channels ours are, where there is no store to ask."""
    return settings.state.installation or installation_of(settings.state.url.get_secret_value())


def hide(secrets: Sequence[str]) -> None:
    """Strike these secrets out of every log from now on."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(RedactingFilter(Redactor(secrets)))


def sides_of(
    settings: Settings,
    store: Store | None,
    clock: Clock,
    counter: CallCounter,
    permit: Permit = at_will,
) -> tuple[Side, ...]:
    """The sides that are switched on: Slack, then the system of record, then the other record.

    Without a store, or without a ``permit``, they may be looked at, and not written.
    """
    from incident_sync.sides.slack import DEFAULT_RATE, RATES, SlackOptions, SlackSide

    slack, vocabulary = settings.slack, settings.incident.vocabulary
    options = SlackOptions(
        token=slack.bot_token.get_secret_value,
        api_url=slack.api_url,
        prefix=slack.channel_prefix,
        announce=slack.announce,
        extra_fields=slack.extra_fields,
        pin_emoji=slack.pin_emoji,
        todo_emoji=slack.todo_emoji,
        live=bool(slack.app_token.get_secret_value()),
        slash=slack.slash_command,
        installation=store.installation if store else _installation(settings),
    )
    wire = Wire(
        "slack", clock=clock, rates=RATES, default_rate=DEFAULT_RATE, counter=counter, permit=permit
    )
    kept = store.cursors("slack").get("self", "") if store else ""
    channel = SlackSide(options, wire, clock, vocabulary, kept)
    records = []
    if settings.notion is not None:
        records.append(_notion(settings, settings.notion, clock, counter, permit))
    if settings.sheets is not None:
        records.append(_sheets(settings, settings.sheets, clock, counter, permit))
    records.sort(key=lambda side: side.name != settings.sync.system_of_record)
    return (channel, *records)


def _notion(
    settings: Settings, notion: NotionSettings, clock: Clock, counter: CallCounter, permit: Permit
) -> Side:
    from incident_sync.sides.notion import NotionOptions, NotionSide, notion_wire

    usual = type(notion.fields)()
    options = NotionOptions(
        token=notion.token.get_secret_value,
        database=notion.database,
        api_url=notion.api_url,
        fields={name: to for name, to in notion.fields if to != getattr(usual, name)},
        extra_fields=settings.slack.extra_fields,
        time_zone=settings.sync.time_zone,
    )
    wire = notion_wire(clock, counter, permit)
    return NotionSide(options, wire, clock, settings.incident.vocabulary)


def _sheets(
    settings: Settings, sheets: SheetsSettings, clock: Clock, counter: CallCounter, permit: Permit
) -> Side:
    from incident_sync.sides.sheets import Credentials, SheetsOptions, SheetsSide, sheets_wire

    given = sheets.credentials
    token = given.token.get_secret_value() if given.token else ""
    usual = type(sheets.fields)()
    fields = {name: header for name, header in sheets.fields if header != getattr(usual, name)}
    options = SheetsOptions(
        spreadsheet=sheets.spreadsheet,
        credentials=Credentials(given.kind, str(given.path or token)),
        worksheet=sheets.worksheet,
        follow_ups=sheets.follow_ups,
        timeline=sheets.timeline,
        fields=fields,
        extra_fields=settings.slack.extra_fields,
        sheets_url=sheets.sheets_url,
        drive_url=sheets.drive_url,
        time_zone=settings.sync.time_zone,
    )
    wire = sheets_wire(clock, counter, permit)
    return SheetsSide(options, wire, clock, settings.incident.vocabulary)
