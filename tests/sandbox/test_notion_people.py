"""What people do in Notion behind the program's back, and what they cannot do."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sandbox.service import Refused
from tests.sandbox.notion_desk import (
    DATA_SOURCE,
    DATABASE,
    REGISTER_PAGE,
    Desk,
    NotionFault,
    said,
    text,
    title_of,
)


def test_a_row_is_typed_in_plain_words() -> None:
    """And read in them; who did it is the last editor."""
    desk = Desk()
    page = desk.page(
        Title="Checkout", Status="Fixing", Severity="Major", Lead="sam@example.com",
        Reporter=["Lena Fischer", "priya"], Channel="https://x.example/C1",
        **{
            "Reported at": "2026-11-23",
            "Resolved at": {"start": "2026-11-23T10:00:00", "time_zone": "Europe/Berlin"},
            "Summary": "long " * 500,
        },
    )  # fmt: skip
    desk.wait(60)
    desk.act("set", page=page, property="Sync note", value="n", by="tomas@example.com")
    [row] = desk.act("read")
    assert row == {
        "id": page,
        "url": f"https://www.notion.so/Checkout-{page.replace('-', '')}",
        "in_trash": False,
        "archived": False,
        "created": "2026-11-23T10:00:00.000Z",
        "edited": "2026-11-23T10:01:00.000Z",
        "edited_by": "Tomás Novák",
        "values": {
            "Title": "Checkout",
            "ID": "",
            "Status": "Fixing",
            "Severity": "Major",
            "Lead": ["sam@example.com"],
            "Summary": "long " * 500,
            "Customer update": "",
            "Reporter": ["lena@example.com", "priya@example.com"],
            "Reported at": "2026-11-23",
            "Resolved at": "2026-11-23T10:00:00.000+01:00",
            "Channel": "https://x.example/C1",
            "Sync note": "n",
        },
    }
    span = {"start": "2026-11-01", "end": "2026-11-02"}
    desk.act("set", page="Checkout", property="Reported at", value=span)
    assert desk.act("read")[0]["values"]["Reported at"] == {**span, "time_zone": None}
    assert desk.get(page)["created_by"]["id"] == desk.user("robin@people.example")


def test_every_type_in_plain_words() -> None:
    """What the register has not, on a database of a person's own."""
    desk = Desk()
    properties = {
        "T": "title", "N": "number", "M": ["a"], "X": {"multi_select": {}}, "E": "email",
        "P": "phone_number", "C": "checkbox", "U": {"unique_id": {"prefix": "INC"}},
        "F": "formula", "R": {"relation": {"data_source_id": DATA_SOURCE, "single_property": {}}},
    }  # fmt: skip
    made = desk.act("create_database", title="Mine", properties=properties)
    kin = desk.page(Title="kin")
    values = {
        "T": "t", "N": 3, "M": "b", "X": ["x", "y"], "E": "a@b.example", "P": "1", "C": True,
        "R": [kin],
    }  # fmt: skip
    page = desk.act("create_page", database="Mine", properties=values)["page"]
    desk.act("compute", page=page, property="F", value=7)
    [row] = desk.act("read", database=made["data_source"])
    assert row["values"] == {**values, "U": "INC-1", "F": "7"}
    empty = {"N": None, "M": None, "X": None, "E": None, "P": None, "C": None, "R": None, "T": None}
    for name, nothing in empty.items():
        desk.act("set", page=page, property=name, value=nothing)
    [row] = desk.act("read", database=made["database"])
    assert row["values"] == {
        "T": "", "N": None, "M": None, "X": [], "E": None, "P": None, "C": False, "R": [],
        "U": "INC-1", "F": "7",
    }  # fmt: skip


def test_rich_text_and_bots() -> None:
    """A person formats; an automation edits as a bot."""
    desk = Desk()
    page = desk.page(Title="x")
    runs = [{"text": {"content": "a"}, "annotations": {"bold": True}}, text("b")]
    desk.act("set_rich", page=page, property="Summary", runs=runs, by="Automation")
    shown = desk.get(page)
    assert [r["annotations"]["bold"] for r in shown["properties"]["Summary"]["rich_text"]] == [
        True,
        False,
    ]
    bot = desk.call("GET", f"/v1/users/{shown['last_edited_by']['id']}")
    assert (bot["type"], bot["bot"]) == ("bot", {})


def test_duplicates_keep_everything_but_the_unique_id() -> None:
    """The title gets a number, blocks are copied as well."""
    desk = Desk()
    desk.reshape(No={"unique_id": {}})
    page = desk.page(Title="x", ID="7", Channel="https://x.example/C1", Status="Fixing")
    desk.act("add_block", page=page, block={"type": "toggle", "text": "t", "children": ["in"]})
    desk.wait(60)
    copy = desk.act("copy_page", page=page, by="sam")["page"]
    first, second = desk.act("read")
    assert second["id"] == copy
    assert second["values"] == {**first["values"], "Title": "x (1)", "No": "2"}
    assert (second["created"], second["edited_by"]) == ("2026-11-23T10:01:00.000Z", "Sam Rivera")
    blocks = [desk.act("read_page", page=each)["blocks"] for each in (page, copy)]
    assert blocks[0] != blocks[1]
    assert _bare(blocks[0]) == _bare(blocks[1])


