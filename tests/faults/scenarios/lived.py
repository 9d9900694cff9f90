"""What happens to an incident from its channel to its end."""

from __future__ import annotations

from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, NOTION, SHEET, scenario


def _noted(place: Place) -> str:
    """Somebody says something worth a pin; its ts."""
    return place.says("lena", place.channel_of(ACTIVE), "The last disk is full")


def _pinned(place: Place) -> str:
    ts = _noted(place)
    place.act("slack", "pin", user="lena", channel=place.channel_of(ACTIVE), ts=ts)
    return ts


def _planned(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")
    for _ in range(2):
        place.cycle()


@scenario(BOTH)
def a_follow_up_from_slack(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")


@scenario(BOTH)
def a_follow_up_ticked_in_the_sheet(place: Place) -> None:
    _planned(place)
    place.act("sheets", "set_row", tab="Follow-ups", row=2, values={"Done": True}, raw=True)


@scenario(BOTH)
def a_follow_up_ticked_in_notion(place: Place) -> None:
    _planned(place)
    page = place.pages.one(ACTIVE)["page"]
    (todo,) = [one for one in place.pages.blocks_of(page) if one["type"] == "to_do"]
    place.act("notion", "set_todo", block=todo["id"], checked=True)


@scenario(BOTH)
def pinned_to_the_timeline(place: Place) -> None:
    _pinned(place)


@scenario(BOTH)
def pinned_no_longer(place: Place) -> None:
    ts = _pinned(place)
    for _ in range(2):
        place.cycle()
    place.act("slack", "unpin", user="lena", channel=place.channel_of(ACTIVE), ts=ts)


@scenario(SHEET)
def resolved(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), "resolve The logs were rotated")


@scenario(BOTH)
def resolved_in_notion(place: Place) -> None:
    place.pages.types(ACTIVE, Status="Resolved")


@scenario(NOTION)
def reopened(place: Place) -> None:
    """By a word in the channel, which is read in turn with the announcements now."""
    channel = place.channel_of(ACTIVE)
    place.asks("priya", channel, "resolve")
    for _ in range(3):
        place.cycle()
    place.asks("priya", channel, "reopen")
