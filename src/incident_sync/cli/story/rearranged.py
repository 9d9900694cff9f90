"""Floor 9. The step in which people rearrange the Sheet while others edit."""

from __future__ import annotations

from incident_sync.cli.story.editing import Edit
from incident_sync.cli.story.failed import expect_same
from incident_sync.cli.story.now import expect_only
from incident_sync.cli.story.opening import PAYMENTS, SEARCH
from incident_sync.cli.story.records import TAB
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import (
    expect_card,
    expect_text,
    expect_words,
    page_of,
    prose,
    row_of,
)


class Rearranged(Edit):
    """A sorted Sheet with a new column: edits after that still hit the right cells."""

    name = "a Sheet that people rearranged is hit in the right cells"
    _text = "The bank has moved its gateway; payments pass again."
    _column, _formula = "Team's notes", '="seen by "&"Olu"'

    def do(self, stage: Stage) -> str:
        self._rearrange(stage)
        stage.types(PAYMENTS, **{prose(stage): self._text})
        stage.says("priya", SEARCH, "@incident-sync severity major")
        self._cycle(stage)
        return (
            f"Olu sorts the Sheet, adds a column with a formula, colours it, edits a "
            f"{prose(stage)}; Priya says severity major."
        )

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
        now = stage.now()
        expect_words(stage, now, SEARCH, severity="Major")
        expect_text(stage, now, PAYMENTS, prose(stage), self._text)
        expect_card(now.slack, stage.channel(PAYMENTS, now), self._text)
        formula = stage.line(PAYMENTS, now).text(self._column)
        expect_same("the formula", self._formula, formula)
        pages = page_of(stage, now, SEARCH, "severity") | page_of(
            stage, now, PAYMENTS, prose(stage)
        )
        expect_only(self._before, now, row_of(stage, now, SEARCH, "severity"), pages)
        return (
            f"Row {stage.line(SEARCH, now).row} reads Major, Slack's card and Notion the "
            f"{prose(stage)}; formula and other cells are the same to the byte."
        )
