"""Floor 8. The configuration in force, and the sides that it switches on."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from incident_sync.clock import Clock
from incident_sync.config import (
    NotionSettings,
    Settings,
    SheetsSettings,
    load,
)
from incident_sync.ports import Side
from incident_sync.store import Store, installation_of
from incident_sync.wire import CallCounter, Permit, RedactingFilter, Redactor, Wire, at_will


def settings(config: Path | None) -> Settings:
    """The configuration in force. Raises ConfigError with all that is wrong with it."""
    return load(config, os.environ, Path.cwd())


def installation(settings: Settings) -> str:
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
        installation=store.installation if store else installation(settings),
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
