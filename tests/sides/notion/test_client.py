"""The calls: how they are sent, counted, repeated and read."""

from __future__ import annotations

import gc
import json
import logging
import warnings
from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.errors import Temporary
from incident_sync.sides.notion import NotionOptions, notion_wire
from incident_sync.sides.notion.client import VERSION, NotionClient
from incident_sync.wire import CallCounter
from tests.sides.notion.desk import DATABASE, SOURCE, START, TOKEN, Mirror, Sandbox, incident

TITLE = {"title": {"title": [{"text": {"content": "Down"}}]}}


@pytest.fixture
def counter() -> CallCounter:
    return CallCounter()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def client(sandbox: Sandbox, clock: ManualClock, counter: CallCounter) -> NotionClient:
    options = NotionOptions(lambda: TOKEN, DATABASE, sandbox.url + "/")
    return NotionClient(options, notion_wire(clock, counter), clock)


def test_calls_are_counted_by_their_routes(
    sandbox: Sandbox, client: NotionClient, counter: CallCounter
) -> None:
    """Our count is the service's own."""
    page = client.create_page(SOURCE, TITLE)["id"]
    client.update_page(page, TITLE, check=lambda: None)
    client.page(page)
    client.query(SOURCE)
    client.database(DATABASE)
    client.data_source(SOURCE)
    client.users()
    client.me()
    (block,) = client.append(page, [{"type": "divider", "divider": {}}], "")
    client.children(page)
    client.block(block["id"])
    (todo,) = client.append(page, [{"to_do": {"rich_text": []}}], block["id"])
    client.update_block(todo["id"], {"to_do": {"checked": True}})
    log: dict[str, Any] = sandbox.control.ok("GET", "calls")["counts"]["notion"]
    assert counter.snapshot() == {"notion": log}
    assert len(log) == 12


def test_the_version_is_the_one_that_is_described(sandbox: Sandbox, client: NotionClient) -> None:
    """The SDK's own default is an older one, which takes no position for new blocks."""
    assert VERSION == "2026-03-11"
    page = client.create_page(SOURCE, TITLE)["id"]
    (block,) = client.append(page, [{"type": "divider", "divider": {}}], "")
    assert client.append(page, [{"type": "divider", "divider": {}}], block["id"])


def test_the_token_is_asked_for_with_every_call(sandbox: Sandbox, clock: ManualClock) -> None:
    """One that is replaced while we run is used from then on."""
    tokens = iter(["ntn_wrong", TOKEN])
    options = NotionOptions(lambda: next(tokens), DATABASE, sandbox.url)
    client = NotionClient(options, notion_wire(clock, CallCounter()), clock)
    with pytest.raises(Exception, match="token"):
        client.me()
    assert client.me()


def test_the_token_is_in_no_repr(sandbox: Sandbox) -> None:
    """Of options, side or client."""
    options = NotionOptions(lambda: TOKEN, DATABASE, sandbox.url)
    assert "token" not in repr(options)


def test_the_date_is_that_of_the_last_answer(
    sandbox: Sandbox, client: NotionClient, clock: ManualClock
) -> None:
    """In Notion's own time, of a refusal as well; none before the first."""
    assert client.date is None
    client.me()
    assert client.date == START
    clock.advance(5)
    sandbox.set_clock(clock.now())
    client.me()
    assert client.date == clock.now()


def test_a_list_is_read_to_its_end(sandbox: Sandbox, client: NotionClient) -> None:
    """More users than one answer holds."""
    for number in range(120):
        sandbox.person("add_user", name=f"Person {number}", email=f"p{number}@example.com")
    users = client.users()
    assert len({user["id"] for user in users}) == len(users)
    assert len(users) > 120
    assert sandbox.calls() == {"GET users": 2}


def test_a_read_is_tried_again(sandbox: Sandbox, client: NotionClient, clock: ManualClock) -> None:
    """After a failure that says nothing, and after the wait that the service asked for."""
    sandbox.fault(kind="status", status=502, times=2)
    assert client.me()
    sandbox.fault(kind="status", status=429, retry_after=40)
    before = clock.monotonic()
    assert client.me()
    assert clock.monotonic() - before >= 40