def _bare(blocks: list[dict[str, Any]]) -> list[Any]:
    return [(b["type"], b["text"], _bare(b.get("children", []))) for b in blocks]


def test_what_is_deleted_for_good_cannot_be_restored() -> None:
    """Only what is in the trash can be; then nobody finds it any more."""
    desk = Desk()
    page = desk.page(Title="x")
    assert "not in the trash" in desk.refused("delete_forever", page=page)
    desk.act("trash", page=page)
    desk.act("delete_forever", page=page)
    with pytest.raises(NotionFault, match="object_not_found"):
        desk.patch(page, in_trash=False)
    assert "not in the trash" in desk.refused("restore", page=page)


def test_trash_archive_and_move() -> None:
    """Each with its way back, and the row tells."""
    desk = Desk()
    page = desk.page(Title="x")
    desk.act("trash", page=page)
    assert desk.act("read")[0]["in_trash"] is True
    desk.act("restore", page=page)
    desk.act("archive", page=page)
    assert desk.act("read")[0]["archived"] is True
    desk.act("unarchive", page=page)
    desk.act("create_database", title="Other", properties={"T": "title", "Summary": "rich_text"})
    desk.act("set", page=page, property="Summary", value="s")
    desk.act("move", page=page, to="Other")
    assert desk.act("read") == []
    assert desk.act("read", database="Other")[0]["values"] == {"T": "x", "Summary": "s"}
    desk.act("move", page=page, to=DATABASE)
    assert desk.act("read")[0]["values"]["Status"] == "Investigating"
    desk.act("move", page=page, to="Register")
    assert desk.act("read_page", page=page)["values"] == {"title": "x"}
    desk.act("trash", database=DATABASE)
    with pytest.raises(NotionFault):
        desk.query()
    desk.act("restore", database=DATABASE)
    assert desk.titles() == []


def test_to_dos_go_below_their_heading() -> None:
    """Into a toggle heading, else before the next one, or at the end."""
    desk = Desk()
    page = desk.page(Title="x")
    h1, h2, h3 = (
        desk.act("add_block", page=page, block={"type": "heading_2", "text": t, **more})["block"]
        for t, more in (("A", {}), ("B", {"is_toggleable": True}), ("C", {}))
    )
    first = desk.act("add_todo", page=page, text="a", under="A")["block"]
    desk.act("add_todo", page=page, text="b", under="B", checked=True)
    desk.act("add_todo", page=page, text="c", under="C")
    desk.act("add_todo", page=page, text="end")
    desk.act("add_block", page=page, block="after h1", after=h1)
    blocks = desk.act("read_page", page=page)["blocks"]
    assert [(b["type"], b["text"]) for b in blocks] == [
        ("heading_2", "A"), ("paragraph", "after h1"), ("to_do", "a"), ("heading_2", "B"),
        ("heading_2", "C"), ("to_do", "c"), ("to_do", "end"),
    ]  # fmt: skip
    [inner] = blocks[3]["children"]
    assert (inner["text"], inner["checked"]) == ("b", True)
    desk.act("set_todo", block=first, text="A!", checked=True)
    assert {"id": first, "type": "to_do", "text": "A!", "checked": True} in desk.act(
        "read_page", page=page
    )["blocks"]
    desk.act("delete_block", block=first)
    assert first not in [b["id"] for b in desk.act("read_page", page=page)["blocks"]]
    assert "deleted" in desk.refused("set_todo", block=first, checked=True)
    desk.act("restore_block", block=first)
    desk.act("set_block", block=h2, runs=[{"text": {"content": "B!"}}])
    texts = [b["text"] for b in desk.act("read_page", page=page)["blocks"]]
    assert texts == ["A", "after h1", "A!", "B!", "C", "c", "end"]
    assert "no heading 'D'" in desk.refused("add_todo", page=page, text="d", under="D")
    assert "no block of that page" in desk.refused("add_block", page=page, block="x", after="y")
    assert "only a to-do" in desk.refused("set_block", block=h3, checked=True)


