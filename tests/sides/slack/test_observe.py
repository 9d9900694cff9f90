"""Looking at Slack: what it costs, and what it reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incident_sync.errors import Permanent, SideUnusable, Unsafe
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.people import Person
from incident_sync.model.values import Value
from incident_sync.model.view import Row, View
from tests.sandbox.shell_client import Control
from tests.sides.slack.desk import Desk, incident

LIST = {"conversations.list": 1}
ONE_READ = {**LIST, "conversations.history": 1}


def rows(view: View, kind: Kind) -> list[Row]:
    """The rows of one kind."""
    return [row for row in view.rows if row.kind is kind]


def only(view: View, kind: Kind) -> Row:
    """The one row of a kind."""
    (row,) = rows(view, kind)
    return row


def test_the_first_look_asks_who_we_are_and_who_is_there(control: Control) -> None:
    """The first look costs auth.test, the listing and the members; the next the listing alone."""
    desk = Desk(control)
    view = desk.look()
    assert desk.calls() == {"auth.test": 1, **LIST, "users.list": 1}
    assert view.members is not None
    assert "sam@example.com" in {one.person.email for one in view.members}
    desk.look()
    assert desk.calls() == LIST


def test_another_process_does_not_ask_again(desk: Desk) -> None:
    """Who we are is remembered with a digest of the token, which is nowhere to be read."""
    desk.restart()
    desk.look()
    assert desk.calls() == LIST
    assert "xoxb" not in str(desk.cursors)


def test_another_token_is_asked_who_it_is(desk: Desk) -> None:
    """A changed token is not taken for the old one."""
    desk.restart(token=lambda: "xoxb-of-somebody-else")
    with pytest.raises(SideUnusable, match="not one that Slack knows"):
        desk.look()
    assert desk.calls() == {"auth.test": 1}


def test_a_revoked_token_makes_slack_unusable(desk: Desk) -> None:
    """Nothing is read with a token that was revoked, and the remedy is named."""
    desk.act("revoke_token")
    with pytest.raises(SideUnusable, match=r"revoked.*bot_token"):
        desk.look()


def test_a_missing_scope_is_named(desk: Desk) -> None:
    """A scope without which nothing can be read makes Slack unusable, by name."""
    desk.act("set_scopes", scopes=["channels:read", "chat:write"])
    with pytest.raises(SideUnusable, match="groups:read"):
        desk.look()


def test_a_look_costs_one_call_a_page_and_one_an_active_channel(desk: Desk) -> None:
    """L + A calls, one page for up to 999 channels."""
    desk.act("add_channels", count=1000, prefix="team-", user="priya")
    for number in (1, 2, 3):
        desk.open(incident(number))
    desk.calls()
    desk.look()
    assert desk.calls() == {"conversations.list": 2, "conversations.history": 3}


def test_after_our_own_writes_there_is_nothing_to_report(desk: Desk) -> None:
    """Opening, posting, pinning, editing, answering and noting are no news to ourselves."""
    item = incident()
    link = desk.open(item, urls={})
    ts = desk.say(link.ref, "@incident-sync help")
    desk.look()
    desk.show(incident(severity="Major"))
    desk.tell(item, "note", changes=[{"field": "severity", "old": "Minor", "new": "Major"}])
    desk.tell(item, "answer", code="help", channel=link.ref, thread=ts)
    desk.tell(item, "answer", code="done", text="x", channel=link.ref, thread=ts)
    desk.tell(item, "thread", update="Rolling back", by="Sam")
    desk.calls()
    view = desk.look()
    assert (view.rows, view.commands, view.cursors) == ((), (), {})
    assert desk.calls() == ONE_READ


def test_after_somebody_was_invited_there_is_nothing_to_report(desk: Desk) -> None:
    """That somebody joined is nothing we have to remember."""
    lead = desk.directory.members[3].person
    desk.open(incident(lead=lead))
    assert desk.look().rows == ()


def test_what_people_say_is_read_once(desk: Desk) -> None:
    """A message moves the channel's row once, and the next look is idle."""
    link = desk.open(incident())
    desk.say(link.ref, "it is the cache")
    row = only(desk.look(), Kind.INCIDENT)
    assert (row.ref, row.where, row.values) == (link.ref, "#inc-42-checkout-errors", {})
    assert desk.look().rows == ()


