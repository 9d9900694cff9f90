"""After a crash or a doubt: what an effect did is found, and nothing is done twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incident_sync.model.action import Action, Message
from incident_sync.model.people import Person
from tests.sides.slack.desk import Desk, failed, incident

SEVERITY = {"field": "severity", "old": "Minor", "new": "Major", "by": "Priya", "side": "notion"}
LOST = [("drop", "after"), ("drop", "before")]


def opening(desk: Desk) -> Action:
    """The action that opens an incident's channel."""
    gap = desk.gap(desk.brief(incident()))
    assert gap is not None
    (action,) = desk.side.plan(gap)
    return action


def effects(desk: Desk) -> dict[str, Action]:
    """The effects of an incident whose channel was just opened, by kind."""
    desk.carry_out([opening(desk)])
    gap = desk.gap(desk.brief(incident()))
    assert gap is not None
    planned = {one.kind: one for one in desk.side.plan(gap) if one.effect}
    assert set(planned) == {"post_card", "add_bookmark", "post_announcement"}
    return planned


def counted(desk: Desk, kind: str) -> int:
    """How many traces of an effect Slack has."""
    if kind == "open_channel":
        names = [one["name"] for one in desk.control.slack()["channels"].values()]
        return sum(name.startswith("inc-42") for name in names)
    where = "incidents" if kind == "post_announcement" else "inc-42-checkout-errors"
    return len(desk.channel(where)["bookmarks"] if kind == "add_bookmark" else desk.messages(where))


@pytest.mark.parametrize(("kind", "phase"), LOST)
@pytest.mark.parametrize(
    "effect", ["open_channel", "post_card", "add_bookmark", "post_announcement"]
)
def test_an_effect_in_doubt_is_looked_up_and_never_doubled(
    desk: Desk, effect: str, kind: str, phase: str
) -> None:
    """The answer got lost before or after Slack acted: sent once, and found if it was done."""
    action = opening(desk) if effect == "open_channel" else effects(desk)[effect]
    methods = {"open_channel": "conversations.create", "add_bookmark": "bookmarks.add"}
    since = desk.clock.now()
    desk.control.fault(kind=kind, phase=phase, method=methods.get(effect, "chat.postMessage"))
    (outcome,) = desk.side.apply([action])
    assert failed(outcome).outcome_known is False
    desk.advance(20)
    desk.restart()
    desk.look()
    found = desk.side.look_up(action, since)
    assert (found is not None) is (phase == "after")
    if found is None:
        (found,) = desk.side.apply([action])
    desk.remember(found)
    assert found.done
    assert counted(desk, effect) == 1
    if effect == "open_channel":
        assert found.ref == desk.channel("inc-42-checkout-errors")["id"]
    else:
        note = effect.partition("_")[2]
        assert desk.links[42].notes[note]


def test_a_note_an_answer_and_an_update_are_found(desk: Desk) -> None:
    """By their key, in threads too."""
    item = incident()
    link = desk.open(item)
    ts = desk.say(link.ref, "@incident-sync help")
    desk.look()
    since = desk.clock.now()
    messages = [
        Message("n1", 42, "note", {"changes": [SEVERITY]}),
        Message("t1", 42, "thread", {"update": "Rolling back", "by": "Sam"}),
        Message("a1", 42, "answer", {"code": "help", "channel": link.ref, "thread": ts}),
    ]
    for message in messages:
        (action,) = desk.side.say(message, desk.brief(item))
        assert desk.side.look_up(action, since) is None
        list(desk.side.apply([action]))
        assert desk.side.look_up(action, since) is not None


def test_an_edited_note_is_found_by_its_new_key(desk: Desk) -> None:
    """Though the message is older than the intent."""
    item = incident()
    desk.open(item)
    desk.tell(item, "note", "n1", changes=[SEVERITY])
    desk.advance(400)
    (action,) = desk.side.say(Message("n2", 42, "note", {"changes": [SEVERITY]}), desk.brief(item))
    assert action.kind == "edit_note"
    assert desk.side.look_up(action, desk.clock.now()) is None
    (outcome,) = desk.side.apply([action])
    found = desk.side.look_up(action, desk.clock.now())
    assert found is not None
    assert dict(found.notes) == dict(outcome.notes)


