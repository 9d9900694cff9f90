"""``approve``: who is told what is held, how one lets it pass, and what is refused."""

from __future__ import annotations

from tests.cli.conftest import REGISTER, Caller
from tests.cli.test_bad_input import said
from tests.engine.hands import Hand
from tests.engine.place import Json, Place

TITLES = [str(row["Title"]) for row in REGISTER]


def _emptied(place: Place, call: Caller) -> Json:
    """Every row was deleted, and two looks have missed them; the guard that this ends with."""
    Hand(place, "sheets").removes(TITLES)
    assert call(place, "sync").code == 0
    done = call(place, "sync", "--json")
    assert done.code == 3
    guard: Json = done.json["guard"]
    return guard


def test_nothing_held_is_nothing_to_approve(place: Place, call: Caller) -> None:
    """2, with where to look."""
    done = call(place, "approve", "abc123")
    assert done.code == 2
    said(done, "nothing is held", "incident-sync status")


def test_what_is_held_is_shown_wherever_somebody_looks(place: Place, call: Caller) -> None:
    """By sync, plan, status and doctor, as text and as JSON, each with exit code 3."""
    guard = _emptied(place, call)
    assert guard["reason"] == "3 rows gone from sheets"
    assert sorted(guard["held"]) == [
        f"{label}: its row is gone" for label in ("INC-2", "INC-3", "OLD-1")
    ]
    passing = f"incident-sync approve {guard['id']}"
    for words in (["sync"], ["plan"], ["status"], ["doctor"]):
        done = call(place, *words)
        assert (done.code, done.err) == (3, "")
        assert guard["reason"] in done.out
        assert passing in done.out
    for words in (["sync", "--json"], ["plan", "--json"], ["status", "--json"]):
        done = call(place, *words)
        assert (done.code, done.json["guard"]) == (3, guard)


def test_an_approval_passes_once_and_says_so_when_it_is_repeated(
    place: Place, call: Caller
) -> None:
    """Refused with 2 where it was given before, whether the cycle has done it yet or not."""
    id_ = _emptied(place, call)["id"]
    done = call(place, "approve", f" {id_.upper()}")
    assert (done.code, done.out) == (
        0, "approved: 3 rows gone from sheets; the next cycle does it\n",
    )  # fmt: skip
    again = call(place, "approve", id_)
    assert again.code == 2
    said(again, f"{id_} was approved already", "The next cycle does it: incident-sync sync")
    assert call(place, "doctor").code == 0
    assert call(place, "sync").code == 0
    assert call(place, "status").code == 0
    last = call(place, "approve", id_)
    assert last.code == 2
    said(last, f"{id_} was approved already by ", "incident-sync status shows what waits")
    approved = [one for one in call(place, "history", "--json").json if one["kind"] == "approved"]
    assert len(approved) == 1


def test_an_answer_to_a_set_that_has_changed_is_refused(place: Place, call: Caller) -> None:
    """2, naming the set that is held now; nothing of either passes."""
    old = _emptied(place, call)
    Hand(place, "sheets").adds([{"Title": f"New {n}", "Status": "Fixing"} for n in range(6)])
    config = place.config.read_text(encoding="utf-8").replace("max_new_channels = 1000\n", "")
    place.config.write_text(config, encoding="utf-8")
    new = call(place, "sync", "--json").json["guard"]
    assert new["reason"] == (
        "6 channels to open, more than max_new_channels = 5; 3 rows gone from sheets"
    )
    done = call(place, "approve", old["id"])
    assert done.code == 2
    said(done, f"{old['id']} is not the set that is held now; that is {new['id']}: {new['reason']}",
         "Look at it with incident-sync plan and approve that one")  # fmt: skip
    assert call(place, "sync", "--json").json["guard"] == new


def test_a_set_that_empties_by_itself_is_gone(place: Place, call: Caller) -> None:
    """Put back, the rows are mirrored as before; nothing waits, and nothing is left to approve."""
    hand = Hand(place, "sheets")
    before = hand.rows()
    hand.removes(TITLES)
    for _ in range(2):
        call(place, "sync")
    id_ = call(place, "status", "--json").json["guard"]["id"]
    cells = [{name: value for name, value in row.items() if name != "row"} for row in before]
    hand.adds(cells)
    assert call(place, "sync").code == 0
    assert call(place, "status", "--json").json["guard"] is None
    assert call(place, "approve", id_).code == 2
    assert call(place, "sync", "--json").json["actions"] == []