def test_nothing_is_missed_after_an_outage(desk: Desk) -> None:
    """Older pages are read until the last one known, and the commands in them are found."""
    link = desk.open(incident())
    desk.say(link.ref, "@incident-sync severity major")
    for number in range(230):
        desk.control.act("post", user="sam", channel=link.ref, text=f"line {number}")
    desk.calls()
    assert [one.verb for one in desk.look().commands] == ["severity"]
    assert desk.calls() == {**LIST, "conversations.history": 2}
    assert desk.look().rows == ()
    assert desk.calls() == ONE_READ


def test_hundreds_of_our_own_posts_cost_one_page_once(desk: Desk) -> None:
    """What others last said may be far up: it is looked for once, not in every look."""
    item = incident()
    link = desk.open(item)
    desk.say(link.ref, "hello")
    desk.look()
    for number in range(205):
        desk.tell(item, "answer", f"k{number}", code="help", channel=link.ref)
    desk.look()
    desk.calls()
    assert desk.look().rows == ()
    assert desk.calls() == ONE_READ


def test_a_recently_closed_channel_takes_turns_with_the_announcements(desk: Desk) -> None:
    """One more call, in turn, and a command there is heard."""
    for number in (1, 2):
        desk.open(incident(number))
        desk.closed.add(number)
    desk.say("inc-2-checkout-errors", "@incident-sync reopen")
    desk.calls()
    heard = []
    for turn in range(3):
        desk.turn = turn
        heard += [one.verb for one in desk.look().commands]
        assert desk.calls() == ONE_READ
    assert heard == ["reopen"]


def test_an_approval_is_heard_in_the_announcement_channel(desk: Desk) -> None:
    """While something is held, #incidents is read in every look, its threads too."""
    thread = desk.say("incidents", "something is held")
    desk.look()
    assert desk.calls() == LIST
    desk.awaiting_approval = True
    desk.look()
    desk.calls()
    desk.say("incidents", "@incident-sync approve g1", thread_ts=thread)
    (command,) = desk.look().commands
    assert (command.verb, command.argument, command.thread) == ("approve", "g1", thread)
    assert desk.calls() == {**ONE_READ, "conversations.replies": 1}
    assert desk.look().commands == ()
    assert desk.calls() == ONE_READ


def test_a_missing_announcement_channel_is_named_and_the_rest_goes_on(control: Control) -> None:
    """The incident is shown without an announcement."""
    desk = Desk(control, announce="alarms")
    (problem,) = desk.look().problems
    assert "#alarms" in str(problem)
    link = desk.open(incident())
    assert "announcement" not in link.notes


def test_numbers_are_those_of_channel_names(desk: Desk) -> None:
    """The highest number counts; a date or a huge number in a name does not."""
    for name in ("inc-7", "inc-12-old", "inc-2026-11-23-outage", "inc-20261123", "incident-99"):
        desk.act("create_channel", user="sam", name=name)
    assert desk.look().numbers == 12


def test_the_first_look_counts_archived_names_too(control: Control) -> None:
    """The number of an archived channel stays taken."""
    desk = Desk(control)
    desk.act("create_channel", user="sam", name="inc-31-old")
    desk.act("archive", user="sam", channel="inc-31-old")
    known = desk.known()
    assert desk.side.observe(replace(known, first=True)).numbers == 31
    assert desk.side.observe(known).numbers == 0


def test_a_renamed_channel_is_reported(desk: Desk) -> None:
    """The new name is what people find it by."""
    link = desk.open(incident())
    desk.act("rename", channel=link.ref, name="the-big-one", user="sam")
    assert only(desk.look(), Kind.INCIDENT).where == "#the-big-one"
    assert desk.look().rows == ()


