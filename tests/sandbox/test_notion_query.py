"""Queries: filters that filter, sorts that sort, cursors, the cap, the lag."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.notion_desk import DATA_SOURCE, OLD, Desk, NotionFault, refusals, title, title_of

ROWS: dict[str, dict[str, Any]] = {
    "a": {
        "Status": "Investigating",
        "Severity": "Major",
        "Lead": "sam@example.com",
        "Summary": "Pay Page slow",
        "Reported at": "2026-11-20",
        "Channel": "https://x.example/C1",
        "Count": 1,
        "Tags": ["red"],
        "Tick": True,
    },
    "b": {
        "Status": "Fixing",
        "Severity": "Minor",
        "Lead": ["lena@example.com", "sam@example.com"],
        "Summary": "pay page",
        "Reported at": {"start": "2026-11-23T09:30:00Z"},
        "Count": 2.5,
        "Tags": ["red", "blue"],
    },
    "c": {"Status": "Resolved", "Reported at": "2026-12-01", "Count": -3},
    "d": {"Status": "Declined"},
}


@pytest.fixture
def desk() -> Desk:
    """Four rows, a minute between them; the last is the poorest."""
    made = Desk()
    made.reshape(
        Count={"number": {}}, Tags={"multi_select": {}}, Tick={"checkbox": {}},
        No={"unique_id": {}}, Files={"files": {}},
        Kin={"relation": {"data_source_id": DATA_SOURCE, "single_property": {}}},
        Made={"created_time": {}}, Maker={"created_by": {}},
        Touched={"last_edited_time": {}}, Toucher={"last_edited_by": {}},
        Sum={"formula": {}},
    )  # fmt: skip
    for name, values in ROWS.items():
        made.page(Title=name, **values)
        made.wait(60)
    return made


def one(name: str, kind: str, **condition: Any) -> dict[str, Any]:
    return {"property": name, kind: condition}


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        (one("Title", "title", equals="a"), "a"),
        (one("Title", "title", equals="A"), ""),
        (one("title", "title", does_not_equal="a"), "bcd"),
        (one("Summary", "rich_text", contains="PAGE"), "ab"),
        (one("Summary", "rich_text", does_not_contain="slow"), "bcd"),
        (one("Summary", "rich_text", starts_with="Pay"), "ab"),
        (one("Summary", "rich_text", ends_with="slow"), "a"),
        (one("Summary", "rich_text", equals="pay page"), "b"),
        (one("Summary", "rich_text", is_empty=True), "cd"),
        (one("Summary", "rich_text", is_not_empty=True), "ab"),
        (one("Channel", "url", contains="c1"), "a"),
        (one("Channel", "url", is_empty=True), "bcd"),
        (one("Channel", "url", does_not_equal="https://x.example/C1"), "bcd"),
        (one("Count", "number", equals=2.5), "b"),
        (one("Count", "number", does_not_equal=1), "bcd"),
        (one("Count", "number", greater_than=1), "b"),
        (one("Count", "number", greater_than_or_equal_to=1), "ab"),
        (one("Count", "number", less_than=1), "c"),
        (one("Count", "number", less_than_or_equal_to=1), "ac"),
        (one("Count", "number", is_empty=True), "d"),
        (one("No", "unique_id", greater_than=2), "cd"),
        (one("Tick", "checkbox", equals=True), "a"),
        (one("Tick", "checkbox", does_not_equal=True), "bcd"),
        (one("Severity", "select", equals="Major"), "a"),
        (one("Severity", "select", does_not_equal="Major"), "bcd"),
        (one("Severity", "select", equals=["Major", "Minor"]), "ab"),
        (one("Severity", "select", is_empty=True), "cd"),
        (one("Status", "status", equals="Fixing"), "b"),
        (one("Status", "status", does_not_equal="Fixing"), "acd"),
        (one("Status", "status", does_not_equal=["Fixing", "Declined"]), "ac"),
        (one("Status", "status", is_not_empty=True), "abcd"),
        (one("Tags", "multi_select", contains="blue"), "b"),
        (one("Tags", "multi_select", does_not_contain="blue"), "acd"),
        (one("Tags", "multi_select", is_empty=True), "cd"),
        (one("Lead", "people", is_empty=True), "cd"),
        (one("Lead", "people", is_not_empty=True), "ab"),
        (one("Toucher", "last_edited_by", does_not_contain="me"), "abcd"),
        (one("Maker", "created_by", contains="me"), ""),
        (one("Kin", "relation", is_empty=True), "abcd"),
        (one("Files", "files", is_empty=True), "abcd"),
        (one("Reported at", "date", equals="2026-11-20"), "a"),
        (one("Reported at", "date", equals="2026-11-23"), "b"),
        (one("Reported at", "date", equals="2026-11-23T09:30:00Z"), "b"),
        (one("Reported at", "date", before="2026-11-23"), "a"),
        (one("Reported at", "date", before="2026-11-23T09:31:00Z"), "ab"),
        (one("Reported at", "date", after="2026-11-23"), "c"),
        (one("Reported at", "date", after="2026-11-23T09:30:00Z"), "c"),
        (one("Reported at", "date", on_or_before="2026-11-23"), "ab"),
        (one("Reported at", "date", on_or_after="2026-11-23"), "bc"),
        (one("Reported at", "date", equals="today"), "b"),
        (one("Reported at", "date", on_or_after="one_week_ago"), "abc"),
        (one("Reported at", "date", before="yesterday"), "a"),
        (one("Reported at", "date", past_week={}), "ab"),
        (one("Reported at", "date", this_week={}), "b"),
        (one("Reported at", "date", next_month={}), "c"),
        (one("Reported at", "date", is_empty=True), "d"),
        (one("Made", "created_time", on_or_after="2026-11-23T10:02:00Z"), "cd"),
        (one("Touched", "last_edited_time", before="2026-11-23T10:01:00Z"), "a"),
        (
            {
                "timestamp": "last_edited_time",
                "last_edited_time": {"on_or_after": "2026-11-23T10:02:00.000Z"},
            },
            "cd",
        ),
        ({"timestamp": "created_time", "created_time": {"after": "2026-11-23T10:02:00Z"}}, "d"),
        (
            {"and": [one("Tick", "checkbox", equals=False), one("Count", "number", less_than=9)]},
            "bc",
        ),
        ({"or": [one("Title", "title", equals="a"), one("Title", "title", equals="d")]}, "ad"),
        (
            {
                "or": [
                    one("Title", "title", equals="a"),
                    {
                        "and": [
                            one("Status", "status", equals="Fixing"),
                            one("Count", "number", equals=2.5),
                        ]
                    },
                ]
            },
            "ab",
        ),
        ({"and": []}, "abcd"),
    ],
)
def test_what_filters_let_through(desk: Desk, filter_: object, found: str) -> None:
    """Each condition, on rows that meet it and rows that do not."""
    assert "".join(desk.titles(filter_)) == found


def test_people_are_found_by_id(desk: Desk) -> None:
    """Theirs or our own; edits by the bot count for "me"."""
    sam = desk.user("sam@example.com")
    assert desk.titles(one("Lead", "people", contains=sam)) == ["a", "b"]
    assert desk.titles(one("Lead", "people", does_not_contain=sam)) == ["c", "d"]
    page = desk.query(one("Title", "title", equals="c"))["results"][0]["id"]
    desk.patch(page, properties={"Tick": {"checkbox": True}})
    assert desk.titles(one("Toucher", "last_edited_by", contains="me")) == ["c"]
    desk.patch(page, properties={"Kin": {"relation": [{"id": page}]}})
    assert desk.titles(one("Kin", "relation", contains=page)) == ["c"]
    desk.act("compute", page=page, property="Sum", value="two")
    assert desk.titles(one("Sum", "formula", string={"equals": "two"})) == ["c"]


@pytest.mark.parametrize(
    ("filter_", "why"),
    [
        (one("Nope", "title", equals="a"), "Could not find property with name or id: Nope"),
        (
            one("Status", "select", equals="Fixing"),
            "database property status does not match filter select",
        ),
        (one("Status", "status", equals="Open"), 'status option "Open" not found for property'),
        (one("Status", "status", equals="fixing"), 'option "fixing" not found'),
        (one("Severity", "select", does_not_equal="Huge"), 'option "Huge" not found'),
        (one("Tags", "multi_select", contains="green"), 'option "green" not found'),
        (one("Title", "title", equals=1), "should be a string"),
        (one("Title", "title", like="a"), "like should be not present"),
        (one("Title", "title"), "an object with one condition"),
        (one("Title", "title", equals="a", contains="b"), "an object with one condition"),
        (one("Title", "title", is_empty=False), "should be `true`"),
        (one("Tick", "checkbox", is_empty=True), "is_empty should be not present"),
        (one("Count", "number", equals="1"), "should be a number"),
        (one("Lead", "people", contains="sam"), "should be a valid uuid"),
        (one("Reported at", "date", after="soon"), "valid ISO 8601"),
        (one("Reported at", "date", after="2026-13-01"), "valid ISO 8601"),
        (one("Reported at", "date", past_week=True), "should be an object"),
        ({"property": "Title"}, "should be defined"),
        ({"title": {"equals": "a"}}, "filter.property should be"),
        ({"property": "Title", "title": {"equals": "a"}, "type": "url"}, "type should be"),
        ({"property": "Title", "title": {"equals": "a"}, "x": 1}, "x should be not present"),
        ({"timestamp": "created_time", "last_edited_time": {"past_week": {}}}, "created_time"),
        ({"timestamp": "now", "now": {}}, "timestamp should be"),
        ({"and": [], "or": []}, "should be not present"),
        ({"and": {}}, "should be an array"),
        ({"or": [{"and": [{"or": []}]}]}, "or should be not present"),
        ({"or": [one("Title", "title", equals="a")] * 101}, "≤ `100`, instead was `101`"),
        ([], "should be an object"),
    ],
)
def test_filters_that_are_none(desk: Desk, filter_: object, why: str) -> None:
    """Refused by schema and shape, as 400 validation_error."""
    with pytest.raises(NotionFault) as caught:
        desk.query(filter_)
    assert (caught.value.status, caught.value.code) == (400, "validation_error")
    assert why in caught.value.message


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ({"property": "Title", "direction": "descending"}, "dcba"),
        ({"property": "Count", "direction": "ascending"}, "cabd"),
        ({"property": "Count", "direction": "descending"}, "bacd"),
        ({"property": "Status", "direction": "descending"}, "dcba"),
        ({"timestamp": "created_time", "direction": "descending"}, "dcba"),
        ({"timestamp": "last_edited_time", "direction": "ascending"}, "abcd"),
        ({"property": "Reported at", "direction": "descending"}, "cbad"),
    ],
)
def test_sorts(desk: Desk, sort: object, order: str) -> None:
    """Empty values come last; options go in the order of the schema."""
    assert "".join(desk.titles(sorts=[sort])) == order


def test_the_first_sort_weighs_most(desk: Desk) -> None:
    """The second orders what the first leaves equal."""
    sorts = [
        {"property": "Tick", "direction": "descending"},
        {"timestamp": "created_time", "direction": "descending"},
    ]
    assert "".join(desk.titles(sorts=sorts)) == "adcb"


@pytest.mark.parametrize(
    "sort",
    [
        {"property": "Nope", "direction": "ascending"},
        {"property": "Title"},
        {"property": "Title", "direction": "up"},
        {"timestamp": "now", "direction": "ascending"},
        {"direction": "ascending"},
    ],
)
def test_sorts_that_are_none(desk: Desk, sort: object) -> None:
    """Refused."""
    with pytest.raises(NotionFault) as caught:
        desk.query(sorts=[sort])
    assert caught.value.code == "validation_error"


def many(desk: Desk, count: int) -> list[str]:
    """Rows by the program, named by number; their ids."""
    return [desk.create(title(str(number)))["id"] for number in range(count)]


def test_pages_of_a_query_and_their_cursors() -> None:
    """Every row once; without sorts in an order that is nobody's but stays the same."""
    desk = Desk()
    ids = many(desk, 25)
    first = desk.query(page_size=10)
    second = desk.query(page_size=10, start_cursor=first["next_cursor"])
    third = desk.query(page_size=10, start_cursor=second["next_cursor"])
    assert [a["has_more"] for a in (first, second, third)] == [True, True, False]
    assert third["next_cursor"] is None
    found = [page["id"] for a in (first, second, third) for page in a["results"]]
    assert sorted(found) == sorted(ids)
    assert found != ids
    assert [p["id"] for p in desk.query()["results"]] == found
    assert "request_status" not in first
    assert third["request_status"] == {"type": "complete"}
    desk.act("set_behaviour", says_complete=False)
    assert "request_status" not in desk.query()


