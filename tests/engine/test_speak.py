"""What is due to be said is said once, later if need be, or parked for good."""

from __future__ import annotations

import pytest

from incident_sync.errors import Permanent, SideUnusable
from tests.engine.stage import Stage, lost_reply, unavailable


def changed() -> Stage:
    """A stage on which somebody just changed the severity in the register."""
    stage = Stage()
    ref = stage.declared()
    stage.slack.said.clear()
    stage.sheet.type(ref, "severity", "Major")
    return stage


def test_a_change_is_told_once() -> None:
    """The channel and the announcement's thread hear of it, and never again."""
    stage = changed()
    stage.cycle()
    assert sorted(stage.said()) == ["note", "thread"]
    stage.cycle()
    assert sorted(stage.said()) == ["note", "thread"]
    assert stage.store.outbox() == []


def test_what_cannot_be_said_now_stays_due() -> None:
    """A busy service hears it in the next cycle."""
    stage = changed()
    stage.slack.fails["say"] = unavailable()
    stage.cycle()
    assert (stage.said(), len(stage.store.outbox())) == ([], 2)
    stage.slack.fails.clear()
    stage.cycle()
    assert (sorted(stage.said()), stage.store.outbox()) == (["note", "thread"], [])


def test_what_can_never_be_said_is_parked() -> None:
    """A channel that refuses is not asked again for ever."""
    stage = changed()
    stage.slack.fails["say"] = Permanent("is_archived", where="#inc-1")
    report = stage.cycle()
    assert stage.store.outbox() == []
    assert len(report.errors) == 1
    stage.slack.fails.clear()
    stage.cycle()
    assert stage.said() == []


def test_messages_of_one_incident_keep_their_order() -> None:
    """What was decided first is said first, also where it had to wait."""
    stage = changed()
    stage.slack.fails["say"] = unavailable()
    stage.cycle()
    assert stage.slack.calls.count(("say",)) == 1
    stage.sheet.type("row1", "title", "Checkout is down")
    stage.slack.fails.clear()
    stage.cycle()
    fields = [[one["field"] for one in m.data["changes"]] for m in stage.slack.said.values()]
    assert fields == [["severity"], ["severity"], ["title"]]


def test_a_message_in_doubt_is_looked_up_and_not_said_twice() -> None:
    """The reply was lost after it was posted."""
    stage = changed()
    stage.slack.losses["say"] = lost_reply()
    stage.cycle()
    posted = dict(stage.slack.said)
    stage.slack.losses.clear()
    calls = len(stage.slack.calls)
    stage.cycle()
    assert {k: v for k, v in stage.slack.said.items() if k in posted} == posted
    assert sorted(stage.said()) == ["note", "thread"]
    said_again = [call for call in stage.slack.calls[calls:] if call == ("say",)]
    assert len(said_again) == 2 - len(posted)


def test_a_message_in_doubt_that_cannot_be_looked_up_waits() -> None:
    """Rather late than twice."""
    stage = changed()
    stage.slack.losses["say"] = lost_reply()
    stage.cycle()
    (first,) = stage.slack.said
    stage.slack.losses.clear()
    stage.slack.forgetful = unavailable()
    calls = stage.slack.calls.count(("say",))
    stage.cycle()
    assert stage.slack.calls.count(("say",)) == calls
    assert first in {message.key for message in stage.store.outbox()}
    stage.slack.forgetful = None
    stage.cycle()
    assert sorted(stage.said()) == ["note", "thread"]


def test_what_has_no_place_is_not_waited_for() -> None:
    """No announcement, no thread: the side has nothing to say, and the message is closed."""
    stage = changed()
    stage.slack.mute = True
    stage.cycle()
    assert stage.store.outbox() == []


@pytest.mark.parametrize("error", [unavailable(), SideUnusable("the token was revoked")])
def test_while_slack_is_away_what_is_due_waits(error: Permanent) -> None:
    """A note decided while Slack could not be read is said when it is back."""
    stage = changed()
    stage.slack.blind = error
    stage.cycle()
    assert len(stage.store.outbox()) == 2
    stage.slack.blind = None
    stage.cycle()
    assert sorted(stage.said()) == ["note", "thread"]


def test_a_side_that_becomes_unusable_while_speaking_loses_nothing() -> None:
    """The token is revoked between two messages: both are said after it was renewed."""
    stage = changed()
    stage.slack.fails["say"] = SideUnusable("the token was revoked")
    stage.cycle()
    assert len(stage.store.outbox()) == 2
    assert stage.slack.calls.count(("say",)) == 1
    stage.slack.fails.clear()
    stage.cycle()
    assert sorted(stage.said()) == ["note", "thread"]


def test_an_answer_outside_of_any_incident_is_said() -> None:
    """Somebody asked for help in the announcement channel."""
    stage = Stage()
    stage.cycle()
    stage.ask("help", ref="C0LOBBY")
    stage.cycle()
    assert stage.said() == ["answer"]


def test_a_card_that_fails_silences_nobody() -> None:
    """What cannot be shown in one place is still said in the channel."""
    stage = changed()
    stage.slack.fails["write"] = Permanent("invalid_blocks")
    stage.cycle()
    assert sorted(stage.said()) == ["note", "thread"]


def test_one_incidents_trouble_silences_no_other() -> None:
    """A message that has to wait keeps no other channel from hearing its own."""
    stage = Stage()
    refs = [stage.declared("Checkout"), stage.declared("Payments")]
    stage.slack.said.clear()
    for ref in refs:
        stage.sheet.type(ref, "severity", "Major")
    stage.slack.fails["say"] = unavailable()
    stage.cycle()
    assert stage.slack.calls.count(("say",)) == 2
    stage.slack.fails.clear()
    stage.cycle()
    assert sorted(stage.said()) == ["note", "note", "thread", "thread"]
