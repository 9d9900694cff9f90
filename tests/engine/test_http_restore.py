"""What people took away is put back, over HTTP: rows, pages, channels; nothing twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.engine.report import Report
from tests.engine.pages import CREATE, PATCH
from tests.engine.picture import doubled, picture
from tests.engine.place import TAB, Json, Place
from tests.engine.test_http_rebuild import TABLE, Kept, mirrored, put_back

DISK = "Disk full"
_KEPT: list[Kept] = []
"""One beginning a process: to mirror all of it anew takes seconds."""


@pytest.fixture
def place(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Both records and Slack with all that an incident can have, at rest."""
    if not _KEPT:
        place = mirrored(sandbox, tmp_path_factory.mktemp("restore"), "both")
        state = sandbox.control("GET", "/state")
        _KEPT.append(Kept(place, state, place.state.read_bytes(), place.clock.now()))
    return _KEPT[0].again()


def label(place: Place) -> str:
    """The ID of the incident that things happen to."""
    return str(place.row(DISK)["ID"] if _has_row(place) else place.pages.one(DISK)["ID"])


def _has_row(place: Place) -> bool:
    return any(row["Title"] == DISK for row in place.rows())


def lobby(place: Place) -> str:
    """The id of the announcement channel."""
    channels = place.slack()["channels"].values()
    return next(str(one["id"]) for one in channels if one["name"] == "incidents")


def said(place: Place, channel: str) -> list[str]:
    """Our own messages in a channel and its threads, oldest first."""
    raw = place.slack()
    messages = raw["channels"][channel]["messages"]
    ours = [m for _, m in sorted(messages.items()) if m["user"] == raw["bot"]["user_id"]]
    return [m["text"] for m in ours if not str(m.get("subtype", "")).startswith("channel_")]


def passes(place: Place, *, cycles: int = 2) -> list[Report]:
    """Some cycles that meet no trouble."""
    reports = [place.cycle(later=300) for _ in range(cycles)]
    assert [str(error) for report in reports for error in report.errors] == []
    return reports


def asked(place: Place, done: Callable[[], bool]) -> None:
    """Cycles until what was asked for is done: a channel that is not active has its turns."""
    for _ in range(4):
        if done():
            return
        assert place.cycle().errors == []
    raise AssertionError("nobody heard it")


def quiet(place: Place) -> None:
    """Nothing is left to do, and nothing stands twice."""
    report = place.cycle(later=120)
    assert (report.actions, report.errors, doubled(place)) == ([], [], [])


def without(seen: Json, *names: str) -> Json:
    """A picture but for some of its parts."""
    return {name: part for name, part in seen.items() if name not in names}


# rows


def test_a_deleted_row_comes_back_as_it_was(place: Place) -> None:
    """With its ID, its link and what was edited meanwhile; asked for in the incident's channel."""
    before, channel = picture(place), place.channel_of(DISK)
    place.act("sheets", "delete_rows", tab=TAB, at=place.row(DISK)["row"])
    passes(place)
    assert f"incident-sync restore {label(place)}" in said(place, channel)[-1]
    place.asks("priya", channel, "restore")
    passes(place, cycles=1)
    quiet(place)
    assert picture(place)[TAB] == before[TAB]
    assert "is put back" in said(place, channel)[-1]


def test_a_detached_incident_is_heard_in_its_own_channel(place: Place) -> None:
    """No record has it any more, so its channel is listened to in turn; both get it back."""
    before, channel = picture(place), place.channel_of(DISK)
    place.act("sheets", "delete_rows", tab=TAB, at=place.row(DISK)["row"])
    place.pages.does("trash", DISK)
    passes(place)
    place.asks("priya", channel, "restore")
    asked(place, lambda: _has_row(place))
    quiet(place)
    now = picture(place)
    assert (now[TAB], now["pages"]) == (before[TAB], before["pages"])


# pages


def trashed(place: Place, *then: str) -> str:
    """The page was put in the trash, and perhaps more, and that is known; its id."""
    page: str = place.pages.one(DISK)["page"]
    for verb in ("trash", *then):
        place.act("notion", verb, page=page)
    passes(place)
    return page


