"""Cards, topics, purposes and sentences, from any text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.action import Brief
from incident_sync.model.item import Link
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import Value, encode
from incident_sync.sides.slack import answers, cards, codec, fit, telling, text, words
from incident_sync.sides.slack.phrases import Speaker
from tests.sides.slack.desk import INSTALLATION, ROW, WORDS, follow_up, incident

ANY = st.text(st.characters(exclude_categories=()), max_size=400)
LONG = st.one_of(ANY, st.builds(lambda one, many: one * many, ANY, st.integers(1, 200)))
SPEAKER = Speaker("incident-sync", WORDS, "pushpin", "ballot_box_with_check")
LINK = Link("slack", "C1", 42, incident().kind, notes={"card": "1.0"})


def brief(title: str = "Checkout errors", **more: Any) -> Brief:
    """A brief whose texts are all the same."""
    fields = ("title", "summary", "customer_update", "severity")
    said: dict[str, Value] = dict.fromkeys(fields, title)
    item = incident(**said, lead=Person(title))
    return Brief(item, installation=INSTALLATION, **more)


def texts(block: Any) -> Iterator[dict[str, Any]]:
    """Every text object in blocks."""
    if isinstance(block, dict):
        if isinstance(block.get("text"), str):
            yield block
        for inner in block.values():
            yield from texts(inner)
    elif isinstance(block, list):
        for inner in block:
            yield from texts(inner)


@given(LONG, st.booleans(), st.integers(0, 30))
def test_any_card_is_harmless_and_within_slacks_limits(title: str, has_row: bool, n: int) -> None:
    """Nothing is parsed, nothing is empty, nothing is too long."""
    urls = {"sheets": ROW} if has_row else {}
    extra = {f"extra.{title}": title}
    full = brief(title, urls=urls, follow_ups=(follow_up(title),) * n, extra=extra)
    shown = cards.card(full, (title,))
    assert len(shown["blocks"]) <= 50
    found = list(texts(shown["blocks"]))
    assert {one["type"] for one in found} <= {"plain_text", "text", "link"}
    assert all(one["text"] and text.units(one["text"]) <= 9000 for one in found)
    assert text.units(shown["blocks"][0]["text"]["text"]) <= 150
    assert sum(text.units(one["text"]) for one in found) < 40_000
    for said in (shown, cards.announcement(full, "C1")):
        assert text.units(said["text"]) <= 4000
        assert "<" not in said["text"].replace("<#C1>", "")


@given(LONG)
def test_any_message_is_harmless_and_within_slacks_limits(said: str) -> None:
    """Its blocks say what its text says."""
    shown = cards.message(said)
    assert text.units(shown["text"]) <= 4000
    assert not set("<>") & set(shown["text"])
    assert {one["type"] for one in texts(shown["blocks"])} == {"text"}


@given(LONG, LONG)
def test_any_topic_and_purpose_fit(title: str, address: str) -> None:
    """And the purpose can be read back, whatever the title claims."""
    assert text.units(words.topic(brief(title))) <= 250
    said = words.purpose(brief(title + " INC-9 incident-sync:ffff"), address)
    assert text.units(said) <= 250
    data = {"id": "C1", "name": "x", "purpose": {"value": said}}
    assert codec.channel(data).owner == ("INC-42", INSTALLATION)


@given(LONG, LONG)
def test_a_purpose_is_kept_up_to_date_but_for_its_title(title: str, other: str) -> None:
    """Whatever both titles are, even where they quote a purpose; not where the row is another."""
    quoted = title + " | INC-9 incident-sync:ffff"
    first, second = words.purpose(brief(quoted), ROW), words.purpose(brief(other), ROW)
    assert words.purpose_end(first) == words.purpose_end(second)
    assert words.purpose_end(first) != words.purpose_end(words.purpose(brief(quoted), f"{ROW}2"))


def test_a_text_that_was_cut_says_so() -> None:
    """And says where all of it is, if there is a row."""
    long = brief("x" * 5000)
    assert "(shortened)" in str(cards.card(long, ()))
    with_row = brief("x" * 5000, urls={"sheets": ROW})
    assert "the row has all of it" in str(cards.card(with_row, ()))


def test_a_facet_is_the_same_where_it_means_the_same() -> None:
    """Its print is stable, and moves with what is shown."""
    one, other = (
        fit.prints(fit.facets(Brief(incident(severity=word)), (), ""))
        for word in ("Minor", "Major")
    )
    same = fit.prints(fit.facets(Brief(incident()), (), ""))
    assert one == same
    moved = {name for name in one if one[name] != other[name]}
    assert moved == {"topic", "card"}


def test_people_who_left_are_not_invited() -> None:
    """Nor bots; whoever was invited once stays."""
    people = {
        name: Member(Person(name, slack=name.upper()), gone=name == "old", bot=name == "bot")
        for name in ("sam", "old", "bot")
    }
    directory = Directory(tuple(people.values()))
    link = Link("slack", "C1", 42, incident().kind, notes={"invited": "U7"})
    for name, invited in (("sam", ["SAM", "U7"]), ("old", ["U7"]), ("bot", ["U7"])):
        item = incident(lead=Person(name))
        shown = fit.facets(Brief(item, {"slack": link}, directory=directory), (), "")
        assert shown["members"] == invited
    assert "members" not in fit.facets(Brief(incident()), (), "")


def test_a_private_incident_is_not_announced() -> None:
    """Its channel's privacy is noted on the link."""
    for private, announced in (("", True), ("1", False)):
        link = Link("slack", "C1", 42, incident().kind, notes={"private": private})
        shown = fit.facets(Brief(incident(), {"slack": link}), (), "C9")
        assert ("announcement" in shown) is announced


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"field": "severity", "old": "Minor", "new": "Major"}, "Severity Minor → Major"),
        ({"field": "lead", "old": None, "new": encode(Person("Sam"))}, "Lead set to Sam"),
        ({"field": "summary", "old": "a\n b", "new": None}, "Summary cleared (was a b)"),
        ({"field": "follow_up", "old": False, "new": True}, "Follow up no → yes"),
        (
            {"field": "resolved_at", "old": encode(date(2026, 3, 5)),
             "new": encode(datetime(2026, 11, 23, 9, 5, tzinfo=UTC))},
            "Resolved at 5 Mar 2026 → 23 Nov 2026 09:05 UTC",
        ),
        ({"field": "extra.Region", "old": "", "new": "EU"}, "Region set to EU"),
    ],
)  # fmt: skip
def test_a_change_in_words(change: dict[str, Any], said: str) -> None:
    """Old and new, as people write them."""
    assert words.change(change) == said