def test_a_cursor_is_of_one_query_only() -> None:
    """Another filter, sort, source or state: refused; another page size is the same query."""
    desk = Desk()
    many(desk, 5)
    cursor = desk.query(page_size=2)["next_cursor"]
    desk.query(page_size=3, start_cursor=cursor)
    other = desk.act("create_database", title="Other", properties={"T": "title"})
    everything = one("Title", "title", is_not_empty=True)
    for refusal in refusals(
        lambda: desk.query(everything, start_cursor=cursor),
        lambda: desk.query(
            sorts=[{"property": "Title", "direction": "ascending"}], start_cursor=cursor
        ),
        lambda: desk.query(in_trash=True, start_cursor=cursor),
        lambda: desk.query(is_archived=True, start_cursor=cursor),
        lambda: desk.query(source=other["data_source"], start_cursor=cursor),
        lambda: desk.query(start_cursor="11111111-2222-4333-8444-555555555555"),
    ):
        assert "start_cursor provided is invalid" in refusal.message


def test_rows_that_come_between_two_pages_shift_the_rest() -> None:
    """A cursor is a place, so a row may be missed or seen twice."""
    desk = Desk()
    many(desk, 6)
    sorts = [{"property": "Title", "direction": "ascending"}]
    first = desk.query(sorts=sorts, page_size=3)
    desk.patch(first["results"][0]["id"], in_trash=True)
    rest = desk.query(sorts=sorts, page_size=3, start_cursor=first["next_cursor"])
    assert [title_of(page) for page in rest["results"]] == ["4", "5"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"page_size": 0}, "page_size should be ≥ `1`"),
        ({"page_size": 101}, "page_size should be ≤ `100`"),
        ({"page_size": "5"}, "should be a number"),
        ({"page_size": 1.5}, "page_size should be"),
        ({"page_size": 1e300}, "page_size should be"),
        ({"start_cursor": "x"}, "should be a valid uuid"),
        ({"archived": True}, "archived should be not present"),
        ({"result_type": "block"}, "result_type should be"),
        ({"in_trash": "yes"}, "should be a boolean"),
        ({"limit": 5}, "limit should be not present"),
    ],
)
def test_queries_that_are_none(body: dict[str, Any], why: str) -> None:
    """Refused with the reason."""
    with pytest.raises(NotionFault) as caught:
        Desk().query(**body)
    assert why in caught.value.message


