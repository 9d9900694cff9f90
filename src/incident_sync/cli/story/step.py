"""Floor 9. What a step of the story is, and what several of them look for."""

from __future__ import annotations

from typing import Protocol

from incident_sync.cli.story import page, sheet
from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.now import Now
from incident_sync.cli.story.slack import Channel, Workspace, squeezed
from incident_sync.cli.story.stage import Stage


class Step(Protocol):
    """One step: ``do`` lets people act and the product run, ``check`` reads the other services.

    Both return a sentence for the audience; both raise Failed. ``check`` changes nothing and may be
    asked again.
    """

    @property
    def name(self) -> str:
        """What the step shows, as it is named where it fails."""
        ...

    def do(self, stage: Stage) -> str:
        """What people did."""
        ...

    def check(self, stage: Stage) -> str:
        """What the other services now read."""
        ...


def counted(number: int, noun: str) -> str:
    """``1 channel``, ``3 channels``."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def prose(stage: Stage) -> str:
    """The text that people rewrite: the summary, or the title where Notion has no summary."""
    return "summary" if stage.property("summary") else "title"


def expect_words(stage: Stage, now: Now, who: str, **words: str) -> None:
    """Row and page show statuses and severities that mean these words of ours."""
    for field, word in words.items():
        for where, read in _both(stage, now, who, field):
            meant = stage.register.means(field, read)
            expect(f"{field} {word} in {where}", read, holds=meant == word)


def expect_text(stage: Stage, now: Now, who: str, field: str, text: str) -> None:
    """Row and page say exactly this."""
    for where, read in _both(stage, now, who, field):
        expect_same(f"{field} in {where}", text, read)


def expect_person(stage: Stage, now: Now, who: str, field: str, name: str) -> None:
    """Row and page name a person by one of the names people have."""
    email = next(email for email, known in now.notion.people.items() if known == name)
    handle = email.partition("@")[0]
    for where, read in _both(stage, now, who, field):
        names = {name, handle, f"@{handle}", email}
        expect(f"{field} {name} in {where}", read, holds=read in names)


def _both(stage: Stage, now: Now, who: str, field: str) -> list[tuple[str, str]]:
    """What the row, and the page where it has that property, say in a field."""
    read = [("the Sheet", stage.line(who, now).text(stage.header(field)))]
    if stage.property(field):
        read.append(("Notion", stage.page(who, now).text(stage.property(field))))
    return read


def row_of(stage: Stage, now: Now, who: str, *fields: str) -> set[sheet.Change]:
    """These fields of an incident's row; all of it where none is named."""
    row = stage.line(who, now).row
    names = [stage.header(field) for field in fields] if fields else now.sheet.header
    return {(row, name) for name in names}


def page_of(stage: Stage, now: Now, who: str, *fields: str) -> set[page.Change]:
    """These fields of an incident's page; all of it where none is named."""
    key = stage.page(who, now).id
    if fields:
        return {(key, stage.property(field)) for field in fields}
    return {(key, name) for name in (*now.notion.types, *page.ASIDE)}


def expect_topic(channel: Channel, topic: str) -> None:
    """The channel's topic is exactly this."""
    expect_same(f"the topic of #{channel.name}", topic, channel.topic)


def expect_card(slack: Workspace, channel: Channel, *texts: str) -> None:
    """The pinned card shows all of these."""
    card = squeezed(slack.card(channel))
    for text in texts:
        expect(f"{text!r} on the card of #{channel.name}", card, holds=squeezed(text) in card)


def expect_announced(slack: Workspace, channel: Channel, *texts: str) -> None:
    """The announcement in #incidents says all of these."""
    said = squeezed(slack.announcement(channel))
    for text in texts:
        expect(f"{text!r} announced in #incidents", said, holds=squeezed(text) in said)


def expect_note(slack: Workspace, channel: Channel, since: str, *words: str) -> None:
    """One note since then told the channel, and it has all of these words."""
    notes = slack.notes(channel, since)
    expect(f"one change note in #{channel.name}", notes, holds=len(notes) == 1)
    for word in words:
        expect(f"{word} in the change note", notes[0], holds=word in notes[0])
