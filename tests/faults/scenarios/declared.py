"""Incidents declared, in every way there is."""

from __future__ import annotations

from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, COUNTED, SHEET, at_a_terminal, scenario

NEW = "Search answers nothing"
LEAD = "sam@example.com"


@scenario(BOTH)
def a_new_row(place: Place) -> None:
    place.adds(Title=NEW, Lead="@sam")


@scenario(BOTH)
def a_new_page(place: Place) -> None:
    place.pages.adds(Title=NEW, Lead=LEAD)


@scenario(BOTH)
def declared_by_mention(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), f"declare {NEW}")


@scenario(SHEET)
def declared_on_the_command_line(place: Place) -> None:
    at_a_terminal(place, "declare", NEW, severity="Major", lead=LEAD, summary="It times out")


@scenario(SHEET)
def a_channel_made_by_hand(place: Place) -> None:
    """A public one, which we enter by ourselves."""
    place.act("slack", "create_channel", user="priya", name="inc-by-hand")


@scenario(SHEET)
def several_at_once(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), f"declare {NEW}")
    place.adds(Title="Mail is late")


@scenario(COUNTED, alike={"inc-3-payments-fail": "inc-payments-fail"})
def notion_counts_the_ids(place: Place) -> None:
    """Where it does not answer the channel opens without a number."""
    place.asks("priya", place.channel_of(ACTIVE), "declare Payments fail")
