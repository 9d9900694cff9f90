"""A desk to drive the Google doubles from: by hand, or with the real gspread.

Every exchange that passes is judged by Google's discovery documents.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import gspread
import requests
from google.auth.credentials import AnonymousCredentials
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from incident_sandbox.google import services
from incident_sandbox.service import Request, Response, Service
from tests.sandbox.discovery import check_exchange

KEY = "sandbox-register"
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Desk:
    """Both services, a clock that only we turn, and short verbs for requests."""

    def __init__(self, seed: int = 7) -> None:
        self.sheets, self.drive = services(seed)
        self.now = START
        self.headers: dict[str, str] = {}

    def wait(self, seconds: float) -> None:
        """Turn the clock."""
        self.now += timedelta(seconds=seconds)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: dict[str, Any] | None = None,
        raw: bytes | None = None,
    ) -> tuple[int, Any]:
        """Send one request; the answer's status and JSON, or text."""
        service = self.drive if path.startswith("/drive") else self.sheets
        pairs = tuple(parse_qsl(urlencode(query or {}, doseq=True), keep_blank_values=True))
        sent = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        response = self.exchange(service, Request(method, path, pairs, self.headers, sent))
        if "json" not in response.headers["content-type"]:
            return response.status, response.body.decode()
        return response.status, json.loads(response.body)

    def exchange(self, service: Service, request: Request) -> Response:
        """Hand a request over, and let the documents judge what happened."""
        response = service.handle(request, self.now)
        if "json" in response.headers["content-type"]:
            sent = json.loads(request.body) if _is_json(request.body) else None
            told = json.loads(response.body)
            fields = any(name == "fields" for name, _ in request.query)
            assert told or fields, "an answer is never empty"
            check_exchange(
                service.name,
                request.method,
                request.path,
                request.query,
                sent,
                response.status,
                told,
            )
        return response

    def act(self, verb: str, **args: Any) -> Any:
        """Do what a person does."""
        return self.sheets.act(verb, {"key": KEY, **args}, self.now)

    def values(self, path: str) -> str:
        """The path of ``values`` with what follows."""
        return f"/v4/spreadsheets/{KEY}/values{path}"

    def get(self, text: str, **query: Any) -> dict[str, Any]:
        """Read one range."""
        status, told = self.call("GET", self.values(f"/{quote(text, safe='')}"), query=query)
        assert status == 200, told
        found: dict[str, Any] = told
        return found

    def put(self, text: str, values: list[list[Any]], option: str = "RAW", **query: Any) -> Any:
        """Write one range; the answer, also of a refusal."""
        asked = {"valueInputOption": option, **query}
        path = self.values(f"/{quote(text, safe='')}")
        return self.call("PUT", path, {"values": values}, query=asked)[1]

    def batch(self, *asked: dict[str, Any], **more: Any) -> tuple[int, Any]:
        """One structural batchUpdate."""
        body = {"requests": list(asked), **more}
        return self.call("POST", f"/v4/spreadsheets/{KEY}:batchUpdate", body)

    def file(self, key: str = KEY, **query: Any) -> Any:
        """Ask Drive; every field."""
        return self.call("GET", f"/drive/v3/files/{key}", query={"fields": "*", **query})[1]

    def version(self) -> int:
        """Drive's version of the register."""
        return int(self.file()["version"])

    def client(self) -> gspread.Client:
        """The real gspread, talking to this desk."""
        session = requests.Session()
        session.mount("https://", _Adapter(self))
        return gspread.Client(AnonymousCredentials(), session=session)  # type: ignore[no-untyped-call]

    def book(self) -> gspread.Spreadsheet:
        """The register, opened by the real gspread."""
        return self.client().open_by_key(KEY)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


class _Adapter(BaseAdapter):
    """What requests sends, handed to the services."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer without a network."""
        parts = urlsplit(str(request.url))
        service = self._desk.drive if parts.path.startswith("/drive") else self._desk.sheets
        body = request.body or b""
        sent = Request(
            str(request.method),
            parts.path,
            tuple(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in request.headers.items()},
            body.encode() if isinstance(body, str) else body,
        )
        answer = self._desk.exchange(service, sent)
        response = requests.Response()
        response.status_code = answer.status
        response._content = answer.body  # requests offers no other way
        response.headers = CaseInsensitiveDict(answer.headers)
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Nothing is open."""
