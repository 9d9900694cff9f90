"""What a message asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.sides.slack import grammar
from incident_sync.sides.slack.grammar import Said

BOT = "U0BOT"


@pytest.mark.parametrize(
    ("text", "verb", "argument"),
    [
        ("<@U0BOT> lead <@U1>", "lead", "<@U1>"),
        ("<@U0BOT|incident-sync> SEV Major", "severity", "Major"),
        ("<@U0BOT>, severity: Major", "severity", "Major"),
        ("<@U0BOT>: close\nit was\nthe cache", "resolve", "it was\nthe cache"),
        ("hey <@U0BOT> status fixing", "status", "fixing"),
        ("<@U0BOT> todo  ask <@U1>", "todo", "ask <@U1>"),
        ("<@U0BOT> approve a1b2", "approve", "a1b2"),
        ("<@U0BOT> Help!", "help", ""),
        ("<@U0BOT>", "help", ""),
        ("<@U0BOT>   ", "help", ""),
        ("<@U0BOT> resolved", "unknown", "resolved"),
        ("<@U0BOT> thank you", "unknown", "thank"),
    ],
)
def test_a_message_to_us(text: str, verb: str, argument: str) -> None:
    """The first word after our name is the verb, the rest what it is about."""
    assert grammar.read(text, BOT) == Said(verb, argument)


@pytest.mark.parametrize(
    "text",
    ["", "lead <@U1>", "<@U1> ask <@U0BOT> to resolve", "&lt;@U0BOT&gt; help", "<@U0BOTTOM> help"],
)
def test_a_message_to_nobody_or_to_somebody_else(text: str) -> None:
    """We are meant where our mention is the message's first."""
    assert grammar.read(text, BOT) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("statsu", "status"), ("Resolv", "resolve"), ("xyzzy", ""), ("", "")]
)
def test_a_mistyped_word_is_guessed(typed: str, meant: str) -> None:
    """Where a command is near."""
    assert grammar.near(typed) == meant


@given(st.text())
def test_it_never_raises(text: str) -> None:
    """Whatever people type."""
    grammar.read(text, BOT)
    said = grammar.read(f"<@{BOT}>{text}", BOT)
    assert said is not None
    assert said.verb in {*grammar.VERBS, "unknown"}
    grammar.near(text)


@given(st.sampled_from([*grammar.VERBS, *grammar.ALIASES]), st.text())
def test_every_verb_is_understood_in_any_case(verb: str, rest: str) -> None:
    """And keeps what follows it."""
    said = grammar.read(f"<@{BOT}> {verb.upper()} {rest}", BOT)
    assert said == Said(grammar.ALIASES.get(verb, verb), rest.strip())
