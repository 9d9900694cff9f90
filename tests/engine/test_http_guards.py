"""Too much at once, over HTTP: what is held, what passes, and what is never stuck behind it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.engine.report import Report
from incident_sync.model.fields import Kind
from incident_sync.model.view import Command
from tests.engine.hands import Hand
from tests.engine.pages import GET, PATCH, QUERY
from tests.engine.place import TAB, Json, Place, place_in
from tests.engine.prices import BATCH_GET

ALONE = pytest.mark.parametrize(
    "record", ["notion", pytest.param("sheets", marks=pytest.mark.long)]
)
DAY_S = 86_500.0
"""After so long Notion is asked for all: a closed page in the trash is in no other answer."""
ROW, CALL = "Payments fail", "Login fails"
"""What is declared meanwhile, both Major: in a row, and from a terminal."""


def _table(active: int, past: int, **more: str) -> list[Json]:
    """Rows of what goes on and of what is over; ``more`` stands in all of these."""
    on: Json = {"Status": "Fixing", "Severity": "Minor", "Summary": "It is slow", **more}
    over: Json = {**on, "Status": "Resolved"}
    return [
        *({"Title": f"Outage {n}", **on} for n in range(active)),
        *({"ID": f"OLD-{n}", "Title": f"Past {n}", **over} for n in range(past)),
    ]


def _place(sandbox: Sandbox, folder: Path, table: list[Json], *records: str) -> Place:
    """A mirrored register, under guards as they are unless somebody configures them."""
    place = place_in(
        sandbox, folder, table if "sheets" in records else None,
        table if "notion" in records else None,
    )  # fmt: skip
    assert place.cycle().errors == []
    assert place.cycle(later=300).errors == []
    written = place.config.read_text(encoding="utf-8").replace("max_new_channels = 1000\n", "")
    place.config.write_text(written, encoding="utf-8")
    place.forget_calls()
    return place


def _forty(sandbox: Sandbox, folder: Path, *records: str, **more: str) -> Place:
    return _place(sandbox, folder, _table(2, 38, **more), *records)


def _asks(place: Place, verb: str, argument: str, **data: str) -> None:
    """Somebody asks for something on the command line, which is read with the next cycle."""
    with opened(place.config, clock=place.clock) as app, app.store.writing() as tx:
        key = f"cli:{verb}:{argument}"
        tx.inbox_add(Command(key, "", verb, argument, None, place.clock.now(), data=data))


def _declares(*hands: Hand) -> None:
    """New Majors: one in a row of each of these records, and one from a terminal."""
    for hand in hands:
        hand.adds([{"Title": f"{ROW} {hand.record}", "Status": "Fixing", "Severity": "Major"}])
    _asks(hands[0].place, "declare", CALL, severity="major")


def _opened(*hands: Hand) -> None:
    """All of them have their channels."""
    for title in (CALL, *(f"{ROW} {hand.record}" for hand in hands)):
        assert _topic(hands[0].place, title).startswith("Major | ")


def _topic(place: Place, title: str) -> str:
    """The topic of an incident's channel; empty where it has none."""
    ends = title.lower().replace(" ", "-")
    found = [one for one in place.slack()["channels"].values() if one["name"].endswith(ends)]
    return str(found[0]["topic"]["value"]) if found else ""


def _channels(place: Place) -> int:
    return sum(one["name"].startswith("inc-") for one in place.slack()["channels"].values())


def _lobby(place: Place) -> list[str]:
    """What was said in the announcement channel about what is held."""
    (lobby,) = [one for one in place.slack()["channels"].values() if one["name"] == "incidents"]
    texts = [str(one["text"]) for one in lobby["messages"].values()]
    return [text for text in texts if "approve" in text.casefold()]


def _states(place: Place) -> dict[str, str]:
    """How each incident is, by title."""
    with opened(place.config, clock=place.clock) as app:
        return {str(one.value("title")): str(one.state) for one in app.store.all(Kind.INCIDENT)}


