"""How tests reach a sandbox: its process, its control API, the real Slack SDK."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

TOKEN = "xoxb-sandbox-bot"
PATIENCE_S = 20
RECORD = "INCIDENT_SANDBOX_RECORD"


class Control:
    """The control API of a running sandbox."""

    def __init__(self, urls: dict[str, str]) -> None:
        self.urls = urls

    def call(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Send one request under ``/_control`` or, with a leading slash, anywhere."""
        parts = urlsplit(self.urls["url"])
        connection = HTTPConnection(str(parts.hostname), parts.port, timeout=PATIENCE_S)
        try:
            target = path if path.startswith("/") else f"/_control/{path}"
            sent = None if body is None else json.dumps(body)
            connection.request(method, target, sent, headers)
            answer = connection.getresponse()
            raw = answer.read()
            names = {key.lower(): value for key, value in answer.getheaders()}
            return answer.status, json.loads(raw), names
        finally:
            connection.close()

    def ok(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        status, payload, _ = self.call(method, path, body)
        assert status == 200, payload
        return payload

    def act(self, verb: str, /, **args: Any) -> Any:
        """Do a person's deed in Slack."""
        body = {"service": "slack", "verb": verb, "args": args}
        return self.ok("POST", "act", body)["result"]

    def refused(self, verb: str, /, **args: Any) -> str:
        """Return why a person could not do it."""
        body = {"service": "slack", "verb": verb, "args": args}
        status, payload, _ = self.call("POST", "act", body)
        assert status == 422, payload
        return str(payload["error"])

    def fault(self, **fault: Any) -> None:
        self.ok("POST", "faults", {"service": "slack", **fault})

    def log(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ok("GET", "calls")["log"]
        return found

    def slack(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ok("GET", "state")["slack"]
        return found

    def channel_id(self, name: str) -> str:
        channels = self.slack()["channels"].values()
        return next(str(raw["id"]) for raw in channels if raw["name"] == name)

    def user_id(self, handle: str) -> str:
        users = self.slack()["users"].values()
        return next(str(raw["id"]) for raw in users if raw["name"] == handle)

    def web(self, token: str = TOKEN, timeout: int = PATIENCE_S) -> WebClient:
        """Return the real SDK, its own retries off."""
        base = self.urls["slack_api_url"]
        return WebClient(token, base_url=base, timeout=timeout, retry_handlers=[])


def code(error: SlackApiError) -> str:
    """Return Slack's error code."""
    return str(error.response["error"])


@contextmanager
def running(*options: str) -> Iterator[tuple[Control, subprocess.Popen[str]]]:
    """Run a sandbox process for the time of the block."""
    command = [sys.executable, "-m", "incident_sandbox", *options]
    # What tests of the sandbox send is wrong on purpose, and not the product's: not to be judged.
    quiet = {name: value for name, value in os.environ.items() if name != RECORD}
    process = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, text=True, env=quiet
    )
    try:
        assert process.stdout is not None
        yield Control(json.loads(process.stdout.readline())), process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()
