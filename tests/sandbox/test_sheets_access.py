"""Credentials, sharing, quotas; unknown places."""

from __future__ import annotations

import pytest

from incident_sandbox.service import Metered, Request
from tests.sandbox.google_desk import KEY, Desk

PATH = f"/v4/spreadsheets/{KEY}"
TOKEN = {"authorization": "Bearer ya29.sandbox-token"}


@pytest.fixture
def desk() -> Desk:
    """A fresh desk."""
    return Desk()


def error(desk: Desk, path: str = PATH, method: str = "GET") -> tuple[int, str]:
    """The status and Google's word for it."""
    status, told = desk.call(method, path, {} if method == "POST" else None)
    return status, told["error"]["status"] if status != 200 else "OK"


def test_anonymous_and_the_sandbox_token_are_let_in(desk: Desk) -> None:
    """The seeded register is shared with both."""
    assert error(desk) == (200, "OK")
    desk.headers = TOKEN
    assert error(desk) == (200, "OK")
    assert desk.file()["lastModifyingUser"]["displayName"] == "Olu Owner"


@pytest.mark.parametrize("offered", ["Bearer wrong", "Basic abc", "Bearer", ""])
def test_bad_credentials_are_401(desk: Desk, offered: str) -> None:
    """With the header that tells a client to refresh."""
    desk.headers = {"authorization": offered}
    assert error(desk) == (401, "UNAUTHENTICATED")
    assert desk.call("GET", f"/drive/v3/files/{KEY}")[0] == 401
    answer = desk.sheets.handle(Request("GET", PATH, headers=desk.headers), desk.now)
    assert "invalid_token" in answer.headers["www-authenticate"]


def test_a_token_can_be_required_issued_and_revoked(desk: Desk) -> None:
    """Revoked, required, rotated."""
    desk.act("require_token")
    assert error(desk) == (401, "UNAUTHENTICATED")
    desk.headers = TOKEN
    assert error(desk) == (200, "OK")
    desk.act("revoke_token")
    assert error(desk) == (401, "UNAUTHENTICATED")
    desk.act("issue_token", token="ya29.second")
    desk.headers = {"authorization": "Bearer ya29.second"}
    assert error(desk) == (200, "OK")


def test_sharing_decides_on_403_and_404(desk: Desk) -> None:
    """Sheets says 403 for what is there; Drive finds nothing; nowhere is 404."""
    desk.act("unshare")
    assert error(desk) == (403, "PERMISSION_DENIED")
    assert desk.call("GET", f"/drive/v3/files/{KEY}")[0] == 404
    desk.act("share", who="anonymous", role="reader")
    assert error(desk) == (200, "OK")
    assert error(desk, f"{PATH}:batchUpdate", "POST") == (403, "PERMISSION_DENIED")
    assert error(desk, "/v4/spreadsheets/nowhere") == (404, "NOT_FOUND")


def test_sixty_reads_and_sixty_writes_a_minute(desk: Desk) -> None:
    """A sliding window per user and kind, no Retry-After; a batch counts once."""
    for _ in range(60):
        assert error(desk) == (200, "OK")
        desk.wait(0.5)
    status, told = desk.call("GET", PATH)
    assert (status, told["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert "'Read requests per minute per user'" in told["error"]["message"]
    answer = desk.sheets.handle(Request("GET", PATH), desk.now)
    assert "retry-after" not in {name.lower() for name in answer.headers}
    assert desk.put("Incidents!A2", [["1"]])["updatedCells"] == 1
    desk.headers = TOKEN
    assert error(desk) == (200, "OK")
    desk.headers = {}
    desk.wait(30.5)
    assert [error(desk)[0] for _ in range(3)] == [200, 200, 429]


def test_writes_are_counted_and_refused_apart(desk: Desk) -> None:
    """The sixty-first write changes nothing."""
    for place in range(60):
        desk.put("Incidents!A2", [[str(place)]])
    told = desk.put("Incidents!A2", [["lost"]])
    assert "'Write requests" in told["error"]["message"]
    assert desk.get("Incidents!A2")["values"] == [["59"]]


def test_quotas_can_be_switched_off(desk: Desk) -> None:
    """As the shell does it."""
    assert isinstance(desk.sheets, Metered)
    assert desk.sheets.quotas_enabled
    desk.sheets.quotas_enabled = False
    assert [error(desk)[0] for _ in range(70)] == [200] * 70


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", PATH, "GET /v4/spreadsheets/{id}"),
        ("POST", "/v4/spreadsheets", "POST /v4/spreadsheets"),
        ("POST", f"{PATH}:batchUpdate", "POST /v4/spreadsheets/{id}:batchUpdate"),
        ("GET", f"{PATH}/values/A1%3AB2", "GET /v4/spreadsheets/{id}/values/{range}"),
        ("PUT", f"{PATH}/values/A1:B2", "PUT /v4/spreadsheets/{id}/values/{range}"),
        ("POST", f"{PATH}/values/A1:B2:append", "POST /v4/spreadsheets/{id}/values/{range}:append"),
        ("POST", f"{PATH}/values/A1:clear", "POST /v4/spreadsheets/{id}/values/{range}:clear"),
        ("GET", f"{PATH}/values:batchGet", "GET /v4/spreadsheets/{id}/values:batchGet"),
        ("POST", f"{PATH}/values:batchUpdate", "POST /v4/spreadsheets/{id}/values:batchUpdate"),
        ("POST", f"{PATH}/values:batchClear", "POST /v4/spreadsheets/{id}/values:batchClear"),
        ("GET", "/v5/x", "GET (unknown)"),
    ],
)
def test_calls_are_counted_under_their_method(
    desk: Desk, method: str, path: str, name: str
) -> None:
    """The names the product's ``api_calls`` use."""
    assert desk.sheets.method_of(Request(method, path)) == name


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v5/spreadsheets"),
        ("DELETE", PATH),
        ("GET", f"{PATH}/values"),
        ("GET", f"{PATH}/values/A/B"),
        ("GET", f"{PATH}/developerMetadata/1"),
        ("POST", f"{PATH}:getByDataFilter"),
    ],
)
def test_a_place_that_is_not_there_is_an_html_page(desk: Desk, method: str, path: str) -> None:
    """As at Google's front door: 404, and no JSON."""
    answer = desk.sheets.handle(Request(method, path), desk.now)
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
