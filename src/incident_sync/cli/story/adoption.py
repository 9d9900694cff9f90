"""Floor 9. The first step: a Notion register with history is connected, an empty Sheet beside it.

Only what goes on opens a channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incident_sync.cli.story.failed import expect
from incident_sync.cli.story.meaning import Meaning, expect_copied, expect_named
from incident_sync.cli.story.now import Now, expect_only
from incident_sync.cli.story.page import Page
from incident_sync.cli.story.slack import Channel
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import counted, expect_announced, expect_card
from incident_sync.cli.story.words import TIMES

_NAMED = 4
_CYCLES = 5
_READ = (*TIMES, "status", "severity")


class Adopted:
    """Pages that go on get a channel, an ID and a link; history stays as it is, and is copied."""

    name = "the register is adopted"

    def __init__(self) -> None:
        self._before: Now
        self._invalid: list[Mapping[str, Any]] = []

    def do(self, stage: Stage) -> str:
        self._before = stage.now()
        rows, going = len(self._before.notion.pages), len(active(stage))
        wanted = sum(Meaning(stage, self._before).of_register().values())
        self._invalid, held = adopt(
            stage, lambda: sum(1 for _ in stage.now().sheet.lines()) >= wanted
        )
        return (
            f"The team connects a Notion register of {counted(rows, 'row')}, {going} of them still "
            f"going on, and an empty Sheet.{held}"
        )

    def check(self, stage: Stage) -> str:
        now = stage.now()
        pages = [now.notion.pages[place] for place in active(stage)]
        given = {(page.id, stage.property(name)) for page in pages for name in ("id", "channel")}
        lines = list(now.sheet.lines())
        rows = {(line.row, name) for line in lines for name in now.sheet.header}
        expect_only(self._before, now, rows, given)
        expect_opened(now, stage, [_opened(stage, now, page) for page in pages])
        meaning = Meaning(stage, now)
        expect_copied("the Sheet", meaning.of_register(), meaning.of_sheet(lines))
        unread = meaning.unreadable(_READ)
        expect_named(unread, self._invalid)
        named = counted(unread.total(), "unreadable value")
        return (
            f"Slack has {counted(len(pages), 'channel')}, announced; their pages have ID and link, "
            f"nothing else in Notion changed. The Sheet has all {len(lines)}; {named} named."
        )


def active(stage: Stage) -> list[int]:
    """The places, from 0, of the register's rows that go on, among those that say something."""
    rows = enumerate(stage.register.records())
    return [place for place, (_, record) in rows if stage.register.goes_on(record)]


def adopt(stage: Stage, copied: Any) -> tuple[list[Mapping[str, Any]], str]:
    """Run until the other record holds the register; what was named, what the guard held back."""
    report = stage.sync()
    invalid, held = list(report["invalid"]), ""
    if report["guard"]:
        held = "\n" + _approve(stage, report["guard"])
        invalid += stage.sync()["invalid"]
    for _ in range(_CYCLES):
        if copied():
            break
        invalid += stage.sync()["invalid"]
    return invalid, held


def expect_opened(now: Now, stage: Stage, opened: list[Channel]) -> None:
    """These channels, and none for history."""
    names = sorted(one.name for one in now.slack.incidents(stage.records.prefix))
    wanted = sorted(channel.name for channel in opened)
    expect(f"{len(opened)} channels, none for history", names, holds=names == wanted)


def expect_linked(now: Now, label: str, link: str, title: str) -> Channel:
    """A row that went on has an ID and a link to a channel that is announced and shows it."""
    expect(f"an ID for {title!r}", label, holds=bool(label))
    channel = now.slack.channel(link.rpartition("/")[2])
    expect_card(now.slack, channel, title)
    expect_announced(now.slack, channel, title)
    return channel


def _opened(stage: Stage, now: Now, page: Page) -> Channel:
    label, link, title = (page.text(stage.property(name)) for name in ("id", "channel", "title"))
    channel = expect_linked(now, label, link, title)
    row = now.sheet.one(stage.header("id"), label)
    expect(f"the link in the row of {label}", row.text(stage.header("channel")),
           holds=row.text(stage.header("channel")) == link)  # fmt: skip
    return channel


def _approve(stage: Stage, guard: Mapping[str, Any]) -> str:
    """More channels than the guard allows: none may be there yet; somebody approves the list."""
    names = [channel.name for channel in stage.now().slack.incidents(stage.records.prefix)]
    expect("no channel before the approval", names, holds=not names)
    stage.product.run("approve", guard["id"])
    held = guard["held"]
    more = f" and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
    return f"The guard holds {guard['reason']}: {'; '.join(held[:_NAMED])}{more}. They approve it."
