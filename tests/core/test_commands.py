"""What people ask for in words, and what an answer says where it cannot be done."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incident_sync.core.commands import ANYWHERE, LITTLE, VERBS, Around, Asked, understand
from incident_sync.model.fields import Kind
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.vocabulary import Vocabulary, Words
from tests.core.worlds import NOW, PRIYA, WORDS, child, item, said

SAM = Person("Sam", "sam@example.com", "U2")
PEOPLE = Directory((Member(PRIYA, "priya"), Member(SAM, "sam")))
ONE = item(1)
TODOS = tuple(
    child(number, Kind.FOLLOW_UP, ONE, text=text, done=done)
    for number, (text, done) in enumerate(
        [("Write the runbook", False), ("Call the bank", True), ("Call the press", False)], 11
    )
)
LINES = tuple(
    child(n, Kind.TIMELINE, ONE, at=NOW, by=PRIYA, text=f"line {n}") for n in range(20, 32)
)
AROUND = Around(WORDS, PEOPLE, ONE, TODOS, LINES)


def ask(verb: str, argument: str = "", around: Around = AROUND, **more: Any) -> Asked:
    return understand(said(verb, argument, **more), around)


def code(asked: Asked) -> str:
    return str(asked.answer["code"]) if asked.answer else ""


@given(
    st.sampled_from([*VERBS, "", "mystery"]),
    st.text(),
    st.sampled_from(["all", "little", "nothing"]),
    st.booleans(),
)
@example(verb="done", text="1" * 5000, may="all", outside=False)
@example(verb="done", text="²", may="all", outside=False)
@example(verb="lead", text="<@U\ud800>", may="all", outside=False)
def test_no_text_makes_a_command_raise(verb: str, text: str, may: str, outside: bool) -> None:
    """Whatever is typed by whomever and wherever ends in an effect or an answer."""
    around = Around(WORDS, PEOPLE) if outside else AROUND
    asked = ask(verb, text, around, may=may)
    done = (asked.edits, asked.todos, asked.ticked, asked.update, asked.declare, asked.approve)
    assert any((*done, asked.undo, asked.restore)) or asked.answer is not None


@pytest.mark.parametrize(
    ("verb", "argument", "edits"),
    [
        ("severity", "major", {"severity": "Major"}),
        ("severity", " OUTAGE ", {"severity": "Major"}),
        ("status", "monitoring", {"status": "Monitoring"}),
        ("resolve", "", {"status": "Resolved"}),
        ("resolve", "It was the cache.", {"status": "Resolved", "summary": "It was the cache."}),
        ("decline", "", {"status": "Declined"}),
        ("reopen", "", {"status": "Investigating"}),
        ("title", " New title ", {"title": "New title"}),
        ("summary", "two\nlines", {"summary": "two\nlines"}),
        ("customers", "Sorry.", {"customer_update": "Sorry."}),
        ("lead", "me", {"lead": PRIYA}),
        ("lead", "<@U2>", {"lead": SAM}),
        ("lead", "<@U2|sam>", {"lead": SAM}),
        ("lead", "@sam", {"lead": SAM}),
        ("lead", "sam@example.com", {"lead": SAM}),
        ("lead", "Somebody Else", {"lead": Person("Somebody Else")}),
    ],
)
def test_a_command_edits_fields(verb: str, argument: str, edits: dict[str, object]) -> None:
    """Each verb changes what it says and nothing else."""
    assert ask(verb, argument).edits == edits


@pytest.mark.parametrize(
    ("verb", "argument", "answer"),
    [
        ("severity", "blue", "bad_word"),
        ("status", "blue", "bad_word"),
        ("unknown", "severty", "unknown"),
        ("done", "9", "no_such_todo"),
        ("done", "0", "no_such_todo"),
        ("done", "10000000001", "no_such_todo"),
        ("done", "call", "no_such_todo"),
        ("title", "  ", "empty"),
        ("help", "", "help"),
    ],
)
def test_what_cannot_be_done_is_answered(verb: str, argument: str, answer: str) -> None:
    """The answer names what is wrong, and nothing is changed."""
    asked = ask(verb, argument)
    assert code(asked) == answer
    assert (asked.edits, asked.ticked, asked.todos) == ({}, [], [])


def test_an_answer_helps() -> None:
    """A near miss is named, the allowed words are listed, an example shows what to type."""
    assert (ask("unknown", "severty").answer or {})["near"] == "severity"
    assert (ask("severity", "blue").answer or {})["allowed"] == ["Minor", "Major"]
    assert "lead @sam" in str(ask("lead", "").answer)
    assert (ask("done", "call").answer or {})["open"] == [
        "1. Write the runbook",
        "3. Call the press",
    ]


@pytest.mark.parametrize(
    ("argument", "ticked"),
    [("1", 11), ("2", 12), (" 3 ", 13), ("runbook", 11), ("BANK", 12)],
)
def test_a_follow_up_is_ticked_by_number_or_by_words(argument: str, ticked: int) -> None:
    """A number counts from one; words must fit one follow-up alone."""
    assert [(one.id, done) for one, done in ask("done", argument).ticked] == [(ticked, True)]
    assert [(one.id, done) for one, done in ask("undone", argument).ticked] == [(ticked, False)]


def test_a_follow_up_is_added_under_the_next_number() -> None:
    """The answer tells the number by which it is ticked."""
    asked = ask("todo", " Tell the bank ")
    assert asked.todos == ["Tell the bank"]
    assert (asked.answer or {})["number"] == 4


def test_a_customer_update_is_repeated() -> None:
    """What customers will read is shown to its author."""
    assert (ask("customers", "Sorry.").answer or {})["text"] == "Sorry."


def test_the_timeline_is_the_newest_ten() -> None:
    """Older entries stand in the record."""
    entries = (ask("timeline").answer or {})["entries"]
    assert [entry["text"] for entry in entries] == [f"line {n}" for n in range(22, 32)]


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what(verb: str) -> None:
    """Guests may little, people of other workspaces nothing."""
    assert (code(ask(verb, "1", may="little")) == "not_allowed") == (verb not in LITTLE)
    assert code(ask(verb, "1", may="nothing")) == "not_allowed"


@pytest.mark.parametrize("verb", VERBS)
def test_what_needs_an_incidents_channel_says_so(verb: str) -> None:
    """Outside of one only a few commands mean something."""
    asked = ask(verb, "x", Around(WORDS, PEOPLE))
    assert (code(asked) == "not_here") == (verb not in ANYWHERE)


def test_closing_uses_the_words_of_the_register() -> None:
    """Where the words are others, resolve takes the first closed one and decline the second."""
    words = Vocabulary(Words(("Low",)), ("Offen",), ("Erledigt", "Abgelehnt"))
    around = Around(words, PEOPLE, ONE)
    assert ask("resolve", "", around).edits == {"status": "Erledigt"}
    assert ask("decline", "", around).edits == {"status": "Abgelehnt"}
    single = Around(Vocabulary(Words(("Low",)), ("Offen",), ("Erledigt",)), PEOPLE, ONE)
    assert code(ask("decline", "", single)) == "bad_word"


def test_nobody_known_cannot_take_the_lead_themselves() -> None:
    """From the command line "me" is only a text."""
    assert ask("lead", "me", by=None).edits == {"lead": Person("me")}
