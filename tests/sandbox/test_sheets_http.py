"""The doubles behind the sandbox's real HTTP shell, driven by the real gspread."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
import requests
from google.auth.credentials import AnonymousCredentials
from gspread.http_client import HTTPClient

from tests.sandbox.google_desk import KEY
from tests.sandbox.shell_client import Control


def client(sandbox: Control) -> gspread.Client:
    """A gspread client whose two hosts are the sandbox's (gspread 6.2, http_client.py)."""
    hosts = {
        "https://sheets.googleapis.com": sandbox.urls["sheets_url"],
        "https://www.googleapis.com": sandbox.urls["drive_url"],
    }

    class Local(HTTPClient):
        """Rewrites the hosts, which gspread has as constants."""

        def request(self, method: str, endpoint: str, **more: Any) -> requests.Response:  # type: ignore[override]
            for real, local in hosts.items():
                if endpoint.startswith(real):
                    endpoint = local + endpoint.removeprefix(real)
            return super().request(method, endpoint, **more)

    made = gspread.Client(AnonymousCredentials(), http_client=Local)  # type: ignore[no-untyped-call]
    made.set_timeout(20)
    return made


def test_gspread_over_http(sandbox: Control) -> None:
    """Open, write, read back with quotes and slashes in a title, ask Drive."""
    google = client(sandbox)
    book = google.open_by_key(KEY)
    sheet = book.add_worksheet("Q1/Q2 'net' ünï", rows=5, cols=3)
    before = google.http_client.get_file_drive_metadata(KEY)
    sheet.update([["=1+1", "☂️ & <b>", None]], "A1")
    assert sheet.get_all_values() == [["=1+1", "☂️ & <b>"]]
    after = google.http_client.get_file_drive_metadata(KEY)
    assert after["modifiedTime"] > before["modifiedTime"]
    with pytest.raises(gspread.SpreadsheetNotFound):
        google.open_by_key("nowhere")


def test_people_and_state_over_the_control_api(sandbox: Control) -> None:
    """A person types; the whole state goes out and in again."""
    args = {"tab": "Incidents", "values": {"ID": "1", "Title": "Checkout down"}}
    deed = {"service": "sheets", "verb": "append_row", "args": args}
    assert sandbox.ok("POST", "act", deed)["result"] == {"row": 2}
    state = sandbox.ok("GET", "state")
    sandbox.ok("PUT", "state", state)
    assert sandbox.ok("GET", "state")["sheets"] == state["sheets"]
    sheet = client(sandbox).open_by_key(KEY).sheet1
    assert sheet.row_values(2) == ["1", "Checkout down"]
