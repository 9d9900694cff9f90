"""What goes wrong between us and Google: named, nothing doubled, nothing leaked."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.action import Outcome
from incident_sync.model.item import Agreed
from incident_sync.sides.sheets import Credentials
from tests.sides.sheets.desk import Mirror, Sandbox, brief, incident

BOOK = "GET /v4/spreadsheets/{id}"
READ = "GET /v4/spreadsheets/{id}/values:batchGet"
WRITE = "POST /v4/spreadsheets/{id}/values:batchUpdate"
ADD = "POST /v4/spreadsheets/{id}:batchUpdate"
CANARY = "ya29.canary-token-never-shown"


def told(outcomes: Iterable[Outcome]) -> IncidentSyncError:
    (outcome,) = outcomes
    assert outcome.error is not None
    assert not outcome.done
    return outcome.error


def test_an_unshared_spreadsheet_is_named_with_the_account(sandbox: Sandbox) -> None:
    """The remedy says with whom to share it: the key file's account."""
    sandbox.person("unshare")
    with pytest.raises(SideUnusable) as caught:
        Mirror(sandbox).look()
    assert "The caller does not have permission" in str(caught.value)
    assert "as an editor" in caught.value.remedy


def test_a_spreadsheet_shared_for_reading_only(sandbox: Sandbox, mirror: Mirror) -> None:
    """It can be looked at; the first write finds out, and nothing more is written."""
    mirror.look()
    sandbox.person("share", role="reader")
    with pytest.raises(SideUnusable, match="may not be used"):
        mirror.show(brief(incident(title="Down")))


def test_a_spreadsheet_that_is_not_there(sandbox: Sandbox) -> None:
    """404 is the address or the sharing."""
    with pytest.raises(SideUnusable, match="no such spreadsheet"):
        Mirror(sandbox, {"spreadsheet": "1nothing"}).look()


def test_credentials_that_google_does_not_take(sandbox: Sandbox) -> None:
    """A bearer token that is no longer good: no retry, the side is unusable, no token shown."""
    sandbox.person("issue_token", token=CANARY)
    mirror = Mirror(sandbox, {"credentials": Credentials("token", CANARY)})
    mirror.look()
    sandbox.person("revoke_token", token=CANARY)
    with pytest.raises(SideUnusable) as caught:
        mirror.look()
    assert CANARY not in _all_text(caught.value)
    sandbox.person("require_token")
    with pytest.raises(SideUnusable, match="credentials"):
        Mirror(sandbox).look()