def test_changes_of_several_people_are_told_apart() -> None:
    """One line for each person and place."""
    one = {"field": "severity", "old": "Minor", "new": "Major", "by": "Priya", "side": "notion"}
    other = {"field": "title", "old": "a", "new": "b", "side": "sheets", "by": ""}
    rule = {"field": "resolved_at", "old": None, "new": "now", "side": "rule"}
    assert words.note({"changes": [one, other, rule]}, SPEAKER).split("\n") == [
        "Severity Minor → Major, by Priya in Notion",
        "Title a → b in the Sheet",
        "Resolved at set to now, by a rule",
    ]


def test_a_conflict_and_an_invalid_value_in_words() -> None:
    """What counts, what does not, where it stands, and why."""
    conflict = {
        "field": "severity",
        "winner": "slack",
        "kept": "Major",
        "lost": {"sheets": "Minor"},
        "choices": ["sheets"],
        "entry": 57,
    }
    invalid = {"field": "status", "value": "dunno", "where": "Incidents!C7", "reason": "no status"}
    both = {"conflicts": [conflict], "invalid": [invalid]}
    first, second = words.note(both, SPEAKER).split("\n")
    assert first == (
        "Severity was changed in two places at once: “Major” from Slack counts, “Minor” in the "
        "Sheet does not. To take that instead: @incident-sync undo 57"
    )
    assert second == "Status “dunno” in Incidents!C7 was left alone: no status"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"code": "unknown", "verb": "statsu"}, "Did you mean status?"),
        ({"code": "unknown", "verb": "xyzzy", "near": ""}, "@incident-sync help"),
        ({"code": "bad_word", "field": "severity", "value": "x", "allowed": ["A", "B"]}, "A and B"),
        ({"code": "empty", "verb": "title", "example": "title Down"}, "@incident-sync title Down"),
        ({"code": "not_allowed", "may": "little"}, "Guests"),
        ({"code": "not_allowed", "may": "nothing"}, "Only members"),
        ({"code": "customers", "text": "Soon.", "where": ["the page"]}, "“Soon.”. It will appear"),
        ({"code": "customers", "text": "Soon.", "where": []}, "“Soon.”."),
        ({"code": "todo_added", "text": "Book", "number": 3}, "@incident-sync done 3"),
        ({"code": "no_such_todo", "argument": "9", "open": ["1. Book"]}, "1. Book"),
        ({"code": "no_such_todo", "argument": "9", "open": []}, "None is open"),
        ({"code": "done", "text": "Book"}, "Done: “Book”"),
        ({"code": "timeline", "entries": []}, ":pushpin:"),
        ({"code": "help"}, "severity Minor or Major"),
        ({"code": "declared", "label": "INC-43", "title": "Down"}, "INC-43 “Down”"),
        ({"code": "nothing_held"}, "Nothing is held"),
        ({"code": "approved", "id": "g1", "count": 1}, "1 held change may"),
        ({"code": "held_changed", "id": "g1", "current": "g2"}, "approve g2"),
        ({"code": "not_here"}, "declare"),
        ({"code": "help"}, "@incident-sync restore"),
        (
            {"code": "restoring", "label": "INC-42", "gone": ["sheets", "slack"]},
            "is put back (its row in the Sheet and a new channel)",
        ),
        (
            {"code": "nothing_gone", "label": "INC-42", "there": ["notion", "slack"]},
            "Nothing of INC-42 is gone: it stands in Notion and its channel.",
        ),
        ({"code": "nothing_gone", "label": "INC-42", "shut": "over"}, "give it an active status"),
        ({"code": "nothing_gone", "label": "INC-42", "shut": "private"}, "Its channel is private"),
        ({"code": "nothing_gone", "archived": ["notion"]}, "in the archive of Notion"),
        ({"code": "no_such_incident", "id": "INC-9"}, "No incident is called “INC-9”"),
        ({"code": "brand_new", "reason": "x"}, "brand new: x"),
    ],
)
def test_an_answer_says_what_to_type(data: dict[str, Any], wanted: str) -> None:
    """Every answer helps."""
    assert wanted in answers.answer(data, SPEAKER)


