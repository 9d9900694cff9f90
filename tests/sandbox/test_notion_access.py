"""Who may call, how, and how often: addresses, tokens, versions, capabilities, sharing, rates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from incident_sandbox.service import Request
from tests.sandbox.notion_desk import (
    DATA_SOURCE,
    DATABASE,
    NEW,
    OLD,
    REGISTER_PAGE,
    STRANGER,
    Desk,
    NotionFault,
    paragraph,
    refusals,
    title,
)

Calls = list[tuple[str, str, Any]]
ID = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", f"/v1/data_sources/{ID}/query", "POST /v1/data_sources/{id}/query"),
        ("GET", f"/v1/data_sources/{ID}", "GET /v1/data_sources/{id}"),
        ("PATCH", f"/v1/data_sources/{ID}", "PATCH /v1/data_sources/{id}"),
        ("POST", "/v1/databases", "POST /v1/databases"),
        ("GET", f"/v1/databases/{ID}", "GET /v1/databases/{id}"),
        ("PATCH", f"/v1/databases/{ID}", "PATCH /v1/databases/{id}"),
        ("POST", "/v1/pages", "POST /v1/pages"),
        ("GET", f"/v1/pages/{ID}", "GET /v1/pages/{id}"),
        ("PATCH", f"/v1/pages/{ID}", "PATCH /v1/pages/{id}"),
        ("POST", f"/v1/pages/{ID}/move", "POST /v1/pages/{id}/move"),
        (
            "GET",
            f"/v1/pages/{ID}/properties/%3Aab",
            "GET /v1/pages/{id}/properties/{property_id}",
        ),
        ("GET", f"/v1/blocks/{ID}", "GET /v1/blocks/{id}"),
        ("PATCH", f"/v1/blocks/{ID}", "PATCH /v1/blocks/{id}"),
        ("DELETE", f"/v1/blocks/{ID}", "DELETE /v1/blocks/{id}"),
        ("GET", f"/v1/blocks/{ID}/children", "GET /v1/blocks/{id}/children"),
        ("PATCH", f"/v1/blocks/{ID}/children", "PATCH /v1/blocks/{id}/children"),
        ("GET", "/v1/users", "GET /v1/users"),
        ("GET", "/v1/users/me", "GET /v1/users/me"),
        ("GET", f"/v1/users/{ID}", "GET /v1/users/{id}"),
        ("POST", "/v1/search", "POST /v1/search"),
        ("POST", f"/v1/databases/{ID}/query", "POST (unknown)"),
        ("DELETE", f"/v1/pages/{ID}", "DELETE (unknown)"),
        ("GET", "/v2/users", "GET (unknown)"),
    ],
)
def test_every_call_is_counted_under_one_name(method: str, path: str, name: str) -> None:
    """Ids are out of the name; what is not served is told apart by its verb only."""
    assert Desk().service.method_of(Request(method, path)) == name


@pytest.mark.parametrize("path", ["/v1/nothing", f"/v1/databases/{ID}/query", "/v1/pages/", "/"])
def test_an_unknown_address_is_an_error_of_its_own(path: str) -> None:
    """400 invalid_request_url, before any token is looked at."""
    desk = Desk()
    desk.token = "nobody"
    with pytest.raises(NotionFault) as caught:
        desk.call("POST", path, {})
    assert (caught.value.status, caught.value.code) == (400, "invalid_request_url")


@pytest.mark.parametrize("header", [None, "Bearer nobody", "Bearer ", "Basic ntn_sandbox"])
def test_a_token_must_be_known(header: str | None) -> None:
    """401, with the id of the answer in body and header, and no effect."""
    desk = Desk()
    headers = {"notion-version": NEW, **({"authorization": header} if header else {})}
    response = desk.service.handle(Request("GET", "/v1/users", (), headers), desk.now)
    body = json.loads(response.body)
    assert (response.status, body["code"]) == (401, "unauthorized")
    assert body["object"] == "error"
    assert body["message"] == "API token is invalid."
    assert body["request_id"] == response.headers["x-notion-request-id"]
    assert response.effect is False


def test_a_revoked_token_is_unknown() -> None:
    """As when somebody removes the connection."""
    desk = Desk()
    desk.act("revoke_token")
    with pytest.raises(NotionFault) as caught:
        desk.call("GET", "/v1/users")
    assert caught.value.status == 401


@pytest.mark.parametrize(
    ("version", "code"),
    [
        (None, "missing_version"),
        ("2022-06-28", "validation_error"),
        ("2026-03-12", "validation_error"),
    ],
)
def test_the_version_is_mandatory_and_one_of_two(version: str | None, code: str) -> None:
    """What is missing and what is not served are different errors."""
    desk = Desk()
    headers = {"authorization": f"Bearer {desk.token}"}
    headers.update({"notion-version": version} if version else {})
    response = desk.service.handle(Request("GET", "/v1/users", (), headers), desk.now)
    body = json.loads(response.body)
    assert (response.status, body["code"]) == (400, code)
    assert ("undefined" if version is None else version) in body["message"]


def test_versions_differ_in_the_trash_and_the_place() -> None:
    """``archived`` and ``after`` are of 2025-09-03 alone, ``position`` is of 2026-03-11."""
    desk = Desk()
    page = desk.create()["id"]
    [first] = desk.append(page, paragraph("a"))
    assert "archived" not in desk.get(page)
    for path, body in [
        (f"/v1/pages/{page}", {"archived": True}),
        (f"/v1/databases/{DATABASE}", {"archived": True}),
        (f"/v1/data_sources/{DATA_SOURCE}", {"archived": True}),
        (f"/v1/blocks/{first['id']}", {"archived": True}),
        (f"/v1/blocks/{page}/children", {"children": [], "after": first["id"]}),
    ]:
        with pytest.raises(NotionFault, match="should be not present"):
            desk.call("PATCH", path, body)
    desk.version = OLD
    assert desk.get(page)["archived"] is False
    assert desk.call("GET", f"/v1/blocks/{first['id']}")["archived"] is False
    assert desk.call("GET", f"/v1/databases/{DATABASE}")["archived"] is False
    assert desk.call("GET", f"/v1/data_sources/{DATA_SOURCE}")["archived"] is False
    with pytest.raises(NotionFault, match=r"body\.position should be not present"):
        desk.append(page, position={"type": "start"})
    desk.append(page, paragraph("b"), after=first["id"])
    assert desk.patch(page, archived=True)["archived"] is True
    assert desk.patch(page, in_trash=False)["archived"] is False


def test_ids_with_dashes_and_without() -> None:
    """Both are taken, one form is answered; anything else is no id."""
    desk = Desk()
    page = desk.create()["id"]
    assert desk.get(page.replace("-", ""))["id"] == page
    assert desk.get(page.upper())["id"] == page
    for bad in ("x", page + "0", f"Title-{page}", page[:-1]):
        with pytest.raises(NotionFault, match="should be a valid uuid"):
            desk.get(bad)


def test_another_workspace_sees_nothing() -> None:
    """A good token of elsewhere: 404 for all that is here, and only its own users."""
    desk = Desk()
    page = desk.create()["id"]
    [block] = desk.append(page, paragraph("a"))
    person = desk.user("sam@example.com")
    desk.token = STRANGER
    calls: list[tuple[str, str, Any]] = [
        ("GET", f"/v1/pages/{page}", None),
        ("PATCH", f"/v1/pages/{page}", {}),
        ("POST", f"/v1/pages/{page}/move", {"parent": {"data_source_id": DATA_SOURCE}}),
        ("GET", f"/v1/pages/{page}/properties/title", None),
        ("GET", f"/v1/databases/{DATABASE}", None),
        ("PATCH", f"/v1/databases/{DATABASE}", {}),
        ("GET", f"/v1/data_sources/{DATA_SOURCE}", None),
        ("PATCH", f"/v1/data_sources/{DATA_SOURCE}", {}),
        ("POST", f"/v1/data_sources/{DATA_SOURCE}/query", {}),
        ("GET", f"/v1/blocks/{block['id']}", None),
        ("PATCH", f"/v1/blocks/{block['id']}", {}),
        ("DELETE", f"/v1/blocks/{block['id']}", None),
        ("GET", f"/v1/blocks/{page}/children", None),
        ("PATCH", f"/v1/blocks/{page}/children", {"children": []}),
        ("POST", "/v1/pages", {"parent": {"data_source_id": DATA_SOURCE}}),
        ("POST", "/v1/databases", {"parent": {"page_id": REGISTER_PAGE}}),
        ("GET", f"/v1/users/{person}", None),
    ]
    for method, path, body in calls:
        with pytest.raises(NotionFault) as caught:
            desk.call(method, path, body)
        assert (caught.value.status, caught.value.code) == (404, "object_not_found"), path
        assert 'shared with your integration "incident-sync".' in caught.value.message
    assert desk.call("POST", "/v1/search", {})["results"] == []
    assert [user["type"] for user in desk.call("GET", "/v1/users")["results"]] == ["bot"]


def test_sharing_goes_down_and_the_nearest_word_counts() -> None:
    """An unshared database takes its rows along; one of them can be shared again."""
    desk = Desk()
    page, other = desk.create()["id"], desk.create()["id"]
    desk.act("unshare", database=DATABASE)
    for refusal in refusals(
        lambda: desk.get(page),
        desk.query,
        desk.schema,
    ):
        assert "Make sure the relevant pages and databases" in refusal.message
    desk.act("share", page=page)
    assert desk.get(page)["id"] == page
    with pytest.raises(NotionFault):
        desk.get(other)
    desk.act("share", database=DATABASE)
    desk.act("unshare", page=other)
    assert [row["id"] for row in desk.query()["results"]] == [page]


READS: Calls = [
    ("GET", "/v1/pages/{page}", None),
    ("GET", "/v1/pages/{page}/properties/title", None),
    ("GET", "/v1/blocks/{page}", None),
    ("GET", "/v1/blocks/{page}/children", None),
    ("GET", "/v1/databases/{database}", None),
    ("GET", "/v1/data_sources/{source}", None),
    ("POST", "/v1/data_sources/{source}/query", {}),
    ("POST", "/v1/search", {}),
]
UPDATES: Calls = [
    ("PATCH", "/v1/pages/{page}", {}),
    ("POST", "/v1/pages/{page}/move", {"parent": {"data_source_id": DATA_SOURCE}}),
    ("PATCH", "/v1/databases/{database}", {}),
    ("PATCH", "/v1/data_sources/{source}", {}),
    ("PATCH", "/v1/blocks/{block}", {}),
    ("DELETE", "/v1/blocks/{block}", None),
]
INSERTS: Calls = [
    ("POST", "/v1/pages", {"parent": {"data_source_id": DATA_SOURCE}}),
    ("POST", "/v1/databases", {"parent": {"page_id": REGISTER_PAGE}}),
    ("PATCH", "/v1/blocks/{page}/children", {"children": []}),
]
EVERYTHING = {"read": READS, "update": UPDATES, "insert": INSERTS}


@pytest.mark.parametrize("lacking", list(EVERYTHING))
def test_each_capability_opens_its_own_calls(lacking: str) -> None:
    """403 restricted_resource without it, and the others work."""
    desk = Desk()
    page = desk.create()["id"]
    [block] = desk.append(page, paragraph("a"))
    names = {"page": page, "block": block["id"], "database": DATABASE, "source": DATA_SOURCE}
    desk.act("set_capabilities", content=[each for each in EVERYTHING if each != lacking])
    for capability, calls in EVERYTHING.items():
        for method, path, body in calls:
            if capability != lacking:
                desk.call(method, path.format(**names), body)
                continue
            with pytest.raises(NotionFault) as caught:
                desk.call(method, path.format(**names), body)
            assert (caught.value.status, caught.value.code) == (403, "restricted_resource")


def test_who_may_not_read_is_told_ids_only() -> None:
    """A write is answered with the bare object."""
    desk = Desk()
    desk.act("set_capabilities", content=["update", "insert"])
    page = desk.create(title("x"))
    assert set(page) == {"object", "id"}
    assert set(desk.patch(page["id"])) == {"object", "id"}


@pytest.mark.parametrize(
    ("users", "person"),
    [("with_email", {"email": "sam@example.com"}), ("without_email", {})],
)
def test_emails_are_a_capability(users: str, person: dict[str, str]) -> None:
    """In the list, by id, and in people properties alike."""
    desk = Desk()
    sam = desk.user("sam@example.com")
    page = desk.page(Title="x", Lead="sam@example.com")
    desk.act("set_capabilities", users=users)
    expected = {
        "object": "user",
        "id": sam,
        "name": "Sam Rivera",
        "avatar_url": None,
        "type": "person",
        "person": person,
    }
    assert expected in desk.call("GET", "/v1/users")["results"]
    assert desk.call("GET", f"/v1/users/{sam}") == expected
    assert desk.get(page)["properties"]["Lead"]["people"] == [expected]


def test_without_user_information_there_are_ids_only() -> None:
    """Every users endpoint is 403, people are partial users, mentions are nameless."""
    desk = Desk()
    sam = desk.user("sam@example.com")
    page = desk.page(Title="x", Lead="sam@example.com")
    runs = [{"mention": {"user": {"id": sam}}}]
    desk.act("set_rich", page=page, property="Summary", runs=runs)
    desk.act("set_capabilities", users="none")
    for path in ("/v1/users", "/v1/users/me", f"/v1/users/{sam}"):
        with pytest.raises(NotionFault) as caught:
            desk.call("GET", path)
        assert (caught.value.status, caught.value.code) == (403, "restricted_resource")
    shown = desk.get(page)["properties"]
    assert shown["Lead"]["people"] == [{"object": "user", "id": sam}]
    [run] = shown["Summary"]["rich_text"]
    assert run["mention"]["user"] == {"object": "user", "id": sam}
    assert run["plain_text"] == "@Anonymous"


def test_users_are_listed_in_pages() -> None:
    """The people of the sandbox's Slack, one more, two bots; ``me`` is our bot in full."""
    desk = Desk()
    whole = desk.call("GET", "/v1/users")["results"]
    emails = [user["person"]["email"] for user in whole if user["type"] == "person"]
    assert emails == [
        *("priya@example.com", "sam@example.com", "lena@example.com"),
        *("tomas@example.com", "gus@example.com", "robin@people.example"),
    ]
    assert [user["name"] for user in whole if user["type"] == "bot"] == [
        "incident-sync",
        "Automation",
    ]
    found: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = desk.call("GET", "/v1/users", page_size=3, **cursor)
        found += answer["results"]
        if not answer["has_more"]:
            break
        cursor = {"start_cursor": answer["next_cursor"]}
    assert found == whole
    me = desk.call("GET", "/v1/users/me")
    assert me["type"] == "bot"
    assert me["bot"]["owner"] == {"type": "workspace", "workspace": True}
    assert desk.create()["created_by"]["id"] == me["id"]


