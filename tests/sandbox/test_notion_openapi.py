"""The judge over what is sent to Notion, and the record that it reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.notion_openapi import VARIABLE, VERSION, Judge, recorded, verdict
from tests.sandbox.shell_client import running

_SMALL: dict[str, Any] = {
    "paths": {
        "/v1/pages/{page_id}": {
            "get": {"parameters": [{"name": "size", "in": "query", "schema": {"type": "number"}}]},
            "patch": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/patch"}}
                    }
                }
            },
        }
    },
    "components": {
        "schemas": {
            "patch": {
                "type": "object",
                "properties": {"title": {"type": "string", "maxLength": 3}},
                "additionalProperties": False,
                "required": ["title"],
            }
        }
    },
}


def sent(method: str = "PATCH", path: str = "/v1/pages/p1", **more: Any) -> dict[str, Any]:
    """A request as a sandbox writes it down."""
    usual = {"service": "notion", "query": [], "version": VERSION, "body": '{"title": "abc"}'}
    return {**usual, "method": method, "path": path, **more}


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        (sent(), ""),
        (sent("GET", body="", query=[["size", "10"]]), ""),
        (sent(path="/v1/pages"), "PATCH /v1/pages: the description has no such call"),
        (sent("DELETE"), "DELETE /v1/pages/{page_id}: the description has no such call"),
        (sent(version="2025-09-03"), "version '2025-09-03'"),
        (sent(body=""), "a body where there is none, or none where one is needed"),
        (sent(body="{"), "the body is no JSON"),
        (sent(body='{"title": "abcd"}'), "title: 'abcd' is too long"),
        (sent(body='{"title": "a", "x": 1}'), "'x' was unexpected"),
        (sent("GET", body="", query=[["x", "1"]]), "no parameter x"),
        (sent("GET", body="", query=[["size", "ten"]]), "size is no number: ten"),
        (sent("GET", body="{}"), "a body where there is none"),
    ],
)
def test_what_the_judge_says(request_: dict[str, Any], fault: str) -> None:
    """A call, a parameter, a version or a body that is not described is a fault, by its name."""
    found = Judge(_SMALL).faults(request_)
    assert len(found) == bool(fault)
    assert fault in "".join(found)


def test_the_vendors_own_description_judges() -> None:
    """Where there is one, it takes a good body and refuses a bad one."""
    named = os.environ.get(VARIABLE)
    judge = Judge.of(Path(named)) if named else Judge(_SMALL)
    page = "/v1/pages/11111111-1111-4111-8111-111111111111"
    good = '{"properties": {"x": {"url": "https://a.example"}}}' if named else '{"title": "a"}'
    assert judge.faults(sent(path=page, body=good)) == []
    assert judge.faults(sent(path=page, body='{"properties": {"x": {"url": 1}}}')) != []


def test_a_sandbox_writes_down_what_it_is_sent(tmp_path: Path) -> None:
    """Method, path, query, version and body, and no token."""
    with running("--record", str(tmp_path)) as (control, _):
        control.call(
            "PATCH", "/notion/v1/pages/p1?size=1", {"title": "a"},
            **{"Notion-Version": VERSION, "Authorization": "Bearer canary-token"},
        )  # fmt: skip
        control.call("GET", "/slack/api/auth.test")
    (request,) = recorded(tmp_path)
    assert request["method"] == "PATCH"
    assert request["path"] == "/v1/pages/p1"
    assert request["query"] == [["size", "1"]]
    assert request["version"] == VERSION
    assert request["body"] == '{"title": "a"}'
    assert "canary" not in next(tmp_path.glob("*.jsonl")).read_text()
    assert verdict(Judge(_SMALL), [request, request]) == {
        "PATCH /v1/pages/{page_id}: no parameter size": 2
    }
