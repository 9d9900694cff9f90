"""Two records under one engine: what is copied, what is gone from one, what each is told."""

from __future__ import annotations

from datetime import date

import pytest

from incident_sync.engine.briefs import Briefs
from incident_sync.engine.rounds import COPYING_S
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach, State
from incident_sync.model.people import Directory
from incident_sync.model.view import Command
from tests.engine.pair import Pair, only
from tests.engine.stage import WORDS, unavailable
from tests.engine.world import Killed

# history of one record in the other


def history(pair: Pair, count: int, *, live: bool = False) -> None:
    """The register as it was before: incidents that are over and, last, one that goes on."""
    for number in range(count):
        pair.sheet.add(title=f"Old {number}", status="Resolved", reported_at=date(2026, 1, 1))
    if live:
        pair.sheet.add(title="Checkout fails", status="Fixing")


def test_history_is_copied_into_the_record_that_lacks_it_and_stays_as_it_was() -> None:
    """No channel, no word in Slack, not a byte in the register."""
    pair = Pair()
    history(pair, 2)
    before = repr(pair.sheet.entries)
    pair.cycle()
    assert repr(pair.sheet.entries) == before
    assert [entry.values["title"] for entry in pair.pages.entries.values()] == ["Old 0", "Old 1"]
    assert (pair.channels(), pair.said()) == (0, [])
    assert {one.state for one in pair.items()} == {State.HISTORY}
    assert pair.cycle().actions == []


def test_history_of_the_pages_gets_an_id_for_the_register_alone() -> None:
    """The register knows its rows by ID; the pages are not asked to show it."""
    pair = Pair()
    ref = pair.pages.add(title="Old", status="Resolved")
    pair.cycle()
    assert only(pair.sheet).label == "INC-1"
    assert pair.pages.entries[ref].label == ""
    assert pair.cycle().actions == []


def test_a_record_that_was_away_at_first_is_met_when_it_comes() -> None:
    """What both hold is not doubled; what it lacks it is given."""
    pair = Pair()
    history(pair, 2)
    pair.pages.add(title="old 1", status="Resolved")
    pair.pages.blind = unavailable()
    pair.cycle()
    pair.pages.blind = None
    pair.cycle()
    titles = [entry.values["title"] for entry in pair.pages.entries.values()]
    assert (titles, len(pair.sheet.entries), len(pair.items())) == (["old 1", "Old 0"], 2, 2)
    assert pair.cycle().actions == []


def test_copying_history_makes_nobody_wait() -> None:
    """What goes on comes first; of the rest as much as there is time for, then the next cycle."""
    pair = Pair()
    history(pair, 13, live=True)
    pair.pages.pace = 4.0
    began = pair.clock.now()
    pair.cycle()
    spent = (pair.clock.now() - began).total_seconds()
    titles = [entry.values["title"] for entry in pair.pages.entries.values()]
    assert titles == ["Checkout fails", *(f"Old {number}" for number in range(5))]
    assert spent <= COPYING_S + 3 * pair.pages.pace + 5
    assert pair.channels() == 1
    assert pair.store.dirty()
    pair.cycle()
    assert len(pair.pages.entries) == 12
    pair.declares("Fire")
    assert [entry.values["title"] for entry in pair.pages.entries.values()][12:] == [
        "Fire", "Old 11", "Old 12",
    ]  # fmt: skip
    assert pair.cycle().actions == []
    assert pair.store.dirty() == set()


def test_what_goes_on_is_written_however_late_it_is() -> None:
    """Only copies of history wait for the next cycle."""
    pair = Pair()
    history(pair, 1, live=True)
    pair.sheet.add(title="Fire", status="Fixing")
    pair.cycle()
    pair.pages.pace = COPYING_S + 1
    for ref in ("row1", "row2"):
        pair.slack.type(ref, "status", "Resolved")
    pair.cycle()
    words = [page.values["status"] for page in pair.pages.entries.values()]
    assert words == ["Resolved"] * 3


def test_a_record_that_comes_later_is_given_all_of_it_in_as_many_cycles_as_it_takes() -> None:
    """What it lacks is remembered from cycle to cycle, though nobody edits any of it."""
    pair = Pair()
    history(pair, 12)
    pair.configured = False
    pair.cycle()
    assert pair.store.dirty() == set()
    pair.configured, pair.pages.pace = True, COPYING_S / 4
    counts = []
    for _ in range(4):
        pair.cycle()
        counts.append(len(pair.pages.entries))
    assert counts == [5, 10, 12, 12]
    assert pair.cycle().actions == []


# gone from one of two


def test_a_row_gone_from_one_record_goes_on_in_the_other() -> None:
    """It is not added again, the channel hears of it once, edits reach who still has it."""
    pair = Pair()
    pair.cycle()
    for number in range(3):
        pair.declares(f"Title {number}")
    ref = next(iter(pair.sheet.entries))
    pair.sheet.take_away(ref)
    for _ in range(3):
        pair.cycle()
    assert (len(pair.sheet.entries), len(pair.pages.entries)) == (2, 3)
    assert [(said["code"], said["rest"]) for said in pair.heard()] == [("detached", ["notion"])]
    pair.slack.type("row1", "severity", "Major")
    pair.cycle()
    assert pair.pages.entries["row1"].values["severity"] == "Major"
    assert pair.cycle().actions == []