@pytest.mark.parametrize(
    "query",
    [
        *({"page_size": 0}, {"page_size": 101}, {"page_size": "x"}, {"page_size": 1.5}),
        *({"start_cursor": "x"}, {"start_cursor": ID}, {"size": 3}),
    ],
)
def test_a_listing_asks_for_1_to_100(query: dict[str, Any]) -> None:
    """And for a cursor of its own; unknown parameters are refused."""
    with pytest.raises(NotionFault) as caught:
        Desk().call("GET", "/v1/users", **query)
    assert (caught.value.status, caught.value.code) == (400, "validation_error")


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 5000 + b"]" * 5000]
)
def test_a_body_must_be_json(raw: bytes) -> None:
    """Half of a surrogate pair is none, nor is a number that is no number."""
    with pytest.raises(NotionFault) as caught:
        Desk().call("POST", "/v1/pages", raw=raw)
    assert (caught.value.status, caught.value.code) == (400, "invalid_json")


def test_a_body_is_an_object_of_500_kb() -> None:
    """Longer ones are refused, whatever they hold; so is another JSON value."""
    desk = Desk()
    with pytest.raises(NotionFault, match="body should be an object"):
        desk.call("POST", "/v1/search", [])
    with pytest.raises(NotionFault, match="too large"):
        desk.call("POST", "/v1/search", {"query": "x" * 500_000})
    assert desk.call("POST", "/v1/search", {"query": "x" * 400_000})["results"] == []


