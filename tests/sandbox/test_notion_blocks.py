"""Blocks: the types, listing, appending at a place, nesting, updating, the trash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.notion_desk import (
    DATABASE,
    OLD,
    REGISTER_PAGE,
    Desk,
    NotionFault,
    paragraph,
    said,
    text,
    title,
)

NOBODY = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def page(desk: Desk) -> str:
    """An empty row."""
    return str(desk.create(title("x"))["id"])


def rich(content: str, **more: Any) -> dict[str, Any]:
    return {"rich_text": [text(content)], **more}


def words(blocks: list[Any]) -> list[str]:
    """The text of each block."""
    return [said(block[block["type"]].get("rich_text", [])) for block in blocks]


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("paragraph", rich("a"), {"color": "default"}),
        ("paragraph", rich("a", color="red_background"), {"color": "red_background"}),
        ("bulleted_list_item", rich("a"), {"color": "default"}),
        ("numbered_list_item", rich("a"), {"color": "default"}),
        ("quote", rich("a"), {"color": "default"}),
        ("toggle", rich("a"), {"color": "default"}),
        ("to_do", rich("a"), {"color": "default", "checked": False}),
        ("to_do", rich("a", checked=True), {"color": "default", "checked": True}),
        ("heading_1", rich("a"), {"color": "default", "is_toggleable": False}),
        ("heading_2", rich("a", is_toggleable=True), {"color": "default", "is_toggleable": True}),
        ("heading_3", rich("a"), {"color": "default", "is_toggleable": False}),
        ("callout", rich("a"), {"color": "default", "icon": None}),
        (
            "callout",
            rich("a", icon={"type": "emoji", "emoji": "🔥"}),
            {"color": "default", "icon": {"type": "emoji", "emoji": "🔥"}},
        ),
        ("code", rich("a", language="python"), {"language": "python", "caption": []}),
    ],
)
def test_the_types_of_blocks(
    desk: Desk, page: str, kind: str, content: dict[str, Any], shown: dict[str, Any]
) -> None:
    """Taken with or without ``type``, answered with what was left out."""
    [block] = desk.append(page, {kind: content})
    assert said(block[kind].pop("rich_text")) == "a"
    assert block[kind] == shown
    assert (block["object"], block["type"], block["has_children"]) == ("block", kind, False)
    assert block["parent"] == {"type": "page_id", "page_id": page}
    [again] = desk.append(page, {"object": "block", "type": kind, kind: content})
    assert desk.call("GET", f"/v1/blocks/{again['id']}") == again
    assert words(desk.children(page)) == ["a", "a"]


def test_a_divider_is_empty(desk: Desk, page: str) -> None:
    """And takes nothing."""
    [block] = desk.append(page, {"divider": {}})
    assert block["divider"] == {}
    desk.call("PATCH", f"/v1/blocks/{block['id']}", {"divider": {}})
    with pytest.raises(NotionFault, match="color should be not present"):
        desk.append(page, {"divider": {"color": "red"}})
    with pytest.raises(NotionFault, match="does not support children: divider"):
        desk.append(block["id"], paragraph("a"))


@pytest.mark.parametrize(
    ("block", "status", "why"),
    [
        ({"paragraph": {}}, 400, "rich_text should be defined"),
        ({"paragraph": {"text": []}}, 400, "rich_text should be defined"),
        ({"paragraph": rich("a", checked=True)}, 400, "checked should be not present"),
        ({"to_do": rich("a", checked="yes")}, 400, "should be a boolean"),
        ({"paragraph": rich("a", color="mauve")}, 400, "color should be"),
        ({"code": rich("a")}, 400, "language should be defined"),
        ({"paragraph": rich("a"), "to_do": rich("b")}, 400, "to_do should be not present"),
        ({"paragraph": rich("a"), "archived": False}, 400, "archived should be not present"),
        ({"type": "to_do", "paragraph": rich("a")}, 400, "type should be"),
        ({"heading_1": rich("a", children=[paragraph("b")])}, 400, "only toggleable headings"),
        ({"code": rich("a", language="sql", children=[])}, 400, "children should be not present"),
        ({"poem": {}}, 400, "poem should be not present"),
        ({"image": {"external": {"url": "https://a.example"}}}, 501, "blocks of type image"),
        ({}, 400, "should be defined"),
        ("a", 400, "should be an object"),
    ],
)
def test_blocks_that_are_none(desk: Desk, page: str, block: object, status: int, why: str) -> None:
    """Refused, and those before them in the list are not made either."""
    with pytest.raises(NotionFault) as caught:
        desk.append(page, paragraph("before"), block)
    assert caught.value.status == status
    assert why in caught.value.message
    assert desk.children(page) == []


def test_two_levels_below_the_top(desk: Desk, page: str) -> None:
    """Deeper ones go by further requests; a third level in one is refused."""
    inner = paragraph("3")
    tree = paragraph("1", children=[paragraph("2", children=[inner])])
    [top] = desk.append(page, tree)
    assert top["has_children"] is True
    [second] = desk.children(top["id"])
    [third] = desk.children(second["id"])
    assert words([top, second, third]) == ["1", "2", "3"]
    assert second["parent"] == {"type": "block_id", "block_id": top["id"]}
    desk.append(third["id"], paragraph("4"))
    with pytest.raises(NotionFault) as caught:
        desk.append(page, paragraph("0", children=[tree]))
    assert "paragraph.children[0].paragraph.children[0].paragraph.children should be not" in str(
        caught.value.message
    )
    assert len(desk.children(page)) == 1
    made = desk.create(title("y"), children=[tree])["id"]
    assert words(desk.children(made)) == ["1"]


def test_at_most_100_in_a_list_and_1000_in_all(desk: Desk, page: str) -> None:
    """Nested ones count."""
    assert len(desk.append(page, *[paragraph("a")] * 100)) == 100
    with pytest.raises(NotionFault, match=r"children\.length should be ≤ `100`, instead was `101`"):
        desk.append(page, *[paragraph("a")] * 101)
    nest = [paragraph("a", children=[{"divider": {}}] * 9)] * 100
    desk.append(page, *nest)
    with pytest.raises(NotionFault, match="≤ `1000`, instead was `1010`"):
        desk.append(page, *[paragraph("a", children=[{"divider": {}}] * 100)] * 10)


def test_a_listing_comes_in_pages(desk: Desk, page: str) -> None:
    """In order, up to 100, cursors of this listing only."""
    desk.append(page, *[paragraph(str(n)) for n in range(5)])
    path = f"/v1/blocks/{page}/children"
    first = desk.call("GET", path, page_size=3)
    second = desk.call("GET", path, page_size=3, start_cursor=first["next_cursor"])
    assert words(first["results"] + second["results"]) == list("01234")
    assert (first["type"], first["has_more"], second["next_cursor"]) == ("block", True, None)
    with pytest.raises(NotionFault, match="start_cursor provided is invalid"):
        desk.call("GET", f"/v1/blocks/{REGISTER_PAGE}/children", start_cursor=first["next_cursor"])
    with pytest.raises(NotionFault, match="page_size"):
        desk.call("GET", path, page_size=101)


def test_a_place_to_append_at(desk: Desk, page: str) -> None:
    """Start, end, after a block of the same parent; in the old version only ``after``."""
    [b] = desk.append(page, paragraph("b"))
    desk.append(page, paragraph("a"), position={"type": "start"})
    desk.append(page, paragraph("e"), position={"type": "end"})
    after = {"type": "after_block", "after_block": {"id": b["id"]}}
    made = desk.append(page, paragraph("c"), paragraph("d"), position=after)
    assert words(made) == ["c", "d"]
    assert words(desk.children(page)) == list("abcde")
    desk.version = OLD
    desk.append(page, paragraph("B"), after=b["id"].replace("-", ""))
    assert words(desk.children(page)) == list("abBcde")


@pytest.mark.parametrize(
    "position",
    [
        {"type": "after_block", "after_block": {"id": NOBODY}},
        {"type": "after_block"},
        {"type": "middle"},
        {"after_block": "x"},
        {},
        "start",
    ],
)
def test_places_that_are_none(desk: Desk, page: str, position: object) -> None:
    """Refused, and nothing is appended."""
    with pytest.raises(NotionFault) as caught:
        desk.append(page, paragraph("a"), position=position)
    assert caught.value.code == "validation_error"
    assert desk.children(page) == []


def test_what_cannot_have_children(desk: Desk, page: str) -> None:
    """Plain headings; toggle headings can. A database is no parent of blocks."""
    plain, toggle = desk.append(
        page, {"heading_2": rich("h")}, {"heading_2": rich("t", is_toggleable=True)}
    )
    desk.append(toggle["id"], paragraph("a"))
    with pytest.raises(NotionFault, match="does not support children: heading_2"):
        desk.append(plain["id"], paragraph("a"))
    with pytest.raises(NotionFault) as caught:
        desk.append(DATABASE, paragraph("a"))
    assert caught.value.status == 404


def test_an_update_replaces_what_it_names(desk: Desk, page: str) -> None:
    """A to-do is ticked without its text; a paragraph's text is needed."""
    todo, para = desk.append(page, {"to_do": rich("a", color="red")}, paragraph("p"))
    path = f"/v1/blocks/{todo['id']}"
    shown = desk.call("PATCH", path, {"to_do": {"checked": True}})["to_do"]
    assert (shown["checked"], said(shown["rich_text"]), shown["color"]) == (True, "a", "red")
    shown = desk.call("PATCH", path, {"type": "to_do", "to_do": rich("b")})["to_do"]
    assert (shown["checked"], said(shown["rich_text"])) == (True, "b")
    with pytest.raises(NotionFault, match=r"paragraph\.rich_text should be defined"):
        desk.call("PATCH", f"/v1/blocks/{para['id']}", {"paragraph": {"color": "red"}})
    with pytest.raises(NotionFault, match="to_do should be defined"):
        desk.call("PATCH", path, {"paragraph": rich("a")})
    with pytest.raises(NotionFault, match="children should be not present"):
        desk.call("PATCH", path, {"to_do": rich("a", children=[])})
    with pytest.raises(NotionFault, match="updated by their own endpoints"):
        desk.call("PATCH", f"/v1/blocks/{page}", {"in_trash": True})


