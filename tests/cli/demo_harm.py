"""What goes wrong on the other side, by step: each harm is done through the control API alone."""

from __future__ import annotations

from collections.abc import Callable

from incident_sync.cli.story.opening import PAYMENTS, SEARCH
from incident_sync.cli.story.slack import Channel
from incident_sync.cli.story.stage import FOLLOW_UPS, TAB, TIMELINE, Stage

Harm = Callable[[Stage], object]
ADMIN = "priya"


def types(who: str, field: str, text: str) -> Harm:
    """Somebody types something else into a cell."""
    return lambda stage: stage.types(who, **{field: text})


def spoils(cell: str, value: str, tab: str = TAB) -> Harm:
    """Somebody overwrites a cell that is nobody's."""
    return lambda stage: stage.act("sheets", "set_cell", tab=tab, cell=cell, value=value, raw=True)


def trims_title(stage: Stage) -> None:
    """A title of history loses the spaces at its end."""
    row, record = next(
        (row, record)
        for row, record in stage.register.records()
        if stage.register.text(record, "title") != stage.register.text(record, "title").strip()
    )
    title = stage.register.text(record, "title").strip()
    values = {stage.header("title"): title}
    stage.act("sheets", "set_row", tab=TAB, row=row, values=values, raw=True)


def opens(name: str) -> Harm:
    """Somebody makes one channel more."""
    return lambda stage: stage.act("slack", "create_channel", user=ADMIN, name=name)


def unlinks_adopted(stage: Stage) -> None:
    """The first adopted row loses its link."""
    row = next(row for row, record in stage.register.records() if stage.register.goes_on(record))
    values = {stage.header("channel"): ""}
    stage.act("sheets", "set_row", tab=TAB, row=row, values=values)


def repeats(title: str) -> Harm:
    """A second row with one title."""

    def harm(stage: Stage) -> None:
        values = {stage.header("title"): title}
        stage.act("sheets", "append_row", tab=TAB, values=values)

    return harm


def topic(who: str, text: str) -> Harm:
    """Somebody writes another topic."""
    return lambda stage: stage.act(
        "slack", "set_topic", user=ADMIN, channel=stage.channel(who).id, topic=text
    )


def unpins(who: str) -> Harm:
    """Somebody unpins the card."""

    def harm(stage: Stage) -> None:
        slack = stage.slack()
        channel = stage.channel(who, slack)
        card = next(p.ts for p in channel.posts if p.ts in channel.pinned and p.user == slack.bot)
        stage.act("slack", "unpin", user=ADMIN, channel=channel.id, ts=card)

    return harm


def silences(who: str, word: str, place: str = "") -> Harm:
    """The bot's newest message with that word, thread or not, is deleted."""

    def harm(stage: Stage) -> None:
        slack = stage.slack()
        where: Channel = slack.channel(place) if place else stage.channel(who, slack)
        said = [p for p in where.posts if p.user == slack.bot and not p.told and word in p.text]
        stage.act("slack", "delete", channel=where.id, ts=said[-1].ts)

    return harm


def deletes_channel(who: str) -> Harm:
    """An admin deletes the channel."""
    return lambda stage: stage.act(
        "slack", "delete_channel", user=ADMIN, channel=stage.channel(who).id
    )


def deletes_row(who: str) -> Harm:
    """Somebody deletes the row."""
    return lambda stage: stage.act("sheets", "delete_rows", tab=TAB, at=stage.line(who).row)


def recolours(stage: Stage) -> None:
    """A cell changes its looks, not its value."""
    looks = {"backgroundColor": {"red": 0.5}}
    stage.act("sheets", "format", tab=TAB, range="A2:A2", format=looks)


def freezes_formula(stage: Stage) -> None:
    """The formula's cell holds its result now."""
    values = {"Team's notes": "seen by Robin"}
    row = stage.line(PAYMENTS).row
    stage.act("sheets", "set_row", tab=TAB, row=row, values=values, raw=True)


def chats(stage: Stage) -> None:
    """Slack is no longer as it was."""
    stage.says("sam", SEARCH, "hello?")


