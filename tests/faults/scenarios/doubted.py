"""Effects of unknown outcome: the cycle that begins has to look them up."""

from __future__ import annotations

from incident_sync.app import opened
from tests.engine.pages import APPEND, CREATE
from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, COUNTED, NOTION, SAVED, SHEET, scenario

NEW = "Search answers nothing"
OPEN, POST, MARK = "conversations.create", "chat.postMessage", "bookmarks.add"
ADD = "POST /v4/spreadsheets/{id}:batchUpdate"
BLOCK = "PATCH /v1/blocks/{id}"


def _doubting(
    place: Place, *methods: str, call: int = 1, phase: str = "after", times: int | None = 1
) -> None:
    """A cycle in which the answers from the ``call``-th call of each method on are lost."""
    for method in methods:
        fault = {"kind": "drop", "method": method, "call": call, "phase": phase, "times": times}
        place.sandbox.control("POST", "/faults", fault)
    place.cycle()
    place.sandbox.control("DELETE", "/faults")
    with opened(place.config, writes=False) as app:
        assert app.store.effects("intended")


@scenario(SHEET)
def a_channel_in_doubt(place: Place) -> None:
    place.adds(Title=NEW, Lead="@sam")
    _doubting(place, OPEN)


@scenario(SHEET)
def a_channel_in_doubt_that_is_not_there(place: Place) -> None:
    place.adds(Title=NEW, Lead="@sam")
    _doubting(place, OPEN, phase="before")


@scenario(SHEET)
def a_card_in_doubt(place: Place) -> None:
    place.adds(Title=NEW)
    _doubting(place, POST)


@scenario(SHEET)
def a_bookmark_in_doubt(place: Place) -> None:
    place.adds(Title=NEW)
    _doubting(place, MARK)


@scenario(SHEET)
def an_announcement_in_doubt(place: Place) -> None:
    place.adds(Title=NEW)
    _doubting(place, POST, call=2)


@scenario(SHEET)
def a_note_in_doubt(place: Place) -> None:
    place.types(ACTIVE, Severity="Minor")
    _doubting(place, POST)


@scenario(SHEET)
def a_note_in_doubt_that_was_to_be_edited(place: Place) -> None:
    place.types(ACTIVE, Severity="Minor")
    place.cycle()
    place.types(ACTIVE, Summary="Logs grew")
    _doubting(place, "chat.update", call=2, times=None)


@scenario(SHEET)
def a_word_in_a_thread_in_doubt(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), "update Rolling back now")
    _doubting(place, POST)


@scenario(SHEET)
def an_answer_in_doubt(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), "help")
    _doubting(place, POST)


@scenario(SHEET)
def a_row_in_doubt(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), f"declare {NEW}")
    _doubting(place, ADD)


@scenario(BOTH)
def a_page_in_doubt(place: Place) -> None:
    place.adds(Title=NEW, Lead="@sam")
    _doubting(place, CREATE)


@scenario(NOTION)
def a_page_in_doubt_that_is_not_there(place: Place) -> None:
    """It has to be looked for twice, half a minute apart."""
    place.asks("priya", place.channel_of(ACTIVE), f"declare {NEW}")
    _doubting(place, CREATE, phase="before")


@scenario(COUNTED)
def a_page_in_doubt_that_has_no_channel(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), f"declare {NEW}")
    _doubting(place, CREATE)


@scenario(NOTION)
def blocks_in_doubt(place: Place) -> None:
    channel = place.channel_of(ACTIVE)
    place.asks("priya", channel, "todo Buy a disk")
    ts = place.says("lena", channel, "The last disk is full")
    place.act("slack", "pin", user="lena", channel=channel, ts=ts)
    _doubting(place, APPEND, times=2)


@scenario(NOTION, faults=[{"kind": "committed_503", "service": "notion", "method": CREATE}])
def a_page_saved_and_answered_503(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), f"declare {NEW}")


@scenario(NOTION, faults=[{"kind": "committed_503", "service": "notion", "method": APPEND}])
def a_block_saved_and_answered_503(place: Place) -> None:
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")


@scenario(NOTION, faults=[{"kind": "status", "method": BLOCK, "phase": "after", "body": SAVED}])
def a_tick_saved_and_answered_503(place: Place) -> None:
    channel = place.channel_of(ACTIVE)
    place.asks("priya", channel, "todo Buy a disk")
    for _ in range(2):
        place.cycle()
    place.asks("priya", channel, "done 1")
