"""A desk to drive the double of Notion from by hand; the vendor's description judges answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from incident_sandbox.notion import (
    DATA_SOURCE,
    DATABASE,
    REGISTER_PAGE,
    STRANGER,
    TOKEN,
    NotionService,
)
from incident_sandbox.service import Refused, Request
from tests.sandbox import notion_answers

START = datetime(2026, 11, 23, 10, 0, 42, tzinfo=UTC)
NEW, OLD = "2026-03-11", "2025-09-03"
PLAIN = {
    **dict.fromkeys(("bold", "italic", "strikethrough", "underline", "code"), False),
    "color": "default",
}

__all__ = ["DATABASE", "DATA_SOURCE", "REGISTER_PAGE", "STRANGER", "TOKEN"]


class NotionFault(AssertionError):
    """A call was refused: ``status``, ``code``, ``message`` and the whole ``body``."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body)
        self.status = status
        self.code: str = body["code"]
        self.message: str = body["message"]
        self.body = body


class Desk:
    """The service, a clock that only we turn, and short verbs for requests."""

    def __init__(self, seed: int = 7) -> None:
        self.service = NotionService(seed)
        self.service.quotas_enabled = False
        self.now = START
        self.token = TOKEN
        self.version = NEW
        self.effect: bool | None = None
        self.headers: dict[str, str] = {}

    def wait(self, seconds: float) -> None:
        """Turn the clock."""
        self.now += timedelta(seconds=seconds)

    def call(
        self, method: str, path: str, body: object = None, *, raw: Any = None, **query: Any
    ) -> Any:
        """Send one request; the answer's JSON, or ``NotionFault``."""
        pairs = tuple(parse_qsl(urlencode(query, doseq=True), keep_blank_values=True))
        headers = {"authorization": f"Bearer {self.token}", "notion-version": self.version}
        sent = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        response = self.service.handle(Request(method, path, pairs, headers, sent), self.now)
        told = json.loads(response.body)
        self.effect, self.headers = response.effect, dict(response.headers)
        if self.version == NEW and response.status != 501 and told.get("code") != _NO_ROUTE:
            notion_answers.check(method, path, response.status, told)
        if response.status != 200:
            raise NotionFault(response.status, told)
        return told

    def act(self, verb: str, **args: Any) -> Any:
        """Do what a person does."""
        return self.service.act(verb, args, self.now)

    def refused(self, verb: str, **args: Any) -> str:
        """Why a person could not do it; the state is as before."""
        before = self._state()
        try:
            self.service.act(verb, args, self.now)
        except Refused as refusal:
            assert self._state() == before
            return str(refusal)
        raise AssertionError(verb)

    def _state(self) -> str:
        """All but how many ids were made, since a refusal may have used some up."""
        return json.dumps({**self.service.dump(), "minted": 0})

    def create(self, properties: object = None, **more: Any) -> Any:
        """A row by the program."""
        parent = {"type": "data_source_id", "data_source_id": DATA_SOURCE}
        body = {"parent": parent, "properties": properties or {}, **more}
        return self.call("POST", "/v1/pages", body)

    def page(self, **properties: Any) -> str:
        """A row by a person, in plain form; its id."""
        made: str = self.act("create_page", properties=properties)["page"]
        return made

    def get(self, page: str, **query: Any) -> Any:
        return self.call("GET", f"/v1/pages/{page}", **query)

    def patch(self, page: str, **body: Any) -> Any:
        return self.call("PATCH", f"/v1/pages/{page}", body)

    def query(self, filter_: object = None, source: str = DATA_SOURCE, **body: Any) -> Any:
        """The whole answer of a query."""
        asked = body if filter_ is None else {"filter": filter_, **body}
        return self.call("POST", f"/v1/data_sources/{source}/query", asked)

    def titles(self, filter_: object = None, **body: Any) -> list[str]:
        """The titles a query finds, in its order when it has sorts, else sorted."""
        found = [title_of(page) for page in self.query(filter_, **body)["results"]]
        return found if "sorts" in body else sorted(found)

    def schema(self, source: str = DATA_SOURCE) -> Any:
        return self.call("GET", f"/v1/data_sources/{source}")["properties"]

    def reshape(self, **properties: Any) -> Any:
        """Change the register's schema."""
        source = DATA_SOURCE
        return self.call("PATCH", f"/v1/data_sources/{source}", {"properties": properties})

    def children(self, block: str, **query: Any) -> list[Any]:
        found: list[Any] = self.call("GET", f"/v1/blocks/{block}/children", **query)["results"]
        return found

    def append(self, block: str, *children: object, **more: Any) -> list[Any]:
        body = {"children": list(children), **more}
        made: list[Any] = self.call("PATCH", f"/v1/blocks/{block}/children", body)["results"]
        return made

    def user(self, email: str) -> str:
        """The id of a person."""
        users = self.service.dump()["users"].values()
        return next(str(user["id"]) for user in users if user["email"] == email)


_NO_ROUTE = "invalid_request_url"


def refusals(*calls: Callable[[], Any]) -> list[NotionFault]:
    """Make calls that are refused."""
    found = []
    for call in calls:
        with pytest.raises(NotionFault) as caught:
            call()
        found.append(caught.value)
    return found


def title_of(page: Any) -> str:
    """A page's title."""
    entry = next(each for each in page["properties"].values() if each["type"] == "title")
    return "".join(item["plain_text"] for item in entry["title"])


def text(content: str, **more: Any) -> dict[str, Any]:
    """A run of text as a request has it."""
    return {"type": "text", "text": {"content": content, **more}}


def title(content: str) -> dict[str, Any]:
    return {"Title": {"title": [text(content)]}}


def paragraph(content: str, **more: Any) -> dict[str, Any]:
    return {"type": "paragraph", "paragraph": {"rich_text": [text(content)], **more}}


def said(items: list[Any]) -> str:
    """Rich text, plain."""
    return "".join(item["plain_text"] for item in items)
