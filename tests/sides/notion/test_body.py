"""Our sections of a page's body."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incident_sync.sides.notion.body import (
    FOLLOW_UPS,
    TIMELINE,
    Entry,
    Moment,
    bullet,
    entry_of,
    heading,
    sections,
    to_do,
)
from incident_sync.sides.notion.richtext import Unfit, plain
from tests.sides.notion.samples import text

AT = datetime(2026, 11, 23, 11, 15, tzinfo=ZoneInfo("Europe/Berlin"))


def block(at: str, kind: str, said: str = "", **more: Any) -> dict[str, Any]:
    """A block as it is read."""
    content: dict[str, Any] = {"rich_text": [text(said)] if said else []}
    if kind == "to_do":
        content["checked"] = more.pop("checked", False)
    return {"id": at, "type": kind, kind: content, "has_children": False, "in_trash": False, **more}


def test_both_sections_are_found() -> None:
    """Their items in order, whatever else stands in the body."""
    found = sections(
        [
            block("p", "paragraph", "Follow-ups"),
            block("t0", "to_do", "not ours"),
            block("f", "heading_2", " follow-UPS "),
            block("a", "to_do", "One", checked=True),
            block("q", "quote", "a word"),
            block("b", "to_do", "Two"),
            block("c", "bulleted_list_item", "no follow-up"),
            block("t", "heading_1", "Timeline"),
            block("d", "bulleted_list_item", "10:15 Sam: x"),
            block("e", "to_do", "no entry"),
        ]
    )
    assert found.keys() == {FOLLOW_UPS, TIMELINE}
    ups = found[FOLLOW_UPS]
    assert (ups.heading, ups.last) == ("f", "b")
    assert ups.items == (
        Entry("a", "to_do", "One", checked=True, runs=(text("One"),)),
        Entry("b", "to_do", "Two", runs=(text("Two"),)),
    )
    assert [(one.id, one.text) for one in found[TIMELINE].items] == [("d", "10:15 Sam: x")]
    assert found[TIMELINE].last == "d"


def test_an_empty_section_goes_on_after_its_heading() -> None:
    """Without items the heading is what a new item goes after."""
    found = sections([block("f", "heading_3", "Follow-ups"), block("x", "paragraph", "later")])
    assert found[FOLLOW_UPS].items == ()
    assert found[FOLLOW_UPS].last == "f"
    assert TIMELINE not in found


def test_a_section_ends_at_the_next_heading_of_its_level() -> None:
    """A heading below ours divides the section, one of its level or above ends it."""
    found = sections(
        [
            block("f", "heading_2", "Follow-ups"),
            block("s", "heading_3", "This week"),
            block("a", "to_do", "One"),
            block("o", "heading_2", "Ideas"),
            block("b", "to_do", "not ours"),
        ]
    )
    assert [one.id for one in found[FOLLOW_UPS].items] == ["a"]


def test_a_heading_is_known_by_its_id_first() -> None:
    """A renamed heading stays ours; a second one of its name does not become ours."""
    blocks = [
        block("other", "heading_2", "Follow-ups"),
        block("b", "to_do", "not ours"),
        block("f", "heading_2", "To do after"),
        block("a", "to_do", "One"),
    ]
    found = sections(blocks, {FOLLOW_UPS: "f"})
    assert found[FOLLOW_UPS].heading == "f"
    assert [one.id for one in found[FOLLOW_UPS].items] == ["a"]
    assert sections(blocks, {FOLLOW_UPS: "gone"})[FOLLOW_UPS].heading == "other"


def test_of_two_headings_the_first_counts() -> None:
    """Items under a second heading of the same name are left alone."""
    found = sections(
        [
            block("f", "heading_2", "Follow-ups"),
            block("a", "to_do", "One"),
            block("g", "heading_2", "Follow-ups"),
            block("b", "to_do", "Two"),
        ]
    )
    assert [one.id for one in found[FOLLOW_UPS].items] == ["a"]


def test_trash_is_not_read() -> None:
    """Blocks in the trash are gone."""
    found = sections(
        [
            block("f", "heading_2", "Follow-ups"),
            block("a", "to_do", "One", in_trash=True),
        ]
    )
    assert found[FOLLOW_UPS].items == ()


def test_a_follow_up_is_sent() -> None:
    """Its text, its tick, and the formatting of what did not change."""
    assert to_do("One", checked=True) == {
        "type": "to_do",
        "to_do": {"rich_text": [{"type": "text", "text": {"content": "One"}}], "checked": True},
    }
    kept = to_do("One more", checked=False, runs=entry_of(block("a", "to_do", "One")).runs)
    assert plain(kept["to_do"]["rich_text"]) == "One more"
    bold = to_do("One!", checked=False, runs=[text("One", bold=True)])
    assert bold["to_do"]["rich_text"][0]["annotations"] == {"bold": True}
    assert heading(FOLLOW_UPS) == {
        "type": "heading_2",
        "heading_2": {"rich_text": [{"type": "text", "text": {"content": "Follow-ups"}}]},
    }


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        (
            Moment("Restarted", AT, "Sam", note="edited"),
            "2026-11-23 10:15 UTC · Sam: Restarted (edited)",
        ),
        (Moment("Restarted", date(2026, 11, 23)), "2026-11-23 · Restarted"),
        (Moment("Restarted", by="Sam"), "Sam: Restarted"),
        (Moment("a\nb", datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC)), "2026-01-02 03:04 UTC · a\nb"),
    ],
)
def test_a_bullet_says_when_who_and_what(moment: Moment, wanted: str) -> None:
    """One line that reads the same in every time zone."""
    sent = bullet(moment)
    assert sent["type"] == "bulleted_list_item"
    assert plain(sent["bulleted_list_item"]["rich_text"]) == wanted


def test_the_time_leads_to_the_message() -> None:
    """The permalink stands on the time, and nowhere else."""
    runs = bullet(Moment("x", AT, "Sam", "https://x.slack.com/p1"))["bulleted_list_item"][
        "rich_text"
    ]
    assert [run["text"].get("link") for run in runs] == [{"url": "https://x.slack.com/p1"}, None]
    bare = bullet(Moment("x", AT, "Sam"))["bulleted_list_item"]["rich_text"]
    assert "link" not in bare[0]["text"]


def test_an_endless_entry_is_refused() -> None:
    """A text that no block can hold is not cut."""
    with pytest.raises(Unfit, match="too long"):
        bullet(Moment("x" * 199_000, AT))
    with pytest.raises(Unfit, match="too long"):
        to_do("x" * 200_001, checked=False)
