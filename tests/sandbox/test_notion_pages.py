"""Pages: where they hang, their stamps, trash, archive, moves, properties one by one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.notion_desk import (
    DATA_SOURCE,
    DATABASE,
    OLD,
    REGISTER_PAGE,
    Desk,
    NotionFault,
    paragraph,
    refusals,
    said,
    text,
    title,
    title_of,
)

DAY_S = 86_400
NOBODY = "11111111-2222-4333-8444-555555555555"
EMOJI = {"type": "emoji", "emoji": "🔥"}
PICTURE = {"type": "external", "external": {"url": "https://a.example/p.png"}}


def test_a_row_is_answered_whole() -> None:
    """Stamps to the minute, the bot as its maker, the database beside the data source."""
    desk = Desk()
    page = desk.create(title("Checkout is down"), icon=EMOJI, cover=PICTURE)
    me = {"object": "user", "id": desk.call("GET", "/v1/users/me")["id"]}
    properties = page.pop("properties")
    assert page == {
        "object": "page",
        "id": page["id"],
        "created_time": "2026-11-23T10:00:00.000Z",
        "last_edited_time": "2026-11-23T10:00:00.000Z",
        "created_by": me,
        "last_edited_by": me,
        "cover": PICTURE,
        "icon": EMOJI,
        "parent": {
            "type": "data_source_id",
            "data_source_id": DATA_SOURCE,
            "database_id": DATABASE,
        },
        "in_trash": False,
        "is_archived": False,
        "is_locked": False,
        "url": f"https://www.notion.so/Checkout-is-down-{page['id'].replace('-', '')}",
        "public_url": None,
    }
    assert list(properties) == [
        *("Title", "ID", "Status", "Severity", "Lead", "Summary", "Customer update"),
        *("Reporter", "Reported at", "Resolved at", "Channel", "Sync note"),
    ]
    assert desk.get(page["id"]) == {**page, "properties": properties}


@pytest.mark.parametrize(
    "parent",
    [
        {"data_source_id": DATA_SOURCE},
        {"type": "database_id", "database_id": DATABASE},
    ],
)
def test_a_row_by_its_source_or_its_database(parent: object) -> None:
    """A database with one data source stands for it, as the OpenAPI allows."""
    desk = Desk()
    page = desk.call("POST", "/v1/pages", {"parent": parent})
    assert page["parent"]["data_source_id"] == DATA_SOURCE


def test_a_page_on_a_page_has_a_title_alone() -> None:
    """It is listed among its parent's blocks."""
    desk = Desk()
    parent = {"type": "page_id", "page_id": REGISTER_PAGE}
    body = {"parent": parent, "properties": {"title": {"title": [text("Notes")]}}}
    page = desk.call("POST", "/v1/pages", body)
    assert page["parent"] == parent
    assert title_of(desk.get(page["id"])) == "Notes"
    kinds = [child["type"] for child in desk.children(REGISTER_PAGE)]
    assert kinds == ["child_database", "child_page"]
    assert title_of(desk.patch(page["id"], properties=body["properties"])) == "Notes"
    with pytest.raises(NotionFault, match="Status is not a property that exists"):
        desk.patch(page["id"], properties={"Status": {"status": None}})


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ({}, 400, "body.parent should be defined"),
        ({"parent": {}}, 400, "should be defined"),
        ({"parent": {"page_id": "x"}}, 400, "should be a valid uuid"),
        ({"parent": {"page_id": NOBODY}}, 404, "Could not find page"),
        ({"parent": {"database_id": NOBODY}}, 404, "Could not find database"),
        ({"parent": {"data_source_id": DATABASE}}, 404, "Could not find data source"),
        ({"parent": {"type": "workspace", "workspace": True}}, 403, "Insufficient"),
        ({"parent": {"page_id": NOBODY, "data_source_id": NOBODY}}, 400, "not present"),
        ({"is_locked": True}, 400, "body.is_locked should be not present"),
        ({"children": [], "content": []}, 400, "body.content should be not present"),
        ({"markdown": "# x"}, 501, "markdown"),
        ({"template": {"type": "default"}}, 501, "templates"),
        ({"position": {"type": "page_start"}}, 501, "positions"),
        ({"icon": {"emoji": ""}}, 400, "emoji.length should be ≥"),
        ({"icon": {"icon": {"name": "x"}}}, 400, "icon.icon should be not present"),
        ({"cover": {"external": {"url": "x" * 2001}}}, 400, "≤ `2000`"),
    ],
)
def test_pages_that_cannot_be(body: dict[str, Any], status: int, why: str) -> None:
    """Refused with the reason; what the sandbox does not offer is 501."""
    desk = Desk()
    parent = {} if body == {} or "parent" in body else {"parent": {"data_source_id": DATA_SOURCE}}
    with pytest.raises(NotionFault) as caught:
        desk.call("POST", "/v1/pages", {**parent, **body})
    assert caught.value.status == status
    assert why in caught.value.message
    assert desk.act("read") == []


