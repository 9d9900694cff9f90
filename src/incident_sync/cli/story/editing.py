"""Floor 9. The steps in which people edit on one side: in Slack, in Notion, in the Sheet."""

from __future__ import annotations

from incident_sync.cli.story.now import Now, expect_only
from incident_sync.cli.story.opening import PAYMENTS
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import (
    expect_card,
    expect_note,
    expect_person,
    expect_text,
    expect_topic,
    expect_words,
    page_of,
    prose,
    row_of,
)

SAID = "The gateway times out since 12:02; its last deploy is being taken back."


class Edit:
    """Keeps the records as they were when the people had done what they do."""

    def __init__(self) -> None:
        self._before: Now
        self._since = ""

    def _cycle(self, stage: Stage) -> None:
        self._before = stage.now()
        posts = stage.channel(PAYMENTS, self._before).posts
        self._since = posts[-1].ts if posts else ""
        stage.sync()

    def _read(self, stage: Stage, who: str) -> str:
        """What the page says in the fields that these steps edit."""
        page = stage.page(who)
        names = ("severity", "status", "lead", prose(stage))
        return " | ".join(filter(None, (page.text(stage.property(name)) for name in names)))


class EditedInSlack(Edit):
    """Four commands in the channel arrive in page and row."""

    name = "edits in Slack arrive in Notion and the Sheet"

    def do(self, stage: Stage) -> str:
        said = ("severity major", "lead @sam", "status fixing", f"{prose(stage)} {SAID}")
        stage.says("sam", PAYMENTS, *(f"@incident-sync {words}" for words in said))
        self._cycle(stage)
        return f"Sam writes in Slack: severity major, lead @sam, status fixing, {prose(stage)} …"

    def check(self, stage: Stage) -> str:
        now = stage.now()
        expect_words(stage, now, PAYMENTS, severity="Major", status="Fixing")
        expect_person(stage, now, PAYMENTS, "lead", "Sam Rivera")
        expect_text(stage, now, PAYMENTS, prose(stage), SAID)
        fields = ("severity", "lead", "status", prose(stage))
        rows, pages = row_of(stage, now, PAYMENTS, *fields), page_of(stage, now, PAYMENTS, *fields)
        expect_only(self._before, now, rows, pages)
        return f"Notion and the Sheet read, nothing else changed: {self._read(stage, PAYMENTS)}"


class EditedInNotion(Edit):
    """Four properties arrive on the card, in the topic and in the row; one note tells of all."""

    name = "edits in Notion arrive in Slack and the Sheet"
    _text = "The deploy is taken back; one bank in three still times out."

    def do(self, stage: Stage) -> str:
        edits = {"severity": "Minor", "status": "Monitoring", "lead": "Lena Fischer"}
        stage.sets(PAYMENTS, **edits, **{prose(stage): self._text})
        self._cycle(stage)
        return f"Robin edits the page in Notion: {self._read(stage, PAYMENTS)}"

    def check(self, stage: Stage) -> str:
        now, text = stage.now(), prose(stage)
        channel = stage.channel(PAYMENTS, now)
        severity = "Minor" if stage.property("severity") else "Major"
        name, handle = ("Lena Fischer", "@lena") if stage.property("lead") else _SAM
        expect_topic(channel, f"{severity} | Monitoring | Lead: {handle}")
        shown = (f"Severity: {severity}", "Status: Monitoring", f"Lead: {handle}", self._text)
        expect_card(now.slack, channel, *shown)
        told = [field for field in ("severity", "lead", "status", text) if stage.property(field)]
        expect_note(now.slack, channel, self._since, *map(str.capitalize, told), "Notion")
        expect_words(stage, now, PAYMENTS, severity=severity, status="Monitoring")
        expect_person(stage, now, PAYMENTS, "lead", name)
        expect_text(stage, now, PAYMENTS, text, self._text)
        expect_only(self._before, now, row_of(stage, now, PAYMENTS, *told))
        return f"Slack's topic: {channel.topic}; card and Sheet follow, one note tells the channel."


_SAM = ("Sam Rivera", "@sam")


class EditedInSheet(Edit):
    """Three cells arrive on the card, in the topic and in the page."""

    name = "edits in the Sheet arrive in Slack and Notion"
    _text = "Two banks in three are fine again."

    def do(self, stage: Stage) -> str:
        edits = {"severity": "Major", "lead": "Sam Rivera", prose(stage): self._text}
        stage.types(PAYMENTS, **edits)
        self._cycle(stage)
        return f"Olu types into the Sheet: {' | '.join(edits.values())}"

    def check(self, stage: Stage) -> str:
        now = stage.now()
        channel = stage.channel(PAYMENTS, now)
        expect_topic(channel, "Major | Monitoring | Lead: @sam")
        expect_card(now.slack, channel, "Severity: Major", "Lead: @sam", self._text)
        expect_words(stage, now, PAYMENTS, severity="Major")
        expect_person(stage, now, PAYMENTS, "lead", "Sam Rivera")
        expect_text(stage, now, PAYMENTS, prose(stage), self._text)
        fields = ("severity", "lead", prose(stage))
        expect_only(self._before, now, pages=page_of(stage, now, PAYMENTS, *fields))
        return f"Slack's topic: {channel.topic}; Notion reads: {self._read(stage, PAYMENTS)}"
