"""The real notion-client against the double over HTTP: the main paths, and the outages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from notion_client import Client
from notion_client.errors import APIResponseError, UnknownHTTPResponseError

from tests.sandbox.notion_desk import (
    DATA_SOURCE,
    DATABASE,
    REGISTER_PAGE,
    TOKEN,
    paragraph,
    said,
    text,
    title,
    title_of,
)
from tests.sandbox.shell_client import Control

PARENT = {"type": "data_source_id", "data_source_id": DATA_SOURCE}


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A client of httpx that is closed."""
    with httpx.Client() as client:
        yield client


@pytest.fixture
def notion(sandbox: Control, http: httpx.Client) -> Any:
    """The real SDK in the newest version, its own retries off."""
    return Client(
        auth=TOKEN,
        base_url=sandbox.urls["notion_api_url"],
        notion_version="2026-03-11",
        retry=False,
        client=http,
    )


def act(sandbox: Control, verb: str, **args: Any) -> Any:
    """Do what a person does in Notion."""
    body = {"service": "notion", "verb": verb, "args": args}
    return sandbox.ok("POST", "act", body)["result"]


def fault(sandbox: Control, **what: Any) -> None:
    sandbox.ok("POST", "faults", {"service": "notion", **what})


def rows(sandbox: Control) -> list[Any]:
    found: list[Any] = act(sandbox, "read")
    return found


def test_the_main_paths(sandbox: Control, notion: Any) -> None:
    """Every endpoint the product may use, by the SDK's own names, counted under ours."""
    page = notion.pages.create(parent=PARENT, properties=title("x"), children=[paragraph("p")])
    key = page["id"]
    assert title_of(notion.pages.retrieve(key)) == "x"
    notion.pages.update(key, properties=title("y"), icon={"type": "emoji", "emoji": "🔥"})
    status = {"property": "Status", "status": {"equals": "Investigating"}}
    found = notion.data_sources.query(DATA_SOURCE, filter=status, page_size=5)
    assert [title_of(each) for each in found["results"]] == ["y"]
    schema = notion.data_sources.retrieve(DATA_SOURCE)
    encoded = next(e["id"] for e in schema["properties"].values() if "%" in e["id"])
    only = notion.pages.retrieve(key, filter_properties=["title", encoded])
    assert len(only["properties"]) == 2
    item = notion.pages.properties.retrieve(key, encoded)
    assert encoded in (item.get("id"), item.get("property_item", {}).get("id"))
    notion.data_sources.update(DATA_SOURCE, properties={"New": {"number": {}}})
    database = notion.databases.retrieve(DATABASE)
    assert database["data_sources"][0]["id"] == DATA_SOURCE
    notion.databases.update(DATABASE, is_locked=True)
    parent = {"type": "page_id", "page_id": REGISTER_PAGE}
    schema = {"properties": {"Name": {"title": {}}}}
    notion.databases.create(parent=parent, title=[text("D")], initial_data_source=schema)
    [block] = notion.blocks.children.list(key)["results"]
    notion.blocks.update(block["id"], paragraph={"rich_text": [text("q")]})
    notion.blocks.children.append(key, children=[paragraph("first")], position={"type": "start"})
    listed = notion.blocks.children.list(key)
    assert [said(b["paragraph"]["rich_text"]) for b in listed["results"]] == ["first", "q"]
    assert notion.blocks.retrieve(block["id"])["has_children"] is False
    notion.blocks.delete(block["id"])
    me = notion.users.me()
    assert notion.users.retrieve(me["id"]) == me
    assert len(notion.users.list()["results"]) == 8
    assert notion.search(query="y", filter={"property": "object", "value": "page"})["results"]
    notion.pages.move(key, parent=parent)
    assert notion.pages.update(key, in_trash=True)["in_trash"] is True
    counts = sandbox.ok("GET", "calls")["counts"]["notion"]
    assert counts.pop("GET /v1/pages/{id}") == 2
    assert counts.pop("PATCH /v1/pages/{id}") == 2
    assert counts.pop("GET /v1/blocks/{id}/children") == 2
    assert counts == dict.fromkeys(counts, 1)
    assert len(counts) == 17


def test_errors_reach_the_client_as_notions(sandbox: Control, notion: Any) -> None:
    """Code, status, message and request id; the log has the code and no token."""
    with pytest.raises(APIResponseError) as caught:
        notion.pages.create(parent=PARENT, properties={"Nope": {"number": 1}})
    assert (caught.value.code, caught.value.status) == ("validation_error", 400)
    assert str(caught.value) == "Nope is not a property that exists."
    assert caught.value.request_id
    [entry] = sandbox.log()
    assert (entry["error"], entry["effect"], entry["status"]) == ("validation_error", False, 400)
    assert TOKEN not in str(sandbox.ok("GET", "calls"))


