"""What goes wrong on the other sides, by step: each harm is done through the control API alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from incident_sync.cli.story.adoption import active
from incident_sync.cli.story.opening import PAYMENTS, SEARCH
from incident_sync.cli.story.page import Page
from incident_sync.cli.story.records import FOLLOW_UPS, TAB, TIMELINE
from incident_sync.cli.story.stage import Stage

Harm = Callable[[Stage], object]
ADMIN = "priya"
HISTORY = "Night job ran twice"


def types(who: str, field: str, text: str) -> Harm:
    """Somebody types something else into the Sheet."""
    return lambda stage: stage.types(who, **{field: text})


def sets(who: str, field: str, text: str) -> Harm:
    """Somebody sets something else in Notion."""
    return lambda stage: stage.sets(who, **{field: text})


def spoils(cell: str, value: str, tab: str = TAB) -> Harm:
    """Somebody overwrites a cell of the Sheet."""
    return lambda stage: stage.act("sheets", "set_cell", tab=tab, cell=cell, value=value, raw=True)


def strikes(tab: str, row: int) -> Harm:
    """A row of the Sheet is deleted."""
    return lambda stage: stage.act("sheets", "delete_rows", tab=tab, at=row)


def edits(title: str, name: str, value: str) -> Harm:
    """A property of the page with that title changes."""

    def harm(stage: Stage) -> None:
        page = stage.now().notion.one(stage.property("title"), title)
        stage.act("notion", "set", page=page.id, property=name, value=value)

    return harm


def unlinks_adopted(stage: Stage) -> None:
    """The first page that goes on loses its link."""
    page = stage.now().notion.pages[active(stage)[0]]
    stage.act("notion", "set", page=page.id, property=stage.property("channel"), value=None)


def opens(name: str) -> Harm:
    """Somebody makes one channel more."""
    return lambda stage: stage.act("slack", "create_channel", user=ADMIN, name=name)


def repeats_row(title: str) -> Harm:
    """A second row with one title."""

    def harm(stage: Stage) -> None:
        values = {stage.header("title"): title}
        stage.act("sheets", "append_row", tab=TAB, values=values)

    return harm


def repeats_page(title: str) -> Harm:
    """A second page with one title."""

    def harm(stage: Stage) -> None:
        stage.act("notion", "create_page", properties={stage.property("title"): title})

    return harm


def topic(who: str, text: str) -> Harm:
    """Somebody writes another topic."""
    return lambda stage: stage.act(
        "slack", "set_topic", user=ADMIN, channel=stage.channel(who).id, topic=text
    )


def unpins(who: str) -> Harm:
    """Somebody unpins the card."""

    def harm(stage: Stage) -> None:
        now = stage.now()
        channel, bot = stage.channel(who, now), now.slack.bot
        card = next(p.ts for p in channel.posts if p.ts in channel.pinned and p.user == bot)
        stage.act("slack", "unpin", user=ADMIN, channel=channel.id, ts=card)

    return harm


def silences(who: str, word: str, place: str = "") -> Harm:
    """The bot's newest message with that word, thread or not, is deleted."""

    def harm(stage: Stage) -> None:
        now = stage.now()
        where = now.slack.channel(place) if place else stage.channel(who, now)
        bot = now.slack.bot
        said = [p for p in where.posts if p.user == bot and not p.told and word in p.text]
        stage.act("slack", "delete", channel=where.id, ts=said[-1].ts)

    return harm


def deletes_channel(who: str) -> Harm:
    """An admin deletes the channel."""
    return lambda stage: stage.act(
        "slack", "delete_channel", user=ADMIN, channel=stage.channel(who).id
    )


def deletes_row(who: str) -> Harm:
    """Somebody deletes the row."""
    return lambda stage: stage.act("sheets", "delete_rows", tab=TAB, at=stage.line(who).row)


def trashes(who: str) -> Harm:
    """Somebody puts the page into the trash."""
    return lambda stage: stage.act("notion", "trash", page=stage.page(who).id)


def restores(who: str) -> Harm:
    """Somebody takes the page out of the trash."""
    return lambda stage: stage.act("notion", "restore", page=stage.page(who).id)


def recolours(stage: Stage) -> None:
    """A cell changes its looks, not its value."""
    looks = {"backgroundColor": {"red": 0.5}}
    stage.act("sheets", "format", tab=TAB, range="A2:A2", format=looks)


def freezes_formula(stage: Stage) -> None:
    """The formula's cell holds its result now."""
    values = {"Team's notes": "seen by Olu"}
    row = stage.line(PAYMENTS).row
    stage.act("sheets", "set_row", tab=TAB, row=row, values=values, raw=True)