@pytest.mark.parametrize("noticed", [1, 2, 4])
def test_a_row_put_back_as_it_was_is_brought_up_to_date(noticed: int) -> None:
    """Whether it was missed once or held for gone: it is the same incident, without suspicion."""
    pair = Pair()
    pair.cycle()
    for number in range(3):
        pair.declares(f"Title {number}")
    ref = next(iter(pair.sheet.entries))
    pair.sheet.take_away(ref)
    for _ in range(noticed):
        pair.cycle()
    pair.slack.type("row1", "severity", "Major")
    pair.sheet.put_back(ref)
    pair.cycle()
    assert pair.sheet.entries[ref].values["severity"] == "Major"
    assert pair.cycle().actions == []
    (missing,) = {one.missing for one in pair.store.index("sheets")[Kind.INCIDENT].values()}
    assert missing == 0
    assert len(pair.items()) == 3


def test_gone_from_both_it_waits_for_either_to_be_put_back() -> None:
    """Slack goes on; what was said there meanwhile is in the row again."""
    pair = Pair()
    pair.cycle()
    for number in range(3):
        pair.declares(f"Title {number}")
    for side in (pair.sheet, pair.pages):
        side.take_away("row1")
    for _ in range(2):
        pair.cycle()
    assert [one.state for one in pair.items()] == [State.DETACHED, State.LIVE, State.LIVE]
    pair.slack.type("row1", "severity", "Major")
    pair.cycle()
    pair.pages.put_back("row1")
    pair.cycle()
    assert {one.state for one in pair.items()} == {State.LIVE}
    assert pair.pages.entries["row1"].values["severity"] == "Major"
    assert "row1" not in pair.sheet.entries
    assert pair.cycle().actions == []


def test_an_archived_page_is_parked_and_brought_up_to_date_when_it_is_back() -> None:
    """Told once; the row and the channel go on; nothing is tried there."""
    pair = Pair()
    pair.cycle()
    pair.declares()
    pair.pages.shut["row1"] = Reach.ARCHIVED
    pair.cycle()
    pair.pages.calls.clear()
    pair.slack.type("row1", "severity", "Major")
    for _ in range(2):
        pair.cycle()
    assert pair.pages.calls == []
    assert [(said["code"], said["side"]) for said in pair.heard()] == [("archived", "notion")]
    assert only(pair.sheet).values["severity"] == "Major"
    pair.pages.shut.clear()
    pair.cycle()
    assert only(pair.pages).values["severity"] == "Major"
    assert (len(pair.heard()), pair.cycle().actions) == (1, [])


def test_what_a_page_that_is_back_lacks_is_not_forgotten_in_a_crash() -> None:
    """The process dies over the very write; that the page can be written was known by then."""
    pair = Pair()
    pair.cycle()
    pair.declares()
    pair.pages.shut["row1"] = Reach.ARCHIVED
    pair.slack.type("row1", "severity", "Major")
    for _ in range(2):
        pair.cycle()
    pair.pages.shut.clear()
    pair.pages.meanwhile.append(_die)
    with pytest.raises(Killed):
        pair.cycle()
    assert only(pair.pages).values["severity"] == "Minor"
    pair.cycle()
    assert only(pair.pages).values["severity"] == "Major"
    assert pair.cycle().actions == []


def _die() -> None:
    raise Killed


# what a side is told


def briefs_of(pair: Pair) -> Briefs:
    """What the sides are told of items, as the engine gathers it."""
    sides = {side.name: side for side in (pair.slack, pair.pages, pair.sheet)}
    return Briefs(pair.store, sides, Directory(), WORDS)


def test_each_record_has_its_own_sync_note() -> None:
    """A formula on a page is no trouble of the Sheet's."""
    pair = Pair()
    pair.cycle()
    pair.declares()
    pair.pages.blocked["row1"] = {"summary": "it holds a formula"}
    pair.pages.type("row1", "severity", "Major")
    pair.cycle()
    (brief,) = briefs_of(pair).of({pair.items()[0].id})
    assert brief.notes == {"notion": "summary: it holds a formula", "sheets": ""}


def test_history_has_no_sync_note() -> None:
    """Nothing is written there, so nobody has to mend it."""
    pair = Pair()
    history(pair, 1)
    pair.cycle()
    (brief,) = briefs_of(pair).of({pair.items()[0].id})
    assert brief.notes == {}


def test_the_system_of_records_address_comes_first() -> None:
    """However the links were made: here the Sheet's was first."""
    pair = Pair()
    pair.pages.blind = unavailable()
    pair.cycle()
    pair.ask("declare", "Checkout fails", ref="")
    pair.cycle()
    pair.pages.blind = None
    pair.cycle()
    (brief,) = briefs_of(pair).of({pair.items()[0].id})
    assert list(brief.urls) == ["slack", "notion", "sheets"]
    assert set(brief.links) == {"slack", "notion", "sheets"}


def test_a_child_is_told_where_its_incident_stands() -> None:
    """A page's follow-up is made inside the page."""
    pair = Pair()
    pair.cycle()
    pair.declares()
    pair.slack.heard.append(
        Command("k", "row1", "todo", "Call the bank", None, pair.clock.now(), "all")
    )
    pair.cycle()
    (todo,) = pair.store.all(Kind.FOLLOW_UP)
    brief = next(one for one in briefs_of(pair).of({todo.id}) if one.item.id == todo.id)
    assert {side: link.ref for side, link in brief.parent_links.items()} == {
        "slack": "row1", "notion": "row1", "sheets": "row1",
    }  # fmt: skip