def test_a_message_of_another_app_is_not_ours(desk: Desk) -> None:
    """Though it carries our key."""
    item = incident()
    link = desk.open(item)
    since = desk.clock.now()
    desk.tell(item, "note", "n1", changes=[SEVERITY])
    (action,) = desk.side.say(Message("n1", 42, "note", {"changes": [SEVERITY]}), desk.brief(item))
    action = replace(action, kind="post_note")
    assert desk.side.look_up(action, since) is not None
    state = desk.control.slack()
    ts = desk.messages(link.ref)[-1]["ts"]
    other = {"bot_id": "B0OTHER", "user": "U0OTHER"}
    state["channels"][link.ref]["messages"][ts].update(other)
    desk.control.ok("PUT", "state", {"slack": state})
    assert desk.side.look_up(action, since) is None


def test_only_our_own_channel_of_that_time_counts(desk: Desk) -> None:
    """Not one that a person made under the name, and not one from before the intent."""
    action = opening(desk)
    desk.act("create_channel", user="sam", name="inc-42-checkout-errors")
    assert desk.side.look_up(action, desk.clock.now()) is None
    desk.carry_out([action])
    desk.advance(3600)
    assert desk.side.look_up(action, desk.clock.now()) is None
    found = desk.side.look_up(action, desk.clock.now() - timedelta(hours=1))
    assert found is not None
    assert found.notes["name"] == "inc-42-checkout-errors-2"


def test_another_incidents_channel_is_not_taken(desk: Desk) -> None:
    """Its purpose says whose it is, though the name would fit."""
    desk.open(incident(1, title=""))
    gap = desk.gap(desk.brief(incident(1, title="")))
    assert gap is None
    del desk.links[1]
    other = incident(1, title="")
    gap = desk.gap(desk.brief(other))
    assert gap is not None
    (action,) = desk.side.plan(gap)
    renamed = replace(action, data={**action.data, "label": "INC-2"})
    assert desk.side.look_up(action, desk.clock.now()) is not None
    assert desk.side.look_up(renamed, desk.clock.now()) is None


def test_a_look_up_in_a_channel_that_is_gone_finds_nothing(desk: Desk) -> None:
    """Doing the action again will say why it cannot be done."""
    planned = effects(desk)
    desk.act("delete_channel", channel="inc-42-checkout-errors", user="priya")
    assert desk.side.look_up(planned["post_card"], desk.clock.now()) is None


def test_a_look_up_needs_no_look_before_it(desk: Desk) -> None:
    """Recovery comes first in a cycle: who we are is asked for then."""
    action = effects(desk)["post_card"]
    desk.carry_out([action])
    desk.restart()
    assert desk.side.look_up(action, desk.clock.now()) is not None
    assert desk.calls()["auth.test"] == 1


@pytest.mark.parametrize("phase", ["before", "after"])
def test_what_may_be_repeated_is_repeated(desk: Desk, phase: str) -> None:
    """A lost answer to a topic, an edit, a pin or an invitation is simply asked for again."""
    lead = desk.directory.resolve(Person("@lena"))
    methods = ("conversations.setTopic", "conversations.invite", "chat.update", "pins.add")
    desk.carry_out([opening(desk)])
    for method in methods:
        desk.control.fault(kind="drop", phase=phase, method=method)
    link = desk.open(incident(lead=lead))
    desk.open(incident(lead=lead, severity="Major"))
    shown = desk.channel(link.ref)
    assert shown["topic"]["value"].startswith("Major")
    assert len(shown["pins"]) == 1
    assert shown["members"].count(lead.slack) == 1


def test_a_throttled_post_is_sent_again(desk: Desk) -> None:
    """Slack said that it did not act, so nothing is in doubt."""
    item = incident()
    link = desk.open(item)
    desk.control.fault(kind="status", method="chat.postMessage", status=429, retry_after=2)
    (outcome,) = desk.tell(item, "note", changes=[SEVERITY])
    assert outcome.done
    assert len([one for one in desk.texts(link.ref) if one.startswith("Severity")]) == 1
