"""Databases and data sources: made, shown, and their properties changed under the rows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.notion_desk import (
    DATA_SOURCE,
    DATABASE,
    REGISTER_PAGE,
    Desk,
    NotionFault,
    said,
    text,
    title,
)

NOBODY = "11111111-2222-4333-8444-555555555555"
PAGE = {"type": "page_id", "page_id": REGISTER_PAGE}


def make(desk: Desk, **properties: Any) -> Any:
    """A database with those properties beside its title."""
    schema = {"properties": {"Name": {"title": {}}, **properties}}
    body = {"parent": PAGE, "title": [text("Made")], "initial_data_source": schema}
    return desk.call("POST", "/v1/databases", body)


def test_a_database_holds_a_data_source() -> None:
    """The schema stands with the source; both say where they hang."""
    desk = Desk()
    made = make(
        desk, Kind={"select": {"options": [{"name": "A", "color": "red"}]}}, N={"number": {}}
    )
    assert said(made["title"]) == "Made"
    assert (made["parent"], made["is_inline"], made["in_trash"]) == (PAGE, False, False)
    [reference] = made["data_sources"]
    assert reference["name"] == "Made"
    source = desk.call("GET", f"/v1/data_sources/{reference['id']}")
    assert source["parent"] == {"type": "database_id", "database_id": made["id"]}
    assert source["database_parent"] == PAGE
    assert source["properties"]["Name"] == {
        "id": "title", "name": "Name", "description": None, "type": "title", "title": {},
    }  # fmt: skip
    assert source["properties"]["Kind"]["select"]["options"][0]["name"] == "A"
    assert source["properties"]["N"]["number"] == {"format": "number"}
    assert desk.call("GET", f"/v1/databases/{made['id']}") == made
    assert made["id"] in [child["id"] for child in desk.children(REGISTER_PAGE)]
    bare = desk.call("POST", "/v1/databases", {"parent": PAGE})
    assert list(desk.schema(bare["data_sources"][0]["id"])) == ["Name"]


def test_the_register_that_is_there_from_the_start() -> None:
    """Fixed ids, the default words, the statuses in their groups."""
    desk = Desk()
    register = desk.call("GET", f"/v1/databases/{DATABASE}")
    assert register["data_sources"] == [{"id": DATA_SOURCE, "name": "Incidents"}]
    assert register["parent"] == PAGE
    schema = desk.schema()
    assert {name: each["type"] for name, each in schema.items()} == {
        "Title": "title", "ID": "rich_text", "Status": "status", "Severity": "select",
        "Lead": "people", "Summary": "rich_text", "Customer update": "rich_text",
        "Reporter": "people", "Reported at": "date", "Resolved at": "date",
        "Channel": "url", "Sync note": "rich_text",
    }  # fmt: skip
    status = schema["Status"]["status"]
    names = {option["id"]: option["name"] for option in status["options"]}
    assert {g["name"]: [names[key] for key in g["option_ids"]] for g in status["groups"]} == {
        "To-do": ["Investigating"],
        "In progress": ["Fixing", "Monitoring"],
        "Complete": ["Resolved", "Declined"],
    }
    assert [each["name"] for each in schema["Severity"]["select"]["options"]] == ["Minor", "Major"]
    assert desk.query()["results"] == []


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ({"properties": {"Name": {"title": {}}}}, 400, "body.properties should be not present"),
        ({"initial_data_source": {"properties": {}}}, 400, "Title is not provided"),
        ({"initial_data_source": {"properties": {"N": {"number": {}}}}}, 400, "Title is not"),
        ({"initial_data_source": {"title": []}}, 400, "title should be not present"),
        ({"parent": {"type": "workspace", "workspace": True}}, 403, "Insufficient"),
        ({"parent": {"page_id": NOBODY}}, 404, "Could not find page"),
        ({"parent": {"database_id": DATABASE}}, 400, "should be not present"),
        ({"is_inline": "yes"}, 400, "should be a boolean"),
        ({"parent": None}, 400, "should be an object"),
    ],
)
def test_databases_that_cannot_be(body: dict[str, Any], status: int, why: str) -> None:
    """Refused with the reason."""
    desk = Desk()
    with pytest.raises(NotionFault) as caught:
        desk.call("POST", "/v1/databases", {"parent": PAGE, **body})
    assert caught.value.status == status
    assert why in caught.value.message
    assert len(desk.children(REGISTER_PAGE)) == 1


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"poem": {}}, "poem should be not present"),
        ({}, "should be defined"),
        ({"number": {"format": 1}}, "should be a string"),
        ({"url": {"x": 1}}, "x should be not present"),
        ({"select": {"options": [{"name": "a"}, {"name": "A"}]}}, "must be unique"),
        ({"select": {"options": [{"name": "a,b"}]}}, "commas not allowed"),
        ({"select": {"options": [{"name": "x" * 101}]}}, "≤ `100`"),
        ({"select": {"options": [{"name": str(n)} for n in range(101)]}}, "≤ `100`"),
        ({"select": {"options": [{"color": "red"}]}}, "name should be defined"),
        ({"select": {"options": [{"id": "nope"}]}}, 'option "nope" does not exist'),
        ({"status": {"options": []}}, "at least one option"),
        ({"status": {"options": [{"name": "a", "group": "Later"}]}}, "group should be"),
        ({"title": {}}, "exactly one title"),
        (
            {"relation": {"data_source_id": NOBODY, "single_property": {}}},
            "Could not find data source",
        ),
        (
            {"rollup": {"function": "count", "relation_property_name": "X"}},
            "relation or property does not exist",
        ),
        ({"rollup": {"function": "guess"}}, "function should be"),
        ({"number": {}, "url": {}}, "url should be not present"),
        ({"number": {}, "description": ""}, "description.length should be ≥"),
    ],
)
def test_properties_that_cannot_be(wanted: object, why: str) -> None:
    """Neither in a new schema nor added to one, which stays as it was."""
    desk = Desk()
    before = desk.schema()
    with pytest.raises(NotionFault) as caught:
        make(desk, X=wanted)
    assert why in caught.value.message
    with pytest.raises(NotionFault):
        desk.reshape(Fine={"number": {}}, X=wanted)
    assert desk.schema() == before


def test_a_database_is_updated() -> None:
    """Title, description, looks, lock and trash."""
    desk = Desk()
    path = f"/v1/databases/{DATABASE}"
    body = {
        "title": [text("New")], "description": [text("D")], "is_inline": True, "is_locked": True,
        "icon": {"type": "emoji", "emoji": "🔥"},
    }  # fmt: skip
    shown = desk.call("PATCH", path, body)
    assert (said(shown["title"]), said(shown["description"])) == ("New", "D")
    assert (shown["is_inline"], shown["is_locked"]) == (True, True)
    assert shown["icon"] == body["icon"]
    assert shown["last_edited_time"] == "2026-11-23T10:00:00.000Z"
    shown = desk.call("PATCH", path, {"in_trash": True})
    assert shown["in_trash"] is True
    with pytest.raises(NotionFault, match="archived"):
        desk.call("PATCH", path, {"title": []})
    with pytest.raises(NotionFault, match="archived"):
        desk.reshape(X={"number": {}})
    assert desk.call("PATCH", path, {"in_trash": False})["in_trash"] is False
    with pytest.raises(NotionFault) as caught:
        desk.call("PATCH", path, {"parent": PAGE})
    assert caught.value.status == 501


def test_a_data_source_in_the_trash_is_listed_no_more() -> None:
    """And its rows are in the trash with it."""
    desk = Desk()
    page = desk.create()["id"]
    path = f"/v1/data_sources/{DATA_SOURCE}"
    assert said(desk.call("PATCH", path, {"title": [text("T")]})["title"]) == "T"
    assert desk.call("PATCH", path, {"in_trash": True})["in_trash"] is True
    assert desk.call("GET", f"/v1/databases/{DATABASE}")["data_sources"] == []
    assert desk.get(page)["in_trash"] is True
    assert desk.call("PATCH", path, {"in_trash": False})["in_trash"] is False


def test_a_property_is_renamed_added_and_removed() -> None:
    """By name or id; values go with a removed one and do not come back; no row's stamp moves."""
    desk = Desk()
    page = desk.create({**title("x"), "Summary": {"rich_text": [text("s")]}})["id"]
    desk.wait(300)
    key = desk.schema()["Summary"]["id"]
    desk.reshape(Summary={"name": "What", "description": "in short"})
    assert desk.schema()["What"] == {
        "id": key, "name": "What", "description": "in short", "type": "rich_text", "rich_text": {},
    }  # fmt: skip
    assert said(desk.get(page)["properties"]["What"]["rich_text"]) == "s"
    changes: dict[str, Any] = {key: {"name": "Summary"}, "Extra": {"number": {}}}
    desk.reshape(**changes)
    assert desk.get(page)["properties"]["Extra"]["number"] is None
    desk.reshape(Summary=None, Title={"name": "Headline"})
    desk.reshape(Summary={"rich_text": {}})
    schema = desk.schema()
    assert schema["Headline"]["id"] == "title"
    assert schema["Summary"]["id"] != key
    shown = desk.get(page)
    assert shown["properties"]["Summary"]["rich_text"] == []
    assert shown["last_edited_time"] == "2026-11-23T10:00:00.000Z"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Nope": None}, "Nope is not a property that exists."),
        ({"Title": None}, "Cannot delete the title property"),
        ({"Title": {"url": {}}}, "another property than the title"),
        ({"Summary": {"title": {}}}, "another property than the title"),
        ({"Summary": {"name": "Title"}}, 'A property named "Title" exists already.'),
        ({"Summary": {"name": ""}}, "name.length should be ≥ `1`"),
        ({"Nope": {"name": "X"}}, "should be defined"),
        ({"Summary": "x"}, "should be an object"),
        ([], "properties should be an object"),
    ],
)
def test_changes_that_cannot_be(changes: Any, why: str) -> None:
    """All of a request's changes, or none."""
    desk = Desk()
    before = desk.schema()
    body = {"properties": {"Channel": {"name": "Moved"}, **changes} if changes else changes}
    with pytest.raises(NotionFault) as caught:
        desk.call("PATCH", f"/v1/data_sources/{DATA_SOURCE}", body)
    assert why in caught.value.message
    assert desk.schema() == before


