"""Writing property values: what each type takes, keeps, answers, and refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.notion_desk import DATA_SOURCE, Desk, NotionFault, said, text, title

PERSON = "11111111-2222-4333-8444-555555555555"
EXTRA: dict[str, Any] = {
    "Count": {"number": {}},
    "Tags": {"multi_select": {"options": [{"name": "red"}, {"name": "Blue"}]}},
    "Mail": {"email": {}},
    "Phone": {"phone_number": {}},
    "Tick": {"checkbox": {}},
    "Files": {"files": {}},
    "Kin": {"relation": {"data_source_id": DATA_SOURCE, "single_property": {}}},
    "Sum": {"formula": {"expression": "1+1"}},
    "No": {"unique_id": {"prefix": "INC"}},
    "Made": {"created_time": {}},
    "Maker": {"created_by": {}},
    "Touched": {"last_edited_time": {}},
    "Toucher": {"last_edited_by": {}},
}


@pytest.fixture
def desk() -> Desk:
    """A register with a property of every type."""
    made = Desk()
    made.reshape(**EXTRA)
    made.reshape(
        Roll={
            "rollup": {
                "function": "count",
                "relation_property_name": "Kin",
                "rollup_property_name": "Title",
            }
        }
    )
    return made


def write(desk: Desk, name: str, value: object) -> Any:
    """Write one property of a fresh row; what the answer shows under its type."""
    entry = desk.create({name: value})["properties"][name]
    return entry[entry["type"]]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Count", {"number": 1.5}, 1.5),
        ("Count", {"number": 0}, 0),
        ("Count", {"number": None}, None),
        ("Channel", {"url": "https://a.example/x"}, "https://a.example/x"),
        ("Channel", {"url": None}, None),
        ("Mail", {"email": "a@b.example"}, "a@b.example"),
        ("Mail", {"email": None}, None),
        ("Phone", {"phone_number": "+44"}, "+44"),
        ("Tick", {"checkbox": True}, True),
        ("Tick", {"checkbox": False}, False),
        ("Severity", {"select": None}, None),
        ("Lead", {"people": []}, []),
        ("Tags", {"multi_select": []}, []),
        ("Kin", {"relation": []}, []),
        ("Summary", {"rich_text": []}, []),
        ("Resolved at", {"date": None}, None),
        ("Count", {"type": "number", "number": 2}, 2),
    ],
)
def test_plain_values_read_back(desk: Desk, name: str, value: object, shown: object) -> None:
    """As they were written; null or an empty list is empty."""
    assert write(desk, name, value) == shown


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ({"start": "2026-11-23"}, "2026-11-23", None),
        ({"start": "2026-11-23", "end": "2026-11-24"}, "2026-11-23", "2026-11-24"),
        ({"start": "2026-11-23T10:15:59.900Z"}, "2026-11-23T10:15:00.000+00:00", None),
        ({"start": "2026-11-23T10:15:00+02:00"}, "2026-11-23T08:15:00.000+00:00", None),
        ({"start": "2026-11-23T10:15"}, "2026-11-23T10:15:00.000+00:00", None),
        (
            {"start": "2026-11-23T10:15:00", "time_zone": "Europe/Berlin"},
            "2026-11-23T10:15:00.000+01:00",
            None,
        ),
        (
            {"start": "2026-11-23T10:15:00Z", "end": "2026-11-23T10:15:30Z", "time_zone": None},
            "2026-11-23T10:15:00.000+00:00",
            "2026-11-23T10:15:00.000+00:00",
        ),
    ],
)
def test_dates_are_kept_to_the_minute_in_offsets(
    desk: Desk, date: dict[str, Any], start: str, end: str | None
) -> None:
    """A named zone comes back as its offset, another offset as UTC; a day stays a day."""
    shown = write(desk, "Resolved at", {"date": date})
    assert shown == {"start": start, "end": end, "time_zone": None}


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ({"start": "23.11.2026"}, "valid ISO 8601"),
        ({"start": "2026-13-01"}, "valid ISO 8601"),
        ({"start": "2026-11-23T25:00:00Z"}, "valid ISO 8601"),
        ({"start": ""}, "valid ISO 8601"),
        ({"start": 1}, "a string"),
        ({"start": None}, "a string"),
        ({"end": "2026-11-23"}, "start should be defined"),
        ({"start": "2026-11-24", "end": "2026-11-23"}, "before the start"),
        ({"start": "2026-11-24", "end": "2026-11-25T10:00:00Z"}, "both have a time"),
        ({"start": "2026-11-23T10:00:00", "time_zone": "Mars/Olympus"}, "IANA time zone"),
        ({"start": "2026-11-23T10:00:00", "time_zone": "../etc"}, "IANA time zone"),
        ({"start": "2026-11-23T10:00:00Z", "time_zone": "Europe/Berlin"}, "UTC offset"),
        ({"start": "2026-11-23", "time_zone": "Europe/Berlin"}, "needs a time"),
        ({"start": "2026-11-23", "zone": "Z"}, "zone should be not present"),
    ],
)
def test_dates_that_are_none(desk: Desk, date: dict[str, Any], why: str) -> None:
    """Each is refused with the reason."""
    with pytest.raises(NotionFault, match=why):
        write(desk, "Resolved at", {"date": date})
    assert desk.act("read") == []


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"Nope": {"number": 1}}, "Nope is not a property that exists."),
        ({"Severity": {"rich_text": []}}, "Severity is expected to be select."),
        ({"Summary": {"title": []}}, "Summary is expected to be rich_text."),
        ({"No": {"number": 7}}, "No is expected to be unique_id."),
        ({"Summary": {"rich_text": "x"}}, "body.properties.Summary.rich_text should be an array"),
        ({"Count": {"number": "1"}}, "number should be a number"),
        ({"Count": {"number": True}}, "number should be a number"),
        ({"Tick": {"checkbox": None}}, "checkbox should be a boolean"),
        ({"Tick": {"checkbox": "true"}}, "checkbox should be a boolean"),
        ({"Lead": {"people": None}}, "people should be an array"),
        ({"Channel": {"url": ""}}, "url.length should be ≥ `1`"),
        ({"Channel": {"url": "x" * 2001}}, "url.length should be ≤ `2000`, instead was `2001`."),
        ({"Mail": {"email": "x" * 101}}, "email.length should be ≤ `100`, instead was `101`."),
        ({"Phone": {"phone_number": "1" * 101}}, "phone_number.length should be ≤ `100`"),
        ({"Count": {"number": 1, "x": 2}}, "Count.x should be not present"),
        ({"Count": {"number": 1, "id": "a"}}, "Count.id should be not present"),
        ({"Count": {"type": "url", "number": 1}}, "type should be"),
        ({"Count": {}}, "should be defined"),
        ({"Count": None}, "should be an object"),
        ({"Summary": [text("x")]}, "should be an object"),
        ({"Title": {"title": []}, "title": {"title": []}}, "given twice"),
        ("x", "properties should be an object"),
    ],
)
def test_what_does_not_fit_is_refused(desk: Desk, properties: Any, message: str) -> None:
    """In Notion's words, as 400 validation_error, and nothing is made."""
    with pytest.raises(NotionFault) as caught:
        desk.create(properties)
    assert (caught.value.status, caught.value.code) == (400, "validation_error")
    assert message in caught.value.message
    assert desk.act("read") == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("No", "unique_id"), ("Made", "created_time"), ("Maker", "created_by")),
        *(("Touched", "last_edited_time"), ("Toucher", "last_edited_by")),
        *(("Sum", "formula"), ("Roll", "rollup")),
    ],
)
def test_what_notion_fills_in_is_not_written(desk: Desk, name: str, kind: str) -> None:
    """Not even with what was read."""
    entry = desk.create()["properties"][name]
    assert entry["type"] == kind
    with pytest.raises(NotionFault) as caught:
        desk.create({name: {kind: entry[kind]}})
    assert caught.value.status == 400
    assert f"body.properties.{name}.{kind} should be not present" in caught.value.message


