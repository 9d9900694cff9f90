"""Text on its way to and from Slack, and the names of channels."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.sides.slack import text

# Lone surrogates too; and texts in which much has to be escaped.
ANY = st.text(st.characters(exclude_categories=())) | st.text("&<> a\U00010000", max_size=300)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a &amp;amp; b &lt;c&gt;", "a &amp; b <c>"),
        ("ask <@U1> and <@U2|lena>", "ask @U1! and @U2!"),
        ("in <#C1|general> or <#C2>", "in #general or #C2"),
        ("<!here> <!subteam^S1|@oncall> <!date^1^{date}|today>", "@here @oncall today"),
        ("<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"),
        ("<http://x.example|x.example>", "x.example"),
        ("<https://x.example/a|the graph>", "the graph (https://x.example/a)"),
        ("<mailto:sam@x.example|sam@x.example>", "sam@x.example"),
        ("1 < 2 <unclosed", "1 < 2 <unclosed"),
    ],
)
def test_a_message_as_people_read_it(sent: str, read: str) -> None:
    """Mentions by name, links by label and address, escapes undone once."""
    assert text.plain(sent, lambda user: f"@{user}!") == read


@given(ANY)
def test_escaped_text_is_literal_and_reads_back(said: str) -> None:
    """Nothing in it is a mention or a link, and people read what was written."""
    sent = text.escape(said)
    assert not set("<>") & set(sent)
    assert text.plain(sent, lambda _user: "!") == text.clean(said)
    sent.encode()


@given(ANY, st.integers(20, 300))
def test_text_is_cut_within_its_limit(said: str, limit: int) -> None:
    """Escaped or not, and never within an escape."""
    assert text.units(text.shorten(said, limit)) <= limit
    sent = text.escape_within(said, limit)
    assert text.units(sent) <= limit
    assert not re.search(r"&(?!amp;|lt;|gt;)", sent)


@given(ANY, st.integers(1, 999_999))
def test_a_name_is_one_that_slack_takes(title: str, number: int) -> None:
    """And says the number it was given."""
    name = text.channel_name("inc-", number, title)
    assert re.fullmatch(r"[a-z0-9_-]{1,80}", name)
    assert text.number_of(name, "inc-") == number
    assert re.fullmatch(r"[a-z0-9_-]{1,80}", text.next_name(name, 9))


@pytest.mark.parametrize(
    ("name", "title", "number"),
    [
        ("inc-42-checkout-errors", "checkout errors", 42),
        ("inc-checkout_errors", "checkout errors", 0),
        ("inc-42", "inc-42", 42),
        ("inc-42nd-street", "42nd street", 0),
        ("inc-2026-11-23-outage", "11 23 outage", 0),
        ("inc-1234567", "inc-1234567", 0),
        ("other-7", "other 7", 0),
    ],
)
def test_what_a_name_says(name: str, title: str, number: int) -> None:
    """Its words make the title, its number counts where it is one."""
    assert (text.title_of(name, "inc-"), text.number_of(name, "inc-")) == (title, number)