def test_an_option_list_replaces_the_old_one() -> None:
    """By id or name the option stays itself; left out it is gone, from the rows too."""
    desk = Desk()
    page = desk.create({"Severity": {"select": {"name": "Major"}}, **title("x")})["id"]
    minor, major = desk.schema()["Severity"]["select"]["options"]
    kept = {"id": major["id"], "name": "Huge", "color": "purple"}
    desk.reshape(Severity={"select": {"options": [kept, {"name": "New"}]}})
    shown = desk.get(page)["properties"]["Severity"]["select"]
    assert shown == {"id": major["id"], "name": "Huge", "color": "purple"}
    names = [each["name"] for each in desk.schema()["Severity"]["select"]["options"]]
    assert names == ["Huge", "New"]
    desk.reshape(Severity={"select": {}})
    assert desk.get(page)["properties"]["Severity"]["select"] == shown
    desk.reshape(Severity={"select": {"options": [{"name": "Minor"}]}})
    assert desk.get(page)["properties"]["Severity"]["select"] is None
    assert desk.schema()["Severity"]["select"]["options"][0]["id"] != minor["id"]


def test_a_status_list_is_replaced_as_well() -> None:
    """New ones come into the group named, else the first; a row without one gets the default."""
    desk = Desk()
    page = desk.create({"Status": {"status": {"name": "Fixing"}}, **title("x")})["id"]
    wanted = [
        {"name": "Open"},
        {"name": "Monitoring"},
        {"name": "Over, and out", "group": "Complete"},
    ]
    desk.reshape(Status={"status": {"options": wanted}})
    status = desk.schema()["Status"]["status"]
    names = {option["id"]: option["name"] for option in status["options"]}
    assert [[names[key] for key in group["option_ids"]] for group in status["groups"]] == [
        ["Open"],
        ["Monitoring"],
        ["Over, and out"],
    ]
    assert desk.get(page)["properties"]["Status"]["status"]["name"] == "Open"
    desk.reshape(State={"status": {}})
    fresh = desk.schema()["State"]["status"]["options"]
    assert [each["name"] for each in fresh] == ["Not started", "In progress", "Done"]
    assert desk.get(page)["properties"]["State"]["status"]["name"] == "Not started"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("rich_text", "Major"),
        ("select", "Major"),
        ("multi_select", ["Major"]),
        ("url", "Major"),
        ("number", None),
        ("checkbox", False),
        ("date", None),
        ("people", []),
        ("status", "Not started"),
    ],
)
def test_a_retyped_property_keeps_what_can_be_said(kind: str, value: object) -> None:
    """By its name; what cannot be said in the new type is empty. The id stays."""
    desk = Desk()
    page = desk.page(Title="x", Severity="Major")
    key = desk.schema()["Severity"]["id"]
    desk.reshape(Severity={kind: {}})
    assert desk.schema()["Severity"]["id"] == key
    [row] = desk.act("read")
    assert row["values"]["Severity"] == value
    desk.act("set_behaviour", query_lag_s=60)
    desk.act("set", page=page, property="Title", value="y")
    desk.wait(1)
    assert desk.titles() == []
    desk.wait(60)
    assert desk.titles() == ["y"]


