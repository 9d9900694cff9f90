"""Rich text: the laws of putting a new text into formatted runs."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.sides.notion.richtext import (
    LONGEST,
    MOST,
    Unfit,
    fresh,
    linked,
    plain,
    splice,
    units,
)
from tests.sides.notion.samples import PRIYA, answered, equation, mention, text

Runs = list[dict[str, Any]]

_WORDS = st.sampled_from(
    ["the ", "API", " is", " down", ", ", "\n", "☃", "😀", "é", " ", "x", "@Sam"]
)
_SAID = st.lists(_WORDS, max_size=12).map("".join)
_TEXT = st.builds(
    text,
    _SAID.filter(bool),
    st.sampled_from(["", "", "https://example.com/a"]),
    bold=st.booleans(),
    code=st.booleans(),
    color=st.sampled_from(["default", "red"]),
)
_RUN = _TEXT | st.sampled_from(
    [mention("@Sam Lee"), mention("@Priya", of=PRIYA, bold=True), equation("e=mc^2")]
)
_RUNS: st.SearchStrategy[Runs] = st.lists(_RUN, max_size=8)
_ANY = st.text(max_size=60) | _SAID


def looks(runs: Runs) -> list[tuple[str, Any]]:
    """Every character with its annotations, its link and the mention or equation it belongs to."""
    return [
        (sign, (run["annotations"], run["href"], run.get("equation"), _mentioned(run)))
        for run in runs
        for sign in run["plain_text"]
    ]


def _mentioned(run: dict[str, Any]) -> str:
    return run["mention"]["user"]["id"] if run["type"] == "mention" else ""


@given(_RUNS, _ANY)
def test_what_is_sent_says_the_text(runs: Runs, said: str) -> None:
    """Whatever was there before, the runs sent say exactly the new text, in legal runs."""
    sent = splice(runs, said)
    assert plain(answered(sent, runs)) == said
    assert len(sent) <= MOST
    for run in sent:
        if run["type"] == "text":
            assert 0 < units(run["text"]["content"]) <= LONGEST


@given(_RUNS)
def test_the_same_text_changes_nothing(runs: Runs) -> None:
    """Sending the text that is there keeps every character's annotations, link and mention."""
    assert looks(answered(splice(runs, plain(runs)), runs)) == looks(runs)


@given(_RUNS, st.data())
def test_what_did_not_change_keeps_its_look(runs: Runs, data: st.DataObject) -> None:
    """Characters before and after a replaced passage keep annotations and links."""
    said = plain(runs)
    start = data.draw(st.integers(0, len(said)))
    end = data.draw(st.integers(start, len(said)))
    new = data.draw(_SAID)
    after = looks(answered(splice(runs, said[:start] + new + said[end:]), runs))
    before = looks(runs)
    bare = [(sign, look[0], look[1]) for sign, look in before]
    told = [(sign, look[0], look[1]) for sign, look in after]
    # Where the new passage starts or ends as the old one did, more than asked for is kept.
    assert [one[0] for one in told] == list(said[:start] + new + said[end:])
    assert told[:start] == bare[:start]
    rest = len(said) - end
    assert rest == 0 or told[-rest:] == bare[-rest:] or _ambiguous(said, start, end, new)


def _ambiguous(said: str, start: int, end: int, new: str) -> bool:
    """Whether the same text may be read as an edit further right: "aa" to "a" is either one."""
    text = said[:start] + new + said[end:]
    head = next(
        (n for n, (a, b) in enumerate(zip(said, text, strict=False)) if a != b),
        min(len(said), len(text)),
    )
    return head > start


@given(_RUNS, _SAID, _SAID)
def test_no_mention_is_made_up(runs: Runs, head: str, tail: str) -> None:
    """A mention or a link is sent only over characters that said it before."""
    after = looks(answered(splice(runs, head + plain(runs) + tail), runs))
    before = [look for _, look in looks(runs)]
    assert all(look in before for _, look in after if look[1] or look[2] or look[3])