@pytest.mark.parametrize(("verb", "reach"), [("archive", "archived"), ("delete_channel", "gone")])
def test_a_channel_that_left_is_asked_for_once(desk: Desk, verb: str, reach: str) -> None:
    """Absence from the listing proves nothing: one call settles it, and then it is left alone."""
    link = desk.open(incident())
    desk.act(verb, channel=link.ref, user="priya")
    desk.calls()
    row = only(desk.look(), Kind.INCIDENT)
    assert (row.ref, row.reach) == (link.ref, Reach(reach))
    assert desk.calls() == {**LIST, "conversations.info": 1}
    assert desk.look().rows == ()
    assert desk.calls() == LIST


def test_a_channel_that_was_unarchived_is_open_again(desk: Desk) -> None:
    """Archiving took the bot out; it comes back by itself."""
    link = desk.open(incident())
    desk.act("archive", channel=link.ref, user="sam")
    desk.look()
    desk.act("unarchive", channel=link.ref, user="sam")
    row = only(desk.look(), Kind.INCIDENT)
    assert row.reach is Reach.OPEN
    desk.calls()
    desk.look()
    assert desk.calls() == ONE_READ


def test_a_channel_that_is_archived_twice_is_told_of_twice(desk: Desk) -> None:
    """The second time is news of its own, though nobody said anything between."""
    link = desk.open(incident())
    told = []
    for verb in ("archive", "unarchive", "archive"):
        desk.act(verb, channel=link.ref, user="sam")
        told.append(only(desk.look(), Kind.INCIDENT).digest)
    assert len(set(told)) == 3


def test_a_channel_that_the_bot_was_removed_from_is_one_problem_once(desk: Desk) -> None:
    """It is named once, costs nothing more, and the other incidents go on."""
    lost, kept = desk.open(incident(1)), desk.open(incident(2))
    desk.act("kick", channel=lost.ref, user="bot")
    desk.say(kept.ref, "@incident-sync sev major")
    view = desk.look()
    assert [str(problem.where) for problem in view.problems] == ["#inc-1-checkout-errors"]
    assert {row.ref: row.reach for row in view.rows} == {lost.ref: Reach.GONE, kept.ref: Reach.OPEN}
    assert [one.verb for one in view.commands] == ["severity"]
    again = desk.look()
    assert (again.rows, again.problems) == ((), ())
    desk.act("invite", channel=lost.ref, user="sam", invited="bot")
    assert only(desk.look(), Kind.INCIDENT).reach is Reach.OPEN


def test_one_channel_that_fails_does_not_stop_the_others(desk: Desk) -> None:
    """Its failure is a problem; what was said elsewhere is heard."""
    desk.open(incident(1))
    second = desk.open(incident(2))
    desk.say(second.ref, "@incident-sync help")
    fault = {"kind": "status", "method": "conversations.history", "status": 200, "times": 3}
    desk.control.fault(**fault, body={"ok": False, "error": "fatal_error"})
    view = desk.look()
    assert len(view.problems) == 1
    assert [one.verb for one in view.commands] == ["help"]


def test_a_stale_cursor_begins_the_listing_again(desk: Desk) -> None:
    """A cursor that went stale costs one more listing and loses nothing."""
    desk.act("add_channels", count=1000, prefix="team-", user="priya")
    link = desk.open(incident())
    desk.calls()
    body = {"ok": False, "error": "invalid_cursor"}
    fault = {"kind": "status", "method": "conversations.list", "call": 2, "status": 200}
    desk.control.fault(**fault, body=body)
    desk.say(link.ref, "hello")
    assert only(desk.look(), Kind.INCIDENT).ref == link.ref
    assert desk.calls()["conversations.list"] == 4