def test_a_wait_of_more_than_a_call_may_take_is_told(
    sandbox: Sandbox, client: NotionClient
) -> None:
    """The workspace's budget may take minutes to fill again: not slept, but said."""
    sandbox.fault(kind="status", status=429, retry_after=300)
    with pytest.raises(Temporary) as caught:
        client.me()
    assert caught.value.retry_after == 300
    sandbox.calls()
    with pytest.raises(Temporary) as caught:
        client.query(SOURCE)  # all calls share the budget
    assert caught.value.outcome_known
    assert sandbox.calls() == {}


@pytest.mark.parametrize("status", [500, 503, 529])
def test_a_new_page_of_unknown_outcome_is_not_sent_again(
    sandbox: Sandbox, client: NotionClient, status: int
) -> None:
    """Nor a new block; but where Notion says that it did nothing, both are."""
    page = client.create_page(SOURCE, TITLE)["id"]
    for send in (
        lambda: client.create_page(SOURCE, TITLE),
        lambda: client.append(page, [{"divider": {}}], ""),
    ):
        sandbox.calls()
        sandbox.fault(kind="status", status=status)
        with pytest.raises(Temporary) as caught:
            send()
        assert not caught.value.outcome_known
        assert sum(sandbox.calls().values()) == 1
        sandbox.fault(kind="status", status=429, retry_after=1)
        assert send()


def test_a_page_saved_under_a_503_whose_look_fails(sandbox: Sandbox, client: NotionClient) -> None:
    """Its id is known all the same."""
    sandbox.fault(kind="committed_503", method="POST /v1/pages")
    sandbox.fault(kind="status", status=500, method="GET /v1/pages/{id}", times=None)
    page = client.create_page(SOURCE, TITLE)
    assert [page["id"]] == [row["id"] for row in sandbox.rows()]


def test_the_quota_of_the_small_plans_is_kept(sandbox: Sandbox, mirror: Mirror) -> None:
    """A hundred and ninety calls in a minute where 180 are allowed: waited, nothing lost."""
    items = [incident(n) for n in range(1, 191)]
    mirror.look()
    sandbox.control.ok("PUT", "quotas", {"enabled": True})
    outcomes = mirror.show(*items)
    assert all(outcome.done for outcome in outcomes)
    assert len(sandbox.rows()) == 190


def test_nothing_is_logged_of_what_people_wrote(
    sandbox: Sandbox, client: NotionClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where everything is, nor the token."""
    caplog.set_level(logging.DEBUG)
    page = client.create_page(SOURCE, TITLE)["id"]
    body = {"object": "error", "status": 400, "code": "validation_error", "message": "Down is bad"}
    sandbox.fault(kind="status", status=400, body=body)
    with pytest.raises(Exception, match="bad"):
        client.page(page)
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert told
    assert "Down" not in told
    assert TOKEN not in told


def test_nothing_is_printed(client: NotionClient, capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK has a handler of its own for stdout, which is not used."""
    client.me()
    assert capsys.readouterr() == ("", "")


def test_connections_are_closed(sandbox: Sandbox, clock: ManualClock) -> None:
    """Once nobody needs the client."""
    client = NotionClient(
        NotionOptions(lambda: TOKEN, DATABASE, sandbox.url),
        notion_wire(clock, CallCounter()),
        clock,
    )
    client.me()
    http = client._sdk().client
    del client
    gc.collect()
    assert http.is_closed
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del http
        gc.collect()


def test_what_is_sent_is_read_as_json(sandbox: Sandbox, client: NotionClient) -> None:
    """A text of every kind of sign arrives as it was."""
    text = 'ZWJ 👩‍👩‍👧‍👦 \u2028 \x00? no: \t " \\ <&> שלום é'
    text = text.replace("\x00", "")
    page = client.create_page(SOURCE, {"title": {"title": [{"text": {"content": text}}]}})
    assert json.dumps(page["properties"]["Title"]["title"][0]["plain_text"]) == json.dumps(text)