def test_a_deleted_block_is_in_the_trash(desk: Desk, page: str) -> None:
    """Not listed, retrieved, not edited, restored to its place."""
    a, b = desk.append(page, paragraph("a", children=[paragraph("in")]), paragraph("b"))
    path = f"/v1/blocks/{a['id']}"
    assert desk.call("DELETE", path)["in_trash"] is True
    assert desk.effect is True
    assert desk.call("GET", path)["in_trash"] is True
    assert words(desk.children(page)) == ["b"]
    inner = desk.children(a["id"])[0]
    assert inner["in_trash"] is True
    for method, where, body in [
        ("DELETE", path, None),
        ("PATCH", path, {"paragraph": rich("x")}),
        ("PATCH", path, {"in_trash": False, "paragraph": rich("x")}),
        ("PATCH", f"/v1/blocks/{inner['id']}", {"paragraph": rich("x")}),
        ("PATCH", f"{path}/children", {"children": [paragraph("x")]}),
    ]:
        with pytest.raises(NotionFault, match="Can't edit block that is archived"):
            desk.call(method, where, body)
    assert desk.call("PATCH", path, {"in_trash": False})["in_trash"] is False
    assert words(desk.children(page)) == ["a", "b"]
    assert desk.call("PATCH", f"/v1/blocks/{b['id']}", {"in_trash": True})["in_trash"] is True
    with pytest.raises(NotionFault) as caught:
        desk.call("GET", f"/v1/blocks/{NOBODY}")
    assert (caught.value.status, caught.value.code) == (404, "object_not_found")


