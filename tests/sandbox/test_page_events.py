"""The page hears of every change at once, and only of changes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import cast
from urllib.error import URLError

import pytest
from aiohttp import web
from slack_sdk import WebClient

from incident_sandbox.page import routes
from incident_sandbox.page.bell import Bell
from tests.sandbox.page_client import got, host, state
from tests.sandbox.shell_client import Control


@contextmanager
def listening(sandbox: Control) -> Iterator[Iterator[str]]:
    """The lines of the event stream, as they come."""
    name, port = host(sandbox).split(":")
    with socket.create_connection((name, int(port)), timeout=5) as connection:
        asked = f"GET /page/events HTTP/1.1\r\nHost: {name}:{port}\r\n\r\n"
        connection.sendall(asked.encode())
        with connection.makefile(encoding="utf-8") as lines:
            yield (line.strip() for line in lines)


def heard(lines: Iterator[str]) -> int:
    """The next version that is told."""
    return next(int(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


def test_a_listener_is_told_the_version_at_once_and_after_each_change(
    sandbox: Control, slack: WebClient
) -> None:
    """A person's deed, a call of the program, a history: each wakes the page."""
    with listening(sandbox) as lines:
        first = heard(lines)
        assert first == state(sandbox)["version"]
        sandbox.act("post", user="sam", channel="random", text="x")
        second = heard(lines)
        slack.auth_test()
        third = heard(lines)
        sandbox.ok("PUT", "history", [])
        assert first < second < third < heard(lines)


class Page:
    """What the event stream writes to; ``full`` once it has had so many lines."""

    def __init__(self, most: int) -> None:
        self.lines: list[bytes] = []
        self.full = asyncio.Event()
        self._most = most

    async def write(self, line: bytes) -> None:
        self.lines.append(line)
        if len(self.lines) == self._most:
            self.full.set()


async def _told_of_a_burst() -> list[bytes]:
    bell, page = Bell(), Page(2)
    telling = asyncio.create_task(routes._tell(bell, cast("web.StreamResponse", page)))
    await asyncio.sleep(0)  # it tells where things stand
    for _ in range(5):
        bell.ring()
    await page.full.wait()
    telling.cancel()
    return page.lines


def test_a_burst_is_told_once() -> None:
    """The version is that of the last of it."""
    assert asyncio.run(_told_of_a_burst()) == [b"data: 0\n\n", b"data: 5\n\n"]


def test_looking_changes_nothing(sandbox: Control) -> None:
    """Neither the page's own requests nor those of the control API."""
    before = state(sandbox)["version"]
    got(sandbox, "/")
    got(sandbox, "/page/main.js")
    sandbox.ok("GET", "calls")
    assert state(sandbox)["version"] == before


def test_a_call_that_is_dropped_is_a_change_too(sandbox: Control, slack: WebClient) -> None:
    """It stands in the log."""
    before = state(sandbox)["version"]
    sandbox.fault(kind="drop", method="auth.test")
    with pytest.raises((HTTPException, ConnectionError, URLError)):
        slack.auth_test()
    assert state(sandbox)["version"] > before


async def _rung() -> tuple[int | None, int | None]:
    bell = Bell()
    bell.ring()
    return await bell.after(0, 0.0), await bell.after(1, 0.001)


def test_a_bell_tells_what_it_missed_and_waits_for_the_rest() -> None:
    """A version beyond the one that is known is told without waiting."""
    assert asyncio.run(_rung()) == (1, None)