def test_files_are_read_only_here(desk: Desk) -> None:
    """The sandbox says so itself: 501, and not a refusal of Notion's."""
    assert desk.create()["properties"]["Files"]["files"] == []
    with pytest.raises(NotionFault) as caught:
        desk.create({"Files": {"files": []}})
    assert (caught.value.status, caught.value.code) == (501, "sandbox_not_offered")


def test_a_select_makes_its_options(desk: Desk) -> None:
    """By an unknown name; a known one is found whatever its case, or by its id."""
    major = write(desk, "Severity", {"select": {"name": "major"}})
    assert major["name"] == "Major"
    assert write(desk, "Severity", {"select": {"id": major["id"]}}) == major
    made = write(desk, "Severity", {"select": {"name": "Huge", "color": "pink"}})
    assert (made["name"], made["color"]) == ("Huge", "pink")
    names = [each["name"] for each in desk.schema()["Severity"]["select"]["options"]]
    assert names == ["Minor", "Major", "Huge"]
    tags = write(desk, "Tags", {"multi_select": [{"name": "blue"}, {"name": "new"}]})
    assert [each["name"] for each in tags] == ["Blue", "new"]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"name": "a,b"}, "commas not allowed: a,b"),
        ({"name": "x" * 101}, "name.length should be ≤ `100`, instead was `101`."),
        ({"name": ""}, "name.length should be ≥ `1`"),
        ({"id": "nope"}, 'Select option "nope" does not exist'),
        ({}, "name should be defined"),
        ({"name": "x", "colour": "red"}, "colour should be not present"),
        ({"name": "x", "color": "mauve"}, "color should be"),
        ("Major", "should be an object"),
    ],
)
def test_options_that_cannot_be(desk: Desk, option: object, message: str) -> None:
    """Names have rules; ids must be there."""
    with pytest.raises(NotionFault) as caught:
        write(desk, "Severity", {"select": option})
    assert message in caught.value.message