def test_pages_and_databases_are_blocks_too(desk: Desk, page: str) -> None:
    """As child_page and child_database; deleting one trashes it."""
    shown = desk.call("GET", f"/v1/blocks/{page}")
    assert (shown["type"], shown["child_page"]) == ("child_page", {"title": "x"})
    shown = desk.call("GET", f"/v1/blocks/{DATABASE}")
    assert (shown["type"], shown["child_database"]) == ("child_database", {"title": "Incidents"})
    assert desk.call("DELETE", f"/v1/blocks/{page}")["in_trash"] is True
    assert desk.get(page)["in_trash"] is True
    assert desk.call("DELETE", f"/v1/blocks/{DATABASE}")["in_trash"] is True
    assert desk.children(REGISTER_PAGE) == []


@pytest.mark.parametrize("bump", [True, False])
def test_edits_of_blocks_and_the_stamp_of_their_page(desk: Desk, page: str, bump: bool) -> None:
    """Not documented; by default every one of them moves it."""
    desk.act("set_behaviour", block_edits_bump=bump)
    deeds: list[Callable[[], Any]] = [
        lambda: desk.append(page, paragraph("a", children=[{"to_do": rich("t")}])),
        lambda: desk.call("PATCH", f"/v1/blocks/{todo()}", {"to_do": {"checked": True}}),
        lambda: desk.act("set_todo", block=todo(), checked=False),
        lambda: desk.call("DELETE", f"/v1/blocks/{todo()}"),
        lambda: desk.act("add_todo", page=page, text="b"),
    ]

    def todo() -> str:
        return str(desk.children(desk.children(page)[0]["id"])[0]["id"])

    for minute, deed in enumerate(deeds, 1):
        desk.wait(60)
        deed()
        stamp = desk.get(page)["last_edited_time"]
        assert stamp == f"2026-11-23T10:0{minute if bump else 0}:00.000Z"
    desk.append(page)
    assert desk.effect is False