def test_parameters_in_the_address_are_known_ones() -> None:
    """Where a call takes none, or another."""
    desk = Desk()
    page = desk.create()["id"]
    for refusal in refusals(
        lambda: desk.call("GET", f"/v1/databases/{DATABASE}", page_size=3),
        lambda: desk.get(page, page_size=3),
        lambda: desk.call("POST", f"/v1/data_sources/{DATA_SOURCE}/query", {}, page_size=3),
    ):
        assert "query.page_size should be not present" in refusal.message


@pytest.mark.parametrize("budget", [180, 600])
def test_a_minute_has_a_budget(budget: int) -> None:
    """Spent in any rhythm; then 429 with the reason and the seconds to wait."""
    desk = Desk()
    desk.service.quotas_enabled = True
    desk.act("set_behaviour", rate_limit=budget)
    for _ in range(budget):
        desk.call("GET", "/v1/users/me")
    desk.wait(20.5)
    with pytest.raises(NotionFault) as caught:
        desk.create()
    assert (caught.value.status, caught.value.code) == (429, "rate_limited")
    assert caught.value.body["additional_data"] == {
        "rate_limit_reason": "public_api_request_rate_limit",
        "retry_after": "40",
    }
    assert desk.headers["retry-after"] == "40"
    assert desk.effect is False
    assert desk.act("read") == []
    desk.token = STRANGER
    desk.call("GET", "/v1/users/me")
    desk.token = "ntn_sandbox"
    desk.wait(40)
    desk.call("GET", "/v1/users/me")
    desk.wait(-3600)
    desk.call("GET", "/v1/users/me")
