"""Floor 9. The other way round: the register stands in a Sheet, and Notion starts empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incident_sync.cli.story.adoption import adopt, expect_linked, expect_opened
from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.meaning import Meaning, expect_copied, expect_named
from incident_sync.cli.story.now import Now
from incident_sync.cli.story.setting import turned
from incident_sync.cli.story.sheet import Tab
from incident_sync.cli.story.slack import Channel
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import counted
from incident_sync.cli.story.words import TIMES

_READ = (*TIMES, "status", "severity")


class Turned:
    """A Sheet is adopted as it is and mirrored into an empty database."""

    name = "the same register in a Sheet is mirrored into an empty Notion"

    def __init__(self) -> None:
        self._invalid: list[Mapping[str, Any]] = []
        self._again: list[Mapping[str, Any]] = []

    def do(self, stage: Stage) -> str:
        here = stage.other = turned(stage)
        wanted = Meaning(here, here.now()).of_register().total()
        self._invalid, held = adopt(here, lambda: len(here.now().notion.pages) >= wanted)
        self._again = here.sync()["actions"]
        return f"The other way round: the same register in a Sheet, and an empty Notion.{held}"

    def check(self, stage: Stage) -> str:
        here = stage.other or turned(stage)
        now = here.now()
        going = [row for row, record in here.register.records() if here.register.goes_on(record)]
        cells = _expect_cells(here, now.sheet, set(going))
        expect_opened(now, here, [_opened(here, now, row) for row in going])
        meaning = Meaning(here, now, seconds=False)
        expect_copied("Notion", meaning.of_register(), meaning.of_notion(now.notion.live()))
        unread = meaning.unreadable(_READ)
        expect_named(unread, self._invalid)
        expect_same("what the next cycle did", [], self._again)
        named = counted(unread.total(), "unreadable cell")
        return (
            f"Notion has all {counted(len(now.notion.live()), 'row')} once, Slack "
            f"{counted(len(going), 'channel')}; {cells} cells of the Sheet are as they were, "
            f"{named} named."
        )


def _opened(stage: Stage, now: Now, row: int) -> Channel:
    line = now.sheet.line(row)
    label, link, title = (line.text(stage.header(name)) for name in ("id", "channel", "title"))
    page = now.notion.one(stage.property("id"), label)
    expect_same(f"the link in the page of {label}", link, page.text(stage.property("channel")))
    return expect_linked(now, label, link, title)


def _expect_cells(stage: Stage, tab: Tab, going: set[int]) -> int:
    """Every cell is as the register has it, but for what rows that go on got; how many."""
    given = {stage.header("id"), stage.header("channel")}
    ours = [place for place, name in enumerate(tab.header) if name in given]
    compared = 0
    for row, cells in enumerate(stage.register.rows, 1):
        for place in range(max(len(cells), len(tab.header))):
            if row in going and place in ours:
                continue
            wanted = cells[place] if place < len(cells) else ""
            compared += 1
            read = tab.cell(row, place)
            where = f"row {row}, column {place + 1}"
            expect(f"{wanted!r} in {where}", read, holds=("" if read is None else read) == wanted)
    filled = [sum(any(row) for row in rows) for rows in (stage.register.rows, tab.rows)]
    expect_same("the number of rows", *filled)
    return compared