def test_a_hand_made_channel_declares_an_incident(desk: Desk) -> None:
    """Its name gives the title, its maker the reporter; what was said there before counts."""
    desk.act("create_channel", user="sam", name="inc-checkout-is-slow")
    desk.say("inc-checkout-is-slow", "@incident-sync severity major")
    row = only(desk.look(), Kind.INCIDENT)
    assert row.values["title"] == "checkout is slow"
    assert getattr(row.values["reporter"], "email", "") == "sam@example.com"
    assert desk.calls() == {**LIST, "conversations.join": 1}
    desk.adopt(1, desk.side.observe(desk.known()))
    assert [one.verb for one in desk.look().commands] == ["severity"]


def test_a_dry_look_joins_nothing(desk: Desk) -> None:
    """``plan`` writes nothing anywhere, so a channel it might join is not reported."""
    desk.act("create_channel", user="sam", name="inc-slow")
    assert desk.side.observe(desk.known(dry=True)).rows == ()
    assert desk.calls() == LIST


def test_a_refusal_to_let_us_in_is_remembered(desk: Desk) -> None:
    """A channel that refuses the bot is asked once, and named once."""
    desk.act("create_channel", user="sam", name="inc-slow")
    body = {"ok": False, "error": "too_many_members"}
    desk.control.fault(kind="status", method="conversations.join", status=200, body=body)
    (problem,) = desk.look().problems
    assert problem.where == "#inc-slow"
    assert desk.look().problems == ()
    assert desk.calls() == {"conversations.list": 2, "conversations.join": 1}


def test_a_private_channel_counts_once_the_bot_is_in_it(desk: Desk) -> None:
    """It is unseen before, and noted as private, so that nothing of it is announced."""
    desk.act("create_channel", user="sam", name="inc-secret", private=True)
    assert desk.look().rows == ()
    desk.act("invite", channel="inc-secret", user="sam", invited="bot")
    row = only(desk.look(), Kind.INCIDENT)
    assert row.notes["private"] == "1"
    desk.adopt(5, desk.side.observe(desk.known()))
    desk.open(incident(5))
    assert desk.texts("incidents") == []


def test_our_own_channel_says_which_incident_it_is(desk: Desk) -> None:
    """After the store was lost, the purpose names the incident; old commands are done."""
    item = incident()
    link = desk.open(item)
    desk.say(link.ref, "@incident-sync severity major")
    desk.advance(1)
    desk.tell(item, "note", changes=[{"field": "severity", "old": "Minor", "new": "Major"}])
    desk.say(link.ref, "@incident-sync status fixing")
    after = Desk(desk.control)
    row = only(after.look(), Kind.INCIDENT)
    assert (row.ref, row.label, row.values) == (link.ref, "INC-42", {})
    after.adopt(42, after.side.observe(after.known()))
    assert [one.verb for one in after.look().commands] == ["status"]


def test_after_the_store_was_lost_card_and_announcement_are_found(desk: Desk) -> None:
    """Nothing that Slack has of an incident is made a second time."""
    first = desk.open(incident())
    after = Desk(desk.control)
    after.adopt(42, after.look())
    after.calls()
    second = after.open(incident(severity="Major"))
    names = ("card", "announcement", "bookmark")
    assert [second.notes[name] for name in names] == [first.notes[name] for name in names]
    assert "chat.postMessage" not in after.calls()
    assert "Major" in after.texts("incidents")[0]
    assert "Major" in after.texts(first.ref)[0]


def test_a_channel_that_we_just_made_is_no_declaration(desk: Desk) -> None:
    """Until its purpose is set it is an effect in doubt, which only a look-up may settle."""
    gap = desk.gap(desk.brief(incident()))
    assert gap is not None
    list(desk.side.apply(desk.side.plan(gap)))
    assert desk.look().rows == ()