def test_the_cap_is_told_by_the_status_alone() -> None:
    """``has_more`` turns false at the cap; a narrower query sees the rest."""
    desk = Desk()
    many(desk, 12)
    desk.act("set_behaviour", query_cap=10)
    first = desk.query(page_size=6)
    second = desk.query(page_size=6, start_cursor=first["next_cursor"])
    assert (first["has_more"], "request_status" in first) == (True, False)
    assert (len(second["results"]), second["has_more"], second["next_cursor"]) == (4, False, None)
    assert second["request_status"] == {
        "type": "incomplete",
        "incomplete_reason": "query_result_limit_reached",
    }
    exactly = one("Title", "title", does_not_contain="1")
    assert desk.query(exactly)["request_status"] == {"type": "complete"}


def test_the_trash_can_be_asked_for() -> None:
    """In 2026-03-11 alone, and then it is all there is."""
    desk = Desk()
    desk.create(title("kept"))
    desk.patch(desk.create(title("trashed"))["id"], in_trash=True)
    assert desk.titles() == ["kept"]
    assert desk.titles(in_trash=True) == ["trashed"]
    assert desk.titles(in_trash=False) == ["kept"]
    desk.version = OLD
    with pytest.raises(NotionFault, match="in_trash should be not present"):
        desk.titles(in_trash=True)


