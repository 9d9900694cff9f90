"""Values that people change, one by one and against each other."""

from __future__ import annotations

from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, NOTION, SHEET, scenario

OTHER = "Mail is late"


def _asks(place: Place, *words: str) -> None:
    channel = place.channel_of(ACTIVE)
    for one in words:
        place.asks("priya", channel, one)


@scenario(BOTH)
def edits_in_slack(place: Place) -> None:
    _asks(place, "severity minor", "lead @sam", "title The disk is full", "summary Logs grew")


@scenario(BOTH)
def edits_in_the_sheet(place: Place) -> None:
    place.types(ACTIVE, Severity="Minor", Lead="@sam", Summary="Logs grew", Title="No disk")


@scenario(BOTH)
def edits_in_notion(place: Place) -> None:
    place.pages.types(ACTIVE, Severity="Minor", Lead="sam@example.com", Summary="Logs grew")


@scenario(BOTH)
def a_conflict_of_all_three(place: Place) -> None:
    _asks(place, "severity minor", "summary Said in Slack")
    place.types(ACTIVE, Summary="Typed in the Sheet", Lead="@sam")
    place.pages.types(ACTIVE, Summary="Typed in Notion", Lead="priya@example.com")


@scenario(BOTH)
def an_edit_in_each_record(place: Place) -> None:
    """Of two incidents, so that the pages are looked at together."""
    place.pages.adds(Title=OTHER)
    for _ in range(2):
        place.cycle()
    place.types(ACTIVE, Severity="Minor")
    place.types(OTHER, Severity="Major")
    place.pages.types(ACTIVE, Summary="Logs grew")


@scenario(BOTH)
def a_word_to_customers_and_one_to_everybody(place: Place) -> None:
    _asks(place, "customers We are on it", "update Rolling back now")


@scenario(SHEET)
def a_second_edit_within_ten_minutes(place: Place) -> None:
    """The note of the first is edited."""
    place.types(ACTIVE, Severity="Minor")
    place.cycle()
    place.types(ACTIVE, Summary="Logs grew")


@scenario(BOTH)
def values_that_nobody_understands(place: Place) -> None:
    place.types(ACTIVE, Severity="Gigantic", Summary="Logs grew")


@scenario(NOTION)
def a_question(place: Place) -> None:
    """Answers in threads, and nothing else."""
    _asks(place, "help", "severity huge")
