"""How tests look at the sandbox's page: as a browser on this machine."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.sandbox.shell_client import PATIENCE_S, Control


def host(sandbox: Control) -> str:
    return urlsplit(sandbox.urls["url"]).netloc


def got(sandbox: Control, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of a GET, as a browser on this machine sends it."""
    connection = HTTPConnection(host(sandbox), timeout=PATIENCE_S)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, answer.read().decode(), names
    finally:
        connection.close()


def state(sandbox: Control, query: str = "") -> dict[str, Any]:
    status, body, _ = got(sandbox, f"/page/state{query}")
    assert status == 200, body
    told: dict[str, Any] = json.loads(body)
    return told
