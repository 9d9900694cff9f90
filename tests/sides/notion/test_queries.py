"""The filters: what is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from incident_sync.sides.notion.queries import (
    active_filter,
    any_of,
    created_filter,
    shown_filter,
)
from incident_sync.sides.notion.schema import Bound, Layout, Prop
from tests.sides.notion.desk import WORDS

AT = datetime(2026, 11, 23, 10, 15, 59, tzinfo=UTC)
EDITED = {
    "timestamp": "last_edited_time",
    "last_edited_time": {"on_or_after": "2026-11-23T10:15:00Z"},
}


def layout(**props: Prop) -> Layout:
    return Layout({facet: Bound(prop) for facet, prop in props.items()})


@pytest.mark.parametrize(
    ("prop", "conditions"),
    [
        (
            Prop("a%3Ab", "Status", "status", ("Open", "investigating ", "Resolved", "Fixing")),
            [{"status": {"equals": "investigating "}}, {"status": {"equals": "Fixing"}}],
        ),
        (Prop("a%3Ab", "S", "select", ("Monitoring",)), [{"select": {"equals": "Monitoring"}}]),
        (Prop("a%3Ab", "S", "select", ("closed",)), []),
        (
            Prop("a%3Ab", "S", "multi_select", ("Fixing",)),
            [{"multi_select": {"contains": "Fixing"}}],
        ),
        (
            Prop("a%3Ab", "S", "rich_text"),
            [{"rich_text": {"equals": word}} for word in ("Investigating", "Fixing", "Monitoring")],
        ),
    ],
)  # fmt: skip
def test_what_goes_on_is_asked_for_by_the_options_that_are_there(
    prop: Prop, conditions: list[dict[str, Any]]
) -> None:
    """In their own spelling, by the property's id; and what was edited, by the minute."""
    wanted = active_filter(layout(status=prop), WORDS, AT)
    assert wanted == {"or": [EDITED, *({"property": "a%3Ab", **one} for one in conditions)]}


@pytest.mark.parametrize("kind", ["formula", "rollup"])
def test_what_no_filter_can_say(kind: str) -> None:
    """A computed status is read in a scan of everything."""
    assert active_filter(layout(status=Prop("s", "S", kind)), WORDS, AT) is None


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        ({"id": "INC-7", "channel": "https://c", "title": "T"}, ("i", "rich_text", "INC-7")),
        ({"channel": "https://c", "title": "T"}, ("c", "url", "https://c")),
        ({"id": "", "channel": "", "title": "T"}, ("title", "title", "T")),
        ({"title": "T" * 1000}, ("title", "title", "T" * 1000)),
    ],
)
def test_a_page_is_found_by_what_it_shows(
    shown: dict[str, str], wanted: tuple[str, str, str]
) -> None:
    """Its ID before its channel before its title."""
    here = layout(
        id=Prop("i", "ID", "rich_text"),
        channel=Prop("c", "Channel", "url"),
        title=Prop("title", "Title", "title"),
    )
    at, kind, text = wanted
    assert shown_filter(here, shown) == {"property": at, kind: {"equals": text}}


def test_a_page_that_shows_nothing_cannot_be_found() -> None:
    """Nor one of a title beyond measure."""
    here = layout(title=Prop("title", "Title", "title"))
    assert shown_filter(here, {"title": ""}) is None
    assert shown_filter(here, {"title": "x" * 1001}) is None
    assert shown_filter(here, {"id": "INC-7"}) is None


@pytest.mark.parametrize(
    ("label", "number"), [("INC-42", 42), ("42", 42), ("A-B-7", 7), ("INC-", None), ("x", None)]
)
def test_an_id_that_notion_gave_is_asked_for_as_a_number(label: str, number: int | None) -> None:
    """Without its prefix."""
    here = layout(id=Prop("i", "ID", "unique_id"))
    wanted = {"property": "i", "unique_id": {"equals": number}}
    assert shown_filter(here, {"id": label}) == (wanted if number else None)


def test_filters_joined() -> None:
    """One stands alone: a group of one is no group."""
    one, other = created_filter(AT), {"property": "i", "rich_text": {"equals": "x"}}
    assert any_of([one]) == one
    assert any_of([one, other]) == {"or": [one, other]}
    assert one["created_time"] == {"on_or_after": "2026-11-23T10:15:00Z"}