def test_effects_are_told_from_mere_answers(sandbox: Control, notion: Any) -> None:
    """A query posts, but changes nothing."""
    notion.pages.create(parent=PARENT)
    notion.data_sources.query(DATA_SOURCE)
    assert [entry["effect"] for entry in sandbox.log()] == [True, False]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (409, "conflict_error"),
        (429, "rate_limited"),
        (500, "internal_server_error"),
        (503, "service_unavailable"),
        (504, "gateway_timeout"),
    ],
)
@pytest.mark.parametrize("phase", ["before", "after"])
def test_outages_in_notions_words(
    sandbox: Control, notion: Any, status: int, code: str, phase: str
) -> None:
    """Before or after the effect; Retry-After stands in the header and in the body."""
    fault(sandbox, kind="status", status=status, retry_after=7, phase=phase)
    with pytest.raises(APIResponseError) as caught:
        notion.pages.create(parent=PARENT)
    assert (caught.value.status, caught.value.code) == (status, code)
    assert caught.value.headers["retry-after"] == "7"
    assert caught.value.additional_data is not None
    assert caught.value.additional_data["retry_after"] == "7"
    reason = caught.value.additional_data.get("rate_limit_reason")
    assert reason == ("public_api_request_rate_limit" if status == 429 else None)
    assert len(rows(sandbox)) == (phase == "after")


def test_an_overload_and_a_proxys_page_are_unknown_to_the_sdk(
    sandbox: Control, notion: Any
) -> None:
    """529 is JSON all the same, 502 is a page."""
    fault(sandbox, kind="status", status=529, retry_after=30)
    with pytest.raises(UnknownHTTPResponseError) as caught:
        notion.users.me()
    assert caught.value.status == 529
    assert '"code": "service_overload"' in caught.value.body
    assert caught.value.headers["retry-after"] == "30"
    fault(sandbox, kind="status", status=502)
    with pytest.raises(UnknownHTTPResponseError) as caught:
        notion.users.me()
    assert caught.value.body.startswith("<html>")
    errors = [entry["error"] for entry in sandbox.log()]
    assert errors == ["service_overload", None]


def test_an_outage_of_a_query_names_it(sandbox: Control, notion: Any) -> None:
    """So that a client asks for smaller pages."""
    fault(sandbox, kind="status", status=503)
    with pytest.raises(APIResponseError) as caught:
        notion.data_sources.query(DATA_SOURCE)
    assert caught.value.additional_data == {"endpoint_name": "public_queryDataSource"}


def test_a_write_that_succeeds_and_says_503(sandbox: Control, notion: Any) -> None:
    """The answer names what was made: a page, a database, blocks and their parent."""
    fault(sandbox, kind="committed_503", method="POST /v1/pages", retry_after=3)
    with pytest.raises(APIResponseError) as caught:
        notion.pages.create(parent=PARENT, properties=title("x"))
    told = caught.value.additional_data or {}
    assert caught.value.status == 503
    assert caught.value.headers["retry-after"] == "3"
    [row] = rows(sandbox)
    assert told["committed_resource_id"] == row["id"]
    assert all(isinstance(line, str) for line in told["retry_guidance"])
    fault(sandbox, kind="committed_503", method="PATCH /v1/blocks/{id}/children")
    with pytest.raises(APIResponseError) as caught:
        notion.blocks.children.append(row["id"], children=[paragraph("a"), paragraph("b")])
    told = caught.value.additional_data or {}
    assert told["committed_resource_id"] == row["id"]
    blocks = notion.blocks.children.list(row["id"])
    assert told["committed_child_ids"] == [block["id"] for block in blocks["results"]]
    fault(sandbox, kind="committed_503", method="POST /v1/databases")
    with pytest.raises(APIResponseError) as caught:
        notion.databases.create(parent={"type": "page_id", "page_id": REGISTER_PAGE})
    told = caught.value.additional_data or {}
    assert notion.databases.retrieve(told["committed_resource_id"])
    fault(sandbox, kind="committed_503", method="PATCH /v1/pages/{id}")
    with pytest.raises(APIResponseError) as caught:
        notion.pages.update(row["id"], properties=title("y"))
    assert set(caught.value.additional_data or {}) == {"retry_guidance"}
    assert rows(sandbox)[0]["values"]["Title"] == "y"
    entry = sandbox.log()[0]
    assert (entry["fault"], entry["effect"], entry["status"], entry["error"]) == (
        "committed_503:after",
        True,
        503,
        "service_unavailable",
    )


def test_what_changed_nothing_is_not_committed(sandbox: Control, notion: Any) -> None:
    """A read, or a refused write, is answered as ever; other services have no such fault."""
    fault(sandbox, kind="committed_503", times=2)
    assert notion.users.me()
    with pytest.raises(APIResponseError) as caught:
        notion.pages.create(parent=PARENT, properties={"Nope": {"number": 1}})
    assert caught.value.status == 400
    for service in ({"service": "slack"}, {}):
        assert sandbox.call("POST", "faults", {"kind": "committed_503", **service})[0] == 400


def test_quotas_obey_the_control_api(sandbox: Control, notion: Any) -> None:
    """Off for large tests, on for those about them."""
    sandbox.ok("PUT", "clock", {"now": "2026-11-23T12:00:00+00:00"})
    act(sandbox, "set_behaviour", rate_limit=3)
    for _ in range(5):
        notion.users.me()
    sandbox.ok("PUT", "quotas", {"enabled": True})
    for _ in range(3):
        notion.users.me()
    with pytest.raises(APIResponseError) as caught:
        notion.users.me()
    assert (caught.value.status, caught.value.headers["retry-after"]) == (429, "60")
    sandbox.ok("PUT", "clock", {"advance_s": 60})
    notion.users.me()


def test_people_are_refused_over_http(sandbox: Control) -> None:
    """422 with the reason."""
    body = {"service": "notion", "verb": "trash", "args": {"page": "Nope"}}
    status, told, _ = sandbox.call("POST", "act", body)
    assert (status, told["error"]) == (422, "there are 0 pages 'Nope'")
