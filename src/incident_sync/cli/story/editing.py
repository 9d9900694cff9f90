"""Floor 9. The steps in which people edit: in Slack, in the Sheet, in both, in a moved Sheet."""

from __future__ import annotations

from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.opening import PAYMENTS, SEARCH
from incident_sync.cli.story.sheet import Tab
from incident_sync.cli.story.stage import TAB, Stage
from incident_sync.cli.story.step import (
    expect_card,
    expect_only,
    expect_person,
    expect_text,
    expect_topic,
    expect_words,
)


class _Edit:
    """Keeps the Sheet as it was when the people had done what they do."""

    def __init__(self) -> None:
        self._before: Tab
        self._since = ""

    def _cycle(self, stage: Stage) -> None:
        self._before = stage.tab()
        posts = stage.channel(PAYMENTS).posts
        self._since = posts[-1].ts if posts else ""
        stage.sync()

    def _prose(self, stage: Stage) -> str:
        """The text that people rewrite: the summary, or the title where no column is for it."""
        return "summary" if stage.header("summary") else "title"

    def _read(self, stage: Stage, who: str) -> str:
        """What the row says in the fields that these steps edit."""
        names = ("severity", "status", "lead", self._prose(stage))
        return " | ".join(filter(None, (stage.cell(who, name) for name in names)))

    def _only(self, stage: Stage, who: str, *fields: str) -> None:
        row = stage.line(who).row
        expect_only(self._before, stage.tab(), {(row, stage.header(name)) for name in fields})

    def _note(self, stage: Stage) -> str:
        """The one note that the channel got."""
        slack = stage.slack()
        channel = stage.channel(PAYMENTS, slack)
        notes = slack.notes(channel, self._since)
        expect(f"one change note in #{channel.name}", notes, holds=len(notes) == 1)
        return notes[0]


class EditedInSlack(_Edit):
    """Four commands in the channel arrive in four cells."""

    name = "edits in Slack arrive in the Sheet"
    _summary = "The gateway times out since 12:02; its last deploy is being taken back."

    def do(self, stage: Stage) -> str:
        said = ("severity major", "lead @sam", "status fixing", f"summary {self._summary}")
        stage.says("sam", PAYMENTS, *(f"@incident-sync {words}" for words in said))
        self._cycle(stage)
        return "Sam writes in the channel: severity major, lead @sam, status fixing, and a summary."

    def check(self, stage: Stage) -> str:
        expect_words(stage, PAYMENTS, severity="Major", status="Fixing")
        expect_person(stage, PAYMENTS, "lead", "sam", "Sam Rivera")
        expect_text(stage, PAYMENTS, "summary", self._summary)
        self._only(stage, PAYMENTS, "severity", "lead", "status", "summary")
        return f"The Sheet reads, and no other cell changed: {self._read(stage, PAYMENTS)}"


class EditedInSheet(_Edit):
    """Four cells arrive on the card and in the topic, with one note for all of them."""

    name = "edits in the Sheet arrive in Slack"
    _summary = "The deploy is taken back; one bank in three still times out."

    def do(self, stage: Stage) -> str:
        stage.types(
            PAYMENTS, severity="Minor", lead="Lena Fischer", status="Monitoring",
            summary=self._summary,
        )  # fmt: skip
        self._cycle(stage)
        return f"Robin types into the row: {self._read(stage, PAYMENTS)}"

    def check(self, stage: Stage) -> str:
        slack = stage.slack()
        channel = stage.channel(PAYMENTS, slack)
        severity = "Minor" if stage.header("severity") else "Major"
        lead = "@lena" if stage.header("lead") else "@sam"
        expect_topic(channel, f"{severity} | Monitoring | Lead: {lead}")
        shown = [f"Severity: {severity}", "Status: Monitoring", f"Lead: {lead}"]
        shown += [self._summary] if stage.header("summary") else []
        expect_card(slack, channel, *shown)
        note = self._note(stage)
        for name in ("severity", "lead", "status", "summary"):
            if stage.header(name):
                expect(f"{name} in the change note", note, holds=name.capitalize() in note)
        self._only(stage, PAYMENTS)
        return f"Slack's topic: {channel.topic}; the card follows, one note tells the channel."