def test_a_page_is_taken_out_of_the_trash_and_brought_up_to_date(place: Place) -> None:
    """The same page, with its follow-ups and timeline; what happened meanwhile is written."""
    before, page = picture(place)["pages"], trashed(place)
    channel = place.channel_of(DISK)
    place.asks("sam", channel, "summary Somebody wiped it")
    place.asks("priya", channel, "restore")
    place.forget_calls()
    passes(place, cycles=1)
    assert place.written("notion") == [PATCH, PATCH]
    quiet(place)
    now = place.pages.one(DISK)
    assert (now["page"], now["Summary"]) == (page, "Somebody wiped it")
    told = [text.replace("Somebody wiped it", "No space") for text in picture(place)["pages"]]
    assert told == before


def test_a_page_that_no_query_shows_yet_is_not_gone_again(place: Place) -> None:
    """What was put back is looked for by its id until queries show it."""
    trashed(place)
    place.act("notion", "set_behaviour", query_lag_s=600)
    place.asks("priya", place.channel_of(DISK), "restore")
    for _ in range(4):
        assert place.cycle(later=15).errors == []
    assert _kinds(place).count("detached") == 1
    place.act("notion", "set_behaviour", query_lag_s=0)
    quiet(place)


def test_a_closed_page_that_was_put_back_stays_so(place: Place) -> None:
    """It is in no answer before the daily look at everything; nor is it missed until then."""
    place.types(DISK, Status="Resolved")
    passes(place)
    place.pages.does("trash", DISK)
    for _ in range(2):
        place.cycle(later=86_400)
    place.asks("priya", place.channel_of(DISK), "restore")
    asked(place, lambda: len(place.pages.all()) == len(TABLE) + 1)
    passes(place)
    assert place.pages.one(DISK)["Status"] == "Resolved"
    assert _kinds(place).count("detached") == 1
    place.cycle(later=86_400)
    quiet(place)


def test_a_page_deleted_for_good_is_made_anew_with_all_that_stood_in_it(place: Place) -> None:
    """One page, one of each block: follow-ups and timeline go where their incident is."""
    before, page = picture(place)["pages"], trashed(place, "delete_forever")
    place.asks("priya", place.channel_of(DISK), "restore")
    place.forget_calls()
    passes(place, cycles=1)
    assert place.written("notion").count(CREATE) == 1
    quiet(place)
    assert place.pages.one(DISK)["page"] != page
    assert _in_order(picture(place)["pages"]) == _in_order(before)
    todo = next(one for one in place.pages.blocks_of(place.pages.one(DISK)["page"])
                if one["text"] == "Watch the disks")  # fmt: skip
    place.act("notion", "set_todo", block=todo["id"], checked=True)
    passes(place, cycles=1)
    (row,) = [row for row in place.rows("Follow-ups") if row["Follow-up"] == "Watch the disks"]
    assert row["Done"] is True


def test_a_page_that_was_moved_elsewhere_is_made_anew(place: Place) -> None:
    """The one that is somewhere else now stays there."""
    page: str = place.pages.one(DISK)["page"]
    place.act("notion", "create_database", title="Other", properties={"T": "title"})
    place.act("notion", "move", page=page, to="Other")
    passes(place)
    place.asks("priya", place.channel_of(DISK), "restore")
    passes(place, cycles=1)
    quiet(place)
    assert place.pages.one(DISK)["ID"] == label(place)


# channels


def archived(place: Place, verb: str = "archive") -> str:
    """The incident's channel was archived, or worse, and that is known; its id."""
    channel = place.channel_of(DISK)
    who = {"kick": place.slack()["bot"]["user_id"]}.get(verb, "priya")
    place.act("slack", verb, user=who, channel=channel)
    place.cycle()
    place.cycle()
    return channel


def test_a_shut_channel_is_told_of_once_and_noted_while_that_lasts(place: Place) -> None:
    """In the announcement's thread, and in both records; no cycle writes the note again.

    A look costs no more than one at a channel that is open.
    """
    channel, home = archived(place), lobby(place)
    told = [text for text in said(place, home) if "is archived" in text]
    assert len(told) == 1
    for wanted in ("bots cannot unarchive", f"incident-sync restore {label(place)}"):
        assert wanted in told[0]
    idle = sum(place.spent(later=60)["slack"].values())
    note = (
        "channel: it is archived, so nothing is mirrored to it; unarchive it in Slack, or "
        f"incident-sync restore {label(place)}"
    )
    assert (place.row(DISK)["Sync note"], place.pages.one(DISK)["Sync note"]) == (note, note)
    quiet(place)
    place.act("slack", "unarchive", user="priya", channel=channel)
    passes(place, cycles=1)
    assert (place.row(DISK)["Sync note"], place.pages.one(DISK)["Sync note"]) == ("", "")
    assert idle <= sum(place.spent(later=60)["slack"].values())
    assert [text for text in said(place, home) if "is archived" in text] == told