def test_a_word_within_a_sentence_is_changed_alone() -> None:
    """Two edits in one sentence leave the formatting between them."""
    runs = [
        text("Checkout is "),
        text("completely", bold=True),
        text(" down since "),
        text("noon", code=True),
    ]
    sent = splice(runs, "Search is completely down since 11:40 or noon")
    assert sent == [
        {"type": "text", "text": {"content": "Search is "}},
        {"type": "text", "text": {"content": "completely"}, "annotations": {"bold": True}},
        {"type": "text", "text": {"content": " down since 11:40 or "}},
        {"type": "text", "text": {"content": "noon"}, "annotations": {"code": True}},
    ]


def test_words_that_only_share_spaces_are_replaced_as_one() -> None:
    """Of a text rewritten altogether no formatting is left over by accident."""
    runs = [text("Down, ", bold=True), text("since noon")]
    assert splice(runs, "All fine, again") == [
        {"type": "text", "text": {"content": "All fine, again"}}
    ]


@pytest.mark.parametrize(
    ("said", "annotations"),
    [
        pytest.param("a very big problem", {"bold": True}, id="inside"),
        pytest.param("a big problem!", {"bold": True}, id="at the end"),
    ],
)
def test_inserted_text_takes_the_look_around_it(said: str, annotations: dict[str, Any]) -> None:
    """Text typed into a bold run is bold."""
    assert splice([text("a big problem", bold=True)], said) == [
        {"type": "text", "text": {"content": said}, "annotations": annotations}
    ]


def test_text_between_two_looks_takes_what_they_share() -> None:
    """Between bold red and bold green an insertion is bold."""
    runs = [text("ab", bold=True, color="red"), text("cd", bold=True, color="green")]
    assert splice(runs, "ab-cd")[1] == {
        "type": "text",
        "text": {"content": "-"},
        "annotations": {"bold": True},
    }


def test_text_inserted_into_a_link_is_no_link() -> None:
    """A link reaches over the words that it was set on, not over what is added."""
    runs = [text("see the page", "https://example.com/", bold=True)]
    assert splice(runs, "see the new page") == [
        {
            "type": "text",
            "text": {"content": content, **link},
            "annotations": {"bold": True},
        }
        for content, link in (
            ("see the ", {"link": {"url": "https://example.com/"}}),
            ("new ", {}),
            ("page", {"link": {"url": "https://example.com/"}}),
        )
    ]


def test_a_mention_stays_where_its_words_stay() -> None:
    """Text around a mention changes, the mention is sent by its id."""
    runs = [text("ask "), mention("@Sam Lee"), text(" now")]
    assert splice(runs, "please ask @Sam Lee soon") == [
        {"type": "text", "text": {"content": "please ask "}},
        {"type": "mention", "mention": {"type": "user", "user": {"id": "user-sam"}}},
        {"type": "text", "text": {"content": " soon"}},
    ]


def test_a_changed_mention_becomes_text() -> None:
    """A mention whose words changed mentions nobody any more, but keeps its look."""
    runs = [text("ask "), mention("@Sam Lee", bold=True)]
    assert splice(runs, "ask @Sam Low") == [
        {"type": "text", "text": {"content": "ask "}},
        {"type": "text", "text": {"content": "@Sam Low"}, "annotations": {"bold": True}},
    ]


def test_a_changed_mention_of_a_page_leads_nowhere() -> None:
    """The address of a mentioned page does not stay under words that were changed."""
    page = {**mention("Runbook", "page", {"id": "p1"}), "href": "https://www.notion.so/p1"}
    assert splice([page, text(".")], "Rulebook.") == [
        {"type": "text", "text": {"content": "Rulebook."}}
    ]


def test_a_mention_that_cannot_be_sent_becomes_a_link() -> None:
    """A link preview cannot be written through the API: its address and words stay."""
    preview = mention("Issue 4", "link_preview", {"url": "https://example.com/4"})
    preview["href"] = "https://example.com/4"
    assert splice([preview, text("!")], "Issue 4!!") == [
        {
            "type": "text",
            "text": {"content": "Issue 4", "link": {"url": "https://example.com/4"}},
        },
        {"type": "text", "text": {"content": "!!"}},
    ]


def test_a_date_mention_keeps_its_date() -> None:
    """A date mention is sent with all that it says."""
    date = {"start": "2026-11-23", "end": None, "time_zone": None}
    assert splice([mention("2026-11-23", "date", date), text(".")], "2026-11-23!")[0] == {
        "type": "mention",
        "mention": {"type": "date", "date": date},
    }