def _detached(place: Place) -> set[str]:
    return {title for title, state in _states(place).items() if state == "detached"}


def _lost(hand: Hand) -> None:
    """The first look that misses what is gone: it decides nothing."""
    report = hand.place.cycle(later=DAY_S if hand.record == "notion" else 60)
    assert (report.guard, report.errors, _detached(hand.place)) == (None, [], set())


def _held(report: Report) -> list[str]:
    """What is held, as people read it."""
    assert report.errors == []
    assert report.guard is not None
    assert report.exit_code == 3
    held: list[str] = report.document()["guard"]["held"]
    return held


def _id(report: Report) -> str:
    assert report.guard is not None
    return report.guard.id


# Rows gone.


@ALONE
def test_three_rows_of_three_gone_are_held(sandbox: Sandbox, tmp_path: Path, record: str) -> None:
    """An emptied register detaches nobody, writes no row back, and holds up no new Major."""
    place = _place(sandbox, tmp_path, _table(3, 0), record)
    hand = Hand(place, record)
    hand.removes(hand.column("Title"))
    _lost(hand)
    _declares(hand)
    report = place.cycle()
    assert _held(report) == [f"INC-{number}: its row is gone" for number in (1, 2, 3)]
    assert report.document()["guard"]["reason"] == f"3 rows gone from {record}"
    _opened(hand)
    assert _detached(place) == set()
    assert sorted(hand.column("Title")) == sorted([CALL, f"{ROW} {record}"])
    again = place.cycle()
    assert (_held(again), _id(again), again.actions) == (_held(report), _id(report), [])
    assert len(_lobby(place)) == 1  # told once, not in each cycle


@ALONE
def test_one_row_of_three_gone_passes(sandbox: Sandbox, tmp_path: Path, record: str) -> None:
    """It is believed at the second look; its channel stays, and hears of it."""
    place = _place(sandbox, tmp_path, _table(3, 0), record)
    hand, channel = Hand(place, record), place.channel_of("Outage 1")
    hand.removes(["Outage 1"])
    _lost(hand)
    _declares(hand)
    report = place.cycle()
    assert (report.guard, report.exit_code) == (None, 0)
    assert _detached(place) == {"Outage 1"}
    _opened(hand)
    raw = place.slack()["channels"][channel]
    assert not raw["is_archived"]
    assert "Nothing was deleted here." in str(raw["messages"])


@ALONE
def test_half_of_forty_gone_passes_as_it_was_shown_and_no_more(
    sandbox: Sandbox, tmp_path: Path, record: str
) -> None:
    """What was put back meanwhile is not done; what went later waits under an ID of its own."""
    place = _forty(sandbox, tmp_path, record)
    hand = Hand(place, record)
    half = {"Outage 0", *(f"Past {number}" for number in range(19))}
    hand.removes(half)
    _lost(hand)
    _declares(hand)
    first = place.cycle()
    assert len(_held(first)) == 20
    _opened(hand)
    more = {f"Past {number}" for number in range(19, 24)}
    hand.removes(more)
    second = place.cycle(later=DAY_S)  # five more are missed for the first time
    assert (_id(second), second.actions) == (_id(first), [])
    hand.puts_back(["Outage 0", "Past 3"])
    _asks(place, "approve", _id(first))
    third = place.cycle()
    assert len(_held(third)) == 5
    assert _id(third) != _id(first)
    assert _detached(place) == half - {"Outage 0", "Past 3"}
    assert [_id(first) in told for told in _lobby(place)] == [True, False]
    assert _id(third) in _lobby(place)[1]
    hand.puts_back(more)
    last = place.cycle()
    assert (last.guard, last.exit_code) == (None, 0)
    assert _detached(place) == half - {"Outage 0", "Past 3"}


