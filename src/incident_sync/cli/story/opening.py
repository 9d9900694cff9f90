"""Floor 9. The steps in which incidents begin: by a page in Notion, and by a word in Slack."""

from __future__ import annotations

from incident_sync.cli.story.failed import expect
from incident_sync.cli.story.now import Now, expect_only
from incident_sync.cli.story.slack import Channel
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import (
    expect_announced,
    expect_card,
    expect_person,
    expect_text,
    expect_words,
    page_of,
    row_of,
)

PAYMENTS, SEARCH = "payments", "search"
_TITLE = "Card payments return 502"
_SUMMARY = "Every third payment fails since noon."
_SLUG = "card-payments-return-502"
_SLOW = "Search is slow"


class PageAdded:
    """A page typed into Notion declares an incident: a channel opens, the page is filled in."""

    name = "a new page in Notion opens a channel"

    def __init__(self) -> None:
        self._before: Now

    def do(self, stage: Stage) -> str:
        self._before = stage.now()
        page = stage.act("notion", "create_page")["page"]
        typed = [("title", _TITLE[:8]), ("title", _TITLE), ("summary", _SUMMARY)]
        for name, text in typed:
            if stage.property(name):
                stage.act("notion", "set", page=page, property=stage.property(name), value=text)
        stage.sync()
        label = stage.now().notion.one(stage.property("title"), _TITLE)
        stage.plot[PAYMENTS] = label.text(stage.property("id"))
        said = " | ".join(text for name, text in typed[1:] if stage.property(name))
        return f"Robin types a new page into Notion, and it stands still: {said}"

    def check(self, stage: Stage) -> str:
        now = stage.now()
        channel = expect_incident(stage, now, PAYMENTS, _TITLE)
        expect_words(stage, now, PAYMENTS, severity="Minor", status="Investigating")
        if stage.property("summary"):
            expect_text(stage, now, PAYMENTS, "summary", _SUMMARY)
            expect_card(now.slack, channel, _SUMMARY)
        self._expect_time(stage, now)
        pages, rows = page_of(stage, now, PAYMENTS), row_of(stage, now, PAYMENTS)
        expect_only(self._before, now, rows, pages)
        holds = channel.name.startswith("inc-") and channel.name.endswith(_SLUG)
        expect(f"a channel inc-…-{_SLUG}", channel.name, holds=holds)
        label, row = stage.plot[PAYMENTS], stage.line(PAYMENTS, now).row
        return (
            f"Slack has #{channel.name}, announced; the page got {label}, defaults and the link; "
            f"so stands it in the Sheet, row {row}."
        )

    def _expect_time(self, stage: Stage, now: Now) -> None:
        said = [stage.line(PAYMENTS, now).text(stage.header("reported_at"))]
        if stage.property("reported_at"):
            said.append(stage.page(PAYMENTS, now).text(stage.property("reported_at")))
        expect("a time in Reported at", said, holds=all(said))


class DeclaredInSlack:
    """A mention in an incident's channel declares another incident: a page and a row."""

    name = "an incident declared in Slack becomes a page and a row"

    def __init__(self) -> None:
        self._before: Now

    def do(self, stage: Stage) -> str:
        self._before = stage.now()
        stage.says("priya", PAYMENTS, f"@incident-sync declare {_SLOW}")
        stage.sync()
        rows = stage.now().sheet.where(stage.header("title"), _SLOW)
        stage.plot[SEARCH] = rows[0].text(stage.header("id")) if rows else ""
        return f"Priya writes in Slack: @incident-sync declare {_SLOW}"

    def check(self, stage: Stage) -> str:
        now = stage.now()
        now.sheet.one(stage.header("title"), _SLOW)
        now.notion.one(stage.property("title"), _SLOW)
        channel = expect_incident(stage, now, SEARCH, _SLOW)
        expect_words(stage, now, SEARCH, severity="Minor", status="Investigating")
        expect_person(stage, now, SEARCH, "reporter", "Priya Sharma")
        pages, rows = page_of(stage, now, SEARCH), row_of(stage, now, SEARCH)
        expect_only(self._before, now, rows, pages)
        label = stage.plot[SEARCH]
        return f"Notion has a page {label}, the Sheet a row, both with a link to #{channel.name}."


def expect_incident(stage: Stage, now: Now, who: str, title: str) -> Channel:
    """An incident with one ID, title and channel in page and row, shown and announced in Slack."""
    expect(f"an ID for {title!r}", stage.plot[who], holds=bool(stage.plot[who]))
    expect_text(stage, now, who, "title", title)
    channel = stage.channel(who, now)
    expect_text(stage, now, who, "channel", stage.line(who, now).text(stage.header("channel")))
    expect_card(now.slack, channel, title)
    expect_announced(now.slack, channel, title)
    return channel
