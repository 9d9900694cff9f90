"""Floor 9. The steps in which incidents begin: by a new row, and by a word in Slack."""

from __future__ import annotations

from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.sheet import Tab
from incident_sync.cli.story.slack import squeezed
from incident_sync.cli.story.stage import TAB, Stage
from incident_sync.cli.story.step import expect_card, expect_only, expect_person, expect_words

PAYMENTS, SEARCH = "payments", "search"
_TITLE = "Card payments return 502"
_SUMMARY = "Every third payment fails since noon."
_SLUG = "card-payments-return-502"
_SLOW = "Search is slow"


class RowAdded:
    """A row with a title declares an incident: a channel opens, the row is filled in."""

    name = "a new row opens a channel"

    def __init__(self) -> None:
        self._before: Tab
        self._row = 0

    def do(self, stage: Stage) -> str:
        self._before = stage.tab()
        typed = {"title": _TITLE, "summary": _SUMMARY}
        values = {stage.header(name): text for name, text in typed.items() if stage.header(name)}
        self._row = stage.act("sheets", "append_row", tab=TAB, values=values)["row"]
        stage.sync()
        stage.plot[PAYMENTS] = stage.tab().line(self._row).text(stage.header("id"))
        return f"Robin adds a row to the Sheet: {' | '.join(values.values())}"

    def check(self, stage: Stage) -> str:
        tab, slack = stage.tab(), stage.slack()
        line = tab.line(self._row)
        label = line.text(stage.header("id"))
        expect("an ID in the new row", label, holds=bool(label))
        expect_words(stage, PAYMENTS, severity="Minor", status="Investigating")
        if stage.header("reported_at"):
            at = line.text(stage.header("reported_at"))
            expect("a time in Reported at", at, holds=bool(at))
        expect_only(self._before, tab, {(self._row, name) for name in tab.header})
        channel = stage.channel(PAYMENTS, slack)
        holds = channel.name.startswith("inc-") and channel.name.endswith(_SLUG)
        expect(f"a channel inc-…-{_SLUG}", channel.name, holds=holds)
        expect_card(slack, channel, _TITLE, *([_SUMMARY] if stage.header("summary") else []))
        said = slack.announcement(channel)
        expect("the announcement in #incidents", said, holds=_TITLE in said)
        return f"Slack has #{channel.name}, announced; the row got {label}, defaults and the link."


class DeclaredInSlack:
    """A mention in an incident's channel declares another incident, which becomes a row."""

    name = "an incident declared in Slack becomes a row"

    def __init__(self) -> None:
        self._before: Tab

    def do(self, stage: Stage) -> str:
        self._before = stage.tab()
        stage.says("priya", PAYMENTS, f"@incident-sync declare {_SLOW}")
        stage.sync()
        rows = stage.tab().where(stage.header("title"), _SLOW)
        stage.plot[SEARCH] = rows[0].text(stage.header("id")) if rows else ""
        return f"Priya writes in Slack: @incident-sync declare {_SLOW}"

    def check(self, stage: Stage) -> str:
        tab, slack = stage.tab(), stage.slack()
        line = tab.one(stage.header("title"), _SLOW)
        label = line.text(stage.header("id"))
        expect("an ID in the new row", label, holds=bool(label))
        expect_same("the ID of the row", stage.plot[SEARCH], label)
        expect_words(stage, SEARCH, severity="Minor", status="Investigating")
        expect_person(stage, SEARCH, "reporter", "priya", "Priya Sharma")
        expect_only(self._before, tab, {(line.row, name) for name in tab.header})
        channel = stage.channel(SEARCH, slack)
        expect_card(slack, channel, _SLOW)
        said = squeezed(slack.announcement(channel))
        expect("the announcement in #incidents", said, holds=_SLOW in said)
        return (
            f"The Sheet has a new row {line.row}: {label}, {_SLOW}, with a link to #{channel.name}."
        )
