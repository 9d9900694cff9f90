"""The page over HTTP: its files, who may see it, what it is told, what it may do."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.sandbox.page_client import got, host, state
from tests.sandbox.shell_client import Control

WEB = resources.files("incident_sandbox.page") / "web"
FILES = sorted(entry.name for entry in WEB.iterdir())


def acted(sandbox: Control, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    """What the page's own script would get."""
    own = {"Origin": sandbox.urls["url"], **headers}
    status, payload, _ = sandbox.call("POST", "/page/act", body, **own)
    return status, payload


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_served_under_a_strict_policy(sandbox: Control, name: str) -> None:
    """With its own type, and nothing may come from elsewhere or run inline."""
    path = "/" if name == "index.html" else f"/page/{name}"
    status, body, headers = got(sandbox, path)
    assert (status, body) == (200, (WEB / name).read_text("utf-8"))
    kinds = {
        "html": "text/html",
        "js": "text/javascript",
        "css": "text/css",
        "svg": "image/svg+xml",
    }
    assert headers["content-type"] == f"{kinds[name.rpartition('.')[2]]}; charset=utf-8"
    policy = headers["content-security-policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".js", ".html"))])
def test_no_file_makes_markup_of_text_or_asks_other_hosts(name: str) -> None:
    """Record text is set as text alone, and scripts, styles and images are the sandbox's own."""
    text = (WEB / name).read_text("utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in text
    loaded = re.findall(r"""(?:src=|href=|from |fetch\()["'`]([^"'`]*)""", text)
    assert [where for where in loaded if not where.startswith(("/page/", "./"))] == []


def test_nothing_else_is_served(sandbox: Control) -> None:
    """Neither a path out of the folder nor a file of Python."""
    for path in ("/page/../routes.py", "/page/%2e%2e/routes.py", "/page/routes.py", "/page/"):
        assert got(sandbox, path)[0] == 404


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:80", "192.0.2.7", "[2001:db8::1]", "["]
)
def test_a_name_that_is_made_to_mean_this_machine_is_refused(sandbox: Control, name: str) -> None:
    """DNS rebinding: the request arrives here, but its Host is the foreign site's."""
    for path in ("/", "/page/state", "/page/events", "/page/main.js"):
        status, body, headers = got(sandbox, path, Host=name)
        assert status in {400, 403}, body
        assert status == 400 or "content-security-policy" in headers
        assert "channels" not in body


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_loopback_has_several_names(sandbox: Control, name: str) -> None:
    """Whatever of them stands in the address bar."""
    port = host(sandbox).rpartition(":")[2]
    assert got(sandbox, "/page/state", Host=f"{name}:{port}")[0] == 200


def test_only_the_page_itself_acts(sandbox: Control) -> None:
    """Neither a foreign site nor a sandboxed frame, nor one on another port or by another name."""
    post = {"service": "slack", "verb": "post",
            "args": {"user": "sam", "channel": "random", "text": "by the page"}}  # fmt: skip
    port = host(sandbox).rpartition(":")[2]
    foreign = ("https://evil.example", "null", "http://127.0.0.1:1", f"http://localhost:{port}",
               f"https://127.0.0.1:{port}")  # fmt: skip
    for origin in foreign:
        assert acted(sandbox, post, Origin=origin)[0] == 403
    assert sandbox.call("POST", "/page/act", post)[0] == 403
    evil = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert acted(sandbox, post, **evil)[0] == 403
    status, payload = acted(sandbox, post)
    assert (status, list(payload["result"])) == (200, ["ts"])
    texts = [one["text"] for one in state(sandbox, f"?channel={sandbox.channel_id('random')}")
             ["slack"]["open"]["messages"]]  # fmt: skip
    assert texts.count("by the page") == 1


def test_what_a_person_cannot_do_is_worded_as_in_the_control_api(sandbox: Control) -> None:
    """422 with the reason; 400 where the request is none."""
    verb = {"service": "slack", "verb": "slip", "args": {}}
    status, payload = acted(sandbox, verb)
    assert (status, payload["error"].partition(";")[0]) == (422, "no such verb slip")
    assert acted(sandbox, {"verb": "post"})[0] == 400
    assert acted(sandbox, [])[0] == 400


def test_the_control_api_is_as_strict_as_ever(sandbox: Control) -> None:
    """A browser, the page's included, never gets in."""
    for method, path in (("GET", "state"), ("POST", "act"), ("PUT", "history")):
        status, payload, _ = sandbox.call(method, path, [], Origin=sandbox.urls["url"])
        assert (status, "channels" in payload) == (403, False)


def test_the_history_is_what_was_told_last(sandbox: Control) -> None:
    """By whoever runs the program; until then the page knows that nobody does."""
    entries = [{"seq": 2, "kind": "edit"}, {"seq": 1, "kind": "edit"}]
    sandbox.ok("PUT", "history", entries)
    assert state(sandbox)["history"] == entries
    assert sandbox.call("PUT", "history", {"seq": 2})[0] == 400


def test_calls_are_newest_first_and_reads_only_if_asked_for(
    sandbox: Control, slack: WebClient, incidents: str
) -> None:
    """A program at rest reads all the time: what it changed would drown in that."""
    slack.auth_test()
    slack.chat_postMessage(channel=incidents, text="x")
    slack.auth_test()
    calls = state(sandbox)["calls"]
    assert calls["total"] == 3
    assert [(one["method"], one["status"]) for one in calls["log"]] == [("chat.postMessage", 200)]
    names = [one["method"] for one in state(sandbox, "?reads=1")["calls"]["log"]]
    assert names == ["auth.test", "chat.postMessage", "auth.test"]
    assert "text" not in json.dumps(calls)  # no arguments: they are not shown