def test_result_types_and_properties_asked_for() -> None:
    """A register has pages only; unknown property ids show nothing."""
    desk = Desk()
    desk.create(title("x"))
    assert desk.titles(result_type="page") == ["x"]
    assert desk.titles(result_type="data_source") == []
    path = f"/v1/data_sources/{DATA_SOURCE}/query"
    key = desk.schema()["Status"]["id"]
    told = desk.call("POST", path, {}, filter_properties=["title", key])
    assert set(told["results"][0]["properties"]) == {"Title", "Status"}
    told = desk.call("POST", path, {}, filter_properties="nope")
    assert told["results"][0]["properties"] == {}


def test_a_lagging_query_sees_the_past() -> None:
    """Old values under old stamps, no new rows, trash still there; GET is always current."""
    desk = Desk()
    page, gone = desk.create(title("old"))["id"], desk.create(title("gone"))["id"]
    desk.wait(100)
    desk.act("set_behaviour", query_lag_s=30)
    desk.patch(page, properties=title("new"))
    desk.patch(gone, in_trash=True)
    desk.create(title("fresh"))
    assert desk.titles() == ["gone", "old"]
    stale = desk.query(one("Title", "title", equals="old"))["results"][0]
    assert stale["last_edited_time"] == "2026-11-23T10:00:00.000Z"
    assert title_of(desk.get(page)) == "new"
    assert desk.get(gone)["in_trash"] is True
    since = {"timestamp": "last_edited_time", "last_edited_time": {"after": "2026-11-23T10:00:00Z"}}
    assert desk.titles(since) == []
    desk.wait(29)
    desk.patch(page, properties=title("newer"))
    assert desk.titles() == ["gone", "old"]
    desk.wait(1)
    assert desk.titles() == ["fresh", "new"]
    assert desk.titles(since) == ["fresh", "new"]
    desk.wait(30)
    assert desk.titles() == ["fresh", "newer"]


