"""Property values, pages and schemas as Notion answers them, in short form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from incident_sync.sides.notion.schema import Layout, Schema, layout, schema_of

DEFAULTS = {
    "bold": False,
    "italic": False,
    "strikethrough": False,
    "underline": False,
    "code": False,
    "color": "default",
}
SAM = {"object": "user", "id": "user-sam"}
PRIYA = {"object": "user", "id": "user-priya"}
BOT = {"object": "user", "id": "user-bot"}
USERS = (
    {**SAM, "type": "person", "name": "Sam Lee", "person": {"email": "sam@example.com"}},
    {**PRIYA, "type": "person", "name": "Priya Nair", "person": {"email": "priya@example.com"}},
    {**BOT, "type": "bot", "name": "incident-sync", "bot": {}},
)
REGISTER: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Title": ("title", "title", ()),
    "ID": ("i", "rich_text", ()),
    "Status": (
        "st",
        "status",
        ("Investigating", "Fixing", "Monitoring", "Resolved", "Declined"),
    ),
    "Severity": ("se", "select", ("Minor", "Major")),
    "Lead": ("le", "people", ()),
    "Summary": ("su", "rich_text", ()),
    "Customer update": ("cu", "rich_text", ()),
    "Reporter": ("re", "people", ()),
    "Reported at": ("ra", "date", ()),
    "Resolved at": ("rs", "date", ()),
    "Channel": ("ch", "url", ()),
    "Sync note": ("sn", "rich_text", ()),
}
"""The usual properties: id, type and options by name."""


def source(
    properties: Mapping[str, tuple[str, str, tuple[str, ...]]], title: str = "Incidents"
) -> dict[str, Any]:
    """The answer of "Retrieve a data source"."""
    return {
        "object": "data_source",
        "title": [text(title)],
        "properties": {
            name: {
                "id": at,
                "name": name,
                "description": None,
                "type": kind,
                kind: {"options": [_option(one) for one in options]} if options else {},
            }
            for name, (at, kind, options) in properties.items()
        },
    }


def register(**changed: tuple[str, str, tuple[str, ...]] | None) -> Schema:
    """The usual schema with some properties replaced by name, or taken away with None."""
    names = {name.replace("_", " "): told for name, told in changed.items()}
    properties = {**REGISTER, **{name: told for name, told in names.items() if told}}
    return schema_of(source({n: p for n, p in properties.items() if names.get(n, p)}))


def usual(**fields: str) -> Layout:
    """The layout of the usual schema."""
    return layout(register(), fields)


def _option(name: str) -> dict[str, Any]:
    return {"id": f"option-{name}", "name": name, "color": "default", "description": None}


def text(content: str, link: str = "", **annotations: Any) -> dict[str, Any]:
    """A run of text as it is read."""
    return {
        "type": "text",
        "text": {"content": content, "link": {"url": link} if link else None},
        "annotations": {**DEFAULTS, **annotations},
        "plain_text": content,
        "href": link or None,
    }


def mention(said: str, kind: str = "user", of: Any = None, **annotations: Any) -> dict[str, Any]:
    """A mention as it is read."""
    return {
        "type": "mention",
        "mention": {"type": kind, kind: SAM if of is None else of},
        "annotations": {**DEFAULTS, **annotations},
        "plain_text": said,
        "href": None,
    }


def equation(expression: str) -> dict[str, Any]:
    """An equation as it is read."""
    return {
        "type": "equation",
        "equation": {"expression": expression},
        "annotations": dict(DEFAULTS),
        "plain_text": expression,
        "href": None,
    }


def answered(
    sent: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """The runs as they are read once they were sent: ``before`` knows what mentions say."""
    said = {_key(run): run["plain_text"] for run in before if run["type"] == "mention"}
    return [_answered(run, said) for run in sent]


def _answered(run: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    annotations = run.get("annotations") or {}
    if run["type"] == "equation":
        return {**equation(run["equation"]["expression"]), "annotations": DEFAULTS | annotations}
    if run["type"] == "mention":
        kind = run["mention"]["type"]
        return mention(said[_key(run)], kind, run["mention"][kind], **annotations)
    return text(
        run["text"]["content"], (run["text"].get("link") or {}).get("url", ""), **annotations
    )


def _key(run: Mapping[str, Any]) -> str:
    kind = run["mention"]["type"]
    of = run["mention"][kind]
    return str(of.get("id") or sorted(of.items()))


def value(kind: str, content: Any, at: str = "x") -> dict[str, Any]:
    """A property value as it is read."""
    return {"id": at, "type": kind, kind: content}


def chosen(name: str) -> dict[str, Any]:
    """A select's or a status's option as it is read."""
    return {"id": f"option-{name}", "name": name, "color": "default"}


def day(start: str, end: str | None = None, zone: str | None = None) -> dict[str, Any]:
    """A date as it is read."""
    return {"start": start, "end": end, "time_zone": zone}


def page(contents: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A page of the usual register; ``contents`` by property name, all else empty."""
    return page_of(REGISTER, contents or {}, **more)


def page_of(
    properties: Mapping[str, tuple[str, str, Sequence[str]]],
    contents: Mapping[str, Any],
    **more: Any,
) -> dict[str, Any]:
    """A page with these properties."""
    lists = ("title", "rich_text", "people", "multi_select", "relation", "files")
    return {
        "object": "page",
        "id": "page-1",
        "created_time": "2026-11-23T10:00:00.000Z",
        "last_edited_time": "2026-11-23T10:15:00.000Z",
        "created_by": SAM,
        "last_edited_by": SAM,
        "in_trash": False,
        "is_archived": False,
        "url": "https://www.notion.so/page1",
        "properties": {
            name: value(kind, contents.get(name, [] if kind in lists else None), at)
            for name, (at, kind, _) in properties.items()
        },
        **more,
    }