def flattens(what: str) -> Harm:
    """The summary keeps its words and loses what made some look different."""

    def harm(stage: Stage) -> None:
        page: Page = stage.page(PAYMENTS)
        runs = [
            {
                "text": {"content": run.text, "link": _link(run.link, what)},
                "annotations": {"bold": run.bold and what != "bold"},
            }
            for run in page.runs(stage.property("summary"))
        ]
        name = stage.property("summary")
        stage.act("notion", "set_rich", page=page.id, property=name, runs=runs)

    return harm


def _link(link: str, what: str) -> Mapping[str, str] | None:
    return {"url": link} if link and what != "link" else None


def deletes_block(heading: str) -> Harm:
    """The first block under a heading is deleted."""

    def harm(stage: Stage) -> None:
        block = stage.page(PAYMENTS).blocks(heading)[0]
        stage.act("notion", "delete_block", block=block.id)

    return harm


def marks(text: str, done: str) -> Harm:
    """A follow-up says something else of whether it is done."""

    def harm(stage: Stage) -> None:
        row = stage.now().tab(FOLLOW_UPS).one("Follow-up", text).row
        values = {"Done": done}
        stage.act("sheets", "set_row", tab=FOLLOW_UPS, row=row, values=values, raw=True)

    return harm


def adds_bullet(stage: Stage) -> None:
    """The page's body says something twice."""
    block = {"type": "bulleted_list_item", "text": "12:40 the bank confirms the move"}
    stage.act("notion", "add_block", page=stage.page(PAYMENTS).id, block=block)


def chats(stage: Stage) -> None:
    """Slack is no longer as it was."""
    stage.says("sam", SEARCH, "hello?")


def elsewhere(harm: Harm) -> Harm:
    """The same harm where the register stands the other way round."""

    def done(stage: Stage) -> None:
        assert stage.other is not None
        harm(stage.other)

    return done