def test_text_becomes_options_numbers_and_ticks() -> None:
    """As far as it can."""
    desk = Desk()
    desk.page(Title="a", Summary="12.50", ID="one, two", **{"Sync note": "Yes"})
    changes: dict[str, Any] = {"Sync note": {"checkbox": {}}, "ID": {"multi_select": {}}}
    desk.reshape(Summary={"number": {}}, **changes)
    values = desk.act("read")[0]["values"]
    assert (values["Summary"], values["ID"], values["Sync note"]) == (12.5, ["one", "two"], True)
    desk.reshape(Summary={"rich_text": {}}, Lead={"rich_text": {}}, Status={"select": {}})
    values = desk.act("read")[0]["values"]
    assert (values["Summary"], values["Lead"], values["Status"]) == ("12.5", "", "Investigating")


def test_a_unique_id_added_late_numbers_the_rows() -> None:
    """Oldest first, and goes on from there."""
    desk = Desk()
    pages = []
    for _ in range(3):
        pages.append(desk.create()["id"])
        desk.wait(60)
    desk.reshape(No={"unique_id": {"prefix": None}})
    pages.append(desk.create()["id"])
    numbers = [desk.get(page)["properties"]["No"]["unique_id"]["number"] for page in pages]
    assert numbers == [1, 2, 3, 4]
    desk.reshape(No={"name": "Number"})
    assert desk.get(pages[0])["properties"]["Number"]["unique_id"]["number"] == 1
