"""``incident-sync restore``: what it accepts, what it refuses, how it exits."""

from __future__ import annotations

from getpass import getuser

from incident_sync.app import opened
from tests.cli.conftest import Caller
from tests.engine.place import TAB, Place

DISK = "Disk full"


def _cycles(place: Place) -> None:
    for _ in range(2):
        assert place.cycle().errors == []
    place.forget_calls()


def test_restore_goes_through_the_inbox(place: Place, call: Caller) -> None:
    """It calls nobody and needs no lease, so it works beside a daemon; the next cycle does it."""
    label, channel = place.row(DISK)["ID"], place.row(DISK)["Channel"]
    place.act("sheets", "delete_rows", tab=TAB, at=place.row(DISK)["row"])
    _cycles(place)
    with opened(place.config) as app, app.leased():
        done = call(place, "restore", label.lower())
    assert (done.code, done.err) == (0, "")
    assert done.out == f"accepted: {label} gets back its row in the Sheet; the next cycle does it\n"
    assert place.calls() == {}
    _cycles(place)
    row = place.row(DISK)
    assert (row["ID"], row["Channel"], row["Severity"]) == (label, channel, "Major")
    with opened(place.config) as app:
        told = [entry for entry, _ in app.store.history() if entry.kind == "restored"]
    assert [(one.label, one.side, one.by) for one in told] == [(label, "sheets", getuser())]
    again = call(place, "restore", label)
    assert again.code == 2
    assert f"nothing of {label} is gone; it stands in " in again.err
    assert f"sheets (https://docs.google.com/spreadsheets/d/{place.key}" in again.err
    assert f"slack ({channel})" in again.err
    assert "What was deleted just now shows after the next cycle." in again.err


def test_restore_of_an_incident_that_nobody_knows_is_as_show(place: Place, call: Caller) -> None:
    """It is named, with the command that lists them, and nothing is kept."""
    before = place.dump()
    asked = call(place, "restore", "INC-99")
    assert (asked.code, place.dump()) == (2, before)
    assert "no incident is called INC-99. See incident-sync list" in asked.err


def test_restore_without_a_store_makes_none(fresh: Place, call: Caller) -> None:
    """What could be put back is in a store that is there."""
    assert call(fresh, "restore", "INC-1").code == 2
    assert not fresh.state.exists()


def test_restore_of_a_channel_that_was_put_away_says_how_to_go_on(
    place: Place, call: Caller
) -> None:
    """The archived channel of what is over is not gone; that of what goes on is."""
    label, channel = place.row(DISK)["ID"], place.channel_of(DISK)
    place.types(DISK, Status="Resolved")
    _cycles(place)
    place.act("slack", "archive", user="priya", channel=channel)
    _cycles(place)
    refused = call(place, "restore", label)
    assert refused.code == 2
    assert "Its channel is put away since it is Resolved: unarchive it in Slack" in refused.err
    place.types(DISK, Status="Fixing")
    _cycles(place)
    done = call(place, "restore", label)
    assert (done.code, done.out) == (
        0, f"accepted: {label} gets back a new channel; the next cycle does it\n",
    )  # fmt: skip
