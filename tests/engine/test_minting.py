"""IDs that a record mints: whoever declares, and wherever, the page has it first."""

from __future__ import annotations

from incident_sync.model.fields import Kind
from tests.engine.pair import Pair, only
from tests.engine.stage import lost_reply, unavailable


def test_a_page_that_a_person_adds_brings_its_id_to_everybody() -> None:
    """One cycle: the channel and the Sheet's row are made with it, and nobody else counts."""
    pair = Pair(mints=True)
    pair.cycle()
    pair.pages.add(title="Checkout fails")
    pair.cycle()
    assert (only(pair.slack).label, only(pair.sheet).label) == ("ENG-1", "ENG-1")
    assert [one.number for one in pair.items()] == [1]
    assert pair.cycle().actions == []


def test_what_is_declared_in_slack_has_its_page_first_and_then_its_channel() -> None:
    """So the channel is named by the number; the Sheet's row is added with the ID at once."""
    pair = Pair(mints=True)
    pair.cycle()
    seen: list[tuple[int, int]] = []
    pair.slack.meanwhile.append(
        lambda: seen.append((len(pair.pages.entries), len(pair.sheet.entries)))
    )
    pair.ask("declare", "Checkout fails", ref="")
    report = pair.cycle()
    assert seen == [(1, 0)]
    (opened,) = [action for action in report.actions if action.kind == "open_channel"]
    assert opened.facets["id"] == "ENG-1"
    assert pair.sheet.calls[0] == ("add",)
    assert (only(pair.sheet).label, only(pair.pages).label) == ("ENG-1", "ENG-1")
    assert pair.cycle().actions == []


def test_while_the_record_that_mints_is_away_nobody_waits_for_the_channel() -> None:
    """It opens without a number; the ID comes later, to the channel and to the Sheet's new row."""
    pair = Pair(mints=True)
    pair.cycle()
    pair.pages.blind = unavailable()
    pair.ask("declare", "Checkout fails", ref="")
    pair.cycle()
    assert (only(pair.slack).label, pair.sheet.entries) == ("", {})
    assert [one.label for one in pair.items()] == [""]
    pair.pages.blind = None
    pair.cycle()
    assert [only(side).label for side in (pair.slack, pair.pages, pair.sheet)] == ["ENG-1"] * 3
    assert [call for call in pair.slack.calls if call == ("open_channel",)] == [("open_channel",)]
    assert pair.cycle().actions == []


def test_a_row_typed_into_the_sheet_waits_for_the_pages_id() -> None:
    """Its page is added, and the ID that the page got is written into the row."""
    pair = Pair(mints=True)
    pair.cycle()
    ref = pair.sheet.add(title="Checkout fails")
    pair.cycle()
    assert pair.sheet.entries[ref].label == only(pair.pages).label == "ENG-1"
    assert only(pair.slack).label == "ENG-1"
    assert pair.cycle().actions == []


def test_follow_ups_get_their_ids_with_their_incident() -> None:
    """Until then they have none and no row in the Sheet."""
    pair = Pair(mints=True)
    pair.cycle()
    pair.pages.blind = unavailable()
    pair.ask("declare", "Checkout fails", ref="")
    pair.cycle()
    pair.ask("todo", "Call the bank")
    pair.cycle()
    assert pair.sheet.entries == {}
    pair.pages.blind = None
    pair.cycle()
    assert only(pair.sheet, Kind.FOLLOW_UP).label == "ENG-1-F1"
    assert only(pair.pages, Kind.FOLLOW_UP).label == "ENG-1-F1"
    assert only(pair.sheet, Kind.FOLLOW_UP).parent == "ENG-1"
    assert pair.cycle().actions == []


def test_a_page_whose_reply_was_lost_is_found_with_its_id() -> None:
    """One page, one ID, and the channel that opened meanwhile gets it."""
    pair = Pair(mints=True)
    pair.cycle()
    pair.pages.losses["add"] = lost_reply()
    pair.ask("declare", "Checkout fails", ref="")
    pair.cycle()
    pair.pages.losses.clear()
    pair.cycle()
    assert [only(side).label for side in (pair.slack, pair.sheet)] == [only(pair.pages).label] * 2
    assert pair.cycle().actions == []
