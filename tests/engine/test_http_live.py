"""The daemon listening to Slack: what people do there stands in the records at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine.alive import LONGEST_S, Alive, alive
from tests.engine.listening import APP_TOKEN, socket
from tests.engine.picture import doubled
from tests.engine.place import Place, place_in

READS = {"conversations.list", "conversations.info", "conversations.history",
         "conversations.replies", "users.list", "users.info"}  # fmt: skip
ROWS = [
    {"Title": "Disk full", "Status": "Fixing", "Severity": "Major"},
    {"Title": "Slow search", "Status": "Investigating", "Severity": "Minor"},
]


@pytest.fixture
def place(sandbox: Sandbox, tmp_path: Path) -> Place:
    """Two incidents in both records, mirrored by polling."""
    place = place_in(sandbox, tmp_path, ROWS, ROWS)
    for _ in range(2):
        assert place.cycle().errors == []
    place.unfreeze()
    place.configure(slack=f'app_token = "{APP_TOKEN}"')
    return place


@pytest.fixture
def daemon(place: Place) -> Iterator[Alive]:
    """It listens; its whole cycles are a minute apart."""
    with alive(place) as daemon:
        daemon.rests()
        place.forget_calls()
        yield daemon


def test_a_mention_is_mirrored_at_once_and_costs_slack_no_look(daemon: Alive) -> None:
    """The event has all that is needed: no channel is read, no list is asked for."""
    place = daemon.place
    place.asks("sam", place.channel_of("Disk full"), "severity minor")
    daemon.until(lambda: place.row("Disk full")["Severity"] == "Minor")
    daemon.until(lambda: place.pages.one("Disk full")["Severity"] == "Minor")
    daemon.until(lambda: place.slack_topic("Disk full").startswith("Minor"))
    daemon.rests()
    assert not {name for name in place.calls()["slack"] if name in READS}


def test_a_slash_command_is_answered_to_its_author_alone(daemon: Alive) -> None:
    """And mirrored like a mention."""
    place = daemon.place
    channel = place.channel_of("Disk full")
    done = place.act(
        "slack", "slash", user="sam", channel=channel, command="/incident", text="todo Buy a disk"
    )
    assert done["ok"], done
    daemon.until(lambda: [one for one in place.rows("Follow-ups") if "Buy" in one["Follow-up"]])
    sam = next(id_ for id_, one in place.slack()["users"].items() if one["name"] == "sam")
    shown = daemon.until(lambda: place.slack()["channels"][channel]["ephemerals"])
    assert [("Buy a disk" in str(one), one["user"]) for one in shown] == [(True, sam)]


def test_the_form_declares(daemon: Alive) -> None:
    """From any channel, with what was typed as the title."""
    place = daemon.place
    typed = {"command": "/incident", "text": "Checkout fails"}
    assert place.act("slack", "slash", user="sam", channel="general", **typed)["ok"]
    view = daemon.until(lambda: place.slack()["views"])
    values = {"title": {"title": "Checkout is down"}, "severity": {"severity": "Major"}}
    done = place.act("slack", "submit", user="sam", view_id=next(iter(view)), values=values)
    assert done["ok"], done
    row = daemon.until(lambda: [r for r in place.rows() if r["Title"] == "Checkout is down"])[0]
    assert row["Severity"] == "Major"
    daemon.until(lambda: place.row("Checkout is down")["Channel"])
    assert place.slack()["views"] == {}


def test_the_cards_controls_work(daemon: Alive) -> None:
    """A button, a choice and a tick; the card is edited in place, never a second one."""
    place = daemon.place
    channel = place.channel_of("Disk full")
    place.asks("priya", channel, "todo Buy a disk")
    daemon.until(lambda: place.rows("Follow-ups"))
    ts, _ = daemon.card(channel)
    daemon.until(lambda: "checkboxes" in str(daemon.card(channel)))
    where = {"user": "lena", "channel": channel, "ts": ts}
    assert place.act("slack", "press", action_id="take_lead", **where)["ok"]
    daemon.until(lambda: place.row("Disk full")["Lead"])
    assert place.act("slack", "choose", action_id="status", value="Monitoring", **where)["ok"]
    daemon.until(lambda: place.pages.one("Disk full")["Status"] == "Monitoring")
    assert place.act("slack", "choose", action_id="follow_ups", value=["1"], **where)["ok"]
    daemon.until(lambda: place.rows("Follow-ups")[0]["Done"])
    assert daemon.card(channel)[0] == ts


def test_a_pin_is_on_the_timeline_at_once(daemon: Alive) -> None:
    """Its channel alone is looked at."""
    place = daemon.place
    channel = place.channel_of("Disk full")
    ts = place.says("priya", channel, "Rolling back")
    place.act("slack", "pin", user="sam", channel=channel, ts=ts)
    daemon.until(lambda: [one for one in place.rows("Timeline") if one["Entry"] == "Rolling back"])
    assert place.calls()["slack"].get("conversations.list", 0) == 0


def test_nothing_is_asked_of_slack_while_nothing_happens(place: Place) -> None:
    """Whole cycles go on reading the records; Slack is quiet between two sweeps."""
    with alive(place, every=0.3) as daemon:
        daemon.until(lambda: socket(place, "status")["open"])
        daemon.until(lambda: sum(not one.actions for _, one in daemon.reports) > 2)
        place.forget_calls()
        seen = len(daemon.reports)
        daemon.until(lambda: len(daemon.reports) > seen + 5)
        calls = place.calls()
    assert "slack" not in calls
    assert set(calls) == {"notion", "sheets"}


@pytest.mark.long
def test_what_was_acknowledged_outlives_a_kill(place: Place) -> None:
    """Killed sooner or later after the acknowledgement, the next sync does it, and once."""
    channel = place.channel_of("Disk full")
    for number in range(4):
        with place.started("run") as daemon:
            _until(lambda: socket(place, "status")["open"])
            text = f"summary Kept {number}"
            done = place.act(
                "slack", "slash", user="sam", channel=channel, command="/incident", text=text
            )
            time.sleep(number * 0.1)
            daemon.kill()
            daemon.communicate()
        assert done["ok"], done
        assert place.run("sync").code == 0
        assert place.row("Disk full")["Summary"] == f"Kept {number}"
        assert place.pages.one("Disk full")["Summary"] == f"Kept {number}"
    assert doubled(place) == []


def test_a_channel_made_by_hand_is_an_incident_as_soon_as_we_are_invited(daemon: Alive) -> None:
    """What a team does while the mirror is down: nobody has to wait for a sweep."""
    place = daemon.place
    place.act("slack", "create_channel", user="priya", name="inc-by-hand")
    place.act("slack", "invite", user="priya", channel="inc-by-hand", invited="bot")
    found = daemon.until(lambda: [row for row in place.rows() if "by hand" in row["Title"]])
    assert len(found) == 1
    assert found[0]["Channel"]


def test_without_a_good_token_it_is_polled_and_said_once(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack's refusal is named with its remedy, the token is not, and the mirror goes on."""
    place.configure(slack='app_token = "xapp-wrong"')
    with alive(place, every=0.2) as daemon:
        daemon.until(lambda: len(daemon.reports) > 3)
        place.asks("sam", place.channel_of("Disk full"), "severity minor")
        daemon.until(lambda: place.row("Disk full")["Severity"] == "Minor")
    said = [one.message for one in caplog.records if "listened to" in one.message]
    assert len(said) == 1
    assert "app_token" in said[0]
    assert "xapp-wrong" not in caplog.text


def _until(holds: Callable[[], object]) -> None:
    last = time.monotonic() + LONGEST_S
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.05)