def test_a_timeline_in_words() -> None:
    """When, who, what."""
    at: Value = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    entry = {"at": encode(at), "by": encode(Person("Sam")), "text": "restarted"}
    said = answers.answer({"code": "timeline", "entries": [entry]}, SPEAKER)
    assert said == "23 Nov 2026 09:05 UTC Sam: restarted"


@pytest.mark.parametrize(
    "code", ["archived", "gone", "detached", "duplicate", "unreadable", "something_else"]
)
def test_what_needs_a_person_names_the_incident(code: str) -> None:
    """Whatever it is."""
    assert "INC-42" in telling.told({"code": code, "side": "sheets"}, "INC-42", SPEAKER)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"code": "archived"}, "The channel of INC-42 is archived"),
        ({"code": "archived"}, "bots cannot unarchive. Please do that in Slack"),
        ({"code": "archived", "reopened": True}, "INC-42 goes on again, but its channel is arch"),
        ({"code": "gone", "reopened": True}, "INC-42 goes on again, but its channel is gone"),
        ({"code": "gone"}, "please invite the bot again"),
        ({"code": "detached", "side": "sheets"}, "The row of INC-42 is gone from the Sheet"),
    ],
)
def test_what_is_gone_is_told_with_what_puts_it_back(data: dict[str, Any], wanted: str) -> None:
    """In Slack and on the command line, since not every channel is listened to at once."""
    said = telling.told(data, "INC-42", SPEAKER)
    assert wanted in said
    assert "say @incident-sync restore INC-42 (heard within minutes)" in said
    assert "run incident-sync restore INC-42" in said