HARMS: dict[str, dict[str, Harm]] = {
    "the register is adopted": {
        "a title trimmed": edits("Checkout errors after the 14:00 deploy  ", "What happened",
                                 "Checkout errors after the 14:00 deploy"),
        "a property that is not ours changed": edits(HISTORY, "Ticket", "OPS-999"),
        "history got an ID": edits(HISTORY, "ID", "INC-77"),
        "history only touched": edits(HISTORY, "Ticket", "OPS-130"),
        "a link lost": unlinks_adopted,
        "a channel too many": opens("inc-77-ghost"),
        "not announced": silences("", "Dashboards slow", "incidents"),
        "a row of history not in the Sheet": strikes(TAB, 3),
        "another value in the Sheet": spoils("C3", "Declined"),
        "a row twice in the Sheet": repeats_row(HISTORY),
    },
    "a new page in Notion opens a channel": {
        "no ID": sets(PAYMENTS, "id", ""),
        "another default": sets(PAYMENTS, "severity", "Major"),
        "another default in the Sheet": types(PAYMENTS, "severity", "Major"),
        "no reported time": sets(PAYMENTS, "reported_at", ""),
        "no row": deletes_row(PAYMENTS),
        "no channel": deletes_channel(PAYMENTS),
        "no card": unpins(PAYMENTS),
        "not announced": silences("", "Card payments", "incidents"),
        "another row changed": spoils("F3", "something else"),
        "another page changed": edits(HISTORY, "Cost", "1"),
    },
    "an incident declared in Slack becomes a page and a row": {
        "no row": deletes_row(SEARCH),
        "another title": sets(SEARCH, "title", "Search is fine"),
        "two rows": repeats_row("Search is slow"),
        "two pages": repeats_page("Search is slow"),
        "no link": types(SEARCH, "channel", ""),
        "no link in Notion": sets(SEARCH, "channel", ""),
        "another reporter": sets(SEARCH, "reporter", "Sam Rivera"),
    },
    "edits in Slack arrive in Notion and the Sheet": {
        "another severity": sets(PAYMENTS, "severity", "Minor"),
        "another status": types(PAYMENTS, "status", "Monitoring"),
        "another lead": sets(PAYMENTS, "lead", "Lena Fischer"),
        "another lead in the Sheet": types(PAYMENTS, "lead", "Lena Fischer"),
        "another summary": sets(PAYMENTS, "summary", "Nothing happened."),
        "another row changed": spoils("F3", "something else"),
        "another page changed": edits(HISTORY, "Ticket", "OPS-999"),
    },
    "bold text in Notion survives a one-word edit from Slack": {
        "no bold": flattens("bold"),
        "no link": flattens("link"),
        "the word not changed": sets(PAYMENTS, "summary", "Nothing happened."),
        "not in the Sheet": types(PAYMENTS, "summary", "Nothing happened."),
    },
    "edits in Notion arrive in Slack and the Sheet": {
        "another topic": topic(PAYMENTS, "Major | Fixing | Lead: @sam"),
        "no card": unpins(PAYMENTS),
        "no note": silences(PAYMENTS, "Severity"),
        "not in the Sheet": types(PAYMENTS, "severity", "Major"),
        "the page put back": sets(PAYMENTS, "summary", "Nothing happened."),
    },
    "edits in the Sheet arrive in Slack and Notion": {
        "another topic": topic(PAYMENTS, "Minor | Monitoring | Lead: @lena"),
        "no card": unpins(PAYMENTS),
        "not in Notion": sets(PAYMENTS, "lead", "Lena Fischer"),
        "the row put back": types(PAYMENTS, "summary", "Nothing happened."),
    },
    "different fields edited on three sides all arrive": {
        "Slack's edit lost": sets(PAYMENTS, "status", "Monitoring"),
        "Notion's edit lost": types(PAYMENTS, "summary", "Nothing happened."),
        "the Sheet's edit lost": sets(PAYMENTS, "severity", "Major"),
        "no card": unpins(PAYMENTS),
    },
    "a conflict is decided and shown": {
        "the loser kept": sets(PAYMENTS, "status", "Investigating"),
        "the loser in the Sheet": types(PAYMENTS, "status", "Investigating"),
        "another topic": topic(PAYMENTS, "Minor | Investigating | Lead: @sam"),
        "not shown": silences(PAYMENTS, "Investigating"),
    },
    "a Sheet that people rearranged is hit in the right cells": {
        "another row hit": types(PAYMENTS, "severity", "Major"),
        "the right row missed": types(SEARCH, "severity", "Minor"),
        "the right page missed": sets(SEARCH, "severity", "Minor"),
        "the formula replaced": freezes_formula,
        "a cell recoloured": recolours,
        "no card": unpins(PAYMENTS),
    },
    "follow-ups and the timeline arrive in the page and the tabs": {
        "a follow-up missing": strikes(FOLLOW_UPS, 2),
        "another incident's": spoils("B3", "INC-77", FOLLOW_UPS),
        "no timeline entry": strikes(TIMELINE, 2),
        "another author": spoils("D2", "Priya Sharma", TIMELINE),
        "a to-do missing": deletes_block("Follow-ups"),
        "no bullet": deletes_block("Timeline"),
        "a bullet twice": adds_bullet,
    },
    "a to-do ticked in Notion is ticked in the Sheet and on the card": {
        "not in the Sheet": marks("Write the gateway runbook", "false"),
        "all of the Sheet": marks("Rotate the gateway's key", "true"),
        "no card": unpins(PAYMENTS),
        "the page changed": sets(PAYMENTS, "summary", "Nothing happened."),
    },
    "a page in the trash is detached, and nothing is deleted": {
        "not told": silences(SEARCH, "gone from Notion"),
        "the row gone": deletes_row(SEARCH),
        "the channel gone": deletes_channel(SEARCH),
        "the Sheet left behind": types(SEARCH, "status", "Investigating"),
        "another topic": topic(SEARCH, "Major | Investigating | Lead: nobody yet"),
        "taken out of the trash": restores(SEARCH),
    },
    "a page from the trash is attached again and catches up": {
        "not caught up": sets(SEARCH, "status", "Investigating"),
        "in the trash again": trashes(SEARCH),
        "more of it changed": sets(SEARCH, "severity", "Minor"),
        "the row changed": types(SEARCH, "summary", "Nothing happened."),
    },
    "an incident resolved in Slack is resolved in both records": {
        "not resolved": sets(PAYMENTS, "status", "Fixing"),
        "not in the Sheet": types(PAYMENTS, "status", "Fixing"),
        "not stamped": sets(PAYMENTS, "resolved_at", ""),
        "stamped long ago": types(PAYMENTS, "resolved_at", "2024-01-01 10:00"),
        "another topic": topic(PAYMENTS, "Minor | Fixing | Lead: @sam"),
        "no card": unpins(PAYMENTS),
    },
    "a second cycle has nothing to do": {
        "Slack written": chats,
        "the Sheet written": spoils("A2", "2024-01-01"),
        "Notion written": edits(HISTORY, "Ticket", "OPS-999"),
    },
    "a kill while a page is made makes no second one": {
        "a second channel": opens("inc-77-backups-did-not-finish"),
        "a second row": repeats_row("Backups did not finish"),
        "a second page": repeats_page("Backups did not finish"),
    },
    "the same register in a Sheet is mirrored into an empty Notion": {
        "a cell changed": elsewhere(spoils("K2", "1,300 EUR")),
        "history got an ID": elsewhere(spoils("L2", "INC-77")),
        "a value wrong in Notion": elsewhere(edits(HISTORY, "Summary", "Nothing happened.")),
        "a page twice": elsewhere(repeats_page(HISTORY)),
        "a channel too many": opens("outage-77-ghost"),
    },
}  # fmt: skip
"""What may be wrong when a step is about to be checked, by the step's name and in a few words."""