def test_every_edit_moves_the_stamp() -> None:
    """To the minute it was made in, with the editor; reading does not."""
    desk = Desk()
    page = desk.create(title("x"))["id"]
    desk.wait(17)
    assert desk.patch(page, properties=title("y"))["last_edited_time"] == "2026-11-23T10:00:00.000Z"
    desk.wait(1)
    desk.act("set", page=page, property="Title", value="z", by="sam")
    shown = desk.get(page)
    assert shown["last_edited_time"] == "2026-11-23T10:01:00.000Z"
    assert shown["created_time"] == "2026-11-23T10:00:00.000Z"
    assert shown["last_edited_by"]["id"] == desk.user("sam@example.com")
    desk.wait(60)
    desk.patch(page)
    assert desk.effect is False
    assert desk.get(page)["last_edited_time"] == "2026-11-23T10:01:00.000Z"
    desk.patch(page, properties=title("z"))
    assert desk.get(page)["last_edited_time"] == "2026-11-23T10:02:00.000Z"


def test_dress_and_lock() -> None:
    """Icon, cover and lock are set, kept and taken off; a lock is for people only."""
    desk = Desk()
    page = desk.create()["id"]
    shown = desk.patch(page, icon=EMOJI, cover=PICTURE, is_locked=True)
    assert (shown["icon"], shown["cover"], shown["is_locked"]) == (EMOJI, PICTURE, True)
    shown = desk.patch(page, icon=None, properties=title("still"))
    assert (shown["icon"], shown["cover"], shown["is_locked"]) == (None, PICTURE, True)
    desk.act("lock", page=page, locked=False)
    assert desk.get(page)["is_locked"] is False


def test_the_trash_holds_still_and_gives_back() -> None:
    """Retrieved, not edited, not queried; restored without a new stamp."""
    desk = Desk()
    page = desk.create(title("x"))["id"]
    assert desk.patch(page, in_trash=True)["in_trash"] is True
    desk.wait(600)
    assert desk.get(page)["in_trash"] is True
    assert desk.titles() == []
    edits: list[dict[str, Any]] = [
        {"properties": title("y")},
        {"icon": None},
        {"in_trash": False, "properties": title("y")},
        {"in_trash": True},
        {},
    ]
    for edit in edits:
        with pytest.raises(NotionFault, match="Can't edit block that is archived"):
            desk.patch(page, **edit)
    for refusal in refusals(
        lambda: desk.append(page, paragraph("a")),
        lambda: desk.call("DELETE", f"/v1/blocks/{page}"),
        lambda: desk.call("POST", f"/v1/pages/{page}/move", {"parent": {"page_id": REGISTER_PAGE}}),
        lambda: desk.call("POST", "/v1/pages", {"parent": {"page_id": page}}),
    ):
        assert "Can't edit block that is archived" in refusal.message
    restored = desk.patch(page, in_trash=False)
    assert (restored["in_trash"], restored["last_edited_time"]) == (
        False,
        "2026-11-23T10:00:00.000Z",
    )
    assert desk.titles() == ["x"]
    assert desk.patch(page, in_trash=False)["in_trash"] is False


