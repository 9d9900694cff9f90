"""Showing incidents in Slack, and saying things there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from incident_sync.errors import Permanent, SideUnusable
from incident_sync.model.action import Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Base, Item, Link, Reach
from incident_sync.model.people import Person
from incident_sync.model.values import Value
from tests.sandbox.shell_client import Control
from tests.sides.slack.desk import HEAD, INSTALLATION, ROW, Desk, follow_up, incident

SEVERITY = {"field": "severity", "old": "Minor", "new": "Major", "by": "Priya", "side": "notion"}


def kinds(outcomes: list[Outcome]) -> list[str]:
    """What was done, in order."""
    return [outcome.action.kind for outcome in outcomes]


def member(desk: Desk, handle: str) -> Person:
    """A person of the workspace."""
    return desk.directory.resolve(Person(f"@{handle}"))


def card(desk: Desk, link: Link) -> dict[str, Any]:
    """The card as Slack has it."""
    found: dict[str, Any] = desk.channel(link.ref)["messages"][link.notes["card"]]
    return found


def test_a_channel_is_opened_before_all_else(desk: Desk) -> None:
    """Without a channel the one action is to open it, under a name that says which incident."""
    gap = desk.gap(desk.brief(incident(title="Checkout errors (EU)")))
    assert gap is not None
    (action,) = desk.side.plan(gap)
    assert (action.kind, action.effect, action.key) == ("open_channel", True, "slack:42:channel")
    assert action.data["name"] == "inc-42-checkout-errors-eu"


def test_a_new_incident_is_shown_whole(desk: Desk) -> None:
    """Channel, purpose, topic, people, card, pin, bookmark and announcement; one call each."""
    item = incident(lead=member(desk, "lena"), reporter=member(desk, "sam"))
    outcomes = desk.show(item)
    assert kinds(outcomes) == [
        "open_channel", "set_purpose", "set_topic", "invite", "post_card", "add_bookmark",
        "post_announcement", "pin_card",
    ]  # fmt: skip
    assert all(outcome.done for outcome in outcomes)
    assert sum(desk.calls().values()) == len(outcomes)
    link = desk.links[42]
    shown = desk.channel(link.ref)
    assert shown["name"] == "inc-42-checkout-errors"
    assert shown["topic"]["value"] == "Minor | Investigating | Lead: @lena"
    assert shown["purpose"]["value"] == (
        f"Checkout errors | {ROW} | INC-42 incident-sync:{INSTALLATION}"
    )
    people = {desk.control.user_id(handle) for handle in ("incident-sync", "lena", "sam")}
    assert set(shown["members"]) == people
    assert [pin["ts"] for pin in shown["pins"]] == [link.notes["card"]]
    assert [mark["link"] for mark in shown["bookmarks"]] == [ROW]
    (announcement,) = desk.messages("incidents")
    assert link.ref in announcement["text"]
    assert desk.show(item) == []


def test_a_change_costs_topic_card_and_announcement(desk: Desk) -> None:
    """Three edits in place; nothing is posted."""
    link = desk.open(incident())
    desk.calls()
    outcomes = desk.show(incident(severity="Major"))
    assert kinds(outcomes) == ["set_topic", "edit_card", "edit_announcement"]
    assert desk.calls() == {"conversations.setTopic": 1, "chat.update": 2}
    assert "Major" in card(desk, link)["text"]
    assert len(desk.messages("incidents")) == 1


def test_a_new_title_costs_card_and_announcement(desk: Desk) -> None:
    """The purpose goes on saying what the channel was opened as, like its name.

    It says the new title once there is something else to say in it.
    """
    link = desk.open(incident())
    before = desk.channel(link.ref)["purpose"]["value"]
    desk.calls()
    outcomes = desk.show(incident(title="Payments fail"))
    assert kinds(outcomes) == ["edit_card", "edit_announcement"]
    assert desk.calls() == {"chat.update": 2}
    assert "Payments fail" in card(desk, link)["text"]
    assert desk.channel(link.ref)["purpose"]["value"] == before
    desk.show(incident(title="Payments fail"), urls={"sheets": f"{ROW}2"})
    assert desk.channel(link.ref)["purpose"]["value"].startswith(f"Payments fail | {ROW}2 | INC-42")


def test_the_card_acknowledges_every_field(desk: Desk) -> None:
    """Whoever answers to the card answers to the values it shows."""
    outcomes = desk.show(incident(lead=member(desk, "sam")))
    acks = next(one.action.acks for one in outcomes if one.action.kind == "post_card")
    assert acks["severity"] == Base("Minor", 1)
    assert acks["lead"] == Base(member(desk, "sam"), 1)
    assert acks["summary"] == Base(None, 0)


def test_the_card_shows_what_is_known(desk: Desk) -> None:
    """Title, lead, summary, customer update, follow-ups with ticks, extra fields and the row."""
    desk.restart(extra_fields=("Region",))
    desk.look()
    item = incident(summary="The cache", customer_update="We are on it", lead=Person("Mo"))
    link = desk.open(
        item, follow_ups=(follow_up("Runbook"), follow_up("Alert", done=True)),
        extra={"Region": "EU", "Secret": "x"},
    )  # fmt: skip
    shown = str(card(desk, link)["blocks"])
    wanted = ("INC-42 Checkout errors", "The cache", "We are on it", "1. ☐ Runbook", "2. ☑ Alert")
    for text in (*wanted, "Region", "EU", "Mo", ROW):
        assert text in shown
    assert "Secret" not in shown


def test_a_known_lead_is_mentioned_on_the_card_alone(desk: Desk) -> None:
    """Nobody is pinged by the topic or the announcement."""
    lead = member(desk, "lena")
    link = desk.open(incident(lead=lead))
    assert {"type": "user", "user_id": lead.slack} in card(desk, link)["blocks"][1]["elements"][0][
        "elements"
    ]
    assert lead.slack not in str(desk.messages("incidents"))
    assert lead.slack not in desk.channel(link.ref)["topic"]["value"]


def test_a_humans_topic_is_not_fought_over(desk: Desk) -> None:
    """It stays until the state changes."""
    link = desk.open(incident())
    desk.act("set_topic", user="sam", channel=link.ref, topic="all hands in the war room")
    desk.look()
    assert desk.show(incident()) == []
    assert desk.show(incident(summary="The cache"))
    assert desk.channel(link.ref)["topic"]["value"] == "all hands in the war room"


def test_a_taken_name_gets_a_number(desk: Desk) -> None:
    """An archived channel keeps its name; the returned one is kept."""
    desk.act("create_channel", user="sam", name="inc-42-checkout-errors")
    desk.act("archive", user="sam", channel="inc-42-checkout-errors")
    link = desk.open(incident())
    assert link.notes["name"] == "inc-42-checkout-errors-2"
    assert desk.channel(link.ref)["name"] == "inc-42-checkout-errors-2"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "inc-42"),
        ("🔥🔥", "inc-42"),
        ("Ärger im Café", "inc-42-arger-im-cafe"),
        ("支付失败", "inc-42"),
        ("x" * 200, "inc-42-" + "x" * 73),
        ("--- A & B ---", "inc-42-a-b"),
    ],
)
def test_any_title_gives_a_name_that_slack_takes(desk: Desk, title: str, name: str) -> None:
    """ASCII, at most 80 characters, never empty."""
    assert desk.open(incident(title=title)).notes["name"] == name


def test_who_cannot_be_invited_holds_nothing_up(desk: Desk) -> None:
    """A guest is refused, the lead comes in, and nobody is asked again."""
    gus, lena = member(desk, "gus"), member(desk, "lena")
    link = desk.open(incident(lead=lena, reporter=gus))
    members = desk.channel(link.ref)["members"]
    assert lena.slack in members
    assert gus.slack not in members
    assert desk.show(incident(lead=lena, reporter=gus)) == []


def test_a_new_lead_is_invited_and_the_old_one_stays(desk: Desk) -> None:
    """One call for the one who is new; nobody leaves."""
    link = desk.open(incident(lead=member(desk, "lena")))
    desk.calls()
    desk.open(incident(lead=member(desk, "sam")))
    assert desk.calls()["conversations.invite"] == 1
    sent = {member(desk, "lena").slack, member(desk, "sam").slack}
    assert sent <= set(desk.channel(link.ref)["members"])
    desk.open(incident(lead=member(desk, "lena")))
    assert "conversations.invite" not in desk.calls()


def test_a_card_that_was_deleted_is_posted_anew(desk: Desk) -> None:
    """The next change finds out, the look after it posts and pins another, under a new key."""
    first = desk.open(incident())
    desk.act("delete", channel=first.ref, ts=first.notes["card"])
    changed = incident(severity="Major")
    outcomes = desk.show(changed)
    assert [one.action.kind for one in outcomes if one.moved] == ["edit_card"]
    outcomes = desk.show(changed)
    assert kinds(outcomes) == ["post_card", "pin_card"]
    assert outcomes[0].action.key == "slack:42:card.2"
    assert desk.show(changed) == []


def test_a_bookmark_and_an_announcement_that_were_deleted_are_made_anew(desk: Desk) -> None:
    """The same holds for them."""
    link = desk.open(incident())
    channel, _, ts = link.notes["announcement"].partition(":")
    desk.act("delete", channel=channel, ts=ts)
    web = desk.control.web()
    web.bookmarks_remove(channel_id=link.ref, bookmark_id=link.notes["bookmark"])
    changed = incident(severity="Major")
    moved = {"urls": {"sheets": f"{ROW}&range=A7"}}
    assert [one.action.kind for one in desk.show(changed, **moved) if one.moved] == [
        "edit_bookmark", "edit_announcement",
    ]  # fmt: skip
    assert kinds(desk.show(changed, **moved)) == ["add_bookmark", "post_announcement"]
    assert desk.show(changed, **moved) == []


def test_a_bookmark_follows_the_row(desk: Desk) -> None:
    """It is edited, not added a second time."""
    link = desk.open(incident())
    desk.open(incident(), urls={"sheets": f"{ROW}&range=A7"})
    assert [one["link"] for one in desk.channel(link.ref)["bookmarks"]] == [f"{ROW}&range=A7"]


def test_an_archived_channel_is_left_alone_and_the_announcement_goes_on(desk: Desk) -> None:
    """The outcome says that it is archived; after that only the announcement is touched."""
    link = desk.open(incident())
    desk.act("archive", channel=link.ref, user="sam")
    outcomes = desk.show(incident(severity="Major"))
    assert outcomes[0].reach is Reach.ARCHIVED
    assert not outcomes[0].done
    assert desk.links[42].reach is Reach.ARCHIVED
    assert kinds(desk.show(incident(severity="Major", status="Fixing"))) == ["edit_announcement"]
    assert desk.tell(incident(), "note", changes=[SEVERITY]) == []


def test_an_archived_channel_is_not_announced_anew(desk: Desk) -> None:
    """What was never announced before it was over is not announced now."""
    link = desk.open(incident())
    notes = {name: text for name, text in link.notes.items() if name != "announcement"}
    desk.links[42] = replace(link, reach=Reach.ARCHIVED, notes=notes, shown={})
    assert desk.show(incident()) == []


def test_a_deleted_channel_is_gone(desk: Desk) -> None:
    """A message to it says so, and is not tried again."""
    link = desk.open(incident())
    desk.act("delete_channel", channel=link.ref, user="priya")
    (outcome,) = desk.tell(incident(), "note", changes=[SEVERITY])
    assert outcome.reach is Reach.GONE
    assert isinstance(outcome.error, Permanent)


def test_a_failing_action_does_not_stop_the_others(desk: Desk) -> None:
    """Each has its own outcome."""
    body = {"ok": False, "error": "restricted_action"}
    desk.control.fault(kind="status", method="conversations.setTopic", status=200, body=body)
    outcomes = desk.show(incident())
    failed = [one.action.kind for one in outcomes if not one.done]
    assert failed == ["set_topic"]
    assert "post_announcement" in kinds(outcomes)


def test_what_the_app_may_not_do_is_blocked_not_repeated(desk: Desk) -> None:
    """Without pins:write the card is not pinned; that is said once, and the rest goes on."""
    scopes = [one for one in desk.control.slack()["scopes"] if one != "pins:write"]
    desk.act("set_scopes", scopes=scopes)
    outcomes = desk.show(incident())
    (refused,) = [one for one in outcomes if not one.done]
    assert "pin" in refused.blocked
    assert "pins:write" in str(refused.error)
    assert desk.show(incident()) == []


def test_a_lost_token_stops_all_writing(desk: Desk) -> None:
    """Nothing more can be written in this cycle."""
    gap = desk.gap(desk.brief(incident()))
    assert gap is not None
    desk.act("revoke_token")
    with pytest.raises(SideUnusable):
        list(desk.side.apply(desk.side.plan(gap)))


def test_children_show_on_the_card_and_nowhere_else(desk: Desk) -> None:
    """Follow-ups and timeline entries have no facets of their own."""
    child = follow_up("Runbook")
    assert desk.side.fit(desk.brief(child)) == {}
    assert desk.side.fit(desk.brief(Item(8, Kind.TIMELINE))) == {}


def test_the_address_of_a_channel_and_of_a_message(desk: Desk) -> None:
    """It leads into the workspace, and to the very message; known without a look."""
    link = desk.open(incident())
    side = desk.side_with(desk.cursors["self"])
    assert side.url(link, incident()) == f"https://sandbox.slack.com/archives/{link.ref}"
    for end in ("", ":follow_up"):
        child = replace(link, ref=f"{link.ref}:1763913600.000100{end}")
        wanted = f"https://sandbox.slack.com/archives/{link.ref}/p1763913600000100"
        assert side.url(child, incident()) == wanted
    assert desk.side_with("").url(link, incident()) == ""


def test_without_an_announcement_channel_nothing_is_announced(control: Control) -> None:
    """An empty option turns announcements off."""
    desk = Desk(control, announce="")
    desk.look()
    desk.open(incident())
    assert desk.texts("incidents") == []
    assert desk.tell(incident(), "thread", update="Rolling back", by="Sam") == []


def test_a_change_note_says_what_who_and_where(desk: Desk) -> None:
    """One short message for all that changed."""
    link = desk.open(incident())
    status = {**SEVERITY, "field": "status", "old": "Investigating", "new": "Fixing"}
    desk.tell(incident(), "note", changes=[SEVERITY, status])
    assert desk.texts(link.ref)[-1] == (
        "Severity Minor → Major, Status Investigating → Fixing, by Priya in Notion"
    )


def test_a_note_that_is_still_the_last_word_is_edited(desk: Desk) -> None:
    """Two changes within ten minutes and nothing said between them are one message."""
    link = desk.open(incident())
    before = len(desk.messages(link.ref))
    desk.tell(incident(), "note", changes=[SEVERITY])
    desk.advance(300)
    desk.look()
    back = {**SEVERITY, "old": "Major", "new": "Minor"}
    (outcome,) = desk.tell(incident(), "note", changes=[back])
    assert outcome.action.kind == "edit_note"
    assert desk.texts(link.ref)[-1] == (
        "Severity Minor → Major, by Priya in Notion\nSeverity Major → Minor, by Priya in Notion"
    )
    assert len(desk.messages(link.ref)) == before + 1
    assert desk.look().rows == ()


@pytest.mark.parametrize("between", ["somebody spoke", "ten minutes passed", "it was deleted"])
def test_a_note_is_posted_anew(desk: Desk, between: str) -> None:
    """Once somebody spoke, or it is old, or gone, a note is a message of its own."""
    link = desk.open(incident())
    desk.tell(incident(), "note", changes=[SEVERITY])
    if between == "somebody spoke":
        desk.say(link.ref, "hm")
        desk.look()
    elif between == "ten minutes passed":
        desk.advance(601)
    else:
        desk.act("delete", channel=link.ref, ts=desk.links[42].notes["note"])
    back = {**SEVERITY, "old": "Major", "new": "Minor"}
    desk.tell(incident(), "note", changes=[back])
    assert desk.texts(link.ref)[-1] == "Severity Major → Minor, by Priya in Notion"
    assert desk.links[42].notes["note"] == desk.messages(link.ref)[-1]["ts"]


def test_updates_go_into_the_announcements_thread(desk: Desk) -> None:
    """And not into the channel."""
    link = desk.open(incident())
    desk.tell(incident(), "thread", update="Rolling back <now>", by="Sam")
    last = desk.messages("incidents")[-1]
    assert last["text"] == "Update by Sam: Rolling back &lt;now&gt;"
    assert f"incidents:{last['thread_ts']}".endswith(link.notes["announcement"].partition(":")[2])


def test_an_answer_goes_into_the_commands_thread(desk: Desk) -> None:
    """Where it was asked, with the words that would have been right."""
    link = desk.open(incident())
    ts = desk.say(link.ref, "@incident-sync severity hugh")
    desk.look()
    data: dict[str, Any] = {"field": "severity", "value": "hugh", "allowed": ["Minor", "Major"]}
    desk.tell(incident(), "answer", code="bad_word", channel=link.ref, thread=ts, **data)
    last = desk.messages(link.ref)[-1]
    assert last["thread_ts"] == ts
    assert "Minor and Major" in last["text"]


def test_an_answer_outside_of_any_incident(desk: Desk) -> None:
    """It is given where it was asked, though there is no incident to link it to."""
    ts = desk.say("incidents", "@incident-sync approve g1")
    channel = desk.control.channel_id("incidents")
    nobody = Item(0, Kind.INCIDENT)
    desk.tell(nobody, "answer", code="nothing_held", channel=channel, thread=ts)
    assert desk.messages("incidents")[-1]["thread_ts"] == ts


@pytest.mark.parametrize(
    ("code", "where"),
    [("archived", "thread"), ("gone", "thread"), ("detached", "channel"), ("duplicate", "channel")],
)
def test_what_needs_a_person_is_told_where_somebody_reads(
    desk: Desk, code: str, where: str
) -> None:
    """What is wrong with the row in the channel, what is wrong with the channel beside it."""
    link = desk.open(incident())
    desk.tell(incident(), "told", code=code, side="sheets")
    ref = link.ref if where == "channel" else "incidents"
    last = desk.messages(ref)[-1]
    assert "INC-42" in last["text"]
    assert ("thread_ts" in last) is (where == "thread")


def test_a_held_set_is_told_in_the_announcement_channel(desk: Desk) -> None:
    """With what it would do, and how to let it pass."""
    nobody = Item(0, Kind.INCIDENT)
    items = [f"open #inc-{number}" for number in range(12)]
    desk.tell(nobody, "told", code="held", id="g1", reason="12 new channels", items=items)
    said = desk.texts("incidents")[-1]
    assert "12 new channels" in said
    assert "@incident-sync approve g1" in said
    assert "and 2 more" in said


def test_a_private_incident_is_never_told_of_in_public(desk: Desk) -> None:
    """Not even that its channel was archived."""
    desk.act("create_channel", user="sam", name="inc-secret", private=True)
    desk.act("invite", channel="inc-secret", user="sam", invited="bot")
    desk.adopt(5, desk.look())
    desk.open(incident(5))
    desk.links[5] = replace(desk.links[5], reach=Reach.ARCHIVED)
    assert desk.tell(incident(5), "told", code="archived") == []


def test_an_incident_that_turned_private_is_not_spoken_of(desk: Desk) -> None:
    """Its announcement stands, but no longer hears of anything."""
    link = desk.open(incident())
    desk.act("make_private", channel=link.ref, user="sam")
    desk.look()
    before = desk.messages("incidents")
    desk.show(incident(title="Secret"))
    assert desk.tell(incident(), "thread", update="Secret", by="Sam") == []
    assert desk.messages("incidents") == before


def test_every_message_can_be_found_again(desk: Desk) -> None:
    """Its metadata carries key, incident, and where our history stands; nothing unfurls."""
    link = desk.open(incident())
    desk.tell(incident(), "note", "note:1", changes=[SEVERITY])
    payload = {"key": "note:1", "incident": "INC-42", "head": HEAD}
    assert desk.messages(link.ref)[-1]["metadata"]["event_payload"] == payload
    posts = [call for call in desk.log() if call["method"] == "chat.postMessage"]
    assert posts


@pytest.mark.parametrize(
    "text", ["<!channel> *hi*", "<@U0> & </>", "x" * 60_000, "\ud800\x00\u202ea"]
)
def test_any_text_is_shown_and_harmless(desk: Desk, text: str) -> None:
    """Whatever stands in a record pings nobody, links nothing, and is taken by Slack."""
    wild: dict[str, Value] = {
        "title": text,
        "summary": text,
        "customer_update": text,
        "lead": Person(text),
    }
    link = desk.open(incident(**wild), follow_ups=(follow_up(text),) * 30)
    change = {"field": "summary", "old": text, "new": text, "by": text, "side": "sheets"}
    desk.tell(incident(**wild), "note", changes=[change] * 5)
    desk.tell(incident(**wild), "thread", update=text, by=text)
    assert "<!" not in desk.channel(link.ref)["topic"]["value"]
    assert "<" not in desk.channel(link.ref)["purpose"]["value"]
    for said in (*desk.messages(link.ref), *desk.messages("incidents")):
        assert "<!" not in said["text"]
        assert "<@" not in said["text"]
        assert "mrkdwn" not in str(said["blocks"])