def test_a_token_is_in_no_repr_and_no_log(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where everything is logged."""
    sandbox.person("issue_token", token=CANARY)
    caplog.set_level(logging.DEBUG)
    mirror = Mirror(sandbox, {"credentials": Credentials("token", CANARY)})
    mirror.look()
    mirror.show(brief(incident(title="Down")))
    assert CANARY not in caplog.text
    assert CANARY not in repr(mirror.side)
    assert CANARY not in repr(Credentials("token", CANARY))


def test_a_key_file_that_is_none(sandbox: Sandbox, tmp_path: Path) -> None:
    """Named with its remedy; its content, which may be a key, is quoted nowhere."""
    file = tmp_path / "key.json"
    for content in ("-----BEGIN canary", '{"private_key": "canary"}', "{}"):
        file.write_text(content)
        with pytest.raises(SideUnusable) as caught:
            Mirror(sandbox, {"credentials": Credentials("file", str(file))}).look()
        assert "canary" not in _all_text(caught.value)


@pytest.fixture
def key_file(tmp_path: Path) -> Callable[[str], str]:
    """Makes a service account's key file whose tokens come from that address."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()

    def made(token_uri: str) -> str:
        account = {
            "type": "service_account",
            "client_email": "mirror@acme.example",
            "private_key": pem,
            "token_uri": token_uri,
        }
        file = tmp_path / "key.json"
        file.write_text(json.dumps(account))
        return str(file)

    return made


class _Issuer(BaseHTTPRequestHandler):
    """Where a service account gets its tokens: always the one that the sandbox knows."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = {"access_token": CANARY, "expires_in": 3600, "token_type": "Bearer"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_service_account(sandbox: Sandbox, key_file: Callable[[str], str]) -> None:
    """Its token is asked for once; where it may not in, the remedy names its address."""
    sandbox.person("issue_token", token=CANARY, who="mirror@acme.example")
    sandbox.person("share", who="mirror@acme.example")
    with HTTPServer(("127.0.0.1", 0), _Issuer) as issuer:
        thread = threading.Thread(target=issuer.handle_request)
        thread.start()
        file = key_file(f"http://127.0.0.1:{issuer.server_port}/token")
        mirror = Mirror(sandbox, {"credentials": Credentials("file", file)})
        sandbox.person("unshare", who="mirror@acme.example")
        with pytest.raises(SideUnusable, match=r"mirror@acme\.example as an editor"):
            mirror.look()
        thread.join()
    sandbox.person("share", who="mirror@acme.example")
    assert mirror.look().whole


def test_a_key_that_cannot_be_renewed(sandbox: Sandbox, key_file: Callable[[str], str]) -> None:
    """Nobody answers where tokens come from: temporary, and nothing of the key is shown."""
    credentials = Credentials("file", key_file("http://127.0.0.1:9/token"))
    mirror = Mirror(sandbox, {"credentials": credentials})
    with pytest.raises(Temporary, match="renew") as caught:
        mirror.look()
    assert "PRIVATE" not in _all_text(caught.value)
    assert mirror.side._client._who == "mirror@acme.example"


def test_a_key_that_was_disabled(sandbox: Sandbox, key_file: Callable[[str], str]) -> None:
    """Google refuses to renew it: the side is unusable; google-auth's own text goes no further."""
    credentials = Credentials("file", key_file(sandbox.urls["url"] + "/no/token"))
    with pytest.raises(SideUnusable, match="not valid") as caught:
        Mirror(sandbox, {"credentials": credentials}).look()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_default_credentials_that_are_not_there(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without them is told so."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    with pytest.raises(SideUnusable, match="no default credentials"):
        Mirror(sandbox, {"credentials": Credentials("default")}).look()


def test_nobody_answers(sandbox: Sandbox) -> None:
    """A dead address is temporary; it is tried a few times and then given up for this cycle."""
    mirror = Mirror(sandbox, {"sheets_url": "http://127.0.0.1:9"})
    with pytest.raises(Temporary, match="could not be reached"):
        mirror.look()


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504])
def test_reads_are_repeated(sandbox: Sandbox, mirror: Mirror, status: int) -> None:
    """A page of HTML, whatever its status, is followed by another try."""
    mirror.look()
    sandbox.fault(kind="status", status=status, method=READ)
    assert mirror.look().whole


@pytest.mark.parametrize("body", ["", "<html>hello</html>", '{"valueRanges": [', "[]", "{}", '"x"'])
def test_an_answer_that_is_none_is_never_an_empty_sheet(
    sandbox: Sandbox, mirror: Mirror, body: str
) -> None:
    """Half a document, another one or a login page under status 200: temporary, not empty."""
    sandbox.type({"ID": "INC-1", "Title": "a"})
    mirror.look()
    sandbox.fault(kind="status", status=200, body=body, method=READ, times=None)
    with pytest.raises(Temporary, match="could not be read"):
        mirror.look()


def test_a_dropped_read_is_repeated(sandbox: Sandbox, mirror: Mirror) -> None:
    """A reset connection costs one more call."""
    mirror.look()
    sandbox.calls()
    sandbox.fault(kind="drop", method=READ)
    assert mirror.look().whole
    assert sandbox.calls() == {"GET /values:batchGet": 2}


def test_the_quota_is_waited_for(sandbox: Sandbox, mirror: Mirror) -> None:
    """As long as Google asks, where it asks."""
    mirror.look()
    sandbox.fault(kind="status", status=429, retry_after=7, method=READ)
    before = mirror.clock.monotonic()
    mirror.look()
    assert 7 <= mirror.clock.monotonic() - before < 9