def test_another_installations_channels_are_left_alone(desk: Desk) -> None:
    """They are one problem, whether linked here or not, and nobody reads them."""
    link = desk.open(incident(1))
    other = Desk(desk.control, installation="ffff0000")
    other.look()
    (problem,) = other.look().problems
    assert isinstance(problem, Unsafe)
    assert "#inc-1-checkout-errors" in str(problem)
    desk.act(
        "set_purpose", channel=link.ref, user="sam", purpose="x | INC-1 incident-sync:ffff0000"
    )
    desk.calls()
    (problem,) = desk.look().problems
    assert isinstance(problem, Unsafe)
    assert desk.calls() == LIST


def test_the_directory_is_asked_for_again_when_a_stranger_speaks(desk: Desk) -> None:
    """Somebody new waits at most ten minutes, and then is known; nothing they said is lost."""
    link = desk.open(incident())
    desk.act("add_user", handle="newbie", name="New Bee", email="new@example.com")
    desk.say(link.ref, "@incident-sync severity major", user="newbie")
    view = desk.look()
    assert (view.commands, view.rows) == ((), ())
    desk.advance(601)
    (command,) = desk.look().commands
    assert (command.verb, command.may) == ("severity", "all")
    assert command.by is not None
    assert command.by.email == "new@example.com"
    desk.calls()
    desk.look()
    assert "users.list" not in desk.calls()


@pytest.mark.parametrize(("user", "may"), [("sam", "all"), ("gus", "little"), ("olu", "nothing")])
def test_who_may_ask_for_how_much(desk: Desk, user: str, may: str) -> None:
    """Members all, guests little, people of other workspaces nothing."""
    link = desk.open(incident())
    desk.act("invite", channel=link.ref, user="sam", invited=user)
    desk.say(link.ref, "@incident-sync help", user=user)
    assert [one.may for one in desk.look().commands] == [may]


@pytest.mark.parametrize(
    ("typed", "verb", "argument"),
    [
        ("@incident-sync lead @sam", "lead", "<@{sam}>"),
        ("@incident-sync sev: Major", "severity", "Major"),
        ("@incident-sync title R&D <down>", "title", "R&D <down>"),
        ("@incident-sync todo ask @lena about https://x.example/a", "todo",
         "ask @lena about https://x.example/a"),
        ("@incident-sync close it was the cache", "resolve", "it was the cache"),
        ("@incident-sync dance now", "unknown", "dance"),
        ("@incident-sync", "help", ""),
    ],
)  # fmt: skip
def test_a_mention_is_a_command(desk: Desk, typed: str, verb: str, argument: str) -> None:
    """What a person types after our name arrives as they typed it."""
    link = desk.open(incident())
    ts = desk.say(link.ref, typed)
    (command,) = desk.look().commands
    wanted = argument.format(sam=desk.control.user_id("sam"))
    assert (command.verb, command.argument) == (verb, wanted)
    assert (command.key, command.ref, command.thread) == (f"slack:{link.ref}:{ts}", link.ref, ts)
    assert command.at == desk.clock.now()


def test_a_command_in_a_thread_is_heard_at_one_call(desk: Desk) -> None:
    """A thread is read when it moved, and not again until it does."""
    link = desk.open(incident())
    parent = desk.say(link.ref, "shall we?")
    desk.look()
    desk.say(link.ref, "@incident-sync status fixing", thread_ts=parent)
    desk.calls()
    (command,) = desk.look().commands
    assert (command.verb, command.thread) == ("status", parent)
    assert desk.calls() == {**ONE_READ, "conversations.replies": 1}
    assert desk.look().rows == ()
    assert desk.calls() == ONE_READ


def test_a_reply_just_before_our_own_is_not_missed(desk: Desk) -> None:
    """Our answer moves the thread's end beyond what somebody wrote meanwhile."""
    item = incident()
    link = desk.open(item)
    ts = desk.say(link.ref, "@incident-sync help")
    desk.look()
    desk.say(link.ref, "@incident-sync severity major", thread_ts=ts)
    desk.advance(1)
    desk.tell(item, "answer", code="help", channel=link.ref, thread=ts)
    assert [one.verb for one in desk.look().commands] == ["severity"]