def test_the_schema_is_edited_by_people() -> None:
    """As the API would, in plain words."""
    desk = Desk()
    desk.page(Title="x", Severity="Major")
    desk.act("rename_property", property="Severity", name="How bad")
    desk.act(
        "set_options", property="How bad", options=["Major", {"name": "Tiny", "color": "pink"}]
    )
    desk.act(
        "set_options", property="Status", options=["Open", {"name": "Done", "group": "Complete"}]
    )
    key = desk.act("add_property", name="Owner", type="people", by="lena")["property"]
    desk.act("retype_property", property="Summary", type="number")
    desk.act("delete_property", property="Sync note")
    schema = desk.schema()
    assert [o["name"] for o in schema["How bad"]["select"]["options"]] == ["Major", "Tiny"]
    assert schema["Owner"]["id"] == key
    assert schema["Summary"]["type"] == "number"
    assert "Sync note" not in schema
    values = desk.act("read")[0]["values"]
    assert (values["How bad"], values["Status"], values["Owner"]) == ("Major", "Open", [])
    source = desk.call("GET", f"/v1/data_sources/{DATA_SOURCE}")
    assert source["last_edited_time"] == "2026-11-23T10:00:00.000Z"


@pytest.mark.parametrize(
    ("verb", "args", "why"),
    [
        ("dance", {}, "no such verb 'dance'; known: add_block"),
        ("read", {"by": "Nobody"}, "nobody called 'Nobody'"),
        ("read", {"database": "Nope"}, "there is no database 'Nope'"),
        ("set", {"page": "Nope", "property": "Title", "value": ""}, "there are 0 pages 'Nope'"),
        ("set", {"page": "twin", "property": "Title", "value": ""}, "there are 2 pages 'twin'"),
        ("set", {"page": "x", "property": "Nope", "value": 1}, "'Nope' is not a property"),
        ("set", {"page": "x", "property": "Title"}, "cannot use ['page', 'property']"),
        ("set", {"page": "x", "property": "Made", "value": 1}, "not for people to write"),
        ("set", {"page": "x", "property": "Status", "value": "Open"}, 'option "Open" does not'),
        ("set", {"page": "x", "property": "Lead", "value": "olu"}, "nobody called 'olu'"),
        ("set", {"page": "x", "property": "Reported at", "value": "soon"}, "valid ISO 8601"),
        ("set", {"page": "x", "property": "Channel", "value": 5}, "should be a string"),
        ("create_page", {"properties": {"Nope": 1}}, "'Nope' is not a property"),
        ("create_page", {"properties": {}, "children": [{"type": "poem"}]}, "poem"),
        ("create_page", {"parent": "Nope", "title": "t"}, "0 pages 'Nope'"),
        ("compute", {"page": "x", "property": "Title", "value": 1}, "only formulas"),
        ("rename_property", {"property": "Nope", "name": "X"}, "no property 'Nope'"),
        ("rename_property", {"property": "ID", "name": "Title"}, "exists already"),
        ("delete_property", {"property": "Title"}, "Cannot delete the title"),
        ("retype_property", {"property": "ID", "type": 5}, "is no type of a property"),
        ("add_property", {"name": "ID", "type": "url"}, "there is a property 'ID'"),
        ("set_options", {"property": "ID", "options": []}, "has no options"),
        ("set_options", {"property": "Status", "options": []}, "at least one option"),
        ("share", {"database": DATABASE, "token": "nope"}, "no token 'nope'"),
        ("set_capabilities", {"content": ["fly"]}, "content is of"),
        ("set_capabilities", {"users": "all"}, "users is"),
        ("set_behaviour", {"mood": "bad"}, "unknown: ['mood']"),
        ("set_behaviour", {"query_lag_s": 5000}, "from 0 to 3600"),
        ("set_todo", {"block": DATABASE}, "there is no block"),
        ("copy_page", {"page": REGISTER_PAGE}, "only rows and pages on pages"),
        ("move", {"page": "x", "to": "Nope"}, "0 pages 'Nope'"),
        ("create_database", {"title": "T", "properties": {"N": "number"}}, "Title is not provided"),
    ],
)
def test_what_people_cannot_do(verb: str, args: dict[str, Any], why: str) -> None:
    """Refused with the reason, and nothing happened."""
    desk = Desk()
    desk.reshape(Made={"created_time": {}})
    desk.page(Title="x")
    desk.page(Title="twin")
    desk.page(Title="twin")
    if verb == "read":
        with pytest.raises(Refused, match=why):
            desk.act(verb, **args)
        return
    assert why in desk.refused(verb, **args)


def test_pages_on_pages() -> None:
    """With a title and blocks; a plain title is typed."""
    desk = Desk()
    made = desk.act("create_page", parent=REGISTER_PAGE, title="Notes", children=["a"])["page"]
    desk.act("set", page=made, property="title", value="Better notes")
    assert title_of(desk.get(made)) == "Better notes"
    assert said(desk.children(made)[0]["paragraph"]["rich_text"]) == "a"
    assert "plain title" in desk.refused("set_rich", page=made, property="title", runs=[])
    copied = desk.act("copy_page", page=made)["page"]
    assert title_of(desk.get(copied)) == "Better notes (1)"