def test_a_path_within_notion_is_sent_as_an_address() -> None:
    """A link that reads back as a path is sent as the address it stands for."""
    (sent,) = splice([text("page", "/abc123")], "page")
    assert sent["text"]["link"] == {"url": "https://www.notion.so/abc123"}


@pytest.mark.parametrize("sign", ["x", "😀", "é"])
def test_a_long_text_is_cut_into_runs(sign: str) -> None:
    """A run ends at 2,000 UTF-16 units at the latest, and never within a character."""
    said = "y" + sign * 5_000
    contents = [run["text"]["content"] for run in fresh(said)]
    assert "".join(contents) == said
    assert max(map(units, contents)) in {LONGEST, LONGEST - 1}
    assert all("\ufffd" not in one.encode("utf-16").decode("utf-16") for one in contents)


def test_the_longest_text_fits() -> None:
    """A hundred full runs are held; one character more is refused, not cut."""
    longest = "x" * LONGEST * MOST
    assert plain(fresh(longest)) == longest
    with pytest.raises(Unfit, match="too long"):
        fresh(longest + "x")
    with pytest.raises(Unfit, match="too long"):
        fresh("😀" * (LONGEST // 2) * (MOST - 1) + "x" + "😀" * (LONGEST // 2))


def test_half_a_character_is_refused() -> None:
    """A lone surrogate cannot be sent as UTF-8."""
    with pytest.raises(Unfit, match="half a character"):
        splice([], "a\ud83d")


def test_formatting_goes_from_the_middle_outwards() -> None:
    """More than a hundred runs are simplified in the middle; both ends keep their look."""
    runs = [text(f"w{n} ", bold=n % 2 == 1) for n in range(150)]
    sent = splice(runs, plain(runs) + "!")
    assert len(sent) <= MOST
    assert plain(sent) == plain(runs) + "!"
    before, after = looks(runs), looks(answered(sent))
    same = [one == other for one, other in zip(before, after, strict=False)]
    assert all(same[:100])
    assert all(same[-100:])
    assert [run for run in sent if "annotations" not in run and len(run["text"]["content"]) > 9]


def test_long_formatting_is_simplified_by_length_too() -> None:
    """Formatted runs of a text near the limit still fit, whatever their lengths."""
    runs = [text(chr(97 + n % 26) * 1_999, bold=n % 2 == 1) for n in range(100)]
    said = plain(runs) + "!" * 99
    assert plain(splice(runs, said)) == said


@pytest.mark.parametrize("words", [1, 3, 200])
def test_comparing_long_texts_takes_no_time(words: int) -> None:
    """Texts of thousands of equal words are compared at once, or not word by word."""
    old = " ".join(f"w{n % words}" for n in range(4_000))
    new = " ".join(f"w{n * 7 % words}" for n in range(4_000))
    started = time.perf_counter()
    assert plain(splice([text(f"a {old} b")], f"c {new} d")) == f"c {new} d"
    assert time.perf_counter() - started < 1


def test_lines_of_a_long_text_keep_their_look() -> None:
    """Of a text too long to compare by words, lines that did not change stay formatted."""
    lines = [f"line {n}: the the the the the\n" for n in range(200)]
    runs = [text(lines[0]), text("".join(lines[1:199]), bold=True), text(lines[199])]
    said = "new " + "".join(lines[:100]) + "inserted\n" + "".join(lines[100:]) + "last"
    bold = [run for run in splice(runs, said) if run.get("annotations") == {"bold": True}]
    assert "".join(run["text"]["content"] for run in bold).count("line") == 198


def test_what_is_sent_can_be_read_without_plain_text() -> None:
    """Runs as they are sent say their text, a mention what can be told of it."""
    assert plain(fresh("hello")) == "hello"
    named = {"type": "mention", "mention": {"type": "user", "user": {"id": "1", "name": "Sam"}}}
    assert plain([named]) == "@Sam"
    assert plain([{"type": "equation", "equation": {"expression": "x^2"}}]) == "x^2"


def test_an_address_too_long_for_a_link_is_left_out() -> None:
    """A link of more than 2,000 units would be refused, so the words stand without it."""
    assert linked("then", "https://example.com/" + "x" * LONGEST) == {
        "type": "text",
        "text": {"content": "then"},
    }