def test_the_lag_of_some_pages_only() -> None:
    """The others are seen as they are; a row moved away is still where it was."""
    desk = Desk()
    slow, quick = desk.create(title("slow"))["id"], desk.create(title("quick"))["id"]
    desk.wait(60)
    desk.act("set_behaviour", query_lag_s=30, lag_pages=[slow])
    for page in (slow, quick):
        desk.patch(page, properties=title("new"))
    assert desk.titles() == ["new", "slow"]
    other = desk.act("create_database", title="Other", properties={"T": "title"})
    desk.act("move", page=slow, to="Other")
    assert desk.titles() == ["new", "slow"]
    desk.wait(30)
    assert desk.titles() == ["new"]
    assert [title_of(p) for p in desk.query(source=other["data_source"])["results"]] == ["new"]


def test_searches_go_by_title() -> None:
    """Pages and data sources, as far as they are shared, newest edit first."""
    desk = Desk()
    desk.create(title("Checkout down"))
    desk.wait(60)
    desk.create(title("checkout slow"))
    desk.patch(desk.create(title("checkout gone"))["id"], in_trash=True)

    def found(**body: Any) -> list[str]:
        results = desk.call("POST", "/v1/search", body)["results"]
        return [title_of(r) if r["object"] == "page" else r["object"] for r in results]

    assert found(query="CHECKOUT") == ["checkout slow", "Checkout down"]
    oldest = {"timestamp": "last_edited_time", "direction": "ascending"}
    assert found(query="checkout", sort=oldest) == ["Checkout down", "checkout slow"]
    assert found(filter={"property": "object", "value": "data_source"}) == ["data_source"]
    assert found(query="regi", filter={"property": "object", "value": "page"}) == ["Register"]
    first = desk.call("POST", "/v1/search", {"query": "checkout", "page_size": 1})
    assert found(query="checkout", start_cursor=first["next_cursor"]) == ["Checkout down"]
    with pytest.raises(NotionFault, match="start_cursor"):
        found(query="other", start_cursor=first["next_cursor"])
    for body in ({"filter": {"value": "page"}}, {"filter": {"property": "object", "value": "x"}}):
        with pytest.raises(NotionFault, match="validation"):
            found(**body)
