"""Floor 9. The steps in which people edit at once: different fields, and the same field."""

from __future__ import annotations

from incident_sync.cli.story.editing import Edit
from incident_sync.cli.story.now import expect_only
from incident_sync.cli.story.opening import PAYMENTS
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import (
    expect_card,
    expect_note,
    expect_text,
    expect_topic,
    expect_words,
    page_of,
    prose,
    row_of,
)


class EditedInAll(Edit):
    """Different fields of one incident, edited on three sides in the same moment: all arrive."""

    name = "different fields edited on three sides all arrive"
    _text = "Retries are switched off; the error rate falls."

    def do(self, stage: Stage) -> str:
        stage.says("lena", PAYMENTS, "@incident-sync status fixing")
        stage.sets(PAYMENTS, **{prose(stage): self._text})
        stage.types(PAYMENTS, severity="Minor")
        self._cycle(stage)
        return (
            f"At once, Lena says status fixing in Slack, Robin rewrites the {prose(stage)} in "
            "Notion, Olu types severity Minor in the Sheet."
        )

    def check(self, stage: Stage) -> str:
        now, text = stage.now(), prose(stage)
        expect_words(stage, now, PAYMENTS, status="Fixing", severity="Minor")
        expect_text(stage, now, PAYMENTS, text, self._text)
        rows = row_of(stage, now, PAYMENTS, "status", text)
        expect_only(self._before, now, rows, page_of(stage, now, PAYMENTS, "status", "severity"))
        channel = stage.channel(PAYMENTS, now)
        expect_topic(channel, "Minor | Fixing | Lead: @sam")
        expect_card(now.slack, channel, "Status: Fixing", "Severity: Minor", self._text)
        return f"Slack, Notion and the Sheet all read: Minor | Fixing | {self._text}"


class Conflicted(Edit):
    """One field edited to two values at once: Slack's counts while the incident goes on."""

    name = "a conflict is decided and shown"

    def do(self, stage: Stage) -> str:
        stage.says("tomas", PAYMENTS, "@incident-sync status monitoring")
        stage.sets(PAYMENTS, status="Investigating")
        self._cycle(stage)
        return "At once, Tomás says status monitoring in Slack, Robin says Investigating in Notion."

    def check(self, stage: Stage) -> str:
        now = stage.now()
        expect_words(stage, now, PAYMENTS, status="Monitoring")
        rows, pages = (
            row_of(stage, now, PAYMENTS, "status"),
            page_of(stage, now, PAYMENTS, "status"),
        )
        expect_only(self._before, now, rows, pages)
        channel = stage.channel(PAYMENTS, now)
        expect_topic(channel, "Minor | Monitoring | Lead: @sam")
        expect_note(now.slack, channel, self._since, "“Investigating” in Notion", "Monitoring")
        status = stage.word(PAYMENTS, "status", now)
        return (
            f"Notion reads {status}, the Sheet Monitoring; the channel hears that "
            "“Investigating” in Notion does not count."
        )
