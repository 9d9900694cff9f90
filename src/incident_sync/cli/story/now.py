"""Floor 9. Slack, Notion and the Sheet as one look found them. Nothing is done here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from incident_sync.cli.story import page, sheet
from incident_sync.cli.story.failed import Failed, expect
from incident_sync.cli.story.page import Database
from incident_sync.cli.story.records import TAB, Records
from incident_sync.cli.story.sheet import Tab, text_of
from incident_sync.cli.story.slack import Workspace


class Now:
    """The raw state of every service, and what it says of one installation."""

    def __init__(self, state: Mapping[str, Any], records: Records) -> None:
        self.state = state
        self.slack = Workspace(state["slack"])
        self.notion = Database(state["notion"], records.database)
        books = state["sheets"]["books"]
        book = next(book for book in books if book["key"] == records.spreadsheet)
        self._tabs = {tab["title"]: tab for tab in book["tabs"]}

    @property
    def sheet(self) -> Tab:
        """The tab with the incidents."""
        return self.tab(TAB)

    def tab(self, title: str) -> Tab:
        """A tab of the Sheet; raises Failed where there is none."""
        if title not in self._tabs:
            raise Failed(f"a tab {title}", list(self._tabs))
        return Tab(self._tabs[title])


def expect_only(
    before: Now,
    after: Now,
    rows: Iterable[sheet.Change] = (),
    pages: Iterable[page.Change] = (),
) -> None:
    """Nothing in Sheet and database but the allowed changes differs, to the byte."""
    cells = sheet.changed(before.sheet, after.sheet)
    told = [_told(f"row {place[0]} {place[1]}", pair)
            for place, pair in cells.items() if place not in rows]  # fmt: skip
    expect("no other cell of the Sheet changed", "; ".join(told[:3]), holds=not told)
    values = page.changed(before.notion, after.notion)
    told = [_told(f"{_name(after, place[0])} {place[1]}", pair)
            for place, pair in values.items() if place not in pages]  # fmt: skip
    expect("nothing else in Notion changed", "; ".join(told[:3]), holds=not told)


def _told(where: str, pair: tuple[Any, Any]) -> str:
    old, new = map(text_of, pair)
    return f"{where}: {old!r} became {new!r}"


def _name(now: Now, key: str) -> str:
    texts = next((one.texts for one in now.notion.pages if one.id == key), {})
    return repr(next((texts[name] for name in texts if now.notion.types[name] == "title"), key))