def test_what_bots_and_we_ourselves_say_is_no_command(desk: Desk) -> None:
    """A card whose title mentions us does not command us."""
    bot = desk.control.user_id("incident-sync")
    link = desk.open(incident(title=f"<@{bot}> resolve"))
    desk.tell(incident(), "answer", code="unknown", verb=f"<@{bot}> help", channel=link.ref)
    assert desk.look().commands == ()


def test_an_edit_can_make_a_command_of_a_message(desk: Desk) -> None:
    """Somebody who forgot our name adds it, and is heard."""
    link = desk.open(incident())
    ts = desk.say(link.ref, "severity major")
    assert desk.look().commands == ()
    desk.act("edit", channel=link.ref, ts=ts, text="@incident-sync severity major")
    assert [one.verb for one in desk.look().commands] == ["severity"]
    assert desk.look().commands == ()


def pinned(desk: Desk, ref: str, text: str = "R&D restarted <it>") -> str:
    """A message that a person pinned."""
    ts = desk.say(ref, text)
    desk.act("pin", user="priya", channel=ref, ts=ts)
    return ts


def test_a_pinned_message_stands_on_the_timeline(desk: Desk) -> None:
    """Text, author, time and address are those of the message, and are reported once."""
    link = desk.open(incident())
    ts = pinned(desk, link.ref)
    row = only(desk.look(), Kind.TIMELINE)
    expected: dict[str, Value] = {"text": "R&D restarted <it>", "note": ""}
    assert {name: row.values[name] for name in expected} == expected
    assert row.parent == link.ref
    assert getattr(row.values["by"], "email", "") == "sam@example.com"
    shown = desk.control.web().chat_getPermalink(channel=link.ref, message_ts=ts)
    assert row.values["link"] == shown["permalink"]
    assert desk.look().rows == ()


def test_a_pushpin_in_a_thread_counts_too(desk: Desk) -> None:
    """Its address leads into the thread."""
    link = desk.open(incident())
    parent = desk.say(link.ref, "why?")
    reply = desk.say(link.ref, "the disk was full", thread_ts=parent)
    desk.act("react", user="lena", channel=link.ref, ts=reply, name="pushpin")
    row = only(desk.look(), Kind.TIMELINE)
    shown = desk.control.web().chat_getPermalink(channel=link.ref, message_ts=reply)
    assert row.values["link"] == shown["permalink"]
    desk.say(link.ref, "indeed")
    assert rows(desk.look(), Kind.TIMELINE) == []


def test_un_pinning_editing_and_deleting_are_followed(desk: Desk) -> None:
    """Each is reported once, as a revision."""
    link = desk.open(incident())
    gone, loose, better = (pinned(desk, link.ref, text) for text in ("a", "b", "c"))
    desk.look()
    desk.act("delete", channel=link.ref, ts=gone)
    desk.act("unpin", user="sam", channel=link.ref, ts=loose)
    desk.act("edit", channel=link.ref, ts=better, text="c, better")
    found = {row.ref.rpartition(":")[2]: row for row in rows(desk.look(), Kind.TIMELINE)}
    assert {ts: (row.removed, row.values["note"]) for ts, row in found.items()} == {
        gone: (True, "deleted"),
        loose: (True, "un-pinned"),
        better: (False, "edited"),
    }
    assert found[better].values["text"] == "c, better"
    assert rows(desk.look(), Kind.TIMELINE) == []


def test_a_deleted_thread_takes_its_entries_along(desk: Desk) -> None:
    """A marked reply that was deleted is reported, though its thread is empty now."""
    link = desk.open(incident())
    parent = desk.say(link.ref, "why?")
    reply = desk.say(link.ref, "the disk", thread_ts=parent)
    desk.act("pin", user="lena", channel=link.ref, ts=reply)
    desk.look()
    desk.act("delete", channel=link.ref, ts=reply)
    row = only(desk.look(), Kind.TIMELINE)
    assert (row.removed, row.values) == (True, {"note": "deleted"})
    assert desk.look().rows == ()