class EditedInBoth(_Edit):
    """Different fields of one incident, edited in the same moment: both arrive."""

    name = "different fields edited on both sides both arrive"
    _text = "Retries are switched off; the error rate falls."

    def do(self, stage: Stage) -> str:
        stage.says("lena", PAYMENTS, "@incident-sync status fixing")
        prose = self._prose(stage)
        stage.types(PAYMENTS, **{prose: self._text})
        self._cycle(stage)
        return (
            f"At once, Lena says status fixing in Slack, Robin rewrites the {prose} in the Sheet."
        )

    def check(self, stage: Stage) -> str:
        slack = stage.slack()
        expect_words(stage, PAYMENTS, status="Fixing")
        expect_text(stage, PAYMENTS, self._prose(stage), self._text)
        self._only(stage, PAYMENTS, "status")
        expect_card(slack, stage.channel(PAYMENTS, slack), "Status: Fixing", self._text)
        status = stage.word(PAYMENTS, "status")
        return f"The Sheet reads {status}, Slack's card “{self._text}”"


class Conflicted(_Edit):
    """One field edited to two values at once: Slack's counts while the incident goes on."""

    name = "a conflict is decided and shown"

    def do(self, stage: Stage) -> str:
        stage.says("tomas", PAYMENTS, "@incident-sync status monitoring")
        stage.types(PAYMENTS, status="Investigating")
        self._cycle(stage)
        return "At once, Tomás says status monitoring in Slack, Robin types Investigating."

    def check(self, stage: Stage) -> str:
        slack = stage.slack()
        channel = stage.channel(PAYMENTS, slack)
        expect_words(stage, PAYMENTS, status="Monitoring")
        self._only(stage, PAYMENTS, "status")
        expect(f"Monitoring in the topic of #{channel.name}", channel.topic,
               holds="| Monitoring |" in channel.topic)  # fmt: skip
        note = self._note(stage)
        for word in ("Investigating", "Monitoring", "Sheet"):
            expect(f"{word} in the note on the conflict", note, holds=word in note)
        status = stage.word(PAYMENTS, "status")
        return f"The Sheet reads {status}; the channel hears that Robin's word did not count."


class Rearranged(_Edit):
    """A sorted Sheet with a new column: edits after that still hit the right cells."""

    name = "a Sheet that people rearranged is hit in the right cells"
    _text = "The bank has moved its gateway; payments pass again."
    _column, _formula = "Team's notes", '="seen by "&"Robin"'

    def do(self, stage: Stage) -> str:
        self._rearrange(stage)
        stage.types(PAYMENTS, **{self._prose(stage): self._text})
        field, word = self._word(stage)
        stage.says("priya", SEARCH, f"@incident-sync {field} {word.lower()}")
        self._cycle(stage)
        return (
            f"Robin sorts the Sheet, adds a column with a formula, colours it, edits a "
            f"{self._prose(stage)}; Priya says {field} {word.lower()}."
        )

    def _word(self, stage: Stage) -> tuple[str, str]:
        return ("severity", "Major") if stage.header("severity") else ("status", "Fixing")

    def _rearrange(self, stage: Stage) -> None:
        title = stage.header("title")
        stage.act("sheets", "sort", tab=TAB, column=title, descending=True)
        stage.act("sheets", "insert_columns", tab=TAB, at=title, header=self._column)
        row = stage.line(PAYMENTS).row
        formula = {self._column: self._formula}
        stage.act("sheets", "set_row", tab=TAB, row=row, values=formula)
        colour = {"backgroundColor": {"red": 1, "green": 0.9, "blue": 0.6}}
        stage.act("sheets", "format", tab=TAB, range=f"A1:C{row}", format=colour)

    def check(self, stage: Stage) -> str:
        slack = stage.slack()
        field, word = self._word(stage)
        expect_words(stage, SEARCH, **{field: word})
        self._only(stage, SEARCH, field)
        formula = stage.line(PAYMENTS).text(self._column)
        expect_same("the formula", self._formula, formula)
        expect_card(slack, stage.channel(PAYMENTS, slack), self._text)
        row = stage.line(SEARCH)
        return (
            f"Row {row.row} reads {stage.word(SEARCH, field)}, Slack's card the "
            f"{self._prose(stage)}; formula and other cells are the same to the byte."
        )