@ALONE
def test_an_approval_is_not_kept_for_later(sandbox: Sandbox, tmp_path: Path, record: str) -> None:
    """What was approved and put back before it was done is asked about anew when it goes again."""
    place = _place(sandbox, tmp_path, _table(3, 0), record)
    hand = Hand(place, record)
    titles = list(hand.column("Title"))
    hand.removes(titles)
    _lost(hand)
    held = place.cycle()
    hand.puts_back(titles)
    _asks(place, "approve", _id(held))
    report = place.cycle()
    assert (report.guard, report.exit_code, _detached(place)) == (None, 0, set())
    hand.removes(titles)
    place.cycle(later=DAY_S)
    again = place.cycle()
    assert len(_held(again)) == 3
    assert len(_lobby(place)) == 2  # and told anew, too
    assert _detached(place) == set()


@ALONE
def test_what_waits_waits_on_while_its_record_is_away(
    sandbox: Sandbox, tmp_path: Path, record: str
) -> None:
    """A register that cannot be read proves nothing: the set stays, and an approval is kept."""
    place = _place(sandbox, tmp_path, _table(3, 0), record)
    hand = Hand(place, record)
    titles = set(hand.column("Title"))
    hand.removes(titles)
    _lost(hand)
    held = place.cycle()
    fault = {"kind": "status", "service": record, "status": 503, "times": None}
    place.sandbox.control("POST", "/faults", fault)
    away = place.cycle()
    assert away.health[record]
    assert (_id(away), away.actions) == (_id(held), [])
    _asks(place, "approve", _id(held))
    assert place.cycle().guard is None
    assert _detached(place) == set()
    place.sandbox.control("DELETE", "/faults")
    report = place.cycle()
    assert (report.guard, _detached(place), len(_lobby(place))) == (None, titles, 1)