def test_an_archived_channel_that_is_over_needs_no_word_until_it_is_reopened(place: Place) -> None:
    """Housekeeping is nobody's alarm; whoever reopens is told what bots cannot do."""
    place.types(DISK, Status="Resolved")
    passes(place)
    archived(place)
    home = lobby(place)
    assert [text for text in said(place, home) if "is archived" in text] == []
    place.types(DISK, Status="Fixing")
    for _ in range(3):
        place.cycle()
    told = [text for text in said(place, home) if "is archived" in text]
    assert len(told) == 1
    assert "goes on again" in told[0]
    assert "nothing is mirrored to it" in place.row(DISK)["Sync note"]


def test_one_that_was_put_away_long_ago_is_told_of_as_it_is_reopened(place: Place) -> None:
    """Nobody looks at it any more, so the first write finds out; unarchived it is mirrored."""
    place.types(DISK, Status="Resolved")
    passes(place)
    place.cycle(later=8 * 86_400)
    channel, home = place.channel_of(DISK), lobby(place)
    place.act("slack", "archive", user="priya", channel=channel)
    passes(place)
    place.types(DISK, Status="Fixing")
    for _ in range(3):
        place.cycle()
    assert len([text for text in said(place, home) if "is archived" in text]) == 1
    assert "unarchive it in Slack" in place.row(DISK)["Sync note"]
    place.act("slack", "unarchive", user="priya", channel=channel)
    passes(place)
    assert place.slack()["channels"][channel]["topic"]["value"].startswith("Major | Fixing")
    assert place.row(DISK)["Sync note"] == ""
    quiet(place)


@pytest.mark.parametrize("verb", ["archive", "delete_channel", "kick"])
def test_a_channel_that_cannot_be_written_gets_one_successor(place: Place, verb: str) -> None:
    """With card, pin, bookmark, topic, purpose and people; the one announcement names it."""
    place.asks("lena", place.channel_of(DISK), "lead @sam")
    place.cycle()
    place.asks("lena", place.channel_of(DISK), "lead me")
    place.cycle()
    before = picture(place)["slack"]
    old = archived(place, verb)
    kept = place.slack()["channels"].get(old)
    home, number = lobby(place), label(place)
    place.asks("priya", home, f"restore {number}")
    asked(place, lambda: place.channel_of(DISK) != old)
    new = place.channel_of(DISK)
    assert place.pages.channel_of(DISK) == new
    seen = picture(place)["slack"]
    name = place.slack()["channels"][new]["name"]
    first = f"inc-{number.rpartition('-')[2]}-disk-full"
    assert name == (first if verb == "delete_channel" else f"{first}-2")
    for part in ("topic", "purpose", "bookmarks"):
        assert _plain(seen[name][part], name) == _plain(before[first][part], first), part
    (card,) = seen[name]["pinned"]
    assert _plain(card, name) in [_plain(one, first) for one in before[first]["pinned"]]
    assert _names(place, new) >= {"sam", "lena"}
    heads = [m for m in place.slack()["channels"][home]["messages"].values()
             if DISK in m["text"] and m.get("thread_ts", m["ts"]) == m["ts"]]  # fmt: skip
    assert len(heads) == 1
    assert f"<#{new}>" in heads[0]["text"]
    place.asks("sam", new, "severity minor")
    passes(place, cycles=1)
    quiet(place)
    assert place.row(DISK)["Severity"] == "Minor"
    assert place.slack()["channels"].get(old) == kept
    if verb == "archive":
        place.act("slack", "unarchive", user="priya", channel=old)
        quiet(place)
        raw = place.slack()
        assert raw["bot"]["user_id"] not in raw["channels"][old]["members"]