def test_a_person_restores_without_a_stamp_as_well() -> None:
    """What is not in the trash is not restored."""
    desk = Desk()
    page = desk.page(Title="x")
    assert "not in the trash" in desk.refused("restore", page=page)
    desk.act("trash", page=page)
    assert "archived" in desk.refused("set", page=page, property="Title", value="y")
    desk.wait(600)
    desk.act("restore", page=page, by="lena")
    assert desk.get(page)["last_edited_time"] == "2026-11-23T10:00:00.000Z"


def test_after_30_days_the_trash_is_emptied() -> None:
    """404 then, for the page and for what stood on it."""
    desk = Desk()
    page = desk.create(children=[paragraph("a")])["id"]
    [block] = desk.children(page)
    desk.patch(page, in_trash=True)
    desk.wait(30 * DAY_S - 1)
    assert desk.get(page)["in_trash"] is True
    desk.wait(1)
    for path in (f"/v1/pages/{page}", f"/v1/blocks/{block['id']}", f"/v1/blocks/{page}/children"):
        with pytest.raises(NotionFault) as caught:
            desk.call("GET", path)
        assert caught.value.code == "object_not_found"
    assert desk.query(in_trash=True)["results"] == []
    assert "not in the trash" in desk.refused("restore", page=page)


def test_a_database_in_the_trash_takes_its_rows_along() -> None:
    """They are shown in the trash and not edited; the source answers no query."""
    desk = Desk()
    page = desk.create(title("x"))["id"]
    desk.call("PATCH", f"/v1/databases/{DATABASE}", {"in_trash": True})
    assert desk.get(page)["in_trash"] is True
    with pytest.raises(NotionFault, match="archived"):
        desk.patch(page, properties=title("y"))
    with pytest.raises(NotionFault, match="archived"):
        desk.create()
    with pytest.raises(NotionFault) as caught:
        desk.query()
    assert caught.value.code == "object_not_found"
    desk.call("PATCH", f"/v1/databases/{DATABASE}", {"in_trash": False})
    assert desk.titles() == ["x"]


def test_archived_rows_are_out_of_sight_but_readable() -> None:
    """A state of its own, set by people alone."""
    desk = Desk()
    page = desk.page(Title="x")
    desk.act("archive", page=page)
    shown = desk.get(page)
    assert (shown["is_archived"], shown["in_trash"]) == (True, False)
    assert desk.titles() == []
    assert desk.titles(is_archived=True) == ["x"]
    with pytest.raises(NotionFault, match="is_archived should be not present"):
        desk.patch(page, is_archived=False)
    desk.act("unarchive", page=page)
    assert desk.titles() == ["x"]
    desk.version = OLD
    shown = desk.get(page)
    assert (shown["archived"], shown["is_archived"]) == (False, False)


def test_a_page_is_moved_by_the_api() -> None:
    """To a page and back; what both schemas have stays, the rest is left behind."""
    desk = Desk()
    properties = {**title("x"), "Summary": {"rich_text": [text("s")]}}
    page = desk.create(properties)["id"]
    moved = desk.call("POST", f"/v1/pages/{page}/move", {"parent": {"page_id": REGISTER_PAGE}})
    assert moved["parent"] == {"type": "page_id", "page_id": REGISTER_PAGE}
    assert list(moved["properties"]) == ["title"]
    assert desk.titles() == []
    assert page in [child["id"] for child in desk.children(REGISTER_PAGE)]
    other = desk.act("create_database", title="Other", properties={"T": "title", "Summary": "url"})
    for source in (other["data_source"], DATA_SOURCE):
        parent = {"type": "data_source_id", "data_source_id": source}
        moved = desk.call("POST", f"/v1/pages/{page}/move", {"parent": parent})
        assert moved["parent"]["data_source_id"] == source
    assert desk.titles() == ["x"]
    assert moved["properties"]["Summary"]["rich_text"] == []
    assert page not in [child["id"] for child in desk.children(REGISTER_PAGE)]
    for parent, why in [
        ({"page_id": page}, "into itself"),
        ({"page_id": NOBODY}, "Could not find page"),
        ({"database_id": DATABASE}, "should be not present"),
    ]:
        with pytest.raises(NotionFault, match=why):
            desk.call("POST", f"/v1/pages/{page}/move", {"parent": parent})