def test_a_new_option_is_an_edit_of_the_schema(desk: Desk) -> None:
    """Without the capability to update, only known ones are taken."""
    desk.act("set_capabilities", content=["read", "insert"])
    assert write(desk, "Severity", {"select": {"name": "Minor"}})["name"] == "Minor"
    with pytest.raises(NotionFault) as caught:
        write(desk, "Severity", {"select": {"name": "New"}})
    assert caught.value.status == 403


def test_a_refused_write_leaves_no_option_behind(desk: Desk) -> None:
    """All of a request, or nothing."""
    with pytest.raises(NotionFault):
        desk.create({"Severity": {"select": {"name": "New"}}, "Nope": {"number": 1}})
    assert [each["name"] for each in desk.schema()["Severity"]["select"]["options"]] == [
        "Minor",
        "Major",
    ]
    assert desk.effect is False


def test_at_most_100_options(desk: Desk) -> None:
    """The next name is refused."""
    desk.act("set_options", property="Severity", options=[f"o{n}" for n in range(100)])
    with pytest.raises(NotionFault, match="≤ `100`, instead was `101`"):
        write(desk, "Severity", {"select": {"name": "one more"}})


def test_a_status_has_the_options_it_has(desk: Desk) -> None:
    """By its exact name or id; a new row has the default, and so has null."""
    fixing = write(desk, "Status", {"status": {"name": "Fixing"}})
    assert fixing["name"] == "Fixing"
    assert write(desk, "Status", {"status": {"id": fixing["id"]}}) == fixing
    assert desk.create()["properties"]["Status"]["status"]["name"] == "Investigating"
    page = desk.create({"Status": {"status": {"name": "Resolved"}}})["id"]
    cleared = desk.patch(page, properties={"Status": {"status": None}})
    assert cleared["properties"]["Status"]["status"]["name"] == "Investigating"
    for name in ("Open", "fixing", "Fixing "):
        with pytest.raises(NotionFault) as caught:
            write(desk, "Status", {"status": {"name": name}})
        assert (caught.value.status, caught.value.code) == (400, "validation_error")
        assert caught.value.message == f'Status option "{name}" does not exist'


def test_people_are_users_of_the_workspace(desk: Desk) -> None:
    """Persons and bots, by id, each once; nobody from elsewhere."""
    sam, lena = desk.user("sam@example.com"), desk.user("lena@example.com")
    both = [{"object": "user", "id": sam}, {"id": lena.replace("-", "")}, {"id": sam}]
    shown = write(desk, "Lead", {"people": both})
    assert [user["person"]["email"] for user in shown] == ["sam@example.com", "lena@example.com"]
    me = desk.call("GET", "/v1/users/me")["id"]
    assert write(desk, "Lead", {"people": [{"id": me}]})[0]["type"] == "bot"
    away = next(
        u for u in desk.service.dump()["users"].values() if u["workspace_name"] != "Sandbox"
    )
    for key in (PERSON, away["id"]):
        with pytest.raises(NotionFault, match="is not a user of this workspace"):
            write(desk, "Lead", {"people": [{"id": key}]})
    with pytest.raises(NotionFault, match="valid uuid"):
        write(desk, "Lead", {"people": [{"id": "sam"}]})
    with pytest.raises(NotionFault, match="≤ `100`, instead was `101`"):
        write(desk, "Lead", {"people": [{"id": sam}] * 101})