def test_the_wish_is_heard_in_the_thread_where_it_was_told(place: Place) -> None:
    """People answer where they read; so does the one who forgets the ID."""
    old, home = archived(place), lobby(place)
    messages = place.slack()["channels"][home]["messages"].values()
    thread = next(m["thread_ts"] for m in messages if "is archived" in m["text"])
    place.act("slack", "post", user="priya", channel=home, thread_ts=thread,
              text="@incident-sync restore")  # fmt: skip
    asked(place, lambda: "Example: @incident-sync restore INC-42" in said(place, home)[-1])
    place.act("slack", "post", user="priya", channel=home, thread_ts=thread,
              text=f"@incident-sync restore {label(place)}")  # fmt: skip
    asked(place, lambda: place.channel_of(DISK) != old)


def test_a_store_from_before_a_restore_finds_what_was_put_back(place: Place) -> None:
    """Yesterday's store knows what was gone; what stands there now is taken, and not doubled."""
    _page_for_good(place)
    old = archived(place)
    store = place.state.read_bytes()
    place.asks("priya", lobby(place), f"restore {label(place)}")
    asked(place, lambda: place.channel_of(DISK) != old)
    place.cycle()
    new, seen = place.channel_of(DISK), _rest(place)
    put_back(place, store)
    for _ in range(2):
        place.cycle(later=120)
    assert _rest(place) == seen
    place.asks("sam", new, "severity minor")
    passes(place, cycles=1)
    assert {place.row(DISK)["Severity"], place.pages.one(DISK)["Severity"]} == {"Minor"}
    quiet(place)


# deaths


def _page_for_good(place: Place) -> None:
    page = place.pages.one(DISK)["page"]
    place.act("notion", "trash", page=page)
    place.act("notion", "delete_forever", page=page)


def _row(place: Place) -> None:
    place.act("sheets", "delete_rows", tab=TAB, at=place.row(DISK)["row"])


def _channel(place: Place) -> None:
    place.act("slack", "archive", user="priya", channel=place.channel_of(DISK))


@pytest.mark.faults
@pytest.mark.parametrize("lose", [_row, _page_for_good, _channel])
def test_a_lost_answer_to_any_write_doubles_nothing(
    place: Place, lose: Callable[[Place], None]
) -> None:
    """Every call of the restoring cycle that changes something: its answer lost, one of each."""
    number = label(place)
    lose(place)
    for _ in range(2):
        place.cycle()
    place.run("restore", number)
    store, state, now = (
        place.state.read_bytes(),
        place.sandbox.control("GET", "/state"),
        place.clock.now(),
    )
    begun = Kept(place, state, store, now)
    begun.again()
    place.forget_calls()
    place.cycle(later=120)
    place.cycle(later=120)
    whole = _rest(place)
    writes = [call for call in place.log() if call["effect"]]
    assert writes
    for call in writes:
        begun.again()
        place.sandbox.control("DELETE", "/faults")
        place.forget_calls()
        fault = {"kind": "drop", "n": call["n"], "phase": "after"}
        place.sandbox.control("POST", "/faults", fault)
        for _ in range(2):
            place.cycle(later=120)
        assert doubled(place) == [], call["method"]
        assert _rest(place) == whole, call["method"]
        assert place.cycle(later=120).actions == [], call["method"]


def _rest(place: Place) -> Json:
    """All that is to be seen but for the order of blocks and Slack's own notices."""
    seen = picture(place)
    seen["pages"] = _in_order(seen["pages"])
    for channel in seen["slack"].values():
        del channel["notices"]
    return seen


def _in_order(pages: list[str]) -> list[Json]:
    """The pages, whose blocks may stand in another order once they were made anew."""
    told = map(json.loads, pages)
    return [{**page, "blocks": sorted(page["blocks"])} for page in told]


def _plain(told: Any, name: str) -> str:
    return str(told).replace(f"#{name}", "#it")


def _names(place: Place, channel: str) -> set[str]:
    raw = place.slack()
    return {raw["users"][user]["name"] for user in raw["channels"][channel]["members"]}


def _kinds(place: Place) -> list[str]:
    """What happened, in kinds of entries, newest first."""
    with opened(place.config, writes=False, clock=place.clock) as app:
        return [entry.kind for entry, _ in app.store.history(limit=100)]