@pytest.mark.parametrize(("phase", "there"), [("before", 0), ("after", 1)])
def test_a_row_is_never_added_twice(
    sandbox: Sandbox, mirror: Mirror, phase: str, there: int
) -> None:
    """A lost answer leaves the outcome unknown; it is not sent again but looked up."""
    mirror.look()
    (action,) = mirror.plan(brief(incident(title="Down")))
    sandbox.calls()
    sandbox.fault(kind="drop", method=ADD, phase=phase)
    error = told(mirror.side.apply([action]))
    assert isinstance(error, Temporary)
    assert not error.outcome_known
    assert sandbox.calls()["POST :batchUpdate"] == 1
    assert len(sandbox.records()) == there
    found = mirror.side.look_up(action, mirror.clock.now())
    assert (found is not None) is bool(there)
    if found is not None:
        mirror.remember(found)
        assert len(mirror.rows()) == 1
        assert mirror.rows() == []


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("kind", ["drop", "status"])
def test_a_write_of_unknown_outcome_ends_right(
    sandbox: Sandbox, mirror: Mirror, phase: str, kind: str
) -> None:
    """Nothing is remembered of it; the next cycle sees what is there and needs nothing more."""
    mirror.look()
    item = incident(title="Down")
    mirror.show(brief(item))
    changed = item.having(title=Agreed("New", 4))
    sandbox.fault(kind=kind, method=WRITE, phase=phase)
    told(mirror.show(brief(changed)))
    for row in mirror.rows():
        mirror.link(row)
    for outcome in mirror.show(brief(changed)):
        assert outcome.done
    assert sandbox.records() == [{"ID": "INC-42", "Title": "New"}]
    assert mirror.rows() == []


def test_a_write_that_waited_looks_again_first(sandbox: Sandbox, mirror: Mirror) -> None:
    """A guard read older than 2 s is taken again, so an edit typed meanwhile is seen."""
    mirror.look()
    item = incident(title="Down")
    mirror.show(brief(item))
    sandbox.calls()
    sandbox.fault(kind="status", status=429, retry_after=3, method=WRITE)
    (outcome,) = mirror.show(brief(item.having(title=Agreed("New", 4))))
    assert outcome.done
    assert sandbox.calls() == {"GET /values:batchGet": 2, "POST /values:batchUpdate": 2}


def test_a_service_too_slow_to_write_safely_is_left_for_now(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """Three tries, nothing written, an error that says so."""
    mirror.look()
    item = incident(title="Down")
    mirror.show(brief(item))
    sandbox.fault(kind="status", status=429, retry_after=3, method=WRITE, times=None)
    error = told(mirror.show(brief(item.having(title=Agreed("New", 4)))))
    assert isinstance(error, Temporary)
    assert error.outcome_known
    assert "too slowly" in str(error)
    assert sandbox.records()[0]["Title"] == "Down"


def test_a_refusal_is_an_outcome_with_googles_words(sandbox: Sandbox, mirror: Mirror) -> None:
    """One row's problem is that row's."""
    mirror.look()
    body = {"error": {"code": 400, "message": "You are trying to edit a protected cell."}}
    sandbox.fault(kind="status", status=400, body=body, method=ADD)
    error = told(mirror.show(brief(incident(title="Down"))))
    assert isinstance(error, Permanent)
    assert "protected cell" in str(error)


def test_where_the_shape_cannot_be_asked_nothing_is_read(sandbox: Sandbox, mirror: Mirror) -> None:
    """Every call of the first look may fail, and is then a failure of the look."""
    sandbox.fault(kind="status", status=403, method=BOOK)
    with pytest.raises(SideUnusable):
        mirror.look()
    assert mirror.look().whole


def _all_text(error: BaseException) -> str:
    """What a log with its traceback could show of an error."""
    seen = [error]
    while (cause := seen[-1].__cause__) is not None:
        seen.append(cause)
    return " ".join(f"{one!s} {one!r} {vars(one)}" for one in seen)
