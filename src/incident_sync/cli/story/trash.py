"""Floor 9. The steps on a page in Notion's trash: detached, and attached again."""

from __future__ import annotations

from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.now import Now, expect_only
from incident_sync.cli.story.opening import SEARCH
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import expect_topic, expect_words, page_of, row_of


class Trashed:
    """A page in the trash deletes nothing: Slack hears of it, Slack and Sheet go on."""

    name = "a page in the trash is detached, and nothing is deleted"

    def __init__(self) -> None:
        self._before: Now
        self._since = ""

    def do(self, stage: Stage) -> str:
        stage.act("notion", "trash", page=stage.page(SEARCH).id)
        self._before = stage.now()
        self._since = stage.channel(SEARCH, self._before).posts[-1].ts
        stage.sync()
        stage.says("priya", SEARCH, "@incident-sync status fixing")
        stage.sync()  # a page counts as gone when two looks missed it
        return "Robin puts the page of the slow search into the trash; Priya says status fixing."

    def check(self, stage: Stage) -> str:
        now = stage.now()
        channel = stage.channel(SEARCH, now)
        told = [
            text for text in now.slack.notes(channel, self._since) if "gone from Notion" in text
        ]
        expect("one word in the channel that the page is gone", told, holds=len(told) == 1)
        expect_same("the channel archived", wanted=False, read=channel.archived)
        expect_topic(channel, f"Major | Fixing | Lead: {_NOBODY}")
        row = row_of(stage, now, SEARCH, "status")
        ((_, header),) = row
        expect("Fixing in the Sheet", stage.line(SEARCH, now).text(header),
               holds=stage.line(SEARCH, now).text(header) == "Fixing")  # fmt: skip
        expect_only(self._before, now, row)
        return "The channel is told; Slack and the Sheet read Fixing, the page lies as it was."


class Restored:
    """Out of the trash, the page is attached again and shows what it missed."""

    name = "a page from the trash is attached again and catches up"

    def __init__(self) -> None:
        self._before: Now

    def do(self, stage: Stage) -> str:
        stage.act("notion", "restore", page=stage.page(SEARCH).id)
        self._before = stage.now()
        stage.sync()
        return "Robin takes it out of the trash."

    def check(self, stage: Stage) -> str:
        now = stage.now()
        expect_same("the page in the trash", wanted=False, read=stage.page(SEARCH, now).in_trash)
        expect_words(stage, now, SEARCH, status="Fixing")
        expect_only(self._before, now, pages=page_of(stage, now, SEARCH, "status"))
        expect_topic(stage.channel(SEARCH, now), f"Major | Fixing | Lead: {_NOBODY}")
        status = stage.word(SEARCH, "status", now)
        return f"Notion reads {status}, and nothing else of the page changed."


_NOBODY = "nobody yet"
