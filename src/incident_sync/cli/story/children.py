"""Floor 9. The steps on follow-ups and the timeline: in Slack, in the page's body, in the tabs."""

from __future__ import annotations

from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.now import Now, expect_only
from incident_sync.cli.story.opening import PAYMENTS
from incident_sync.cli.story.page import BODY
from incident_sync.cli.story.records import FOLLOW_UPS, TIMELINE
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import expect_card

_TODO, _TICKED = "Write the gateway runbook", "Rotate the gateway's key"
_PINNED = "12:40 the bank confirms the move"
_AUTHOR = ("tomas", "@tomas", "Tomás Novák", "tomas@example.com")
_DONE = ("true", "yes", "x")
_MINUTE_S = 60


class Noted:
    """Follow-ups by command and by reaction, a timeline entry by a pin: in page and tabs."""

    name = "follow-ups and the timeline arrive in the page and the tabs"

    def __init__(self) -> None:
        self._before: Now

    def do(self, stage: Stage) -> str:
        channel = stage.channel(PAYMENTS).id
        (ticked,) = stage.says("lena", PAYMENTS, _TICKED)
        (pinned,) = stage.says("tomas", PAYMENTS, _PINNED)
        stage.says("sam", PAYMENTS, f"@incident-sync todo {_TODO}")
        mark = {"channel": channel, "ts": ticked, "name": "ballot_box_with_check"}
        stage.act("slack", "react", user="priya", **mark)
        stage.act("slack", "pin", user="lena", channel=channel, ts=pinned)
        self._before = stage.now()
        stage.sync()
        return "Sam writes a todo, Priya ticks a message of Lena's, Lena pins one of Tomás's."

    def check(self, stage: Stage) -> str:
        now, label = stage.now(), stage.plot[PAYMENTS]
        follow_ups, timeline = now.tab(FOLLOW_UPS), now.tab(TIMELINE)
        for text in (_TODO, _TICKED):
            expect_same("the follow-up's incident", label,
                        follow_ups.one("Follow-up", text).text("Incident"))  # fmt: skip
        entry = timeline.one("Entry", _PINNED)
        expect_same("the timeline entry's incident", label, entry.text("Incident"))
        expect("Tomás as its author", entry.text("By"), holds=entry.text("By") in _AUTHOR)
        self._expect_body(stage, now)
        return (
            f"The page of {label} has two to-dos and one bullet under their headings, the Sheet's "
            "tabs as many rows."
        )

    def _expect_body(self, stage: Stage, now: Now) -> None:
        page = stage.page(PAYMENTS, now)
        todos = sorted((one.type, one.text) for one in page.blocks("Follow-ups"))
        expect_same("the to-dos", sorted(("to_do", text) for text in (_TODO, _TICKED)), todos)
        bullets = [(one.type, one.text) for one in page.blocks("Timeline")]
        holds = len(bullets) == 1 and bullets[0][0] == "bulleted_list_item"
        said = bullets[0][1] if bullets else ""
        holds = holds and _PINNED in said and any(name in said for name in _AUTHOR)
        expect(f"one bullet: Tomás: {_PINNED}", bullets, holds=holds)
        expect_only(self._before, now, pages={(page.id, BODY)})


class Ticked:
    """A to-do that is ticked in Notion is done in the Sheet and on the card."""

    name = "a to-do ticked in Notion is ticked in the Sheet and on the card"

    def __init__(self) -> None:
        self._before: Now

    def do(self, stage: Stage) -> str:
        # Notion's stamps are minutes, so what follows within one is only seen when it is over.
        stage.sandbox.control("PUT", "/clock", {"advance_s": _MINUTE_S})
        for block in stage.page(PAYMENTS).blocks("Follow-ups"):
            if block.text == _TODO:
                stage.act("notion", "set_todo", block=block.id, checked=True)
        self._before = stage.now()
        stage.sync()
        return f"A minute later, Robin ticks “{_TODO}” in Notion."

    def check(self, stage: Stage) -> str:
        now = stage.now()
        tab = now.tab(FOLLOW_UPS)
        for text, done in ((_TODO, True), (_TICKED, False)):
            cell = tab.one("Follow-up", text).text("Done")
            expect(f"{text!r} {'done' if done else 'open'} in the Sheet", cell,
                   holds=(cell.casefold() in _DONE) == done)  # fmt: skip
        channel = stage.channel(PAYMENTS, now)
        expect_card(now.slack, channel, f"☑ {_TODO}", f"☐ {_TICKED}")
        expect_only(self._before, now)
        return "It is done in the Sheet's tab and on Slack's card, the other one is open."