def test_a_sheet_shown_in_part_or_without_its_header_loses_nothing(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A filter hides rows from people alone; a tab wiped from its first row on cannot be read."""
    place = _place(sandbox, tmp_path, _table(3, 0), "sheets")
    before = _states(place)
    place.act("sheets", "hide_rows", tab=TAB, at=2, count=1)
    place.act("sheets", "set_filter", tab=TAB, hidden_values={"Status": ["Fixing"]})
    for _ in range(2):
        report = place.cycle()
        assert (report.guard, report.exit_code, _states(place)) == (None, 0, before)
    place.act("sheets", "delete_rows", tab=TAB, at=1, count=4)
    for _ in range(3):
        report = place.cycle()
        assert (report.guard, report.exit_code, _states(place)) == (None, 3, before)
        assert "it has no header" in report.health["sheets"]
    assert place.written("sheets") == []


# Values cleared.


@pytest.mark.parametrize(
    ("record", "column"),
    [("sheets", "Summary"), ("sheets", "Severity"), ("notion", "Severity")],
)
def test_a_cleared_column_is_held_until_it_is_put_back_or_approved(
    sandbox: Sandbox, tmp_path: Path, record: str, column: str
) -> None:
    """Nothing is taken over and nothing written back; what else stands in those rows goes on."""
    place = _forty(sandbox, tmp_path, record)
    hand = Hand(place, record)
    before = hand.column(column)
    hand.types(before, **{column: ""})
    hand.types(["Outage 0"], Title="Outage zero")
    _declares(hand)
    report = place.cycle()
    assert len(_held(report)) == 40
    field = column.lower()
    assert report.document()["guard"]["reason"] == f"40 values cleared in {record}: {field}"
    assert f"OLD-7: {field} cleared" in _held(report)
    _opened(hand)
    assert [str(change.new) for change in report.changes if change.side == record] == [
        "Outage zero"
    ]
    with opened(place.config) as app:
        kept = Counter(one.value(field) for one in app.store.all(Kind.INCIDENT))
    assert kept[before["Outage 1"]] == 40
    cleared = {title: value or "" for title, value in hand.column(column).items()}
    fresh = {CALL, f"{ROW} {record}"} if column == "Severity" else set()
    assert {title for title, value in cleared.items() if value} == fresh
    again = place.cycle(later=DAY_S)
    assert (_id(again), again.actions, again.edits) == (_id(report), [], [])
    old = [title for title in hand.column(column) if title.startswith(("Past", "Outage"))]
    hand.types(old[:20], **{column: before["Outage 1"]})
    half = place.cycle()
    assert len(_held(half)) == 20
    assert len(_lobby(place)) == 1  # those were told of already
    _asks(place, "approve", _id(half))
    last = place.cycle()
    assert (last.guard, last.exit_code, len(last.edits)) == (None, 0, 20)
    after = hand.column(column)
    assert Counter(after[title] or "" for title in old)[""] == 20
    assert place.cycle().actions == []


def test_a_cleared_text_stays_held_though_nobody_waits_for_it_to_settle(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A text has to stand still before it counts, once: then it is the same question every time."""
    place = _forty(sandbox, tmp_path, "sheets")
    written = place.config.read_text(encoding="utf-8").replace('settle = "0s"\n', "")
    place.config.write_text(written, encoding="utf-8")
    hand = Hand(place, "sheets")
    hand.types(hand.column("Title"), Summary="")
    first = place.cycle()
    assert len(_held(first)) == 40
    for later in (5, 15, 30):
        before = place.clock.monotonic()
        report = place.cycle(later=later)
        assert _id(report) == _id(first)
        assert place.clock.monotonic() - before < later + 5
    assert len(_lobby(place)) == 1


def test_a_column_of_few_values_is_a_column_too(sandbox: Sandbox, tmp_path: Path) -> None:
    """Three are fewer than a tenth of forty rows, and yet all that the column had."""
    place = _forty(sandbox, tmp_path, "sheets")
    hand = Hand(place, "sheets")
    few = ["Outage 0", "Past 0", "Past 1"]
    hand.types(few, Customer_update="We are on it")
    assert place.cycle().guard is None
    hand.types(few[1:], Customer_update="")
    assert place.cycle().guard is None
    hand.types(few[1:], Customer_update="Back again")
    assert place.cycle().guard is None
    hand.types(few, Customer_update="")
    assert len(_held(place.cycle())) == 3


# Re-grading.


@ALONE
def test_severities_of_forty_closed_rows_pass_and_open_nothing(
    sandbox: Sandbox, tmp_path: Path, record: str
) -> None:
    """History is re-graded by whoever keeps it: nobody is asked, and nothing goes on again."""
    place = _place(sandbox, tmp_path, _table(1, 40), record)
    hand = Hand(place, record)
    hand.types([f"Past {number}" for number in range(40)], Severity="Major")
    _declares(hand)
    report = place.cycle()
    assert (report.guard, report.exit_code, len(report.edits)) == (None, 0, 40)
    _opened(hand)
    assert _channels(place) == 3
    assert place.cycle().actions == []


@ALONE
def test_forty_closed_rows_made_active_open_nothing_unasked(
    sandbox: Sandbox, tmp_path: Path, record: str
) -> None:
    """Their channels are held; taken back they are history again, and no time is stamped."""
    place = _place(sandbox, tmp_path, _table(1, 40), record)
    hand = Hand(place, record)
    past = [f"Past {number}" for number in range(40)]
    hand.types(past, Status="Fixing", Severity="Major")
    _declares(hand)
    report = place.cycle()
    assert len(_held(report)) == 40
    assert "40 channels to open, more than max_new_channels = 5" in str(report.guard)
    _opened(hand)
    assert _channels(place) == 3
    hand.types(past, Status="Resolved")
    back = place.cycle()
    assert (back.guard, back.exit_code, _channels(place)) == (None, 0, 3)
    stamped, states = hand.column("Resolved at"), _states(place)
    assert {(stamped[title] or "", states[title]) for title in past} == {("", "history")}
    assert place.cycle().actions == []


def test_closed_rows_with_a_resolved_time_stay_history(sandbox: Sandbox, tmp_path: Path) -> None:
    """Whoever says when it was over has not said that it goes on, until that is taken out too."""
    place = _forty(sandbox, tmp_path, "sheets", Resolved_at="2026-01-05")
    hand = Hand(place, "sheets")
    past = [f"Past {number}" for number in range(38)]
    hand.types(past, Status="Fixing")
    report = place.cycle()
    assert (report.guard, report.exit_code, len(report.edits)) == (None, 0, 38)
    hand.types(past[:2], Resolved_at="")
    report = place.cycle()
    assert (report.guard, report.errors, _channels(place)) == (None, [], 2)


_TWENTY = (
    *("severity minor", "status investigating", "summary Not over", "customers Not well",
      "lead @lena", "title It is") * 2,
    "lead @priya", "summary Maybe over", "lead @sam", "severity major", "status monitoring",
    "summary Nearly over", "customers Soon well", "title It was",
)  # fmt: skip
_TOLD = ("Title", "Severity", "Status", "Summary", "Customer update")


# What nobody has to be asked about.


@ALONE
def test_a_hundred_commands_after_an_outage_pass_in_one_cycle(
    sandbox: Sandbox, tmp_path: Path, record: str
) -> None:
    """All that was asked for in Slack meanwhile is done at once; a record has its fewest calls."""
    place = _place(sandbox, tmp_path, _table(5, 35), record)
    hand = Hand(place, record)
    links = hand.column("Channel")
    for number in range(5):
        for words in _TWENTY:
            place.asks("sam", links[f"Outage {number}"].rpartition("/")[2], words)
    _asks(place, "declare", CALL, severity="major")
    place.forget_calls()
    report = place.cycle(later=3600)
    assert (report.guard, report.errors, len(report.edits)) == (None, [], 5 * 6)
    assert _topic(place, CALL).startswith("Major | ")
    told = Counter(tuple(row[name] for name in _TOLD) for row in hand.rows())
    assert told["It was", "Major", "Monitoring", "Nearly over", "Soon well"] == 5
    calls = place.calls()[record]
    if record == "sheets":  # a look, and a guard read and a write for all that were known
        assert calls[BATCH_GET] <= 3
        assert len(place.written("sheets")) == 2  # the new one is a row appended
    else:
        assert (calls[PATCH], calls[QUERY], calls.get(GET, 0)) == (5, 1 + 1, 0)
    assert place.cycle().actions == []


# Channels to open.


@ALONE
def test_twelve_new_rows_wait_for_an_answer_in_the_announcement_channel(
    sandbox: Sandbox, tmp_path: Path, record: str
) -> None:
    """Exactly those that were shown and still want one get a channel, once somebody says so."""
    place = _place(sandbox, tmp_path, _table(1, 2), record)
    hand = Hand(place, record)
    hand.adds([{"Title": f"New {n:02}", "Status": "Fixing"} for n in range(12)])
    _declares(hand)
    held = place.cycle()
    assert len(_held(held)) == 12
    assert "12 channels to open" in str(held.guard)
    _opened(hand)
    assert _channels(place) == 3
    assert all(hand.column("ID").values())
    (told,) = _lobby(place)
    assert f"approve {_id(held)}" in told
    fewer = [f"New {n:02}" for n in range(2, 12)]
    hand.types(fewer, Status="Declined")
    later = [f"Later {n}" for n in range(6)]
    hand.adds([{"Title": title, "Status": "Fixing"} for title in later])
    place.asks("sam", "incidents", f"approve {_id(held).upper()}.")
    report = place.cycle()
    assert len(_held(report)) == 6
    assert _id(report) != _id(held)
    assert _channels(place) == 3 + 2
    assert _topic(place, "New 01").startswith("Minor | ")
    place.asks("lena", "incidents", f"approve {_id(held)}")
    place.asks("lena", "incidents", "approve nonsense")
    assert _id(place.cycle()) == _id(report)
    first, second = _lobby(place)[-2:]
    assert f"{_id(held)} was approved already by sam" in first
    assert "nonsense is not what is held now, so nothing was approved. That is: 6 ch" in second
    hand.types(later, Status="Declined")
    last = place.cycle()
    assert (last.guard, last.exit_code, _channels(place)) == (None, 0, 5)
    place.asks("lena", "incidents", f"approve {_id(held)}")
    place.asks("lena", "incidents", f"approve {_id(report)}")
    assert place.cycle().exit_code == 0
    first, second = _lobby(place)[-2:]
    assert f"{_id(held)} was approved already by sam" in first
    assert "Nothing is held" in second
    assert place.cycle().actions == []


# Both records.


def test_one_row_gone_from_each_record_is_two_counts(sandbox: Sandbox, tmp_path: Path) -> None:
    """Each is one of three where it was done, and neither incident has left the other record."""
    place = _place(sandbox, tmp_path, _table(3, 0), "sheets", "notion")
    sheet, notion = Hand(place, "sheets"), Hand(place, "notion")
    sheet.removes(["Outage 0"])
    notion.removes(["Outage 1"])
    _lost(notion)
    _declares(sheet, notion)
    report = place.cycle()
    assert (report.guard, report.exit_code, _detached(place)) == (None, 0, set())
    _opened(sheet, notion)
    assert "Outage 0" not in sheet.column("Title")
    assert "Outage 1" not in notion.column("Title")
    assert place.cycle().actions == []


def test_half_gone_from_one_record_leaves_the_other(sandbox: Sandbox, tmp_path: Path) -> None:
    """Held where it was done; approved, it is gone there alone, and goes on in the other."""
    place = _forty(sandbox, tmp_path, "sheets", "notion")
    sheet, notion = Hand(place, "sheets"), Hand(place, "notion")
    sheet.removes([f"Past {number}" for number in range(20)])
    notion.removes(["Past 30"])
    _lost(notion)
    _declares(sheet, notion)
    report = place.cycle()
    assert len(_held(report)) == 20
    assert "20 rows gone from sheets" in str(report.guard)
    _opened(sheet, notion)
    _asks(place, "approve", _id(report))
    last = place.cycle()
    assert (last.guard, last.exit_code, _detached(place)) == (None, 0, set())
    assert len(notion.column("Title")) == 39 + 3
    assert len(sheet.column("Title")) == 20 + 3


def test_a_column_cleared_in_one_record_stays_in_the_other_until_approved(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """One key press in a Sheet empties no page, unless somebody meant it."""
    place = _forty(sandbox, tmp_path, "sheets", "notion")
    sheet, notion = Hand(place, "sheets"), Hand(place, "notion")
    before = notion.column("Summary")
    sheet.types(before, Summary="")
    _declares(sheet, notion)
    report = place.cycle()
    assert "40 values cleared in sheets: summary" in str(report.guard)
    _opened(sheet, notion)
    kept = notion.column("Summary")
    assert {title: kept[title] for title in before} == before
    _asks(place, "approve", _id(report))
    last = place.cycle()
    assert (last.guard, last.exit_code) == (None, 0)
    after = notion.column("Summary")
    assert {after[title] or "" for title in before} == {""}
    assert place.cycle().actions == []


def test_new_rows_are_counted_in_the_record_they_were_typed_in(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Five in each are nobody's mistake, also where one re-opens what the other had first."""
    place = _place(sandbox, tmp_path, _table(1, 3), "notion")
    place.key = ""
    sheet = _place(sandbox, tmp_path, _table(1, 3), "sheets", "notion")
    hands = Hand(sheet, "sheets"), Hand(sheet, "notion")
    hands[0].types([f"Past {n}" for n in range(3)], Status="Fixing")
    hands[0].adds([{"Title": f"Sheet {n}", "Status": "Fixing"} for n in range(2)])
    hands[1].adds([{"Title": f"Page {n}", "Status": "Fixing"} for n in range(5)])
    report = sheet.cycle()
    assert (report.guard, report.exit_code, _channels(sheet)) == (None, 0, 11)