def test_a_row_moved_out_of_what_is_shared_is_not_found() -> None:
    """A person takes it to a page of their own."""
    desk = Desk()
    page = desk.page(Title="x")
    desk.act("create_page", parent=REGISTER_PAGE, title="Private")
    desk.act("unshare", page="Private")
    desk.act("move", page=page, to="Private")
    assert desk.titles() == []
    with pytest.raises(NotionFault) as caught:
        desk.get(page)
    assert caught.value.code == "object_not_found"


def test_only_the_properties_asked_for() -> None:
    """By id, encoded or not; a name is no id, and what is unknown is left out."""
    desk = Desk()
    page = desk.create(title("x"))["id"]
    schema = desk.schema()
    key = next(each["id"] for each in schema.values() if "%" in each["id"])
    name = next(name for name, each in schema.items() if each["id"] == key)
    assert set(desk.get(page, filter_properties=["title", key])["properties"]) == {"Title", name}
    assert set(desk.get(page, filter_properties=["Summary", "nope"])["properties"]) == set()


def test_people_beyond_25_are_on_the_property_endpoint() -> None:
    """In pages, with the address of the next."""
    desk = Desk()
    users = [desk.act("add_user", name=f"P{n}")["user"] for n in range(30)]
    page = desk.create({"Lead": {"people": [{"id": user} for user in users]}})
    assert [u["id"] for u in page["properties"]["Lead"]["people"]] == users[:25]
    key = page["properties"]["Lead"]["id"]
    path = f"/v1/pages/{page['id']}/properties/{key}"
    first = desk.call("GET", path, page_size=20)
    assert (first["object"], first["type"], first["has_more"]) == ("list", "property_item", True)
    assert first["property_item"]["id"] == key
    assert first["property_item"]["next_url"].endswith(f"start_cursor={first['next_cursor']}")
    rest = desk.call("GET", path, page_size=20, start_cursor=first["next_cursor"])
    assert rest["property_item"]["next_url"] is None
    found = [item["people"]["id"] for item in first["results"] + rest["results"]]
    assert found == users


def test_a_short_property_is_one_item() -> None:
    """Under its type, with its id; an unknown one is 404."""
    desk = Desk()
    page = desk.create({"Severity": {"select": {"name": "Major"}}, **title("x")})
    key = page["properties"]["Severity"]["id"]
    item = desk.call("GET", f"/v1/pages/{page['id']}/properties/{key}")
    assert (item["object"], item["id"], item["select"]["name"]) == ("property_item", key, "Major")
    listed = desk.call("GET", f"/v1/pages/{page['id']}/properties/title")
    assert said([each["title"] for each in listed["results"]]) == "x"
    with pytest.raises(NotionFault) as caught:
        desk.call("GET", f"/v1/pages/{page['id']}/properties/nope")
    assert caught.value.status == 404


def test_content_can_be_erased() -> None:
    """The blocks go to the trash, the page stays."""
    desk = Desk()
    page = desk.create(children=[paragraph("a"), paragraph("b")])["id"]
    desk.patch(page, erase_content=True)
    assert desk.children(page) == []
    with pytest.raises(NotionFault) as caught:
        desk.patch(page, template={"type": "default"})
    assert caught.value.status == 501


def test_partial_people_on_request() -> None:
    """Some answers of Notion's hold bare ids; the switch makes all do."""
    desk = Desk()
    page = desk.page(Title="x", Lead="sam")
    desk.act("set_behaviour", partial_people=True)
    sam = {"object": "user", "id": desk.user("sam@example.com")}
    assert desk.get(page)["properties"]["Lead"]["people"] == [sam]