HARMS: dict[str, dict[str, Harm]] = {
    "the register is adopted": {
        "a title trimmed": trims_title,
        "a foreign cell changed": spoils("J2", "1,300 EUR"),
        "history got an ID": spoils("K2", "INC-77"),
        "a link lost": unlinks_adopted,
        "a channel too many": opens("inc-77-ghost"),
        "not announced": silences("", "Dashboards slow", "incidents"),
    },
    "a new row opens a channel": {
        "no ID": types(PAYMENTS, "id", ""),
        "another default": types(PAYMENTS, "severity", "Major"),
        "no reported time": types(PAYMENTS, "reported_at", ""),
        "no channel": deletes_channel(PAYMENTS),
        "no card": unpins(PAYMENTS),
        "not announced": silences("", "Card payments", "incidents"),
        "another row changed": spoils("F3", "something else"),
    },
    "an incident declared in Slack becomes a row": {
        "no row": deletes_row(SEARCH),
        "another title": types(SEARCH, "title", "Search is fine"),
        "two rows": repeats("Search is slow"),
        "no link": types(SEARCH, "channel", ""),
    },
    "edits in Slack arrive in the Sheet": {
        "another severity": types(PAYMENTS, "severity", "Minor"),
        "another status": types(PAYMENTS, "status", "Monitoring"),
        "another lead": types(PAYMENTS, "lead", "Lena Fischer"),
        "another summary": types(PAYMENTS, "summary", "Nothing happened."),
        "a foreign cell changed": spoils("I2", "OPS-999"),
    },
    "edits in the Sheet arrive in Slack": {
        "another topic": topic(PAYMENTS, "Major | Fixing | Lead: @sam"),
        "no card": unpins(PAYMENTS),
        "no note": silences(PAYMENTS, "Severity"),
        "the row put back": types(PAYMENTS, "summary", "Nothing happened."),
    },
    "different fields edited on both sides both arrive": {
        "Slack's edit lost": types(PAYMENTS, "status", "Monitoring"),
        "the Sheet's edit lost": types(PAYMENTS, "summary", "Nothing happened."),
        "no card": unpins(PAYMENTS),
    },
    "a conflict is decided and shown": {
        "the loser kept": types(PAYMENTS, "status", "Investigating"),
        "another topic": topic(PAYMENTS, "Minor | Investigating | Lead: @lena"),
        "not shown": silences(PAYMENTS, "Investigating"),
    },
    "a Sheet that people rearranged is hit in the right cells": {
        "another row hit": types(PAYMENTS, "severity", "Major"),
        "the right row missed": types(SEARCH, "severity", "Minor"),
        "the formula replaced": freezes_formula,
        "a cell recoloured": recolours,
        "no card": unpins(PAYMENTS),
    },
    "follow-ups and the timeline arrive in their tabs": {
        "a follow-up missing": lambda stage: stage.act(
            "sheets", "delete_rows", tab=FOLLOW_UPS, at=2
        ),
        "another incident's": spoils("B3", "INC-77", FOLLOW_UPS),
        "no timeline entry": lambda stage: stage.act("sheets", "delete_rows", tab=TIMELINE, at=2),
        "another author": spoils("D2", "Priya Sharma", TIMELINE),
    },
    "an incident resolved in Slack is resolved in the Sheet": {
        "not resolved": types(PAYMENTS, "status", "Fixing"),
        "not stamped": types(PAYMENTS, "resolved_at", ""),
        "stamped long ago": types(PAYMENTS, "resolved_at", "2024-01-01 10:00"),
        "another topic": topic(PAYMENTS, "Minor | Fixing | Lead: @lena"),
        "no card": unpins(PAYMENTS),
    },
    "a second cycle has nothing to do": {
        "Slack written": chats,
        "the Sheet written": spoils("A2", "2024-01-01"),
    },
    "a kill while a channel opens opens no second one": {
        "a second channel": opens("inc-77-backups-did-not-finish"),
        "a second row": repeats("Backups did not finish"),
    },
}
"""What may be wrong when a step is about to be checked, by the step's name and in a few words."""