def test_relations_name_rows_of_the_related_source(desk: Desk) -> None:
    """What is not there is 404, a page of elsewhere is refused."""
    row = desk.create()["id"]
    assert write(desk, "Kin", {"relation": [{"id": row}]}) == [{"id": row}]
    with pytest.raises(NotionFault) as caught:
        write(desk, "Kin", {"relation": [{"id": PERSON}]})
    assert caught.value.status == 404
    loose = desk.call("POST", "/v1/pages", {"parent": {"page_id": row}})["id"]
    with pytest.raises(NotionFault, match="not a page of the related data source"):
        write(desk, "Kin", {"relation": [{"id": loose}]})


def test_unique_ids_count_up_and_are_never_given_twice(desk: Desk) -> None:
    """From 1, also when a row goes to the trash; a person's row counts as well."""
    first = desk.create()
    assert first["properties"]["No"]["unique_id"] == {"prefix": "INC", "number": 1}
    desk.patch(first["id"], in_trash=True)
    second = desk.page(Title="by hand")
    assert desk.get(second)["properties"]["No"]["unique_id"]["number"] == 2
    desk.patch(second, in_trash=True)
    desk.reshape(No={"unique_id": {"prefix": "X"}})
    third = desk.create()["properties"]["No"]["unique_id"]
    assert third == {"prefix": "X", "number": 3}
    assert desk.get(second)["properties"]["No"]["unique_id"] == {"prefix": "X", "number": 2}


def test_what_notion_fills_in_follows_the_row(desk: Desk) -> None:
    """Who and when, made and touched; formulas and rollups as people's verb computes them."""
    made = desk.create()
    desk.wait(120)
    desk.act("set", page=made["id"], property="Title", value="x", by="lena")
    desk.act("compute", page=made["id"], property="Sum", value="two")
    desk.act("compute", page=made["id"], property="Roll", value=3)
    shown = desk.get(made["id"])["properties"]
    assert shown["Made"]["created_time"] == "2026-11-23T10:00:00.000Z"
    assert shown["Touched"]["last_edited_time"] == "2026-11-23T10:02:00.000Z"
    assert shown["Maker"]["created_by"]["name"] == "incident-sync"
    assert shown["Toucher"]["last_edited_by"]["name"] == "Lena Fischer"
    assert shown["Sum"]["formula"] == {"type": "string", "string": "two"}
    assert shown["Roll"]["rollup"] == {"type": "number", "number": 3, "function": "count"}


def test_what_is_left_out_stays_and_a_list_replaces(desk: Desk) -> None:
    """Of a page's properties, and of one property's items."""
    sam, lena = desk.user("sam@example.com"), desk.user("lena@example.com")
    page = desk.create({**title("x"), "Lead": {"people": [{"id": sam}]}})["id"]
    desk.patch(page, properties={"Lead": {"people": [{"id": lena}]}})
    shown = desk.get(page)["properties"]
    assert [user["id"] for user in shown["Lead"]["people"]] == [lena]
    assert said(shown["Title"]["title"]) == "x"
    desk.patch(page, properties={"Lead": {"people": []}})
    assert desk.get(page)["properties"]["Lead"]["people"] == []


def test_properties_go_by_name_or_id(desk: Desk) -> None:
    """The id as it is answered, percent signs and all, or decoded; it outlives a rename."""
    schema = desk.schema()
    assert schema["Title"]["id"] == "title"
    assert any("%" in each["id"] for each in schema.values())
    for name, entry in schema.items():
        if entry["type"] == "rich_text":
            page = desk.create({entry["id"]: {"rich_text": [text("by id")]}})
            assert said(page["properties"][name]["rich_text"]) == "by id"
    key = schema["Summary"]["id"]
    desk.act("rename_property", property="Summary", name="What")
    assert desk.schema()["What"]["id"] == key
    shown = desk.create({key: {"rich_text": [text("still")]}})["properties"]
    assert said(shown["What"]["rich_text"]) == "still"
    with pytest.raises(NotionFault, match="Summary is not a property that exists"):
        desk.create({"Summary": {"rich_text": []}})
