"""Words: the product's own, and those an adopted register uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.model.vocabulary import Vocabulary, Words, fold

STATUS = {"Resolved": ("closed", "done"), "Declined": ("won't fix",)}
WORDS = Vocabulary(
    Words(("Minor", "Major"), {"Major": ("outage",)}), ("Fixing",), ("Resolved", "Declined"), STATUS
)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("Resolved", "Resolved"), (" resolved ", "Resolved"), ("DONE", "Resolved"),
        ("won't  fix", "Declined"), ("Erledigt", None), ("", None), ("Resolved!", None),
    ],
)  # fmt: skip
def test_a_word_is_read_whatever_its_case(typed: str, word: str | None) -> None:
    """Trimmed and folded; outside of the vocabulary it is nothing."""
    assert WORDS.status.read(typed) == word


@pytest.mark.parametrize(
    ("in_use", "written"),
    [
        ([], "Resolved"),
        (["Done"], "done"),
        (["done", "Resolved"], "Resolved"),
        (["other"], "Resolved"),
    ],
)
def test_a_word_is_written_as_the_register_has_it(in_use: list[str], written: str) -> None:
    """Its own word for it, unless ours is in use as well."""
    assert WORDS.status.write("Resolved", in_use) == written


@given(st.sampled_from(WORDS.status.words), st.lists(st.sampled_from(["closed", "DONE", "Fixing"])))
def test_what_is_written_reads_back(word: str, in_use: list[str]) -> None:
    """No choice of words changes the meaning."""
    assert WORDS.status.read(WORDS.status.write(word, in_use)) == word


@given(st.text())
def test_folding_twice_is_folding_once(word: str) -> None:
    """Comparison has one form for each word."""
    assert fold(fold(word)) == fold(word)


def test_active_and_closed_are_told_apart() -> None:
    """Whatever is neither is neither."""
    assert WORDS.is_active("Fixing")
    assert not WORDS.is_closed("Fixing")
    assert WORDS.is_closed("Declined")
    assert not WORDS.is_active(None)
    assert not WORDS.is_closed("closed")
