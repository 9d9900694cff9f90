"""Floor 9. What a step of the story is, and what several of them look for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.sheet import Change, Tab, changed, text_of
from incident_sync.cli.story.slack import Channel, Workspace, squeezed
from incident_sync.cli.story.stage import Stage


class Step(Protocol):
    """One step: ``do`` lets people act and the product run, ``check`` reads the other service.

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
        """What the other side now reads."""
        ...


def counted(number: int, noun: str) -> str:
    """``1 channel``, ``3 channels``."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def expect_words(stage: Stage, who: str, **words: str) -> None:
    """Status and severity cells mean these words of ours, however the register spells them."""
    for field, word in words.items():
        if stage.header(field):
            read = stage.cell(who, field)
            meant = stage.register.means(field, read)
            expect(f"{field} {word} in the row", read, holds=meant == word)


def expect_text(stage: Stage, who: str, field: str, text: str) -> None:
    """A cell says exactly this."""
    if stage.header(field):
        expect_same(f"{field} in the row", text, stage.cell(who, field))


def expect_person(stage: Stage, who: str, field: str, handle: str, name: str) -> None:
    """A cell names a person by one of the names people have."""
    if stage.header(field):
        read = stage.cell(who, field)
        names = {name, handle, f"@{handle}", f"{handle}@example.com"}
        expect(f"{field} {name} in the row", read, holds=read in names)


def expect_only(before: Tab, after: Tab, allowed: Iterable[Change]) -> None:
    """No cell but the allowed ones differs from what it was, to the byte."""
    more = {place: pair for place, pair in changed(before, after).items() if place not in allowed}
    told = "; ".join(
        f"row {row} {name}: {text_of(old)!r} became {text_of(new)!r}"
        for (row, name), (old, new) in list(more.items())[:3]
    )
    expect("no other cell of the Sheet changed", told, holds=not more)


def expect_topic(channel: Channel, topic: str) -> None:
    """The channel's topic is exactly this."""
    expect_same(f"the topic of #{channel.name}", topic, channel.topic)


def expect_card(slack: Workspace, channel: Channel, *texts: str) -> None:
    """The pinned card shows all of these."""
    card = squeezed(slack.card(channel))
    for text in texts:
        expect(f"{text!r} on the card of #{channel.name}", card, holds=squeezed(text) in card)
