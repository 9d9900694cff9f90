"""What ``doctor`` says of Slack: every planted fault is named, and its remedy mends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incident_sync.sides.slack.check import SCOPES
from tests.sandbox.shell_client import TOKEN
from tests.sides.checked import by_name, wrong
from tests.sides.slack.desk import Desk, incident

README = Path(__file__).parents[3] / "README.md"
ANNOUNCE, CHANNELS = "Slack: announcement channel", "Slack: channels"


def _granted(desk: Desk) -> list[str]:
    scopes: list[str] = desk.control.slack()["scopes"]
    return scopes


def test_all_is_well_and_nothing_is_touched(desk: Desk) -> None:
    """Every line is green after two calls, neither of which changes anything."""
    desk.control.ok("DELETE", "calls")
    found = list(desk.side.check())
    assert wrong(found) == []
    assert all(one.ok for one in found)
    assert desk.calls() == {"auth.test": 1, "conversations.list": 1}
    assert not any(call["effect"] for call in desk.log())


def test_the_scopes_are_those_of_the_readme() -> None:
    """What is asked for and what people are told to grant is the same."""
    table = README.read_text(encoding="utf-8").partition("| scope | for |")[2].partition("\n\n")[0]
    told = {scope for row in table.splitlines()[2:] for scope in re.findall(r"`([a-z:.]+)`", row)}
    assert told == set(SCOPES)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_missing_scope_is_named_with_what_it_is_for(desk: Desk, scope: str) -> None:
    """Each alone is red, says why it is needed, and is green once it is added."""
    all_of_them = _granted(desk)
    desk.act("set_scopes", scopes=[one for one in all_of_them if one != scope])
    found = by_name(desk.side.check())
    line = found[f"Slack: scope {scope}"]
    assert wrong(found.values()) == [line.what]
    assert SCOPES[scope] in line.said
    assert line.remedy.startswith(f"Add {scope} ")
    desk.act("set_scopes", scopes=all_of_them)
    assert by_name(desk.side.check())[line.what].ok


def _no_announcement(desk: Desk) -> None:
    desk.act("rename", user="priya", channel="incidents", name="events")


def _archived(desk: Desk) -> None:
    desk.act("archive", user="priya", channel="incidents")


def _unarchived(desk: Desk) -> None:
    desk.act("unarchive", user="priya", channel="incidents")


def _shut_out(desk: Desk) -> None:
    desk.act("kick", user="incident-sync", channel="incidents")
    desk.act("set_scopes", scopes=[one for one in _granted(desk) if one != "channels:join"])


def _invited(desk: Desk) -> None:
    desk.act("invite", user="priya", invited="incident-sync", channel="incidents")


def _foreign(desk: Desk) -> None:
    desk.open(incident())
    desk.restart(installation="ffffffff")


def _backed_up(desk: Desk) -> None:
    desk.restart(installation="ab12cd34")


PLANTS: list[tuple[Callable[[Desk], Any], str, str, Callable[[Desk], Any]]] = [
    (_no_announcement, ANNOUNCE, "Create it",
     lambda desk: desk.act("create_channel", user="priya", name="incidents")),
    (_archived, ANNOUNCE, "unarchive it if it was archived", _unarchived),
    (_shut_out, ANNOUNCE, "Invite the bot", _invited),
    (_foreign, CHANNELS, "put a backup of the store back", _backed_up),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "what", "remedy", "mend"), PLANTS)
def test_what_is_wrong_with_channels_is_named_and_mended(
    desk: Desk,
    plant: Callable[[Desk], Any],
    what: str,
    remedy: str,
    mend: Callable[[Desk], Any],
) -> None:
    """The line is red with its remedy, and green once a person did that."""
    plant(desk)
    line = by_name(desk.side.check(desk.cursors))[what]
    assert line.ok is False
    assert remedy in line.remedy
    mend(desk)
    assert by_name(desk.side.check(desk.cursors))[what].ok


def test_channels_of_ours_that_nobody_ever_looked_at_mean_a_lost_store(desk: Desk) -> None:
    """They are named, with what the next cycle does about it."""
    desk.open(incident())
    line = by_name(desk.side.check())[CHANNELS]
    assert line.ok is False
    assert "it was lost" in line.said
    assert "rebuilds it" in line.remedy


def test_a_bot_outside_that_may_join_is_well(desk: Desk) -> None:
    """The next cycle joins by itself; looking does not."""
    desk.act("kick", user="incident-sync", channel="incidents")
    before = desk.channel("incidents")["members"]
    line = by_name(desk.side.check())[ANNOUNCE]
    assert line.ok
    assert "joins" in line.said
    assert desk.channel("incidents")["members"] == before


def test_without_a_store_channels_of_any_installation_are_named(desk: Desk) -> None:
    """A lost store shows before the first cycle stumbles over it."""
    desk.open(incident())
    desk.restart(installation="")
    line = by_name(desk.side.check())[CHANNELS]
    assert line.ok is False
    assert line.vital


def test_a_wrong_token_is_named_alone(desk: Desk) -> None:
    """What could not be looked at because of it is neither right nor wrong; no line holds it."""
    desk.restart(token=lambda: "xoxb-wrong-canary")
    found = by_name(desk.side.check())
    assert wrong(found.values()) == ["Slack: bot token"]
    assert "Bot User OAuth Token" in found["Slack: bot token"].remedy
    assert found["Slack: bot token"].vital
    assert found[ANNOUNCE].ok is None
    assert "canary" not in repr(found)
    desk.restart(token=lambda: TOKEN)
    assert wrong(desk.side.check()) == []


def test_a_users_token_is_no_bots(desk: Desk) -> None:
    """A token that works and has no bot is refused here, before it writes as a person."""
    me = {"ok": True, "url": "https://x.slack.com/", "user_id": "U1", "team_id": "T1"}
    desk.control.fault(kind="status", status=200, method="auth.test", body=me)
    line = by_name(desk.side.check())["Slack: bot token"]
    assert line.ok is False
    assert "not a bot token" in line.said


@pytest.mark.parametrize("body", ["<html>Sign in</html>", '{"ok": true}', "[]"])
def test_a_proxys_page_is_no_slack(desk: Desk, body: str) -> None:
    """An answer that is none of Slack's ends in a finding, not in a traceback."""
    desk.control.fault(kind="status", status=200, method="auth.test", body=body, times=None)
    found = by_name(desk.side.check())
    assert wrong(found.values()) == ["Slack: API"]
    assert found["Slack: API"].vital


def test_a_clock_that_is_wrong_is_named(desk: Desk) -> None:
    """A minute is forgiven, more is told with its direction."""
    desk.clock.advance(59)
    assert by_name(desk.side.check())["Slack: clock"].ok
    desk.clock.advance(60)
    line = by_name(desk.side.check())["Slack: clock"]
    assert line.ok is False
    assert "119 s ahead of" in line.said
    assert "NTP" in line.remedy