def test_what_left_the_window_was_not_taken_away(desk: Desk) -> None:
    """A pinned message far up is out of sight, and stays on the timeline."""
    link = desk.open(incident())
    pinned(desk, link.ref)
    desk.look()
    for number in range(230):
        desk.control.act("post", user="sam", channel=link.ref, text=f"line {number}")
    desk.look()
    desk.say(link.ref, "more")
    assert rows(desk.look(), Kind.TIMELINE) == []


def test_a_ballot_box_makes_a_follow_up(desk: Desk) -> None:
    """It begins undone, keeps its tick when edited, and goes when the mark goes."""
    link = desk.open(incident())
    ts = desk.say(link.ref, "write the runbook")
    mark = {"user": "sam", "channel": link.ref, "ts": ts, "name": "ballot_box_with_check"}
    desk.act("react", **mark)
    assert only(desk.look(), Kind.FOLLOW_UP).values == {"text": "write the runbook", "done": False}
    desk.act("edit", channel=link.ref, ts=ts, text="write it soon")
    assert only(desk.look(), Kind.FOLLOW_UP).values == {"text": "write it soon"}
    desk.act("unreact", **mark)
    assert only(desk.look(), Kind.FOLLOW_UP).removed
    assert desk.look().rows == ()
    desk.act("react", **mark)
    assert only(desk.look(), Kind.FOLLOW_UP).values == {"text": "write it soon", "done": False}


def test_a_reaction_of_our_own_marks_nothing(desk: Desk) -> None:
    """Only people say what belongs on the timeline."""
    link = desk.open(incident())
    ts = desk.say(link.ref, "the disk is full")
    desk.control.web().reactions_add(channel=link.ref, timestamp=ts, name="pushpin")
    assert rows(desk.look(), Kind.TIMELINE) == []


def by_another_app(desk: Desk, ref: str, ts: str, user: str) -> None:
    """Make a message one of another app, posted for a user or for nobody."""
    state = desk.control.slack()
    alert = {"bot_id": "B0OTHER", "user": user, "username": "Alarm bell"}
    state["channels"][ref]["messages"][ts].update(alert)
    desk.control.ok("PUT", "state", {"slack": state})


def test_another_apps_message_can_be_pinned(desk: Desk) -> None:
    """A person can put an alert on the timeline, under the app's name."""
    link = desk.open(incident())
    by_another_app(desk, link.ref, pinned(desk, link.ref), "")
    by = only(desk.look(), Kind.TIMELINE).values["by"]
    assert isinstance(by, Person)
    assert (by.name, by.slack) == ("Alarm bell", "")


def test_another_apps_message_is_no_command(desk: Desk) -> None:
    """Not even one that it posts in a person's name."""
    link = desk.open(incident())
    ts = desk.say(link.ref, "@incident-sync resolve")
    by_another_app(desk, link.ref, ts, desk.control.user_id("lena"))
    assert desk.look().commands == ()


def test_our_own_pinned_card_is_no_timeline_entry(desk: Desk) -> None:
    """Neither is a note of ours that somebody pins."""
    link = desk.open(incident())
    desk.tell(incident(), "note", changes=[{"field": "severity", "old": "Minor", "new": "Major"}])
    ts = desk.messages(link.ref)[-1]["ts"]
    desk.act("pin", user="sam", channel=link.ref, ts=ts)
    assert desk.look().rows == ()


def test_a_permanent_failure_names_its_place(desk: Desk) -> None:
    """The error of a refused history says which method refused, and why."""
    desk.open(incident())
    body = {"ok": False, "error": "restricted_action"}
    desk.control.fault(kind="status", method="conversations.history", status=200, body=body)
    (problem,) = desk.look().problems
    assert isinstance(problem, Permanent)
    assert problem.code == "restricted_action"
    assert "conversations.history" in str(problem)
